"""Catalogue feeds of what was built, which reading apps open: OPDS 1.2 (Atom) and OPDS 2.0 (JSON).

Every edition is an entry with its files. Links are relative to the feed, which lies beside the
editions' folders, unless [trade] says where that is on the web.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from lxml import etree

from nkbook.formats.trade.prices import Price
from nkbook.model.catalogue import roles
from nkbook.model.document import Element
from nkbook.model.publication import Publication

_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/terms/"
_OPDS = "http://opds-spec.org/2010/catalog"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FEED_TYPE = "application/atom+xml;profile=opds-catalog;kind=acquisition"
_FEED_2 = "application/opds+json"
_OPEN, _BUY, _SAMPLE, _COVER = (
    f"http://opds-spec.org/{name}"
    for name in ("acquisition/open-access", "acquisition/buy", "acquisition/sample", "image")
)
# What a row of the build's list is to a reader: by its format, its type and relation.
_KINDS: Mapping[str, tuple[str, str]] = {
    "epub": ("application/epub+zip", _OPEN),
    "pdf": ("application/pdf", _OPEN),
    "sample-epub": ("application/epub+zip", _SAMPLE),
    "sample-pdf": ("application/pdf", _SAMPLE),
    "cover": ("image/jpeg", _COVER),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """An edition in the feeds: its files by format, with their places beside the feed.

    ``pages`` is the place of the edition's pages, if they are there too.
    """

    publication: Publication
    files: tuple[tuple[str, str], ...]
    prices: tuple[Price, ...] = ()
    pages: str | None = None

    def links(self, address: str | None) -> tuple[tuple[str, str, str], ...]:
        """Return the relation, address and type of each file that readers open."""
        base = _base(address)
        sold = any(not price.is_free for price in self.prices)
        found = []
        for format, place in self.files:
            if format in _KINDS:
                kind, relation = _KINDS[format]
                relation = _BUY if sold and relation == _OPEN else relation
                found.append((relation, base + quote(place), kind))
        return tuple(found)


def _base(address: str | None) -> str:
    """Return what is before the places of files: the address of their folder, or nothing."""
    return f"{address.rstrip('/')}/" if address else ""


def atom(
    books: Sequence[Listed],
    address: str | None,
    updated: datetime.datetime,
    home: str | None = None,
) -> bytes:
    """Return the feed of OPDS 1.2, at the ``address`` of its folder, or nobody knows where.

    ``updated`` (UTC) is its date; ``home`` is the place of a page for people.
    """
    spaces = {None: _ATOM, "dc": _DC, "opds": _OPDS}
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap=spaces)
    first = books[0].publication
    feed.set(_XML_LANG, first.edition.language)
    stamp = updated.strftime("%Y-%m-%dT%H:%M:%SZ")
    _put(feed, "id", f"{first.metadata.identifier}:opds")
    _put(feed, "title", first.metadata.title)
    _put(feed, "updated", stamp)
    _put(_put(feed, "author"), "name", _publisher(first))
    own = f"{_base(address)}opds.xml"
    _put(feed, "link", rel="self", href=own, type=FEED_TYPE)
    _put(feed, "link", rel="start", href=own, type=FEED_TYPE)
    if home:
        _put(feed, "link", rel="alternate", href=_base(address) + home, type="text/html")
    for book in books:
        _entry(_put(feed, "entry"), book, address, stamp)
    etree.indent(feed)
    data: bytes = etree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def _put(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    element = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = text
    return element


def _publisher(publication: Publication) -> str:
    metadata = publication.metadata
    return metadata.publisher.name if metadata.publisher else metadata.creators[0].name


def _entry(entry: Element, book: Listed, address: str | None, stamp: str) -> None:
    metadata, edition = book.publication.metadata, book.publication.edition
    entry.set(_XML_LANG, edition.language)
    _put(entry, "title", metadata.full_title(edition.labels))
    _put(entry, "id", metadata.identifier)
    _put(entry, "updated", stamp)
    for creator, is_creator in roles.credited(metadata.creators):
        _put(_put(entry, "author" if is_creator else "contributor"), "name", creator.name)
    for name, text in (
        ("language", edition.language),
        ("issued", metadata.release.date.isoformat()),
        ("publisher", metadata.publisher.name if metadata.publisher else ""),
    ):
        if text:
            etree.SubElement(entry, f"{{{_DC}}}{name}").text = text
    for subject in metadata.subjects:
        _put(entry, "category", term=subject, label=subject)
    if metadata.rights:
        _put(entry, "rights", metadata.rights)
    if metadata.description:
        _put(entry, "summary", metadata.description, type="text")
    if book.pages:
        href = _base(address) + quote(book.pages)
        _put(entry, "link", rel="alternate", href=href, type="text/html")
    for relation, href, kind in book.links(address):
        link = _put(entry, "link", rel=relation, href=href, type=kind)
        for price in book.prices if relation == _BUY else ():
            amount = etree.SubElement(link, f"{{{_OPDS}}}price", {"currencycode": price.currency})
            amount.text = price.amount


def opds2(books: Sequence[Listed], address: str | None, updated: datetime.datetime) -> bytes:
    """Return the feed of OPDS 2.0."""
    own = f"{_base(address)}opds.json"
    feed = {
        "metadata": {
            "title": books[0].publication.metadata.title,
            "modified": updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
        },
        "links": [{"rel": "self", "href": own, "type": _FEED_2}],
        "publications": [_publication(book, address, updated) for book in books],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"


def _publication(book: Listed, address: str | None, updated: datetime.datetime) -> dict[str, Any]:
    metadata, edition = book.publication.metadata, book.publication.edition
    facts: dict[str, Any] = {
        "@type": "http://schema.org/Book",
        "title": metadata.title,
        "identifier": metadata.identifier,
        "author": [one.name for one, own in roles.credited(metadata.creators) if own],
        "contributor": [one.name for one, own in roles.credited(metadata.creators) if not own],
        "language": edition.language,
        "publisher": metadata.publisher.name if metadata.publisher else None,
        "published": metadata.release.date.isoformat(),
        "modified": updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "description": metadata.description,
        "subtitle": metadata.subtitle,
        "subject": list(metadata.subjects),
    }
    links = book.links(address)
    found: dict[str, Any] = {
        "metadata": {name: value for name, value in facts.items() if value},
        "links": [
            _link(book, relation, href, kind)
            for relation, href, kind in links
            if relation != _COVER
        ],
    }
    if covers := [{"href": href, "type": kind} for rel, href, kind in links if rel == _COVER]:
        found["images"] = covers
    return found


def _link(book: Listed, relation: str, href: str, kind: str) -> dict[str, Any]:
    link: dict[str, Any] = {"rel": relation, "href": href, "type": kind}
    if relation == _BUY and book.prices:
        price = book.prices[0]
        link["properties"] = {"price": {"value": float(price.amount), "currency": price.currency}}
    return link
