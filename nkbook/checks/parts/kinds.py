"""The parts of a tree: what they are, where they stand, and what messages call them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nkbook.model.document import Document, Element, Kind
from nkbook.model.trees import has_class, is_call

_SHOWN = 60  # characters of an address or a text that a message prints
CELLS = ("td", "th")
LETTER = re.compile(r"\w")


def parts(root: Element) -> Iterator[tuple[Kind, Element]]:
    """Yield the parts of a tree; placeholders of citations are theirs as long as they are there."""
    for element in root.iter(*CELLS, "a", "img", "span"):
        match element.tag:
            case "a" if "href" in element.attrib:
                yield Kind.CALL if is_call(element) else Kind.LINK, element
            case "img" if "src" in element.attrib:
                yield Kind.PICTURE, element
            case "span" if element.get("class") == "citation":
                yield Kind.CITATION, element
            case "td" | "th":
                yield Kind.CELL, element


def roots(document: Document) -> Iterator[Element]:
    """Yield all trees of a document: text, notes, and the words in citations."""
    yield document.tree
    for note in document.notes:
        yield note.body
    for citation in document.citations:
        for item in citation.items:
            yield from (words for words in (item.prefix, item.locator) if words is not None)


def line_of(element: Element) -> int:
    """Return the source line of an element, or of the nearest around it; 0 if none is known."""
    place: Element | None = element
    while place is not None:
        if line := place.get("data-line"):
            return int(line)
        place = place.getparent()
    return 0


def has_words(cell: Element) -> bool:
    """Return True if there are letters in a cell."""
    return any(LETTER.search(str(text)) for text in cell.itertext())


def is_filled(cell: Element) -> bool:
    """Return True if there is something in a cell."""
    return any(str(text).strip() for text in cell.itertext()) or any(
        True for _ in cell.iter("img", "math", "a")
    )


def words_of(kind: Kind, element: Element) -> str:
    """Return what a message prints of a part: its words or its address."""
    if kind is Kind.LINK:
        text = str(element.get("href", ""))
    elif kind is Kind.PICTURE:
        text = str(element.get("src", ""))
    elif kind is Kind.CALL:
        text = "".join(map(str, element.itertext())) or str(element.get("href", ""))
    else:
        text = " ".join("".join(map(str, element.itertext())).split())
    return shortened(text)


def shortened(text: str) -> str:
    """Return the beginning of a text, as a message prints it."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def cell_text(cell: Element) -> str:
    """Return the text of a cell that every format prints: pages make the numbers of calls."""
    pieces: list[str] = []
    _collect(cell, pieces)
    return "".join(pieces)


def _collect(element: Element, pieces: list[str]) -> None:
    pieces.append(element.text or "")
    for child in element:
        if not is_call(child) and child.tag not in ("math", "table"):
            _collect(child, pieces)
        pieces.append(child.tail or "")


def tables(root: Element) -> Iterator[Element]:
    """Yield the tables of a tree that have an id."""
    for table in root.iter("table"):
        if table.get("id"):
            yield table


def is_absent(element: Element) -> bool:
    """Return True for the frame that stands for a picture which is not in the book (NK312)."""
    return has_class(element, "absent")
