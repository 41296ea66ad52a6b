"""What is done once instead of again and again: no byte changes, and it is done once."""

from __future__ import annotations

import ctypes.util
import inspect
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pydyf
import pytest
from places import REPOSITORY

from nkbook.look.fonts import load_fonts
from nkbook.weasy import Engine, Layout, engine, guards
from nkbook.weasy.patches.patch import Kind, resolve
from nkbook.weasy.patches.table import PATCHES
from nkbook.weasy.reading import environment

pytestmark = pytest.mark.slow

LANGUAGE = "zh-Hant-HK"
PAGE = """
@page { size: 200pt 160pt; margin: 20pt; @bottom-center { content: counter(page) } }
@page { @footnote { margin-top: 5pt; padding-top: 3pt; border-top: 1pt solid } }
html { font: 10pt/14pt NKSerifCJK, NK Serif Latin; --grid: on }
body, p { margin: 0; text-align: justify }
.note { float: footnote; font-size: 8pt; line-height: 10pt; --grid: off; footnote-policy: line }
"""
NOTE = '<span class="note" id="n{0}" data-call="c{0}">第{0}個註，說的話有長有短{1}。</span>'


def paragraphs(count: int, note: str = NOTE) -> str:
    """Return paragraphs of one to five lines, most of them with a note."""
    return "".join(
        f'<p id="p{n}">{"一段文字，" * (3 + n * 7 % 19)}'
        + (note.format(n, "，如此這般" * (n % 5)) if n % 4 else "")
        + "完。</p>"
        for n in range(count)
    )


def two(inner: str) -> str:
    return NOTE.replace("。</span>", f"。{inner}</span>")


