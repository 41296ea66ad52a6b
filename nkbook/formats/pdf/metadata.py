"""What the PDF says of the book, as XMP (ISO 16684-1; PDF/A-2 §6.6; PDF/UA-1 §5)."""

from __future__ import annotations

import datetime

from nkbook.formats.paged.xmp import Packet
from nkbook.model.catalogue import identifiers, roles
from nkbook.model.publication import Publication

_PREFIXES = (
    *("dc", "xmp", "xmpMM", "xmpRights", "pdf", "pdfaid", "pdfuaid"),
    *("pdfaExtension", "pdfaSchema", "pdfaProperty"),
)


def archive_packet(
    publication: Publication, modified: datetime.datetime, version: str, producer: str
) -> bytes:
    """Return the XMP packet of a file that is both PDF/A-2a and PDF/UA-1.

    ``version`` is nkbook's, ``producer`` is what the document information dictionary names.
    """
    packet = Packet(_PREFIXES)
    packet.text("pdfaid:part", "2")
    packet.text("pdfaid:conformance", "A")
    packet.text("pdfuaid:part", "1")
    _describe(packet, publication, modified, version, producer)
    packet.extension(
        "PDF/UA identification schema",
        "pdfuaid",
        ("part", "Integer", "internal", "The part of ISO 14289 that the file conforms to"),
    )
    return packet.indented()


def _describe(
    packet: Packet,
    publication: Publication,
    modified: datetime.datetime,
    version: str,
    producer: str,
) -> None:
    metadata, language = publication.metadata, publication.edition.language
    identifier = identifiers.of_format(metadata, "pdf")
    credited = list(roles.credited(metadata.creators))
    creators = [person.name for person, is_creator in credited if is_creator]
    contributors = [person.name for person, is_creator in credited if not is_creator]
    packet.text("dc:format", "application/pdf")
    packet.text("dc:identifier", identifier)
    packet.words("dc:title", metadata.full_title(publication.edition.labels), language)
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
    packet.dates(modified)
    packet.text("xmpMM:DocumentID", identifier)
    packet.text("xmpMM:VersionID", metadata.release.version)
    packet.text("pdf:Producer", producer)
    packet.text("pdf:Keywords", ", ".join(metadata.subjects) or None)
