"""Sections laid out alone and joined are the same file as the whole document laid out at once."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest
import sectioned
from judges import sameness, verapdf
from PIL import Image
from places import REPOSITORY

from nkbook.formats.paged.labels import label_ranges
from nkbook.look.fonts import load_fonts
from nkbook.store import open_store
from nkbook.weasy import Engine, File, Layout, Message, Plates, Proof, engine

pytestmark = pytest.mark.slow

LANGUAGE = "zh-Hant-HK"
PROOF = Proof(b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>", lambda *inks: (1 - inks[3],) * 3)
PLATES = Plates(lambda *colour: (0, 0, 0, 1 - colour[1]), lambda *_: (0, 0, 0, 1), 28.0)
PAINTS: dict[str, Proof | Plates | None] = {"archive": PROOF, "inks": PLATES, "plain": None}
XMP_ALONE = ["6.6.2.1-5", "6.6.4-1"]  # what veraPDF says of the packet above
TEXT = "天地玄黃宇宙洪荒日月盈昃辰宿列張寒來暑往秋收冬藏閏餘成歲律呂調陽雲騰致雨露結為霜"
STYLE = """
@page { size: 300px 400px; margin: 40px;
  @bottom-center { content: counter(page) }
  @top-left { content: string(title) }
  @top-right { content: string(title, first-except) } }
