"""One layout painted with the stylesheets of other formats, as if laid out with them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sectioned
from judges import sameness
from PIL import Image
from places import REPOSITORY

from nkbook.formats.paged.labels import label_ranges
from nkbook.look.fonts import load_fonts
from nkbook.weasy import Dressed, Engine, File, Paint, Plates, Proof, engine, only_paint

pytestmark = pytest.mark.slow

LANGUAGE = "zh-Hant-HK"
PROOF = Proof(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>", lambda *inks: (1 - inks[3],) * 3)
PLATES = Plates(lambda *colour: (0, 0, 0, 1 - colour[1]), lambda *_: (0, 0, 0, 1), 28.0)
TEXT = "天地玄黃宇宙洪荒日月盈昃辰宿列張寒來暑往秋收冬藏閏餘成歲律呂調陽雲騰致雨露結為霜"
STYLE = """
@page { size: 300px 400px; margin: 40px 40px 40px 40px; background: #eee;
  @bottom-center { content: counter(page) } }
section { break-before: page }
body { margin: 0; font: 12px serif }
.note { float: footnote } .note::footnote-call, .note::footnote-marker { content: "註" }
a { color: teal; text-decoration: underline } .box { background: #fed; border: 1px solid red }
.far { position: absolute; right: 0; top: 10px } .name { --mark: name }
.box::before { content: "先"; color: red } p::first-letter { color: blue }
"""
PRINT = """
@page { bleed: 8px; background: white }
a { color: inherit; text-decoration: none } .box { background: url(a.png); border-color: black }
.box::before { color: inherit }
"""
GUTTER = """
@page :right { margin-left: 52px; margin-right: 28px }
@page :left { margin-left: 28px; margin-right: 52px }
"""


@pytest.fixture(scope="module")
def ready() -> Iterator[Engine]:
    with engine(load_fonts(REPOSITORY / "fonts"), LANGUAGE) as weasyprint:
        yield weasyprint


def document(style: str, *sections: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="{LANGUAGE}"><head><meta charset="utf-8"><title>書</title>'
        f"<style>{STYLE}{style}</style></head><body>{''.join(sections)}</body></html>"
    )


def test_one_layout_serves_all_formats(ready: Engine, tmp_path: Path) -> None:
    for name, colour in (("screen", "teal"), ("press", "red")):
        Image.new("RGB", (20, 20), colour).save(tmp_path / f"{name}.png")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'
    without_address = '<image width="9" height="9"/><rect width="9" height="9"/>'
    (tmp_path / "b.svg").write_text(drawing.format(without_address), encoding="utf-8")
    drawn = {"b.svg": File(tmp_path / "b.svg", "image/svg+xml")}
    files = {"a.png": File(tmp_path / "screen.png", "image/png")} | drawn
    inked = {"a.png": File(tmp_path / "press.png", "image/png")} | drawn
    content = (
        f'<p><a href="#two">見<b>二</b></a>{TEXT}<span class="name">孔子</span></p>'
        '<div class="box"><a href="https://example.org/">外</a><img src="a.png" alt="圖">'
        '<img src="b.svg" alt="圖"></div>'
        f"{f'<p>{TEXT}</p>' * 9}"
        '<p>文<span class="note" id="n" data-call="c">註</span><span class="far">&nbsp;</span></p>'
        "<table><tr><th>甲<td>乙</table>"
    )
    sections = (f'<section id="one">{content}</section>', '<section id="two"><p>完</p></section>')
    screen, paper = document("", *sections), document(PRINT + GUTTER, *sections)
    head = document(PRINT + GUTTER)
    ways: dict[str, Paint] = {
        "screen": PROOF,
        "print": Dressed(head, inked, PLATES),
        "booklet": Dressed(head, files, None),
        "again": PROOF,
    }
    book = sectioned.SectionedBook(ready, screen, files, ways)
    for laid in book.sections:
        assert laid.painted["screen"] == laid.painted["again"]
    for name, text, shown, paint in (
        ("screen", screen, files, PROOF),
        ("print", paper, inked, PLATES),
        ("booklet", paper, files, None),
    ):
        joined, whole = tmp_path / f"{name}.pdf", tmp_path / f"whole-{name}.pdf"
        empty = document("" if text is screen else PRINT + GUTTER)
        book.furniture = ready.furnish(empty, shown, book.frames, len(book.frames), ways)
        book.write(name, joined)
        layout = ready.lay_out(text, shown)
        labels = label_ranges(layout.pages, sectioned.COVER)
        if isinstance(paint, Plates):
            layout.write_inks(whole, b"permanent", labels, paint)
        else:
            layout.write(whole, b"permanent", labels, paint)
        found = sameness.facts(joined)
        for fact, value in sameness.facts(whole).items():
            assert found[fact] == value, (name, fact)


def test_another_measure_is_refused(ready: Engine) -> None:
    (section,) = sectioned.sections(document("", "<section><p>文</p></section>"), {})
    narrow = Dressed(document("@page{margin-left:80px}"), {}, None)
    with pytest.raises(ValueError, match="another size"):
        ready.lay_section(section, {"narrow": narrow})


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        (PRINT, True),
        ("a{color:red;font-weight:bold}", False),
        ("@page{margin:1cm}", False),
        ("@media print{a{color:red}}", False),
        ("a{--mark:name}", False),
        ("p::first-letter{color:red}", False),
    ],
)
def test_what_is_only_paint(css: str, expected: bool) -> None:
    assert only_paint(css) is expected


def test_the_theme_changes_only_paint_for_the_printer() -> None:
    assert only_paint((REPOSITORY / "styles/print.css").read_text(encoding="utf-8"))
