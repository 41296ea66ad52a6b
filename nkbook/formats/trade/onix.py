"""Writes an edition's record for the book trade: an ONIX for Books message, in reference tags.

Codes are those of EDItEUR's code lists, issue 70 and later; the comments name lists and terms.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from nkbook.formats.html.access import Access
from nkbook.formats.trade.detail import describe
from nkbook.formats.trade.prices import prices
from nkbook.formats.trade.products import Product, products
from nkbook.formats.trade.supply import publish, sender, supply
from nkbook.formats.trade.tags import NAMESPACE, add, identify, put
from nkbook.locales.registry import locale
from nkbook.model.document import Element
from nkbook.model.publication import Publication
from nkbook.project.config.trade_tables import TradeTable

# List 51, by the forms of a product and of the one that it is related to.
_BASED_ON, _DIGITAL_IS, _ALTERNATIVE, _OTHER_LANGUAGE = "13", "27", "06", "11"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the record says of the file and of the book's place among others."""

    identifier: str  # of this edition, as in the package document
    access: Access
    bytes: int
    modified: datetime.datetime  # UTC
    trade: TradeTable = field(default_factory=TradeTable)
    made: tuple[str, ...] = ()  # formats that the build makes of the edition
    pages: int | None = None  # the highest folio of the PDF
    # Products of all editions as URIs, by language and format; "" for what has no ISBN.
    editions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    forthcoming: bool = False
    cover: str | None = None  # the address of the cover's picture on the web
    sample: Mapping[str, str] = field(default_factory=dict)  # and of samples, by format


def record(publication: Publication, facts: Facts) -> bytes:
    """Return the message: the EPUB of the publication first, then its other products."""
    root = etree.Element(f"{{{NAMESPACE}}}ONIXMessage", {"release": "3.0"}, nsmap={None: NAMESPACE})
    metadata = publication.metadata
    header = add(root, "Header")
    who = add(header, "Sender")
    put(who, "SenderName", sender(metadata))
    if facts.trade.contact:
        put(who, "ContactName", facts.trade.contact)
    if facts.trade.email:
        put(who, "EmailAddress", facts.trade.email)
    put(header, "SentDateTime", facts.modified.strftime("%Y%m%dT%H%M%SZ"))
    rows = tuple(products(metadata, facts.identifier, facts.bytes, facts.made))
    for row in rows:
        _product(add(root, "Product"), publication, facts, row, rows)
    etree.indent(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _product(
    product: Element,
    publication: Publication,
    facts: Facts,
    own: Product,
    rows: tuple[Product, ...],
) -> None:
    """Fill a Product in the schema's order."""
    metadata, language = publication.metadata, publication.edition.language
    put(product, "RecordReference", own.identifier)
    # List 1: advance notification, or confirmed on publication.
    put(product, "NotificationType", "02" if facts.forthcoming else "03")
    identify(product, "ProductIdentifier", own.identifier)
    describe(add(product, "DescriptiveDetail"), publication, own, facts.access, facts.pages)
    _collateral(product, publication, facts, own)
    publish(
        add(product, "PublishingDetail"),
        metadata,
        facts.trade,
        language,
        forthcoming=facts.forthcoming,
    )
    related = list(_related(publication, facts, own, rows))
    if related:
        material = add(product, "RelatedMaterial")
        for code, uri in related:
            one = add(material, "RelatedProduct")
            put(one, "ProductRelationCode", code)
            identify(one, "ProductIdentifier", uri)
    region = locale(language).region
    costs = prices(facts.trade, metadata.imprint.price, own.format, region)
    supply(product, metadata, facts.trade, costs, forthcoming=facts.forthcoming)


def _collateral(product: Element, publication: Publication, facts: Facts, own: Product) -> None:
    """Add CollateralDetail: the description, the contents, cover and sample."""
    metadata, rows = publication.metadata, publication.toc
    detail = add(product, "CollateralDetail")
    if metadata.description:
        _words(detail, "03", metadata.description)  # list 153: description
    if titles := [f"{row.number or ''} {row.title}".strip() for row in rows]:
        _words(detail, "04", "\n".join(titles))  # table of contents
    for kind, mode, address in (
        ("01", "03", facts.cover),  # list 158: front cover; list 159: picture
        ("15", "04", facts.sample.get(own.format)),  # sample content; text
    ):
        if address:
            resource = add(detail, "SupportingResource")
            put(resource, "ResourceContentType", kind)
            put(resource, "ContentAudience", "00")
            put(resource, "ResourceMode", mode)
            version = add(resource, "ResourceVersion")
            put(version, "ResourceForm", "02")  # list 161: a file to be downloaded
            put(version, "ResourceLink", address)
    if len(detail) == 0:
        product.remove(detail)


def _words(detail: Element, kind: str, words: str) -> None:
    content = add(detail, "TextContent")
    put(content, "TextType", kind)
    put(content, "ContentAudience", "00")  # list 154: unrestricted
    put(content, "Text", words)


def _related(
    publication: Publication, facts: Facts, own: Product, rows: tuple[Product, ...]
) -> Iterator[tuple[str, str]]:
    """Yield what else there is: the text in other forms, and in the other editions' language."""
    for other in rows:
        if other is own:
            continue
        if own.is_digital and not other.is_digital:
            yield _BASED_ON, other.identifier
        elif other.is_digital and not own.is_digital:
            yield _DIGITAL_IS, other.identifier
        else:
            yield _ALTERNATIVE, other.identifier
    for language, products_there in facts.editions.items():
        if language != publication.edition.language:
            uri = products_there.get(own.format)
            if uri is None and own.format == "epub":
                uri = products_there.get("")
            if uri:
                yield _OTHER_LANGUAGE, uri
