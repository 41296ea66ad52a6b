"""Attributes that XHTML restricts, and the styles that word processors name."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from judges import epubcheck
from opened import Opened
from publications import written

from nkbook.formats import epub, pdf
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Element
from nkbook.model.metadata import Matter
from nkbook.model.trees import text_of


def read(text: str) -> tuple[Element, list[str]]:
    document, problems = parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))
    return document.tree, [f"{one.code}:{one.location.line}" for one in problems if one.location]


@pytest.mark.parametrize(
    "tag", ["en", "zh-Hant-HK", "sr-Latn", "es-419", "de-CH-1996", "grc", "en-x-old", "x-klingon"]
)
def test_a_language_is_kept(tag: str) -> None:
    tree, found = read(f"甲[乙]{{lang={tag}}}。")
    assert found == []
    assert [one.get("lang") for one in tree.iter("span")] == [tag]


@pytest.mark.parametrize("tag", ["no such", "e", "en_GB", "中文", "languageless", "-en"])
def test_no_language_is_reported_and_left_out(tag: str) -> None:
    tree, found = read(f'甲。\n\n::: {{lang="{tag}"}}\n乙^[[丙]{{lang="{tag}"}}]。\n:::\n')
    assert found == ["NK245:3", "NK245:4"]
    assert not tree.xpath("//*[@lang]")
    assert [one.get("data-lang") for one in tree.iter("div") if one is not tree] == [tag]


def test_other_attributes_that_xhtml_restricts() -> None:
    tree, found = read("[甲]{dir=left}[乙]{dir=rtl}[丙]{alt=x}")
    assert found == ["NK245:1"]
    assert [dict(one.attrib) for one in tree.iter("span")] == [
        {"data-line": "1", "data-dir": "left"},
        {"data-line": "1", "dir": "rtl"},
        {"data-line": "1", "data-alt": "x"},
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("他說：“好”\n引文", "他說：“好”引文"),
        ("引文\n“好”", "引文“好”"),
        ("“好”\n“不好”", "“好”“不好”"),
        ("其一……\n其二——\n其三", "其一……其二——其三"),
        ("the ‘republic’\nof letters", "the ‘republic’ of letters"),
        ("the “good”\n“bad”", "the “good” “bad”"),
        ("and …\nso", "and … so"),
        ("*他說“好”*\n引文", "他說“好”引文"),
        ("甲”  \n引", "甲”引"),
    ],
)
def test_line_ends_beside_marks_of_two_languages(source: str, text: str) -> None:
    (paragraph,) = read(source)[0]
    assert text_of(paragraph) == text


STYLES = (
    "文[底線 gyp]{.underline}文[底]{.ul}，[標記]{.mark}，[The Nato ß]{.smallcaps}與[abc]{.sc}。"
    "^[註[標記]{.mark}與[Nato]{.smallcaps}。]"
)


@pytest.mark.slow
def test_named_styles_are_seen(tmp_path: Path) -> None:
    publication, context = written(tmp_path, STYLES)
    made = epub.render(publication, context, tmp_path / "a.epub").path
    assert epubcheck.judge(made) == ()
    page = Opened(made).pages["text/one.xhtml"]
    found = [str(one.tag).rpartition("}")[2] for one in page.iter("{*}u", "{*}mark")]
    assert found == ["u", "u", "mark", "mark"]
    assert not pdf.render(publication, context, tmp_path / "a.pdf").diagnostics
    with pymupdf.open(tmp_path / "a.pdf") as book:
        drawings = book[0].get_drawings()
        sizes = {
            span["text"].strip(): round(span["size"], 1)
            for block in book[0].get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
        }
    lines = [one for one in drawings if one["type"] == "s"]
    fills = [one["fill"] for one in drawings if one["fill"] and 0.5 < one["fill"][0] < 1]
    assert len(lines) >= 2
    assert fills
    assert sizes["N"] > sizes["ATO"]


@pytest.mark.parametrize(
    ("definition", "link", "picture"),
    [
        ('[r]: a.png {width=50% .k alt="甲"}', "k internal", "甲"),
        ('[r]: a.png "題" {.k alt=甲}', "k internal", "甲"),
        ('[r]: a.png\n  "題" {.k alt=甲}', "k internal", "甲"),
        ("[r]: <a.png> (題)\n  {.k alt=甲}\n[s]: #s", "k internal", "甲"),
    ],
)
def test_definitions_give_their_attributes(definition: str, link: str, picture: str) -> None:
    target = definition.replace("a.png", "#a")
    tree, found = read(f"[甲][r]、[r]{{.own}}、[r][]{{.x}}。\n\n{target}\n")
    assert "NK228:6" not in found or "[s]" in definition
    assert [one.get("class") for one in tree.iter("a")] == [link, f"x {link}"]
    tree, _ = read(f"![圖][r]\n\n{definition}\n")
    ((figure),) = tree.iter("figure")
    assert figure.get("class") == "k"
    assert [one.get("alt") for one in tree.iter("img")] == [picture]
    assert "{" not in text_of(tree)


def test_an_id_of_a_definition_is_given_once() -> None:
    tree, found = read("[甲][r]、[乙][r]{#two}、[丙][r]。\n\n[r]: https://a.example {#one}\n")
    assert found == []
    assert [one.get("id") for one in tree.iter("a")] == ["one", "two", None]


def test_attributes_of_addresses_and_code() -> None:
    tree, found = read("<https://a.example>{.x}與`a|b`{.py #k}")
    assert found == []
    assert [one.get("class") for one in tree.iter("a", "code")] == ["x url", "py"]


def test_a_backslash_at_the_end_is_a_line_break() -> None:
    tree, found = read("![](a.png){alt=圖}\\\n\n甲\\\n\n`乙\\`\n\n丙\\\\\n")
    assert found == []
    assert [[one.tag for one in block] for block in tree] == [["img", "br"], ["br"], ["code"], []]
    assert text_of(tree) == "甲乙\\丙\\"


def test_a_span_after_a_circumflex_is_no_note() -> None:
    tree, found = read("甲^[乙]{.j}。\n\n丙^[丁]{.k}^。")
    assert found == []
    assert text_of(tree) == "甲^乙。丙丁。"
    assert [one.get("class") for one in tree.iterfind(".//sup/span")] == ["k"]


@pytest.mark.parametrize("end", ["乙", "{", "}", "##", "{.a} 乙"])
def test_a_heading_of_many_blanks_is_read(end: str) -> None:
    """Patterns that looked for the end from every blank took minutes for this."""
    document, _ = parse(
        Chapter("ch", "題", Matter.BODY, f"## 甲{' ' * 50_000}{end}\n\n文。\n", "ch.md", 1)
    )
    assert len(document.headings) == 1


def test_attributes_after_the_marks_that_close_a_heading() -> None:
    document, _ = parse(
        Chapter("ch", "題", Matter.BODY, "## 甲# ## {.a}\n\n見[甲#]。\n", "ch.md", 1)
    )
    (heading,) = document.headings
    assert heading.title == "甲#"
    assert len(list(document.tree.iter("a"))) == 1


@pytest.mark.parametrize(
    "text",
    ["`字`{id='a  b'}", '[字]{id="a b"}', '## 字 {id=" a b"}', '::: {id="a b"}\n字\n:::'],
)
def test_a_name_of_two_words_is_one(text: str) -> None:
    tree, _ = read(text)
    assert "a-b" in tree.xpath("//@id")
    assert not tree.xpath("//@id[contains(., ' ')]")
