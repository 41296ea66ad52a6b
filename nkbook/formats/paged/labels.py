"""The labels of a PDF's pages: what is printed on them, and what would be where nothing is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nkbook.model.page_kinds import Paper
from nkbook.weasy import PLATE, LabelRange, PageFacts

# The numerals of a named page (ISO 32000-1 table 159); "-start" after its name counts from 1 again.
_STYLES: Mapping[str, str | None] = {
    Paper.COVER: None,
    Paper.DISPLAY: "r",
    Paper.FRONT: "r",
    Paper.PART: "D",
    Paper.BODY: "D",
    Paper.NOTES: "D",
}
_START = "-start"
_NUMERALS = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def label_ranges(pages: Sequence[PageFacts], cover: str) -> tuple[LabelRange, ...]:
    """Return the label ranges of a book; a blank page or a plate goes with the page before it.

    The cover and its back are not counted: ``cover`` is their label.
    """
    ranges: list[LabelRange] = []
    before = ""
    for index, page in enumerate(pages):
        name = before if page.blank or page.name == PLATE else page.name
        begins = name.endswith(_START) and name != before
        style = _style(name)
        if not ranges or begins or style != ranges[-1].style:
            prefix = cover if style is None else None
            ranges.append(LabelRange(index, style, _next(ranges, index, style, begins), prefix))
        before = name
    return tuple(ranges)


def _style(name: str) -> str | None:
    return _STYLES.get(name.removesuffix(_START))


def _next(ranges: Sequence[LabelRange], index: int, style: str | None, begins: bool) -> int:
    """Return the number of a range's first page: 1, or on from the range before."""
    if begins or style is None or not ranges or ranges[-1].style is None:
        return 1
    before = ranges[-1]
    return int(before.start + index - before.first)


def printed_labels(ranges: Sequence[LabelRange], count: int) -> Iterator[str]:
    """Yield the label of each of ``count`` pages."""
    position = 0
    for index in range(count):
        if position + 1 < len(ranges) and ranges[position + 1].first == index:
            position += 1
        current = ranges[position]
        number = current.start + index - current.first
        numeral = {"D": str(number), "r": roman(number)}.get(current.style or "", "")
        yield f"{current.prefix or ''}{numeral}"


def roman(number: int) -> str:
    """Return a positive number in lower-case roman numerals."""
    digits = []
    for value, numeral in _NUMERALS:
        count, number = divmod(number, value)
        digits.append(numeral * count)
    return "".join(digits)
