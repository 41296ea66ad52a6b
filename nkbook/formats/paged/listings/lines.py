"""The lines of code as paper takes them: blocks of their own, with blanks for tabs."""

from __future__ import annotations

from nkbook.formats.paged.listings.drawings import numbered
from nkbook.look.fonts import FontSet
from nkbook.model.document import Element
from nkbook.model.trees import has_class
from nkbook.typesetting.han import is_wide

_TAB = 4  # columns


def prepare_code(root: Element, fonts: FontSet, size: float) -> None:
    """Fit the code of a page to paper; ``size`` is the code's, in points."""
    for block in root.iter("pre", "span"):
        if block.tag == "span" and not has_class(block, "as-pre"):
            continue
        lines = [line for line in block.iter("span") if has_class(line, "codeline")]
        numbers = [str(line.attrib.pop("data-number", "")) for line in lines]
        widest = max(map(len, numbers), default=0)
        for line, number in zip(lines, numbers, strict=True):
            _end(line)
            _expand(line)
            if widest:
                line.set("style", numbered(number, widest, fonts, size))


def _end(line: Element) -> None:
    """Take the line feed from the end of a line, which is a block of its own on paper."""
    if len(line):
        line[-1].tail = (line[-1].tail or "").removesuffix("\n") or None
    else:
        line.text = (line.text or "").removesuffix("\n")


def _expand(line: Element) -> None:
    """Put blanks in the place of tabs, up to the next multiple of four columns."""
    column = 0
    for element, is_tail in _texts(line):
        text = (element.tail if is_tail else element.text) or ""
        if "\t" in text:
            pieces = []
            for character in text:
                piece = " " * (_TAB - column % _TAB) if character == "\t" else character
                pieces.append(piece)
                column += _columns(piece)
            text = "".join(pieces)
            if is_tail:
                element.tail = text
            else:
                element.text = text
        else:
            column += _columns(text)


def _texts(line: Element) -> list[tuple[Element, bool]]:
    """Return where the texts of a line are, in reading order."""
    places = [(line, False)]
    for child in line:
        places += [(child, False), (child, True)]
    return places


def _columns(text: str) -> int:
    return sum(2 if is_wide(character) else 1 for character in text)
