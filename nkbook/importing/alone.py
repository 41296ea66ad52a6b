"""A folder of no tool whose book is one file of Markdown, or files of plain text."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from nkbook.importing.folder import Folder
from nkbook.importing.model import Log, Node, Outline
from nkbook.importing.pandoc.reading import Choices
from nkbook.importing.pandoc.single import outline_of
from nkbook.importing.sources import plain
from nkbook.importing.text.header import split_header
from nkbook.importing.text.headings import read_headings
from nkbook.importing.text.plain_text import is_plain

_NO_BOOKS = {"requirements", "robots", "license", "licence", "copying", "notice", "cmakelists"}
_LONG = 5_000  # characters of a text whose sections are chapters
_MANY = 3


def outline(folder: Folder, choices: Choices) -> Outline | None:
    """Return the book, or None if the folder has several texts in Markdown or none.

    A single text with several chapters is divided into them. README stays before files of plain
    text; a file with chapters of its own is a part of several.
    """
    known = plain.outline(folder)
    texts = [node.path for node in known.body if node.path and not node.children]
    if any(node.children for node in known.body) or len(texts) > 1:
        return None
    found = [path for path in folder.files if _is_text(folder, path)]
    if texts and not found:
        return _divided(folder, texts[0], known, choices)
    if not found or (texts and posixpath.splitext(texts[0])[0].lower() != "readme"):
        return None
    books = {path: _of_text(folder, path, choices) for path in sorted(found, key=plain.natural)}
    first = next(iter(books.values()))
    changes = (*known.changes, *(change for one in books.values() for change in one.changes))
    if len(books) == 1:
        return replace(first, body=(*known.body, *first.body), changes=changes)
    nodes = [_node(path, one) for path, one in books.items()]
    return Outline(
        title=first.title if len({one.title for one in books.values()}) == 1 else "",
        authors=first.authors,
        body=(*known.body, *nodes),
        rewrites=first.rewrites,
        changes=changes,
    )


def _is_text(folder: Folder, path: str) -> bool:
    stem, suffix = posixpath.splitext(posixpath.basename(path).lower())
    is_named = suffix == ".txt" and stem not in _NO_BOOKS and plain.is_chapter(path, (suffix,))
    return is_named and is_plain(folder.text(path) or "")


def _divided(folder: Folder, path: str, known: Outline, choices: Choices) -> Outline | None:
    text = folder.text(path) or ""
    headings = read_headings(split_header(text, path).text)[1]
    levels = [one.level for one in headings]
    top = min(levels, default=0)
    is_long = len(text) > _LONG and levels.count(top + 1) >= _MANY
    # One of two that stands above all is the title of the other, more or less.
    is_titled = bool(headings) and headings[0].line == 0
    if levels.count(top) < (_MANY if is_titled else _MANY - 1) and not is_long:
        return None
    found = _of_text(folder, path, choices)
    return replace(
        found,
        rewrites=(*known.rewrites, *found.rewrites),
        changes=(*known.changes, *found.changes),
    )


def _of_text(folder: Folder, path: str, choices: Choices) -> Outline:
    return outline_of(folder, path, Log(path), choices)


def _node(path: str, book: Outline) -> Node:
    """Return a file of several: a chapter, or a part if it has chapters of its own."""
    title = posixpath.splitext(posixpath.basename(path))[0]
    if len(book.body) == 1 and not book.body[0].children:
        one = book.body[0]
        return replace(one, title=one.title or title)
    leaves = [leaf for node in book.body for leaf in (node.children or (node,))]
    return Node(book.title or title, children=tuple(leaves), part=True)
