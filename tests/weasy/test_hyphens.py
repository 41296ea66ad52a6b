"""Hyphens where words are divided: drawn, and not in the text that programs read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
from judges import extraction
from places import REPOSITORY

from nkbook.look.fonts import load_fonts
from nkbook.weasy import Engine, engine

SHEET = (
    '@page{size:400pt 400pt;margin:40pt}html{font:10pt/16pt "NK Serif CJK","NK Serif Latin";'
    "hyphens:auto;hyphenate-limit-chars:6 2 3}body{text-align:justify}p{width:150pt;margin:8pt 0}"
    'b,code{font-family:"NK Serif Latin"}code{--code:on}.ragged{text-align:left}.none{hyphens:none}'
)
WORDS = "international parliamentary administration organisation responsibilities"


@pytest.fixture(scope="module")
def ready() -> Iterator[Engine]:
    with engine(load_fonts(REPOSITORY / "fonts"), "zh-Hant-HK") as weasyprint:
        yield weasyprint


def printed(ready: Engine, body: str, path: Path) -> Path:
    html = (
        f'<html lang="zh-Hant-HK"><title>試</title><style>{SHEET}</style><body>{body}</body></html>'
    )
    layout = ready.lay_out(html, {})
    assert layout.write(path, b"hyphens", []) == ()
    return path


def hyphens(path: Path) -> int:
    """Count the hyphens that are drawn, whatever they stand for."""
    with pymupdf.open(path) as document:
        data = b"".join(document.xref_stream(xref) for xref in document[0].get_contents())
    return len(re.findall(rb"ActualText <(?:feff)?00ad>", data))


@pytest.mark.parametrize("kind", ["", ' class="ragged"', ' lang="en"', ' lang="en" class="ragged"'])
def test_a_divided_word_has_a_hyphen_on_the_page_and_none_in_its_text(
    ready: Engine, tmp_path: Path, kind: str
) -> None:
    path = printed(ready, f"<p{kind}>中文 {WORDS} {WORDS}</p>", tmp_path / "words.pdf")
    assert hyphens(path) >= 2
    for mode in ([], ["-raw"], ["-layout"]):
        text = extraction.poppler(path, *mode)
        assert text.count("\xad") == hyphens(path)
        joined = re.sub(r"\xad\s*", "", text)  # a soft hyphen shows nothing, and its line goes on
        assert joined.split() == f"中文 {WORDS} {WORDS}".split()


@pytest.mark.parametrize(
    "body",
    [
        '<p class="none">中文 {}</p>',
        "<p>中文 <code>{}</code></p>",
        '<p style="text-align:center">中文 {}</p>',
        '<p>中文 <span style="white-space:nowrap">{}</span></p>',
    ],
)
def test_what_asks_to_be_left_whole_is(ready: Engine, tmp_path: Path, body: str) -> None:
    path = printed(ready, body.format(WORDS), tmp_path / "whole.pdf")
    assert hyphens(path) == 0
    assert "\xad" not in extraction.poppler(path)


def test_an_authors_soft_hyphens_are_where_a_word_is_divided(ready: Engine, tmp_path: Path) -> None:
    word = "Nagorno\xadkarabakh\xadistan"
    path = printed(ready, f"<p>中文中文中文中{word}中文{word}</p>", tmp_path / "soft.pdf")
    assert hyphens(path) == 2
    text = re.sub(r"[\xad\s]", "", extraction.poppler(path))
    assert text == f"中文中文中文中{word}中文{word}".replace("\xad", "")
    # What is not used shows nothing: letters stand as close as if it weren't there.
    one, other = (
        printed(ready, f"<p>{text}</p>", tmp_path / f"{n}.pdf")
        for n, text in enumerate(("Nagorno\xadkarabakh", "Nagornokarabakh"))
    )
    with pymupdf.open(one) as soft, pymupdf.open(other) as plain:
        boxes = [document[0].search_for("karabakh")[0] for document in (soft, plain)]
    assert boxes[0].x1 == pytest.approx(boxes[1].x1, abs=0.3)


def test_a_word_across_two_elements_is_not_divided_where_they_meet(
    ready: Engine, tmp_path: Path
) -> None:
    body = "".join(f"<p>{'中' * n}inter<b>national</b>isation</p>" for n in range(8, 13))
    path = printed(ready, body, tmp_path / "elements.pdf")
    assert hyphens(path) == 0


@pytest.mark.slow
def test_chromium_joins_the_word(ready: Engine, tmp_path: Path) -> None:
    path = printed(ready, f"<p>中文 {WORDS} {WORDS}</p>", tmp_path / "words.pdf")
    (found,) = extraction.chromium([path], tmp_path)
    assert " ".join(re.sub(r"\xad\s*", "", found).split()) == f"中文 {WORDS} {WORDS}"