@page :first { @top-center { content: "首" } }
@page :blank { @top-center { content: string(title) "空" } }
@page body { background: url("SQUARE") }
@page :nth(1 of body-start) { counter-reset: page 1 }
body { margin: 0; font: 12px serif }
section { break-before: recto }
.front { page: front } .start { page: body-start } .body { page: body }
.verso { break-before: verso } .front + .next { break-before: page }
h1 { margin: 50px 0 10px; string-set: title content(); bookmark-level: 1 }
.part h1 { bookmark-level: 1 } .in-part h1 { bookmark-level: 2 }
h2 { bookmark-level: 3; break-before: page }
.note { float: footnote }
.note::footnote-call, .note::footnote-marker { content: attr(data-number) }
.name { --mark: name }
.far { break-before: verso }
a.xref::after { content: "（頁" target-counter(attr(href url), page) "）" }
a.roman::after { content: target-counter(attr(href url), page, lower-roman) }
ol.mine { list-style-type: mine }
@counter-style mine { system: cyclic; symbols: "甲" "乙"; suffix: "、" }
.faint { opacity: .5 }
""".replace(
    "SQUARE",
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E"
    "%3Crect width='9' height='9' stroke='teal' fill='none'/%3E%3C/svg%3E",
)


@pytest.fixture(scope="module")
def ready() -> Iterator[Engine]:
    with engine(load_fonts(REPOSITORY / "fonts"), LANGUAGE) as weasyprint:
        yield weasyprint


def document(*sections: str, style: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="{LANGUAGE}"><head><meta charset="utf-8"><title>小書</title>'
        f'<meta name="author" content="某"><meta name="dcterms.created" content="2026-01-02">'
        f"<style>{STYLE}{style}</style></head><body>{''.join(sections)}</body></html>"
    )


def section(id: str, kind: str, content: str, more: str = "") -> str:
    return f'<section id="{id}" class="{kind}" {more}>{content}</section>'


def note(name: str) -> str:
    return f'<span class="note" id="{name}" data-call="{name}-call" data-number="1">註{name}</span>'


def compare(
    engine: Engine,
    text: str,
    folder: Path,
    files: dict[str, File] | None = None,
    paints: dict[str, Proof | Plates | None] = PAINTS,
) -> dict[str, Path]:
    """Write a document at once and joined, and compare all that is in the files."""
    files = files or {}
    book = sectioned.SectionedBook(engine, text, files, paints)
    found, expected = set(book.messages), set()
    targets = {}
    for name, paint in paints.items():
        layout = engine.lay_out(text, files)
        assert book.pages == list(layout.pages)
        assert book.notes == dict(layout.notes)
        assert book.starts == layout.starts
        assert book.lost == layout.lost
        targets[name], whole = folder / f"{name}.pdf", folder / f"whole-{name}.pdf"
        found |= {*book.write(name, targets[name])}
        expected |= {*layout.messages, *write(layout, whole, paint)}
        joined = sameness.facts(targets[name])
        for fact, value in sameness.facts(whole).items():
            assert joined[fact] == value, (name, fact)
    assert found == expected
    return targets


def write(layout: Layout, target: Path, paint: Proof | Plates | None) -> tuple[Message, ...]:
    """Write a whole document as paints go."""
    labels = label_ranges(layout.pages, sectioned.COVER)
    if isinstance(paint, Plates):
        return layout.write_inks(target, b"permanent", labels, paint)
    return layout.write(target, b"permanent", labels, paint)


def test_references_between_sections_settle(ready: Engine, tmp_path: Path) -> None:
    text = document(
        section("cover", "front", "<h1>書</h1>"),
        section(
            "contents",
            "front",
            '<ul role="doc-toc"><li><a class="xref" href="#one">一</a></li>'
            '<li><a class="xref" href="#two">二</a></li></ul>',
        ),
        section(
            "one", "start", f'<h1>一</h1>{f"<p>{TEXT}</p>" * 30}<p><a href="#two">見二</a></p>'
        ),
        section("two", "body", '<h1>二</h1><p>見<a class="xref roman" href="#one">一</a>。</p>'),
    )
    targets = compare(ready, text, tmp_path)
    assert [fault.rule for fault in verapdf.judge(targets["archive"], "2a")["2a"]] == XMP_ALONE


def test_parts_hold_their_chapters(ready: Engine, tmp_path: Path) -> None:
    part = 'role="doc-part"'
    text = document(
        section("part-one", "part body", f"<h1>部{note('a')}</h1>直接{note('b')}", part),
        section(
            "one", "in-part body", f"<h1>一</h1><p>{note('c')}文。</p>", 'data-part="part-one"'
        ),
        section("two", "in-part body", "<h1>二</h1>", 'data-part="part-one"'),
        section("part-two", "part body", "", part),
        section("three", "in-part body", "<h1>三</h1>", 'data-part="part-two"'),
        section("empty", "part body", "", part),
        section("four", "body", "<h1>四</h1>"),
    )
    compare(ready, text, tmp_path)


def test_notes_and_tables_go_over_pages(ready: Engine, tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{number}<td>{TEXT[:20]}" for number in range(40))
    table = f"<table><thead><tr><th>甲<th>乙</thead><tbody>{rows}</tbody></table>"
    notes, others = (
        "".join(f"<p>{TEXT}{note(f'{name}{number}')}</p>" for number in range(20)) for name in "nm"
    )
    text = document(
        section("one", "body", f"<h1>一</h1>{table}{notes}"),
        section("two", "body", f"<h1>二</h1><ol class='mine'><li>甲<li>乙</ol>{others}<p>完</p>"),
        section("three", "body", '<h1>三</h1><ol class="mine"><li>甲<li>乙</ol>'),
    )
    compare(ready, text, tmp_path)


def test_pictures_are_shared(ready: Engine, tmp_path: Path) -> None:
    picture, glass, drawing = (tmp_path / name for name in ("a.png", "b.png", "c.svg"))
    Image.new("RGB", (20, 20), "teal").save(picture)
    Image.new("RGBA", (20, 20), (10, 20, 30, 90)).save(glass)
    drawing.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><defs><linearGradient '
        'id="g"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="blue" '
        'stop-opacity=".3"/></linearGradient></defs><rect width="60" height="60" fill="url(#g)"/>'
        '<g opacity=".5"><text x="5" y="30">圖中</text></g></svg>'
    )
    files = {
        "a.png": File(picture, "image/png"),
        "b.png": File(glass, "image/png"),
        "c.svg": File(drawing, "image/svg+xml"),
    }
    shown = "".join(
        f'<figure><img src="{name}" alt="圖"></figure><p class="faint">淡{TEXT}</p>'
        for name in files
    )
    text = document(
        section("one", "body", f"<h1>一</h1>{shown}"), section("two", "body", f"<h1>二</h1>{shown}")
    )
    compare(ready, text, tmp_path, files)


def test_ruby_marks_and_missing_glyphs(ready: Engine, tmp_path: Path) -> None:
    marked = '<ruby>漢<rt>hàn</rt>字<rt>zì</rt></ruby><span class="name">孔子</span>曰'
    text = document(
        section("one", "body", f"<h1>一</h1><p>{marked}　\ua4d0　\U00016a00</p>"),
        section("two", "body", f"<h1>二</h1><p>\U00016a01　{marked}　\ua4d0　\U00016a00</p>"),
        section("three", "body", f"<h1>三</h1><p>{marked}　𖨀　𖨂</p>"),
    )
    targets = compare(ready, text, tmp_path)
    pages = sameness.facts(targets["archive"])["words"]
    assert any("\U00016a01" in str(part) for page in pages for part in page)


def test_margin_boxes_with_pictures_and_gradients(ready: Engine, tmp_path: Path) -> None:
    style = """
    @page { @bottom-left { content: ""; width: 40px; height: 9px; opacity: .6;
              background: linear-gradient(to right, red, blue 40%, white) }
            @bottom-right { content: url("a.png"); width: 20px }
            @top-left { content: string(title, start) "/" string(title, last) "/" counter(pages) } }
    """
    Image.new("RGB", (20, 20), "teal").save(tmp_path / "a.png")
    text = document(
        section("one", "body", f"<h1>一</h1>{f'<p>{TEXT}</p>' * 10}<h1>甲</h1><h1>乙</h1>"),
        section("two", "body far", "<p>先</p><h1>二</h1>"),
        section("three", "body", "<h1>三</h1>"),
        style=style,
    )
    compare(ready, text, tmp_path, {"a.png": File(tmp_path / "a.png", "image/png")})


def test_blank_pages_and_sides(ready: Engine, tmp_path: Path) -> None:
    text = document(
        section("one", "front", "<h1>一</h1>"),
        section("two", "next", "<p>版權</p>"),
        section("three", "start", f'<h1>三</h1><p class="far">{TEXT}</p><p class="far">{TEXT}</p>'),
        section(
            "four", "body verso", '<h1>四</h1><h2>甲</h2><div style="break-before:recto">右</div>'
        ),
        section("five", "body", "<h1>五</h1>"),
        style="@page{bleed:8px} @page:left{margin-left:60px} @page:right{margin-right:60px}",
    )
    compare(ready, text, tmp_path)


def test_links_to_nowhere_are_reported(ready: Engine, tmp_path: Path) -> None:
    text = document(
        section("one", "body", '<h1>一</h1><p><a class="xref" href="#two">二</a></p>'),
        section("two", "body", '<h1>二</h1><p><a class="xref" href="#nowhere">無</a></p>'),
    )
    book = sectioned.SectionedBook(ready, text, {}, PAINTS)
    joined = book.write("archive", tmp_path / "book.pdf")
    layout = ready.lay_out(text, {})
    written = write(layout, tmp_path / "whole.pdf", PROOF)
    assert {*book.messages, *joined} == {*layout.messages, *written}
    assert any("nowhere" in message.text for message in written)


def test_the_same_section_is_the_same_bytes(ready: Engine) -> None:
    text = document(section("one", "body", f"<h1>一</h1>{f'<p>{TEXT}</p>' * 9}"), style="p{x:y}")
    (section_,) = sectioned.sections(text, {})
    first, painted = ready.lay_section(section_, PAINTS)
    again, repainted = ready.lay_section(section_, PAINTS)
    assert (first, painted) == (again, repainted)
    assert any("Ignored" in message.text for message in again.messages)
    asking = section_.html.replace("<h1>", '<a class="xref" href="#x">x</a><h1>')
    guessing = replace(section_, html=asking)
    record, painted = ready.lay_section(guessing, PAINTS)
    assert (record.asked, painted) == ({"x": None}, {})


def test_a_section_leaves_nothing_behind(ready: Engine) -> None:
    kinds = ("LineBox", "TextBox", "PageBox", "ComputedStyle")
    notes = "".join(f"<p>{TEXT}{note(f'n{number}')}</p>" for number in range(5))
    (section_,) = sectioned.sections(document(section("one", "body", f"<h1>一</h1>{notes}")), {})
    left = []
    for _ in range(3):
        ready.lay_section(section_, PAINTS)
        gc.unfreeze()  # what was left of others too
        gc.collect()
        left.append(sum(type(item).__name__ in kinds for item in gc.get_objects()))
    assert left[0] == left[1] == left[2]
    ready.fonts.composition.forget()
    gc.collect()
    assert left[0] == sum(type(item).__name__ in kinds for item in gc.get_objects())


def test_a_font_is_cut_once_for_the_same_glyphs(ready: Engine, tmp_path: Path) -> None:
    """The file is the same, bit by bit; another glyph is another font."""
    store = open_store(tmp_path / "cache")
    cuts: list[str] = []

    def kept(kind: str, make: Callable[[], bytes], /, **inputs: object) -> bytes:
        def counted() -> bytes:
            cuts.append(str(inputs["file"]))
            return make()

        return store.made(kind, counted, **inputs)

    def written(name: str, words: str, known: object) -> Path:
        text = document(section("one", "start", f"<h1>{words}</h1><p>{TEXT}</p>"))
        target = tmp_path / f"{name}.pdf"
        sectioned.SectionedBook(ready, text, {}, {"archive": PROOF}).write("archive", target, known)
        return target

    first = written("first", "天地", kept)
    fonts = len(cuts)
    assert fonts
    assert len(set(cuts)) == fonts
    same = written("same", "天地", kept)
    assert len(cuts) == fonts
    assert same.read_bytes() == first.read_bytes() == written("plain", "天地", None).read_bytes()
    turned = written("turned", "地天", kept)
    assert len(cuts) == fonts
    other = written("other", "鯨魚", kept)
    assert len(cuts) > fonts
    for path, words in ((turned, "地天"), (other, "鯨魚")):
        with pymupdf.open(path) as pdf:
            assert words in pdf[0].get_text()
            assert TEXT[:5] in pdf[0].get_text()
