"""A chapter's titles, which are Markdown too: ``title`` and ``short-title`` of its header.

A title with mark-up is the first element of the chapter's tree, an ``h1`` with ``data-title``, so
that whatever is done with text is done with it: conversion, notes, links, marks of the index. The
``Chapter`` has the words alone, for outlines, running heads and metadata.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token

from nkbook.checks.parts.taken import Taking
from nkbook.diagnostics.problems import Location
from nkbook.manuscript.markdown.places import Places
from nkbook.manuscript.markdown.tree.inline import Found, InlineBuilder
from nkbook.model.book import Chapter
from nkbook.model.document import Element, Note
from nkbook.model.trees import SHORT_TITLE, TITLE, text_of


@dataclass(frozen=True, slots=True)
class Titles:
    """Reads the titles of one chapter; ``env`` is what the parser knows from the chapter's text."""

    places: Places
    parser: MarkdownIt
    env: dict[str, Any]
    taking: Taking

    def read(
        self, found: Found, make_note: Callable[[Token, Location], Note | None]
    ) -> tuple[Chapter, list[Element]]:
        """Return the chapter with the words of its titles, and as elements those with mark-up.

        What a short title cannot hold is NK246.
        """
        chapter = self.places.chapter
        title = self._element(TITLE)
        self._build(title, chapter.title, InlineBuilder(self.places, found, make_note))
        words = replace(chapter, title=_words(title) or chapter.id)
        if not chapter.short_title:
            return words, [title] if len(title) else []
        short = self._element(SHORT_TITLE)
        inside = Found()
        self._build(short, chapter.short_title, InlineBuilder(self.places, inside, _no_note))
        found.problems += inside.problems
        found.labels |= inside.labels
        words = replace(words, short_title=_words(short) or None)
        if inside.notes or inside.citations or inside.index_marks or inside.images:
            short = etree.Element("h1")
            found.problem(
                "NK246",
                "a short title holds more than words, which alone are printed",
                self.places.at(chapter.title_line),
                "put the note, the picture or the mark of the index into the title",
            )
        return words, [element for element in (title, short) if len(element)]

    def _element(self, role: str) -> Element:
        line = str(self.places.chapter.title_line)
        return etree.Element("h1", {"data-title": role, "data-line": line})

    def _build(self, element: Element, text: str, builder: InlineBuilder) -> None:
        line = self.places.chapter.title_line
        (inline,) = self.parser.parseInline(text.strip(), self.env)
        inline.map = [line - self.places.chapter.first_line] * 2
        builder.found.taken += self.taking.inline(inline, inline.children or (), line)
        builder.build(element, inline, line)


def _words(title: Element) -> str:
    """Return a title's words, or those of its pictures if it has no others."""
    pictures = "".join(image.get("alt", "") for image in title.iter("img"))
    return text_of(title).strip() or pictures


def _no_note(_: Token, where: Location) -> Note:
    return Note("", "", etree.Element("div"), where)
