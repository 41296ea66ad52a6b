"""Turns inline tokens into the content of a block: text, spans, links, notes and images."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from lxml import etree
from markdown_it.token import Token

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.manuscript.markdown.places import Places
from nkbook.manuscript.markdown.tree import ruby
from nkbook.manuscript.markdown.tree.attributes import tree_attributes
from nkbook.manuscript.markdown.tree.citation_items import citation_item
from nkbook.manuscript.markdown.tree.failed_links import failed_links
from nkbook.manuscript.markdown.tree.index_marks import index_marks
from nkbook.manuscript.markdown.tree.line_ends import join_lines
from nkbook.manuscript.markdown.tree.picture_sizes import set_size
from nkbook.model.document import Citation, Element, IndexMark, Note
from nkbook.model.elements import of

_STRIKETHROUGH = "s"  # markdown-it's tag; in this dialect it means deleted text
_EXTERNAL = ("http://", "https://", "mailto:")


@dataclass(slots=True)
class Found:
    """What a chapter's inline text has in addition to text, in reading order."""

    problems: list[Diagnostic] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    index_marks: list[IndexMark] = field(default_factory=list)
    images: list[tuple[str, Location]] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)  # of the link definitions used

    def problem(self, code: str, message: str, location: Location, hint: str | None = None) -> None:
        """Add a diagnostic."""
        self.problems.append(diagnostic(code, message, location, hint))


