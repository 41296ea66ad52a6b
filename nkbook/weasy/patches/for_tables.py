"""Replacements of functions of WeasyPrint that lay out tables."""

from __future__ import annotations

from nkbook.weasy.patches.patch import Kind, Patch

FOR_TABLES = (
    Patch(
        "weasyprint.layout.preferred:replaced_min_content_width",
        "nkbook.weasy.paging.cells:replaced_min_content_width",
        Kind.FEATURE,
        "Small pictures in the cells of tables keep their size.",
        "none: not a fault of WeasyPrint",
        "8bb691c131805076fcf4b3f012eb3bb2c4aea02b37be3aaaab968aae24e25c74",
    ),
    Patch(
        "weasyprint.layout.block:table_layout",
        "nkbook.weasy.paging.cells:table_layout",
        Kind.FEATURE,
        "A row that takes a page or nearly may break inside.",
        "none: CSS has no way to say it",
        "6594fa40743fbc0bd49b2ba12682897bfa86b75b7f6f1e395d8ba947b0641376",
    ),
)
