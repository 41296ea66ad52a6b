"""The syntax of manuscripts: markdown-it with rules for a part of Pandoc's dialect."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote.index import footnote_def

from nkbook.manuscript.markdown.citations import citations_plugin
from nkbook.manuscript.markdown.code.meanings import meanings_plugin
from nkbook.manuscript.markdown.code.openings import openings_plugin
from nkbook.manuscript.markdown.definitions import definition, give_attributes
from nkbook.manuscript.markdown.depth import too_deep
from nkbook.manuscript.markdown.doubts import DOUBT, OTHERWISE, Doubt
from nkbook.manuscript.markdown.doubts.shapes import shapes_plugin
from nkbook.manuscript.markdown.foreign import masking_plugin
from nkbook.manuscript.markdown.html import html_plugin
from nkbook.manuscript.markdown.links.labels import labels_plugin
from nkbook.manuscript.markdown.maths.rules import maths_plugin
from nkbook.manuscript.markdown.regional import regional_plugin
from nkbook.manuscript.markdown.rules.alerts import alerts_plugin
from nkbook.manuscript.markdown.rules.attributes import attributes, attributes_at, attributes_plugin
from nkbook.manuscript.markdown.rules.bare_urls import bare_urls_plugin
from nkbook.manuscript.markdown.rules.emphasis import emphasis_plugin
from nkbook.manuscript.markdown.rules.fancy_lists import fancy_lists_plugin
from nkbook.manuscript.markdown.rules.grid_tables import grid_tables_plugin
from nkbook.manuscript.markdown.rules.heading_references import heading_references_plugin
from nkbook.manuscript.markdown.rules.line_blocks import line_blocks_plugin
from nkbook.manuscript.markdown.rules.scripts import scripts_plugin
from nkbook.manuscript.markdown.rules.tables import caption_plugin
from nkbook.manuscript.markdown.rules.task_lists import task_lists_plugin
from nkbook.manuscript.markdown.rules.text_tables import text_tables_plugin
from nkbook.manuscript.markdown.tables import table
from nkbook.manuscript.markdown.tex import commands_plugin
from nkbook.reading.parsed import unprintable

_DIV_OPEN = re.compile(r"(:{3,}+)[ \t]*+(\{.*\}|[^\s{}:\[\]]++)[ \t]*+(?::++[ \t]*+)?\Z")
_DIV_CLOSE = re.compile(r":{3,}[ \t]*\Z")
# Ends of blocks that may end in a paragraph, with which a line of text right below goes on.
_AROUND = ("bullet_list", "ordered_list", "list_item", "dl", "dd", "blockquote")
# What a backslash may end, as a line break that prints nothing.
_DIV_IN_NOTE = Doubt(
    OTHERWISE,
    "a note begins with a div or with lines of verse: Pandoc reads their marks as text",
    "begin it with words, or write [^label]: alone and the block below, four blanks in",
)
_ENDED = ("paragraph_open", "heading_open")
_LONE_LABEL = re.compile(r"\[\^[^\s\]]+\]:[ \t]*")
_INDENT = 4  # columns of the text of a note below its label
_ITEM = re.compile(r"(?:(?:[-+*]|\(?(?:\d{1,9}|[A-Za-z#])[.)])[ \t]+)+(?=:::)")
_CODE_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


_NOTE_AND_BRACKETS = Doubt(
    OTHERWISE,
    "a bracket follows a note right away: Pandoc reads no note there; it is printed as a note",
    "put a blank between them, or the note after what is in the brackets",
)


_DIV_BELOW_TEXT = Doubt(
    OTHERWISE,
    "a div begins right below a line of text: Pandoc reads its colons as text; it is read as a div",
    "put a blank line before :::",
)


class _Parser(MarkdownIt):
    """A parser that leaves it to the stages after it which addresses a book may have."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 — markdown-it's name
        """Return True for all addresses but programs: pictures may be files, or data."""
        return not url.strip().lower().startswith(("javascript:", "vbscript:"))

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 — markdown-it's name
        """Return an address as its author reads it; escapes of what XML cannot have stay."""
        text = super().normalizeLinkText(link)
        return link if unprintable(text) else text


