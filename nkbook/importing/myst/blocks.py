"""Finds the directives of a text in MyST: fences of backticks, tildes or colons with a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import dropwhile
from typing import TypeAlias

from nkbook.diagnostics.errors import SourceError
from nkbook.importing.folder import mapping, parse_yaml, words

_FENCE = re.compile(
    r"(?P<margin>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?P<fence>`{3,}|~{3,}|:{3,})"
)
_NAMED = re.compile(r"\{(?P<name>[A-Za-z][\w:+.-]*)\}[ \t]*(?P<said>[^\n]*)\Z")
_OPTION = re.compile(r":([A-Za-z][\w-]*):(?:[ \t]+(.*))?\Z")


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive: what stands after its name, its options, and the lines in it."""

    name: str
    said: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    body: str = ""

    @property
    def text(self) -> str:
        """Return the words beside the name and those below as one text."""
        return "\n\n".join(filter(None, (self.said, self.body)))


Make: TypeAlias = "Callable[[Directive], str | None]"


def rewritten(text: str, make: Make) -> str:
    """Return a text with what ``make`` writes for each directive.

    Those for which it returns None, and other fences, stay as they are.
    """
    return "\n".join(_rewritten(text.split("\n"), make))


def directives(text: str) -> Iterator[Directive]:
    """Yield the directives of a text, those in others left out."""
    found: list[Directive] = []

    def note(one: Directive) -> str:
        found.append(one)
        return ""

    rewritten(text, note)
    yield from found


def _rewritten(lines: list[str], make: Make) -> Iterator[str]:
    position = 0
    while position < len(lines):
        line = lines[position]
        opened = _FENCE.match(line)
        if not opened:
            yield line
            position += 1
            continue
        fence, margin = opened["fence"], opened["margin"]
        rest = line[opened.end() :]
        named = _NAMED.match(rest.strip())
        if (fence[0] == ":" and not named) or (fence[0] == "`" and "`" in rest):
            yield line
            position += 1
            continue
        end = _end(lines, position + 1, fence)
        if not named:
            yield from lines[position : end + 1]
        else:
            inner = re.sub(r"[-*+]|\d{1,9}[.)]", lambda found: " " * len(found[0]), margin)
            block = [_without(one, inner) for one in lines[position + 1 : end]]
            made = make(_directive(named["name"], named["said"].strip(), block))
            if made is None:
                yield from lines[position : end + 1]
            else:
                yield from _placed(made.strip("\n").split("\n"), margin, inner)
        position = end + 1


def _placed(lines: list[str], first: str, inner: str) -> Iterator[str]:
    """Yield lines with the margin of the block for which they stand; blank ones part it."""
    for number, one in enumerate(lines if first else ["", *lines, ""]):
        before = inner if number else first
        yield f"{before}{one}" if one else before.rstrip()


def _end(lines: list[str], start: int, fence: str) -> int:
    """Return the number of the line that closes a fence, or that after the last."""
    for number in range(start, len(lines)):
        bare = lines[number].strip(" \t>")
        if bare.startswith(fence) and not bare.strip(fence[0]):
            return number
    return len(lines)


def _without(line: str, margin: str) -> str:
    """Return a line without the margin of its block, of which blanks at the end may be missing."""
    for wanted in margin:
        if line[:1] == wanted:
            line = line[1:]
        elif not wanted.isspace():
            break
    return line


def _directive(name: str, said: str, lines: list[str]) -> Directive:
    lines = [*dropwhile(lambda one: not one.strip(), lines)]
    options: dict[str, str] = {}
    if lines and lines[0].strip() == "---" and "---" in (one.strip() for one in lines[1:]):
        end = next(number for number, one in enumerate(lines) if number and one.strip() == "---")
        try:
            given = mapping(parse_yaml("\n".join(lines[1:end]), name))
        except SourceError:
            given = {}
        options = {key: "" if value is None else _said(value) for key, value in given.items()}
        lines = lines[end + 1 :]
    else:
        first = 0
        while first < len(lines) and (found := _OPTION.match(lines[first].strip())):
            options[found[1]] = (found[2] or "").strip()
            first += 1
        lines = lines[first:]
    return Directive(name, said, options, "\n".join(lines).strip("\n"))


def _said(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else words(value)
