"""The one stylesheet of an EPUB, and where the pictures are that it names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import quote, unquote

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.formats.base import FormatContext
from nkbook.formats.epub import fonts
from nkbook.formats.epub.layout import STYLESHEET, relative
from nkbook.look.css.addresses import is_inside
from nkbook.look.css.cleaning import cleaned
from nkbook.model.publication import Publication

_SAMPLE = 60  # characters of an address that a message prints


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
        theme.optional_stylesheet(f"editions/{publication.edition.language}.css"),
        theme.optional_stylesheet("book.css"),
    )
    by_name = {unquote(href): name for href, name in images.items() if name in shown}

    def placed(address: str) -> str | None:
        if not is_inside(address):
            return address  # in the sheet itself: the theme has seen to that
        name = by_name.get(unquote(address.strip()))
        return None if name is None else quote(relative(STYLESHEET, name))

    css = [fonts.font_css(embedded, "../")]
    found: list[Diagnostic] = []
    for sheet in sheets:
        clean = cleaned(sheet, placed) if "(" in sheet and _may_name(sheet) else None
        css.append(sheet if clean is None else clean.css)
        for _, what in clean.dropped if clean else ():
            message = f'"{what.strip()[:_SAMPLE]}", which a stylesheet names, is not in the EPUB'
            hint = "show the picture in a chapter too, or put it into the sheet as a data: address"
            found.append(diagnostic("NK317", message, hint=hint))
    return "\n".join(filter(None, css)).encode(), tuple(dict.fromkeys(found))


def _may_name(sheet: str) -> bool:
    return any(word in sheet.lower() for word in ("url", "image", "src", "\\"))
