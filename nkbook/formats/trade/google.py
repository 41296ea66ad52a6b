"""The record as Google Play Books takes it, or what it lacks for that.

Google reads ONIX 3.0 of digital products with an ISBN, a price for every territory and rights to
sell it there, and refuses codes that it does not know: those are left out here, not in onix.xml.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from lxml import etree

from nkbook.formats.trade.tags import NAMESPACE
from nkbook.model.document import Element

_NS = {"o": NAMESPACE}
_EXTENTS = ("00", "08", "10")
_SCHEMES = frozenset((
    "01", "03", "04", "09", "10", "12", "13", "14", "15", "16", "26", "29", "40", "78",
))  # fmt: skip
_ROLES = frozenset((
    "A01", "A02", "A08", "A09", "A12", "A13", "A14", "A15", "A16", "A19", "A20", "A21", "A23",
    "A24", "A32", "A38", "A99", "B01", "B03", "B04", "B05", "B06", "B07", "B08", "B09", "B11",
    "B13", "B20", "C01",
))  # fmt: skip


def for_google(message: bytes) -> tuple[bytes | None, tuple[str, ...]]:
    """Return a message of ONIX 3.0 as Google takes it, or None and all that it lacks."""
    root = etree.fromstring(message)
    missing: list[str] = []
    products = [_reduced(one) for one in root.iterfind("o:Product", _NS)]
    digital = [one for one in products if _text(one, ".//o:ProductForm").startswith("E")]
    for product in digital:
        if lacks := tuple(_missing(product)):
            missing += lacks
    for product in root.findall("o:Product", _NS):
        root.remove(product)
    root.extend(digital)
    if missing:
        return None, tuple(dict.fromkeys(missing))
    etree.indent(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n", ()


def _text(element: Element, path: str) -> str:
    return str(element.findtext(path, "", _NS))


def _missing(product: Element) -> Iterator[str]:
    """Yield what a product needs and has not."""
    name = {"E101": "epub", "E107": "pdf"}.get(_text(product, ".//o:ProductFormDetail"), "")
    if _text(product, "o:ProductIdentifier/o:ProductIDType") != "15":
        yield f'an ISBN of the {name}: isbn = {{ {name} = "978-…" }} in [imprint]'
    if product.find(".//o:SalesRights", _NS) is None:
        yield 'where it may be sold: territories = ["WORLD"] in [trade]'
    found = product.findall(".//o:Price", _NS)
    if not found:
        yield 'a price above zero: prices = [{ amount = "…", currency = "…" }] in [trade]'
    elif any(one.find("o:Territory", _NS) is None for one in found):
        yield "where a price holds: countries of the price, or territories in [trade]"
    if not any(role.text in _ROLES for role in product.iterfind(".//o:ContributorRole", _NS)):
        yield "somebody with a role that Google knows, as an author (aut) or an editor (edt)"


def _reduced(product: Element) -> Element:
    """Return a copy of a product without what Google refuses."""
    product = copy.deepcopy(product)
    detail = product.find("o:DescriptiveDetail", _NS)
    assert detail is not None  # noqa: S101 — every record has one
    for extent in detail.findall("o:Extent", _NS):
        if _text(extent, "o:ExtentType") not in _EXTENTS:
            detail.remove(extent)
    for subject in detail.findall("o:Subject", _NS):
        known = _text(subject, "o:SubjectSchemeIdentifier") in _SCHEMES
        if not known or subject.find("o:SubjectCode", _NS) is None:
            detail.remove(subject)
    for contributor in detail.findall("o:Contributor", _NS):
        _reduce_contributor(detail, contributor)
    _reduce_rest(product)
    return product


def _reduce_contributor(detail: Element, contributor: Element) -> None:
    """Take out a contributor with a role of no use to Google; a body has the name of a person."""
    if _text(contributor, "o:ContributorRole") not in _ROLES:
        detail.remove(contributor)
    for corporate in contributor.findall("o:CorporateName", _NS):
        corporate.tag = f"{{{NAMESPACE}}}PersonName"


def _reduce_rest(product: Element) -> None:
    """Take out relations to what has no ISBN, and files on the web."""
    for material in product.findall("o:RelatedMaterial", _NS):
        for related in material.findall("o:RelatedProduct", _NS):
            if _text(related, ".//o:ProductIDType") != "15":
                material.remove(related)
        if len(material) == 0:
            product.remove(material)
    for content in product.findall(".//o:SupportingResource", _NS):
        parent = content.getparent()
        if parent is not None:
            parent.remove(content)
    for block in product.findall("o:CollateralDetail", _NS):
        if len(block) == 0:
            product.remove(block)
