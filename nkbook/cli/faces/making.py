"""Makes a fetched font ready for a book: its name, its line metrics, its characters."""

from __future__ import annotations

import io

from fontTools.ttLib import TTFont

from nkbook.cli.faces.sources import Face, Role

# Line metrics of the book's Chinese, in thousandths of an em: a line must not change its height
# because some of its words come from another font.
_ASCENT, _DESCENT, _TYPO_ASCENT, _TYPO_DESCENT = 1151, 286, 880, 120
_EM = 1000
_SIGNS_END = 0x2E80  # letters of other scripts and signs are before it
# Signs of Chinese texts among them.
_CHINESE = frozenset(map(ord, "—…·‘’“”※①②③④⑤⑥⑦⑧⑨⑩○●◎□■△▲◇◆☆★"))
_NAMES = (1, 3, 4, 6, 16)
_WEIGHTS = {400: "Regular", 700: "Bold"}


def make(role: Role, face: Face, data: bytes) -> bytes:
    """Return a font's bytes as a book uses it: a TrueType file under nkbook's name.

    Letters of other scripts are taken out of it unless the role keeps them, so that they are those
    of the text around.
    """
    font = TTFont(io.BytesIO(data), recalcBBoxes=False, recalcTimestamp=False)
    font.flavor = None
    if not role.letters:
        for table in font["cmap"].tables:
            if table.isUnicode() and hasattr(table, "cmap"):
                table.cmap = {c: name for c, name in table.cmap.items() if _is_chinese(c)}
    em = font["head"].unitsPerEm
    hhea, os2 = font["hhea"], font["OS/2"]
    hhea.ascent, hhea.descent, hhea.lineGap = _units(_ASCENT, em), -_units(_DESCENT, em), 0
    os2.sTypoAscender, os2.sTypoDescender = _units(_TYPO_ASCENT, em), -_units(_TYPO_DESCENT, em)
    os2.sTypoLineGap, os2.usWinAscent = 0, _units(_ASCENT, em)
    os2.usWinDescent, os2.usWeightClass, os2.fsType = _units(_DESCENT, em), face.weight, 0
    style = _WEIGHTS[face.weight]
    postscript = f"{face.family.replace(' ', '')}-{style}"
    words = {1: face.family, 2: style, 3: postscript, 4: f"{face.family} {style}", 6: postscript}
    name = font["name"]
    name.names = [row for row in name.names if row.nameID not in (*_NAMES, 2, 17, 21, 22, 25)]
    for number, text in words.items():
        name.setName(text, number, 3, 1, 0x409)
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def _is_chinese(code: int) -> bool:
    return code >= _SIGNS_END or code in _CHINESE


def _units(thousandths: int, em: int) -> int:
    return round(thousandths * em / _EM)
