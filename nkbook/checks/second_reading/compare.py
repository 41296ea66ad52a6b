"""Finds where two readings of a text part, and says what each makes of the place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from nkbook.checks.second_reading.nodes import Child, Node, kinds, letters

_BEFORE, _SHOWN = 4, 16  # letters of an excerpt
_TAG = re.compile(r"<[^>]*+(?:>|(?P<open>\Z))")


@dataclass(frozen=True, slots=True)
class Parting:
    """A place where the readings part: its line (0 if unknown), and what each reads there."""

    line: int
    theirs: str
    ours: str
    words: tuple[str, str] = ("", "")  # the first that differ, where the nodes are of equal kinds


def partings(theirs: Sequence[Node], ours: Sequence[Node], line: int = 0) -> Iterator[Parting]:
    """Yield each place where the blocks part, the smallest that tells.

    ``line`` is that of the block that both lists are in.
    """
    matcher = SequenceMatcher(None, [*map(repr, theirs)], [*map(repr, ours)], autojunk=False)
    for operation, their_start, their_end, our_start, our_end in matcher.get_opcodes():
        if operation != "equal":
            left, right = theirs[their_start:their_end], ours[our_start:our_end]
            yield from _parting(left, right, _line(ours, our_start, line))


def _line(nodes: Sequence[Node], position: int, default: int) -> int:
    """Return the line of the node at a position, or of the nearest one before it."""
    lines = [one.line for one in nodes[: position + 1] if one.line]
    return lines[-1] if lines else default


def _parting(theirs: Sequence[Node], ours: Sequence[Node], line: int) -> Iterator[Parting]:
    if "raw" in kinds(theirs) and not _letters(ours) - _letters(theirs):
        return  # HTML, or <words>: Pandoc leaves it to the writer, the book prints what it says
    if (kinds(ours) - kinds(theirs))["math"] and "math" not in kinds(theirs):
        return  # \\(x\\), of which only some of Pandoc's formats make a formula
    if len(theirs) == len(ours):
        for left, right in zip(theirs, ours, strict=True):
            yield from _pair(left, right, right.line or line)
        return
    yield _named(theirs, ours, line)


def _pair(left: Node, right: Node, line: int) -> Iterator[Parting]:
    if left == right or _is_picture_without_caption(left, right):
        return
    same = left.kind == right.kind and left.attributes == right.attributes
    if same and (inner := _blocks(left)) and (own := _blocks(right)):
        yield from partings(inner, own, line)
    else:
        yield _named([left], [right], line)


def _is_picture_without_caption(left: Node, right: Node) -> bool:
    """Return True for a figure whose words are no caption to nkbook, as NK314 says."""
    if (left.kind, right.kind) != ("figure", "paragraph"):
        return False
    sources = [_sources(one.children) for one in (left, right)]
    return sources[0] == sources[1] and len(sources[1]) == len(right.children)


def _sources(children: Sequence[Child]) -> list[str]:
    """Return the addresses of the pictures among children."""
    pictures = [one for one in children if isinstance(one, Node) and one.kind == "picture"]
    return [one.attributes.get("src", "") for one in pictures]


def _blocks(one: Node) -> tuple[Node, ...]:
    """Return what is in a block if it is blocks alone, so that a difference is within them."""
    inner = tuple(child for child in one.children if isinstance(child, Node))
    return inner if len(inner) == len(one.children) and one.kind != "paragraph" else ()


def _named(theirs: Sequence[Child], ours: Sequence[Child], line: int) -> Parting:
    left, right = kinds(theirs), kinds(ours)
    texts = ["".join(map(_visible, nodes)) for nodes in (theirs, ours)]
    words = _first_difference(*texts) if left == right else ("", "")
    return Parting(line, _list(left - right), _list(right - left), words)


def _first_difference(left: str, right: str) -> tuple[str, str]:
    """Return both texts from a little before the first letter that differs."""
    pairs = enumerate(zip(left, right, strict=False))
    same = next((at for at, (mine, other) in pairs if mine != other), min(len(left), len(right)))
    start = max(same - _BEFORE, 0)
    return left[start : start + _SHOWN], right[start : start + _SHOWN]


def _list(found: Counter[str]) -> str:
    return ", ".join(f"{number} × {kind}" if number > 1 else kind for kind, number in found.items())


def _letters(nodes: Sequence[Node]) -> Counter[str]:
    return Counter(letters("".join(one.text for one in nodes)))


def _visible(one: Child) -> str:
    if isinstance(one, str):
        return one
    if one.kind == "raw":
        return _TAG.sub(lambda tag: tag[0] if tag["open"] is not None else "", one.text)
    return "".join(map(_visible, one.children))
