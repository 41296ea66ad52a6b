"""Rewrites what is text in Markdown, and leaves what is code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from nkbook.importing.text.pairs import code_in
from nkbook.manuscript.markdown.maths.delimiters import formula_at

_FENCE = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})([^\n]*)")
_CHUNK = re.compile(r"\{\w")  # knitr's, which may hold backticks: {r, fig.cap="`a`"}
_FORMULA = re.compile(r"(?<!\\)(?:\$|\\[\[(]|\\begin\{)")
# Private-use characters that stand for code while the rest is rewritten; the first planes' are
# used by authors, so these are of the last.
_OPEN, _CLOSE = "\U0010fff0", "\U0010fff1"
_MASKED = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


def with_code(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each line with its end, and True for one of a fenced block, its fences included."""
    fence = ""
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line)
        if fence:
            yield line, True
            if found and found[1].startswith(fence) and not found[2].strip():
                fence = ""
        elif found and not (found[1][0] == "`" and "`" in _without_chunk(found[2])):
            fence = found[1]
            yield line, True
        else:
            yield line, False


def _without_chunk(info: str) -> str:
    """Return what follows a fence without knitr's options, which end it."""
    closed = info.rstrip()
    found = _CHUNK.search(closed, 0, len(closed) - 1) if closed.endswith("}") else None
    return info[: found.start()] if found else info


def outside_code(text: str, rewrite: Callable[[str], str], *, inline: bool = True) -> str:
    """Return a text rewritten with a stand-in for each piece of code, so that it stays as it is.

    Fenced blocks, comments and, with ``inline``, code in lines and formulas are code. A stand-in is
    one word: a rewrite may move it, repeat it or leave it out. A block that it quotes or indents is
    so with all its lines.
    """
    kept: list[tuple[str, str | None]] = []

    def hide(code: str, margin: str | None = None) -> str:
        kept.append((code, margin))
        return f"{_OPEN}{len(kept) - 1}{_CLOSE}"

    def shown(found: re.Match[str]) -> str:
        code, margin = kept[int(found[1])]
        if margin is None:
            return code
        before = found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()]
        if before == margin or before.strip(" \t>"):
            return code
        first, *lines = code.split("\n")
        return "\n".join(
            [first, *(f"{before}{one.removeprefix(margin)}".rstrip() for one in lines)]
        )

    parts: list[str] = []
    block: list[str] = []
    for line, is_code in [*with_code(text), ("", False)]:
        if is_code:
            block.append(line)
            continue
        if block:
            code = "".join(block)
            end = "\n" if code.endswith("\n") else ""
            indent = re.match(r"[ \t]*", code)
            margin = indent[0] if indent else ""
            parts.append(margin + hide(code[len(margin) : len(code) - len(end)], margin) + end)
            block = []
        parts.append(line)
    hidden = "".join(parts)
    if inline:
        hidden = _without_formulas(_without_code(hidden, hide), hide)
    hidden = rewrite(hidden)
    while _MASKED.search(hidden):
        hidden = _MASKED.sub(shown, hidden)
    return hidden


def _without_code(text: str, hide: Callable[[str], str]) -> str:
    """Return a text with a stand-in for each comment and each piece of code in a line."""
    parts: list[str] = []
    done = 0
    for begin, end in code_in(text):
        parts += [text[done:begin], hide(text[begin:end])]
        done = end
    return "".join([*parts, text[done:]])


def _without_formulas(text: str, hide: Callable[[str, str | None], str]) -> str:
    """Return a text with a stand-in for each formula, whose braces and marks are TeX's own."""
    parts: list[str] = []
    done = 0
    for found in _FORMULA.finditer(text):
        start = found.start()
        if start < done:
            continue
        before = text[text.rfind("\n", 0, start) + 1 : start]
        alone = not before.strip()
        if formula := formula_at(text, start, len(text), blank_lines=alone):
            code = text[start : formula.end]
            parts += [text[done:start], hide(code, before if alone else None)]
            done = formula.end
    return "".join([*parts, text[done:]])


def formulas_in(text: str, rewrite: Callable[[str], str]) -> str:
    """Return a text with each formula rewritten, its dollars included."""

    def between(prose: str) -> str:
        parts: list[str] = []
        done = 0
        for begin, end in code_in(prose):
            parts += [_without_formulas(prose[done:begin], one), prose[begin:end]]
            done = end
        return "".join([*parts, _without_formulas(prose[done:], one)])

    def one(formula: str, _: str | None) -> str:
        return rewrite(formula)

    return outside_code(text, between, inline=False)


def in_code(text: str, rewrite: Callable[[str], str]) -> str:
    """Return a text with each fenced block rewritten, fences included."""
    parts: list[str] = []
    block: list[str] = []
    fence = ""
    for line, is_code in [*with_code(text), ("", False)]:
        if is_code:
            found = _FENCE.match(line)
            block.append(line)
            if not fence and found:
                fence = found[1]
            elif fence and found and found[1].startswith(fence) and not found[2].strip():
                parts.append(rewrite("".join(block)))
                block, fence = [], ""
            continue
        if block:
            parts.append(rewrite("".join(block)))
            block, fence = [], ""
        parts.append(line)
    return "".join(parts)


def dedent(lines: list[str], width: int) -> list[str]:
    """Return lines without their first ``width`` columns of white space (a tab is four)."""
    return [_dedented(line, width) for line in lines]


def _dedented(line: str, width: int) -> str:
    column = position = 0
    while position < len(line) and column < width and line[position] in " \t":
        column += 4 - column % 4 if line[position] == "\t" else 1
        position += 1
    return line[position:]


def quoted(body: str) -> str:
    """Return a text as a block quotation."""
    return "\n".join(f"> {line}" if line else ">" for line in body.split("\n"))
