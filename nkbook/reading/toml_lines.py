"""Finds the source line of a value in a TOML file, which tomllib does not tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TABLE = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"))*)\s*=""")
Path = tuple[str | int, ...]


def locate(text: str, path: Sequence[str | int], value: object = None) -> int | None:
    """Return the line, from 1, where the value at ``path`` stands in the TOML ``text``.

    ``path`` mixes keys and array positions, as validators report them. Inside a value that spans
    lines, the line is found by the key's or the string value's own text. None when nothing fits.
    """
    lines = text.splitlines()
    known = _assignments(lines)
    for length in range(len(path), 0, -1):
        prefix = tuple(path[:length])
        if prefix in known:
            start = known[prefix]
            return _inside(lines, start, path[length:], value) + 1
    return None


def _assignments(lines: Sequence[str]) -> dict[Path, int]:
    """Map the path of each table header and each key at the start of a line to its line, from 0."""
    known: dict[Path, int] = {}
    table: Path = ()
    counts: dict[Path, int] = {}
    for number, line in enumerate(lines):
        if header := _TABLE.match(line):
            names: Path = tuple(_names(header[2]))
            if header[1] == "[[":
                counts[names] = counts.get(names, -1) + 1
                names = (*names, counts[names])
            table = names
            known.setdefault(table, number)
        elif assignment := _KEY.match(line):
            known.setdefault((*table, *_names(assignment[1])), number)
    return known


def _names(dotted: str) -> list[str]:
    """Split a dotted key into its names, without quotes."""
    return [name.strip().strip("\"'") for name in dotted.split(".")]


def _inside(lines: Sequence[str], start: int, rest: Sequence[str | int], value: object) -> int:
    """Return the line from ``start`` on that holds the deeper key or the value, else ``start``."""
    keys = [part for part in rest if isinstance(part, str)]
    patterns = []
    if isinstance(value, str) and value:
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        forms = "|".join(map(re.escape, {value: None, escaped: None}))
        patterns.append(re.compile(rf"""["'](?:{forms})["']"""))
    if keys:
        patterns.append(re.compile(rf"(?<![\w-]){re.escape(keys[-1])}\s*="))
    for pattern in patterns:
        for number in range(start, len(lines)):
            if number > start and _TABLE.match(lines[number]):
                break
            if pattern.search(lines[number]):
                return number
    return start
