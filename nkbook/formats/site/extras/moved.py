"""Old addresses that lead on: pages that have another name now, and places that are elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from lxml import etree

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.formats.html.files.former import put_former
from nkbook.formats.html.files.layout import PORTABLE, Layout
from nkbook.formats.site.layout import CONTENTS, SEARCH, file_name
from nkbook.model.document import Element
from nkbook.project.config.tables import BOOK_TOML

# By page: its old places, "" for itself, and where they are.
Moved = Mapping[str, Mapping[str, str]]


def moved(
    redirects: Mapping[str, str], elsewhere: Mapping[str, Mapping[str, str]], layout: Layout
) -> tuple[Moved, tuple[Diagnostic, ...]]:
    """Return what leads on from where, by page, and NK208 for what would lead nowhere.

    ``redirects`` are the book's own, which come first: an old page, "old.html", or a place in one,
    "old.html#id", to the id of a chapter or of a place in one. ``elsewhere`` is what the ledger of
    ids says (Publication.elsewhere).
    """
    found = _by_ledger(elsewhere, layout)
    problems: list[Diagnostic] = []
    pages = set(layout.pages.values())
    for old, id in redirects.items():
        page, _, place = old.partition("#")
        href = layout.link(page, id)
        if href is None:
            problems.append(_wrong(f'"{old}" leads to "{id}", which is nowhere in the book'))
        elif not PORTABLE.fullmatch(page) or not page.endswith(".html"):
            problems.append(_wrong(f'"{old}" is no page of a site, "chapter.html"'))
        elif not place and page in pages:
            problems.append(_wrong(f'"{old}" leads on, but is a page of the book'))
        else:
            found.setdefault(page, {})[place] = href
    return found, tuple(problems)


def _by_ledger(
    elsewhere: Mapping[str, Mapping[str, str]], layout: Layout
) -> dict[str, dict[str, str]]:
    """Return what leads on because its chapter is no more, or its place is in another one."""
    found: dict[str, dict[str, str]] = {}
    pages = {name.lower() for name in layout.pages.values()}
    for chapter, places in elsewhere.items():
        page = layout.pages.get(chapter) or file_name(chapter)
        if chapter not in layout.pages and page.lower() in {*pages, CONTENTS, SEARCH}:
            continue  # another page has the name now
        ways = {old: layout.link(page, new) for old, new in places.items()}
        if leading := {old: way for old, way in ways.items() if way is not None}:
            found[page] = leading
    return found


def _wrong(message: str) -> Diagnostic:
    hint = 'under [site.redirects]: "old.html" = "id", or "page.html#old-id" = "id"'
    return diagnostic("NK208", message, Location(BOOK_TOML), hint)


def stubs(found: Moved, layout: Layout) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the old pages that are no pages of the book any more, with where their places are."""
    pages = set(layout.pages.values())
    for page, places in found.items():
        if page not in pages:
            yield page, places


def keep_old_ids(section: Element, places: Mapping[str, str]) -> None:
    """Put old ids into the elements of a page that they mean now: that needs no script."""
    here = {old: href[1:] for old, href in places.items() if old and href.startswith("#")}
    put_former(section, here)


def lead_on(top: Element, href: str, xhtml: str) -> None:
    """Let a page's head say that it is elsewhere."""
    attributes = {"http-equiv": "refresh", "content": f"0; url={quote(href, safe='/#%')}"}
    top.append(etree.Element(f"{xhtml}meta", attributes))
    top.append(etree.Element(f"{xhtml}meta", {"name": "robots", "content": "noindex"}))
