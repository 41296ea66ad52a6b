"""Attributes of the author's that XHTML restricts: languages, directions, alternatives."""

from __future__ import annotations

from collections.abc import Iterator

from nkbook.locales.tags import is_well_formed
from nkbook.model.document import Element

_DIRECTIONS = ("ltr", "rtl", "auto")


def put_right(root: Element) -> Iterator[tuple[str, int]]:
    """Rename the attributes that XHTML does not allow where they stand to ``data-…``, in place.

    Yields what is printed otherwise than the author meant, with its source line, 0 if unknown.
    """
    for element in root.iter("*"):
        language, direction = element.get("lang"), element.get("dir")
        if language is not None and not is_well_formed(language):
            _rename(element, "lang")
            yield f'"{language}" is no language tag, so the words have no language', _line(element)
        if direction is not None and direction not in _DIRECTIONS:
            _rename(element, "dir")
            yield f'"{direction}" is no direction, so the words have none', _line(element)
        if "alt" in element.attrib and element.tag != "img":
            _rename(element, "alt")


def _rename(element: Element, name: str) -> None:
    element.set(f"data-{name}", str(element.attrib.pop(name)))


def _line(element: Element) -> int:
    place: Element | None = element
    while place is not None and not place.get("data-line"):
        place = place.getparent()
    return int(place.get("data-line", "0")) if place is not None else 0
