"""Makes one font file: cut from a variable font, trimmed, scaled, renamed."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

from fontmaker.families import Face, Family
from fontmaker.naming import number_characters, rename

# Line metrics of Noto Serif CJK, given to every family: a line must not change its height because
# one word of it comes from another font.
ASCENT, DESCENT, TYPO_ASCENT, TYPO_DESCENT = 1151, 286, 880, 120
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
    if family.narrow:
        _put_forms(font, family.narrow)
    _trim(font, family)
    if family.box_height:
        _lengthen_boxes(font, family.box_height)
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
    subsetter.populate(unicodes=_codes(font, family))
    subsetter.subset(font)


def _codes(font: TTFont, family: Family) -> frozenset[int]:
    """Return the family's characters, of one advance if it has one, and marks above letters."""
    if family.advance is None:
        return family.codes
    advances = font["hmtx"].metrics
    wide = {
        code
        for code, glyph in font.getBestCmap().items()
        if advances[glyph][0] not in (family.advance, 0)
    }
    return family.codes - wide


def _put_forms(font: TTFont, feature: str) -> None:
    """Give characters the forms that a feature of single substitutions has for them."""
    table = font["GSUB"].table
    lookups = {
        number
        for record in table.FeatureList.FeatureRecord
        if record.FeatureTag == feature
        for number in record.Feature.LookupListIndex
    }
    forms: dict[str, str] = {}
    for number in sorted(lookups):
        for subtable in table.LookupList.Lookup[number].SubTable:
            forms.update(getattr(subtable, "ExtSubTable", subtable).mapping)
    for cmap in font["cmap"].tables:
        if cmap.isUnicode():
            cmap.cmap = {code: forms.get(glyph, glyph) for code, glyph in cmap.cmap.items()}


def _lengthen_boxes(font: TTFont, height: int) -> None:
    """Let the strokes of box drawing (U+2500–259F) reach the next line at a leading of ``height``.

    Only their ends move, so that no stroke becomes thicker.
    """
    cmap, glyphs = font.getBestCmap(), font["glyf"]
    bar = glyphs[cmap[0x2502]]
    bottom, top = bar.yMin, bar.yMax
    more = (height - (top - bottom)) / 2
    for name in sorted({cmap[code] for code in range(0x2500, 0x25A0) if code in cmap}):
        glyph = glyphs[name]
        if glyph.numberOfContours > 0:
            ends = {bottom: round(bottom - more), top: round(top + more)}
            glyph.coordinates = type(glyph.coordinates)(
                (x, ends.get(y, y)) for x, y in glyph.coordinates
            )
            glyph.recalcBounds(glyphs)


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
