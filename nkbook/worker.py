"""Renders one format of one edition in a process of its own, so that its memory goes with it."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lxml import etree

from nkbook.formats.base import Artifact, FormatContext
from nkbook.model.document import Element
from nkbook.model.publication import Publication
from nkbook.output import write_errors

PAGES = "pages"  # a job that makes no file, only the page map of the PDF


@dataclass(frozen=True, slots=True)
class Job:
    """One file to make: the format's name, its edition's publication, context and target."""

    format: str
    publication: Publication
    context: FormatContext
    target: Path


def renderer(name: str) -> Callable[[Publication, FormatContext, Path], Artifact]:
    """Return a format's render function; only the process that needs its libraries loads them."""
    if name in ("pdf", PAGES):
        from nkbook.formats import pdf  # noqa: PLC0415 — imports Pango, which is slow

        return pdf.lay_out if name == PAGES else pdf.render
    if name == "print":
        from nkbook.formats.press import printing  # noqa: PLC0415 — likewise

        return printing.render
    if name == "booklet":
        from nkbook.formats.press import imposition  # noqa: PLC0415 — likewise

        return imposition.render
    from nkbook.formats import epub  # noqa: PLC0415 — likewise, without the PDF's libraries

    return epub.render


def _read_only(value: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(value)


class _Pickler(pickle.Pickler):
    """Pickles element trees and read-only mappings, which the standard pickler refuses."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, Element):
            return etree.fromstring, (etree.tostring(value, with_tail=False),)
        if isinstance(value, MappingProxyType):
            return _read_only, (dict(value),)
        return NotImplemented


def dumps(job: Job) -> bytes:
    """Return a job as bytes for ``run``."""
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=pickle.HIGHEST_PROTOCOL).dump(job)
    return buffer.getvalue()


def run(data: bytes) -> Artifact:
    """Make the file of a job; raises NkbookError."""
    job: Job = pickle.loads(data)  # noqa: S301 — our own parent process made it
    with write_errors(job.target.parent):
        job.target.parent.mkdir(parents=True, exist_ok=True)
        job.context.work.mkdir(parents=True, exist_ok=True)
        return renderer(job.format)(job.publication, job.context, job.target)
