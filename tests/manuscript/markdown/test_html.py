"""HTML in manuscripts: a whitelist becomes nkbook's own elements; of the rest no word is lost."""

from __future__ import annotations

import re
from collections import Counter

import pypandoc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from nkbook.checks.conservation import lost_text
from nkbook.diagnostics.problems import Diagnostic, has_errors
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Document
from nkbook.model.elements import of
from nkbook.model.metadata import Matter


def parsed(text: str) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Parse a chapter's text."""
    return parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))


def written(document: Document) -> str:
    """Return a tree as XHTML, automatic ids and lines taken out."""
    text = etree.tostring(document.tree, encoding="unicode")
    text = text.removeprefix("<div>").removesuffix("</div>")
    return re.sub(r' (?:id="ch-[^"]*"|data-line="[^"]*")', "", text)


def tree(text: str) -> str:
    """Return the tree of a text that loses nothing and has no problem."""
    document, problems = parsed(text)
    assert problems == ()
    assert lost_text(document) == ()
    return written(document)


def warned(text: str) -> tuple[str, list[str]]:
    """Return the tree of a text that loses nothing, and its warnings as code:line."""
    document, problems = parsed(text)
    assert not has_errors(problems)
    assert lost_text(document) == ()
    places = [f"{one.code}:{one.location.line}" for one in problems if one.location]
    return written(document), places


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("甲<br>乙<br/>丙</br>丁", "甲\\\n乙\\\n丙\\\n丁"),
        ("H<sub>2</sub>O，x<sup>2</sup>", "H~2~O，x^2^"),
        ("<em>甲</em> <i>乙</i>", "*甲* *乙*"),
        ("<strong>甲</strong>，<b>乙</b>", "**甲**，**乙**"),
        ("<del>甲</del>，<s>乙</s>，<strike>丙</strike>", "~~甲~~，~~乙~~，~~丙~~"),
        ("<code>a &lt; b</code>，<tt>c</tt>", "`a < b`，`c`"),
        ('<span class="x" id="s" lang="en">word</span>', "[word]{.x #s lang=en}"),
        ('<span style="color: black; font-weight: bold">甲</span>', "**甲**"),
        ("<font size=3>甲</font>", "甲"),
        ('見<a href="#s" title="題">甲</a>', '見[甲](#s "題")'),
        ('見<a href="https://a.example/?b=1&center=2"></a>', "見<https://a.example/?b=1&center=2>"),
        ('<a name="s"></a>甲', "[]{#s}甲"),
        ("<ruby>重<rt>chóng</rt>慶<rt>qìng</rt></ruby>", '[重慶]{ruby="chóng qìng"}'),
        ("<ruby>北<rp>（</rp><rt>ㄅㄟˇ</rt><rp>）</rp></ruby>", '[北]{ruby="ㄅㄟˇ"}'),
        ("<ruby><rb>重<rb>慶<rt>chóng<rt>qìng</ruby>", '[重慶]{ruby="chóng qìng"}'),
        (
            '<img src="a.png" alt="甲" title="題" width="50%">',
            '![](a.png "題"){alt="甲" width=50%}',
        ),
        ('甲<img src=a.png alt=乙 style="width:3cm">', "甲![](a.png){alt=乙 width=3cm}"),
        ("<figure markdown>\n  ![*甲*](a.png)\n</figure>", "![*甲*](a.png)"),
        (
            "<figure><img src=a.png alt=乙><figcaption>*甲*</figcaption></figure>",
            "![*甲*](a.png){alt=乙}",
        ),
        (
            "<figure>\n\n| a |\n|--|\n| 甲 |\n\n<figcaption>題</figcaption></figure>",
            "| a |\n|--|\n| 甲 |\n\n: 題",
        ),
        ("<p>甲</p>\n乙\n<p>丙</p>", "甲\n\n乙\n\n丙"),
        ("<picture><source srcset=b.webp><img src=a.png alt=乙></picture>", "![](a.png){alt=乙}"),
        ('<div class="x" id="s">\n\n甲**乙**\n\n</div>', "::: {.x #s}\n甲**乙**\n:::"),
        ("<section class=x>\n甲\n</section>", "::: x\n甲\n:::"),
        ("<center>甲</center>", "::: center\n甲\n:::"),
        ("<h2 id=s>甲</h2>", "## 甲 {#s}"),
        ('<a id="s"></a>\n\n## 甲', "## 甲 {#s}"),
        ("## 甲<br>", "## 甲"),
        ("<blockquote>甲</blockquote>", "> 甲"),
        ("<ul><li>甲<li>乙<ul><li>丙</ul></ul>", "- 甲\n- 乙\n    - 丙"),
        ("<ol start=3 type=a><li>甲</li></ol>", "c. 甲"),
        ("<dl><dt>甲</dt><dd>乙</dd></dl>", "甲\n\n: 乙"),
        ("<hr/>\n甲", "***\n\n甲"),
        (
            "<pre><code class='language-js'>a &lt; <b>b</b>\n\n  c</code></pre>",
            "```js\na < b\n\n  c\n```",
        ),
        ("![甲<b>乙</b>](a.png){alt=丙}", "![甲**乙**](a.png){alt=丙}"),
        ("<br>\n\n&emsp;&emsp;甲<!-- more -->\n\n<p>&nbsp;</p>", "甲"),
        ("<p>　　甲</p>", "甲"),
        ("`<b>`{=html}甲`</b>`{=html5}", "**甲**"),
        ("```{=html}\n<p>甲<b>乙</b></p>\n```", "甲**乙**"),
        ("<input type=checkbox checked> 甲", "☒ 甲"),
    ],
)
def test_html_and_markdown_that_mean_the_same_are_one(html: str, markdown: str) -> None:
    kept = r' class="url"| data-(?:width|height|alt)="[^"]*"'
    assert re.sub(kept, "", tree(html)) == re.sub(kept, "", tree(markdown))


