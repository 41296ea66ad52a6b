"""Where everything is inside the EPUB container, and how one file links to another."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from nkbook.model.publication import Publication

PACKAGE_DOCUMENT = "content.opf"  # EbookLib names it so
STYLESHEET = "styles/book.css"  # what every engine reads
NEWER = "styles/newer.css"  # what only newer ones do
STYLESHEETS = (STYLESHEET, NEWER)
NAV = "nav.xhtml"  # next to the package document: epub.js resolves its links against that
NAV_PAGE = "epub-nav"  # id of its page
COVER_IMAGE = "images/cover.jpg"
_PORTABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Layout:
    """File names relative to the package document: pages by id, images by source path.

    ``drawn`` are the source paths of images that the build draws and so may take the line's width.
    """

    pages: Mapping[str, str]
    images: Mapping[str, str]
    anchors: Mapping[str, str]  # element id → page id
    drawn: frozenset[str]
    small: frozenset[str] = frozenset()  # of these, those with a narrow drawing
    moved: Mapping[str, str] = field(default_factory=dict)  # element id → its file, not the page's

    @classmethod
    def of(cls, publication: Publication) -> Layout:
        """Name the files of a publication's pages and images, and of the nav."""
        names = _portable_names((page.id for page in publication.pages), "page")
        files = {key: f"text/{name}.xhtml" for key, name in names.items()}
        files[NAV_PAGE] = NAV
        return cls(
            pages=MappingProxyType(files),
            images=MappingProxyType(_image_names(item.href for item in publication.resources)),
            anchors=publication.anchors,
            drawn=frozenset(item.href for item in publication.resources if item.drawn),
            small=frozenset(item.href for item in publication.resources if item.small),
        )

    def link(self, start: str, anchor: str) -> str | None:
        """Return the href from the file ``start`` to an element, or None when nobody has that id.

        A link to a whole page names its file alone, so that readers open it at the top.
        """
        page = anchor if anchor in self.pages else self.anchors.get(anchor)
        if page is None or page not in self.pages:
            return None
        target = self.moved.get(anchor, self.pages[page])
        if target == start:
            return f"#{anchor}"
        path = relative(start, target)
        return path if anchor == page else f"{path}#{anchor}"


def relative(start: str, target: str) -> str:
    """Return the path from the file ``start`` to the file ``target``, both inside the package."""
    return posixpath.relpath(target, posixpath.dirname(start) or ".")


def _portable_names(ids: Iterable[str], fallback: str) -> dict[str, str]:
    """Return a file stem for each id, ASCII only (EPUB 3.3 §4.2.3 and EPUBCheck PKG-012)."""
    return {
        key: key if _PORTABLE.fullmatch(key) else f"{fallback}.{number}"
        for number, key in enumerate(ids, 1)
    }


def _image_names(hrefs: Iterable[str]) -> dict[str, str]:
    """Return a file name in ``images/`` for each source path, unlike all others and the cover's."""
    names: dict[str, str] = {}
    taken = {COVER_IMAGE}
    for number, href in enumerate(dict.fromkeys(hrefs), 1):
        base = posixpath.basename(href)
        name = f"images/{base}"
        if not _PORTABLE.fullmatch(base) or name.lower() in taken:
            name = f"images/image.{number}{posixpath.splitext(base)[1]}"
        taken.add(name.lower())
        names[href] = name
    return names
