"""Lets formats on paper share one layout, where their stylesheets and templates allow it.

The printer's file and the booklet have the lines and pages of the PDF. They are painted in the same
process as it, right after their pages have been laid out.
"""

from __future__ import annotations

from nkbook.formats import pictures
from nkbook.formats.base import FormatContext
from nkbook.formats.paged.apart import work
from nkbook.formats.paged.apart.documents import Documents
from nkbook.formats.paged.apart.settled import Looks, Want
from nkbook.formats.paged.document import Assembly
from nkbook.formats.paged.trims import OFFSET
from nkbook.model.publication import Publication, interior
from nkbook.store import Store
from nkbook.weasy import only_paint

PDF, PRINT, BOOKLET = "pdf", "print", "booklet"


def shares(context: FormatContext, format: str) -> bool:
    """Return True if a format is made of the PDF's pages: both are made, and only paint differs.

    A page whose template prints something else in that format is laid out for it alone.
    """
    return (
        _asks(context, format)
        and not context.debug_grid
        and only_paint(context.theme.stylesheet("print.css"))
    )


def looks(
    publication: Publication, context: FormatContext, own: Looks, store: Store
) -> dict[str, work.Look]:
    """Return the looks in which the PDF's pages are painted: its ``own``, and those of others.

    Raises ConfigError (NK309) as the preparation of pictures for the printer does.
    """
    wanted = dict(own)
    for format, look in (
        (PRINT, work.Inks(pictures.press(context), OFFSET) if _asks(context, PRINT) else None),
        (BOOKLET, work.Plain()),
    ):
        if look is not None and shares(context, format):
            wanted[format] = _dressed(publication, context, format, look, store)
    return wanted


def want(
    publication: Publication,
    context: FormatContext,
    format: str,
    look: work.Inks | work.Plain,
    store: Store,
) -> Want:
    """Return what is wanted of a layout for a format that may share that of the PDF."""
    if not shares(context, format):
        return Want(format, format, {format: look})
    dressed = _dressed(publication, context, format, look, store)
    return Want(format, PDF, {format: dressed}, publication)


def _asks(context: FormatContext, format: str) -> bool:
    return {PDF, format} <= set(context.together)


def _dressed(
    publication: Publication,
    context: FormatContext,
    format: str,
    look: work.Inks | work.Plain,
    store: Store,
) -> work.Dress:
    """Return how pages of the PDF look in a format, with the pictures that it has."""
    inside = interior(publication)
    if isinstance(look, work.Inks):
        inside = pictures.for_press(inside, look.press, store)
    else:
        inside = pictures.for_screen(inside, context)
    documents = Documents(Assembly.of(inside, context, format))
    return work.Dress(look, documents.empty, documents.files, documents.file_digests)
