"""Finds the tags in Markdown: those of blocks at the beginning of lines, and all others in text.

Pandoc's markdown_in_html_blocks: what is between tags is Markdown. A tag of a block ends the
paragraph before it. What follows it on its line is a paragraph's text, as CommonMark, for which
the line is HTML, prints it; what is on lines of its own may be any block. Text that is indented
with the tags around it is no code (CommonMark 0.31 §4.6: HTML goes on until a blank line).

Tokens: ``html_tag`` (content: the tag) and ``html_verbatim`` (content: from tag to tag) among
blocks; ``html_inline`` in text, with its offset in ``meta["pos"]``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it.rules_block import StateBlock, paragraph
from markdown_it.rules_block.html_block import html_block
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.html_inline import html_inline

from nkbook.manuscript.markdown.doubts import OTHERWISE
from nkbook.manuscript.markdown.html.tokens import problem
from nkbook.manuscript.markdown.html.whitelist import BLOCKS
from nkbook.model.raw_html import COMMENT, STRICT, TAG, UNREAD, VERBATIM, VOID, spelt

_STARTS = re.compile(rf"</?(?:{'|'.join((*BLOCKS, *VERBATIM))})(?=[\s/>]|\Z)", re.IGNORECASE)
_PART = re.compile(r"<(?:/|tr|t[dh]\b|t(?:head|body|foot)\b|li\b|d[td]\b)", re.IGNORECASE)
_OTHER = re.compile(r"<(?:\?|!(?!\[))")  # not XML's <![CDATA[, which is text to Pandoc
_COMMENT_AND_BLANKS = re.compile(rf"({COMMENT.pattern})\s*", re.DOTALL)
_FENCE = re.compile(r"(`{3,}|~{3,})")
_CODE = 4  # columns of indentation
_TALLEST = 20  # lines of a tag: a bracket that nothing closes is not looked for in all the text


def html_tags(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule for a line that begins with the tag of a block, or with a comment and more."""
    if state.is_code_block(start) and not _is_inside(state, start):
        return False
    text = _line(state, start)
    if not _STARTS.match(text):
        return _after_comment(state, start, end, silent)
    taken = _taken(state, start, end, silent)
    if silent or taken is None:
        return taken is not None
    line, remains = taken
    while remains or _goes_on(state, line, end):
        taken = _taken(state, line, end, False)
        if taken is None:
            break
        line, remains = taken
    if remains:
        paragraph(state, line, end, False)
    else:
        state.line = line
        if _goes_on(state, line, end):
            _dedent(state, line, end)
    return True


