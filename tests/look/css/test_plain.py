"""What nkbook writes of a broken stylesheet is CSS that EPUBCheck reads."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest
from fuzz.books import epub_of, faults
from judges import epubcheck
from places import BOOKS

from nkbook.look.css.plain import plain

# Each is CSS that all read, or not; and what is left of the latter.
SOUND = (
    "",
    "p, .a > b:hover::before, c[d='e'] + f ~ g:not(h, i) { x: y !important; z: url(#a) 1.5em }",
    "@media print and (min-width: 1px) { p { a: b } @supports (a: b) { q { c: d } } }",
    "@keyframes x { from { a: b } 50%, 75% { c: d } to { e: f } }",
    "@font-face { a: b } @page :left { c: d } @namespace x url(http://a); x|p { e: f }",
    "<!-- p { a: b } -->",
    "#1 { a: #xyz } _ { b: c } p:has(> q) { d: e }",
)
OPEN = ("p { color: red", "p { a: b } /* x", "@media print { p { a: b }", 'p { a: "b"; } q {')
BROKEN = {
    "p": "",
    "color: red": "",
    "} p { a: b } q { c: d }": "q { c: d ; }",
    "]] p { a: b }": "",
    "p { color red; c: d }": "p { c: d ; }",
    "p { a: ; c: d }": "p { c: d ; }",
    "p { a: 'b\n; c: d }": "p { c: d ; }",
    "p { a: url(b c); d: e }": "p { d: e ; }",
    "p { a: b); c: d }": "p { c: d ; }",
    "p { 1a: b; -: c; *zoom: 1; d: e }": "p { d: e ; }",
    ".. { a: b }": "",
    "> p { a: b }": "",
    "p, { a: b }": "",
    "p + > q { a: b }": "",
    "p:: { a: b }": "",
    "p[a=] { b: c }": "",
    "% { a: b }": "",
    "// a\np { a: b } q { c: d }": "q { c: d ; }",
    "$x: 1; p { a: b } q { c: d }": "q { c: d ; }",
    "@media print": "",
    "@ p { a: b } q { c: d }": "q { c: d ; }",
    "@keyframes x { 5% , { a: b } }": "@keyframes x {\n}",
}
NEW = {  # which browsers read, but EPUBCheck does not
    "p { a: b; & q { c: d } }": "p { a: b; }",
    "p { --a: { b: c }; d: e }": "p { d: e ; }",
    "p[a='b' i] { c: d }": "",
    "@scope-of-tomorrow { p { a: b } }": "",
}


@pytest.mark.parametrize("css", SOUND)
def test_what_all_can_read_stays_as_it_is(css: str) -> None:
    assert plain(css).css == css
    assert plain(css).lost == ()


@pytest.mark.parametrize("css", OPEN)
def test_what_is_open_at_the_end_is_closed(css: str) -> None:
    read = plain(css)
    assert read.css.startswith(css)
    assert len(read.css) > len(css)
    assert read.lost == ()


@pytest.mark.parametrize(("css", "left"), [*BROKEN.items(), *NEW.items()])
def test_what_some_cannot_read_is_left_out(css: str, left: str) -> None:
    read = plain(css)
    assert read.css.replace("  ", " ") == left.replace("  ", " ")
    assert read.lost
    assert {one.broken for one in read.lost} == {css in BROKEN}
    assert plain(read.css).lost == ()


def test_boxes_in_the_margin_go_without_a_word() -> None:
    """They are of the PDF's pages, and no page of an EPUB has any."""
    read = plain("@page { margin: 1cm; @top-left { content: 'a' } }")
    assert read.css == "@page {\nmargin: 1cm;\n}"
    assert read.lost == ()


@pytest.mark.slow
def test_a_book_with_broken_css_is_a_valid_epub(tmp_path: Path) -> None:
    """In its drawings, each its own sheet, and in the book's; and every one is told of."""
    sheets = [*SOUND, *OPEN, *BROKEN, *NEW]
    chapters = tmp_path / "book/chapters"
    (chapters / "images").mkdir(parents=True)
    for number, css in enumerate(sheets):
        drawing = f"<style>{escape(css)}</style><rect width='9' height='9'/>"
        (chapters / f"images/{number}.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{drawing}</svg>', "utf-8"
        )
    shown = "\n\n".join(f"![畫](images/{number}.svg){{alt=畫}}" for number in range(len(sheets)))
    (chapters / "one.md").write_text(f"---\ntitle: 題\n---\n\n{shown}\n", "utf-8")
    settings = (BOOKS / "minimal/chapters/book.toml").read_text("utf-8")
    head = settings.partition("[spine]")[0]
    (chapters / "book.toml").write_text(f'{head}[spine]\nbody = ["one.md"]\n', "utf-8")
    (tmp_path / "book/styles").mkdir()
    (tmp_path / "book/styles/book.css").write_text("\n".join([*BROKEN, *NEW, *OPEN]), "utf-8")

    path, problems = epub_of(tmp_path / "book", tmp_path / "work")

    assert path is not None, problems
    assert [one for one in faults(epubcheck.judge(path)) if "CSS" in one] == []
    told = {one.location.path for one in problems if one.code == "NK315" and one.location}
    assert told == {"chapters/one.md"}
    assert sum(one.code == "NK315" for one in problems) >= len(BROKEN) + len(NEW)
    assert any(one.code == "NK319" for one in problems)
