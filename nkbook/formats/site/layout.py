"""Where everything is in an edition's folder of the site."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from nkbook.formats.html.files import layout as files
from nkbook.formats.html.files.layout import PORTABLE, image_names
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page, Publication

CONTENTS = "index.html"  # of the edition: its title, its contents, its pages
SEARCH = "search.html"
SEARCH_TEXT = "search-text.js"
PAGE_LIST = "page-list.js"
NAMES = "names.js"
STYLESHEET = "style.css"
COVER = "cover.jpg"
# Of the whole site, next to the folders of the editions.
HOME = "index.html"
MISSING = "404.html"
FEED = "opds.xml"
READER = "reader.js"
SEARCHER = "search.js"
DOWNLOADS = "downloads"
# What a book on paper begins with, and a site has on its own first pages.
ON_CONTENTS = frozenset(
    (PageKind.COVER, PageKind.HALF_TITLE, PageKind.TITLE_PAGE, PageKind.CONTENTS)
)
# Names that Windows cannot give a file, whatever its suffix.
_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10)))
)


@dataclass(frozen=True, slots=True)
class Layout(files.Layout):
    """File names relative to the edition's folder."""

    @classmethod
    def of(cls, publication: Publication) -> Layout:
        """Name the files of a publication's pages and images."""
        own = (page.id for page in publication.pages if page.kind not in ON_CONTENTS)
        names = {page.id: CONTENTS for page in publication.pages} | _file_names(own)
        return cls(
            pages=MappingProxyType(names),
            images=MappingProxyType(image_names(item.href for item in publication.resources)),
            anchors=publication.anchors,
            drawn=frozenset(item.href for item in publication.resources if item.drawn),
        )


def shown(publication: Publication) -> tuple[Page, ...]:
    """Return the pages that have a file of their own, in reading order."""
    return tuple(page for page in publication.pages if page.kind not in ON_CONTENTS)


def _file_names(ids: Iterable[str]) -> dict[str, str]:
    """Return a name for each page, also where no name may differ by capitals alone.

    It depends on the id alone, so that an address holds when other chapters come and go; only ids
    that are one but for capitals depend on who is first.
    """
    taken = {CONTENTS, SEARCH}
    names: dict[str, str] = {}
    for key in ids:
        name = file_name(key)
        if name.lower() in taken:
            name = f"{name.removesuffix('.html')}-{_digest(key)}.html"
        taken.add(name.lower())
        names[key] = name
    return names


def file_name(key: str) -> str:
    """Return the name of a page's file, if no other page has it."""
    return f"{key}.html" if _is_portable(key) else f"page-{_digest(key)}.html"


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def _is_portable(key: str) -> bool:
    return bool(PORTABLE.fullmatch(key)) and key.lower().partition(".")[0] not in _DEVICES
