"""Finds the characters that no font of the book has: pages print 〓 in their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.look.drawings import SVG_TYPE, drawing, words
from nkbook.look.fonts import FontSet, names
from nkbook.model.document import Element
from nkbook.model.metadata import Metadata
from nkbook.model.publication import Publication

_SETTINGS = "chapters/book.toml"
_REFERENCES = "chapters/data/references.yaml"
_REPLACEMENT = "\ufffd"
_NAMED = 3  # characters that a message names
_UNPRINTED = frozenset(("slug", "identifier", "language", "rights_url", "subject_codes"))


def missing_characters(publication: Publication, fonts: FontSet) -> list[Diagnostic]:
    """Return NK304 for each line with characters that no font has, and NK311 for U+FFFD."""
    covered = fonts.coverage()
    known: set[str] = set()  # characters seen that a font has: nearly every text has no other
    found: dict[Location, dict[str, None]] = {}
    damaged: dict[Location, None] = {}
    for text, where in _texts(publication):
        others = set(text) - known
        known |= {character for character in others if ord(character) in covered}
        if not others <= known:
            lacking = (*fonts.missing(text), *fonts.missing_variants(text))
            found.setdefault(where, {}).update(dict.fromkeys(lacking))
        if _REPLACEMENT in text:
            damaged[where] = None
            found.get(where, {}).pop(_REPLACEMENT, None)
    problems = [_missing(characters, where) for where, characters in found.items() if characters]
    return problems + [
        diagnostic(
            "NK311",
            "U+FFFD stands for a character that was lost before; it, or a 〓, is printed",
            where,
            "put in what the original has: a program that read it in a wrong encoding lost it",
        )
        for where in damaged
    ]


def _missing(characters: Iterable[str], where: Location) -> Diagnostic:
    named = list(characters)
    more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    instead = (
        "a 〓 is printed instead"
        if any(len(item) == 1 for item in named)
        else "the usual form is printed instead"
    )
    hint = "put a font that has it into the book's folder fonts/, or take another character"
    return diagnostic(
        "NK304",
        f"no font of the book has {names(named[:_NAMED])}{more}; {instead}",
        where,
        hint,
    )


def _texts(publication: Publication) -> Iterator[tuple[str, Location]]:
    """Yield every text that the book prints, with the place in the source that it comes from."""
    settings = Location(_SETTINGS)
    for text in _strings(publication.metadata):
        yield text, settings
    for text in publication.edition.labels.values():
        yield text, settings
    for page in publication.pages:
        source = page.document.chapter.source if page.document else _SETTINGS
        for name in (page.title, page.number, page.short_title):
            yield name or "", Location(source, 1) if page.document else settings
        if page.document is None:
            continue
        yield from _tree(page.document.tree, Location(source))
        for note in page.document.notes:
            yield from _tree(note.body, note.location)
    for entry in publication.bibliography:
        yield from _tree(entry.body, Location(_REFERENCES))
    yield from _drawings(publication)


def _drawings(publication: Publication) -> Iterator[tuple[str, Location]]:
    """Yield the words in the author's drawings, with the places that show them first.

    What nkbook draws is looked at where it is drawn.
    """
    places = {
        source: where
        for page in publication.pages
        if page.document
        for source, where in reversed(page.document.images)
    }
    for resource in publication.resources:
        if resource.media_type == SVG_TYPE and not resource.drawn and resource.href in places:
            yield words(drawing(resource.read())), places[resource.href]


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
