"""Turns inline tokens into the content of a block: text, spans, links, notes and images."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree
from markdown_it.token import Token

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.manuscript.markdown.doubts.colours import colour
from nkbook.manuscript.markdown.maths.tree import append_formula, append_reference
from nkbook.manuscript.markdown.places import Places
from nkbook.manuscript.markdown.tree import ruby
from nkbook.manuscript.markdown.tree.attributes import give_data, tree_attributes
from nkbook.manuscript.markdown.tree.citations import append_citation
from nkbook.manuscript.markdown.tree.failed_links import failed_links
from nkbook.manuscript.markdown.tree.index_marks import index_marks
from nkbook.manuscript.markdown.tree.line_ends import join_lines, without_comments
from nkbook.manuscript.markdown.tree.pictures import WORDS_HINT, is_decorative, set_size, wordless
from nkbook.maths import Macro
from nkbook.model.document import Citation, Element, IndexMark, Kind, Note, Part
from nkbook.model.elements import of
from nkbook.model.raw_html import is_program
from nkbook.model.trees import append_content, append_text
from nkbook.reading.addresses import decoded

_STRIKETHROUGH = "s"  # markdown-it's tag; in this dialect it means deleted text
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


@dataclass(slots=True)
class Found:
    """What a chapter's inline text has in addition to text, in reading order."""

    problems: list[Diagnostic] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    index_marks: list[IndexMark] = field(default_factory=list)
    images: list[tuple[str, Location]] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)  # of the link definitions used
    macros: dict[str, Macro] = field(default_factory=dict)  # of formulas, so far
    taken: list[Part] = field(default_factory=list)  # what the parser took
    unprinted: list[tuple[int, int]] = field(default_factory=list)  # lines: first, and after last

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
        for token in without_comments(tokens):
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
            message = f"not a link or a picture, and printed as text: {failed}"
            self.found.problem("NK217", message, where, remedy)
        return token.content if token.type == "text" else "\n"

    def _where(self, token: Token, inline: Token, line: int) -> Location:
        """Return a token's place: exact for nkbook's own tokens, else the line of its block."""
        position = token.meta.get("pos") if token.meta else None
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
        if _SCHEME.match(href):
            classes.append("url")
        elif href.startswith("//"):
            classes.append("url")
            href = f"https:{href}"
        else:  # a place in the book, or a file that may be a chapter of it
            classes.append("internal")
            href = decoded(href)
        line = {"data-line": str(where.line)}
        return {"class": " ".join(filter(None, classes)), "href": href} | attributes | line

    def _close(self, element: Element, where: Location) -> None:
        """Finish an element whose content is complete: empty links, ruby and index marks."""
        if element.tag == "a" and not len(element) and not element.text:
            element.set("class", element.get("class", "").replace("internal", "xref"))
        if element.tag == "span":
            self._ruby(element, where)
            if doubt := colour({"style": element.get("data-style", "")}):
                self.found.problem(doubt.code, doubt.message, where, doubt.remedy)
            if "index" in element.get("class", "").split():
                marks = index_marks(element, where, self.places)
                self.found.index_marks += marks
                if not marks:
                    hint = 'write [words]{.index} or [words]{.index key="entry"}'
                    message = "index mark without an entry; the index does not list it"
                    self.found.problem("NK217", message, where, hint)
            elif set(element.attrib) == {"data-line"}:
                self.found.problem(
                    "NK217",
                    "span without a class, an id or a language; only its words are printed",
                    where,
                    "[text]{.class} or [text]{lang=en}",
                )

    def _ruby(self, element: Element, where: Location) -> None:
        reading = element.attrib.pop("data-ruby", None)
        if reading is None:
            return
        if wrong := ruby.annotate(element, str(reading)):
            hint = 'one word for each character: [重慶]{ruby="chóng qìng"}'
            self.found.problem("NK217", f"{wrong}; it is printed in parentheses", where, hint)
            append_text(element, f"（{reading}）" if reading else "")
        element.set("class", f"{element.get('class', '')} annotated".strip())

    def _leaf(
        self, parent: Element, token: Token, inline: Token, where: Location, line: int
    ) -> None:
        match token.type:
            case "note_call" | "note_inline":
                self._note(parent, token, where)
            case "citation" | "bare_citation":
                self._citation(parent, token, inline, line)
            case "image":
                self._inline_image(parent, token, where)
            case "math":
                macros, places = self.found.macros, self.places
                self.found.problems += append_formula(parent, token, where, macros, places)
                give_data(parent[-1], token.attrs)
            case "math_reference":
                append_reference(parent, token, where)
            case "html_inline":
                if is_program(token.content):
                    append_text(parent, token.content)
                    message = f"{token.content} is no HTML that a book can hold"
                    self.found.problem("NK240", f"{message}, and is printed as it is", where)
                else:
                    self.found.problem("NK210", f"{token.content} is left out", where)
            case "html_problem":
                meta = token.meta
                self.found.problem(meta["code"], meta["message"], where, meta["hint"])
            case other:
                message = f"construct {other} is not supported; its text is printed"
                self.found.problem("NK217", message, where)
                append_text(parent, token.content)

    def _note(self, parent: Element, token: Token, where: Location) -> None:
        before = len(self.found.taken)
        note = self.make_note(token, where)
        if note is None:
            append_text(parent, f"[^{token.meta['label']}]")
        elif self.in_note:
            made = self.found.taken[before:]  # a table's words are printed, but as no table
            self.found.taken[before:] = [part for part in made if part.kind is not Kind.CELL]
            message = "note inside a note; its text is printed there in parentheses"
            self.found.problem("NK217", message, where, "put the text into the outer note")
            append_text(parent, "（")
            append_content(parent, note.body)
            append_text(parent, "）")
        else:
            append_call(parent, note)
            self.found.notes.append(note)

    def _citation(self, parent: Element, token: Token, inline: Token, line: int) -> None:
        """Append a citation's placeholder; notes in its words would be notes in its note."""
        inner = replace(self, in_note=True)

        def words(paragraph: Element, tokens: Sequence[Token]) -> None:
            inner._children(paragraph, tokens, inline, line)  # noqa: SLF001 — its own class
            join_lines(paragraph)

        def at(position: int) -> Location:
            return self.places.inline(inline, line, position)

        self.found.citations.append(append_citation(parent, token, words, self.places, at))

    def _inline_image(self, parent: Element, token: Token, where: Location) -> None:
        """Append a picture in a line of text: words besides its alternative become its title."""
        element = self.image(parent, token, where)
        words = plain_text(token.children or [])
        if words and element.get("alt") != words:
            element.set("title", " ".join(filter(None, (words, element.get("title")))))
        unspoken = [child.type for child in token.children or () if child.type in _UNSPOKEN]
        if unspoken:
            what = _UNSPOKEN[unspoken[0]]
            self.found.problem(
                "NK217",
                f"the words of a picture in a line of text hold a {what}: printed after it",
                where,
                "put it after the picture, or the picture into a paragraph of its own",
            )
            # HTML has no link inside another: words of a picture that is one stand after it.
            around = [parent, *parent.iterancestors()]
            links = [one for one in around if one.tag == "a"]
            place = links[-1].getparent() if links else parent
            if place is not None:
                self._children(place, token.children or [], token, where.line or 1)

    def image(self, parent: Element, token: Token, where: Location) -> Element:
        """Append an ``img``, in its link; without an alt attribute, its text is the alternative."""
        attributes = tree_attributes(token.attrs)
        source = attributes.pop("data-src")
        self.found.labels.add(token.meta.get("label", ""))
        alt = attributes.pop("alt", "")
        if not alt and not is_decorative(attributes):
            alt = plain_text(token.children or [])
            if not alt.strip():
                self.found.problem("NK308", wordless(source), where, WORDS_HINT)
        self.found.images.append((source, where))
        own = {"src": source, "alt": alt, **attributes, "data-line": str(where.line)}
        link = token.meta.get("link")
        image = etree.SubElement(self._open(parent, link, where) if link else parent, "img", own)
        set_size(image)
        return image

    def caption(self, parent: Element, image: Token, line: int) -> None:
        """Append an image's bracketed text to ``parent``, the caption of its figure."""
        self._children(parent, image.children or [], image, line)
        join_lines(parent)


# What cannot be in an attribute: the words of a picture in a line of text.
_UNSPOKEN = {
    "note_call": "note",
    "note_inline": "note",
    "citation": "citation",
    "image": "picture",
    "link_open": "link",
    "span_open": "span",
}


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
        else token.content + (token.meta["brackets"] if token.type == "bare_citation" else "")
        if token.type in ("text", "code_inline", "bare_citation", "math", "math_reference")
        else ""
        for token in tokens
    )
