"""The rewrites of the texts of all tools: before those of a tool of its own, and after them."""

from __future__ import annotations

from nkbook.importing.model import Rewrite
from nkbook.importing.rewrites.callouts import callouts
from nkbook.importing.rewrites.everywhere import (
    attribute_lists,
    code_languages,
    directives,
    html_blocks,
    html_links,
    long_addresses,
)
from nkbook.importing.rewrites.formulas import formulas, spaced
from nkbook.importing.rewrites.latex import latex
from nkbook.importing.rewrites.left_out import badges, source_lists
from nkbook.importing.rewrites.shortcodes import shortcodes

FIRST: tuple[Rewrite, ...] = (directives,)
COMMON: tuple[Rewrite, ...] = (
    *(shortcodes, callouts, html_blocks, code_languages, html_links, badges, long_addresses),
    *(attribute_lists, latex, formulas, spaced, source_lists),
)
