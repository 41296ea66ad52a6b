"""Checks that the tree of a chapter has every part that the parser took from the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from nkbook.checks.parts.kinds import has_words, line_of, parts, roots
from nkbook.checks.parts.losses import in_rows, lost, unpaired
from nkbook.diagnostics.problems import Diagnostic
from nkbook.model.document import Document, Kind, Part


def lost_in_reading(document: Document) -> Iterator[Diagnostic]:
    """Yield NK263–NK266 for each part that the parser took and the tree of a chapter lacks."""
    there: dict[Kind, Counter[int]] = {kind: Counter() for kind in Kind}
    rows: dict[int, list[bool]] = {}
    for root in roots(document):
        for kind, element in parts(root):
            line = line_of(element)
            there[kind][line] += 1
            if kind is Kind.CELL:
                rows.setdefault(line, []).append(has_words(element))
    for kind, found in there.items():
        taken = [part for part in document.taken if part.kind is kind]
        yield from _missing(document, taken, found)
        if kind is Kind.CELL:
            for part, filled in in_rows(taken, lambda cell: cell.line, rows):
                if part.filled and not filled:
                    yield lost(document, kind, part.line, part.words, "is empty in the book")
    yield from unpaired(document)


def _missing(
    document: Document, taken: Sequence[Part], found: Mapping[int, int]
) -> Iterator[Diagnostic]:
    """Yield a problem for each part too few, at a line with fewer than were taken.

    The chapter as a whole is counted: a line may be told otherwise of a token than of an element.
    """
    few = len(taken) - sum(found.values())
    if few <= 0:
        return
    left = Counter(found)
    short = []
    for part in taken:
        if left[part.line] > 0:
            left[part.line] -= 1
        else:
            short.append(part)
    for part in short[:few]:
        yield lost(document, part.kind, part.line, part.words, "is not in the book")
