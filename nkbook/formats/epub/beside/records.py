"""Writes the records of an edition for the book trade next to its EPUB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.formats.base import FormatContext
from nkbook.formats.html.access import Access
from nkbook.formats.trade import google, onix
from nkbook.formats.trade.tags import newer
from nkbook.model.publication import Publication
from nkbook.project.config.formats import EPUB, PDF

COVER, ONIX, ONIX_31, GOOGLE = "cover", "onix", "onix-3.1", "onix-google"
SAMPLE_EPUB, SAMPLE_PDF = "sample-epub", "sample-pdf"


@dataclass(frozen=True, slots=True)
class Beside:
    """What was written, names in the manifest and paths, and what there is to say of it."""

    files: tuple[tuple[str, Path], ...]
    found: tuple[Diagnostic, ...] = ()


def write_records(  # noqa: PLR0913 — all that a record says
    publication: Publication,
    context: FormatContext,
    identifier: str,
    access: Access,
    target: Path,
    size: int,
    cover: bytes | None,
) -> Beside:
    """Write ONIX 3.0 and 3.1, and what [trade] asks for; raises OSError.

    ``target`` is the finished EPUB, of ``size`` bytes. NK504 says what a record lacks that was
    asked for.
    """
    trade, slug = context.options.trade, publication.metadata.slug
    written: list[tuple[str, Path]] = []

    def put(name: str, data: bytes) -> None:
        path = target.with_name(EPUB.companion(name, slug))
        path.write_bytes(data)
        written.append((name, path))

    pictured = cover is not None and trade.address is not None
    if cover is not None and pictured:
        put(COVER, cover)
    facts = onix.Facts(
        identifier,
        access,
        size,
        context.source_date,
        trade,
        context.together,
        _pages(context),
        context.products,
        context.forthcoming,
        _address(context, publication, EPUB.companion(COVER, slug)) if pictured else None,
        _samples(publication, context),
    )
    message = onix.record(publication, facts)
    put(ONIX, message)
    put(ONIX_31, newer(message))
    if not trade.google:
        return Beside(tuple(written))
    reduced, missing = google.for_google(message)
    if reduced is not None:
        put(GOOGLE, reduced)
    return Beside(tuple(written), tuple(_lacks(missing)))


def _lacks(missing: tuple[str, ...]) -> Iterator[Diagnostic]:
    for one in missing:
        what, _, hint = one.partition(": ")
        yield diagnostic("NK504", f"Google's record lacks {what}", hint=hint or None)


def _pages(context: FormatContext) -> int | None:
    """Return the highest arabic folio of the edition's PDF, if that was laid out."""
    starts = context.page_map.pages if context.page_map else ()
    return max((int(one.label) for one in starts if one.label.isdecimal()), default=None)


def _address(context: FormatContext, publication: Publication, name: str) -> str | None:
    base = context.options.trade.address
    return f"{base.rstrip('/')}/{publication.edition.id}/{name}" if base else None


def _samples(publication: Publication, context: FormatContext) -> Mapping[str, str]:
    if not context.options.sample.chapters:
        return {}
    slug = publication.metadata.slug
    names = {
        "epub": EPUB.companion(SAMPLE_EPUB, slug),
        "pdf": PDF.companion(SAMPLE_PDF, slug),
    }
    made = {name: file for name, file in names.items() if name in context.together}
    found = {name: _address(context, publication, file) for name, file in made.items()}
    return {name: address for name, address in found.items() if address}
