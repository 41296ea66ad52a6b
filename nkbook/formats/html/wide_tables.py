"""Tables wider than the text block, for pages: columns by their needs, words that may break.

A page cannot be scrolled, so a column may be no wider than its share. The widths of words are
estimated, rather too great than too small: a table that would just have fitted is set in smaller
type, and none runs off the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from nkbook.model.document import Element
from nkbook.model.elements import Level, of
from nkbook.model.trees import has_class
from nkbook.typesetting.han import is_ideograph, is_wide

_SIZE, _SMALL = 9.0, 7.0  # pt: the type of tables, and of those that would not fit in it
_SIZES = (8.5, 8.0, 7.5, _SMALL)  # that are tried
_PADDING, _CLOSE = 8.0, 4.0  # pt between two columns
_SPARE = 0.5  # pt in a column that is as wide as a line of it: shares are rounded
_READABLE = 6.0  # em: a narrower column is hard to read
_INDENT = 21.0  # pt that a list or a quotation takes from the measure
_WIDEST, _LETTER, _BOLD = 0.75, 0.58, 1.08  # em
_GAP = 0.25  # em between Chinese characters and Latin letters or figures
_PIECES = re.compile(r"\S+|\s+")
_DRAWN = re.compile(r"width:([\d.]+)em")
_INDENTING = frozenset(("li", "blockquote", "dd"))


@dataclass(slots=True)
class Need:
    """What a column needs, in em: for its longest word, and for its longest line."""

    word: float = 1.0
    line: float = 1.0

    @property
    def whole(self) -> float:
        """Return the room in which its words stay whole, and a short name or number does."""
        return self.line if self.line <= _READABLE else self.word


def fit_tables(tree: Element, measure: float, depth: float) -> None:
    """Mark a tree's tables that are wider than the measure (pt), and share it out, in place.

    ``depth`` is the height of the text block, the measure of what is turned on its page.
    """
    for table in tree.iter("table"):
        parent = table.getparent()
        if parent is not None and parent.get("data-place") == "turned":
            _fit(table, depth)
            continue
        steps = sum(str(one.tag) in _INDENTING for one in table.iterancestors())
        _fit(table, max(measure - steps * _INDENT, measure / 3))


def _fit(table: Element, room: float) -> None:
    needs = column_needs(table)
    least = sum(need.word for need in needs) * _SIZE + _PADDING * (len(needs) - 1)
    if not needs or (least <= room and table.find("colgroup") is not None):
        return
    inside = room - _PADDING * (len(needs) - 1)
    close = max(room - _CLOSE * (len(needs) - 1), room / 3)
    whole = sum(need.whole for need in needs)
    size = next((one for one in _SIZES if whole * one <= close - _SPARE * len(needs)), None)
    if whole * _SIZE + _SPARE * len(needs) <= inside or (size is None and least <= room):
        _keep_narrow(table, needs, inside)
    else:
        _share(table, needs, close, size)


def _keep_narrow(table: Element, needs: Sequence[Need], room: float) -> None:
    """Let the wide columns of a table give way, so that no line of a narrow one is divided.

    What CSS leaves to layout shares the room out by the longest lines alone, and divides years for
    the sake of remarks.
    """
    lines = [need.line * _SIZE + _SPARE for need in needs]
    if sum(lines) > room:
        _set_widths(table, _above_words(lines, needs, _SIZE, room), _PADDING)


def _share(table: Element, needs: Sequence[Need], room: float, size: float | None) -> None:
    """Give each column its width; in a crowd of them, type so small that a letter fits.

    In type of ``size``, if there is one, all words and short lines have room.
    """
    if size is not None and size > _SMALL:
        table.set("style", f"font-size:{size:.2f}pt;line-height:1.5")
    elif (letter := max(1.0, room / len(needs))) < _SMALL:
        table.set("style", f"font-size:{letter:.2f}pt;line-height:1.5")
    size = size or _SMALL
    wanted = [max(need.word, min(need.line, _READABLE)) * size + _SPARE for need in needs]
    widths = _above_words(wanted, needs, size, room)
    spare = room - sum(widths)
    more = [max(0.0, need.line * size - width) for need, width in zip(needs, widths, strict=True)]
    if spare > 0 and sum(more) > 0:
        widths = [width + spare * one / sum(more) for width, one in zip(widths, more, strict=True)]
    _set_widths(table, widths, _CLOSE)
    table.set("class", f"{table.get('class', '')} fitted".strip())


def _set_widths(table: Element, widths: Sequence[float], between: float) -> None:
    """Give a table's columns their shares of the measure, with the white between them.

    The first column has none before it, the last none after.
    """
    last = len(widths) - 1
    sides = [((at > 0) + (at < last)) / 2 for at in range(len(widths))]
    widths = [width + between * side for width, side in zip(widths, sides, strict=True)]
    for old in table.findall("colgroup"):
        table.remove(old)
    group = etree.Element("colgroup")
    for width in widths:
        etree.SubElement(group, "col", {"style": f"width:{100 * width / sum(widths):.2f}%"})
    table.insert(1 if len(table) and table[0].tag == "caption" else 0, group)


def _above_words(
    wanted: Sequence[float], needs: Sequence[Need], size: float, room: float
) -> list[float]:
    """Return the widths of columns of which the widest give way, but words and short lines stay.

    Short lines give way, too, if there is no room for all, and words if there is none for them.
    """
    words = [need.whole * size + _SPARE for need in needs]
    if sum(words) > room:
        words = [need.word * size + _SPARE for need in needs]
    if sum(words) > room:
        return _levelled(wanted, room)
    fixed: dict[int, float] = {}
    while True:
        free = [at for at in range(len(wanted)) if at not in fixed]
        widths = _levelled([wanted[at] for at in free], room - sum(fixed.values()))
        found = dict(zip(free, widths, strict=True))
        long = {at: words[at] for at, width in found.items() if words[at] > width}
        if not long:
            return [(fixed | found)[at] for at in range(len(wanted))]
        fixed |= long


def _levelled(words: Sequence[float], room: float) -> list[float]:
    """Return the widths of columns: the widest give way until all fit, the narrow ones stay."""
    if sum(words) <= room:
        return list(words)
    left, level = room, 0.0
    for number, word in enumerate(sorted(words)):
        level = left / (len(words) - number)
        if word >= level:
            break
        left -= word
    return [min(word, level) for word in words]


def column_needs(table: Element) -> list[Need]:
    """Return what each column needs; a cell across several columns asks each for its part."""
    needs: list[Need] = []
    down: dict[int, int] = {}  # rows that a cell above still takes, by column
    for row in table.iter("tr"):
        column = 0
        for cell in row:
            while down.get(column, 0) > 0:
                down[column] -= 1
                column += 1
            across = max(1, int(cell.get("colspan") or 1))
            words, line = _widths(cell)
            for at in range(column, column + across):
                needs.extend(Need() for _ in range(len(needs), at + 1))
                needs[at].word = max(needs[at].word, words / across)
                needs[at].line = max(needs[at].line, line / across)
                down[at] = max(1, int(cell.get("rowspan") or 1)) - 1
            column += across
    return needs


def _widths(cell: Element) -> tuple[float, float]:
    """Return the widths of a cell's longest word and of its text in one line, in em."""
    longest = whole = run = 0.0
    last = ""
    for text, bold, drawn in _texts(cell, str(cell.tag) == "th"):
        run += drawn
        whole += drawn
        for piece in _PIECES.findall(text):
            for letter in piece:
                width = _width(letter) * (_BOLD if bold else 1)
                whole += width + (_GAP if _are_apart(last, letter) else 0.0)
                last = letter
                run = 0.0 if letter.isspace() else width if is_wide(letter) else run + width
                longest = max(longest, run)
                if letter == "/" and "://" in piece:  # an address may break behind it
                    run = 0.0
        longest = max(longest, run)
    return longest, whole


def _are_apart(first: str, second: str) -> bool:
    """Return True if composition puts white between two characters: 9月 (CLREQ §3.2.2)."""
    han, other = (first, second) if is_ideograph(first) else (second, first)
    return is_ideograph(han) and other.isalnum() and not is_wide(other)


def _width(letter: str) -> float:
    if is_wide(letter):
        return 1.0
    return _LETTER if letter.isascii() and not letter.isupper() else _WIDEST


def _texts(element: Element, bold: bool) -> Iterator[tuple[str, bool, float]]:
    """Yield the texts in an element, whether they are bold, and the width of what is drawn."""
    bold = bold or str(element.tag) in ("strong", "b")
    if element.tag == "img":
        found = _DRAWN.search(element.get("style") or "")
        yield "", bold, float(found[1]) if found else 0.0
    yield element.text or "", bold, 0.0
    for child in element:
        if not has_class(child, "note"):  # that is at the foot of the page
            yield from _texts(child, bold)
        yield (" " if _ends_a_line(child) else "") + (child.tail or ""), bold, 0.0


def _ends_a_line(element: Element) -> bool:
    return element.tag == "br" or of(str(element.tag)).level is Level.BLOCK
