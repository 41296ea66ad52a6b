"""The stylesheets of an EPUB, and where the pictures are that it names."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.formats.base import FormatContext
from nkbook.formats.epub import fonts
from nkbook.formats.epub.layout import NEWER, STYLESHEET
from nkbook.formats.html.files.sheets import with_pictures
from nkbook.look.css.older import parted
from nkbook.look.css.ornament import for_readers, ornament
from nkbook.model.publication import Publication
from nkbook.store.reading import kept


def stylesheets(  # noqa: PLR0913 — all that sheets hang on
    publication: Publication,
    context: FormatContext,
    embedded: tuple[fonts.EmbeddedFont, ...],
    images: Mapping[str, str],
    shown: Collection[str],
    features: Collection[str],
) -> tuple[Mapping[str, bytes], tuple[Diagnostic, ...]]:
    """Return the fonts, the theme's rules, the edition's and the book's own; and NK317, NK319.

    They are in two files, for engines of every age and for newer ones, by name.
    As in the PDF, a rule may show the pictures that chapters show too. ``images`` are their names
    in the EPUB by those in the book, of which those are packed that are ``shown``. ``features``
    are what ``sheets_for`` returns.
    """
    theme = context.theme
    own = [
        theme.plain_stylesheet(name)
        for name in (f"editions/{publication.edition.language}.css", "book.css")
    ]
    sheets = (
        theme.stylesheet("base.css"),
        theme.stylesheet("epub.css"),
        *map(theme.stylesheet, features),
        theme.stylesheet("epub-vertical.css") if context.options.epub.vertical else "",
        theme.stylesheet("epub-marks.css") if context.options.text.name_marks else "",
        for_readers(ornament(context.options.text.ornament)),
        *(sheet for sheet, _ in own),
    )
    joined, found = with_pictures(sheets, STYLESHEET, images, shown, "EPUB")
    css = "\n".join(filter(None, (fonts.font_css(embedded, "../"), joined)))
    vertical = context.options.epub.vertical
    older, newer = kept(context.store, _parted, css, vertical)
    left_out = tuple(
        diagnostic(
            "NK319",
            f"{one}, which not all e-readers can read, is left out of the EPUB",
            where,
            "write it as CSS 2.1 has it",
        )
        for _, lost in own
        for where, one in lost
        if not one.broken  # of which the theme speaks
    )
    return {STYLESHEET: older.encode(), NEWER: newer.encode()}, (*left_out, *found)


def _parted(css: str, vertical: bool) -> tuple[str, str]:
    return parted(css, vertical=vertical)
