"""What a file for the printer says of itself: its XMP packet (ISO 15930-7 §6.18)."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from nkbook.formats.base import FormatContext
from nkbook.formats.paged.xmp import Packet
from nkbook.model.catalogue import identifiers
from nkbook.model.publication import Publication


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the file says of itself; ``identifier`` is the same for every build of a release."""

    title: str
    creators: tuple[str, ...]
    language: str
    identifier: uuid.UUID
    release: str
    date: datetime.datetime  # UTC
    creator_tool: str

    @classmethod
    def of(cls, publication: Publication, context: FormatContext, part: str) -> FileFacts:
        """Return the facts of one of a book's files; ``part`` is which of them."""
        metadata, edition = publication.metadata, publication.edition
        title = metadata.full_title(edition.labels)
        return cls(
            title=title,
            creators=tuple(creator.name for creator in metadata.creators),
            language=edition.language,
            identifier=identifiers.of_printed_file(metadata, part, title),
            release=metadata.release.version,
            date=context.source_date,
            creator_tool=f"nkbook {context.version}",
        )


def press_packet(facts: FileFacts, producer: str) -> bytes:
    """Return the XMP packet of a PDF/X-4 file, the same in every build."""
    packet = Packet(("dc", "pdf", "pdfxid", "xmp", "xmpMM"))
    instance = identifiers.of_instance(facts.identifier, facts.release, facts.date)
    packet.text("pdfxid:GTS_PDFXVersion", "PDF/X-4")
    packet.text("dc:format", "application/pdf")
    packet.words("dc:title", facts.title)
    packet.list("dc:creator", "Seq", facts.creators)
    packet.list("dc:language", "Bag", [facts.language])
    packet.text("pdf:Producer", producer)
    packet.text("pdf:Trapped", "False")
    packet.text("xmp:CreatorTool", facts.creator_tool)
    packet.dates(facts.date)
    packet.text("xmpMM:DocumentID", f"uuid:{facts.identifier}")
    packet.text("xmpMM:InstanceID", f"uuid:{instance}")
    packet.text("xmpMM:VersionID", facts.release)
    packet.text("xmpMM:RenditionClass", "default")
    return packet.compact()