@cache
def make_parser() -> MarkdownIt:
    """Return a parser for the dialect, one for all chapters: what it reads is not kept in it.

    Tokens in addition to markdown-it's own: ``div_open`` and ``footnote_reference_open`` with their
    ``_close``, ``note_call`` (meta label), ``note_inline`` (content), ``citation`` (content
    without brackets) and ``bare_citation``, with their items in ``meta``. Inline ones have their
    offset in the inline text in ``meta["pos"]``.
    """
    options = {"html": True, "maxNesting": 100, "store_labels": True}
    md = _Parser("commonmark", options).enable(["table", "strikethrough"])
    md.use(deflist_plugin).use(meanings_plugin).use(emphasis_plugin).use(scripts_plugin)
    md.block.ruler.before(
        "reference", "footnote_def", _note_definition, {"alt": ["paragraph", "reference"]}
    )
    md.block.ruler.before(
        "fence",
        "fenced_div",
        _fenced_div,
        {"alt": ["paragraph", "blockquote", "list", "reference"]},
    )
    md.block.ruler.at("reference", definition)
    md.core.ruler.after("inline", "give_attributes", give_attributes)
    md.core.ruler.push("last_backslashes", _last_backslashes)
    md.block.ruler.at("table", table, {"alt": ["paragraph", "reference"]})
    md.block.ruler.before("table", "too_deep", too_deep)
    md.inline.ruler.before("link", "note_call", _note_call)
    md.use(citations_plugin)
    md.inline.ruler.before("script", "note_inline", _note_inline)
    md.inline.ruler.before("escape", "break_after_picture", _break_after_picture)
    md.use(regional_plugin).use(attributes_plugin).use(bare_urls_plugin)
    md.use(task_lists_plugin).use(alerts_plugin).use(line_blocks_plugin).use(fancy_lists_plugin)
    md.use(grid_tables_plugin).use(text_tables_plugin).use(caption_plugin)
    md.use(heading_references_plugin).use(maths_plugin).use(commands_plugin).use(html_plugin)
    md.use(masking_plugin).use(labels_plugin).use(shapes_plugin).use(openings_plugin)
    return md


def _note_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule for ``[^label]: text``; a line of text goes on with ``[^label]:`` and no more."""
    if silent and _LONE_LABEL.fullmatch(_line(state, start)):
        below = start + 1
        indented = below < end and state.sCount[below] >= state.sCount[start] + _INDENT
        if not indented or state.isEmpty(below):
            return False
    first = len(state.tokens)
    if not footnote_def(state, start, end, silent):
        return False
    if not silent and state.tokens[first + 1].type == "div_open":
        block = state.tokens[first + 1]
        if block.map and block.map[0] == start:
            block.meta.setdefault(DOUBT, _DIV_IN_NOTE)
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _fenced_div(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule for Pandoc's fenced divs, also nested, with any number of colons."""
    if state.is_code_block(start):
        return False
    match = _DIV_OPEN.match(_line(state, start))
    if not match:
        return False
    attrs = attributes(match[2]) if match[2].startswith("{") else {"class": match[2]}
    if attrs is None:
        return False
    if silent:
        return True
    close = _closing_line(state, start, end)
    opening = state.push("div_open", "div", 1)
    opening.attrs = dict(attrs)
    opening.map = [start, close]
    opening.block = True
    if start and not state.isEmpty(start - 1) and _is_below_text(state.tokens[:-1]):
        opening.meta[DOUBT] = _DIV_BELOW_TEXT
    old_end, old_parent = state.lineMax, state.parentType
    state.lineMax, state.parentType = close, "container"
    state.line = start + 1
    state.md.block.tokenize(state, start + 1, close)
    state.lineMax, state.parentType = old_end, old_parent
    state.push("div_close", "div", -1).block = True
    # What is outside the list item in which the div begins was not read: the div ends with it.
    inside = close < end and state.sCount[close] >= state.blkIndent
    closed = inside and state.line >= close
    opening.meta |= {"closed": closed}
    state.line = close + 1 if closed else min(state.line, close)
    return True


