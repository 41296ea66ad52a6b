"""Turns the pages of an edition into HTML files, one each, with links between the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree
from markupsafe import Markup

from nkbook.formats.base import FormatContext, Sibling
from nkbook.formats.html.files.entries import NavEntry, entries
from nkbook.formats.html.files.layout import relative
from nkbook.formats.html.files.trees import lower_names
from nkbook.formats.html.formulas import set_formulas
from nkbook.formats.html.markup import parse, to_html
from nkbook.formats.html.semantics import OPS
from nkbook.formats.site import layout as places
from nkbook.formats.site.citation import Citation
from nkbook.formats.site.extras.moved import Moved, lead_on
from nkbook.formats.site.figures import drawn_in_page, keep_room
from nkbook.formats.site.head import Head, complete
from nkbook.formats.site.layout import Layout
from nkbook.look.views import ContributorView, page_view
from nkbook.look.xhtml import serialise
from nkbook.model.book import Resource
from nkbook.model.document import Element
from nkbook.model.elements import HEADINGS, XHTML
from nkbook.model.page_kinds import PageKind
from nkbook.model.plain import Plain
from nkbook.model.publication import Page, Publication, TocEntry, numbered

_PAGE = "site/page.html.j2"
_AFTER = "data-after"


@dataclass(frozen=True, slots=True)
class HtmlFile:
    """A finished page: its name in the edition's folder, its bytes, and the images it shows."""

    name: str
    data: bytes
    images: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EditionLink(Plain):
    """Another edition, or the page's own: ``href`` leads to the same page, or to its contents."""

    name: str
    language: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class PageLink(Plain):
    """A link to another page, with its title."""

    title: str
    href: str


def finish(
    root: Element,
    file: str,
    publication: Publication,
    layout: Layout,
    pictures: Mapping[str, Resource],
) -> None:
    """Make a section's tree that of its file: links, drawings, links of headings to themselves."""
    lower_names(root)
    label = publication.edition.labels["site_section_link"]
    for number, element in enumerate(list(root.iter(etree.Element))):
        for name in [name for name in element.attrib if str(name).startswith(f"{{{OPS}}}")]:
            del element.attrib[name]
        if element.tag == "a" and (href := element.get("href", "")).startswith("#"):
            # A dangling link stays as it is; the check of the finished site reports it.
            element.set("href", layout.link(file, href[1:]) or href)
        elif element.tag == "img" and (image := layout.images.get(element.get("src", ""))):
            shown = pictures[str(element.get("src"))]
            element.set("src", relative(file, image))
            if shown.drawn:
                drawn_in_page(element, shown, number, publication.edition.language)
            else:
                keep_room(element, shown)
        elif element.tag in HEADINGS:
            _link_to_itself(element, label)
        elif element.get("role") == "doc-pagebreak":
            _stack(element)
        elif element.tag == "table" and next(element.iterancestors("table"), None) is None:
            _frame(element)
    etree.cleanup_namespaces(root)


def _frame(table: Element) -> None:
    """Put a table into a box in which it can be moved where the screen is narrower."""
    box = etree.Element("div", {"class": "site-wide"})
    parent = table.getparent()
    if parent is None:
        return
    box.tail, table.tail = table.tail, None
    parent.replace(table, box)
    box.append(table)


def _stack(mark: Element) -> None:
    """Say after how many others a page begins at the same place: their numbers share a margin."""
    before = mark.getprevious()
    if before is not None and before.get("role") == mark.get("role") and not before.tail:
        mark.set(_AFTER, str(int(before.get(_AFTER) or 0) + 1))


def _link_to_itself(heading: Element, label: str) -> None:
    section = heading.getparent()
    id = heading.get("id") or (section.get("id") if section is not None else None)
    if id is None or "quiet" in str(heading.get("class", "")).split():
        return
    title = " ".join("".join(map(str, heading.itertext())).split())
    attributes = {"class": "anchor", "href": f"#{id}", "aria-label": f"{label}：{title}"}
    etree.SubElement(heading, "a", attributes)


