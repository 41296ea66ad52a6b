"""Turns a chapter's text into its document: the element tree, notes, citations and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token

from nkbook.checks.parts.taken import Taking
from nkbook.diagnostics.doing import at_file
from nkbook.diagnostics.problems import Diagnostic, Location
from nkbook.manuscript.markdown.automatic_ids import aliases
from nkbook.manuscript.markdown.definitions import remarks, repeated, unused
from nkbook.manuscript.markdown.doubts import doubts
from nkbook.manuscript.markdown.foreign import marks
from nkbook.manuscript.markdown.html.remarks import rejoined
from nkbook.manuscript.markdown.levels import put_levels
from nkbook.manuscript.markdown.links.splitting import split_links
from nkbook.manuscript.markdown.maths.tree import split_paragraphs
from nkbook.manuscript.markdown.named import blocks, figures
from nkbook.manuscript.markdown.named.lines import mark_lines
from nkbook.manuscript.markdown.named.parallel import pair
from nkbook.manuscript.markdown.places import Places
from nkbook.manuscript.markdown.row_heads import mark_row_heads
from nkbook.manuscript.markdown.syntax import make_parser
from nkbook.manuscript.markdown.title_trees import Titles
from nkbook.manuscript.markdown.titles import titled
from nkbook.manuscript.markdown.tree.blocks import BlockBuilder
from nkbook.manuscript.markdown.tree.inline import Found, InlineBuilder
from nkbook.manuscript.markdown.tree.sections import nest_sections
from nkbook.manuscript.markdown.tree.validity import put_right
from nkbook.maths import Macros
from nkbook.model.book import Chapter
from nkbook.model.document import Document, Note

_SHOWN = 40  # characters of a note that a message shows


def parse(
    chapter: Chapter, macros: Macros | None = None
) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Return a chapter's document and its problems: NK205–NK230, NK250 and NK308.

    ``macros`` are the book's own commands in formulas.
    """
    at_file(chapter.source)
    return _Builder(chapter, found=Found(macros=dict(macros or {}))).document()


@dataclass(slots=True)
class _Definition:
    """A note's text: its block tokens and source lines; ``calls`` counts its calls."""

    tokens: list[Token]
    line: int
    end: int  # the line after its last
    calls: int = 0
    open: bool = False  # being built

    @property
    def beginning(self) -> str:
        """Return the first words of the note, as a message shows them."""
        text = " ".join(token.content for token in self.tokens if token.content).strip()
        return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


