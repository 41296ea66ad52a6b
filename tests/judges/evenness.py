"""Judges how evenly the justified lines of a finished PDF are filled, by where its glyphs are.

A line counts as justified if it ends where the most lines of its size on that page do. Of each, two
things are measured: the mean gap between neighbouring ideographs, and the mean word space, in em.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from statistics import fmean

from judges.geometry import RIGHT, TextLine, han_gaps, read

_SAME = 0.35  # pt: ends of lines that are one margin
_DIVIDED = attrgetter("divided")
_FEWEST = 3  # lines on a page that show where a margin is


@dataclass(frozen=True, slots=True)
class Measured:
    """A justified line; the means are None where it has no such gap."""

    page: int  # from 1
    text: str
    ideographs: float | None
    words: float | None
    divided: bool  # ends with a hyphen


@dataclass(slots=True)
class Evenness:
    """The justified lines of one size of text."""

    lines: list[Measured] = field(default_factory=list)

    def loose(self, least: float) -> list[Measured]:
        """Return the lines whose ideographs are further apart (em), of those that have some."""
        return [
            line for line in self.lines if line.ideographs is not None and line.ideographs > least
        ]

    def spaced(self, least: float) -> list[Measured]:
        """Return the lines whose word spaces are wider (em)."""
        return [line for line in self.lines if line.words is not None and line.words > least]

    @property
    def with_words(self) -> int:
        return sum(line.words is not None for line in self.lines)


def evenness(pdf: Path, forms: str = "hant") -> dict[float, Evenness]:
    """Return the justified lines of a file by their size (pt); ``forms`` as for the geometry."""
    found: dict[float, Evenness] = {}
    for page in read(pdf):
        sizes: dict[float, list[TextLine]] = {}
        for line in page:
            if len(line.inked) > 1:
                sizes.setdefault(round(line.size, 1), []).append(line)
        for size, lines in sizes.items():
            for line in _justified(lines, forms):
                found.setdefault(size, Evenness()).lines.append(_measured(line))
    return found


def _justified(lines: list[TextLine], forms: str) -> Iterator[TextLine]:
    ends = [_end(line, forms) for line in lines]
    edge, count = max(
        ((end, sum(abs(end - other) < _SAME for other in ends)) for end in ends),
        key=lambda found: (found[1], found[0]),
    )
    if count >= _FEWEST:
        yield from (line for line, end in zip(lines, ends, strict=True) if abs(end - edge) < _SAME)


def _end(line: TextLine, forms: str) -> float:
    """Return where a line's ink or last square ends, without the blank that marks may hang out."""
    last = line.inked[-1]
    end = max([last.end, *(glyph.end for glyph in line.raised)])
    if end > last.end or last.end - last.x < 0.9 * line.size:
        return end
    return end - RIGHT[forms].get(last.character, 0.0) * line.size


def _measured(line: TextLine) -> Measured:
    gaps = han_gaps(line)
    words = list(_word_spaces(line))
    return Measured(
        line.page + 1,
        "".join(glyph.character for glyph in line.glyphs),
        fmean(gaps) if gaps else None,
        fmean(words) if words else None,
        line.inked[-1].character == "-",
    )


def _word_spaces(line: TextLine) -> Iterator[float]:
    """Yield the spaces between words, em.

    Not those beside squares, nor where a call stands, nor after the number of a note.
    """
    before, spaced, numbered = line.inked[0], False, True
    for glyph in line.glyphs[1:]:
        numbered = numbered and before.character.isdigit()
        if glyph.character.isspace():
            spaced = True
            continue
        called = any(before.end - 0.1 <= raised.x <= glyph.x + 0.1 for raised in line.raised)
        squares = any(one.end - one.x > 0.9 * line.size for one in (before, glyph))
        if spaced and not (called or squares or numbered):
            yield (glyph.x - before.end) / line.size
        before, spaced = glyph, False


if __name__ == "__main__":
    for name in sys.argv[1:]:
        for size, judged in sorted(evenness(Path(name)).items()):
            spaced, words = judged.spaced(0.51), judged.with_words
            print(
                f"{name}, {size} pt: {len(judged.lines)} lines, {len(judged.loose(0.1))} loose;"
                f" {words} of words, {len(spaced) / max(1, words):.1%} over ½ em,"
                f" {len(judged.spaced(0.81))} over .8; {sum(map(_DIVIDED, judged.lines))} divided"
            )
            for line in [*judged.spaced(0.7), *judged.loose(0.1)][:8]:
                print(
                    f"    {line.words or 0:.2f} {line.ideographs or 0:.2f} {line.page} {line.text}"
                )
