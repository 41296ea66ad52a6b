"""Drawings that are in a stylesheet itself, as data URLs (RFC 2397)."""

from __future__ import annotations

from base64 import b64encode

from lxml import etree

from nkbook.look.drawings import SVG_TYPE, drawing, embedded
from nkbook.look.svg.cleaning import clean
from nkbook.look.svg.measuring import Bounds, ExcessError
from nkbook.look.svg.pictures import drawing_in

_SMALL = Bounds(elements=2_000, points=50_000)


def as_data(address: str) -> str | None:
    """Return the address of a drawing that is harmless, changed if need be; None for no drawing."""
    data = drawing_in(address)
    if data is None:
        return None
    try:
        root = drawing(data)
        done = clean(root, lambda _: None, _SMALL, inside=1)
    except (etree.XMLSyntaxError, ExcessError):
        return None
    if etree.QName(root).localname != "svg" or next(embedded(root), None) is not None:
        return None
    if not done.changed:
        return address
    return f"data:{SVG_TYPE};base64,{b64encode(etree.tostring(root)).decode()}"
