"""Takes away the divisions that enclose chapters; their names go to the headings in them."""

from __future__ import annotations

import re

from nkbook.importing.text.prose import with_code

_OPEN = re.compile(r"[ \t>]*:{3,}[ \t]*(\{[^\n]*\}|[\w-]+)[ \t]*:*[ \t]*\n?\Z")
_CLOSE = re.compile(r"[ \t>]*:{3,}[ \t]*\n?\Z")
_HEADING = re.compile(r"(#{1,6}[ \t]+)(?=\S)")
_NAME = re.compile(r"#([^\s{}]+)")
_ANCHORS = re.compile(r"(?:\[\]\{[^{}]*\}[ \t]*)+\n?\Z")


def opened(text: str) -> str:
    """Return a text without the divisions that hold headings, so that it can be cut at these.

    The names of divisions and of empty spans before a heading become spans in it.
    """
    lines = list(with_code(text))
    removed = _around_headings(lines)
    done: list[str] = []
    waiting: list[str] = []  # names whose heading is still to come
    for number, (line, is_code) in enumerate(lines):
        if number in removed:
            found = _NAME.search(line)
            waiting.extend([f"[]{{#{found[1]}}}"] if found else [])
        elif not is_code and _ANCHORS.match(line):
            waiting.append(line.strip())
        elif not is_code and _HEADING.match(line):
            names = "".join(waiting)
            done.append(_HEADING.sub(lambda one, names=names: one[1] + names, line, count=1))  # type: ignore[misc]
            waiting = []
        else:
            if line.strip() and waiting:
                done.extend([*(f"{name}\n" for name in waiting), "\n"])
                waiting = []
            done.append(line)
    return "".join([*done, *(f"{name}\n" for name in waiting)])


def _around_headings(lines: list[tuple[str, bool]]) -> set[int]:
    """Return the numbers of the lines that open and close divisions with a heading inside."""
    removed: set[int] = set()
    stack: list[tuple[int, bool]] = []  # where each opens, and if a heading is in it
    for number, (line, is_code) in enumerate(lines):
        if is_code:
            continue
        if _HEADING.match(line):
            stack = [(place, True) for place, _ in stack]
        elif _OPEN.match(line):
            stack.append((number, False))
        elif _CLOSE.match(line) and stack:
            place, holds = stack.pop()
            if holds:
                removed |= {place, number}
    return removed