@dataclass(frozen=True, slots=True)
class InlineBuilder:
    """Builds the inline content of blocks; ``in_note`` refuses notes inside notes."""

    places: Places
    found: Found
    make_note: Callable[[Token, Location], Note | None]
    in_note: bool = False

    def build(self, parent: Element, inline: Token, line: int) -> None:
        """Append the content of an inline token at source ``line`` to ``parent``."""
        self._children(parent, inline.children or [], inline, line)
        join_lines(parent)

    def _children(self, parent: Element, tokens: Sequence[Token], inline: Token, line: int) -> None:
        stack = [parent]
        texts: list[str] = []  # written together: an element of lxml copies its text each time
        for token in tokens:
            kind = token.type
            where = self._where(token, inline, line)
            if kind in ("text", "softbreak"):
                texts.append(self._text(token, where))
                continue
            append_text(stack[-1], "".join(texts))
            texts.clear()
            if kind == "hardbreak":
                etree.SubElement(stack[-1], "br")
            elif kind == "code_inline":
                code = etree.SubElement(stack[-1], "code", tree_attributes(token.attrs))
                code.text = token.content
            elif kind.endswith("_open"):
                stack.append(self._open(stack[-1], token, where))
            elif kind.endswith("_close"):
                self._close(stack.pop(), where)
            else:
                self._leaf(stack[-1], token, inline, where, line)
        append_text(stack[-1], "".join(texts))

    def _text(self, token: Token, where: Location) -> str:
        for failed, remedy in failed_links(token.content):
            self.found.problem("NK217", f"not a link or a picture: {failed}", where, remedy)
        return token.content if token.type == "text" else "\n"

    def _where(self, token: Token, inline: Token, line: int) -> Location:
        """Return a token's place: exact for nkbook's own tokens, else the line of its block."""
        position = token.meta.get("pos") if token.meta else None
        if position is None and token.type == "html_inline":
            position = inline.content.find(token.content)
        if position is not None:
            return self.places.inline(inline, line, position)
        return self.places.at(self.places.line(inline, line))

    def _open(self, parent: Element, token: Token, where: Location) -> Element:
        self.found.labels.add(token.meta.get("label", ""))
        tag = "del" if token.tag == _STRIKETHROUGH else of(token.tag).tag
        attributes = tree_attributes(token.attrs)
        if tag == "a":
            attributes = self._link(attributes.pop("data-href", ""), attributes, where)
        elif tag == "span":
            attributes["data-line"] = str(where.line)
        return etree.SubElement(parent, tag, attributes)

    def _link(self, href: str, attributes: dict[str, str], where: Location) -> dict[str, str]:
        classes = [attributes.pop("class", "")]
        if href.startswith("#"):
            classes.append("internal")
            href = unquote(href)
        elif href.startswith(_EXTERNAL):
            classes.append("url")
        else:
            self.found.problem(
                "NK217",
                f'link to "{href}" is neither a place in the book nor on the web',
                where,
                "link to an element's id: [text](#id)",
            )
        line = {"data-line": str(where.line)}
        return {"class": " ".join(filter(None, classes)), "href": href} | attributes | line

    def _close(self, element: Element, where: Location) -> None:
        """Finish an element whose content is complete: empty links, ruby and index marks."""
        if element.tag == "a" and not len(element) and not element.text:
            element.set("class", element.get("class", "").replace("internal", "xref"))
        if element.tag == "span":
            self._ruby(element, where)
            if "index" in element.get("class", "").split():
                marks = index_marks(element, where, self.places)
                self.found.index_marks += marks
                if not marks:
                    hint = 'write [words]{.index} or [words]{.index key="entry"}'
                    self.found.problem("NK217", "index mark without an entry", where, hint)
            elif set(element.attrib) == {"data-line"}:
                self.found.problem(
                    "NK217",
                    "span without a class, an id or a language",
                    where,
                    "[text]{.class} or [text]{lang=en}",
                )

    def _ruby(self, element: Element, where: Location) -> None:
        reading = element.attrib.pop("data-ruby", None)
        if reading is None:
            return
        if wrong := ruby.annotate(element, str(reading)):
            hint = 'one word for each character: [重慶]{ruby="chóng qìng"}'
            self.found.problem("NK217", wrong, where, hint)
        element.set("class", f"{element.get('class', '')} annotated".strip())

    def _leaf(
        self, parent: Element, token: Token, inline: Token, where: Location, line: int
    ) -> None:
        match token.type:
            case "note_call" | "note_inline":
                self._note(parent, token, where)
            case "citation":
                self._citation(parent, token, inline, where, line)
            case "bare_citation":
                self.found.problem(
                    "NK212",
                    f"citation {token.content} outside brackets",
                    where,
                    f"[{token.content}] cites; \\@ prints the sign itself",
                )
            case "image":
                self._inline_image(parent, token, where)
            case "html_inline":
                if not token.content.startswith("<!--"):
                    self.found.problem("NK210", f"raw HTML {token.content}", where, RAW_HTML_HINT)
            case other:
                self.found.problem("NK217", f"construct {other} is not supported", where)

    def _note(self, parent: Element, token: Token, where: Location) -> None:
        if self.in_note:
            self.found.problem(
                "NK217", "note inside a note", where, "put the text into the outer note"
            )
            return
        note = self.make_note(token, where)
        if note is not None:
            append_call(parent, note)
            self.found.notes.append(note)

    def _citation(
        self, parent: Element, token: Token, inline: Token, where: Location, line: int
    ) -> None:
        position = token.meta["pos"] + 1
        items = []
        for part in token.content.split(";"):
            place = self.places.inline(inline, line, position + len(part) - len(part.lstrip()))
            item = citation_item(part, place)
            if item is None:
                self.found.problem(
                    "NK212", f'"{part.strip()}" in a citation has no single @key', place
                )
            else:
                items.append(item)
            position += len(part) + 1
        if items:
            id = self.places.text_id(token.content, "cite-")
            etree.SubElement(
                parent, "span", {"class": "citation", "id": id, "data-line": str(where.line)}
            )
            self.found.citations.append(Citation(id, tuple(items), where))

    def _inline_image(self, parent: Element, token: Token, where: Location) -> None:
        """Append a picture in a line of text: words besides its alternative become its title."""
        element = self.image(parent, token, where)
        words = plain_text(token.children or [])
        if words and element.get("alt") != words:
            element.set("title", " ".join(filter(None, (words, element.get("title")))))
        for child in token.children or ():
            if child.type in _UNSPOKEN:
                self.found.problem(
                    "NK217",
                    f"the words of a picture in a line of text hold a {_UNSPOKEN[child.type]}",
                    where,
                    "put it after the picture, or the picture into a paragraph of its own",
                )

    def image(self, parent: Element, token: Token, where: Location) -> Element:
        """Append an ``img``; without an alt attribute, its bracketed text is the alternative."""
        attributes = tree_attributes(token.attrs)
        source = attributes.pop("data-src")
        self.found.labels.add(token.meta.get("label", ""))
        text = plain_text(token.children or [])
        alt = attributes.pop("alt", "")
        if not alt and "decorative" not in attributes.get("class", "").split():
            alt = text
        self.found.images.append((source, where))
        own = {"src": source, "alt": alt}
        image = etree.SubElement(parent, "img", own | attributes | {"data-line": str(where.line)})
        set_size(image)
        return image

    def caption(self, parent: Element, image: Token, line: int) -> None:
        """Append an image's bracketed text to ``parent``, the caption of its figure."""
        self._children(parent, image.children or [], image, line)
        join_lines(parent)


RAW_HTML_HINT = (
    "use a fenced div (::: {.class}) or a span ([text]{.class}); \\< prints the sign itself"
)


# What cannot be in an attribute: the words of a picture in a line of text.
_UNSPOKEN = {
    "note_call": "note",
    "note_inline": "note",
    "citation": "citation",
    "image": "picture",
    "link_open": "link",
    "span_open": "span",
}


def append_text(parent: Element, text: str) -> None:
    """Append text after an element's last child."""
    if not text:
        return
    last = next(parent.iterchildren(reversed=True), None)
    if last is not None:
        last.tail = (last.tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def append_call(parent: Element, note: Note) -> None:
    """Append a note's call, without its number, which is set when notes are numbered."""
    etree.SubElement(
        parent,
        "a",
        {
            "class": "noteref",
            "id": note.call_id,
            "href": f"#{note.id}",
            "data-line": str(note.location.line),
        },
    )


def plain_text(tokens: Sequence[Token]) -> str:
    """Return the text of inline tokens, without notes and citations."""
    return "".join(
        plain_text(token.children)
        if token.children
        else token.content
        if token.type in ("text", "code_inline")
        else ""
        for token in tokens
    )
