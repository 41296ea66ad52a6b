"""Names a font and numbers its characters."""

from __future__ import annotations

from pathlib import Path

from fontTools.ttLib import TTFont

from fontmaker.families import Face, Family

LICENCE_URL = "https://openfontlicense.org"  # all sources have the same licence


def rename(font: TTFont, family: Family, face: Face) -> None:
    """Name the font, keeping copyright, designers and licence as they were."""
    name, style = font["name"], face.style_name
    full, postscript = f"{family.name} {style}", f"{family.folder}-{style.replace(' ', '')}"
    kept = {0, 5, 7, 8, 9, 11, 12, 13, 14}
    rows = {row.nameID: row.toUnicode() for row in name.names if row.nameID in kept}
    # Version 2.001;hotconv… is the source's: keep it, so that a reader can tell what was trimmed.
    rows |= {1: family.name, 2: style, 3: f"{postscript};{rows[5]}", 4: full, 6: postscript}
    rows[10] = family.changes
    rows.setdefault(14, LICENCE_URL)  # sources packed for the web may have lost it
    name.names = []
    for number, text in sorted(rows.items()):
        name.setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [postscript]
        top = cff.topDictIndex[0]
        top.FullName, top.FamilyName, top.Weight = full, family.name, style


def number_characters(path: Path) -> None:
    """Give each glyph of a CID-keyed font its own position as its CID, from 0 without gaps.

    Trimming leaves gaps. WeasyPrint writes glyph positions where a PDF takes CIDs (ISO 32000-1
    §9.7.4.2), so with gaps most viewers would show other glyphs or none.
    """
    # Opened again: the other tables must be copied as they are, because they name glyphs by their
    # old CIDs.
    font = TTFont(path, recalcTimestamp=False, recalcBBoxes=False)
    top = font["CFF "].cff.topDictIndex[0]
    glyphs = top.CharStrings.charStrings
    numbered = [".notdef", *(f"cid{number:05d}" for number in range(1, len(top.charset)))]
    top.CharStrings.charStrings = {
        new: glyphs[old] for new, old in zip(numbered, top.charset, strict=True)
    }
    top.charset = numbered
    font.save(path)
