"""What the package document says of the book, as ordered rows (EPUB 3.3 §5.5)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

from nkbook.book import Creator, Edition, Metadata, Publication

IDENTIFIER_ID = "publication-id"
_FEATURES = (
    "ARIA",
    "displayTransformability",
    "readingOrder",
    "structuralNavigation",
    "tableOfContents",
)


@dataclass(frozen=True, slots=True)
class Row:
    """An element of ``metadata``: a Dublin Core name such as ``dc:title``, ``meta`` or ``link``."""

    name: str
    text: str | None
    attributes: dict[str, str] = field(default_factory=dict)


def identifier(metadata: Metadata, edition: Edition) -> str:
    """Return the publication's URI: its ISBN, else the book's own or one derived from it.

    Editions are different publications (EPUB 3.3 §5.5.3.1), so each beside the source edition
    gets a UUID of its own, stable from build to build.
    """
    if isbn := metadata.imprint.isbn.get("epub"):
        return "urn:isbn:" + isbn.replace("-", "").replace(" ", "")
    if edition.language == metadata.language:
        return metadata.identifier
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{metadata.identifier}#{edition.id}')}"


def rows(
    publication: Publication, modified: datetime.datetime, cover_id: str | None, images: bool
) -> tuple[Row, ...]:
    """Return all metadata in a fixed order; ``images`` says if any page but the cover shows one."""
    metadata, edition = publication.metadata, publication.edition
    return (
        Row("dc:identifier", identifier(metadata, edition), {"id": IDENTIFIER_ID}),
        *_titles(metadata),
        *_creators(metadata.creators),
        Row("dc:language", edition.language),
        *_release(metadata),
        _property("dcterms:modified", modified.strftime("%Y-%m-%dT%H:%M:%SZ")),
        *(Row("dc:subject", subject) for subject in metadata.subjects),
        *_optional("dc:description", metadata.description),
        *_optional("dc:rights", metadata.rights),
        *([_property("dcterms:license", metadata.rights_url)] if metadata.rights_url else []),
        *_accessibility(cover_id is not None or images, edition.labels["accessibility_summary"]),
        # Not of EPUB 3: older readers and shops find the cover by it.
        *([Row("meta", None, {"name": "cover", "content": cover_id})] if cover_id else []),
    )


def _property(name: str, text: str, **attributes: str) -> Row:
    return Row("meta", text, {"property": name, **attributes})


def _optional(name: str, text: str | None) -> Iterator[Row]:
    if text:
        yield Row(name, text)


def _titles(metadata: Metadata) -> Iterator[Row]:
    yield Row("dc:title", metadata.title, {"id": "title"})
    yield _property("title-type", "main", refines="#title")
    yield _property("display-seq", "1", refines="#title")
    if metadata.subtitle:
        yield Row("dc:title", metadata.subtitle, {"id": "subtitle"})
        yield _property("title-type", "subtitle", refines="#subtitle")
        yield _property("display-seq", "2", refines="#subtitle")


def _creators(creators: tuple[Creator, ...]) -> Iterator[Row]:
    """Yield authors as creators, others as contributors; with no author the first is creator."""
    authored = any(creator.role == "aut" for creator in creators)
    for number, creator in enumerate(creators, 1):
        chief = creator.role == "aut" if authored else number == 1
        key = f"creator-{number}"
        yield Row("dc:creator" if chief else "dc:contributor", creator.name, {"id": key})
        yield _property("role", creator.role, refines=f"#{key}", scheme="marc:relators")
        if creator.file_as:
            yield _property("file-as", creator.file_as, refines=f"#{key}")


def _release(metadata: Metadata) -> Iterator[Row]:
    if metadata.publisher:
        yield Row("dc:publisher", metadata.publisher.name)
    yield Row("dc:date", metadata.release.date.isoformat())
    yield _property("schema:bookEdition", metadata.release.statement or metadata.release.version)
    yield _property("schema:version", metadata.release.version)


def _accessibility(pictures: bool, summary: str) -> Iterator[Row]:
    """Yield what is true of every book built here (EPUB Accessibility 1.1 §2.2).

    Alternative text is an error to leave out (NK308), so text alone always suffices. No
    conformance is claimed: nobody has evaluated the book against WCAG.
    """
    yield _property("schema:accessMode", "textual")
    if pictures:
        yield _property("schema:accessMode", "visual")
    yield _property("schema:accessModeSufficient", "textual")
    for feature in [*_FEATURES, "alternativeText"] if pictures else _FEATURES:
        yield _property("schema:accessibilityFeature", feature)
    yield _property("schema:accessibilityHazard", "none")
    yield _property("schema:accessibilitySummary", summary)
