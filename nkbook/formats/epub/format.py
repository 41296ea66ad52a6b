"""Makes the EPUB 3.3 file of a publication: finished XHTML pages, packed by EbookLib."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nkbook.diagnostics.errors import InvalidOutputError
from nkbook.diagnostics.problems import Diagnostic
from nkbook.formats.base import Artifact, FormatContext
from nkbook.formats.epub import fonts, metadata, navigation, vertical
from nkbook.formats.epub.beside.records import SAMPLE_EPUB, write_records
from nkbook.formats.epub.images.compatible import in_pixels
from nkbook.formats.epub.images.packing import Packed, packed
from nkbook.formats.epub.judgement import check_epub
from nkbook.formats.epub.layout import COVER_IMAGE, PACKAGE_DOCUMENT, Layout
from nkbook.formats.epub.package import Item, Package, write
from nkbook.formats.epub.pages import XhtmlFile, page_templates, page_tree, write_page
from nkbook.formats.epub.parts.placing import Placed, place
from nkbook.formats.epub.sheet import stylesheets
from nkbook.formats.html import locators
from nkbook.formats.html.access import Access
from nkbook.formats.html.files import pagebreaks
from nkbook.formats.html.files.cover import cover_image
from nkbook.formats.html.files.entries import entries
from nkbook.formats.html.files.layout import relative
from nkbook.formats.html.files.losses import judge_chapters
from nkbook.formats.html.files.sheets import hidden_text, sheets_for
from nkbook.formats.html.screens.figures import add_data
from nkbook.formats.html.screens.unfolded import unfold_standing, unfold_tables
from nkbook.formats.trade.sample import sampled
from nkbook.locales.registry import locale
from nkbook.model.catalogue import identifiers
from nkbook.model.document import Element
from nkbook.model.elements import MATHML
from nkbook.model.page_kinds import PageKind
from nkbook.model.pagemap import PageMap
from nkbook.model.publication import Page, Publication, numbered
from nkbook.model.trees import has_class
from nkbook.project.config.formats import EPUB


@dataclass(frozen=True, slots=True)
class _Texts:
    """The pages made: files by page id, what they need, and what was found on the way."""

    files: Mapping[str, tuple[XhtmlFile, ...]]
    layout: Layout
    fonts: tuple[fonts.EmbeddedFont, ...]
    targets: tuple[pagebreaks.PageTarget, ...]  # where pages of the PDF begin
    tags: frozenset[str]  # of all elements
    described: bool  # all pictures
    pictures: Mapping[str, str]  # those that pages show, and the words in their place
    sheets: tuple[str, ...]  # stylesheets of what only some books have
    found: tuple[Diagnostic, ...]

    @property
    def images(self) -> frozenset[str]:
        """Return the names of the images that pages show."""
        return frozenset(self.pictures)

    @property
    def all_files(self) -> tuple[XhtmlFile, ...]:
        """Return the files of all pages in reading order, and the nav."""
        return tuple(file for files in self.files.values() for file in files)


def render(publication: Publication, context: FormatContext, target: Path) -> Artifact:
    """Write the publication as EPUB 3.3 to ``target``, and its records for the trade next to it.

    Raises InvalidOutputError (NK501) when a page is not well-formed or the finished file fails
    its check, NK503 or NK416–NK419 when it lacks text or parts, and OSError when it cannot be
    written.
    """
    made = _written(publication, context, target)
    sample = _sample(publication, context, target)
    cover = next((item.data for item in made.package.items if item.name == COVER_IMAGE), None)
    beside = write_records(
        publication,
        context,
        made.package.identifier,
        made.access,
        target,
        target.stat().st_size,
        cover,
    )
    found = (*made.found, *beside.found)
    return Artifact(target, diagnostics=found, beside=(*beside.files, *sample))


@dataclass(frozen=True, slots=True)
class _Made:
    """A file that was written: what it holds, what is true of it, and what there is to say."""

    package: Package
    access: Access
    found: tuple[Diagnostic, ...]


def _sample(
    publication: Publication, context: FormatContext, target: Path
) -> tuple[tuple[str, Path], ...]:
    """Write the sample that [sample] asks for, next to the book; it has no pages of the PDF."""
    chapters = context.options.sample.chapters
    if not chapters:
        return ()
    path = target.with_name(EPUB.companion(SAMPLE_EPUB, publication.metadata.slug))
    _written(sampled(publication, chapters), replace(context, page_map=None), path)
    return ((SAMPLE_EPUB, path),)


def _written(publication: Publication, context: FormatContext, target: Path) -> _Made:
    """Write one file and judge it."""
    if context.options.epub.compatible:
        publication = in_pixels(publication, context)
    texts = _texts(publication, Layout.of(publication), context)
    layout = texts.layout
    css, left_out = stylesheets(
        publication, context, texts.fonts, layout.images, texts.images, texts.sheets
    )
    access = Access(
        pictures=bool(_cover(publication) or texts.images),
        described=texts.described,
        moving=any(name.endswith(".gif") for name in texts.images),
        notes=any(page.document and page.document.notes for page in publication.pages),
        ruby="ruby" in texts.tags,
        maths=f"{MATHML}math" in texts.tags,
        indexed=any(page.kind is PageKind.INDEX for page in publication.pages),
        paged=bool(texts.targets),
        vertical=context.options.epub.vertical,
        certified_by=context.options.epub.certified_by,
    )
    images = tuple(packed(publication, context, layout.images, texts.pictures))
    package = _package(publication, context, layout, texts, access, css, images)
    write(package, context.source_date, target)
    lost = judge_chapters(publication, texts.files, layout)
    if problems := (*lost, *check_epub(target)):
        raise InvalidOutputError(problems)
    hidden = hidden_text(publication, texts.files, context.theme)
    smaller = (one for image in images for one in image.found)
    found = (*texts.found, *left_out, *smaller, *hidden)
    return _Made(package, access, found)


def _texts(publication: Publication, layout: Layout, context: FormatContext) -> _Texts:
    """Return the finished pages, the nav among them."""
    templates = page_templates(publication, context)
    trees = {
        page.id: page_tree(publication, page, layout, templates, context)
        for page in publication.pages
    }
    page_map = context.page_map or PageMap(())
    texts = locators.printed(publication, page_map.marks) or locators.by_chapter(publication)
    for page in publication.pages:
        if page.kind is PageKind.INDEX:
            locators.fill(trees[page.id], texts)
    if context.options.epub.vertical:
        page_map = vertical.paged(page_map, publication.edition.language)
        for tree in trees.values():
            vertical.set_vertical(tree, publication.edition.language)
    usage = fonts.Usage()
    if context.options.epub.embed_fonts:
        for tree in trees.values():
            fonts.mark(tree, usage)  # before the page breaks, which would split words
    targets, found = pagebreaks.insert(page_map, trees)
    for tree in trees.values():  # after the page breaks, which know cells by their tags
        if context.options.epub.vertical:
            unfold_standing(tree, vertical.STANDING)
        else:
            unfold_tables(tree)
    tags = frozenset(str(element.tag) for tree in trees.values() for element in tree.iter())
    sheets = sheets_for(trees.values())
    described = all(map(_is_described, trees.values()))
    titles = {page.id: numbered(page.number, page.title) for page in publication.pages}
    _add_data(publication, trees, layout)
    placed = place(trees, titles, layout)
    layout = placed.layout
    files = _files(publication, placed, targets, context)
    shown: dict[str, str] = {}
    for one in (one for of_page in files.values() for one in of_page):
        shown |= one.images
    return _Texts(
        files=files,
        layout=layout,
        fonts=fonts.embed(usage, context.theme.fonts, context.store),
        targets=targets,
        tags=tags,
        described=described,
        pictures=shown,
        sheets=sheets,
        found=found,
    )


def _files(
    publication: Publication,
    placed: Placed,
    targets: tuple[pagebreaks.PageTarget, ...],
    context: FormatContext,
) -> Mapping[str, tuple[XhtmlFile, ...]]:
    """Return the finished files by page id, the nav last."""
    layout = placed.layout
    nav = navigation.nav_page(publication)
    of_nav = navigation.nav_tree(publication, targets, layout, context.templates)
    pages = {page.id: page for page in (*publication.pages, nav)}
    files: dict[str, tuple[XhtmlFile, ...]] = {}
    for file, (page, tree) in (*placed.trees.items(), (layout.pages[nav.id], (nav.id, of_nav))):
        made = write_page(tree, publication, pages[page], file, context.templates)
        files[page] = (*files.get(page, ()), made)
    return files


def _add_data(publication: Publication, trees: Mapping[str, Element], layout: Layout) -> None:
    """Put the data of drawn figures under them."""
    drawn = [(item, layout.images[item.href]) for item in publication.resources if item.rows]
    for page, tree in trees.items():
        names = {relative(layout.pages[page], name): item for item, name in drawn}
        add_data(tree, names, publication.edition.labels)


def _is_described(tree: Element) -> bool:
    """Return True if all pictures of a page have words in their place, or add nothing."""
    return all(
        image.get("alt")
        or any(has_class(item, "decorative") for item in (image, *image.iterancestors("figure")))
        for image in tree.iter("img")
    )


def _cover(publication: Publication) -> Page | None:
    return next((page for page in publication.pages if page.kind is PageKind.COVER), None)


def _package(  # noqa: PLR0913 — all that goes into it
    publication: Publication,
    context: FormatContext,
    layout: Layout,
    texts: _Texts,
    access: Access,
    css: Mapping[str, bytes],
    images: tuple[Packed, ...],
) -> Package:
    """Return all that the container holds: pages in reading order, style, fonts, images."""
    items = [
        *(_item(file.name, _XHTML, file.data, *file.properties) for file in texts.all_files),
        *(_item(name, "text/css", data) for name, data in css.items()),
        *(_item(font.name, font.media_type, font.data) for font in texts.fonts),
        *(_item(one.name, one.media_type, one.data) for one in images),
    ]
    cover = _cover(publication)
    if cover:
        image = cover_image(publication, cover, context)
        items.append(_item(COVER_IMAGE, "image/jpeg", image, "cover-image"))
    own = locale(publication.edition.language).vertical
    return Package(
        identifier=identifiers.of_format(publication.metadata, "epub"),
        title=publication.metadata.title,
        language=publication.edition.language,
        rows=metadata.rows(
            publication, context.source_date, _id(COVER_IMAGE) if cover else None, access
        ),
        items=tuple(items),
        spine=tuple(_id(file.name) for page in publication.pages for file in texts.files[page.id]),
        contents=entries(publication.toc, layout, PACKAGE_DOCUMENT),
        guide=tuple(navigation.guide(publication, layout, PACKAGE_DOCUMENT)),
        page_list=navigation.page_entries(texts.targets, layout, PACKAGE_DOCUMENT),
        progression=own.page_progression if context.options.epub.vertical else None,
    )


_XHTML = "application/xhtml+xml"


def _item(name: str, media_type: str, data: bytes, *properties: str) -> Item:
    return Item(_id(name), name, media_type, data, properties)


def _id(name: str) -> str:
    """Return the manifest id of a file: its path with no slash, which is an XML name."""
    return name.replace("/", "-")
