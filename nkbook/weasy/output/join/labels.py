"""Writes /PageLabels, so that a viewer's page numbers are those that are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class LabelRange:
    """Labels from a page (counted from 0) on: ISO 32000-1 §12.4.2, table 159."""

    first: int
    style: str | None  # "D" for 1, 2, 3; "r" for i, ii, iii; None for the prefix alone
    start: int = 1
    prefix: str | None = None


def write_labels(pdf: Any, ranges: Sequence[LabelRange]) -> None:
    """Put the number tree of page labels into the catalogue of a pydyf.PDF."""
    import pydyf

    numbers = pydyf.Array()
    for item in ranges:
        label = pydyf.Dictionary()
        if item.style:
            label["S"] = f"/{item.style}"
            label["St"] = item.start
        if item.prefix:
            label["P"] = pydyf.String(item.prefix)
        numbers.extend((item.first, label))
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})
