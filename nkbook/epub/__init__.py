"""Makes the EPUB 3.3 file of a publication: finished XHTML pages, packed by EbookLib."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from nkbook.book import Page, Publication
from nkbook.checks.epub import check_epub
from nkbook.epub import fonts, navigation
from nkbook.epub.cover import cover_image
from nkbook.epub.layout import COVER_IMAGE, PACKAGE_DOCUMENT, STYLESHEET, Layout
from nkbook.epub.metadata import identifier, rows
from nkbook.epub.package import Item, Package, write
from nkbook.epub.pages import XhtmlFile, page_tree, write_page
from nkbook.errors import InvalidOutputError
from nkbook.formats import Artifact, FormatContext

__all__ = ["render"]


def render(publication: Publication, context: FormatContext, target: Path) -> Artifact:
    """Write the publication as EPUB 3.3 to ``target``.

    Raises InvalidOutputError (NK501) when a page is not well-formed or the finished file fails
    its check, and OSError when it cannot be written.
    """
    write(_package(publication, context), context.source_date, target)
    if problems := check_epub(target):
        raise InvalidOutputError(problems)
    return Artifact(target)


def _package(publication: Publication, context: FormatContext) -> Package:
    """Return all that the container holds: pages in reading order, style, fonts, images."""
    pages = (*publication.pages, *navigation.missing_contents(publication))
    layout = Layout.of(publication, pages)
    files, embedded = _pages(publication, pages, layout, context)
    cover = next((page for page in publication.pages if page.template == "cover"), None)
    shown = frozenset[str]().union(*(file.images for file in files.values()))
    items = [
        *(_item(file.name, _XHTML, file.data, *file.properties) for file in files.values()),
        _item(STYLESHEET, "text/css", _stylesheet(publication, context, embedded)),
        *(_item(font.name, font.media_type, font.data) for font in embedded),
        *_image_items(publication, layout, shown),
    ]
    if cover:
        image = cover_image(publication, cover, context)
        items.append(_item(COVER_IMAGE, "image/jpeg", image, "cover-image"))
    return Package(
        identifier=identifier(publication.metadata, publication.edition),
        title=publication.metadata.title,
        language=publication.edition.language,
        rows=rows(
            publication,
            context.source_date,
            cover_id=_id(COVER_IMAGE) if cover else None,
            images=bool(shown - {COVER_IMAGE}),
        ),
        items=tuple(items),
        spine=tuple(_id(layout.pages[page.id]) for page in publication.pages),
        contents=navigation.entries(publication.toc, layout, PACKAGE_DOCUMENT),
    )


def _pages(
    publication: Publication, pages: Iterable[Page], layout: Layout, context: FormatContext
) -> tuple[dict[str, XhtmlFile], tuple[fonts.EmbeddedFont, ...]]:
    """Return the finished pages by id, and the fonts that they use."""
    usage = fonts.Usage()
    files = {}
    for page in pages:
        root = page_tree(publication, page, layout, context.templates, build=_facts(context))
        if context.epub.embed_fonts:
            fonts.mark(root, usage)
        files[page.id] = write_page(root, publication, page, layout, context.templates)
    return files, fonts.embed(usage, context.theme.fonts)


def _facts(context: FormatContext) -> dict[str, object]:
    """Return what the imprint page says of the build."""
    families = dict.fromkeys(face.family for face in context.theme.fonts.faces)
    return {
        "version": context.version,
        "source_date": context.source_date,
        "fonts": tuple(families),
    }


def _stylesheet(
    publication: Publication, context: FormatContext, embedded: tuple[fonts.EmbeddedFont, ...]
) -> bytes:
    """Return the one stylesheet: the fonts, the theme's rules, the edition's and the book's own."""
    theme = context.theme
    sheets = (
        fonts.font_css(embedded, "../"),
        theme.stylesheet("base.css"),
        theme.stylesheet("epub.css"),
        theme.optional_stylesheet(f"editions/{publication.edition.language}.css"),
        theme.optional_stylesheet("book.css"),
    )
    return "\n".join(sheet for sheet in sheets if sheet).encode()


def _image_items(publication: Publication, layout: Layout, shown: frozenset[str]) -> Iterator[Item]:
    """Yield the images that some page shows; EPUBCheck blames an unused one (OPF-097)."""
    for resource in publication.resources:
        if (name := layout.images[resource.href]) in shown:
            yield _item(name, resource.media_type, resource.path.read_bytes())


_XHTML = "application/xhtml+xml"


def _item(name: str, media_type: str, data: bytes, *properties: str) -> Item:
    return Item(_id(name), name, media_type, data, properties)


def _id(name: str) -> str:
    """Return the manifest id of a file: its path with no slash, which is an XML name."""
    return name.replace("/", "-")
