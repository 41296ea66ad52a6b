"""Renders the cover template to the picture that shops and shelves show."""

from __future__ import annotations

import io

import pypdfium2
from markupsafe import Markup
from PIL import Image

from nkbook.formats.base import FormatContext
from nkbook.formats.html.build import build_view
from nkbook.formats.pictures import on_screen
from nkbook.look import cover_art
from nkbook.look.css.families import css_variables
from nkbook.look.drawings import SVG_TYPE
from nkbook.look.geta import stand_in
from nkbook.look.page_templates import PageTemplates
from nkbook.look.xhtml import serialise
from nkbook.model.book import Resource
from nkbook.model.publication import Page, Publication
from nkbook.weasy import File, engine

WIDTH, HEIGHT = 1600, 2560  # pixels; what shops ask for, 1 to 1.6
_TEMPLATE = "epub/picture.html.j2"
_QUALITY = 90
_SIZE = (150, 240)  # mm
# The cover as pdf.css sets it, on a sheet as wide as a paperback and of the shops' proportions.
_PAPER = (
    f"html{{font-size:10.5pt;line-height:18pt}}\n@page{{size:{_SIZE[0]}mm {_SIZE[1]}mm}}\n"
    f".page-cover{{height:{_SIZE[1]}mm}}\n"
)


def cover_image(publication: Publication, page: Page, context: FormatContext) -> bytes:
    """Return the cover as JPEG, 1600 pixels wide and 2560 high.

    Raises MissingToolError when WeasyPrint or its libraries are not as needed.
    """
    own = next((item for item in publication.resources if item.href == _own(publication)), None)
    if own is not None and own.media_type != SVG_TYPE:
        return _jpeg(on_screen(own, context).read())
    build = build_view(context, publication)
    root = PageTemplates.of(context.templates, publication, "epub", build).render(page)
    stand_in(root, context.theme.fonts)
    root.set("class", f"{root.get('class', '')} paper-cover")
    html = context.templates.render(
        _TEMPLATE,
        language=publication.edition.language,
        title=page.title,
        sheets=tuple(map(Markup, _sheets(publication, context))),
        content=serialise(root),
    )
    return context.store.made(
        "cover",
        lambda: _drawn(html, publication, context, own),
        html=html,
        picture=own.read() if own else b"",
        fonts=context.theme.fonts.content(context.store.digest),
        language=publication.edition.language,
    )


def _own(publication: Publication) -> str | None:
    return publication.metadata.cover


def _jpeg(data: bytes) -> bytes:
    """Return the publisher's picture as JPEG, no higher than shops take it."""
    with Image.open(io.BytesIO(data)) as picture:
        image = picture.convert("RGB")
    image.thumbnail((HEIGHT, HEIGHT))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY, subsampling=0)
    return buffer.getvalue()


def _drawn(
    html: str, publication: Publication, context: FormatContext, own: Resource | None
) -> bytes:
    """Lay the cover out and return it as JPEG; it shows nothing that is not in its HTML."""
    path = context.work / "cover.pdf"
    with engine(context.theme.fonts, publication.edition.language) as weasyprint:
        files = {own.href: File(own.path, own.media_type, own.data)} if own else {}
        weasyprint.lay_out(html, files).write(path, b"cover", ())
    return _picture(path.read_bytes())


def _sheets(publication: Publication, context: FormatContext) -> tuple[str, ...]:
    """Return the stylesheets of the PDF's cover."""
    theme = context.theme
    return (
        css_variables(theme.fonts),
        theme.stylesheet("base.css"),
        theme.stylesheet("pdf.css"),
        theme.stylesheet("cover.css"),
        _PAPER,
        cover_art.rules(
            publication.metadata, cover_art.Sheet(*_SIZE, bleed=1), store=context.store
        ),
        theme.optional_stylesheet(f"editions/{publication.edition.language}.css"),
        theme.optional_stylesheet("book.css"),
    )


def _picture(pdf: bytes) -> bytes:
    """Return the first page of a PDF as JPEG."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        image = page.render(scale=WIDTH / page.get_width()).to_pil().convert("RGB")
    finally:
        document.close()
    buffer = io.BytesIO()
    # Rounding may give a row more or less.
    image.resize((WIDTH, HEIGHT)).save(buffer, "JPEG", quality=_QUALITY, subsampling=0)
    return buffer.getvalue()
