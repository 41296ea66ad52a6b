"""Blocks that the author names: what their classes become in the tree, PDF and EPUB."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pymupdf
import pytest
from judges import epubcheck, verapdf
from opened import Opened
from publications import written

from nkbook.formats import epub, pdf
from nkbook.look.css.classes import classes_named
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Element
from nkbook.model.metadata import Matter

EVERY = """
::: epigraph
路漫漫其修遠兮。

[——屈原]{.attribution}
:::

::: letter
[明遠吾兄：]{.salutation}

來信收到。

[弟　文山]{.signature}
:::

::: verse
| 海日生殘夜，
| 江春入舊年，這一行特別長，長得一行容不下，於是轉到下一行去，而且要縮進去才好看。
:::

::: drama
[船長]{.speaker}　沒有人。[走近]{.stage}
:::

::: {.box title="燈的高度"}
燈高三十米。
:::

***
"""


def tree(text: str) -> Element:
    document, problems = parse(Chapter("one", "題", Matter.BODY, text, "one.md", 1))
    assert problems == ()
    return document.tree


def test_a_span_alone_in_its_paragraph_names_the_paragraph() -> None:
    first, second, third = tree("[弟　文山]{.signature}\n\n[甲]{.signature}乙\n\n[丙]{.dots}\n")
    assert (first.get("class"), first[0].get("class"), first[0].text) == (
        "signature",
        None,
        "弟　文山",
    )
    assert second.get("class") is None
    assert second[0].get("class") == "signature"
    assert third.get("class") is None


def test_the_title_of_a_box_is_its_first_line() -> None:
    (box,) = tree('::: {.box title="甲"}\n乙\n:::\n')
    assert [(one.get("class"), one.text) for one in box] == [("title", "甲"), (None, "乙")]
    assert "title" not in box.attrib


def test_a_raised_letter_takes_the_bracket_before_it() -> None:
    (div,) = tree("::: drop-cap\n「那年冬天。」\n\n第二段。\n:::\n")
    (initial,) = div[0]
    assert (initial.get("class"), initial.text, initial.tail) == (
        "initial with-mark",
        "「那",
        "年冬天。」",
    )
    assert len(div[1]) == 0


@pytest.mark.parametrize(
    ("css", "names"),
    [
        (".a p, div.b > .c:not(.d) { color: red }", {"a", "b", "c", "d"}),
        ('@media print { [class~="e"] {} .f::before {} }', {"e", "f"}),
        ("p { margin: .5em } @font-face { src: url(x.g) }", set()),
    ],
)
def test_classes_of_a_sheet(css: str, names: set[str]) -> None:
    assert classes_named(css) == names


@pytest.mark.slow
def test_every_named_block_is_in_pdf_and_epub(tmp_path: Path) -> None:
    settings = '[text]\nornament = "＊　＊"\n'
    publication, context = written(tmp_path, EVERY, settings=settings)
    made = pdf.render(publication, context, tmp_path / "book.pdf")
    assert not made.diagnostics
    assert not any(verapdf.judge(made.path, "2a", "ua1").values())
    with pikepdf.open(made.path) as opened:
        dictionaries = [one for one in opened.objects if isinstance(one, pikepdf.Dictionary)]
        assert "/BlockQuote" in {str(one.get("/S")) for one in dictionaries}
    with pymupdf.open(made.path) as opened_pages:
        words = [word for page in opened_pages for word in page.get_text("words")]
    left = {word[4][:2]: word[0] for word in words}
    assert any(name[0] == "＊" for name in left)
    assert left["江春"] == pytest.approx(left["海日"], abs=0.1)
    assert left["弟\u3000"] > left["明遠"] + 100
    ebook = epub.render(publication, context, tmp_path / "book.epub").path
    assert epubcheck.judge(ebook) == ()
    page = Opened(ebook).pages["text/one.xhtml"]
    found = {one.get("{http://www.idpf.org/2007/ops}type") for one in page.iter()}
    assert {"epigraph", "z3998:letter", "z3998:verse", "z3998:persona"} <= found


@pytest.mark.parametrize(
    ("text", "is_lines"),
    [
        ("床前明月光，\\\n疑是地上霜。", True),
        (
            "**港口日報**  \n青洲一號^[一九三七年遷入，此前在橫瀾島，見年報所載。]  \nTel. 1234",
            True,
        ),
        ("> 春眠不覺曉，\\\n> 處處聞啼鳥。", True),
        ("一行而已。", False),
        ("短行，\\\n" + "長" * 30 + "。", False),
        ("- 項目，\\\n  下一行。", False),
        ("::: verse\n詩，\\\n二行。\n:::", False),
    ],
)
def test_short_lines_broken_by_hand_are_lines(text: str, is_lines: bool) -> None:
    found = tree(text + "\n").iter("p")
    assert any(p.get("class") == "broken-lines" for p in found) == is_lines


def test_parallel_texts_are_pairs_with_the_language_of_the_original() -> None:
    (div,) = tree("::: {.parallel original=fr}\nUn.\n\n一。\n\n> Deux.\n\n二。\n:::\n")
    assert [[one.tag for one in pair] for pair in div] == [["p", "p"], ["blockquote", "p"]]
    assert [[one.get("lang") for one in pair] for pair in div] == [["fr", None]] * 2
    assert div.get("data-original") is None
