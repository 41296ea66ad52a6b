"""Block tokens → the chapter's element tree, its notes and all that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree
from markdown_it.token import Token

from nkbook.book import Chapter, Document, Element, Heading, Note
from nkbook.errors import Diagnostic, Location
from nkbook.labels import languages
from nkbook.markdown.inline import RAW_HTML_HINT, Found, InlineBuilder
from nkbook.markdown.places import Places
from nkbook.markdown.sections import nest_sections
from nkbook.markdown.syntax import attributes, make_parser
from nkbook.markdown.tables import column_widths
from nkbook.trees import text_of

_ELEMENTS = {
    "paragraph_open": "p",
    "bullet_list_open": "ul",
    "ordered_list_open": "ol",
    "list_item_open": "li",
    "blockquote_open": "blockquote",
    "dl_open": "dl",
    "dt_open": "dt",
    "dd_open": "dd",
    "table_open": "table",
    "thead_open": "thead",
    "tbody_open": "tbody",
    "tr_open": "tr",
    "th_open": "th",
    "td_open": "td",
}
_WITHOUT_ID = {"thead", "tbody", "th", "td"}
_COMMENTS = re.compile(r"\s*(?:<!--.*?-->\s*)*\Z", re.DOTALL)
_TRAILING_ATTRIBUTES = re.compile(r"\s*(\{[^{}]*\})\s*\Z")
_CAPTION = re.compile(r"(?::|Table:)[ \t]+")


def parse(chapter: Chapter) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Return a chapter's document and its problems: NK205–NK207, NK210, NK212–NK218, NK308."""
    return _Builder(chapter).document()


@dataclass(slots=True)
class _Definition:
    """A note's text: its block tokens and source line; ``calls`` counts where it is called."""

    tokens: list[Token]
    line: int
    calls: int = 0


