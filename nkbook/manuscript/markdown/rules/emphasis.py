"""Emphasis next to Chinese characters: ``**「重要」**的`` is bold, as Pandoc reads it.

CommonMark decides by white space and punctuation whether a run of ``*`` may open or close
emphasis (§6.2, flanking). Chinese has no spaces between words and much punctuation, so a mark
next to a wide character is flanking whatever the punctuation on its other side is. Runs that
touch no wide character, and all runs of ``_``, follow CommonMark, but for marks that Chinese shares
with Western texts (“ ” —), inside the marks of emphasis and right after a letter outside.
"""

from __future__ import annotations

from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from nkbook.typesetting.han import is_wide

_SHARED = frozenset("·—‘’“”…")
_STRIKE = 2  # tildes
_TWICE = 4  # marks of strong emphasis, closing and opening


@dataclass(frozen=True, slots=True)
class _Run:
    """A run of one mark: its length, whether it may open and close, and touches Chinese."""

    length: int
    opens: bool
    closes: bool
    wide: bool = False


def emphasis_plugin(md: MarkdownIt) -> None:
    """Replace the rules that collect the delimiters of emphasis and strike-out."""
    md.inline.ruler.at("emphasis", _emphasis)
    md.inline.ruler.at("strikethrough", _strikethrough)


def _emphasis(state: StateInline, silent: bool) -> bool:
    mark = state.src[state.pos]
    if silent or mark not in "_*":
        return False
    run = _scan(state, split_word=mark == "*")
    # Between two words in bold, ``****`` ends the one and begins the other.
    length = _TWICE // 2 if run.length == _TWICE and run.wide else run.length
    for _ in range(run.length):
        _push(state, mark, run, length=length)
    state.pos += run.length
    return True


def _strikethrough(state: StateInline, silent: bool) -> bool:
    if silent or state.src[state.pos] != "~":
        return False
    run = _scan(state, split_word=True)
    if run.length < _STRIKE:
        return False
    if run.length % _STRIKE:
        state.push("text", "", 0).content = "~"
    for _ in range(run.length // _STRIKE):
        _push(state, "~~", run, length=0)  # 0: no rule of multiples of three
    state.pos += run.length
    return True


def _push(state: StateInline, text: str, run: _Run, *, length: int) -> None:
    state.push("text", "", 0).content = text
    state.delimiters.append(
        Delimiter(
            marker=ord(text[0]),
            length=length,
            token=len(state.tokens) - 1,
            end=-1,
            open=run.opens,
            close=run.closes,
        )
    )


def _scan(state: StateInline, *, split_word: bool) -> _Run:
    """Return the run of marks at the state's position."""
    plain = state.scanDelims(state.pos, split_word)
    before = state.src[state.pos - 1] if state.pos else " "
    end = state.pos + plain.length
    after = state.src[end] if end < state.posMax else " "
    if state.src[state.pos] == "_" or not (is_wide(before) or is_wide(after)):
        if state.src[state.pos] == "_":
            return _Run(plain.length, plain.can_open, plain.can_close)
        # Between a Latin letter and a quotation mark or dash, which Chinese texts set in both ways.
        opens = plain.can_open or (before.isalnum() and after in _SHARED)
        closes = plain.can_close or (before in _SHARED and after.isalnum())
        return _Run(plain.length, opens, closes)
    opens = not _space(after) and (
        is_wide(after) or is_wide(before) or not _mark(after) or _space(before) or _mark(before)
    )
    closes = not _space(before) and (
        is_wide(before) or is_wide(after) or not _mark(before) or _space(after) or _mark(after)
    )
    return _Run(plain.length, opens, closes, wide=True)


def _space(character: str) -> bool:
    return bool(isWhiteSpace(ord(character)))


def _mark(character: str) -> bool:
    return bool(isMdAsciiPunct(ord(character)) or isPunctChar(character))
