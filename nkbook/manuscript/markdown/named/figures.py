"""Figures and tables: where they stand on the pages, and what is printed below them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from nkbook.manuscript.markdown.places import Places
from nkbook.model.document import Element

PLACES = ("here", "page")  # those of pdf.css; without one, where there is room
_PLACE, _BELOW = "data-place", ("data-note", "data-credit")
_BELOW_TABLE = ("data-note", "data-source")


def dress(root: Element, places: Places) -> Iterator[tuple[str, str, int]]:
    """Give figures the place of their pictures, and their captions the note= and credit= of them.

    Yields what is printed otherwise than the author meant, a remedy, and the source line.
    """
    for figure in root.iter("figure"):
        pictures = list(figure.iter("img"))
        line = int(figure.get("data-line", "0"))
        for picture in pictures:
            place = picture.attrib.pop(_PLACE, None)
            if place in PLACES:
                figure.set(_PLACE, str(place))
            elif place is not None:
                message = f'place="{place}" is none that nkbook knows; the figure is where room is'
                yield message, f"place= takes {' or '.join(PLACES)}", line
            for name in _BELOW:
                words = picture.attrib.pop(name, None)
                if words:
                    _add(_caption(figure, places), str(words))


def dress_tables(root: Element, places: Places) -> None:
    """Print the note= and source= of tables below them, in place."""
    for table in list(root.iter("table")):
        last = table
        for name in _BELOW_TABLE:
            words = table.attrib.pop(name, None)
            if not words:
                continue
            id = places.text_id(str(words), "tn-")
            below = etree.Element("p", {"class": "table-note", "id": id})
            if line := table.get("data-line"):
                below.set("data-line", line)
            below.text, below.tail, last.tail = str(words), last.tail, None
            last.addnext(below)
            last = below


def _caption(figure: Element, places: Places) -> Element:
    """Return a figure's caption; one that has none gets one without a number."""
    found = figure.find("figcaption")
    if found is not None:
        return found
    caption = etree.SubElement(figure, "figcaption", {"class": "bare"})
    caption.set("id", places.text_id("".join(figure.itertext()), "cap-"))
    if line := figure.get("data-line"):
        caption.set("data-line", line)
    return caption


def _add(caption: Element, words: str) -> None:
    """Add a line to a caption."""
    credit = etree.SubElement(caption, "span", {"class": "credit"})
    credit.text = words