@dataclass(slots=True)
class _Builder:
    chapter: Chapter
    places: Places = field(init=False)
    blocks: BlockBuilder = field(init=False)
    found: Found = field(default_factory=Found)
    definitions: dict[str, _Definition] = field(default_factory=dict)
    parser: MarkdownIt = field(default_factory=make_parser)
    env: dict[str, Any] = field(default_factory=dict)  # the parser's: addresses, examples

    def document(self) -> tuple[Document, tuple[Diagnostic, ...]]:
        tokens = self.parser.parse(self.chapter.text, self.env)
        found = titled(self.chapter, tokens)
        self.chapter = found.chapter
        self.places = Places(self.chapter)
        self.blocks = BlockBuilder(self.places, self.found)
        self._warn_of_marks(tokens, self.chapter.first_line)
        self.found.problems += [
            *found.problems,
            *put_levels(found.tokens, self.places, found.level),
        ]
        body = rejoined(self._take_definitions(found.tokens))
        tree = etree.Element("div")
        taking = Taking(self._line, self.definitions.__contains__)
        titles = Titles(self.places, self.parser, self.env, taking)
        chapter, title_trees = titles.read(self.found, self._note)
        inline = InlineBuilder(self.places, self.found, self._note)
        self.found.taken += taking.blocks(body, self.chapter.first_line)
        self.blocks.build(tree, body, inline)
        self._report_uncalled()
        first = self.chapter.first_line
        for label, start, end in unused(self.env, self.found.labels):
            self.found.problem(
                "NK228",
                f"link definition [{label}] is used nowhere, so nothing of it is printed",
                self.places.at(first + start),
                f"if it is text, begin it with \\[{label}]",
            )
            self.found.unprinted.append((first + start, first + end))
        silent = chain(repeated(self.env), remarks(self.env, self.found.labels))
        self.found.unprinted += [(first + start, first + end) for start, end in silent]
        if not len(tree):
            where = self.places.at(self.chapter.first_line)
            message = "the chapter has no text; its title is printed alone"
            self.found.problem("NK218", message, where, "write it, or take it out of the spine")
        for root in (tree, *(note.body for note in self.found.notes)):
            split_paragraphs(root)
            split_links(root)
            named = [
                *blocks.dress(root, self.places),
                *figures.dress(root, self.places),
                *figures.dress_tables(root, self.places),
                *pair(root, self.places),
            ]
            mark_lines(root)
            for message, hint, number in named:
                self.found.problem("NK217", message, self.places.at(number), hint)
        mark_row_heads(tree)
        nest_sections(tree)
        for title in title_trees:
            split_links(title)
        tree[:0] = title_trees
        for root in (tree, *(note.body for note in self.found.notes)):
            for message, number in put_right(root):
                self.found.problem("NK245", message, self.places.at(number))
        names = [(words, self.chapter.id) for words, _ in found.names]
        headings = [(heading.title, heading.id) for heading in self.blocks.headings]
        document = Document(
            chapter=chapter,
            tree=tree,
            headings=tuple(self.blocks.headings),
            notes=tuple(self.found.notes),
            citations=tuple(self.found.citations),
            index_marks=tuple(self.found.index_marks),
            images=tuple(self.found.images),
            aliases={id: self.chapter.id for _, id in found.names if id}
            | dict(aliases([*names, *headings])),
            unprinted=tuple(self.found.unprinted),
            taken=tuple(self.found.taken),
        )
        return document, tuple(self.found.problems)

    def _report_uncalled(self) -> None:
        for label, definition in self.definitions.items():
            if not definition.calls:
                self._leave_out(
                    definition,
                    "NK206",
                    f"note [^{label}] is never called, so it is not printed: "
                    f'"{definition.beginning}"',
                    f"call it in the text with [^{label}], or remove it",
                )

    def _leave_out(self, definition: _Definition, code: str, message: str, hint: str) -> None:
        self.found.problem(code, message, self.places.at(definition.line), hint)
        self.found.unprinted.append((definition.line, definition.end))

    def _take_definitions(self, tokens: Sequence[Token]) -> list[Token]:
        """Return the tokens without the definitions of notes; those are stored by label.

        Of two definitions the later one is used, as in Pandoc.
        """
        body: list[Token] = []
        open_notes: list[_Definition] = []
        defined: list[tuple[str, _Definition]] = []
        for token in tokens:
            if token.type == "footnote_reference_open":
                start, end = (self.chapter.first_line + line for line in token.map or (0, 0))
                open_notes.append(_Definition([], start, end))
                defined.append((token.meta["label"], open_notes[-1]))
            elif token.type == "footnote_reference_close":
                open_notes.pop()
            else:
                (open_notes[-1].tokens if open_notes else body).append(token)
        for label, definition in defined:
            if label in self.definitions:
                first = self.definitions[label]
                self._leave_out(
                    first,
                    "NK207",
                    f"note [^{label}] is defined again at line {definition.line}, which is used; "
                    f'this is not printed: "{first.beginning}"',
                    "give one of them another label",
                )
            self.definitions[label] = definition
        return body

    def _warn_of_marks(self, tokens: Sequence[Token], first_line: int) -> None:
        for kind, line in marks(tokens):
            self.found.problem(
                "NK260",
                f"{kind.name} is printed as it is typed",
                self.places.at(first_line + line),
                kind.remedy,
            )
        for doubt, line in doubts(tokens):
            where = self.places.at(first_line + line)
            self.found.problem(doubt.code, doubt.message, where, doubt.remedy)

    def _line(self, token: Token, position: int | None, around: int) -> int:
        """Return the line of a token, or of an offset in it; ``around`` is that of its block."""
        if position is None:
            return self.places.line(token, around)
        return self.places.inline(token, around, position).line or around

    def _note(self, token: Token, where: Location) -> Note | None:
        """Return the note of a call or an inline note, or None if it is not defined (NK205)."""
        body = etree.Element("div")
        inner = InlineBuilder(self.places, self.found, self._note, in_note=True)
        taking = Taking(self._line, self.definitions.__contains__, in_note=True)
        if token.type == "note_inline":
            id = self.places.text_id(token.content, "fn-")
            parsed = self.parser.parseInline(token.content, self.env)[0]
            self._warn_of_marks([parsed], where.line or 1)
            parsed.map = [(where.line or 1) - self.chapter.first_line] * 2
            paragraph = etree.SubElement(body, "p", self.places.identity(parsed))
            self.found.taken += taking.inline(parsed, parsed.children or (), where.line or 1)
            inner.build(paragraph, parsed, where.line or 1)
            return Note(id, f"{id}-call", body, where)
        label = token.meta["label"]
        definition = self.definitions.get(label)
        if definition is None or definition.open:
            what = "called but not defined" if definition is None else "called inside itself"
            shown = label if len(label) <= _SHOWN else f"{label[:_SHOWN]}…"
            hint = f"add a line [^{shown}]: … to the chapter"
            if shown != label:
                hint = f"if it is the note itself, write ^[{shown}]"
            self.found.problem(
                "NK205",
                f"note [^{shown}] is {what}; the text is printed as it is written",
                where,
                hint if definition is None else None,
            )
            return None
        definition.calls += 1
        id = self.places.unique(f"{self.chapter.id}-fn-{label}")
        definition.open = True
        self.found.taken += taking.blocks(definition.tokens, self.chapter.first_line)
        self.blocks.build(body, rejoined(definition.tokens), inner)
        definition.open = False
        return Note(id, f"{id}-call", body, where)
