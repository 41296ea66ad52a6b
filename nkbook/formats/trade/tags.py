"""Elements of an ONIX message, in reference tags."""

from __future__ import annotations

from lxml import etree

from nkbook.model.document import Element

NAMESPACE = "http://ns.editeur.org/onix/3.0/reference"
NEWER = "http://ns.editeur.org/onix/3.1/reference"


def add(parent: Element, name: str) -> Element:
    """Add an element to another, at its end."""
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")


def put(parent: Element, name: str, text: str) -> None:
    """Add an element that has a text."""
    add(parent, name).text = text


def identify(parent: Element, name: str, uri: str) -> None:
    """Add an identifier (list 5): an ISBN as 15, another URN as 22, any other URI as our own."""
    identifier = add(parent, name)
    if uri.startswith("urn:isbn:"):
        put(identifier, "ProductIDType", "15")
        uri = uri.removeprefix("urn:isbn:")
    elif uri.startswith("urn:"):
        put(identifier, "ProductIDType", "22")
    else:
        put(identifier, "ProductIDType", "01")
        put(identifier, "IDTypeName", "URI")
    put(identifier, "IDValue", uri)


def newer(message: bytes) -> bytes:
    """Return a message of ONIX 3.0 as one of 3.1: what we write is the same in both."""
    return message.replace(NAMESPACE.encode(), NEWER.encode()).replace(
        b'release="3.0"', b'release="3.1"', 1
    )
