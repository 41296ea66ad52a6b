"""What the PDF says of the book, as XMP (ISO 16684-1; PDF/A-2 §6.6; PDF/UA-1 §5)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable

from lxml import etree

from nkbook.model import roles
from nkbook.model.document import Element
from nkbook.model.isbn import digits
from nkbook.model.metadata import Edition, Metadata
from nkbook.model.publication import Publication

_NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The packet's wrapper; "r": whoever changes the file in place would break its checksum.
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'.encode()
_END = b'\n<?xpacket end="r"?>'


def identifier(metadata: Metadata, edition: Edition) -> str:
    """Return the PDF's URI: its ISBN, else the book's own or, for another edition, one from it."""
    if isbn := metadata.imprint.isbn.get("pdf"):
        return f"urn:isbn:{digits(isbn)}"
    if edition.language == metadata.language:
        return metadata.identifier
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{metadata.identifier}#{edition.id}')}"


def title(metadata: Metadata) -> str:
    """Return the title and subtitle as the document's title gives them."""
    return f"{metadata.title}：{metadata.subtitle}" if metadata.subtitle else metadata.title


def archive_packet(
    publication: Publication, modified: datetime.datetime, version: str, producer: str
) -> bytes:
    """Return the XMP packet of a file that is both PDF/A-2a and PDF/UA-1.

    ``version`` is nkbook's, ``producer`` is what the document information dictionary names.
    """
    packet = _Packet()
    packet.text("pdfaid:part", "2")
    packet.text("pdfaid:conformance", "A")
    packet.text("pdfuaid:part", "1")
    _describe(packet, publication, modified, version, producer)
    packet.extension(
        "PDF/UA identification schema",
        "pdfuaid",
        ("part", "Integer", "internal", "The part of ISO 14289 that the file conforms to"),
    )
    return packet.data()


def _describe(
    packet: _Packet,
    publication: Publication,
    modified: datetime.datetime,
    version: str,
    producer: str,
) -> None:
    metadata, language = publication.metadata, publication.edition.language
    date = modified.strftime("%Y-%m-%dT%H:%M:%SZ")
    credited = list(roles.credited(metadata.creators))
    creators = [person.name for person, is_creator in credited if is_creator]
    contributors = [person.name for person, is_creator in credited if not is_creator]
    packet.text("dc:format", "application/pdf")
    packet.text("dc:identifier", identifier(metadata, publication.edition))
    packet.words("dc:title", title(metadata), language)
    packet.words("dc:description", metadata.description, language)
    packet.words("dc:rights", metadata.rights, language)
    packet.list("dc:creator", "Seq", creators)
    packet.list("dc:contributor", "Bag", contributors)
    packet.list("dc:publisher", "Bag", [metadata.publisher.name] if metadata.publisher else [])
    packet.list("dc:subject", "Bag", metadata.subjects)
    packet.list("dc:language", "Bag", [language])
    packet.list("dc:date", "Seq", [metadata.release.date.isoformat()])
    packet.list("dc:type", "Bag", ["Text"])
    if metadata.rights or metadata.rights_url:
        packet.text("xmpRights:Marked", "True")
        packet.text("xmpRights:WebStatement", metadata.rights_url)
        packet.words("xmpRights:UsageTerms", metadata.imprint.rights_notice, language)
    packet.text("xmp:CreatorTool", f"nkbook {version}")
    for name in ("CreateDate", "ModifyDate", "MetadataDate"):
        packet.text(f"xmp:{name}", date)
    packet.text("xmpMM:DocumentID", identifier(metadata, publication.edition))
    packet.text("xmpMM:VersionID", metadata.release.version)
    packet.text("pdf:Producer", producer)
    packet.text("pdf:Keywords", ", ".join(metadata.subjects) or None)


class _Packet:
    """RDF about the file, property after property."""

    def __init__(self) -> None:
        self._meta = etree.Element(_name("x:xmpmeta"), nsmap={"x": _NAMESPACES["x"]})
        spaces = {key: uri for key, uri in _NAMESPACES.items() if key != "x"}
        rdf = etree.SubElement(self._meta, _name("rdf:RDF"), nsmap=spaces)
        self._about = etree.SubElement(rdf, _name("rdf:Description"), {_name("rdf:about"): ""})

    def text(self, name: str, value: str | None) -> None:
        """Add a simple property, if there is a value."""
        if value:
            etree.SubElement(self._about, _name(name)).text = value

    def words(self, name: str, value: str | None, language: str) -> None:
        """Add a text for readers: by default, and in its language."""
        if value:
            rows = etree.SubElement(etree.SubElement(self._about, _name(name)), _name("rdf:Alt"))
            for tag in ("x-default", language):
                etree.SubElement(rows, _name("rdf:li"), {_LANG: tag}).text = value

    def list(self, name: str, kind: str, values: Iterable[str]) -> None:
        """Add an ordered (Seq) or unordered (Bag) list, if there is anything in it."""
        items = list(values)
        if items:
            rows = etree.SubElement(
                etree.SubElement(self._about, _name(name)), _name(f"rdf:{kind}")
            )
            for item in items:
                etree.SubElement(rows, _name("rdf:li")).text = item

    def extension(self, schema: str, prefix: str, *properties: tuple[str, str, str, str]) -> None:
        """Describe a schema that XMP doesn't know (PDF/A-2 §6.6.2.3.3)."""
        schemas = etree.SubElement(self._about, _name("pdfaExtension:schemas"))
        about = _resource(etree.SubElement(schemas, _name("rdf:Bag")))
        _fill(about, "pdfaSchema", schema=schema, namespaceURI=_NAMESPACES[prefix], prefix=prefix)
        rows = etree.SubElement(about, _name("pdfaSchema:property"))
        rows = etree.SubElement(rows, _name("rdf:Seq"))
        for name, kind, category, description in properties:
            _fill(
                _resource(rows), "pdfaProperty",
                name=name, valueType=kind, category=category, description=description,
            )  # fmt: skip

    def data(self) -> bytes:
        """Return the packet as bytes."""
        return _BEGIN + etree.tostring(self._meta, encoding="utf-8", pretty_print=True) + _END


def _name(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}"


def _resource(parent: Element) -> Element:
    return etree.SubElement(parent, _name("rdf:li"), {_name("rdf:parseType"): "Resource"})


def _fill(parent: Element, space: str, /, **values: str) -> None:
    for name, value in values.items():
        etree.SubElement(parent, _name(f"{space}:{name}")).text = value