@pytest.mark.parametrize(
    "text",
    [
        "<div>\n*甲*\n</div>",
        "<table>\n<tr>\n<td>*甲*</td>\n<td>\n\n- 乙\n\n</td>\n</tr>\n</table>",
        "<details>\n<summary>題</summary>\n\n內容\n- 一\n- 二\n\n</details>",
        "甲<p>乙</p>丙 <span>丁**戊**</span>\n<div>己</div>\n庚",
        "- 甲 <b>乙</b>\n\n    <div>\n    丙\n    </div>\n\n> <p>丁\n\n戊",
        "<!-- 註 --> 甲 <kbd>K</kbd><mark>乙</mark>",
    ],
)
def test_pandoc_prints_the_same_words(text: str) -> None:
    """Pandoc carries raw HTML over to HTML, and reads that again."""
    pandoc = pypandoc.convert_text(text, "html", format="markdown+east_asian_line_breaks")
    document, problems = parsed(text)
    assert problems == ()
    ours = etree.tostring(document.tree, encoding="unicode", method="html")
    words = [
        Counter(re.sub(r"[\W_]", "", pypandoc.convert_text(html, "plain", format="html")))
        for html in (pandoc, ours)
    ]
    assert words[0] == words[1]


def test_a_table_has_heads_of_columns_and_rows_and_is_whole() -> None:
    found = tree(
        "<table>\n  <tr><th>年</th><th>數</th></tr>\n\n  <caption>題</caption>\n"
        "  <tr><th rowspan=9>甲<td align=right>1\n  <tr><td colspan=5>2<br>3</table>"
    )
    assert found == (
        "<table><caption>題</caption><thead><tr><th>年</th><th>數</th></tr></thead><tbody>"
        '<tr><th rowspan="2" scope="row">甲</th><td class="right">1</td></tr>'
        "<tr><td>2<br/>3</td></tr></tbody></table>"
    )


def test_short_rows_are_filled_and_what_is_outside_of_cells_comes_before() -> None:
    found = tree("<table><p>外</p><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td></tr></table>")
    assert found == (
        "<p>外</p><table><tbody><tr><td>甲</td><td>乙</td></tr><tr><td>丙</td><td/></tr>"
        "</tbody></table>"
    )


def test_a_table_of_markdown_takes_heads_of_rows() -> None:
    found = tree("| 年 | 數 |\n|---|---|\n| 甲 | 1 |\n\n: 題 {row-heads=1}\n")
    assert '<tr><th scope="row">甲</th><td>1</td></tr>' in found


def test_a_cell_of_markdown_holds_html() -> None:
    found = tree("| 甲 | 乙 |\n|--|--|\n| 一<br>二 | <ul><li>三</li></ul> |")
    assert "<td>一<br/>二</td><td><ul><li>三</li></ul></td>" in found


def test_notes_hold_html() -> None:
    document, problems = parsed("甲^[乙<b>丙</b>]、丁[^1]\n\n[^1]: <p>戊</p>\n")
    assert problems == ()
    bodies = [etree.tostring(note.body, encoding="unicode") for note in document.notes]
    assert "乙<strong>丙</strong>" in bodies[0]
    assert ">戊</p>" in bodies[1]


def test_a_figure_of_a_linked_picture_is_one() -> None:
    """Its link is around the picture alone, and counts among the parts of the chapter."""
    picture = "<a href=b.md>\n  <img src=a.png alt=乙>\n</a>"
    linked = '<figure><a class="internal" href="b.md"><img src="a.png" alt="乙"/></a>'
    caption = "<figcaption>甲<em>題</em></figcaption>"
    assert tree(f"<figure>\n{picture}\n{caption}\n</figure>") == f"{linked}{caption}</figure>"
    assert tree(f"<figure>{picture}</figure>") == f"{linked}</figure>"
    two = tree(f"<figure>{picture}與{caption}</figure>")
    assert two.startswith('<div class="figure">')


