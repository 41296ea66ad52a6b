"""One table of elements: whatever a parser or template makes is in it, and nothing else passes."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from lxml import etree, html
from places import BAD, BOOKS, REPOSITORY, TESTS

from nkbook.formats.paged.markup import chapter_tree
from nkbook.locales.labels import load_labels
from nkbook.locales.registry import locale
from nkbook.manuscript import markdown
from nkbook.manuscript.editions.flows import flows
from nkbook.manuscript.markdown.syntax import make_parser
from nkbook.model.book import Chapter
from nkbook.model.document import Document
from nkbook.model.elements import ELEMENTS, Level, Text, UnknownElementError, of
from nkbook.model.metadata import Edition, Matter
from nkbook.reading.text import printable
from nkbook.weasy.output.paint.nodes import ROLE_MAP
from nkbook.weasy.output.paint.roles import Structure

# Structure types of PDF 1.7 (ISO 32000-1 §14.8.4) that an element may have.
STANDARD = frozenset(
    ("Art", "Sect", "Div", "BlockQuote", "Caption", "P", "H1", "H2", "H3", "H4", "H5", "H6",
     "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Span",
     "Quote", "Code", "Link", "Ruby", "RB", "RT", "RP", "Figure")
)  # fmt: skip
# What HTML lays out inline (HTML §15.3.1), of what the table has.
INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img",
     "ins", "kbd", "mark", "math", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span",
     "strong", "sub", "sup", "svg", "time", "u", "var", "wbr")
)  # fmt: skip


def chapter_files() -> list[Path]:
    """Return every chapter of the tests' books, the faulty ones too."""
    return sorted(path for folder in (BOOKS, BAD) for path in folder.rglob("*.md"))


def texts() -> Iterator[str]:
    """Yield manuscripts: the chapters, and every string of the parser's own tests."""
    for path in chapter_files():
        text, _ = printable(path.read_bytes().decode("utf-8", errors="replace"), path.name)
        yield re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    yield f"| 年 | 事 |\n|:--------|----------:|\n| 甲 | {'史' * 40} |\n"  # columns have widths
    for name in ("test_markdown.py", "test_editions.py", "test_notes.py", "test_index.py"):
        (module,) = TESTS.rglob(name)
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


@cache
def documents() -> tuple[Document, ...]:
    chapters = (
        Chapter(f"c{number}", "題", Matter.BODY, text, "c.md", 1)
        for number, text in enumerate(texts())
    )
    return tuple(markdown.parse(chapter)[0] for chapter in chapters)


def made_by_documents() -> set[str]:
    return {
        str(element.tag)
        for document in documents()
        for root in (document.tree, *(note.body for note in document.notes))
        for element in root.iter("*")
    }


def named_in_source(folder: Path) -> set[str]:
    """Return the tags that the source of a package names where it makes elements."""
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                place = {"SubElement": 1, "Element": 0}.get(node.func.attr)
                if place is not None and len(node.args) > place:
                    tag = node.args[place]
                    if isinstance(tag, ast.Constant):
                        found.add(str(tag.value))
    return found


def pushed_by_rules() -> set[str]:
    """Return the tags that the rules of the Markdown parser in use put into their tokens."""
    parser = make_parser()
    rules = [
        *parser.block.ruler.getRules(""),
        *parser.inline.ruler.getRules(""),
        *parser.inline.ruler2.getRules(""),
    ]
    rules += [getattr(rule, "__wrapped__", rule) for rule in rules]
    modules = {inspect.getmodule(rule) for rule in rules}
    found = set()
    for module in filter(None, modules):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "push":
                found |= constants(node.args[1])
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "attr", "") == "tag":
                found |= constants(node.value)
    return found


def constants(node: ast.expr) -> set[str]:
    """Return the strings of ``"td"`` and ``"strong" if double else "em"``."""
    choices = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    return {str(item.value) for item in choices if isinstance(item, ast.Constant) and item.value}


def test_every_element_of_every_manuscript_is_in_the_table() -> None:
    made = made_by_documents()
    assert {"ruby", "colgroup", "figcaption", "dd", "del", "pre"} <= made  # the texts are not poor
    assert made <= ELEMENTS.keys()


def test_every_tag_that_the_parser_can_name_is_in_the_table() -> None:
    named = named_in_source(REPOSITORY / "nkbook/manuscript/markdown")
    pushed = pushed_by_rules()
    assert {"span", "figure", "ruby"} <= named
    assert {"td", "em", "dl", "s"} <= pushed
    assert named | pushed <= ELEMENTS.keys()


def test_every_tag_of_the_templates_is_in_the_table() -> None:
    folders = [REPOSITORY / "nkbook/look/templates/pages", REPOSITORY / "styles/citations"]
    sources = [path.read_text(encoding="utf-8") for folder in folders for path in folder.iterdir()]
    tags = {tag for source in sources for tag in re.findall(r"<([a-z][a-z0-9]*)[\s>]", source)}
    assert {"section", "cite", "table"} <= tags
    assert tags <= ELEMENTS.keys()


def test_ids_are_given_as_the_table_says() -> None:
    for document in documents():
        for root in (document.tree, *(note.body for note in document.notes)):
            for element in root.iterdescendants("*"):
                if of(str(element.tag)).identified:
                    assert element.get("id"), etree.tostring(element, encoding="unicode")


def test_levels_are_those_of_html() -> None:
    assert {tag for tag, row in ELEMENTS.items() if row.level is Level.INLINE} == INLINE
    assert {row.tag for row in ELEMENTS.values() if row.text is Text.ANNOTATION} == {"rt", "rp"}
    assert [ELEMENTS[tag].heading_level for tag in ("h1", "h6", "header", "hr")] == [1, 6, 0, 0]


def test_types_in_the_pdf_are_standard_or_mapped_to_standard_ones() -> None:
    types = {row.structure for row in ELEMENTS.values()} - {None}
    assert types - ROLE_MAP.keys() <= STANDARD
    assert set(ROLE_MAP.values()) <= STANDARD
    assert Structure()._makers.keys() - {"label"} <= ELEMENTS.keys()


def test_an_unlisted_element_raises() -> None:
    for tag in ("marquee", "{http://example.org/}p", "P"):
        with pytest.raises(UnknownElementError, match="table of elements"):
            of(tag)
    tree = etree.fromstring("<div><p>甲<blink>乙</blink></p></div>")
    own = locale("zh-Hant-HK")
    with pytest.raises(UnknownElementError):
        list(flows(tree, own, own))
    assert of("{http://www.w3.org/2000/svg}path").text is Text.VERBATIM
    assert of("{http://www.w3.org/1999/xhtml}p") is of("p")


def test_a_heading_in_a_note_does_not_end_the_paragraph_of_its_call() -> None:
    """HTML's parser closes a paragraph at the first block inside it."""
    text = "甲[^n]乙。\n\n[^n]: 註文。\n\n    ## 小題\n\n    完。\n"
    document, _ = markdown.parse(Chapter("c", "題", Matter.BODY, text, "c.md", 1))
    edition = Edition("zh-Hant-HK", "zh-Hant-HK", load_labels("zh-Hant-HK"), "hk")
    page = etree.tostring(chapter_tree(document, edition), encoding="unicode")
    (first,) = html.fragment_fromstring(page).findall("p")
    assert "".join(first.itertext()) == "甲註文。小題完。乙。"
