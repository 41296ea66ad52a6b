"""Pictures of a page: drawings of the build are part of it, others have room kept for them."""

from __future__ import annotations

import io
import re

from lxml import etree
from PIL import Image

from nkbook.formats.html.files.losses import DRAWN
from nkbook.look.drawings import SVG_TYPE, XLINK, drawing
from nkbook.look.svg.western import FOR_READERS, part_western
from nkbook.model.book import Resource
from nkbook.model.document import Element

_ORIENTATION = 0x0112  # of Exif 2.32 §4.6.4
_ON_ITS_SIDE = (5, 6, 7, 8)
_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)['\"]?\s*\)")


def drawn_in_page(image: Element, resource: Resource, number: int, language: str) -> None:
    """Put a drawing in the place of its picture; ``number`` tells it from the others of a page."""
    root = drawing(resource.read())
    part_western(root, language, FOR_READERS)
    _name_apart(root, f"drawing-{number}-")
    width, height = root.attrib.pop("width", ""), root.attrib.pop("height", "")
    if not root.get("viewBox") and width and height:
        root.set("viewBox", f"0 0 {_number(width)} {_number(height)}")
    root.set("class", "drawn")
    root.set("role", "img")
    root.set("aria-label", str(image.get("alt") or ""))
    if not image.get("alt"):  # it adds nothing to the words around it
        root.attrib.pop("aria-label")
        root.set("aria-hidden", "true")
    root.set(DRAWN, str(image.get("src")))
    if id := image.get("id"):
        root.set("id", str(id))
    root.tail = image.tail
    parent = image.getparent()
    assert parent is not None  # noqa: S101 — it is in a page
    parent.replace(image, root)


def keep_room(image: Element, resource: Resource) -> None:
    """Give a picture its size, so that nothing moves when it comes, as late as it is needed."""
    image.set("loading", "lazy")
    if resource.media_type == SVG_TYPE or {"width", "height", "style"} & {*image.attrib}:
        return
    with Image.open(io.BytesIO(resource.read())) as picture:
        width, height = picture.size
        if picture.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE:
            width, height = height, width
    image.set("width", str(width))
    image.set("height", str(height))


def _name_apart(root: Element, prefix: str) -> None:
    """Give the ids in a drawing a prefix, and what refers to them too."""
    ids = {str(element.get("id")) for element in root.iter(etree.Element) if element.get("id")}
    for element in root.iter(etree.Element) if ids else ():
        if id := element.get("id"):
            element.set("id", f"{prefix}{id}")
        for name, value in element.attrib.items():
            if name in ("href", XLINK) and str(value)[1:] in ids:
                element.set(name, f"#{prefix}{str(value)[1:]}")
            elif "url(" in str(value):
                element.set(name, _REFERENCE.sub(rf"url(#{prefix}\1)", str(value)))


def _number(length: str) -> str:
    return re.sub(r"[^\d.]", "", length)
