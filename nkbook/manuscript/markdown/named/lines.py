"""Paragraphs that are lines: a poem, an address, written with a break at the end of each line.

What an author breaks by hand into short lines has no first line to indent; all begin at one place.
A paragraph with a break between long lines is prose, and is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from nkbook.model.classes import NAMED
from nkbook.model.document import Element
from nkbook.model.trees import has_class
from nkbook.typesetting.han import is_wide

LINES: Final = "broken-lines"  # of base.css
_LONGEST = 24.0  # em: what fits beside the indent on the narrowest page
_LETTER = 0.55  # em
_BREAK = "\n"


def mark_lines(root: Element) -> None:
    """Mark the paragraphs of a tree and of quotations in it that are short lines, in place."""
    for paragraph in root.iter("p"):
        parent = paragraph.getparent()
        of_text = parent is root or (parent is not None and parent.tag == "blockquote")
        if (
            of_text
            and not paragraph.get("class")
            and _is_lines(paragraph)
            and not _named(paragraph)
        ):
            paragraph.set("class", LINES)


def _is_lines(paragraph: Element) -> bool:
    if next(paragraph.iter("br"), None) is None:
        return False
    lines = "".join(_texts(paragraph)).strip(_BREAK).split(_BREAK)
    return len(lines) > 1 and all(0 < _width(line.strip()) <= _LONGEST for line in lines)


def _texts(element: Element) -> Iterator[str]:
    """Yield the texts of an element, without those of notes, and a break for each ``br``."""
    yield _one_line(element.text)
    for child in element:
        if child.tag == "br":
            yield _BREAK
        elif isinstance(child.tag, str) and not has_class(child, "note"):
            yield from _texts(child)
        yield _one_line(child.tail)


def _one_line(text: str | None) -> str:
    return (text or "").replace(_BREAK, " ")


def _width(line: str) -> float:
    return sum(1.0 if is_wide(letter) else _LETTER for letter in line)


def _named(element: Element) -> bool:
    """Return True in a block that has its own way with lines: a verse, a motto, a letter."""
    return any(has_class(one, name) for one in element.iterancestors() for name in NAMED)