@dataclass(slots=True)
class _Builder:
    chapter: Chapter
    places: Places = field(init=False)
    found: Found = field(default_factory=Found)
    definitions: dict[str, _Definition] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = Places(self.chapter)

    def document(self) -> tuple[Document, tuple[Diagnostic, ...]]:
        tokens = make_parser().parse(self.chapter.text, {})
        body = self._take_definitions(tokens)
        tree = etree.Element("div")
        inline = InlineBuilder(self.places, self.found, self._note)
        self._blocks(tree, body, inline)
        for label, definition in self.definitions.items():
            if not definition.calls:
                self.found.problem(
                    "NK206",
                    f"note [^{label}] is defined but never called",
                    self.places.at(definition.line),
                    f"call it in the text with [^{label}] or take it out",
                )
        if not len(tree):
            where = self.places.at(self.chapter.first_line)
            self.found.problem("NK218", "the chapter has no text", where)
        nest_sections(tree)
        document = Document(
            chapter=self.chapter,
            tree=tree,
            headings=tuple(self.headings),
            notes=tuple(self.found.notes),
            citations=tuple(self.found.citations),
            index_marks=tuple(self.found.index_marks),
            images=tuple(self.found.images),
        )
        return document, tuple(self.found.problems)

    def _take_definitions(self, tokens: Sequence[Token]) -> list[Token]:
        """Return the tokens without the definitions of notes, which are kept by label."""
        body: list[Token] = []
        current: _Definition | None = None
        for token in tokens:
            if token.type == "footnote_reference_open":
                label, line = token.meta["label"], self.places.line(token)
                current = _Definition([], line)
                if label in self.definitions:
                    first = self.definitions[label].line
                    self.found.problem(
                        "NK207",
                        f"note [^{label}] is defined twice",
                        self.places.at(line),
                        f"the first definition is at line {first}",
                    )
                else:
                    self.definitions[label] = current
            elif token.type == "footnote_reference_close":
                current = None
            else:
                (body if current is None else current.tokens).append(token)
        return body

    def _note(self, token: Token, where: Location) -> Note | None:
        """Return the note that a call or an inline note stands for."""
        body = etree.Element("div")
        inner = InlineBuilder(self.places, self.found, self._note, in_note=True)
        if token.type == "note_inline":
            id = self.places.text_id(token.content, "fn-")
            parsed = make_parser().parseInline(token.content, {})[0]
            parsed.map = [(where.line or 1) - self.chapter.first_line] * 2
            paragraph = etree.SubElement(body, "p", self._identity(parsed))
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
        self._blocks(body, definition.tokens, inner)
        return Note(id, f"{id}-call", body, where)

    def _identity(self, token: Token, line: int = 0) -> dict[str, str]:
        """Return the id and source line that every block carries."""
        return {
            "id": str(token.attrs.get("id") or self.places.block_id(token)),
            "data-line": str(self.places.line(token, line)),
        }

    def _blocks(self, root: Element, tokens: Sequence[Token], inline: InlineBuilder) -> None:
        stack: list[Element] = [root]
        line = self.chapter.first_line
        position = 0
        while position < len(tokens):
            token = tokens[position]
            line = self.places.line(token, line)
            parent = stack[-1]
            position += 1
            if token.type == "paragraph_open":
                content = tokens[position]
                if self._caption(parent, content, line, inline) or self._figure(
                    parent, token, content, line, inline
                ):
                    position += 2
                else:
                    stack.append(self._paragraph(parent, token))
            elif token.type == "heading_open":
                self._heading(parent, token, tokens[position], inline)
                position += 2
            elif token.type == "div_open":
                stack.append(self._div(parent, token, line))
            elif token.type in _ELEMENTS:
                stack.append(self._element(parent, token, line))
            elif token.nesting < 0:
                stack.pop()
            elif token.type == "inline":
                inline.build(parent, token, line)
            else:
                self._leaf(parent, token, line)

    def _paragraph(self, parent: Element, token: Token) -> Element:
        """Return a new ``p``, or the parent itself inside the items of a tight list."""
        if token.hidden:
            return parent
        return etree.SubElement(parent, "p", self._identity(token))

    def _element(self, parent: Element, token: Token, line: int) -> Element:
        name = _ELEMENTS[token.type]
        element = etree.SubElement(parent, name)
        if name not in _WITHOUT_ID:
            element.attrib.update(self._identity(token, line))
        if name == "ol" and "start" in token.attrs:
            element.set("start", str(token.attrs["start"]))
        if style := token.attrs.get("style"):
            element.set("class", str(style).removeprefix("text-align:"))
        if name == "table" and token.map:
            rows = self.places.lines[slice(*token.map)]
            if shares := column_widths(rows):
                columns = etree.SubElement(element, "colgroup")
                for share in shares:
                    etree.SubElement(columns, "col", {"style": f"width:{share:.4g}%"})
        return element

    def _div(self, parent: Element, token: Token, line: int) -> Element:
        if not token.meta["closed"]:
            self.found.problem(
                "NK213", "fenced div is not closed", self.places.at(line), "add a line :::"
            )
        if "only" in str(token.attrs.get("class", "")).split():
            named = str(token.attrs.get("edition", "")).split()
            if not named or not set(named) <= set(languages()):
                self.found.problem(
                    "NK219",
                    f"{{.only}} names {' '.join(named) or 'no edition'}",
                    self.places.at(line),
                    f"edition= takes one or more of {', '.join(languages())}",
                )
        identity = self._identity(token, line)
        others = {
            name if name in ("id", "class", "lang", "dir") else f"data-{name}": str(value)
            for name, value in token.attrs.items()
        }
        return etree.SubElement(parent, "div", others | identity)

    def _heading(
        self, parent: Element, token: Token, content: Token, inline: InlineBuilder
    ) -> None:
        line = self.places.line(token)
        level = int(token.tag[1])
        given = _take_attributes(content)
        previous = self.headings[-1].level if self.headings else 1
        if level == 1 or level > previous + 1:
            self.found.problem(
                "NK216",
                f"heading of level {level} after level {previous}",
                self.places.at(line),
                f"the next level down is {'#' * (previous + 1)}",
            )
        id = given.get("id") or self.places.block_id(token)
        element = etree.SubElement(
            parent, token.tag, {"id": f"{id}-title", "data-line": str(line), "data-section": id}
        )
        if "class" in given:
            element.set("class", given["class"])
        inline.build(element, content, line)
        title = text_of(element)
        self.headings.append(Heading(id, title, level, self.places.at(line)))

    def _caption(self, parent: Element, content: Token, line: int, inline: InlineBuilder) -> bool:
        """Make a ``: caption {#id}`` paragraph after a table the table's caption."""
        table = parent[-1] if len(parent) else None
        if table is None or table.tag != "table" or table.find("caption") is not None:
            return False
        children = content.children or []
        mark = _CAPTION.match(content.content)
        if not mark or not children or children[0].type != "text":
            return False
        given = _take_attributes(content)
        children[0].content = _CAPTION.sub("", children[0].content, count=1)
        caption = etree.Element("caption", self._identity(content, line))
        table.insert(0, caption)
        table.attrib.update(
            {name: value for name, value in given.items() if name in ("id", "class")}
        )
        inline.build(caption, content, line)
        return True

    def _figure(
        self, parent: Element, token: Token, content: Token, line: int, inline: InlineBuilder
    ) -> bool:
        """Make a paragraph that holds nothing but an image a figure (Pandoc's implicit figures)."""
        children = content.children or []
        if token.hidden or len(children) != 1 or children[0].type != "image":
            return False
        image = children[0]
        given = {str(name): str(value) for name, value in image.attrs.items()}
        where = self.places.at(line)
        if not given.get("alt") and "decorative" not in given.get("class", "").split():
            self.found.problem(
                "NK308",
                f"image {given.get('src', '')} has no alternative text",
                where,
                'add {alt="what the picture shows"} after the image, or {.decorative}',
            )
        identity = self._identity(token, line)
        figure = etree.SubElement(
            parent,
            "figure",
            identity | {name: given[name] for name in ("id", "class") if name in given},
        )
        element = inline.image(figure, image, where)
        for name in ("id", "class"):
            element.attrib.pop(name, None)
        if image.children:
            caption_id = self.places.text_id(image.content, "cap-")
            caption = etree.SubElement(
                figure, "figcaption", {"id": caption_id, "data-line": str(line)}
            )
            inline.caption(caption, image, line)
        return True

    def _leaf(self, parent: Element, token: Token, line: int) -> None:
        match token.type:
            case "fence" | "code_block":
                block = etree.SubElement(parent, "pre", self._identity(token, line))
                code = etree.SubElement(block, "code")
                if language := token.info.strip().split(" ")[0]:
                    code.set("class", f"language-{language.strip('{}.')}")
                code.text = token.content
            case "hr":
                etree.SubElement(parent, "hr", self._identity(token, line))
            case "html_block":
                if not _COMMENTS.match(token.content):
                    first = token.content.strip().splitlines()[0]
                    self.found.problem(
                        "NK210", f"raw HTML {first}", self.places.at(line), RAW_HTML_HINT
                    )
            case other:
                self.found.problem(
                    "NK217", f"construct {other} is not supported", self.places.at(line)
                )


def _take_attributes(inline: Token) -> dict[str, str]:
    """Cut ``{#id .class}`` off the end of an inline token's text and return the attributes."""
    children = inline.children or []
    if not children or children[-1].type != "text":
        return {}
    match = _TRAILING_ATTRIBUTES.search(children[-1].content)
    given = attributes(match[1]) if match else None
    if match is None or given is None:
        return {}
    children[-1].content = children[-1].content[: match.start()]
    return given
