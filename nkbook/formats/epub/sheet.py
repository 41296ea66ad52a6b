"""The one stylesheet of an EPUB, and where the pictures are that it names."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from nkbook.diagnostics.problems import Diagnostic
from nkbook.formats.base import FormatContext
from nkbook.formats.epub import fonts
from nkbook.formats.epub.layout import STYLESHEET
from nkbook.formats.html.files.sheets import with_pictures
from nkbook.look.css.ornament import for_readers, ornament
from nkbook.model.publication import Publication


def stylesheet(
    publication: Publication,
    context: FormatContext,
    embedded: tuple[fonts.EmbeddedFont, ...],
    images: Mapping[str, str],
    shown: Collection[str],
) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """Return the fonts, the theme's rules, the edition's and the book's own; and NK317.

    As in the PDF, a rule may show the pictures that chapters show too. ``images`` are their names
    in the EPUB by those in the book, of which those are packed that are ``shown``.
    """
    theme = context.theme
    sheets = (
        theme.stylesheet("base.css"),
        theme.stylesheet("epub.css"),
        theme.stylesheet("epub-vertical.css") if context.options.epub.vertical else "",
        theme.stylesheet("epub-marks.css") if context.options.text.name_marks else "",
        for_readers(ornament(context.options.text.ornament)),
        theme.optional_stylesheet(f"editions/{publication.edition.language}.css"),
        theme.optional_stylesheet("book.css"),
    )
    joined, found = with_pictures(sheets, STYLESHEET, images, shown, "EPUB")
    return "\n".join(filter(None, (fonts.font_css(embedded, "../"), joined))).encode(), found
