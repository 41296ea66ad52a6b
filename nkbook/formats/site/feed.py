"""The site's feed: what programs subscribe to (Atom, RFC 4287) and fetch books from (OPDS 1.2)."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from nkbook.formats.base import Made
from nkbook.formats.site import layout as places
from nkbook.model.document import Element
from nkbook.model.metadata import Metadata
from nkbook.model.publication import Publication

FEED_TYPE = "application/atom+xml;profile=opds-catalog;kind=acquisition"
_ATOM = "http://www.w3.org/2005/Atom"
_DC = "http://purl.org/dc/terms/"
_ACQUISITION = "http://opds-spec.org/acquisition/open-access"
_IMAGE = "http://opds-spec.org/image"
_TYPES = {"pdf": "application/pdf", "epub": "application/epub+zip"}


def feed(publications: Sequence[Publication], files: Sequence[Made], base: str | None) -> bytes:
    """Return the feed: an entry for each edition, with its pages, its cover and its files.

    ``files`` are those that can be downloaded. It changes with a release, not with a build.
    """
    first = publications[0].metadata
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM, "dc": _DC})
    _add(root, "id", f"{first.identifier}#site")
    _add(root, "title", first.title)
    _add(root, "updated", _updated(first))
    _people(root, first)
    own = base or ""
    _link(root, "self", f"{own}{places.FEED}", FEED_TYPE)
    _link(root, "alternate", own or places.HOME, "text/html")
    for one in publications:
        root.append(_entry(one, files, own))
    etree.indent(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def download_name(file: Made) -> str:
    """Return the name of a file to be downloaded: it says which edition it is."""
    return f"{file.edition}-{file.path.name}"


def _entry(publication: Publication, files: Sequence[Made], base: str) -> Element:
    metadata, edition = publication.metadata, publication.edition
    entry = etree.Element(f"{{{_ATOM}}}entry")
    _add(entry, "id", metadata.identifier)
    _add(entry, "title", metadata.full_title(edition.labels))
    _add(entry, "updated", _updated(metadata))
    _people(entry, metadata)
    _add(entry, "language", edition.language, _DC)
    _add(entry, "issued", metadata.release.date.isoformat(), _DC)
    if metadata.publisher:
        _add(entry, "publisher", metadata.publisher.name, _DC)
    for subject in metadata.subjects:
        etree.SubElement(entry, f"{{{_ATOM}}}category", {"term": subject, "label": subject})
    if metadata.description:
        _add(entry, "summary", metadata.description)
    if metadata.rights:
        _add(entry, "rights", metadata.rights)
    _link(entry, "alternate", f"{base}{edition.id}/{places.CONTENTS}", "text/html")
    _link(entry, _IMAGE, f"{base}{edition.id}/{places.COVER}", "image/jpeg")
    for file in files:
        if file.edition == edition.id and file.format in _TYPES:
            href = f"{base}{places.DOWNLOADS}/{download_name(file)}"
            _link(entry, _ACQUISITION, href, _TYPES[file.format])
    return entry


def _add(parent: Element, name: str, text: str, space: str = _ATOM) -> Element:
    element = etree.SubElement(parent, f"{{{space}}}{name}")
    element.text = text
    return element


def _link(parent: Element, relation: str, href: str, kind: str) -> None:
    attributes = {"rel": relation, "href": href, "type": kind}
    etree.SubElement(parent, f"{{{_ATOM}}}link", attributes)


def _people(parent: Element, metadata: Metadata) -> None:
    for one in metadata.creators:
        author = etree.SubElement(parent, f"{{{_ATOM}}}author")
        _add(author, "name", one.name)


def _updated(metadata: Metadata) -> str:
    return f"{metadata.release.date.isoformat()}T00:00:00Z"
