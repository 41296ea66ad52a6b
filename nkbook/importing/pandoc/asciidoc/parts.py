"""Parts of a file that AsciiDoc includes: by the numbers of lines, or by tags in comments."""

from __future__ import annotations

import re

from nkbook.reading.numbers import whole

_TAG = re.compile(r"\b(tag|end)::([\w.-]+)\[\]")
_RANGE = re.compile(r"(\d+)(?:\.\.(-?\d*))?\Z")


def part_of(text: str, lines: str, tags: list[str]) -> str:
    """Return the lines of a text that ``1..3;7`` or tags name; all of it if neither is given."""
    if tags:
        return _tagged(text, tags)
    return _numbered(text, lines) if lines.strip() else text


def _numbered(text: str, given: str) -> str:
    all_lines = text.split("\n")
    kept: list[str] = []
    for one in re.split(r"[;,]", given):
        if found := _RANGE.match(one.strip()):
            first, last = whole(found[1]), found[2]
            end = first if last is None else whole(last) if last.isdecimal() else len(all_lines)
            kept += all_lines[max(first - 1, 0) : end]
    return "\n".join(kept)


def _tagged(text: str, tags: list[str]) -> str:
    """Return what stands in the regions with those tags; ``*`` is any, ``**`` the whole text."""
    inside: list[str] = []
    kept: list[str] = []
    for line in text.split("\n"):
        if found := _TAG.search(line):
            if found[1] == "tag":
                inside.append(found[2])
            elif found[2] in inside:
                inside.remove(found[2])
        elif "**" in tags or (inside and "*" in tags) or not set(tags).isdisjoint(inside):
            kept.append(line)
    return "\n".join(kept)
