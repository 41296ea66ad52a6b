"""Finds the chapter that a link names by its file, in the forms that tools for manuscripts know.

``b.md``, ``./b.md``, ``../x/b.md``, ``b.html``, ``/b`` and ``b/`` are the same chapter for mdBook,
Docsify, GitBook, Hugo and MkDocs: as seen from the file, from the root, or from the page's address.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from nkbook.model.publication import Page

_SUFFIX = re.compile(r"\.(?:md|markdown|mdx|qmd|rmd|html?|xhtml)\Z", re.IGNORECASE)
_FOLDERS_OWN = ("index", "readme", "_index")  # files that are their folder's page


@dataclass(frozen=True, slots=True)
class Files:
    """The chapters of a book by the paths of their files, without suffix."""

    pages: Mapping[str, Page]

    @classmethod
    def of(cls, pages: Iterable[Page]) -> Self:
        """Return the files of a book's chapters; of two with one path the first counts."""
        found: dict[str, Page] = {}
        for page in pages:
            if page.document is not None:
                for path in _paths(_path(page)):
                    found.setdefault(path, page)
        return cls(MappingProxyType(found))

    def find(self, written: str, page: Page) -> Page | None:
        """Return the chapter that a link in one leads to, or None if it is not in the book."""
        path = _normal(_SUFFIX.sub("", written.rstrip("/")))
        own = _path(page)
        folder = posixpath.dirname(own)
        relative = path.lstrip("/")
        places = [relative]
        if not written.startswith("/"):
            places = [posixpath.join(folder, path), path]
            if path:
                places.append(posixpath.join(own, path))
        for place in places:
            found = self.pages.get(posixpath.normpath(place).removeprefix("."))
            if found is not None:
                return found
        return self._by_tail([part for part in relative.split("/") if part not in ("", ".", "..")])

    def _by_tail(self, parts: list[str]) -> Page | None:
        """Return the one chapter whose path ends like a link's, however the site is laid out."""
        best: list[Page] = []
        most = 0
        for path, page in self.pages.items():
            own = path.split("/")
            length = min(len(own), len(parts))
            if path and length and length >= most and own[-length:] == parts[-length:]:
                best = [*best, page] if length == most else [page]
                most = length
        ids = {page.id for page in best}
        return best[0] if len(ids) == 1 else None


def _path(page: Page) -> str:
    """Return the path of a chapter's file from chapters/, without suffix."""
    source = page.document.chapter.source if page.document else ""
    return _normal(source.removeprefix("chapters/").removesuffix(".md"))


def _paths(path: str) -> Iterator[str]:
    """Yield a file's path and, for a README or index, those of its folder."""
    yield path
    folder, _, name = path.rpartition("/")
    if name in _FOLDERS_OWN:
        yield folder
        yield from (posixpath.join(folder, other) for other in _FOLDERS_OWN)


def _normal(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
