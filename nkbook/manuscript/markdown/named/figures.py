"""Figures and tables: where they stand on the pages, and what is printed below them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from nkbook.manuscript.markdown.named import decimals
from nkbook.manuscript.markdown.places import Places
from nkbook.model.document import Element

# Those of pdf.css; else a figure is where there is room.
PLACES = ("here", "top", "bottom", "page", "bleed", "turned")
_TABLE_PLACES = ("top", "bottom", "turned")  # a table stays where it is without one
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
                yield message, f"place= takes {_any_of(PLACES)}", line
            for name in _BELOW:
                words = picture.attrib.pop(name, None)
                if words:
                    _add(_caption(figure, places), str(words))


def dress_tables(root: Element, places: Places) -> Iterator[tuple[str, str, int]]:
    """Print the note= and source= of tables below them, in place, and give them their place=.

    Yields as ``dress`` does.
    """
    for table in list(root.iter("table")):
        yield from decimals.align(table)
        last = table
        place = table.get(_PLACE)
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
        if place in _TABLE_PLACES:
            _wrap(table, last, str(place), places)
        elif place is not None:
            message = f'place="{place}" is none that nkbook knows for a table; it stays where it is'
            yield (
                message,
                f"place= takes {_any_of(_TABLE_PLACES)}",
                int(table.get("data-line", "0")),
            )


def _any_of(places: tuple[str, ...]) -> str:
    return f"{', '.join(places[:-1])} or {places[-1]}"


def _wrap(first: Element, last: Element, place: str, places: Places) -> None:
    """Put a table and what is printed below it in a block that has a place of its own."""
    first.attrib.pop(_PLACE)
    id = places.text_id("".join(map(str, first.itertext())), "place-")
    around = etree.Element("div", {"class": "placed", _PLACE: place, "id": id})
    if line := first.get("data-line"):
        around.set("data-line", line)
    first.addprevious(around)
    around.tail, last.tail = last.tail, None
    item: Element | None = first
    while item is not None:
        after = None if item is last else item.getnext()
        around.append(item)
        item = after


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