def comments(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule for comments, declarations and instructions: CommonMark's own.

    Instructions (``<?php``) must be closed, as in Pandoc: the rest of a chapter is none.
    """
    text = _line(state, start)
    if not _OTHER.match(text):
        return False
    if text.startswith("<?") and state.src.find("?>", state.bMarks[start]) < 0:
        return False  # nothing closes it: not HTML to Pandoc
    if not text.startswith(("<?", "<!--")):
        match = COMMENT.match(state.src, state.bMarks[start] + state.tShift[start])
        if match is None or "\n\n" in match[0]:
            return False
    if not html_block(state, start, end, silent):
        return False
    if not silent:
        _give_back(state, end)
    return True


def _give_back(state: StateBlock, end: int) -> None:
    """Read what follows a comment of several lines on its last, which is no part of it."""
    token = state.tokens[-1]
    match = COMMENT.match(token.content.lstrip())
    rest = token.content.lstrip()[match.end() :].rstrip("\n") if match else ""
    if match is None or not rest.strip() or "\n" in rest:
        return
    token.content = match[0]
    last = state.line - 1
    _begin(state, last, len(_line(state, last)) - len(rest))
    _rest(state, last, end)


def _rest(state: StateBlock, line: int, end: int) -> None:
    """Read a line from where its comments end: tags, another comment, or text."""
    if not html_tags(state, line, end, False) and not comments(state, line, end, False):
        paragraph(state, line, end, False)


def tags_in_text(state: StateInline, silent: bool) -> bool:
    """Inline rule for tags; markdown-it's own for all that begins with ``<!`` or ``<?``."""
    position = state.pos
    if state.src[position] != "<":
        return False
    if _OTHER.match(state.src, position):
        return bool(html_inline(state, silent))
    match = TAG.match(state.src, position, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("html_inline", "", 0)
        token.content = match[0]
        token.meta = {"pos": position}
        if not STRICT.match(match[0]):
            message = f"{match[0]} is spelt as no tag: Pandoc prints it; here it is read as one"
            state.tokens.append(problem(OTHERWISE, message, "\\< prints the sign", token))
        name, closes = spelt(match[0])
        if name.lower() == "a":  # no bare address inside it is a link
            state.linkLevel += -1 if closes else 1
    state.pos = match.end()
    return True


def _after_comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take comments that are followed by text or tags on their line."""
    text = _line(state, start)
    position = 0
    others: list[str] = []  # instructions and declarations, of which a problem will tell
    while _OTHER.match(text, position) and (match := _COMMENT_AND_BLANKS.match(text, position)):
        if not match[1].startswith("<!-"):
            others.append(match[1])
        position = match.end()
    if not position or position == len(text):
        return False
    if not silent:
        for other in others:
            token = state.push("html_block", "", 0)
            token.content, token.map, token.block = other, [start, start + 1], True
        _begin(state, start, position)
        _rest(state, start, end)
    return True


def _taken(state: StateBlock, line: int, end: int, silent: bool) -> tuple[int, bool] | None:
    """Find the tag, or the whole element, that a line begins with; None if there is none.

    Add it to the tokens, unless ``silent``. Return the line of what follows, and whether that is
    on the same line as the end of what was found.
    """
    text = _line(state, line)
    if not _STARTS.match(text):
        return None
    name, closes = spelt(text)
    name = name.lower()
    kind, content, last = "html_tag", text, line
    found = None if closes or name not in VERBATIM else _verbatim_end(state, line, end, name)
    if found is not None:
        kind = "html_verbatim"
        last, stop = found
        content = text[:stop]
        if last > line:
            after = len(_line(state, last)) - stop
            lines = state.getLines(line + 1, last + 1, state.blkIndent, False)
            content = f"{text}\n{lines[: len(lines) - after]}"
        if TAG.match(content) is None:  # the closing tag comes before the opening one ends
            return None
    else:
        match = TAG.match(content)
        most = min(end, line + _TALLEST)
        while match is None and _goes_on(state, last + 1, most):
            last += 1
            content += "\n" + _line(state, last)
            match = TAG.match(content)
        if match is None:
            return None
        content = match[0]
        last = line + content.count("\n")
        stop = len(content) - (content.rfind("\n") + 1)
    if silent:
        return line, True
    token = state.push(kind, "", 0)
    token.content, token.map, token.block = content, [line, last + 1], True
    _count(state, content)
    if not _line(state, last)[stop:].strip():
        return last + 1, False
    _begin(state, last, stop)
    return last, True


def _verbatim_end(state: StateBlock, line: int, end: int, name: str) -> tuple[int, int] | None:
    """Return the line on which an element ends, and the offset in it; None if it never does."""
    close = re.compile(rf"</{name}\s*>", re.IGNORECASE)
    if state.bMarks[line] > _last_closing(state.src, name):
        return None
    while (found := close.search(_line(state, line))) is None:
        outside = line + 1 < end and state.sCount[line + 1] < state.blkIndent
        if line + 1 >= end or (outside and not state.isEmpty(line + 1)):
            return None
        line += 1
    return line, found.end()


@lru_cache(maxsize=8)
def _last_closing(text: str, name: str) -> int:
    return text.lower().rfind(f"</{name}")


def _goes_on(state: StateBlock, line: int, end: int) -> bool:
    """Return True for a line that belongs to the same HTML: not blank, and not outdented."""
    return line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent


def _begin(state: StateBlock, line: int, offset: int) -> None:
    """Let a line's text begin ``offset`` code points later."""
    start = state.bMarks[line] + state.tShift[line] + offset
    text = state.src[start : state.eMarks[line]]
    state.bMarks[line] = start + len(text) - len(text.lstrip(" \t"))
    state.tShift[line] = 0
    state.sCount[line] = state.blkIndent


def _dedent(state: StateBlock, start: int, end: int) -> None:
    """Take the indentation of text that follows a tag from it and the lines after it."""
    base = state.sCount[start] - state.blkIndent
    if base < _CODE:
        return
    fence = ""
    line = start
    while line < end and (fence or _goes_on(state, line, end)):
        text = _line(state, line)
        if not fence and _STARTS.match(text):
            break
        if found := _FENCE.match(text):
            fence = "" if fence and text.startswith(fence) else fence or found[1]
        for _ in range(base):
            if state.src[state.bMarks[line]] != " " or not state.tShift[line]:
                break
            state.bMarks[line] += 1
            state.tShift[line] -= 1
            state.sCount[line] -= 1
        line += 1


def _is_inside(state: StateBlock, line: int) -> bool:
    """Return True for an indented tag that can only belong to an element that is open."""
    return state.env.get("html_open", 0) > 0 and bool(_PART.match(_line(state, line)))


def _count(state: StateBlock, content: str) -> None:
    name, closes = spelt(content)
    if name.lower() not in VOID and name.lower() not in UNREAD:
        count = state.env.get("html_open", 0) + (-1 if closes else 1)
        state.env["html_open"] = max(0, count)


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
