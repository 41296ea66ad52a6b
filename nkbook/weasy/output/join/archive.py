"""Writes the PDF for the screen and the archive: PDF/A-2a and PDF/UA-1 in one file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pydyf

from nkbook.weasy.facts import Proof
from nkbook.weasy.output.join.labels import LabelRange, write_labels
from nkbook.weasy.output.paint.marking import Archiving, Marking, report_lost
from nkbook.weasy.output.paint.profile import add_profile
from nkbook.weasy.output.paint.tree import build
from nkbook.weasy.patches.installing import installed
from nkbook.weasy.patches.patch import Group

_VARIANT = "pdf/a-2a"


def opening(labels: Sequence[LabelRange]) -> Callable[[Any, Any], None]:
    """Return a finisher that sets page labels and how the file opens.

    With its bookmarks, its title in the window's bar, and pages two by two as in the bound book,
    the cover alone (ISO 32000-1 §7.7.2 and §12.2).
    """

    def finish(_: Any, pdf: Any) -> None:
        write_labels(pdf, labels)
        pdf.catalog["PageMode"] = "/UseOutlines"
        pdf.catalog["PageLayout"] = "/TwoPageRight"
        pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})

    return finish


def add_packet(pdf: Any, packet: bytes) -> None:
    """Add XMP, not packed: for tools that look for it without reading PDF."""
    stream = pydyf.Stream([packet], {"Type": "/Metadata", "Subtype": "/XML"})
    pdf.add_object(stream)
    pdf.catalog["Metadata"] = stream.reference


def write(
    document: Any, target: Path, identifier: bytes, labels: Sequence[LabelRange], proof: Proof
) -> None:
    """Write a weasyprint.Document with its structure, an XMP packet, and no colour but sRGB."""
    open_as = opening(labels)

    def finish(document: Any, pdf: Any) -> None:
        open_as(document, pdf)
        add_packet(pdf, proof.packet)

    add_profile(document)
    archiving = Archiving(document, Marking(build(document.pages)), proof.show)
    with installed(Group.ARCHIVE, archiving):
        document.write_pdf(
            target,
            finisher=finish,
            pdf_identifier=identifier,
            pdf_variant=_VARIANT,
            output_intent="given",
        )
    report_lost(document, archiving.marking)
