"""Writes the PDF for the printer: no colour but inks, and no links."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nkbook.weasy.facts import Plates
from nkbook.weasy.output.join.labels import LabelRange, write_labels
from nkbook.weasy.output.paint.inks import Inking
from nkbook.weasy.patches.installing import installed
from nkbook.weasy.patches.patch import Group


def write(
    document: Any, target: Path, identifier: bytes, labels: Sequence[LabelRange], plates: Plates
) -> None:
    """Write a weasyprint.Document with no colour but inks. Images keep their colours."""
    document.output_intent = "device-cmyk"  # the colour space of groups and gradients
    for page in document.pages:
        page.links.clear()

    def finish(_: Any, pdf: Any) -> None:
        write_labels(pdf, labels)

    with installed(Group.INKS, Inking(document, plates)):
        document.write_pdf(target, finisher=finish, pdf_identifier=identifier)
