"""A chapter's document as nodes, with the lines of its source."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from nkbook.checks.second_reading import nodes
from nkbook.checks.second_reading.formulas import macros_of, tex_of
from nkbook.checks.second_reading.nodes import LINE_END, Child, Node, cited, link, node, paragraph
from nkbook.model.classes import as_written
from nkbook.model.document import Citation, CitationItem, Document, Element
from nkbook.model.elements import HEADINGS, Level, of
from nkbook.model.trees import text_of

_SPANS = {
    "em": "emphasis",
    "strong": "strong",
    "del": "deleted",
    "sup": "superscript",
    "sub": "subscript",
    "u": "underline",
}
_ABSENT = "absent"  # class of a frame for a picture that is not in the book
_SPACES = re.compile(r"\s+")
_LANGUAGES = {"c++": "cpp", "objective-c": "objectivec"}  # as Pandoc writes them
_DEFAULT_STYLES = {"a": "LowerAlpha", "A": "UpperAlpha", "i": "LowerRoman", "I": "UpperRoman"}
# Classes that nkbook gives by itself, so that no source has them.
_OWNED = "annotated contains-task-list decorative internal noteref tasks url xref left right center"
_OWN = frozenset(_OWNED.split())
# Classes of spans that Pandoc has elements for.
_NAMED = {"underline": "underline", "smallcaps": "small capitals"}


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads the trees of one document."""

    notes: dict[str, Element]
    citations: dict[str, Citation]
    macros: re.Pattern[str] | None

    @classmethod
    def of(cls, document: Document) -> Reading:
        """Return the reading of a document."""
        return cls(
            {note.call_id: note.body for note in document.notes},
            {citation.id: citation for citation in document.citations},
            macros_of(document.chapter.text),
        )

    def blocks(self, parent: Element) -> Iterator[Node]:
        """Yield what is in an element as blocks; text beside blocks is a paragraph."""
        line = _line(parent)
        run: list[Child] = [parent.text or ""]
        for child in parent:
            if _is_block(child):
                yield from _flushed(run, line)
                run.clear()
                yield from self._block(child)
            else:
                run += self._inline(child)
            run.append(child.tail or "")
        yield from _flushed(run, line)

    def _block(self, element: Element) -> Iterator[Node]:  # noqa: C901, PLR0912 — a case each
        line, tag = _line(element), str(element.tag)
        match tag:
            case "section":
                yield from self.blocks(element)
            case "p":
                if inner := self._text(element):
                    yield node("paragraph", inner, line=line)
            case _ if tag in HEADINGS:
                yield node("heading", self._text(element), _attributes(element), line)
            case "pre":
                yield self._code(element)
            case "blockquote":
                yield node("quotation", self.blocks(element), line=line)
            case "ul":
                yield node("list", map(self._item, element), line=line)
            case "ol":
                yield node("numbered list", map(self._item, element), _numbering(element), line)
            case "dl":
                yield node("definition list", map(self._definition, element), line=line)
            case "hr":
                yield node("rule", (), line=line)
            case "div":
                yield self._div(element)
            case "figure":
                yield self._figure(element)
            case "table":
                yield self._table(element)
            case _:
                yield node(tag, self.blocks(element), line=line)

    def _text(self, element: Element) -> tuple[Child, ...]:
        return paragraph(self._inlines(element))

    def _item(self, element: Element) -> Node:
        return node("item", self.blocks(element), line=_line(element))

    def _definition(self, element: Element) -> Node:
        if element.tag == "dt":
            return node("term", self._text(element), line=_line(element))
        return node("meaning", self.blocks(element), line=_line(element))

    def _code(self, element: Element) -> Node:
        text = "".join(map(str, element.itertext())).rstrip("\n")
        classes = set(_classes(element))
        for code in element.iter("code"):
            names = (name.removeprefix("language-") for name in code.get("class", "").split())
            classes |= {_LANGUAGES.get(name, name) for name in names}
        return node(
            "code block", (text,), {"classes": " ".join(sorted(classes)).casefold()}, _line(element)
        )

    def _div(self, element: Element) -> Node:
        classes = element.get("class", "").split()
        code = element.find("pre")
        if "listing" in classes and code is not None:
            return self._code(code)  # its caption is an attribute to Pandoc
        if "equation" in classes:
            formulas = [made for one in element.iter("math") for made in self._inline(one)]
            return node("paragraph", formulas, line=_line(element))
        if "line-block" in classes:
            lines = (node("line", self._text(one), line=_line(one)) for one in element)
            return node("line block", lines, line=_line(element))
        if len(element) and (title := element[0].find("p[@data-label]")) is not None:
            rest = (made for one in element[1:] for made in self._block(one))
            inner = [nodes.alert_title(str(title.get("data-label"))), *rest]
            return node("div", inner, _attributes(element), _line(element))
        return node("div", self.blocks(element), _attributes(element), _line(element))

    def _figure(self, element: Element) -> Node:
        line, caption = _line(element), element.find("figcaption")
        images = [one for one in element.iter("img") if not _in_caption(one)]
        frames = [*element.iterfind(f"p[@class='{_ABSENT}']")]
        pictures = [node("picture", (), {"src": unquote(one.get("src", ""))}) for one in images]
        pictures += map(_absent, frames)
        if caption is None:
            given = _attributes(element)
            pictures = [node("picture", (), {**one.attributes, **given}) for one in pictures]
            return node("paragraph", pictures, line=line)
        text = node("caption", self._text(caption))
        return node("figure", (*pictures, text), _attributes(element), line)

    def _table(self, element: Element) -> Node:
        made: list[Node] = []
        if (caption := element.find("caption")) is not None and (text := self._text(caption)):
            made.append(node("caption", text, line=_line(caption)))
        for row in element.xpath("tr | thead/tr | tbody/tr | tfoot/tr"):
            cells = tuple(map(self._cell, row))
            if any(cell.children for cell in cells):
                made.append(node("row", cells, line=_line(row)))
        return node("table", made, _attributes(element), _line(element))

    def _cell(self, element: Element) -> Node:
        inner: tuple[Child, ...] = tuple(self.blocks(element))
        if len(inner) == 1 and isinstance(inner[0], Node) and inner[0].kind == "paragraph":
            inner = inner[0].children
        spans = {"rows": element.get("rowspan", ""), "columns": element.get("colspan", "")}
        return node("cell", inner, spans)

    def _inlines(self, element: Element) -> Iterator[Child]:
        yield _lines(element.text)
        for child in element:
            yield from self._inline(child)
            yield _lines(child.tail)

    def _inline(self, element: Element) -> Iterator[Child]:  # noqa: C901 — a case each
        tag = str(element.tag)
        match tag:
            case "br":
                yield node("line break")
            case "code":
                yield node("code", ("".join(map(str, element.itertext())).strip(" "),))
            case "math":
                yield node("math", (_SPACES.sub("", tex_of(element, self.macros)),))
            case "a" if element.get("id") in self.notes:
                yield node("note", self.blocks(self.notes[str(element.get("id"))]))
            case "a":
                href = unquote(element.get("href", ""))
                yield from link(self._inlines(element), href)
            case "img":
                given = _attributes(element)
                yield node("picture", (), {"src": unquote(element.get("src", "")), **given})
            case "span" if element.get("class") == "absent":
                yield _absent(element)
            case "span" if element.get("id") in self.citations:
                yield from _citations(self.citations[str(element.get("id"))], text_of(element))
            case "span" | "ruby":
                yield from self._span(element)
            case "rt" | "rp":
                return
            case _ if tag in _SPANS:
                yield from self._marked(element)
            case _:
                yield from self._inlines(element)  # kbd, abbr …: HTML that Pandoc leaves alone

    def _marked(self, element: Element) -> Iterator[Child]:
        inner = node(_SPANS[str(element.tag)], self._inlines(element))
        given = _attributes(element)
        if inner.text or len(element):  # <sup/> prints nothing
            yield node("span", (inner,), given) if any(given.values()) else inner

    def _span(self, element: Element) -> Iterator[Child]:
        given = _attributes(element)
        if given["classes"] == _ABSENT:
            yield _absent(element)
            return
        if element.tag == "ruby" or not given["classes"]:  # a language, a reading, a name
            yield from self._inlines(element)
            return
        made = _named(self._inlines(element), given["classes"].split())
        inner = [child for child in made.children if child != ""]
        if "index" in element.get("class", "").split() and len(inner) == 1 and _is_mark(inner[0]):
            yield inner[0]  # an index mark with two entries is two spans
        else:
            yield made