@dataclass(frozen=True, slots=True)
class Frame:
    """What is around the text on every page of an edition."""

    publication: Publication
    context: FormatContext
    layout: Layout
    contributors: tuple[ContributorView, ...]
    paged: bool  # the numbers of the PDF's pages are in the margin
    citation: Citation
    moved: Moved = field(default_factory=dict)

    def write(self, page: Page, root: Element, around: Sequence[Page | None]) -> HtmlFile:
        """Return a page's finished file; ``around`` are the pages before and after it.

        Raises InvalidOutputError (NK501) if it is not XML.
        """
        file = self.layout.pages[page.id]
        title = numbered(page.number, page.title)
        before, after = (None if one is None else self._link(file, one) for one in around)
        return self.page(
            _PAGE,
            file,
            title,
            root,
            page=page_view(page),
            previous=before,
            following=after,
            contents=self._contents(page, file),
            is_chapter=page.kind is PageKind.CHAPTER,
            # A motto's page shows no title; who hears the page, or searches it, is told one.
            untitled=next(root.iter("h1"), None) is None,
        )

    def page(
        self, template: str, file: str, title: str, root: Element | None = None, **more: object
    ) -> HtmlFile:
        """Return a file made by a template of the site, with what all its pages are given."""
        publication = self.publication
        text = self.context.templates.render(
            template,
            language=publication.edition.language,
            metadata=publication.metadata,
            edition=publication.edition,
            labels=publication.edition.labels,
            contributors=self.contributors,
            title=title,
            file=file,
            editions=self._editions(file),
            paged=self.paged,
            content=Markup("") if root is None else serialise(root),
            **more,
        )
        document = parse(text, title)
        set_formulas(document)  # of titles, in the contents
        base = self.context.options.site.base_url
        head = Head(
            folder=publication.edition.id,
            file=file,
            title=title,
            publication=publication,
            base=base,
            editions=self.context.editions,
            files=self._files(file),
            paged=self.paged,
            citation=self.citation,
            moved=self.moved.get(file, {}),
            offline=self.context.options.site.offline,
        )
        complete(document, head)
        top = document.find("{*}head")
        if top is not None and "elsewhere" in more:
            lead_on(top, str(more["elsewhere"]), XHTML)
        images = frozenset(str(one.get("src")) for one in document.iter("{*}img"))
        return HtmlFile(file, to_html(document), images)

    def _link(self, start: str, page: Page) -> PageLink:
        return PageLink(
            numbered(page.number, page.title), relative(start, self.layout.pages[page.id])
        )

    def _files(self, file: str) -> Mapping[str, str]:
        """Return the file of the same page in each edition that has it, by edition."""
        own = {page.id: self.layout.pages[page.id] for page in places.shown(self.publication)}
        ids = {name: key for key, name in own.items()}
        key = ids.get(file)
        return {one.id: file for one in self.context.editions if key is None or key in one.pages}

    def _editions(self, file: str) -> tuple[EditionLink, ...]:
        there = self._files(file)
        own = self.publication.edition.id

        def link(one: Sibling) -> EditionLink:
            href = f"../{one.id}/{there.get(one.id, places.CONTENTS)}"
            return EditionLink(one.name, one.language, href, one.id == own)

        return tuple(map(link, self.context.editions))

    def _contents(self, page: Page, file: str) -> tuple[NavEntry, ...]:
        """Return the rows of the contents beside a page: all chapters, and its own sections."""
        pages = self.publication.pages
        parts = frozenset(f"#{one.id}" for one in pages if one.kind is PageKind.PART)
        return entries(_cut(self.publication.toc, f"#{page.id}", parts), self.layout, file)


def _cut(rows: Sequence[TocEntry], own: str, parts: frozenset[str]) -> tuple[TocEntry, ...]:
    """Return rows without the sections of all chapters but one's own."""
    return tuple(
        row
        if row.href == own and row.href not in parts
        else replace(row, children=_cut(row.children, own, parts) if row.href in parts else ())
        for row in rows
    )
