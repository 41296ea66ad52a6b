"""Selects the names for the table of names: those that occur in the text, by kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import MappingProxyType

from nkbook.collation import Key, sort_key
from nkbook.locales.model import Locale
from nkbook.locales.registry import locale
from nkbook.manuscript.editions.vocabulary import fold
from nkbook.model.book import Name
from nkbook.model.metadata import Edition
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import NameGroup, Page
from nkbook.model.trees import text_of


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
    columns = tuple(
        dict.fromkeys(
            tag for found in kinds.values() for name in found for tag in originals(name, own)
        )
    )

    def place(name: Name) -> Key:
        return sort_key(name.forms[language], own.collation.order)

    return tuple(
        NameGroup(
            edition.labels.get(f"names_{kind}", kind), tuple(sorted(found, key=place)), columns
        )
        for kind, found in kinds.items()
    )


def originals(name: Name, own: Locale) -> tuple[str, ...]:
    """Return the tags of a name's forms in other languages than the edition's."""
    return tuple(tag for tag in name.forms if not own.reads(tag))
