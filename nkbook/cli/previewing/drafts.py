"""The page of a chapter that was just saved, before the book around it is made.

Only that chapter is read, converted and rendered, so that it is there at once in a book of any
size. Its number and what is around it are those of before; references to other chapters are the
words that the author wrote. The whole book is made after it, and then the page is as it will be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from lxml import etree

from nkbook.cli.previewing.making import own_edition
from nkbook.diagnostics.errors import NkbookError
from nkbook.diagnostics.problems import has_errors
from nkbook.formats import pictures
from nkbook.formats.html.build import build_view
from nkbook.formats.html.files.trees import section_tree
from nkbook.formats.html.markup import to_html
from nkbook.formats.site.layout import Layout
from nkbook.formats.site.pages import finish
from nkbook.look.page_templates import PageTemplates
from nkbook.look.templating import Templates
from nkbook.look.theme import Theme, shipped
from nkbook.manuscript.prepare import prepare
from nkbook.model.book import Book
from nkbook.model.document import Element
from nkbook.model.elements import XHTML
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Publication
from nkbook.output import replace_content
from nkbook.pipeline.steps import context
from nkbook.project import config, load
from nkbook.project.chapters import load_chapter
from nkbook.project.config import Config
from nkbook.reading.files import within
from nkbook.store import Store


@dataclass(frozen=True, slots=True)
class Known:
    """What a draft needs of the book besides its chapter: it changes seldom."""

    edition: str
    config: Config
    theme: Theme
    templates: Templates
    book: Book


def known(root: Path, edition: str) -> Known | None:
    """Return what drafts need of a book; None if it cannot be read."""
    try:
        edition = edition or own_edition(root)
        with within(root, *shipped()):
            settings = config.load(root)
            theme = Theme(root, listed=settings.options.fonts.listed())
            book, _ = load.load(settings)
            return Known(edition, settings, theme, Templates(theme.template_dirs), book)
    except NkbookError:
        return None


def draft(about: Known, source: str, site: Path, work: Path, store: Store) -> str | None:
    """Write the page of the chapter ``source`` anew into the site, and return its path there.

    Returns None, and leaves the page, if the chapter has an error, or had no page.
    """
    root = about.config.root
    try:
        with within(root, *shipped()):
            return _written(about, source, site, work, store)
    except NkbookError:
        return None  # the build says so


def _written(about: Known, source: str, site: Path, work: Path, store: Store) -> str | None:
    stem = source.removeprefix("chapters/").removesuffix(".md")
    spine = [one for one in about.book.spine if one.kind is PageKind.CHAPTER and one.ref == stem]
    if not spine:
        return None
    chapter, header = load_chapter(about.config, stem, spine[0].matter)
    folder = site / about.edition
    file = _file_of(folder, chapter.id)
    if file is None or has_errors(header.problems):
        return None
    before = etree.fromstring(file.read_bytes())
    chapter = replace(chapter, number=_number_in(before))
    book = replace(
        about.book, spine=(spine[0],), chapters={stem: chapter}, index_notes=(), decisions=()
    )
    prepared = prepare(
        about.config,
        about.theme,
        (about.edition,),
        store=store,
        templates=about.templates,
        read_before=book,
    )
    if prepared.failed:
        return None
    (publication,) = prepared.publications.values()
    section = _section(about, publication, folder, work, store)
    main = before.find(f".//{XHTML}main")
    old = main.find(f"{XHTML}section") if main is not None else None
    if main is None or old is None:
        return None
    main.replace(old, _in_xhtml(section))
    replace_content(file, to_html(before))  # at one stroke, for a browser may be reading it
    return file.relative_to(site).as_posix()


def _file_of(folder: Path, id: str) -> Path | None:
    """Return the page whose section has an id; pages are named after it, if it can be a name."""
    files = sorted(folder.glob("*.html"), key=lambda path: path.stem != id)
    mark = f'<section id="{id}"'.encode()
    marked = f' id="{id}"'.encode()
    return next((one for one in files if _has(one.read_bytes(), mark, marked)), None)


def _has(data: bytes, mark: bytes, marked: bytes) -> bool:
    start = data.find(b"<section")
    return mark in data or (start >= 0 and marked in data[start : data.find(b">", start)])


def _number_in(page: Element) -> str:
    found = page.find(f".//{XHTML}header[@class='opener']/{XHTML}p[@class='number']")
    return "" if found is None else "".join(map(str, found.itertext()))


def _section(
    about: Known, publication: Publication, folder: Path, work: Path, store: Store
) -> Element:
    """Return the section of the only page of a publication, its pictures beside it."""
    given = context(about.config, about.theme, work, store=store)
    given = replace(given, templates=about.templates)
    templates = PageTemplates.of(
        about.templates, publication, "site", build_view(given, publication)
    )
    page = publication.pages[0]
    layout = Layout.of(publication)
    section = section_tree(publication, page, templates, given)
    shown = {str(one.get("src")) for one in section.iter("img")}
    for resource in publication.resources:
        place = folder / layout.images[resource.href]
        if resource.href in shown and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(pictures.on_screen(resource, given).read())
    named = {one.href: one for one in publication.resources}
    finish(section, layout.pages[page.id], publication, layout, named)
    return section


def _in_xhtml(section: Element) -> Element:
    """Return a tree whose elements are all XHTML's, but for drawings and formulas."""
    for element in section.iter(etree.Element):
        name = str(element.tag)
        if not name.startswith("{"):
            element.tag = f"{XHTML}{name}"
    return section
