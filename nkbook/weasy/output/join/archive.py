"""Writes the PDF for the screen and the archive: PDF/A-2a and PDF/UA-1 in one file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pydyf
from weasyprint.css import ColorProfile
from weasyprint.logger import LOGGER

from nkbook.weasy.facts import Proof
from nkbook.weasy.output.join.labels import LabelRange, write_labels
from nkbook.weasy.output.paint.marking import Archiving, Marking
from nkbook.weasy.output.paint.tree import build
from nkbook.weasy.patches.installing import installed
from nkbook.weasy.patches.patch import Group

_VARIANT = "pdf/a-2a"
_SAMPLE = 30  # characters of a text that a message prints
_PROFILE = "sRGB2014.icc"  # comes with WeasyPrint


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


def write(
    document: Any, target: Path, identifier: bytes, labels: Sequence[LabelRange], proof: Proof
) -> None:
    """Write a weasyprint.Document with its structure, an XMP packet, and no colour but sRGB."""
    open_as = opening(labels)

    def finish(document: Any, pdf: Any) -> None:
        open_as(document, pdf)
        number = int(pdf.catalog["Metadata"].split()[0])
        stream = pdf.objects[number]
        stream.stream = [proof.packet]
        stream.compress = False  # for tools that look for it without reading PDF

    # As WeasyPrint does it for output_intent="srgb", but it leaves the file open.
    with (files("weasyprint.pdf") / _PROFILE).open("rb") as file:
        channels = (["r"], ["g"], ["b"])
        profile = ColorProfile(file, _PROFILE, "relative-colorimetric", channels)
    document.color_profiles["srgb"] = profile
    document.output_intent = "srgb"
    archiving = Archiving(document, Marking(build(document.pages)), proof.show)
    with installed(Group.ARCHIVE, archiving):
        document.write_pdf(
            target,
            finisher=finish,
            pdf_identifier=identifier,
            pdf_variant=_VARIANT,
            output_intent="given",
        )
    _report_lost(document, archiving.marking)


def _report_lost(document: Any, marking: Marking) -> None:
    """Report what pages have and the file has not: texts, pictures and links, box by box."""
    for box in marking.unpainted():
        what = getattr(box, "text", "").strip() or box.element_tag
        LOGGER.error("%s is on a page and was not painted", what[:_SAMPLE])
    for page in document.pages:
        for kind, target, _, box in page.links:
            if kind in ("internal", "external") and box.link_annotation is None:
                LOGGER.error("a link to %s is on a page and not in the file", target)
