"""Turns the pages of a publication into XHTML files, one each, with links between the files."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from nkbook.formats.base import FormatContext
from nkbook.formats.epub.layout import COVER_IMAGE, NAV_PAGE, STYLESHEETS, Layout
from nkbook.formats.html.build import build_view
from nkbook.formats.html.files.layout import relative
from nkbook.formats.html.files.trees import lower_names, section_tree
from nkbook.formats.html.markup import parse, to_bytes
from nkbook.formats.html.screens.cited import add_citing_notes
from nkbook.formats.html.screens.openers import join_openers
from nkbook.formats.html.screens.ruby import set_ruby
from nkbook.formats.html.screens.slant import mark_slanted
from nkbook.formats.html.semantics import MATTERS, XML_LANG, name_section
from nkbook.formats.html.western import mark_western
from nkbook.locales.registry import locale
from nkbook.look.page_templates import PageTemplates
from nkbook.look.templating import Templates
from nkbook.look.views import page_view
from nkbook.look.xhtml import serialise
from nkbook.model.document import Element
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page, Publication, numbered

_WRAPPER = "epub/page.xhtml.j2"
_COVER = "epub/cover.html.j2"
_SPACES = {"mathml": "http://www.w3.org/1998/Math/MathML", "svg": "http://www.w3.org/2000/svg"}


@dataclass(frozen=True, slots=True)
class XhtmlFile:
    """A finished page: its name inside the package, its bytes, and what its manifest item says."""

    name: str
    data: bytes
    properties: tuple[str, ...]
    images: Mapping[str, str]  # names inside the package, and the words in their place


def page_templates(publication: Publication, context: FormatContext) -> PageTemplates:
    """Return the templates of the pages of an EPUB."""
    return PageTemplates.of(
        context.templates, publication, "epub", build_view(context, publication)
    )


def page_tree(
    publication: Publication,
    page: Page,
    layout: Layout,
    templates: PageTemplates,
    context: FormatContext,
) -> Element:
    """Return a page as its EPUB file holds it: a section with no namespace but epub's.

    What does not depend on other pages is kept.
    """
    language = publication.edition.language
    if page.kind is PageKind.COVER:
        root = _cover_tree(publication, page, layout, templates.templates)
    else:
        root = section_tree(publication, page, templates, context)
        join_openers(root)
        if page.kind is PageKind.BIBLIOGRAPHY:
            add_citing_notes(root, publication)
    mark_slanted(root, language)
    set_ruby(root, locale(language).marks.brackets)
    _finish(root, layout.pages[page.id], layout)
    return root


def _cover_tree(
    publication: Publication, page: Page, layout: Layout, templates: Templates
) -> Element:
    text = templates.render(
        _COVER,
        metadata=publication.metadata,
        labels=publication.edition.labels,
        page=page_view(page),
        image=relative(layout.pages[page.id], COVER_IMAGE),
    )
    root = parse(text, page.title)
    name_section(root, page)
    mark_western(root, publication.edition.language)
    return root


def _finish(root: Element, file: str, layout: Layout) -> None:
    """Rewrite links and image paths for the file, double lang, drop what only the build needs."""
    lower_names(root)
    for element in root.iter(etree.Element):
        if (language := element.get("lang")) is not None:
            element.set(XML_LANG, language)
        if element.tag == "a" and (href := element.get("href", "")).startswith("#"):
            # A dangling link stays as it is; the check of the finished file reports it.
            element.set("href", layout.link(file, href[1:]) or href)
        if element.tag == "img" and (image := layout.images.get(element.get("src", ""))):
            if element.get("src") in layout.drawn:
                kind = "drawn small" if element.get("src") in layout.small else "drawn"
                element.set("class", f"{element.get('class', '')} {kind}".strip())
            element.set("src", relative(file, image))


def write_page(
    root: Element, publication: Publication, page: Page, file: str, templates: Templates
) -> XhtmlFile:
    """Return a page's finished file; raises InvalidOutputError (NK501) if it is not XML."""
    title = numbered(page.number, page.title)
    text = templates.render(
        _WRAPPER,
        language=publication.edition.language,
        title=title,
        stylesheets=[relative(file, sheet) for sheet in STYLESHEETS],
        matter=MATTERS[page.matter],
        content=serialise(root),
    )
    document = parse(text, title)
    return XhtmlFile(file, to_bytes(document), _properties(document, page), _images(root, file))


def _properties(root: Element, page: Page) -> tuple[str, ...]:
    """Return the manifest properties that the content calls for (EPUB 3.3 §D.5.1)."""
    spaces = {etree.QName(element).namespace for element in root.iter(etree.Element)}
    names = ["nav"] if page.id == NAV_PAGE else []
    return tuple(names + [name for name, space in _SPACES.items() if space in spaces])


def _images(root: Element, file: str) -> Mapping[str, str]:
    """Return what a page shows, named from the package document, with its words."""
    folder = posixpath.dirname(file)
    return {
        posixpath.normpath(posixpath.join(folder, image.get("src", ""))): image.get("alt", "")
        for image in root.iter("img")
    }