# Documents whose notes can't be added up, some of them beside others that can.
NOTES = {
    "plain": paragraphs(18),
    "may move to the next page": "<style>.note{footnote-policy:auto}</style>" + paragraphs(18),
    "whole blocks": "<style>.note{footnote-policy:block}</style>" + paragraphs(18),
    "with margins": "<style>.note{margin:3pt 0 5pt}</style>" + paragraphs(18),
    "one with a margin": "<style>#n5,#n9{margin:4pt 0}</style>" + paragraphs(18),
    "margins of blocks in them": "<style>.b{display:block;margin:4pt 0}</style>"
    + paragraphs(18, two('<span class="b">又一段</span>')),
    "blocks in a padded note": "<style>.note{padding:1pt 0}.b{display:block;margin:4pt 0}</style>"
    + paragraphs(18, two('<span class="b">又一段</span>')),
    "floats": "<style>i{float:right;height:15pt;width:9pt}</style>"
    + paragraphs(18, two("<i>浮</i>")),
    "a float beside the text": '<p style="float:left;height:70pt;width:9pt">浮</p>'
    + paragraphs(18),
    "lists": "<style>.b{display:list-item;margin-left:9pt}</style>"
    + paragraphs(18, two('<span class="b">一</span><span class="b">二</span>')),
    "on the grid": "<style>.note{--grid:on;line-height:14pt}</style>" + paragraphs(18),
    "a note in a note": paragraphs(
        12, two('<span class="note" id="m{0}" data-call="d{0}">註中註</span>')
    ),
    "no more than": "<style>@page{@footnote{max-height:25pt}}</style>" + paragraphs(18),
    "at least": "<style>@page{@footnote{min-height:25pt}}</style>" + paragraphs(18),
    "in columns": '<div style="columns:2">' + paragraphs(16) + "</div>",
    "on named pages": "<style>section{page:x}@page x{margin:15pt}</style>"
    + "".join(f"<section>{paragraphs(6)}</section>{paragraphs(5)}" for _ in range(2)),
    "with the numbers of pages": "<style>.note a::after{content:target-counter(attr(href),page)"
    "'、'target-counter(attr(href),page)'頁很長的話'}</style>"
    + paragraphs(18, two('<a href="#p15">見</a>')),
    "with pictures": "<style>b{display:inline-block;height:17pt;width:9pt}</style>"
    + paragraphs(18, two("<b></b>")),
}
STYLES = {
    "links to ids": "<style>a::after{content:leader('.') target-counter(attr(href),page)}</style>"
    + "".join(f'<p id="a{n}"><a href="#p{n}">第{n}段</a></p>' for n in range(9))
    + paragraphs(9),
    "languages": "<style>:lang(en){font-style:italic}:lang(zh-Hans){color:red}</style>"
    + paragraphs(3)
    + '<p id="x" lang="en">Words <em id="y">with <b lang="zh-Hans">簡體</b></em></p>' * 3,
    "markers": "<style>ul{list-style:disc inside}ol{padding-left:20pt}li::marker{color:red}</style>"
    + "<ul><li id='k'>一</li><li>二</li></ul><ol><li>一</li><li id='m'>二</li></ol>" * 2,
    "what children inherit": "<style>#q,#r{margin-left:9pt;border:1pt solid;--c:red}"
    "b{display:block;margin-left:inherit;border:inherit;color:var(--c);width:50%}</style>"
    "<p id=q>甲<b>乙</b></p><p id=r>甲<b id=s>乙</b></p><p>甲<b>乙</b></p>",
    "pages": "<style>@page :first{margin:10vw;@top-left{content:'首';width:50vw}}"
    "@page :left{@top-left{content:'左' counter(pages)}}@page :nth(3){margin:30pt}"
    "section{page:s}@page s{counter-increment:page 2;@top-right{content:string(t)}}"
    "h2{string-set:t content();width:30vw;bookmark-level:1}</style>"
    + "".join(f"<section><h2 id=h{n}>題{n}</h2>{paragraphs(5)}</section>" for n in range(3)),
    "first lines and letters": "<style>p::first-letter{font-size:20pt;color:red}"
    "p::first-line{color:blue}</style>" + paragraphs(6),
    "tables": "<style>table{border-collapse:collapse;width:80%}td{padding:3pt;border:1pt solid}"
    ".s{border-collapse:separate;border-spacing:3pt}.b{box-sizing:border-box;padding:5%;"
    "width:60%;min-width:30pt;max-width:100pt;height:30pt}</style>"
    + "".join(
        f'<table class="{name}" id="t{name}"><tr><td id="c{name}">甲<td>乙<tr><td>丙<td>丁</table>'
        for name in ("c", "s", "b")
    )
    + '<div class="b"><p style="height:50%;margin:auto">戊</p></div>',
    "what stands anywhere": "<style>div{position:relative}i{position:absolute;top:5%;left:50%}"
    "u{position:running(r)}@page{@top-center{content:element(r)}}b{float:left;width:20%}</style>"
    + "<div>一<i>二</i><u>三</u><b>四</b>五</div>"
    * 3,
    "flex and grid": "<style>.f{display:flex}.g{display:grid;grid-template-columns:1fr 2fr}</style>"
    + "".join(f'<div class="{k}"><p id="{k}1">一</p><p>二</p><p>三</p></div>' for k in "fg"),
}


@pytest.fixture(scope="module")
def ready() -> Iterator[Engine]:
    with engine(load_fonts(REPOSITORY / "fonts"), LANGUAGE) as weasyprint:
        yield weasyprint


def lay_out(ready: Engine, body: str) -> Layout:
    html = f'<html lang="{LANGUAGE}"><title>試</title><style>{PAGE}</style><body>{body}</html>'
    return ready.lay_out(html, {})


def without_the_patches_for_speed(monkeypatch: pytest.MonkeyPatch) -> None:
    for patch in PATCHES:
        if patch.kind is Kind.SPEED:
            owner, name = resolve(patch.target)
            function = vars(owner)[name]
            plain = inspect.unwrap(getattr(function, "fget", function))
            as_before = property(plain) if isinstance(function, property) else plain
            monkeypatch.setattr(owner, name, as_before)
    # These do more than save time.
    monkeypatch.setattr("nkbook.weasy.paging.notes.area._measured", lambda *_: None)
    monkeypatch.setattr("nkbook.weasy.paging.speed.make_page", lambda make, *_: make())


