"""Code as it is printed: its lines, the parts of speech of its language, and what to say of it.

Pygments names the parts; here they become a few classes (``c-keyword``, ``c-string`` …) that the
stylesheets know. A line is a ``span.codeline`` that holds its line feed too, so that the text of a
block stays what it was.
"""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from lxml import etree
from pygments.token import Token, _TokenType

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.manuscript.markdown.code.fences import first_number, marked_lines
from nkbook.manuscript.markdown.code.languages import DIAGRAMS, lexer
from nkbook.model.document import Document, Element
from nkbook.reading.numbers import whole
from nkbook.store import Store

_LANGUAGE = "language-"
_MOST_COLOURED = 200_000  # characters: what is longer is data
_SHORT = 500  # characters, which are read as quickly as they are found in a store
_CLASSES: Mapping[_TokenType, str] = MappingProxyType(
    {
        Token.Comment: "comment",
        Token.Comment.Preproc: "preproc",
        Token.Comment.PreprocFile: "string",
        Token.Keyword: "keyword",
        Token.Keyword.Constant: "number",
        Token.Keyword.Type: "type",
        Token.Literal.Date: "number",
        Token.Name.Attribute: "type",
        Token.Name.Builtin: "type",
        Token.Name.Class: "function",
        Token.Name.Decorator: "preproc",
        Token.Name.Entity: "number",
        Token.Name.Exception: "type",
        Token.Name.Function: "function",
        Token.Name.Tag: "keyword",
        Token.Name.Variable: "variable",
        Token.Number: "number",
        Token.Operator.Word: "keyword",
        Token.String: "string",
        Token.String.Doc: "comment",
        Token.Generic.Deleted: "deleted",
        Token.Generic.Emph: "comment",
        Token.Generic.Heading: "keyword",
        Token.Generic.Inserted: "inserted",
        Token.Generic.Output: "output",
        Token.Generic.Prompt: "prompt",
        Token.Generic.Strong: "keyword",
        Token.Generic.Subheading: "keyword",
        Token.Generic.Traceback: "output",
    }
)
# What nobody sees, or what turns the order of letters: Trojan Source (CVE-2021-42574).
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
# Lines by which mdBook, Python-Markdown's snippets, VitePress, VuePress and Quarto print a file.
_INCLUDES = re.compile(
    r"^[ \t]*(?:\{\{#\w*(?:include|playground)\b.*\}\}|-{1,3}8<-{1,3} .*|<<< ?(?:@|\.{0,2})/\S+.*"
    r"|@\[code.*\]\(.*\)|\{\{< *include .*>\}\})[ \t]*$",
    re.MULTILINE,
)
Part = tuple[str, str]  # a class or "", and a text without a line feed


def put(documents: Mapping[str, Document], store: Store | None = None) -> dict[str, Document]:
    """Return the documents with the lines and parts of their code marked.

    ``store`` keeps the parts of longer code, which take long to find.
    """
    store = store or Store(None)
    return {name: _put(document, store) for name, document in documents.items()}


def problems(documents: Iterable[Document]) -> Iterator[Diagnostic]:
    """Yield NK255 for code that a tool was to run, NK257 for diagrams, and what is in the texts.

    The first two are reported once for each language, with how many there are.
    """
    first: dict[tuple[str, str], Location] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for document in documents:
        for tree in (document.tree, *(note.body for note in document.notes)):
            for block in tree.iter("pre"):
                where = Location(document.chapter.source, int(block.get("data-line", 0)) or None)
                language = _language(block[0])
                kind = "diagram" if language.casefold() in DIAGRAMS else block.get("data-kind")
                if kind:
                    key = str(kind), language
                    counts[key] += 1
                    first.setdefault(key, where)
                yield from _of_text(block[0].text or "", where)
    for (kind, language), where in first.items():
        yield _counted(kind, language, counts[kind, language], where)


def _of_text(text: str, where: Location) -> Iterator[Diagnostic]:
    """Yield NK258 for signs that nobody sees in a code, and NK259 for lines of other tools."""
    if found := _UNSEEN.findall(text):
        signs = ", ".join(f"U+{ord(sign):04X}" for sign in dict.fromkeys(found))
        yield diagnostic(
            "NK258",
            f"the code holds characters that nobody sees: {signs}; they are printed as nothing",
            where,
            "take them out, or write them as escapes",
        )
    for line in _INCLUDES.findall(text):
        yield diagnostic(
            "NK259",
            f"the line of another tool is printed as code: {line.strip()}",
            where,
            'to print the file: ``` {.python include="code/a.py" lines=3-9}',
        )


