"""Where the links of a book's files lead, also those of a page that has several files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from lxml import etree

from nkbook.formats.html.files.layout import relative
from nkbook.model.document import Element


def target(file: str, href: str) -> tuple[str | None, str]:
    """Return the file and id that a link in a file leads to; None for one out of the book."""
    path, _, anchor = href.partition("#")
    if ":" in path or path.startswith("//"):
        return None, ""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(file), path)) if path else file
    return found, anchor


def joined(parts: Iterable[tuple[str, bytes]]) -> tuple[str, Element]:
    """Return the files of a page as one tree, with links as its first file would write them."""
    (first, data), *others = parts
    root = etree.fromstring(data)
    for file, more in others:
        part = etree.fromstring(more)
        for link in part.iter("{*}a"):
            found, anchor = target(file, str(link.get("href", "")))
            if found is not None:
                path = "" if found == first else relative(first, found)
                link.set("href", f"{path}#{anchor}" if anchor else path)
        root.append(part)
    return first, root