def _in_caption(element: Element) -> bool:
    return next(element.iterancestors("figcaption"), None) is not None


def _named(inner: Iterable[Child], classes: Collection[str]) -> Node:
    """Return a span as Pandoc has it, which has elements of their own for some classes."""
    others = {"classes": " ".join(name for name in classes if name not in _NAMED)}
    kinds = [kind for name, kind in _NAMED.items() if name in classes]
    if not kinds:
        return node("span", inner, others)
    *outer, last = kinds
    made = node(last, inner)
    for kind in reversed(outer):
        made = node(kind, (made,))
    return node("span", (made,), others) if others["classes"] else made


def _absent(frame: Element) -> Node:
    """Return the picture for which a frame with its address stands."""
    address = next((one for one in frame if one.get("class") == "url"), frame)
    return node("picture", (), {"src": unquote(address.get("href") or text_of(address))})


def _is_mark(child: Child) -> bool:
    return isinstance(child, Node) and child.attributes.get("classes") == "index"


def _flushed(run: Iterable[Child], line: int) -> Iterator[Node]:
    if inner := paragraph([_lines(one) if isinstance(one, str) else one for one in run]):
        yield node("paragraph", inner, line=line)


def _lines(text: str | None) -> str:
    """Return a text with its line ends marked, for ``paragraph`` to decide what they print."""
    return (text or "").replace("\n", LINE_END)


def _line(element: Element) -> int:
    return int(element.get("data-line") or 0)


def _is_block(element: Element) -> bool:
    return of(str(element.tag)).level is Level.BLOCK


def _citations(citation: Citation, written: str) -> Iterator[Child]:
    if citation.glued:  # right after Chinese Pandoc reads text, as docs/guide/dialect.md says
        yield written + "".join(map(_around, citation.items)) + citation.end
        return
    for item in citation.items:
        yield cited(item.key, _around(item, ""), item.mode)


def _around(item: CitationItem, written: str | None = None) -> str:
    """Return the words around a key, and what is written between them unless given."""
    before, after = ("" if one is None else text_of(one) for one in (item.prefix, item.locator))
    return f"{before}{item.lead + item.written if written is None else written}{after}"


def _numbering(element: Element) -> dict[str, str]:
    style = _DEFAULT_STYLES.get(element.get("type", ""), "Decimal")
    return {
        "start": element.get("start", "1"),
        "style": element.get("data-style", style),
        "delimiter": element.get("data-delim", "Period"),
    }


def _classes(element: Element) -> Iterator[str]:
    yield from (as_written(name) for name in element.get("class", "").split() if name not in _OWN)


def _attributes(element: Element) -> dict[str, str]:
    return {"classes": " ".join(sorted(set(_classes(element))))}
