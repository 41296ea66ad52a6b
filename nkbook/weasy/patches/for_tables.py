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
    Patch(
        "weasyprint.layout.block:_in_flow_layout",
        "nkbook.weasy.paging.floats:in_flow_layout",
        Kind.FEATURE,
        "Figures without room on a page let the text behind them fill it.",
        "none: CSS Page Floats 3 is not in WeasyPrint",
        "c2537262836dd9812b584633bee887846dba6de921b3b31bff299c5ba29e6dca",
    ),
)
