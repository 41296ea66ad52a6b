"""Makes an edition's folder of the site: its pages, pictures, style, and text to search."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from PIL import Image

from nkbook.diagnostics.errors import InvalidOutputError
from nkbook.diagnostics.problems import Diagnostic
from nkbook.formats import pictures
from nkbook.formats.base import Artifact, FormatContext
from nkbook.formats.html import locators
from nkbook.formats.html.build import build_view
from nkbook.formats.html.files import pagebreaks
from nkbook.formats.html.files.cover import cover_image
from nkbook.formats.html.files.entries import entries
from nkbook.formats.html.files.losses import judge_chapters
from nkbook.formats.html.files.pagebreaks import PageTarget
from nkbook.formats.html.files.sheets import hidden_text, sheets_for, with_pictures
from nkbook.formats.html.files.trees import section_tree
from nkbook.formats.html.screens.cited import add_citing_notes
from nkbook.formats.site import layout as places
from nkbook.formats.site.citation import citation
from nkbook.formats.site.extras.cards import Cards
from nkbook.formats.site.extras.moved import Moved, keep_old_ids, moved, stubs
from nkbook.formats.site.extras.short import few, short_enough
from nkbook.formats.site.layout import Layout, shown
from nkbook.formats.site.metadata import json_text
from nkbook.formats.site.pages import Frame, HtmlFile, PageLink, finish
from nkbook.formats.site.search import search_text
from nkbook.look.css.ornament import for_readers, ornament
from nkbook.look.page_templates import PageTemplates
from nkbook.look.views import BookView
from nkbook.model.document import Element
from nkbook.model.metadata import Matter
from nkbook.model.page_kinds import PageKind
from nkbook.model.pagemap import PageMap
from nkbook.model.publication import Page, Publication, numbered

COVER_WIDTH = 480  # pixels: two for each of the 240 that the first page shows
_QUALITY = 72
_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_INDENT = re.compile(r"^\s+", re.MULTILINE)
_CONTENTS = "site/contents.html.j2"
_SEARCH = "site/search.html.j2"
_GONE = "site/moved.html.j2"


def render(publication: Publication, context: FormatContext, target: Path) -> Artifact:
    """Write an edition's pages into the folder ``target``.

    Raises InvalidOutputError (NK501) when a page is not well-formed, NK503 or NK416–NK419 when it
    lacks text or parts, and OSError when it cannot be written.
    """
    layout = Layout.of(publication)
    pages = shown(publication)
    trees, targets, found = _trees(publication, context, layout)
    old, wrong = moved(context.options.site.redirects, publication.elsewhere, layout)
    cards = Cards.of(publication)
    for page in pages:
        keep_old_ids(trees[page.id], old.get(layout.pages[page.id], {}))
        cards.mark(trees[page.id], page.kind, layout.pages[page.id], layout)
    frame = Frame(
        publication=publication,
        context=context,
        layout=layout,
        contributors=BookView.of(publication).contributors,
        paged=bool(targets),
        citation=citation(publication, context.templates),
        moved=old,
    )
    around = [None, *pages, None]
    files = {
        page.id: frame.write(page, trees[page.id], (around[place], around[place + 2]))
        for place, page in enumerate(pages)
    }
    parts = {key: (file,) for key, file in files.items()}
    if lost := tuple(judge_chapters(publication, parts, layout)):
        raise InvalidOutputError(lost)
    images = frozenset[str]().union(*(file.images for file in files.values()))
    features = sheets_for(trees.values())
    css, left_out = _stylesheet(publication, context, layout, images, features)
    own = (
        _contents(frame, pages, targets),
        frame.page(_SEARCH, places.SEARCH, publication.edition.labels["site_search"]),
    )
    for file in (*files.values(), *own, *_moved(frame, old)):
        _put(target, file.name, file.data)
    _put(target, places.STYLESHEET, css)
    text = search_text(pages, trees, layout.pages)
    _put(target, places.SEARCH_TEXT, text.encode())
    if cards.names:
        _put(target, places.NAMES, cards.script().encode())
    if targets:
        _put(target, places.PAGE_LIST, _page_list(targets, layout).encode())
    for resource in publication.resources:
        if (name := layout.images[resource.href]) in images:
            _put(target, name, pictures.on_screen(resource, context).read())
    _put(target, places.COVER, _cover(publication, context))
    hidden = hidden_text(publication, parts, context.theme, "site")
    return Artifact(target, diagnostics=(*found, *wrong, *left_out, *hidden))


def _put(target: Path, name: str, data: bytes) -> None:
    path = target / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _trees(
    publication: Publication, context: FormatContext, layout: Layout
) -> tuple[Mapping[str, Element], tuple[PageTarget, ...], tuple[Diagnostic, ...]]:
    """Return the sections of the pages by id, and where the pages of the PDF begin in them."""
    view = build_view(context, publication)
    templates = PageTemplates.of(context.templates, publication, "site", view)
    page_map = context.page_map or PageMap(())
    wanted = [page for page in publication.pages if page.kind is not PageKind.COVER]
    if not page_map.pages:
        wanted = list(shown(publication))
    trees = {page.id: section_tree(publication, page, templates, context) for page in wanted}
    for page in wanted:
        if page.kind is PageKind.BIBLIOGRAPHY:
            add_citing_notes(trees[page.id], publication)
    texts = locators.printed(publication, page_map.marks) or locators.by_chapter(publication)
    for page in wanted:
        if page.kind is PageKind.INDEX:
            locators.fill(trees[page.id], texts)
    targets, found = pagebreaks.insert(page_map, trees, "site")
    named = {item.href: item for item in publication.resources}
    own = {page.id for page in shown(publication)}
    kept = {key: tree for key, tree in trees.items() if key in own}
    for key, tree in kept.items():
        finish(tree, layout.pages[key], publication, layout, named)
    return kept, tuple(one for one in targets if one.page in own), found


def _contents(frame: Frame, pages: tuple[Page, ...], targets: Iterable[PageTarget]) -> HtmlFile:
    """Return the first page of the edition: title, contents, and the pages of the PDF."""
    publication, layout = frame.publication, frame.layout
    body = (page for page in pages if page.matter is Matter.BODY)
    start = next(body, pages[0] if pages else None)
    listed = {entry.href for entry in publication.toc}
    hidden = (page for page in pages if f"#{page.id}" not in listed and not page.kind.facts.listed)
    return frame.page(
        _CONTENTS,
        places.CONTENTS,
        publication.metadata.full_title(publication.edition.labels),
        contents=short_enough(entries(publication.toc, layout, places.CONTENTS)),
        start=PageLink(numbered(start.number, start.title), layout.pages[start.id])
        if start
        else None,
        others=tuple(PageLink(page.title, layout.pages[page.id]) for page in hidden),
        pages=tuple(
            PageLink(one.label, f"{layout.pages[one.page]}#{one.id}") for one in few(tuple(targets))
        ),
        cover=places.COVER,
    )


def _moved(frame: Frame, old: Moved) -> Iterator[HtmlFile]:
    """Yield a page for each that the book has under another name now."""
    for name, ways in stubs(old, frame.layout):
        way = ways.get("") or f"{next(iter(ways.values())).partition('#')[0]}"
        title = frame.publication.edition.labels["site_moved_on"]
        yield frame.page(_GONE, name, title, elsewhere=way)


def _page_list(targets: Iterable[PageTarget], layout: Layout) -> str:
    """Return the script with the places of the pages, for who goes to one by its number."""
    rows = {one.label: f"{layout.pages[one.page]}#{one.id}" for one in reversed(tuple(targets))}
    return f"var nkbookPages={json_text(rows)};\n"


def _stylesheet(
    publication: Publication,
    context: FormatContext,
    layout: Layout,
    images: frozenset[str],
    features: Iterable[str],
) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """Return the theme's rules, the edition's and the book's own; and NK317."""
    theme = context.theme
    sheets = (
        *(_tight(theme.stylesheet(f"{name}.css")) for name in ("base", "epub", "site")),
        *(_tight(theme.stylesheet(name)) for name in features),
        theme.stylesheet("epub-marks.css") if context.options.text.name_marks else "",
        for_readers(ornament(context.options.text.ornament)),
        theme.optional_stylesheet(f"editions/{publication.edition.language}.css"),
        theme.optional_stylesheet("book.css"),
    )
    css, found = with_pictures(sheets, places.STYLESHEET, layout.images, images, "site")
    return css.encode(), found


def _tight(css: str) -> str:
    """Return a stylesheet of the theme without remarks and indents, which nobody's browser needs.

    No string in it holds a remark or a line's end.
    """
    return _INDENT.sub("", _REMARK.sub("", css))


def _cover(publication: Publication, context: FormatContext) -> bytes:
    """Return the cover as JPEG, small enough for the first page to be there at once."""
    page = next((one for one in publication.pages if one.kind is PageKind.COVER), None)
    if page is None:
        page = Page("cover", PageKind.COVER, Matter.FRONT, publication.edition.labels["cover"])
    with Image.open(io.BytesIO(cover_image(publication, page, context))) as picture:
        picture.thumbnail((COVER_WIDTH, 2 * COVER_WIDTH))
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return buffer.getvalue()
