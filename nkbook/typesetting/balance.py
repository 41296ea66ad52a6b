"""Lines of about one length, for headings: the narrowest measure that needs no more lines."""

from __future__ import annotations

from nkbook.typesetting.lines import Lines

_STEPS = 8  # halvings of what is looked through
_MOST = 12  # lines: what is longer is no heading


def balanced(lines: Lines, measure: float) -> float:
    """Return the measure, at most the one given, at which a heading's lines are most alike.

    All are in the unit of the paragraph. A heading with a line feed has the author's own lines.
    """
    if "\n" in lines.paragraph.text:
        return measure
    count = _count(lines, measure, _MOST)
    if count == 1 or count > _MOST:
        return measure
    low, high = measure / 2, measure
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if _count(lines, middle, count) > count:
            low = middle
        else:
            high = middle
    return high


def _count(lines: Lines, measure: float, most: int) -> int:
    """Return how many lines of a measure a paragraph has; one more than ``most`` if it has more.

    A word that is longer than the measure counts as too many.
    """
    paragraph = lines.paragraph
    start, count = paragraph.skip_spaces(0), 0
    while start < len(paragraph.text):
        line = lines.line(start, measure, justified=False)
        count += 1
        if count > most or line.width > measure + 1e-6:
            return most + 1
        start = paragraph.skip_spaces(line.next)
    return count
