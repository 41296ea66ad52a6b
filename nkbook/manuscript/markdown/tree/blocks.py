"""Turns block tokens into elements: paragraphs, headings, lists, tables, figures, fenced divs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml import etree
from markdown_it.token import Token

from nkbook.locales.registry import languages
from nkbook.manuscript.markdown.depth import DEEPEST
from nkbook.manuscript.markdown.maths.tree import fenced_formula
from nkbook.manuscript.markdown.places import Places
from nkbook.manuscript.markdown.rules.attributes import (
    last_attributes,
    without_closing_marks,
)
from nkbook.manuscript.markdown.rules.tables import CAPTION
from nkbook.manuscript.markdown.tables import column_widths
from nkbook.manuscript.markdown.tree.attributes import block_attributes, tree_attributes
from nkbook.manuscript.markdown.tree.code_blocks import append_code, append_other
from nkbook.manuscript.markdown.tree.inline import Found, InlineBuilder, plain_text
from nkbook.manuscript.markdown.tree.numbering import numbering
from nkbook.manuscript.markdown.tree.pictures import WORDS_HINT, say_nothing, shown
from nkbook.maths import definitions
from nkbook.model.document import Element, Heading
from nkbook.model.elements import of
from nkbook.model.trees import text_of

_COMMENTS = re.compile(r"\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+\Z", re.DOTALL)


@dataclass(slots=True)
class BlockBuilder:
    """Builds the blocks of one chapter, and of its notes; ``headings`` collects the titles."""

    places: Places
    found: Found
    headings: list[Heading] = field(default_factory=list)
    _ahead: Token | None = None  # a caption before its table

    def build(self, root: Element, tokens: Sequence[Token], inline: InlineBuilder) -> None:
        """Append the elements of the tokens to ``root``."""
        stack: list[Element] = [root]
        line = self.places.chapter.first_line
        position = 0
        while position < len(tokens):
            token = tokens[position]
            line = self.places.line(token, line)
            parent = stack[-1]
            position += 1
            if token.type == "paragraph_open":
                content = tokens[position]
                if (
                    self._caption_ahead(parent, tokens[position : position + 3])
                    or self._caption(parent, content, line, inline)
                    or self._figure(parent, token, content, line, inline)
                ):
                    position += 2
                else:
                    stack.append(self._paragraph(parent, token))
            elif token.type == "heading_open":
                self._heading(parent, token, tokens[position], inline)
                position += 2
            elif token.type == "div_open":
                stack.append(self._div(parent, token, line))
            elif token.nesting > 0:
                stack.append(self._element(parent, token, line))
                self._put_caption(parent, line, inline)
            elif token.nesting < 0:
                stack.pop()
            elif token.type == "inline":
                inline.build(parent, token, line)
            else:
                self._leaf(parent, token, line, inline)

    def _paragraph(self, parent: Element, token: Token) -> Element:
        """Return a new ``p``, or the parent itself inside the items of a tight list."""
        if token.hidden:
            return parent
        paragraph = etree.SubElement(parent, "p", self.places.identity(token))
        paragraph.attrib.update(tree_attributes(token.attrs))
        if label := token.meta.get("label"):
            paragraph.set("data-label", label)
        if token.meta.get("continued"):
            paragraph.set("data-continued", "")
        return paragraph

    def _element(self, parent: Element, token: Token, line: int) -> Element:
        kind = of(token.tag)
        name = kind.tag
        element = etree.SubElement(parent, name)
        if name == "caption":
            parent.insert(0, element)
        if kind.identified:
            element.attrib.update(self.places.identity(token, line))
        if name == "ol":
            element.attrib.update(numbering(token))
        if "checked" in token.meta:
            element.set("data-task", "done" if token.meta["checked"] else "open")
        element.attrib.update(block_attributes(token.attrs))
        for cell in token.meta.get("surplus", ()):
            self.found.problem(
                "NK229",
                f"the table's head has no column for the cell: {cell}",
                self.places.at(line),
                "it is printed in a column without a head; \\| prints the bar itself",
            )
        if name == "table":
            self._columns(element, token)
        return element

    def _columns(self, table: Element, token: Token) -> None:
        shares = token.meta.get("widths")
        if shares is None and token.map:
            shares = column_widths(self.places.lines[slice(*token.map)])
        if shares:
            columns = etree.SubElement(table, "colgroup")
            for share in shares:
                etree.SubElement(columns, "col", {"style": f"width:{share:.4g}%"})

    def _div(self, parent: Element, token: Token, line: int) -> Element:
        if not token.meta["closed"]:
            self.found.problem(
                "NK213",
                "fenced div is not closed; it ends with what it is in",
                self.places.at(line),
                "add a line :::",
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
        identity = self.places.identity(token, line)
        return etree.SubElement(parent, "div", tree_attributes(token.attrs, "div") | identity)

    def _heading(
        self, parent: Element, token: Token, content: Token, inline: InlineBuilder
    ) -> None:
        line = self.places.line(token)
        level = int(token.tag[1])
        given = _take_attributes(content)
        if token.markup.startswith("#") and given:
            _take_closing_marks(content)
        own = {str(name): str(value) for name, value in token.attrs.items()}
        given = own | given
        id = given.pop("id", None) or self.places.block_id(token)
        element = etree.SubElement(
            parent, token.tag, {"id": f"{id}-title", "data-line": str(line), "data-section": id}
        )
        element.attrib.update(tree_attributes(given))
        inline.build(element, content, line)
        title = text_of(element)
        self.headings.append(Heading(id, title, level, self.places.at(line)))

    def _caption_ahead(self, parent: Element, tokens: Sequence[Token]) -> bool:
        """Keep a caption that comes before its table; return False for any other paragraph.

        ``tokens`` are the paragraph's content and its end, and what follows.
        """
        content, *_, following = tokens
        if following.type != "table_open" or _takes_caption(parent) or not _is_caption(content):
            return False
        self._ahead = content
        return True

    def _put_caption(self, parent: Element, line: int, inline: InlineBuilder) -> None:
        content, self._ahead = self._ahead, None
        if content is not None:
            self._caption(parent, content, self.places.line(content, line), inline)

    def _caption(self, parent: Element, content: Token, line: int, inline: InlineBuilder) -> bool:
        """Make a ``: caption {#id}`` paragraph the table's caption; return False for any other."""
        if not (_takes_caption(parent) and _is_caption(content)):
            return False
        table, children = parent[-1], content.children or []
        given = _take_attributes(content)
        children[0].content = CAPTION.sub("", children[0].content, count=1)
        table.attrib.update(tree_attributes(given))
        if len(children) > 1 or children[0].content:
            caption = etree.Element("caption", self.places.identity(content, line))
            table.insert(0, caption)
            inline.build(caption, content, line)
        return True

    def _figure(
        self, parent: Element, token: Token, content: Token, line: int, inline: InlineBuilder
    ) -> bool:
        """Make a paragraph of one image a figure, as Pandoc does; return False for any other."""
        children = content.children or []
        if len(children) != 1 or children[0].type != "image":
            return False
        image = children[0]
        # In a tight list Pandoc makes no figures; but a caption besides the alternative is one.
        tight = token.hidden and not token.meta.get("figures")
        if tight and not (image.attrs.get("alt") and image.children):
            return False
        given = tree_attributes(image.attrs)
        where = self.places.at(line)
        identity = self.places.identity(token, line)
        figure = etree.SubElement(
            parent,
            "figure",
            identity | {name: given[name] for name in ("id", "class") if name in given},
        )
        element = inline.image(figure, image, where)
        for name in ("id", "class"):
            element.attrib.pop(name, None)
        parts = image.children or []
        words = plain_text(parts)
        is_text = {part.type for part in parts} == {"text"}  # no note, say, that would be lost
        if is_text and say_nothing(words, image.attrs):
            named = shown(str(image.attrs["src"]))
            message = f'"{words}" says nothing of image {named}; it is printed without a caption'
            self.found.problem("NK314", message, where, WORDS_HINT)
        elif parts:
            caption_id = self.places.text_id(image.content, "cap-")
            caption = etree.SubElement(
                figure, "figcaption", {"id": caption_id, "data-line": str(line)}
            )
            inline.caption(caption, image, line)
        return True

    def _leaf(self, parent: Element, token: Token, line: int, inline: InlineBuilder) -> None:
        match token.type:
            case "fence" if formula := fenced_formula(token):
                inline.build(parent, formula, line)
            case "math_macros":
                self.found.macros.update(definitions(token.content)[0])
            case "fence" | "code_block":
                append_code(parent, token, line, self.places, self.found)
            case "hr":
                etree.SubElement(parent, "hr", self.places.identity(token, line))
            case "html_block":
                if not _COMMENTS.match(token.content):
                    append_other(parent, token, line, self.places, self.found)
            case "html_problem":
                meta = token.meta
                self.found.problem(
                    meta["code"], meta["message"], self.places.at(line), meta["hint"]
                )
            case "too_deep":
                self.found.problem(
                    "NK217",
                    f"more than {DEEPEST} levels of lists, quotations and divs; what is deeper is"
                    " printed as one paragraph",
                    self.places.at(line),
                    "so many would not fit on a page",
                )
            case other:
                message = f"construct {other} is not supported; its text is printed"
                self.found.problem("NK217", message, self.places.at(line))
                etree.SubElement(
                    parent, "p", self.places.identity(token, line)
                ).text = token.content


def _takes_caption(parent: Element) -> bool:
    """Return True if the last block is a table without a caption."""
    return len(parent) > 0 and parent[-1].tag == "table" and parent[-1].find("caption") is None


def _is_caption(content: Token) -> bool:
    children = content.children or []
    return bool(children and children[0].type == "text" and CAPTION.match(content.content))


def _take_attributes(inline: Token) -> dict[str, str]:
    """Remove ``{#id .class}`` from the end of an inline token's text and return the attributes."""
    children = inline.children or []
    if not children or children[-1].type != "text":
        return {}
    found = last_attributes(children[-1].content, inline.content)
    if found is None:
        return {}
    children[-1].content, given = found
    return given


def _take_closing_marks(inline: Token) -> None:
    """Remove the ``##`` that closes a heading before its attributes."""
    last = (inline.children or [])[-1]
    last.content = without_closing_marks(last.content)
