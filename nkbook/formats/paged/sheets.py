"""The stylesheets of the paged formats, in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nkbook.formats.base import FormatContext
from nkbook.formats.paged.debug_grid import debug_grid
from nkbook.formats.paged.listings import drawings
from nkbook.formats.paged.trims import Trim
from nkbook.locales.registry import typesetting_for
from nkbook.look import cover_art
from nkbook.look.css.families import css_variables
from nkbook.look.css.ornament import ornament
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Publication
from nkbook.typesetting.policy import POLICIES, Typesetting

# Where a mark keeps its blank at the start of a line: that of a first letter of two lines too.
_WHOLE_MARKS = ".initial.with-mark{width:5.4rem;margin-right:.6rem}\n"


def sheets(
    publication: Publication, context: FormatContext, paper: Trim, format: str = "pdf"
) -> Iterator[str]:
    """Yield the stylesheets, general before particular, the book's own last."""
    theme = context.theme
    yield css_variables(theme.fonts)
    yield theme.stylesheet("base.css")
    yield paper.css()
    yield drawings.sheet(paper.code_size)
    yield theme.stylesheet("pdf.css")
    if any(page.kind is PageKind.COVER for page in publication.pages):
        yield theme.stylesheet("cover.css")
        sheet = cover_art.Sheet(paper.width, paper.height, bleed=1)
        yield cover_art.rules(publication.metadata, sheet, store=context.store)
    if format != "pdf":
        yield theme.stylesheet("print.css")
    if context.options.text.name_marks:
        yield ".name{--mark:name}\n.book{--mark:book}\n"
    if not typesetting(publication, context).policy.line_start:
        yield _WHOLE_MARKS
    yield ornament(context.options.text.ornament)
    yield theme.optional_stylesheet(f"editions/{publication.edition.language}.css")
    yield theme.optional_stylesheet("book.css")
    if context.debug_grid and format == "pdf":
        yield debug_grid(paper)


def typesetting(publication: Publication, context: FormatContext) -> Typesetting:
    """Return the composition that a book's settings ask for, or its edition's."""
    pdf = context.options.pdf
    if pdf.punctuation:
        own = Typesetting(POLICIES[pdf.punctuation])
    else:
        own = typesetting_for(publication.edition.language)
    return replace(own, hyphenation=tuple(pdf.hyphenation))
