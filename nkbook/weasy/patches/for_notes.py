"""Replacements for notes at the foot of pages."""

from __future__ import annotations

from nkbook.weasy.patches.patch import Kind, Patch

FOR_NOTES = (
    Patch(
        "weasyprint.layout.block:_linebox_layout",
        "nkbook.weasy.paging.notes.lines:_linebox_layout",
        Kind.BUG,
        "A note is lost when the line that calls it gets its room from notes that are moved on.",
        "Kozea/WeasyPrint#2437",
        "e07bbe000974787ee370be1f419a01a21b327a1a1e3025a65afd47589060883d",
    ),
    Patch(
        "weasyprint.layout:LayoutContext._update_footnote_area",
        "nkbook.weasy.paging.notes.area:update_footnote_area",
        Kind.FEATURE,
        "Notes may be cut; and all notes of a page are laid out again for each.",
        "none yet",
        "0fcc68f3897d5ef0d681d0c7105373ebcea7a030729ce1981a7b2734f32962b5",
    ),
    Patch(
        "weasyprint.layout.page:make_page",
        "nkbook.weasy.paging.making:make_page",
        Kind.FEATURE,
        "Anchors are looked for in a list of all anchors on the pages before; notes go on.",
        "none yet",
        "656f183328e8b1b56311a342621442056c067422958dcaf6730acdfb6c7b8971",
    ),
    Patch(
        "weasyprint.layout.page:block_level_layout",
        "nkbook.weasy.paging.making:block_level_layout",
        Kind.FEATURE,
        "A page's notes begin and end within a note, and its text is laid out in the best way.",
        "none: CSS GCPM 3 leaves it to the program",
        "c1301dde9284e24519ee0432b508d6cd79768018d2564d4066f0fdf103982dd6",
    ),
    Patch(
        "weasyprint.layout:block_level_layout",
        "nkbook.weasy.paging.notes.splitting:block_level_layout",
        Kind.FEATURE,
        "Notes that are measured together begin and end within a note.",
        "none: CSS GCPM 3 leaves it to the program",
        "c1301dde9284e24519ee0432b508d6cd79768018d2564d4066f0fdf103982dd6",
    ),
    Patch(
        "weasyprint.layout:make_all_pages",
        "nkbook.weasy.paging.lengths.back:make_all_pages",
        Kind.FEATURE,
        "A page that can't be filled by itself takes lines of the one before.",
        "none: CSS leaves it to the program",
        "b5e4034894841caa9581fa5d33338c71a7d8948be65618d358ab4b946f367edb",
    ),
    Patch(
        "weasyprint.layout:LayoutContext.get_string_set_for",
        "nkbook.weasy.paging.notes.ranges:get_string_set_for",
        Kind.FEATURE,
        "The pages that notes are of are a range, or one page.",
        "none: not a fault of WeasyPrint",
        "511f5d7558c13cc5d4e2f23afa9458e638bb1515cf455a88bae85435230d3cd8",
    ),
)
