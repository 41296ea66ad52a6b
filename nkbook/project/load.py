"""Reads a book project's manuscript into a Book: the only reader of chapters/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Diagnostic, Location
from nkbook.locales.registry import locale
from nkbook.model.book import Book, Chapter, Decision, IndexNote, Name, SpineItem
from nkbook.model.csl.item import CslItem
from nkbook.model.page_kinds import PageKind
from nkbook.project.chapters import load_chapter
from nkbook.project.config import Config
from nkbook.project.glossary import load_decisions, load_names
from nkbook.project.headers import others_problem
from nkbook.project.index_notes import load_index_notes
from nkbook.project.metadata_blocks import Works
from nkbook.project.references import load_references
from nkbook.store import Store


def load(config: Config, store: Store | None = None) -> tuple[Book, tuple[Diagnostic, ...]]:
    """Return the book as far as it can be read, and what is wrong with its headers and data.

    What large files of data were read as is kept in ``store``. Raises SourceError, with all such
    files named, when a file is missing, unreadable, not UTF-8 or its YAML is broken: NK201, NK202,
    NK204, NK215.
    """
    fatal: list[Diagnostic] = []
    problems: list[Diagnostic] = []
    chapters: dict[str, Chapter] = {}
    others: list[tuple[str, Location]] = []
    works: list[Works] = []
    for item in config.spine:
        stem = item.ref if item.kind is PageKind.CHAPTER else _text_of_part(config, item)
        if stem is None:
            continue
        with _gathered(fatal):
            chapter, header = load_chapter(config, stem, item.matter)
            if item.kind is PageKind.PART:  # its page is the part's, with the part's title
                chapter = replace(chapter, id=item.ref, title=config.parts[item.ref].title)
            chapters[stem] = chapter
            problems.extend(header.problems)
            others.extend(header.others)
            works.extend(header.works)
    problems.extend(others_problem(others))
    references: Mapping[str, CslItem] = {}
    names: tuple[Name, ...] = ()
    index_notes: tuple[IndexNote, ...] = ()
    with _gathered(fatal):
        styles = _styles(config)
        references, found = load_references(
            config.chapters, config.references, works, styles, store
        )
        problems.extend(found)
    with _gathered(fatal):
        names, found = load_names(config.chapters, store)
        problems.extend(found)
    with _gathered(fatal):
        index_notes, found = load_index_notes(config.chapters)
        problems.extend(found)
    decisions: tuple[Decision, ...] = ()
    with _gathered(fatal):
        decisions, found = load_decisions(config.chapters)
        problems.extend(found)
    if fatal:
        raise SourceError([*fatal, *problems])
    return (
        Book(
            config.metadata,
            config.spine,
            config.parts,
            MappingProxyType(chapters),
            references,
            names,
            index_notes,
            decisions,
        ),
        tuple(problems),
    )


def _text_of_part(config: Config, item: SpineItem) -> str | None:
    return config.parts[item.ref].text if item.kind is PageKind.PART else None


@contextmanager
def _gathered(fatal: list[Diagnostic]) -> Iterator[None]:
    """Keep what a SourceError reports, so that the next file is read all the same."""
    try:
        yield
    except SourceError as error:
        fatal.extend(error.diagnostics)


def _styles(config: Config) -> frozenset[str]:
    """Return the citation styles that the book's editions name, or their regions."""
    own = (config.editions_own.get(language) for language in config.editions)
    named = {one.citation_style for one in own if one and one.citation_style}
    main = {config.citation_style} if config.citation_style else set()
    return frozenset(named | main) | {locale(one).citations.style for one in config.editions}
