"""Breaks a title into the lines of a cover: balanced lines, broken where a reader would pause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from nkbook.model.plain import Plain
from nkbook.typesetting.han import is_wide

_PIECES = re.compile(r"(<[^<>]*+>)")
_LONGEST = 13.0  # em that a line should not exceed
_ONE_LINE = 9.0  # em that need no second line
_PAUSES = frozenset("：，、；。！？—…·-‧・ 　》」』）")
_NOT_FIRST = frozenset("：，、；。！？—…·-‧・ 　》」』）")
_NOT_LAST = frozenset("《「『（")
_STOPS = frozenset("：—。！？　")  # after which a subtitle begins
# What a pause is worth, in square em of unevenness.
_REWARD, _STOP_REWARD = 6.0, 20.0


@dataclass(frozen=True, slots=True)
class TitleLines(Plain):
    """The lines of a title, and the width of the longest in whole em, rounded up."""

    lines: tuple[str, ...]
    ems: int


def width(text: str) -> float:
    """Return about how wide a text is, in em: a full-width character is 1, others 0.55."""
    wide = sum(is_wide(character, ambiguous=True) for character in text)
    return wide + 0.55 * (len(text) - wide)


def title_lines(title: str) -> TitleLines:
    """Return a title in as few lines as its length allows."""
    total = width(title)
    count = 1 if total <= _ONE_LINE else max(2, -(-int(total) // int(_LONGEST)))
    lines = tuple(line.strip() for line in _broken(title, count))
    return TitleLines(lines, -int(-max(map(width, lines)) // 1))


def display(title: str) -> Markup:
    """Return a title as display type: hyphens between Chinese characters in a span of their own.

    A hyphen is made for small letters, and stands low among characters (class ``joiner``).
    """
    markup = str(Markup.escape(title))
    pieces = _PIECES.split(markup)  # words and tags by turns
    pieces[::2] = map(_joined, pieces[::2])
    return Markup("".join(pieces))  # noqa: S704 — escaped above


def _joined(words: str) -> str:
    parts = [words[:1]]
    for before, mark, after in zip(words, words[1:], [*words[2:], " "], strict=False):
        joins = mark in "-‐" and is_wide(before) and is_wide(after)
        parts.append(f'<span class="joiner">{mark}</span>' if joins else mark)
    return "".join(parts)


def _broken(title: str, count: int) -> tuple[str, ...]:
    """Return the title in ``count`` lines, or in fewer where there are not so many breaks."""
    breaks = [place for place in range(1, len(title)) if _may_break(title, place)]
    target = width(title) / count

    @cache
    def best(start: int, lines: int) -> tuple[float, tuple[int, ...]]:
        if lines == 1:
            return (width(title[start:]) - target) ** 2, ()
        found: list[tuple[float, tuple[int, ...]]] = [(float("inf"), ())]
        for place in (place for place in breaks if place > start):
            rest, places = best(place, lines - 1)
            cost = (width(title[start:place].strip()) - target) ** 2 + rest
            if title[place - 1] in _PAUSES:
                cost -= _STOP_REWARD if title[place - 1] in _STOPS else _REWARD
            found.append((cost, (place, *places)))
        return min(found)

    cost, places = best(0, count)
    if cost == float("inf"):
        return _broken(title, count - 1)
    return tuple(title[a:b] for a, b in zip((0, *places), (*places, len(title)), strict=True))


def _may_break(title: str, place: int) -> bool:
    before, after = title[place - 1], title[place]
    if after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return before in _PAUSES or is_wide(before) or is_wide(after)
