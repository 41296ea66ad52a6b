"""The stylesheets of an EPUB, and where the pictures are that it names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from urllib.parse import quote, unquote
from xml.etree import ElementTree

import cssselect2

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.formats.base import FormatContext
from nkbook.formats.epub import fonts
from nkbook.formats.epub.layout import NEWER, STYLESHEET, relative
from nkbook.formats.epub.pages import XhtmlFile
from nkbook.look.css.addresses import is_inside
from nkbook.look.css.cleaning import cleaned
from nkbook.look.css.older import parted
from nkbook.look.css.ornament import for_readers, ornament
from nkbook.look.theme import Theme
from nkbook.model.publication import Publication

_WORDS = 30  # characters of what is hidden
_SAMPLE = 60  # characters of an address that a message prints


def stylesheets(  # noqa: PLR0913 — all that sheets hang on
    publication: Publication,
    context: FormatContext,
    embedded: tuple[fonts.EmbeddedFont, ...],
    images: Mapping[str, str],
    shown: Collection[str],
    bopomofo: bool,
) -> tuple[Mapping[str, bytes], tuple[Diagnostic, ...]]:
    """Return the fonts, the theme's rules, the edition's and the book's own; and NK317.

    They are in two files, for engines of every age and for newer ones, by name.
    As in the PDF, a rule may show the pictures that chapters show too. ``images`` are their names
    in the EPUB by those in the book, of which those are packed that are ``shown``. With
    ``bopomofo`` words have such readings.
    """
    theme = context.theme
    sheets = (
        theme.stylesheet("base.css"),
        theme.stylesheet("epub.css"),
        theme.stylesheet("epub-bopomofo.css") if bopomofo else "",
        theme.stylesheet("epub-vertical.css") if context.options.epub.vertical else "",
        theme.stylesheet("epub-marks.css") if context.options.text.name_marks else "",
        for_readers(ornament(context.options.text.ornament)),
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
    older, newer = parted("\n".join(filter(None, css)), vertical=context.options.epub.vertical)
    made = {STYLESHEET: older.encode(), NEWER: newer.encode()}
    return made, tuple(dict.fromkeys(found))


def _may_name(sheet: str) -> bool:
    return any(word in sheet.lower() for word in ("url", "image", "src", "\\"))


def hidden_text(
    publication: Publication, files: Mapping[str, tuple[XhtmlFile, ...]], theme: Theme
) -> Iterator[Diagnostic]:
    """Yield NK422 for each declaration of the book's own stylesheets that hides words of a chapter.

    ``files`` are those of pages, by id.
    """
    rules = [(where, one) for where, one in theme.hiding_rules() if one.surely]
    if not rules:
        return
    matcher = cssselect2.Matcher()
    for number, (_, one) in enumerate(rules):
        for selector in one.selectors:
            matcher.add_selector(selector, number)
    samples: dict[int, str] = {}
    for page in publication.pages:
        if page.document is None:
            continue
        for file in files[page.id]:
            root = ElementTree.fromstring(file.data)  # noqa: S314 — we wrote it
            for element in cssselect2.ElementWrapper.from_html_root(root).iter_subtree():
                words = " ".join("".join(element.etree_element.itertext()).split())
                for *_, number in matcher.match(element) if words else ():
                    samples.setdefault(number, words[:_WORDS])
    for number, words in sorted(samples.items()):
        where, one = rules[number]
        message = f'"{one.what}" hides text in the EPUB: "{words}"'
        yield diagnostic("NK422", message, where, "if it is meant for paper: @media print { … }")
