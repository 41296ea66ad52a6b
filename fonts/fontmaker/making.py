"""Makes one font file: cut from a variable font, trimmed, scaled, renamed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

from fontmaker.family import Face, Family
from fontmaker.naming import number_characters, rename

# Line metrics of Noto Serif CJK, given to every family: a line must not change its height because
# one word of it comes from another font.
ASCENT, DESCENT, TYPO_ASCENT, TYPO_DESCENT = 1151, 286, 880, 120
UNITS = 1000  # to the em, of which all these are
UNDERLINE_POSITION, UNDERLINE_THICKNESS = -125, 50


def make(family: Family, face: Face, source: Path) -> bytes:
    """Return the bytes of one face: cut from a variable font, trimmed, scaled, renamed."""
    font = TTFont(source, fontNumber=face.source.number, recalcTimestamp=False)
    font.flavor = None  # a source packed for the web is unpacked
    if face.axes:
        font = instancer.instantiateVariableFont(font, dict(face.axes), inplace=True)
        # The family's own weights are named below; what the cut leaves in STAT would contradict.
        if "STAT" in font:
            del font["STAT"]
    _trim(font, family)
    if font["head"].unitsPerEm != UNITS:
        scale_upem(font, UNITS)
    if face.scale != 1.0:
        _scale(font, face.scale)
    _set_metrics(font, face)
    rename(font, family, face)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "font"
        font.save(path)
        if "CFF " in font:
            number_characters(path)
        return path.read_bytes()


def _trim(font: TTFont, family: Family) -> None:
    """Keep the family's characters and layout features only."""
    options = subset.Options()
    options.layout_features = family.features
    options.layout_scripts = family.scripts
    options.name_IDs = ["*"]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.glyph_names = False
    options.hinting = False
    options.drop_tables += ["DSIG"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=family.codes or font.getBestCmap())
    subsetter.subset(font)


def _scale(font: TTFont, scale: float) -> None:
    """Enlarge every glyph and distance, leaving 1,000 units to the em."""
    units = font["head"].unitsPerEm
    scale_upem(font, round(units * scale))
    font["head"].unitsPerEm = units


def _set_metrics(font: TTFont, face: Face) -> None:
    """Give the font the shared line metrics and its place in the family."""
    hhea, os2, post, head = font["hhea"], font["OS/2"], font["post"], font["head"]
    hhea.ascent, hhea.descent, hhea.lineGap = ASCENT, -DESCENT, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = TYPO_ASCENT, -TYPO_DESCENT, 0
    os2.usWinAscent, os2.usWinDescent = ASCENT, DESCENT
    post.underlinePosition, post.underlineThickness = UNDERLINE_POSITION, UNDERLINE_THICKNESS
    bold, italic = face.bold, face.italic
    os2.usWeightClass = face.weight
    # Bits 0 italic, 5 bold, 6 regular, 7 use typo metrics (never: the sources leave it off).
    os2.fsSelection = italic | (bold << 5) | ((not bold and not italic) << 6)
    head.macStyle = bold | (italic << 1)
