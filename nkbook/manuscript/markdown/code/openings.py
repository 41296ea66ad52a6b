"""Lines that open a block of code with more than Pandoc reads, as other tools write them."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from nkbook.manuscript.markdown.code.fences import read_fence
from nkbook.manuscript.markdown.doubts import DOUBT, OTHERWISE, Doubt
from nkbook.manuscript.markdown.rules.attributes import attributes

_WORDS_OF_CODE = Doubt(
    OTHERWISE,
    "more than a language opens a block of code, as other tools write it; Pandoc reads text there",
    'all in braces is read by both: ``` {.python title="…"}',
)
_OPENING = re.compile(r"[^\s`{}]*[ \t]*(\{.*\})?\Z")
_RAW = re.compile(r"\{=[^\s{}]+\}")


def openings_plugin(md: MarkdownIt) -> None:
    """Mark blocks of code with such a line."""
    md.core.ruler.after("block", "openings", _openings)


def _openings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "fence" and token.info and _says_more(token):
            token.meta.setdefault(DOUBT, _WORDS_OF_CODE)


def _says_more(fence: Token) -> bool:
    """Return True if Pandoc reads no block, or fewer attributes, in a line that nkbook reads.

    Of words that nkbook does not read either, and of chunks, other problems tell.
    """
    info = fence.info.strip()
    found = _OPENING.match(info)
    braces = (found[1] or "") if found else ""
    read = read_fence(info)
    if found and (not braces or _RAW.fullmatch(braces) or attributes(braces) is not None):
        return bool(braces and read.extra)
    return not (read.executable or read.dropped)
