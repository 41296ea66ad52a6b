"""The rows of a book's contents, with links from a file of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from nkbook.formats.html.files.layout import Layout
from nkbook.model.plain import Plain
from nkbook.model.publication import TocEntry, numbered


@dataclass(frozen=True, slots=True)
class NavEntry(Plain):
    """A row of the contents as a file shows it; ``href`` is relative to that."""

    title: str
    number: str | None
    href: str
    children: tuple[NavEntry, ...]
    heading: Markup | None = None

    @property
    def label(self) -> str:
        """Return number and title in one line, for readers that show plain text."""
        return numbered(self.number, self.title)


def entries(toc: Iterable[TocEntry], layout: Layout, start: str) -> tuple[NavEntry, ...]:
    """Return the contents with links as the file ``start`` must write them."""
    return tuple(
        NavEntry(
            title=entry.title,
            number=entry.number,
            href=layout.link(start, entry.href.removeprefix("#")) or entry.href,
            children=entries(entry.children, layout, start),
            heading=entry.heading,
        )
        for entry in toc
    )
