"""Where the pages and pictures of a book are as files, and how one links to another."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

PORTABLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Layout:
    """File names relative to the folder of the book: pages by id, images by source path.

    ``drawn`` are the source paths of images that the build draws and so may take the line's width.
    """

    pages: Mapping[str, str]
    images: Mapping[str, str]
    anchors: Mapping[str, str]  # element id → page id
    drawn: frozenset[str]

    def link(self, start: str, anchor: str) -> str | None:
        """Return the href from the file ``start`` to an element, or None when nobody has that id.

        A link to a whole page names its file alone, so that readers open it at the top.
        """
        page = anchor if anchor in self.pages else self.anchors.get(anchor)
        if page is None or page not in self.pages:
            return None
        target = self.file_of(anchor, page)
        if target == start:
            return f"#{anchor}"
        path = relative(start, target)
        return path if anchor == page else f"{path}#{anchor}"

    def file_of(self, anchor: str, page: str) -> str:  # noqa: ARG002 — a page may have several
        """Return the file of an element of a page."""
        return self.pages[page]


def relative(start: str, target: str) -> str:
    """Return the path from the file ``start`` to the file ``target``, both of one folder."""
    return posixpath.relpath(target, posixpath.dirname(start) or ".")


def image_names(
    hrefs: Iterable[str], taken: Collection[str] = (), endings: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return a file name in ``images/`` for each source path, unlike all others and those taken.

    ``endings`` are the suffixes of paths whose pictures have been turned into another kind.
    """
    names: dict[str, str] = {}
    all_taken = set(taken)
    for number, href in enumerate(dict.fromkeys(hrefs), 1):
        base = posixpath.basename(href)
        if endings and href in endings:
            base = posixpath.splitext(base)[0] + endings[href]
        name = f"images/{base}"
        if not PORTABLE.fullmatch(base) or name.lower() in all_taken:
            name = f"images/image.{number}{posixpath.splitext(base)[1]}"
        all_taken.add(name.lower())
        names[href] = name
    return names
