"""What a reader sees of HTML and raw text is what Pandoc's pages show, though the trees part.

A judge of trees takes each of these for a silent difference: Pandoc hands HTML on as it is, and its
page has the elements that nkbook's tree has. So the pages are compared: their words, each with
the marks that it stands in, and their pictures.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

import pytest
from lxml import etree, html

from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Element
from nkbook.model.metadata import Matter
from nkbook.reading.pandoc import find_pandoc

SNIPPETS = {
    "line ends": "甲<br>乙<br/>丙",
    "keys and underlines": "按<kbd>Ctrl</kbd>與<u>底線</u>",
    "scripts": "H<sub>2</sub>O 與 x<sup>2</sup>",
    "marks": "<em>甲</em><strong>乙</strong><code>丙</code><del>丁</del><b>*戊*</b>",
    "ruby": "<ruby>漢<rt>hàn</rt></ruby>字",
    "an anchor": '<a id="here"></a>甲與[乙](#here)',
    "a span": "<span>甲**乙**</span>",
    "a picture": '<img src="a.png" alt="山" width="300">',
    "a figure": '<figure>\n<img src="a.png" alt="山">\n<figcaption>說*明*</figcaption>\n</figure>',
    "a figure with a link": '<figure><a href="b.html"><img src="a.png" alt="山"></a></figure>',
    "a table": "<table>\n<tr><th>甲</th><td>乙</td></tr>\n<tr><td>*丙*</td></tr>\n</table>",
    "a cell": "| 甲 | 乙 |\n|----|----|\n| 一<br>二 | <b>三</b> |",
    "what can be opened": "<details>\n<summary>題</summary>\n\n內容\n\n- 項\n\n</details>",
    "in the middle": '<center>甲</center>\n\n<hr>\n\n<p align="center">乙</p>',
    "Markdown in a box": '<div markdown="1">\n*甲*\n</div>',
    "raw blocks": "```{=html}\n<b>甲</b>\n```",
    "raw words": "正文`<b>`{=html}甲`</b>`{=html}。",
    "lists": "<ul><li>甲</li><li>*乙*<ol><li>丙</li></ol></li></ul>",
    "an alternative beside words": '![甲](a.png){alt="子"}與![乙](b.png){alt="丑"}',
}
SAME = {"b": "strong", "i": "em", "s": "del", "ins": "u", "summary": "strong", "center": "p"}
MARKS = frozenset(
    ("strong", "em", "del", "u", "sub", "sup", "code", "kbd", "a", "rt", "li", "td", "th", "pre")
) | {"figcaption", "blockquote", "hr", "br", "dt", "dd"}
Seen = tuple[str, tuple[str, ...]]


def seen(root: Element) -> list[Seen]:
    """Return a page's runs of words, each with its marks; white space is of no account."""
    runs: list[Seen] = []
    for text, marks in _runs(root, ()):
        words = re.sub(r"\s+", "", text)
        if runs and runs[-1][1] == marks and not words.startswith("<"):
            runs[-1] = (runs[-1][0] + words, marks)
        elif words:
            runs.append((words, marks))
    return runs


def _runs(element: Element, marks: tuple[str, ...]) -> Iterator[Seen]:
    name = SAME.get(str(element.tag), str(element.tag))
    if name == "img":
        yield f"<{element.get('src')} {element.get('alt')}>", marks
    elif name in ("hr", "br"):
        yield f"<{name}>", marks
    inside = tuple(sorted({*marks, *({name} & MARKS)}))
    if "center" in (element.tag, element.get("align"), element.get("class")):
        inside = tuple(sorted({*inside, "center"}))
    yield element.text or "", inside
    for child in element:
        if isinstance(child.tag, str):
            yield from _runs(child, inside)
        yield child.tail or "", inside


def page(text: str) -> Element:
    """Return the page that Pandoc makes of a text."""
    program = find_pandoc()
    assert program is not None
    command = [program, "--from=markdown-smart", "--to=html5", "--wrap=none"]
    made = subprocess.run(command, input=text, capture_output=True, check=True, encoding="utf-8")
    return html.fragment_fromstring(made.stdout, create_parent="div")


@pytest.mark.parametrize("name", SNIPPETS)
def test_what_trees_tell_apart_is_printed_alike(name: str) -> None:
    text = SNIPPETS[name]
    document, _ = parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))
    assert seen(document.tree) == seen(page(text))


def test_the_pages_of_other_texts_are_not_alike() -> None:
    pages = [seen(page(text)) for text in ("甲", "*甲*", "<kbd>甲</kbd>", "- 甲", "![甲](a.png)")]
    assert len({str(one) for one in pages}) == len(pages)
    assert etree.tostring(page("*甲*")) == "<div><p><em>甲</em></p>\n</div>".encode(
        "ascii", "xmlcharrefreplace"
    )
