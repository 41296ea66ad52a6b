"""Describes a build to templates."""

from __future__ import annotations

from nkbook.formats.base import FormatContext
from nkbook.look.fonts import FontSet
from nkbook.look.views import BuildView
from nkbook.model.publication import Publication


def build_view(
    context: FormatContext, publication: Publication, trim: str | None = None
) -> BuildView:
    """Return the view of a build; ``trim`` is the paper's size as a colophon prints it.

    Its fonts are those of prose, and those of code in a book that has any.
    """
    fonts = context.theme.fonts
    code = fonts.families(FontSet.MONO) if _has_code(publication) else ()
    return BuildView(context.version, context.source_date, (*fonts.text_families(), *code), trim)


def _has_code(publication: Publication) -> bool:
    documents = (page.document for page in publication.pages if page.document)
    roots = (root for one in documents for root in (one.tree, *(note.body for note in one.notes)))
    return any(next(root.iter("pre", "code"), None) is not None for root in roots)
