"""Drawings in SVG: how they are read, and the pictures and words in them."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from nkbook.model.document import Element

SVG_TYPE = "image/svg+xml"
XLINK = "{http://www.w3.org/1999/xlink}href"
LARGE_PICTURE = "Image size .* exceeds limit"  # what Pillow warns of; [limits] is stricter
DATA_URL = re.compile(r"data:(image/(?:png|jpeg|gif|webp));base64,(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Embedded:
    """A picture inside a drawing, as a data URL (RFC 2397) in an attribute of an element."""

    element: Element
    attribute: str
    media_type: str
    data: bytes

    def put(self, media_type: str, data: bytes) -> None:
        """Put another picture in its place."""
        text = b64encode(data).decode()
        self.element.set(self.attribute, f"data:{media_type};base64,{text}")


def drawing(data: bytes) -> Element:
    """Return the root of an SVG; raises XMLSyntaxError, which is a SyntaxError."""
    # Entities of its own are text, and libxml2 ends those that multiply; nothing else is read.
    return etree.fromstring(data, etree.XMLParser(resolve_entities="internal", no_network=True))


def embedded(root: Element) -> Iterator[Embedded]:
    """Yield the pictures that a drawing holds; raises ValueError for one that is not base64."""
    for element in root.iter("{*}image"):
        for attribute in ("href", XLINK):
            found = DATA_URL.fullmatch(element.get(attribute) or "")
            if found:
                data = b64decode("".join(found[2].split()), validate=True)
                yield Embedded(element, attribute, found[1], data)


def words(root: Element) -> str:
    """Return the text that a drawing shows."""
    shown = ("{*}text", "{*}foreignObject")
    return "".join(text for item in root.iter(*shown) for text in item.itertext())
