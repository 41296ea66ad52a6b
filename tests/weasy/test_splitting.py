"""Notes that go on over the next page: on what pages their lines are, read by PyMuPDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pymupdf
import pytest
from places import REPOSITORY

from nkbook.look.fonts import load_fonts
from nkbook.weasy import Engine, Layout, engine

LANGUAGE = "zh-Hant-HK"
# Ten lines of 14 pt a page; notes of 10 pt, 23 ems a line.
STYLE = """
@page { size: 220pt 160pt; margin: 10pt; @footnote { margin-top: 4pt; padding-top: 2pt } }
body { margin: 0; font: 10pt/14pt "NK Serif CJK"; orphans: 2; widows: 2 }
p { margin: 0 }
.note { float: footnote; footnote-policy: line; font-size: 8pt; line-height: 10pt;
        orphans: 2; widows: 2; padding-left: 2em; text-indent: -2em }
.note::footnote-call { content: attr(data-number); font-size: 6pt; line-height: 0 }
.note::footnote-marker { content: attr(data-number); display: inline-block; width: 2em;
        text-indent: 0 }
"""


@pytest.fixture(scope="module")
def ready() -> Iterator[Engine]:
    with engine(load_fonts(REPOSITORY / "fonts"), LANGUAGE) as weasyprint:
        yield weasyprint


@pytest.fixture
def laid(ready: Engine) -> Callable[[str], Layout]:
    def lay(body: str) -> Layout:
        html = f'<html lang="{LANGUAGE}"><title>試</title><style>{STYLE}</style><body>{body}</html>'
        return ready.lay_out(html, {})

    return lay


def note(number: int, length: int) -> str:
    """Return a note of numbered characters, so that a lost one is seen."""
    words = "".join(f"註{index % 10}" for index in range(length))
    return (
        f'<span class="note" id="n{number}" data-call="c{number}" data-number="{number}" '
        f'data-continued="續">{words}</span>'
    )


def texts(layout: Layout, folder: Path) -> list[str]:
    """Return the text of each page, without spaces."""
    target = folder / "out.pdf"
    layout.write(target, b"0" * 16, ())
    with pymupdf.open(target) as pdf:
        return [re.sub(r"\s+", "", page.get_text()) for page in pdf]


def lines_of_notes(layout: Layout, folder: Path) -> list[int]:
    """Return how many lines of notes each page has."""
    texts(layout, folder)
    with pymupdf.open(folder / "out.pdf") as pdf:
        return [
            len({round(y) for _, y, *_, word, _, _, _ in page.get_text("words") if "註" in word})
            for page in pdf
        ]


def test_a_long_note_begins_under_its_call_and_goes_on(
    laid: Callable[[str], Layout], tmp_path: Path
) -> None:
    body = "<p>行</p>" * 5 + f"<p>文{note(7, 90)}</p>" + "<p>行</p>" * 9
    layout = laid(body)
    first, second, *_ = pages = texts(layout, tmp_path)
    assert "文7" in first
    assert first.count("註") > 20
    assert second.count("註") > 10
    assert "行" in second
    assert "".join(pages).count("註") == 90
    assert layout.lost == ()
    assert not layout.notes["n7"].overflows
    # The mark stands in the place of the number, on the later pages alone.
    assert [page.count("續") for page in pages[:2]] == [0, 1]


def test_a_note_longer_than_pages_is_whole(laid: Callable[[str], Layout], tmp_path: Path) -> None:
    layout = laid(f"<p>文{note(1, 900)}</p>" + "<p>行</p>" * 30)
    pages = texts(layout, tmp_path)
    assert "".join(pages).count("註") == 900
    assert sum("註" in page for page in pages) > 3
    # Text goes on beside it.
    assert all("行" in page or "文" in page for page in pages)
    assert layout.lost == ()
    assert not layout.notes["n1"].overflows


def test_no_line_of_a_note_stands_alone(laid: Callable[[str], Layout], tmp_path: Path) -> None:
    for before in range(3, 9):
        layout = laid("<p>行</p>" * before + f"<p>文{note(1, 58)}</p>" + "<p>行</p>" * 12)
        counts = lines_of_notes(layout, tmp_path)
        assert min(count for count in counts if count) > 1, (before, counts)


def test_short_notes_stay_whole_with_their_calls(
    laid: Callable[[str], Layout], tmp_path: Path
) -> None:
    body = "".join(f"<p>文{note(number, 10)}字</p>" for number in range(1, 16))
    for page in texts(laid(body), tmp_path):
        assert page.count("註") == 10 * page.count("文")
        assert "續" not in page


def test_the_last_of_two_notes_in_a_line_is_cut(
    laid: Callable[[str], Layout], tmp_path: Path
) -> None:
    body = "<p>行</p>" * 3 + f"<p>文{note(1, 20)}又{note(2, 90)}</p>" + "<p>行</p>" * 12
    layout = laid(body)
    assert [layout.notes[name].note_page for name in ("n1", "n2")] == [0, 0]
    pages = texts(layout, tmp_path)
    assert "".join(pages).count("註") == 110
    assert layout.lost == ()


def test_more_notes_in_a_line_than_a_page_holds_go_on(
    laid: Callable[[str], Layout], tmp_path: Path
) -> None:
    body = "<p>" + "".join(f"文{note(n, 30)}" for n in range(1, 15)) + "</p>" + "<p>行</p>" * 30
    layout = laid(body)
    assert "".join(texts(layout, tmp_path)).count("註") == 14 * 30
    assert layout.lost == ()
    assert not any(one.overflows for one in layout.notes.values())


@pytest.mark.parametrize("before", range(3, 9))
@pytest.mark.parametrize("text", ["文", "文" * 50])
def test_no_page_at_the_end_holds_the_end_of_a_note_alone(
    laid: Callable[[str], Layout], before: int, text: str
) -> None:
    layout = laid("<p>行</p>" * before + f"<p>{text}{note(1, 90)}</p>")
    assert not any(page.blank for page in layout.pages)
    assert layout.lost == ()


def test_no_mark_is_printed_over_a_note_without_indent(ready: Engine, tmp_path: Path) -> None:
    style = STYLE.replace("padding-left: 2em; text-indent: -2em", "")
    body = "<p>行</p>" * 5 + f"<p>文{note(7, 90)}</p>" + "<p>行</p>" * 9
    html = f'<html lang="{LANGUAGE}"><title>試</title><style>{style}</style><body>{body}</html>'
    layout = ready.lay_out(html, {})
    assert "續" not in "".join(texts(layout, tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("before", range(10))
def test_nothing_is_lost_wherever_pages_end(
    laid: Callable[[str], Layout], tmp_path: Path, before: int
) -> None:
    paragraphs = [
        f"<p>{'文' * (9 + 7 * n % 25)}{note(n, 5 + 37 * n % 140)}{'字' * (20 + 11 * n % 40)}</p>"
        for n in range(1, 31)
    ]
    layout = laid("<p>行</p>" * before + "".join(paragraphs))
    pages = texts(layout, tmp_path)
    wanted = sum(5 + 37 * n % 140 for n in range(1, 31))
    assert "".join(pages).count("註") == wanted
    assert layout.lost == ()
    placed = [layout.notes[f"n{n}"] for n in range(1, 31)]
    assert all(one.call_page == one.note_page and not one.overflows for one in placed)
    assert [one.note_page for one in placed] == sorted(one.note_page or 0 for one in placed)
