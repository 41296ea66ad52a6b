"""What the keys of citations name: a source, a place in the book, or nothing.

Quarto and pandoc-crossref write links inside the book as citations: ``@fig-x``, ``@sec:y``. A key
that names nothing is printed: in a note as Pandoc prints it, with a question mark, else as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from nkbook.diagnostics.hints import Guesses
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.manuscript.citations.source import Source
from nkbook.model.document import Citation, CitationItem, Document
from nkbook.project.references import REFERENCES
from nkbook.typesetting.han import is_wide

_REFERENCE = re.compile(
    r"(?:fig|tbl|sec|eq|lst|tab|thm|lem|cor|prp|cnj|def|exm|exr|rem|sol|nte|tip|wrn|imp|cau)[-:]",
    re.IGNORECASE,
)


class Reading(Enum):
    """How a citation is printed."""

    SOURCES = auto()  # a note
    LINKS = auto()  # links to places in the book
    WRITTEN = auto()  # the words of the manuscript


@dataclass(frozen=True, slots=True)
class Keys:
    """The works and the places that keys may name, by key."""

    sources: Mapping[str, Source]
    places: Mapping[str, str]  # ids

    def reading(self, citation: Citation) -> Reading:
        """Return how a citation is printed."""
        if citation.bare:
            key, _ = self.split(citation.items[0].key)
            if key in self.sources:
                return Reading.SOURCES
            return Reading.LINKS if key in self.places else Reading.WRITTEN
        keys = [item.key for item in citation.items]
        if any(key in self.sources for key in keys):
            return Reading.SOURCES
        if any(key in self.places for key in keys):
            return Reading.LINKS
        if not self.sources or _refer(citation):
            return Reading.WRITTEN
        return Reading.SOURCES

    def parts(self, citation: Citation) -> tuple[Citation, ...]:
        """Return a citation, or in two what is no source and the group in brackets after it."""
        first, *others = citation.items
        if not (citation.bare and others) or first.written or first.locator is not None:
            return (citation,)
        if self.reading(citation) is Reading.SOURCES:
            return (citation,)
        group = (replace(others[0], lead=""), *others[1:])
        return (
            replace(citation, items=(first,), end=""),
            Citation(f"{citation.id}-group", group, citation.location, end=citation.end),
        )

    def split(self, key: str) -> tuple[str, str]:
        """Return the key that a key in the text begins with, and the Chinese words after it.

        To Pandoc the key of 「@wang2020認為」 is all of it, for Chinese has no blanks.
        """
        for end in range(len(key), 0, -1):
            known = key[:end] in self.sources or key[:end] in self.places
            if known and (end == len(key) or is_wide(key[end])):
                return key[:end], key[end:]
        return key, ""


def _refer(citation: Citation) -> bool:
    """Return True if all keys look as if they led into the book."""
    return all(_REFERENCE.match(item.key) for item in citation.items)


def places_of(documents: Iterable[Document]) -> dict[str, str]:
    """Return the ids of the book by the names that citations may call them: Fig-x is fig-x."""
    found: dict[str, str] = {}
    for document in documents:
        found[document.chapter.id] = document.chapter.id
        for root in (document.tree, *(note.body for note in document.notes)):
            for element in root.iter():
                if (id := element.get("id")) and element.get("class") != "citation":
                    found[id] = id
    for id in list(found):  # the name of a formula {#eq:x} is eq-x, and that of a figure may be
        if match := _REFERENCE.match(id):
            end = match.end()
            found.setdefault(f"{id[: end - 1]}{'-' if id[end - 1] == ':' else ':'}{id[end:]}", id)
    return {f"{id[0].upper()}{id[1:]}": id for id in found} | found


def problems_of(
    documents: Sequence[Document], keys: Keys, uncited: Iterable[str] = ()
) -> list[Diagnostic]:
    """Return NK203 for each key of a note without an entry, NK248 for each key printed as text."""
    whole = [citation for document in documents for citation in document.citations]
    citations = [part for citation in whole for part in keys.parts(citation)]
    written: dict[str, list[Location]] = {}
    for citation in citations:
        for item in _as_written(citation, keys):
            written.setdefault(item.key, []).append(item.location or citation.location)
    unknown = [item for citation in citations for item in _missing(citation, keys)]
    guesses = Guesses()
    return [
        *_unlisted(uncited, keys),
        *(problem for citation in citations for problem in _run_on(citation, keys)),
        *(_written(key, places, keys, guesses) for key, places in written.items()),
        *_unknown(unknown, keys, guesses),
    ]


def _as_written(citation: Citation, keys: Keys) -> list[CitationItem]:
    """Return the items that are printed as they are written although they look like citations."""
    reading = keys.reading(citation)
    first = citation.items[0]
    if citation.bare:
        meant = not citation.glued and (keys.sources or _REFERENCE.match(first.key))
        return [first] if meant and reading is Reading.WRITTEN else []
    if reading is Reading.LINKS or (reading is Reading.WRITTEN and _refer(citation)):
        return [item for item in citation.items if item.key not in keys.places]
    return []


def _missing(citation: Citation, keys: Keys) -> list[CitationItem]:
    """Return the items whose sources are missing."""
    reading = keys.reading(citation)
    items = citation.items[1:] if citation.bare else citation.items
    if reading is Reading.LINKS or (
        reading is Reading.WRITTEN and (citation.bare or _refer(citation))
    ):
        return []
    return [item for item in items if item.key not in keys.sources]


def _unlisted(uncited: Iterable[str], keys: Keys) -> Iterator[Diagnostic]:
    for key in uncited:
        if key != "*" and key not in keys.sources:
            message = f'nocite names "{key}", which no source has; the list goes without it'
            yield diagnostic("NK203", message, Location("chapters/book.toml"))


def _run_on(citation: Citation, keys: Keys) -> Iterator[Diagnostic]:
    """Yield NK212 for a key in the text with other words right after it."""
    key, rest = keys.split(citation.items[0].key) if citation.bare else ("", "")
    if rest and key in keys.sources:
        yield diagnostic(
            "NK212",
            f'"{key}{rest}" is no key: it is read as @{key} with the words "{rest}" after it',
            citation.location,
            f"write @{{{key}}}{rest}, or a blank after the key",
        )


def _written(key: str, places: Sequence[Location], keys: Keys, guesses: Guesses) -> Diagnostic:
    names = keys.places if _REFERENCE.match(key) else keys.sources
    near = guesses.near(key, lambda: names, cutoff=0.8)
    more = f" ({len(places)} times)" if len(places) > 1 else ""
    return diagnostic(
        "NK248",
        f"@{key} names no source and no place of the book; it is printed as it is written{more}",
        places[0],
        f'did you mean "@{near}"?' if near else "if it is only text, write \\@",
    )


def _unknown(items: Sequence[CitationItem], keys: Keys, guesses: Guesses) -> Iterator[Diagnostic]:
    if items and not keys.sources:
        yield diagnostic(
            "NK203",
            f"the book cites sources but has no chapters/{REFERENCES} and no .bib file; "
            "the citations are printed as they are written",
            items[0].location,
            "put the file of your sources into chapters/: references.bib, say",
        )
        return
    for item in items:
        near = guesses.near_to(item.key, keys.sources)
        meant = '" or "'.join(near)
        yield diagnostic(
            "NK203",
            f'citation key "{item.key}" not found; the note has "{item.key}?" in its place',
            item.location,
            f'did you mean "{meant}"?' if near else "add an entry with this id to the sources",
        )
