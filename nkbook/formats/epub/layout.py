"""Where everything is inside the EPUB container."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from nkbook.formats.html.files import layout as files
from nkbook.formats.html.files.layout import PORTABLE, image_names
from nkbook.model.publication import Publication

PACKAGE_DOCUMENT = "content.opf"  # EbookLib names it so
STYLESHEET = "styles/book.css"  # what every engine reads
NEWER = "styles/newer.css"  # what only newer ones do
STYLESHEETS = (STYLESHEET, NEWER)
NAV = "nav.xhtml"  # next to the package document: epub.js resolves its links against that
NAV_PAGE = "epub-nav"  # id of its page
COVER_IMAGE = "images/cover.jpg"


@dataclass(frozen=True, slots=True)
class Layout(files.Layout):
    """File names relative to the package document.

    Of pages that have several files the elements that are not in the first one are ``moved``.
    """

    small: frozenset[str] = frozenset()  # of ``drawn``, those with a narrow drawing
    moved: Mapping[str, str] = field(default_factory=dict)  # element id → its file, not the page's

    @classmethod
    def of(cls, publication: Publication) -> Layout:
        """Name the files of a publication's pages and images, and of the nav."""
        names = _portable_names((page.id for page in publication.pages), "page")
        pages = {key: f"text/{name}.xhtml" for key, name in names.items()}
        pages[NAV_PAGE] = NAV
        hrefs = (item.href for item in publication.resources)
        pixels = {
            item.href: ".png"
            for item in publication.resources
            if item.media_type == "image/png" and not item.href.lower().endswith(".png")
        }
        return cls(
            pages=MappingProxyType(pages),
            images=MappingProxyType(image_names(hrefs, (COVER_IMAGE,), pixels)),
            anchors=publication.anchors,
            drawn=frozenset(item.href for item in publication.resources if item.drawn),
            small=frozenset(item.href for item in publication.resources if item.small),
        )

    def file_of(self, anchor: str, page: str) -> str:
        """Return the file of an element of a page."""
        return self.moved.get(anchor, self.pages[page])


def _portable_names(ids: Iterable[str], fallback: str) -> dict[str, str]:
    """Return a file stem for each id, ASCII only (EPUB 3.3 §4.2.3 and EPUBCheck PKG-012)."""
    return {
        key: key if PORTABLE.fullmatch(key) else f"{fallback}.{number}"
        for number, key in enumerate(ids, 1)
    }
