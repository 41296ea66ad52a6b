"""Western quotation marks in Chinese texts of an EPUB: each is marked for its font."""

from __future__ import annotations

import zipfile
from pathlib import Path

import publications
import pytest
from judges import epubcheck
from lxml import etree, html

from nkbook.formats import epub
from nkbook.formats.html.western import mark_western


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("<p>道 Hong Kong’s child，“好”，說“OK”。</p>", "’"),
        ("<p>說 “<em>fine</em>” and “<i lang='en'>it’s</i>”。</p>", "“”“”"),
        ("<p>“OK”。<a class='noteref'>1</a>“fine”<a class='noteref'>2</a></p>", ""),
        ("<p><a class='backlink'>1</a> “OK”。</p><p>“Yes”</p>", "“”"),
        ("<p>字<code>it’s</code>字，<ruby>字<rt>it’s</rt></ruby></p><pre>it’s</pre>", ""),
        ("<p lang='en'>It’s “fine” in English</p>", ""),
        ("<ul><li>甲</li><li>the students’</li></ul>", "’"),
    ],
)
def test_marks_among_western_words_are_marked(text: str, marked: str) -> None:
    root = html.fragment_fromstring(text, create_parent="div")
    before = root.text_content()
    mark_western(root, "zh-Hant-HK")
    spans = root.xpath("//span[@class='western']")
    assert "".join(span.text for span in spans) == marked
    assert {span.get("lang") for span in spans} <= {"und-Latn"}
    assert root.text_content() == before


@pytest.mark.slow
@pytest.mark.parametrize("embeds", [True, False])
def test_readers_are_given_a_font_for_them(tmp_path: Path, embeds: bool) -> None:
    settings = f"[epub]\nembed-fonts = {str(embeds).lower()}"
    text = "他寫道 Hong Kong’s child。\n\n## 節 it’s\n\n文[^a]\n\n[^a]: 註 it’s。"
    book = publications.written(tmp_path, text, settings=settings)
    target = tmp_path / "book.epub"
    epub.render(*book, target)
    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        (page,) = (archive.read(name).decode() for name in names if name.endswith("one.xhtml"))
        sheets = (archive.read(name).decode() for name in names if name.endswith(".css"))
        css = "".join("".join(sheets).split())
        fonts = [name for name in archive.namelist() if "fonts/text" in name]
    marks = etree.fromstring(page.encode()).xpath("//*[starts-with(@class, 'western')]/text()")
    assert marks == ["’", "’", "’"]
    assert len(fonts) == (2 if embeds else 0), "regular, and bold for the heading"
    assert ('.embedded{font-family:"nkbooktext1"' in css) is embeds
    assert '.western{font-family:"TimesNewRoman"' in css
    assert epubcheck.judge(target) == ()
