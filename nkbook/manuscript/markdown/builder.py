"""Turns a chapter's text into its document: the element tree, notes, citations and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token

from nkbook.diagnostics.problems import Diagnostic, Location
from nkbook.manuscript.markdown.automatic_ids import aliases
from nkbook.manuscript.markdown.definitions import unused
from nkbook.manuscript.markdown.places import Places
from nkbook.manuscript.markdown.syntax import make_parser
from nkbook.manuscript.markdown.titles import Titles
from nkbook.manuscript.markdown.tree.blocks import BlockBuilder
from nkbook.manuscript.markdown.tree.inline import Found, InlineBuilder
from nkbook.manuscript.markdown.tree.sections import nest_sections
from nkbook.manuscript.markdown.tree.validity import put_right
from nkbook.model.book import Chapter
from nkbook.model.document import Document, Note


def parse(chapter: Chapter) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Return a chapter's document and its problems: NK205–NK230 and NK308."""
    return _Builder(chapter).document()


@dataclass(slots=True)
class _Definition:
    """A note's text: its block tokens and source line; ``calls`` counts its calls."""

    tokens: list[Token]
    line: int
    calls: int = 0


@dataclass(slots=True)
class _Builder:
    chapter: Chapter
    places: Places = field(init=False)
    blocks: BlockBuilder = field(init=False)
    found: Found = field(default_factory=Found)
    definitions: dict[str, _Definition] = field(default_factory=dict)
    parser: MarkdownIt = field(default_factory=make_parser)
    env: dict[str, Any] = field(default_factory=dict)  # the parser's: addresses, examples

    def __post_init__(self) -> None:
        self.places = Places(self.chapter)
        self.blocks = BlockBuilder(self.places, self.found)

    def document(self) -> tuple[Document, tuple[Diagnostic, ...]]:
        tokens = self.parser.parse(self.chapter.text, self.env)
        body = self._take_definitions(tokens)
        tree = etree.Element("div")
        chapter, titles = Titles(self.places, self.parser, self.env).read(self.found, self._note)
        inline = InlineBuilder(self.places, self.found, self._note)
        self.blocks.build(tree, body, inline)
        for label, definition in self.definitions.items():
            if not definition.calls:
                self.found.problem(
                    "NK206",
                    f"note [^{label}] is defined but never called",
                    self.places.at(definition.line),
                    f"call it in the text with [^{label}], or remove it",
                )
        for label, line in unused(self.env, self.found.labels):
            self.found.problem(
                "NK228",
                f"link definition [{label}] is used nowhere, so nothing of it is printed",
                self.places.at(self.chapter.first_line + line),
                f"if it is text, begin it with \\[{label}]",
            )
        if not len(tree):
            where = self.places.at(self.chapter.first_line)
            self.found.problem("NK218", "the chapter has no text", where)
        nest_sections(tree)
        tree[:0] = titles
        for root in (tree, *(note.body for note in self.found.notes)):
            for message, number in put_right(root):
                self.found.problem("NK245", message, self.places.at(number))
        document = Document(
            chapter=chapter,
            tree=tree,
            headings=tuple(self.blocks.headings),
            notes=tuple(self.found.notes),
            citations=tuple(self.found.citations),
            index_marks=tuple(self.found.index_marks),
            images=tuple(self.found.images),
            aliases=aliases((heading.title, heading.id) for heading in self.blocks.headings),
        )
        return document, tuple(self.found.problems)

    def _take_definitions(self, tokens: Sequence[Token]) -> list[Token]:
        """Return the tokens without the definitions of notes; those are stored by label."""
        body: list[Token] = []
        open_notes: list[_Definition] = []
        for token in tokens:
            if token.type == "footnote_reference_open":
                label, line = token.meta["label"], self.places.line(token)
                open_notes.append(_Definition([], line))
                if label in self.definitions:
                    first = self.definitions[label].line
                    self.found.problem(
                        "NK207",
                        f"note [^{label}] is defined twice",
                        self.places.at(line),
                        f"the first definition is at line {first}",
                    )
                else:
                    self.definitions[label] = open_notes[-1]
            elif token.type == "footnote_reference_close":
                open_notes.pop()
            else:
                (open_notes[-1].tokens if open_notes else body).append(token)
        return body

    def _note(self, token: Token, where: Location) -> Note | None:
        """Return the note of a call or an inline note, or None if it is not defined (NK205)."""
        body = etree.Element("div")
        inner = InlineBuilder(self.places, self.found, self._note, in_note=True)
        if token.type == "note_inline":
            id = self.places.text_id(token.content, "fn-")
            parsed = self.parser.parseInline(token.content, self.env)[0]
            parsed.map = [(where.line or 1) - self.chapter.first_line] * 2
            paragraph = etree.SubElement(body, "p", self.places.identity(parsed))
            inner.build(paragraph, parsed, where.line or 1)
            return Note(id, f"{id}-call", body, where)
        label = token.meta["label"]
        definition = self.definitions.get(label)
        if definition is None:
            self.found.problem(
                "NK205",
                f"note [^{label}] is called but not defined",
                where,
                f"add a line [^{label}]: … to the chapter",
            )
            return None
        definition.calls += 1
        id = self.places.unique(f"{self.chapter.id}-fn-{label}")
        self.blocks.build(body, definition.tokens, inner)
        return Note(id, f"{id}-call", body, where)
