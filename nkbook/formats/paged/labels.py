"""The labels of a PDF's pages: what is printed on them, and what would be where nothing is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nkbook.model.metadata import Metadata
from nkbook.model.page_kinds import Paper
from nkbook.model.publication import Page
from nkbook.typesetting.han import is_ideograph, is_wide
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
# Running heads: a Latin letter is about so wide (em), letters are so far apart (styles/pdf.css); a
# title may end before these, if so many of its characters are left.
_HEAD_SIZE = 8  # pt
_LETTER, _APART = 0.56, 0.1
_JOINTS = ("：", "——", "　", ": ", " — ", "（", "，", "；", "、")
_LEAST = 4
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


def running_heads(page: Page, metadata: Metadata, measure: float) -> dict[str, str]:
    """Return what stands above the pages of a left-hand and a right-hand side (pt)."""
    heads = {"verso": page.part_title or metadata.title, "recto": page.running_title}
    is_headed = page.kind.facts.headed
    return {
        side: running_head(words, measure / _HEAD_SIZE) if is_headed else ""
        for side, words in heads.items()
    }


def running_head(title: str, room: float) -> str:
    """Return a title as running heads print it, on one line: ``room`` is that of the line in em.

    A longer one ends where its subtitle or its next clause begins, or else in an ellipsis. Authors
    who want other words give a short title.
    """
    if _length(title) <= room:
        return title
    for joint in _JOINTS:
        head = title.split(joint, 1)[0].rstrip()
        if len(head) >= _LEAST and _length(head) <= room:
            return head
    end = len(title)
    while end > 1 and _length(title[:end]) > room - 2:
        end -= 1
    if not is_ideograph(title[end - 1]) and " " in title[:end]:
        end = title.rindex(" ", 0, end)  # not within a word
    return title[:end].rstrip(" ，、；：。") + "……"


def _length(text: str) -> float:
    """Return about how long a text is, in em."""
    wide = sum(1 for letter in text if is_wide(letter, ambiguous=True))
    return wide + (len(text) - wide) * _LETTER + len(text) * _APART