def _counted(kind: str, language: str, count: int, where: Location) -> Diagnostic:
    blocks = "1 block" if count == 1 else f"{count} blocks"
    if kind == "chunk":
        return diagnostic(
            "NK255",
            f"{blocks} of {language} that a tool was to run: the code is printed, without its "
            "options and results",
            where,
            "knit or render the manuscript first, or give the fence the plain language",
        )
    return diagnostic(
        "NK257",
        f"{blocks} of {language}, which draws a diagram: the source is printed",
        where,
        f'give its picture: ``` {{.{language} picture="images/a.svg" caption="…" alt="…"}}',
    )


def _put(document: Document, store: Store) -> Document:
    bodies = [note.body for note in document.notes]
    if not any(True for tree in (document.tree, *bodies) for _ in tree.iter("code")):
        return document
    notes = tuple(replace(note, body=_finished(note.body, store)) for note in document.notes)
    return replace(document, tree=_finished(document.tree, store), notes=notes)


def _finished(tree: Element, store: Store) -> Element:
    tree = copy.deepcopy(tree)
    for code in list(tree.iter("code")):
        block = code.getparent()
        if len(code):
            continue
        if block is not None and block.tag == "pre":
            block.attrib.pop("data-info", None)
            block.attrib.pop("data-kind", None)
            _lines(block, code, store)
        elif rows := _parts(_language(code), code.text or "", store):
            _fill(code, _in_one(rows))
    return tree


def _in_one(rows: Iterable[list[Part]]) -> list[Part]:
    """Return the parts of a code in the text: what ends a line for the lexer is a space there."""
    made: list[Part] = []
    for row in rows:
        made += [("", " "), *row] if made else row
    return made


def _language(code: Element) -> str:
    names = str(code.get("class", "")).split()
    return names[0].removeprefix(_LANGUAGE) if names else ""


def _lines(block: Element, code: Element, store: Store) -> None:
    """Put each line of a block into an element of its own, with its number if it has one."""
    text = code.text or ""
    rows = text.removesuffix("\n").split("\n")
    coloured = _parts(_language(code), text, store)
    given = {str(name).removeprefix("data-"): str(value) for name, value in block.attrib.items()}
    first = block.attrib.pop("data-first", None) or first_number(given)
    ranges = str(block.attrib.pop("data-marked", "") or marked_lines(given))
    marked = set(_numbers(ranges, len(rows)))
    code.text = None
    for place, row in enumerate(rows):
        line = etree.SubElement(code, "span", {"class": "codeline"})
        if place + 1 in marked:
            line.set("class", "codeline marked")
        if first is not None:
            line.set("data-number", str(int(first) + place))
        _fill(line, coloured[place] if coloured else [("", row)])
        if place + 1 < len(rows) or text.endswith("\n"):
            _append(line, "\n")


def _numbers(ranges: str, most: int) -> Iterator[int]:
    """Yield the numbers of 1,3-4, none above ``most``; a range may lack its end."""
    for item in filter(None, ranges.split(",")):
        begin, dash, end = (part.strip() for part in item.partition("-"))
        last = whole(end) if end else most if dash else whole(begin)
        yield from range(whole(begin), min(last, most) + 1)


def _fill(element: Element, parts: Iterable[Part]) -> None:
    element.text = None
    for name, text in parts:
        if name:
            etree.SubElement(element, "span", {"class": f"c-{name}"}).text = text
        else:
            _append(element, text)


def _append(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _parts(language: str, text: str, store: Store) -> list[list[Part]] | None:
    """Return the parts of each line of a code, from the store if it is worth the way."""
    if len(text) < _SHORT:
        return _coloured(language, text)

    def make() -> bytes:
        return json.dumps(_coloured(language, text)).encode()

    rows = json.loads(store.made("code", make, language=language, text=text))
    return None if rows is None else [[(name, piece) for name, piece in row] for row in rows]


@lru_cache(maxsize=4096)
def _coloured(language: str, text: str) -> list[list[Part]] | None:
    """Return the parts of each line of a code, or None for one that is to be printed plain."""
    reader = lexer(language) if language else None
    if reader is None or len(text) > _MOST_COLOURED:
        return None
    rows: list[list[Part]] = [[]]
    tokens = list(reader.get_tokens(text))
    if "".join(value for _, value in tokens) != text:
        return None  # a lexer that changes what it reads is no witness of it
    for kind, value in tokens:
        name = _class(kind)
        for number, piece in enumerate(value.split("\n")):
            if number:
                rows.append([])
            _add(rows[-1], name if piece.strip() else "", piece)
    return rows


def _add(row: list[Part], name: str, piece: str) -> None:
    if piece and row and row[-1][0] == name:
        row[-1] = name, row[-1][1] + piece
    elif piece:
        row.append((name, piece))


def _class(kind: _TokenType) -> str:
    found: _TokenType | None = kind
    while found is not None and found not in _CLASSES:
        found = found.parent
    return _CLASSES[found] if found is not None else ""
