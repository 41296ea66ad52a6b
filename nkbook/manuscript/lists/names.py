"""Selects the names for the table of names: those that occur in the text, by kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import MappingProxyType

from nkbook.collation import sort_key
from nkbook.manuscript.editions.regions import REGIONS
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
    kinds: dict[str, list[Name]] = {}
    for name in names:
        form = name.forms.get(language)
        if form and fold(form) in text and originals(name):
            shown = form.replace("·", REGIONS[language].interpunct)
            forms = MappingProxyType({**name.forms, language: shown})
            kinds.setdefault(name.kind, []).append(replace(name, forms=forms))
    columns = tuple(
        dict.fromkeys(tag for found in kinds.values() for name in found for tag in originals(name))
    )
    return tuple(
        NameGroup(
            edition.labels.get(f"names_{kind}", kind),
            tuple(sorted(found, key=lambda name: sort_key(name.forms[language], language))),
            columns,
        )
        for kind, found in kinds.items()
    )


def originals(name: Name) -> tuple[str, ...]:
    """Return the tags of the languages other than Chinese in which the glossary has a name."""
    return tuple(tag for tag in name.forms if tag != "zh" and not tag.startswith("zh-"))