def _is_below_text(tokens: Sequence[Token]) -> bool:
    """Return True if a paragraph is the last block, within whatever ends with it."""
    ends = (token.type.removesuffix("_close") for token in reversed(tokens))
    return next((kind for kind in ends if kind not in _AROUND), "") == "paragraph"


def _closing_line(state: StateBlock, start: int, end: int) -> int:
    """Return the line of the ``:::`` that closes the div opened at ``start``, or ``end``."""
    open_at = [0]  # of each open div, the column of the list item that it is in
    fence = ""
    for number in range(start + 1, end):
        text = _line(state, number)
        if code := _CODE_FENCE.match(text):
            mark = code[1]
            if not fence:
                fence = mark
            elif mark.startswith(fence):
                fence = ""
            continue
        item = _ITEM.match(text)
        inside = text[item.end() :] if item else text
        if fence or not inside.startswith(":::"):
            continue
        while (
            len(open_at) > 1 and open_at[-1] > state.sCount[number]
        ):  # its item has ended, and it with the item
            open_at.pop()
        if not item and _DIV_CLOSE.match(text):
            open_at.pop()
            if not open_at:
                return number
        elif _DIV_OPEN.match(inside):
            open_at.append(state.sCount[number] + item.end() if item else open_at[-1])
    return end


def _last_backslashes(state: StateCore) -> None:
    """Core rule: a backslash that ends a paragraph or heading is a hard line break, for Pandoc.

    Authors write one after a picture, which is then no figure.
    """
    for opening, content in pairwise(state.tokens):
        last = content.children[-1] if content.children else None
        if opening.type in _ENDED and last is not None and last.type == "text":
            text = last.content
            odd = (len(content.content) - len(content.content.rstrip("\\"))) % 2
            if text.endswith("\\") and odd:
                last.content = text[:-1]
                content.children = [*(content.children or ()), Token("hardbreak", "br", 0)]


def _push(state: StateInline, kind: str, meta: Mapping[str, Any], content: str = "") -> None:
    token = state.push(kind, "", 0)
    token.meta = {"pos": state.pos, **meta}
    token.content = content


def _note_call(state: StateInline, silent: bool) -> bool:
    """Inline rule for ``[^label]``; undefined labels match too and are reported later."""
    match = re.compile(r"\[\^([^\s\]\[^]+)\]").match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        _push(state, "note_call", {"label": match[1]})
    state.pos = match.end()
    return True


def _note_inline(state: StateInline, silent: bool) -> bool:
    """Inline rule for ``^[text]``."""
    if not state.src.startswith("^[", state.pos):
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1)
    if end < 0 or attributes_at(state.src[: state.posMax], end + 1):  # a span after a circumflex
        return False
    if not silent:
        meta = {DOUBT: _NOTE_AND_BRACKETS} if state.src[end + 1 : end + 2] in ("[", "(") else {}
        _push(state, "note_inline", meta, state.src[state.pos + 2 : end])
    state.pos = end + 1
    return True


def _break_after_picture(state: StateInline, silent: bool) -> bool:
    """Inline rule for a backslash after a picture that ends a block: it prints nothing.

    Pandoc's way to say that a picture alone in its paragraph is no figure (implicit_figures).
    """
    if state.src[state.pos] != "\\" or state.pos + 1 < state.posMax or state.pending:
        return False
    if not state.tokens or state.tokens[-1].type != "image":
        return False
    if not silent:
        state.push("hardbreak", "br", 0)
    state.pos += 1
    return True