@pytest.mark.parametrize("name", [*NOTES, *STYLES])
def test_no_byte_changes(
    ready: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    body = {**NOTES, **STYLES}[name]
    fast = lay_out(ready, body)
    fast.write(tmp_path / "fast.pdf", b"id", ())
    without_the_patches_for_speed(monkeypatch)
    slow = lay_out(ready, body)
    slow.write(tmp_path / "slow.pdf", b"id", ())
    assert fast.notes == slow.notes
    assert fast.pages == slow.pages
    assert (tmp_path / "fast.pdf").read_bytes() == (tmp_path / "slow.pdf").read_bytes()


def test_a_note_is_measured_once_a_page(ready: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from nkbook.weasy.paging.notes import area  # noqa: PLC0415 — it imports WeasyPrint

    measured = []
    measure = area._measure

    def counted(context: Any, area: Any, box: Any) -> Any:
        measured.append((context.current_page, box))
        return measure(context, area, box)

    monkeypatch.setattr(area, "_measure", counted)
    monkeypatch.setattr(area, "_update_footnote_area", lambda _: pytest.fail("not added up"))
    layout = lay_out(ready, "".join(f"<p>話{NOTE.format(n, '')}</p>" for n in range(20)))
    assert len({box for _, box in measured}) == len(layout.notes) == 20
    assert len(measured) == len(set(measured))


def test_elements_share_a_style_but_not_their_anchor(ready: Engine) -> None:
    page = lay_out(ready, '<p id="a">一<b>二</b></p><p id="b">一<b>二</b></p>').document.pages[0]
    found = {box.element.get("id"): box for box in boxes_of(page, "p")}
    one, other = (found[id].style for id in "ab")
    assert (one["anchor"], other["anchor"]) == ("a", "b")
    assert one.shared is other.shared
    assert len({id(box.style) for box in boxes_of(page, "b")}) == 1


def test_languages_share_a_style_and_what_is_in_them(ready: Engine) -> None:
    body = '<p lang="en">a<b>b</b></p><p lang="en" id="x">a<b>b</b></p><p lang="ru">a<b>b</b></p>'
    page = lay_out(ready, body).document.pages[0]
    one, other, russian = (box.style for box in boxes_of(page, "p"))
    assert other.shared is one is not russian
    assert [box.style["lang"] for box in boxes_of(page, "b")] == ["en", "en", "ru"]
    assert len({id(box.style) for box in boxes_of(page, "b")}) == 2


def test_a_stream_is_deflated_anew_when_it_has_changed(ready: Engine) -> None:
    from nkbook.weasy.paging import speed  # noqa: PLC0415 — it imports WeasyPrint

    assert ready.fonts
    stream = pydyf.Stream([b"0 0 m", 1.5, "text"], {"A": pydyf.Array([1])}, compress=True)
    plain = inspect.unwrap(vars(pydyf.Stream)["data"].fget)
    for change in (
        lambda: None,
        lambda: stream.stream.append(b"S"),
        lambda: stream.extra["A"].append(2),
        lambda: setattr(stream, "compress", False),
        lambda: setattr(stream, "stream", [b"n"]),
        lambda: setattr(stream, "compress", True),
    ):
        change()
        assert speed.stream_data(stream) == speed.stream_data(stream) == plain(stream)


def test_a_style_that_is_written_to_is_the_elements_own(ready: Engine) -> None:
    page = lay_out(ready, '<p id="a">一</p><p id="b">一</p>').document.pages[0]
    one, other = (box.style for box in boxes_of(page, "p"))
    copy = one.copy()
    copy["margin_top"] = one["margin_left"] = "changed"
    assert other["margin_top"] == one["margin_top"] != "changed"
    assert other["margin_left"] != "changed"
    assert copy.anonymous_style is not one.anonymous_style


def test_used_values_follow_a_style_that_is_written_to(ready: Engine) -> None:
    from weasyprint.css.properties import Dimension  # noqa: PLC0415
    from weasyprint.layout import block  # noqa: PLC0415

    page = lay_out(ready, "<div>一</div>").document.pages[0]
    (box,) = boxes_of(page, "div")
    around = SimpleNamespace(width=100, height="auto")
    for value in (Dimension(3, "px"), Dimension(7, "px"), "auto", Dimension(5, "px")):
        box.style["margin_left"] = value
        block.resolve_percentages(box, (around.width, around.height))
        assert box.margin_left == getattr(value, "value", value)
    box.style["margin_left"] = Dimension(50, "%")
    block.resolve_percentages(box, (around.width, around.height))
    assert box.margin_left == 50


def test_what_is_in_normal_flow(ready: Engine) -> None:
    from weasyprint.formatting_structure.boxes import Box  # noqa: PLC0415

    assert ready.fonts
    plain = inspect.unwrap(vars(Box)["is_in_normal_flow"])
    floats = ("left", "right", "inline-start", "inline-end", "footnote", "none")
    places = ("static", "relative", "absolute", "fixed", ("running()", "a"), ("note()", "a"))
    for float_, position in product(floats, places):
        box = Box("p", {"float": float_, "position": position}, None)
        assert box.is_in_normal_flow() == plain(box), (float_, position)


def boxes_of(page: Any, tag: str) -> list[Any]:
    found = [box for box in page._page_box.descendants() if box.element_tag == tag]
    return [box for box in found if type(box).__name__ in ("BlockBox", "InlineBox")]


def test_loading_the_libraries_runs_no_program() -> None:
    code = (
        "import subprocess, sys, nkbook.weasy.reading.environment as environment;"
        "subprocess.Popen = None; environment.load(); sys.exit('weasyprint' not in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, check=False)
    assert done.returncode == 0


def test_libraries_are_searched_for_where_their_names_do_not_find_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = []

    def load(_: str) -> Any:
        tried.append(ctypes.util.find_library)
        if len(tried) == 1:
            raise OSError("cannot load library 'libpango-1.0-0'")
        return SimpleNamespace(harfbuzz_subset=1)

    search = ctypes.util.find_library
    monkeypatch.setattr(environment, "importlib", SimpleNamespace(import_module=load))
    monkeypatch.setattr(guards, "check", lambda: None)
    environment.load()
    assert tried[0] is not search or sys.platform != "linux"
    assert tried[1] is ctypes.util.find_library is search


def test_a_font_has_one_name_until_its_style_is_written_to(ready: Engine) -> None:
    from weasyprint.text import line_break  # noqa: PLC0415

    page = lay_out(ready, '<p id="a">一</p>').document.pages[0]
    (style,) = (box.style for box in boxes_of(page, "p"))
    key, plain = line_break._font_style_cache_key, inspect.unwrap(line_break._font_style_cache_key)
    for name, value in (("font_size", 7.0), ("lang", "en"), ("line_height", 2.0)):
        for include_size in (True, False):
            assert key(style, include_size) == plain(style, include_size)
        style[name] = value
        assert key(style, include_size=True) == plain(style, include_size=True)


def test_words_in_the_same_letters_are_shaped_once(ready: Engine) -> None:
    words = "".join(f'<p id="w{n}">一句<b>Words</b>與<code>code</code></p>' for n in range(5))
    other = '<p style="letter-spacing:2pt"><b>Words</b></p><p style="font-size:7pt"><b>Words</b>'
    page = lay_out(ready, words + other).document.pages[0]
    found = [box for box in page._page_box.descendants() if getattr(box, "text", "") == "Words"]
    glyphs = [id(box.pango_layout.glyphs) for box in found]
    assert len(glyphs) == 7
    assert len(set(glyphs)) == 3
