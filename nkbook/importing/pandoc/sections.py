"""Makes a text ready to be cut into chapters: divisions, names and notes go where they belong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from nkbook.importing.model import Node
from nkbook.importing.text.prose import with_code

_OPEN = re.compile(
    r"[ \t>]*((?:(?:[-*+:]|\w{1,9}[.)])[ \t]+)*):{3,}+[ \t]*+"
    r"(\{[^\n]*\}|[\w-]++)[ \t]*+(?::++[ \t]*+)?\n?\Z"
)
_CLOSE = re.compile(r"[ \t>]*:{3,}[ \t]*\n?\Z")
_HEADING = re.compile(r"(#{1,6}[ \t]+)(?=\S)")
_NAME = re.compile(r"#([^\s{}]+)")
_NOTE = re.compile(r"^\[\^([^\]\s]+)\]:.*\n(?:(?:[ \t]*\n)*[ \t]{4}.*(?:\n|\Z))*", re.MULTILINE)
# With a colon behind it, a call anywhere but at the beginning of a line, where a note is.
_CALL = re.compile(r"(?:(?<=[^\n])\[\^|^\[\^(?![^\]\s]+\]:))([^\]\[\s]+)\]", re.MULTILINE)
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
        elif found := _OPEN.match(line):
            # One that begins an item of a list stays: what is in it is the item's.
            stack.append((number if not found[1] else -1, False))
        elif _CLOSE.match(line) and stack:
            place, holds = stack.pop()
            if holds and place >= 0:
                removed |= {place, number}
    return removed


def with_their_notes(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """Return chapters and parts with each note in the chapter that calls it."""
    notes: dict[str, str] = {}
    for text in _texts(nodes):
        for found in _NOTE.finditer(f"{text}\n"):
            notes.setdefault(found[1], found[0].strip("\n"))
    return tuple(_with_notes(node, notes) for node in nodes)


def _texts(nodes: Sequence[Node]) -> list[str]:
    return [
        text
        for node in nodes
        for text in ([node.text] if node.text else []) + _texts(node.children)
    ]


def _with_notes(node: Node, notes: dict[str, str]) -> Node:
    children = tuple(_with_notes(child, notes) for child in node.children)
    if node.text is None:
        return replace(node, children=children)
    calls = set(_CALL.findall(node.text))
    text = _NOTE.sub(lambda found: found[0] if found[1] in calls else "", f"{node.text}\n")
    here = {found[1] for found in _NOTE.finditer(text)}
    missing = [notes[name] for name in notes if name in calls - here]
    return replace(node, text="\n\n".join([text.rstrip(), *missing]) + "\n", children=children)
