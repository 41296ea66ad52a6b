"""Titles in one line, as files, bookmarks and running text have them."""

from __future__ import annotations

from collections.abc import Mapping

from nkbook.model.metadata import Metadata

_GAP = "\u3000"  # between a number and a title: an ideographic space, which is one in a copy too


def full_title(metadata: Metadata, labels: Mapping[str, str]) -> str:
    """Return a book's title with its subtitle."""
    if not metadata.subtitle:
        return metadata.title
    return labels["full_title"].format(title=metadata.title, subtitle=metadata.subtitle)


def numbered(number: str | None, title: str) -> str:
    """Return a title with the number before it, if there is one: 第一章　古代."""
    return f"{number}{_GAP}{title}" if number else title
