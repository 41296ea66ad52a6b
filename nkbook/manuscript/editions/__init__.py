"""The regional editions of a book: words, names, marks and citations as each region writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from nkbook.diagnostics.problems import Location
from nkbook.locales.labels import load_labels
from nkbook.locales.registry import locale
from nkbook.manuscript.editions.documents import Editor
from nkbook.manuscript.editions.log import Log
from nkbook.manuscript.editions.text import Converter
from nkbook.model.book import Book
from nkbook.model.document import Document
from nkbook.model.metadata import Edition
from nkbook.project.config import Config, OwnEdition
from nkbook.project.config.formats import format_labels
from nkbook.project.csl_styles import is_csl

__all__ = ["Converted", "convert", "edition"]


@dataclass(frozen=True, slots=True)
class Converted:
    """A manuscript in the words of one edition, and the record of its conversion."""

    book: Book
    documents: Mapping[str, Document]
    log: Log
    line: Callable[[str, Location], str]  # converts words outside documents


def edition(config: Config, language: str) -> Edition:
    """Return the edition of a language; raises ConfigError (NK106) for one without a locale."""
    house = load_labels(language)
    own = config.editions_own.get(language)
    named = config.citation_style or ""
    # A house style is of a region; one in CSL is of a discipline, and holds for all editions.
    for_all = language == config.metadata.language or is_csl(named)
    return Edition(
        id=language,
        language=language,
        labels=MappingProxyType({**format_labels(), **house, **_labels(config, language)}),
        citation_style=(own.citation_style if own else None)
        or (named if for_all else "")
        or locale(language).citations.style,
    )


def _labels(config: Config, language: str) -> Mapping[str, str]:
    """Return the book's own words in place of the edition's labels, converted like its text."""
    source = config.metadata.language
    if language == source:
        return config.labels
    converter = Converter(locale(source), locale(language))
    return {key: converter.text(words) for key, words in config.labels.items()}


def _own(book: Book, own: OwnEdition | None, is_source: bool) -> Book:
    """Return a book with the metadata, ISBNs and record number that its edition has of its own.

    Those of [imprint] are the source edition's: another edition is another product and cannot
    have them (ISBN Users' Manual, §5).
    """
    metadata = own.applied(book.metadata) if own else book.metadata
    imprint = metadata.imprint
    isbn = own.isbn if own and own.isbn else imprint.isbn if is_source else MappingProxyType({})
    cip = own.cip if own and own.cip else imprint.cip if is_source else None
    return replace(book, metadata=replace(metadata, imprint=replace(imprint, isbn=isbn, cip=cip)))


def convert(
    book: Book, documents: Mapping[str, Document], config: Config, language: str
) -> Converted:
    """Return the book and its documents for an edition; ids, links and notes are the same in all.

    The text of the source edition is unchanged, except that words for other editions are removed.
    """
    source, target = locale(book.metadata.language), locale(language)
    converter = Converter(
        source, target, book.names, config.titles, config.word_fields, book.decisions
    )
    editor = Editor(converter, Log(source, target, book.names, book.decisions))
    editor.log.check_names()
    own = config.editions_own.get(language)
    return Converted(
        _own(editor.book(book), own, source is target),
        {stem: editor.document(document) for stem, document in documents.items()},
        editor.log,
        editor.line,
    )
