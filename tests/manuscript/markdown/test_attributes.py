"""Attributes that XHTML restricts, and the styles that word processors name."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from judges import epubcheck
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


def test_named_styles_are_the_elements_that_say_so() -> None:
    tree, found = read(f"{STYLES}[港]{{.underline .index}}[信息]{{.mark tw=資訊}}")
    assert found == []
    assert [one.tag for one in tree.iter("u", "mark")] == ["u", "u", "mark", "u", "mark"]


@pytest.mark.slow
def test_named_styles_are_seen(tmp_path: Path) -> None:
    publication, context = written(tmp_path, STYLES)
    made = epub.render(publication, context, tmp_path / "a.epub").path
    assert epubcheck.judge(made) == ()
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
