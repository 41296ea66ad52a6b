"""The site's feed: what programs subscribe to (Atom, RFC 4287) and fetch books from (OPDS 1.2)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from nkbook.formats.base import Made
from nkbook.formats.site import layout as places
from nkbook.formats.trade import opds
from nkbook.model.publication import Publication


def feed(publications: Sequence[Publication], files: Sequence[Made], base: str | None) -> bytes:
    """Return the feed: an entry for each edition, with its pages, its cover and its files.

    ``files`` are those that can be downloaded. It changes with a release, not with a build.
    """
    released = publications[0].metadata.release.date
    updated = datetime.datetime.combine(released, datetime.time(), datetime.UTC)
    books = [
        opds.Listed(
            publication,
            tuple(_files(publication.edition.id, files)),
            pages=f"{publication.edition.id}/{places.CONTENTS}",
        )
        for publication in publications
    ]
    return opds.atom(books, base, updated, home=places.HOME)


def download_name(file: Made) -> str:
    """Return the name of a file to be downloaded: it says which edition it is."""
    return f"{file.edition}-{file.path.name}"


def _files(edition: str, files: Sequence[Made]) -> Iterator[tuple[str, str]]:
    yield "cover", f"{edition}/{places.COVER}"
    for file in files:
        if file.edition == edition:
            yield file.format, f"{places.DOWNLOADS}/{download_name(file)}"
