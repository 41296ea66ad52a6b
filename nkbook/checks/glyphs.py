"""NK304: every character of the book must be in one of its fonts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from nkbook.book import Element, Metadata, Publication
from nkbook.errors import Diagnostic, Location, diagnostic
from nkbook.fonts import FontSet


def missing_characters(publication: Publication, fonts: FontSet) -> list[Diagnostic]:
    """Return NK304 for each character that no font has: once for each character and source line."""
    found: dict[tuple[str, Location], Diagnostic] = {}
    for text, where in _texts(publication):
        for character in sorted(fonts.missing(text)):
            found.setdefault((character, where), _problem(character, where))
    return list(found.values())


def _problem(character: str, where: Location) -> Diagnostic:
    name = unicodedata.name(character, "unnamed character")
    return diagnostic(
        "NK304",
        f"no font has {character} (U+{ord(character):04X}, {name})",
        where,
        "take another character, or add a font that has it to fonts/fonts.toml",
    )


def _texts(publication: Publication) -> Iterator[tuple[str, Location]]:
    """Yield every text that the book prints, with the place where it was written."""
    toml = Location("chapters/book.toml")
    for text in _metadata_texts(publication.metadata):
        yield text, toml
    for page in publication.pages:
        if page.document is None:
            yield page.title, toml
            continue
        source = page.document.chapter.source
        yield f"{page.title}{page.short_title or ''}", Location(source, 1)
        for root in (page.document.tree, *(note.body for note in page.document.notes)):
            yield from _tree_texts(root, source)
    for entry in publication.bibliography:
        where = Location("chapters/data/references.yaml")
        yield "".join(entry.body.itertext()), where


def _metadata_texts(metadata: Metadata) -> Iterator[str]:
    yield metadata.title
    yield metadata.subtitle or ""
    for creator in metadata.creators:
        yield creator.name
    if metadata.publisher:
        publisher = metadata.publisher
        yield "".join(filter(None, (publisher.name, publisher.place, publisher.address)))
    for label, text in metadata.imprint.credits:
        yield label + text
    yield "".join(
        filter(None, (metadata.rights, metadata.imprint.price, metadata.imprint.rights_notice))
    )


def _tree_texts(root: Element, source: str) -> Iterator[tuple[str, Location]]:
    """Yield the texts below an element with the line of the nearest element that knows its own."""

    def walk(element: Element, line: int | None) -> Iterator[tuple[str, Location]]:
        inner = int(element.get("data-line") or 0) or line
        if element.text:
            yield element.text, Location(source, inner)
        for child in element:
            yield from walk(child, inner)
            if child.tail:
                yield child.tail, Location(source, inner)

    yield from walk(root, None)
