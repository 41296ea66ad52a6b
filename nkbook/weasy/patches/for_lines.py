"""Replacements for what is asked of every line and of every box in it."""

from __future__ import annotations

from nkbook.weasy.patches.patch import Kind, Patch

FOR_LINES = (
    Patch(
        "weasyprint.formatting_structure.boxes:Box.is_in_normal_flow",
        "nkbook.weasy.paging.used_values:is_in_normal_flow",
        Kind.SPEED,
        "Five methods ask for two values.",
        "none yet",
        "48030cd968cb59bebe48e1d7e23d2a457b8cb4f5e6f50d2302b16521b7895ed5",
    ),
    Patch(
        "weasyprint.layout.inline:avoid_collisions",
        "nkbook.weasy.paging.used_values:avoid_collisions",
        Kind.SPEED,
        "Every line looks for floats two or three times, where there are none.",
        "none yet",
        "5fc7793c573af328ffa88757d08f1641b19832805a1e48aa8b8204530c477e5d",
    ),
    Patch(
        "weasyprint.layout.column:_create_column_box",
        "nkbook.weasy.columns:create_column_box",
        Kind.SPEED,
        "All lines of columns are laid out again for each height that is tried.",
        "none yet: see the comment in columns_layout",
        "c9fc1aaa4d0fa7d8ea81a984a5e3986bcd6662611ea8211e1224a32a03118528",
    ),
    Patch(
        "weasyprint.layout.block:block_box_layout",
        "nkbook.weasy.columns:block_box_layout",
        Kind.SPEED,
        "All lines of columns are laid out again for each height that is tried.",
        "none yet: see the comment in columns_layout",
        "a6279066e3d9ff7d2efe70280d14eddd38bfbfa3f132ebf76011ecc8f4ca5a22",
    ),
)
