"""What the package document says of the book, as ordered rows (EPUB 3.3 §5.5)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from nkbook.formats.html.access import Access
from nkbook.locales.registry import locale
from nkbook.model.catalogue import identifiers, roles
from nkbook.model.catalogue.subjects import SCHEMES
from nkbook.model.metadata import Creator, Edition, Metadata
from nkbook.model.publication import Publication

IDENTIFIER_ID = "publication-id"


CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"  # as EPUB Accessibility 1.1 §3 writes it


@dataclass(frozen=True, slots=True)
class Row:
    """An element of ``metadata``: a Dublin Core name such as ``dc:title``, ``meta`` or ``link``."""

    name: str
    text: str | None
    attributes: dict[str, str] = field(default_factory=dict)


def rows(
    publication: Publication,
    modified: datetime.datetime,
    cover_id: str | None,
    access: Access,
) -> tuple[Row, ...]:
    """Return all metadata in a fixed order; ``cover_id`` is the cover image's in the manifest."""
    metadata, edition = publication.metadata, publication.edition
    mode = locale(edition.language).vertical.writing_mode
    return (
        Row("dc:identifier", identifiers.of_format(metadata, "epub"), {"id": IDENTIFIER_ID}),
        *_titles(metadata),
        *_creators(metadata.creators),
        *_series(metadata),
        Row("dc:language", edition.language),
        *_release(metadata),
        _property("dcterms:modified", modified.strftime("%Y-%m-%dT%H:%M:%SZ")),
        *(Row("dc:subject", subject) for subject in metadata.subjects),
        *_subject_codes(metadata),
        *_optional("dc:description", metadata.description),
        *_optional("dc:rights", metadata.rights),
        *([_property("dcterms:license", metadata.rights_url)] if metadata.rights_url else []),
        *(Row("dc:source", source) for source in metadata.sources),
        *(_page_source(metadata) if access.paged else ()),
        *_accessibility(access, edition),
        # Not of EPUB 3: Kindle and Kobo ask for the first, older readers and shops for the second.
        *([_named("primary-writing-mode", mode)] if access.vertical else []),
        *([_named("cover", cover_id)] if cover_id else []),
    )


def _named(name: str, content: str) -> Row:
    return Row("meta", None, {"name": name, "content": content})


def _property(name: str, text: str, **attributes: str) -> Row:
    return Row("meta", text, {"property": name, **attributes})


def _optional(name: str, text: str | None) -> Iterator[Row]:
    if text:
        yield Row(name, text)


def _titles(metadata: Metadata) -> Iterator[Row]:
    yield Row("dc:title", metadata.title, {"id": "title"})
    yield _property("title-type", "main", refines="#title")
    yield _property("display-seq", "1", refines="#title")
    if metadata.file_as:
        yield _property("file-as", metadata.file_as, refines="#title")
    if metadata.subtitle:
        yield Row("dc:title", metadata.subtitle, {"id": "subtitle"})
        yield _property("title-type", "subtitle", refines="#subtitle")
        yield _property("display-seq", "2", refines="#subtitle")


def _creators(creators: tuple[Creator, ...]) -> Iterator[Row]:
    """Yield creators and contributors, with their roles as MARC relator codes."""
    for number, (creator, is_creator) in enumerate(roles.credited(creators), 1):
        key = f"creator-{number}"
        yield Row("dc:creator" if is_creator else "dc:contributor", creator.name, {"id": key})
        yield _property("role", creator.role, refines=f"#{key}", scheme="marc:relators")
        if creator.file_as:
            yield _property("file-as", creator.file_as, refines=f"#{key}")


def _series(metadata: Metadata) -> Iterator[Row]:
    if metadata.series:
        yield _property("belongs-to-collection", metadata.series.title, id="series")
        yield _property("collection-type", "series", refines="#series")
        if metadata.series.position:
            yield _property("group-position", metadata.series.position, refines="#series")


def _subject_codes(metadata: Metadata) -> Iterator[Row]:
    """Yield subjects with the scheme they come from and their code in it (EPUB 3.3 §D.3.1)."""
    for number, item in enumerate(metadata.subject_codes, 1):
        key = f"subject-{number}"
        yield Row("dc:subject", item.heading or item.code, {"id": key})
        yield _property("authority", SCHEMES[item.scheme].name, refines=f"#{key}")
        yield _property("term", item.code, refines=f"#{key}")


def _release(metadata: Metadata) -> Iterator[Row]:
    if metadata.publisher:
        yield Row("dc:publisher", metadata.publisher.name)
    yield Row("dc:date", metadata.release.date.isoformat())
    yield _property("schema:bookEdition", metadata.release.statement or metadata.release.version)
    yield _property("schema:version", metadata.release.version)


def _page_source(metadata: Metadata) -> Iterator[Row]:
    """Yield what the page breaks are those of: the PDF, by its ISBN or else in words.

    EPUB Accessibility 1.1 §4.1.2 asks for the source to be identified.
    """
    release = metadata.release
    isbn = metadata.imprint.isbn.get("pdf")
    words = (f"{metadata.slug}.pdf", release.statement, release.version, release.date.isoformat())
    source = identifiers.isbn_urn(isbn) if isbn else ", ".join(word for word in words if word)
    yield Row("dc:source", source, {"id": "pages"})
    yield _property("pageBreakSource", source)


def _accessibility(access: Access, edition: Edition) -> Iterator[Row]:
    """Yield what is true of every book built here (EPUB Accessibility 1.1 §2.2).

    Text alone suffices where all pictures have words in their place (NK308 reports others).
    Conformance to WCAG takes a person's judgement, so it is claimed only when a certifier is named.
    """
    yield _property("schema:accessMode", "textual")
    if access.pictures:
        yield _property("schema:accessMode", "visual")
    yield _property(
        "schema:accessModeSufficient", "textual" if access.described else "textual,visual"
    )
    for feature in access.features():
        yield _property("schema:accessibilityFeature", feature)
    yield _property("schema:accessibilityHazard", "unknown" if access.moving else "none")
    yield _property("schema:accessibilitySummary", access.summary(edition))
    if access.certified_by:
        yield _property("dcterms:conformsTo", CONFORMANCE, id="conformance")
        yield _property("a11y:certifiedBy", access.certified_by, refines="#conformance")
