"""Finds the characters that no font of the book has: they would print as empty boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.look.fonts import FontSet, names
from nkbook.model.document import Element
from nkbook.model.metadata import Metadata
from nkbook.model.publication import Publication

_SETTINGS = "chapters/book.toml"
_REFERENCES = "chapters/data/references.yaml"
_UNPRINTED = frozenset(("slug", "identifier", "language", "rights_url", "subject_codes"))


def missing_characters(publication: Publication, fonts: FontSet) -> list[Diagnostic]:
    """Return NK304 for each character that no font has, once for each line that holds it."""
    covered = frozenset(map(chr, fonts.coverage()))
    found: dict[tuple[Location, str], None] = {}
    for text, where in _texts(publication):
        # Subtracting sets skips texts without missing characters (nearly all) quickly.
        if set(text) - covered:
            found.update(dict.fromkeys((where, character) for character in fonts.missing(text)))
    return [
        diagnostic(
            "NK304",
            f"no font of the book has the character {names(character)}",
            where,
            "take another character, or add a font that has it to fonts/",
        )
        for where, character in found
    ]


def _texts(publication: Publication) -> Iterator[tuple[str, Location]]:
    """Yield every text that the book prints, with the place in the source that it comes from."""
    settings = Location(_SETTINGS)
    for text in _strings(publication.metadata):
        yield text, settings
    for text in publication.edition.labels.values():
        yield text, settings
    for page in publication.pages:
        source = page.document.chapter.source if page.document else _SETTINGS
        for words in (page.title, page.number, page.short_title):
            yield words or "", Location(source, 1) if page.document else settings
        if page.document is None:
            continue
        yield from _tree(page.document.tree, Location(source))
        for note in page.document.notes:
            yield from _tree(note.body, note.location)
    for entry in publication.bibliography:
        yield from _tree(entry.body, Location(_REFERENCES))


def _strings(value: object) -> Iterator[str]:
    """Yield the strings in the metadata that may be printed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _strings(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for item in fields(value):
            if not (isinstance(value, Metadata) and item.name in _UNPRINTED):
                yield from _strings(getattr(value, item.name))


def _tree(element: Element, where: Location) -> Iterator[tuple[str, Location]]:
    """Yield the texts of a tree; a block's ``data-line`` applies to everything inside it."""
    if line := element.get("data-line"):
        where = Location(where.path, int(line))
    if isinstance(element.tag, str) and element.text:
        yield element.text, where
    for child in element:
        yield from _tree(child, where)
        if child.tail:
            yield child.tail, where
