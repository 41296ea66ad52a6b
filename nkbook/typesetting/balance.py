"""Lines of about one length, for headings: the narrowest measure that needs no more lines."""

from __future__ import annotations

from nkbook.typesetting.paragraph import Paragraph

_SLACK = 1e-6  # of a unit: sums of advances are not exact
_STEPS = 8  # halvings of what is looked through
_MOST = 12  # lines: what is longer is no heading


def balanced(paragraph: Paragraph, measure: float) -> float:
    """Return the measure, at most the one given, at which a heading's lines are most alike.

    All are in the unit of the paragraph. A heading with a line feed has the author's own lines.
    """
    if "\n" in paragraph.text:
        return measure
    count = _lines(paragraph, measure, _MOST)
    if count == 1 or count > _MOST:
        return measure
    low, high = measure / 2, measure
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _lines(paragraph, middle, count) > count:
            low = middle
        else:
            high = middle
    return high


def _lines(paragraph: Paragraph, measure: float, most: int) -> int:
    """Return how many full lines of a measure a paragraph has; ``most`` + 1 if it has more.

    A word that is longer than the measure counts as too many.
    """
    start, count = paragraph.skip_spaces(0), 0
    while start < len(paragraph.text):
        count += 1
        end = _end(paragraph, start, measure)
        if end is None or count > most:
            return most + 1
        start = paragraph.skip_spaces(end)
    return count


def _end(paragraph: Paragraph, start: int, measure: float) -> int | None:
    """Return where the longest line ends that fits, None if none does."""
    found = None
    for place in range(start + 1, len(paragraph.text) + 1):
        if place == len(paragraph.text) or paragraph.breaks[place]:
            if paragraph.width(start, paragraph.visible_end(start, place)) > measure + _SLACK:
                break
            found = place
    return found
