"""Finds contributors whose role has no word in the book's language."""

from __future__ import annotations

from collections.abc import Iterator

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.look.fonts import FontSet
from nkbook.model.catalogue import roles
from nkbook.model.publication import Publication


def roles_without_word(publication: Publication, _fonts: FontSet) -> Iterator[Diagnostic]:
    """Yield NK109 for each contributor whom the colophon can only list under 其他."""
    labels = publication.edition.labels
    for creator in publication.metadata.creators:
        if roles.word(creator.role, labels) is None:
            term = roles.RELATORS[creator.role].term
            yield diagnostic(
                "NK109",
                f'there is no word for what {creator.name} did: role "{creator.role}" ({term}); '
                f"the colophon says {roles.other(labels)}",
                Location("chapters/book.toml"),
                f'give the word: {roles.label(creator.role)} = "…" in [labels]',
            )
