"""Describes a build to templates."""

from __future__ import annotations

from nkbook.formats.base import FormatContext
from nkbook.look.views import BuildView


def build_view(context: FormatContext, trim: str | None = None) -> BuildView:
    """Return the view of a build; ``trim`` is the paper's size as a colophon prints it."""
    return BuildView(
        context.version, context.source_date, context.theme.fonts.text_families(), trim
    )