def test_only_the_caption_of_a_figure_of_several_pictures_is_one() -> None:
    found = tree(
        "<figure><img src=a.png alt=甲><img src=b.png alt=乙><figcaption>圖</figcaption></figure>"
    )
    assert found.count('class="caption"') == 1


def test_the_words_of_a_picture_of_markdown_stand_beside_its_caption() -> None:
    found = tree("<figure>\n\n![一棵樹](a.png)\n\n<figcaption>圖一</figcaption>\n\n</figure>")
    assert '<img src="a.png" alt="一棵樹"/>' in found
    assert "<figcaption>圖一</figcaption>" in found


def test_a_folded_text_is_printed_open() -> None:
    found = tree("<details>\n<summary>題</summary>\n\n內容\n\n</details>")
    lead = '<p class="summary"><strong>題</strong></p>'
    assert found == f'<div class="details">{lead}<p>內容</p></div>'


def test_alignment_becomes_a_class() -> None:
    assert tree('<p align="center">甲</p>') == '<p class="center">甲</p>'
    assert tree('<div style="text-align: right">甲</div>') == '<div class="right"><p>甲</p></div>'
    picture = '<p align="center"><img src="a.png" alt="甲"></p>'
    assert tree(picture) == '<figure><img src="a.png" alt="甲"/></figure>'


def test_placeholders_are_printed() -> None:
    found, places = warned("git show <SHA1>，`List<T>` 與 List<String>，\n用 <b> 與 </i> 標籤\n")
    assert "git show &lt;SHA1&gt;" in found
    assert "List&lt;String&gt;" in found
    assert "用 &lt;b&gt; 與 &lt;/i&gt; 標籤" in found
    assert places == ["NK240:1", "NK240:1", "NK240:2", "NK240:2"]


def test_what_has_no_place_in_a_book_is_left_out_and_reported_once() -> None:
    text = "<x-tab a=1>甲</x-tab> <x-tab a=1>乙</x-tab>\n\n<script>\nlet a\n\nb\n</script>\n\n丙\n"
    found, places = warned(text)
    assert re.sub(r"\s", "", found) == "<p>甲乙</p><p>丙</p>"
    assert places == ["NK210:1", "NK210:3"]
    assert "(2 times in this chapter)" in parsed(text)[1][0].message


def test_fences_in_what_is_left_out_are_no_loss() -> None:
    found, places = warned("<script>\n```\n甲\n</script>\n\n乙<br>\n\n    ~~~\n<b>丙</b>\n")
    assert found.startswith("<p>乙</p>")
    assert "<strong>丙</strong>" in found
    assert places == ["NK210:1"]


def test_films_become_links() -> None:
    found, places = warned('<video controls><source src="https://a.example/b.mp4"></video>')
    address = "https://a.example/b.mp4"
    assert found == f'<p><a class="url" href="{address}">{address}</a></p>'
    assert places == ["NK241:1"]


def test_raw_text_of_other_formats_is_left_out() -> None:
    found, places = warned("甲`\\LaTeX`{=latex}\n\n```{=tex}\n\\newpage\n```\n")
    assert found == "<p>甲</p>"
    assert places == ["NK242:1", "NK242:3"]


@pytest.mark.parametrize(
    "text",
    [
        '<a href="javascript:alert(1)">甲</a>',
        '<a href=" java\nscript:alert(1)">甲</a>',
        '<img src="javascript:alert(1)" alt="甲">',
        '<span class="x" onclick="alert(1)" style="width: expression(alert(1))">甲</span>',
        '<div onload=alert(1) data-x="javascript:alert(1)">\n甲\n</div>',
        "<iframe src=javascript:alert(1)>甲</iframe>",
    ],
)
def test_programs_never_get_into_a_book(text: str) -> None:
    document, problems = parsed(text)
    assert not has_errors(problems)
    found = etree.tostring(document.tree, encoding="unicode")
    assert "甲" in found
    assert not re.search(r"script:|alert|onclick|onload|expression", found)


_TAGS = """
<p> </p> <b> </b> </a> <table> <tr> <td> </td> </table> <ul> <li> </ul> <ruby> <rt> </ruby>
<figure> <br> <h2> <dl> <dt> <dd> <summary> <foo> </foo> <pre> </pre> </div> <script> <p/> <rp>
</rp> <td/> < > 甲 **乙** - # | ^[丙] <!-- --> &lt;
"""
_LONGER = ("<div class=x>", '<a href="https://a.example">', "<img src=a.png alt=圖>", '<x y"z>')
_PIECES = st.sampled_from([*_TAGS.split(), *_LONGER])


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(_PIECES, st.sampled_from(["", "\n", "\n\n", " ", "\n    "]))))
def test_no_mark_up_however_broken_loses_a_word_or_stops_the_reader(
    pieces: list[tuple[str, str]],
) -> None:
    text = "".join(piece + space for piece, space in pieces)
    document, problems = parsed(text)
    for element in document.tree.iter():
        assert of(str(element.tag)).tag == element.tag
    if not has_errors(problems):
        assert lost_text(document) == ()
