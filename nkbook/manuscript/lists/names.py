"""Selects the names for the table of names: those that occur in the text, by kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import MappingProxyType

from nkbook.collation import Key, Order, sort_key
from nkbook.locales.model import Locale
from nkbook.locales.registry import locale
from nkbook.manuscript.editions.readings import reading_of
from nkbook.manuscript.editions.words.vocabulary import fold
from nkbook.model.book import Name
from nkbook.model.metadata import Edition
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import NameGroup, Page
from nkbook.model.trees import text_of

_LEAST_USED = 0.5  # share of a table's names that a language needs for a column


def names_of(
    names: Sequence[Name], pages: Iterable[Page], edition: Edition
) -> tuple[NameGroup, ...]:
    """Return the names that occur in the chapters and have an original form, as printed.

    Kinds come in the order of the glossary. A book without a page for the table has none.
    """
    pages = list(pages)
    if not any(page.kind is PageKind.NAMES for page in pages):
        return ()
    text = fold(
        "\n".join(
            words
            for page in pages
            if page.document
            for words in (
                page.title,
                text_of(page.document.tree),
                *(text_of(note.body) for note in page.document.notes),
            )
        )
    )
    language = edition.language
    own = locale(language)
    kinds: dict[str, list[Name]] = {}
    for name in names:
        form = name.forms.get(language)
        if form and fold(form) in text and originals(name, own):
            shown = form.replace("·", own.marks.interpunct)
            forms = MappingProxyType({**name.forms, language: shown})
            kinds.setdefault(name.kind, []).append(replace(name, forms=forms))
    order = tuple(
        dict.fromkeys(
            tag for found in kinds.values() for name in found for tag in originals(name, own)
        )
    )

    def place(name: Name) -> Key:
        form = name.forms[language]
        reading = reading_of(form) if own.collation.order is Order.PINYIN else ()
        return sort_key(form, own.collation.order, reading)

    return tuple(
        NameGroup(
            edition.labels.get(f"names_{kind}", kind),
            tuple(sorted(found, key=place)),
            *_columns(found, [tag for tag in order if any(tag in name.forms for name in found)]),
        )
        for kind, found in kinds.items()
    )


def _columns(names: Sequence[Name], tags: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the languages that have a column, and those that share one: no column is near empty.

    The first language has a column in any case, and one language alone needs not share.
    """
    shared = tuple(
        tag
        for tag in tags[1:]
        if sum(tag in name.forms for name in names) < _LEAST_USED * len(names)
    )
    if len(shared) < 2:  # noqa: PLR2004 — to share takes two
        shared = ()
    return tuple(tag for tag in tags if tag not in shared), shared


def originals(name: Name, own: Locale) -> tuple[str, ...]:
    """Return the tags of a name's forms in other languages than the edition's."""
    return tuple(tag for tag in name.forms if not own.reads(tag))
