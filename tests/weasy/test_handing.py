"""HTML that nkbook has written is read as tinyhtml5, by all rules of HTML, would read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import publications
import pytest
import tinyhtml5
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from nkbook.formats.paged.document import Assembly, html
from nkbook.weasy.reading.handing import handed
from nkbook.weasy.sections.documents import Heads, SectionHTML

HEAD = '<!DOCTYPE html>\n<html lang="zh"><head><style>p{color:red}</style></head>\n<body class="x">'
NAMES = (
    "section", "header", "div", "p", "p", "span", "span", "a", "em", "h2", "ol", "li", "dl", "dt",
    "dd", "table", "caption", "colgroup", "col", "thead", "tbody", "tr", "td", "th", "figure",
    "img", "br", "hr", "ruby", "rt", "pre", "code", "blockquote", "svg", "button",
)  # fmt: skip
TEXTS = st.text(alphabet="文 a\n&<>\"'\xa0é\u3000\r\x01\ufeff😀", max_size=6)


def rows(root: Any) -> list[tuple[str, list[tuple[str, str]], str, str]]:
    """Return all elements of a tree with their attributes and texts."""
    return [(one.tag, one.items(), one.text or "", one.tail or "") for one in root.iter()]


def read(text: str) -> Any:
    return tinyhtml5.parse(f"{HEAD}{text}\n</body>\n</html>\n", namespace_html_elements=False)


def compare(text: str) -> bool:
    """Compare both readings; return whether it was read here."""
    made = SectionHTML(f"{HEAD}{text}\n</body>\n</html>\n", {}, Heads()).etree_element
    assert rows(made) == rows(read(text))
    return handed(text) is not None


@st.composite
def trees(draw: Any, depth: int = 4) -> Any:
    root = etree.Element(draw(st.sampled_from(NAMES)))
    try:
        if draw(st.booleans()):
            root.set(draw(st.sampled_from(("id", "href", "class", "alt", "hidden"))), draw(TEXTS))
        root.text, root.tail = draw(TEXTS), draw(TEXTS)
    except ValueError:  # characters that XML cannot have
        pass
    if depth:
        root.extend(draw(st.lists(trees(depth - 1), max_size=3)))
    return root


@given(trees())
def test_made_up_trees(tree: Any) -> None:
    compare(html(tree))


@given(st.text(alphabet='<>/ap"=&;l td \n', max_size=30))
def test_what_no_tree_is_written_as(text: str) -> None:
    compare(text)


@pytest.mark.parametrize("name", ["everything", "constructs"])
def test_pages_of_books(name: str, tmp_path: Path) -> None:
    publication, context = publications.named(name, tmp_path / "work")
    assembly = Assembly.of(publication, context)
    done = [compare(html(assembly.page(page, part))) for page, part in assembly.parts()]
    assert sum(done) > len(done) / 2  # those without drawings, at least


@pytest.mark.parametrize(
    "text",
    [
        "<p>a<div>b</div></p>",
        "<p><span><ul></ul></span></p>",
        '<a href="x"><span><a href="y">b</a></span></a>',
        "<table>a</table>",
        "<table><tr><td>a</td></tr></table>",
        "<ul><li>a</li><span>b</span></ul><li>c</li>",
        "<dl><dd><div><dt>a</dt></div></dd></dl>",
        "<h1><h2>a</h2></h1>",
        "<pre>\na</pre>",
        "<svg></svg>",
        "<p>a&copy;</p>",
        "<p>a & b</p>",
        "<p>a</div></p>",
        "<p>a",
        '<p id="a" id="b">a</p>',
        "<!-- a -->",
        "<P>a</P>",
        "a\rb",
    ],
)
def test_what_the_rules_of_html_may_read_otherwise_is_left_to_them(text: str) -> None:
    assert handed(text) is None
    compare(text)
