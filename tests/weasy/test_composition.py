"""Chinese composition from end to end: real texts set, and the PDF judged by its glyphs."""

from __future__ import annotations

import gc
import inspect
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pymupdf
import pytest
import theme
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from judges import extraction
from judges.geometry import Block, Frame, Verdict, judge
from lxml import html
from places import BOOKS, REPOSITORY

from nkbook.locales.registry import locale
from nkbook.look.fonts import FontSet, load_fonts
from nkbook.typesetting.policy import POLICIES, Typesetting
from nkbook.weasy import Engine, Layout, engine
from nkbook.weasy.patches.patch import Kind, resolve
from nkbook.weasy.patches.table import PATCHES

MARGIN = 60
PITCH = 18
SHEET = """
@page{{size:{width}pt 480pt;margin:{margin}pt}}
html{{font-family:"NK Serif CJK","NK Serif Latin";font-size:{size}pt;line-height:{pitch}pt}}
:lang(hy),:lang(az),:lang(ru),i,code{{font-family:"NK Serif Latin","NK Serif Armenian"}}
body{{margin:0;text-align:justify;orphans:2;widows:2}}
article{{--grid:on}}
p{{margin:0;text-indent:2em}}
code{{font-size:.95em}} small{{font-size:.8em}} big{{font-size:1em;font-weight:bold}}
sup,sub{{font-size:.65em;line-height:0}} .call{{vertical-align:.42em}}
.pad{{padding:0 3pt;border:.5pt solid}}
.block{{display:inline-block;width:1em;height:.8em;background:#999}}
q{{quotes:"「" "」"}}
.name{{--mark:name}} .book{{--mark:book}} .dotted{{--mark:dots;font-style:normal}}
"""
RUBY = theme.rules("pdf.css", "ruby", "rt")
CASES = sorted(path.name for path in BOOKS.glob("composition-*"))


@pytest.fixture(scope="module")
def fonts() -> FontSet:
    return load_fonts(REPOSITORY / "fonts")


@pytest.fixture(scope="module")
def ready(fonts: FontSet) -> Iterator[Engine]:
    with engine(fonts, "zh-Hant-HK") as weasyprint:
        yield weasyprint


@pytest.fixture
def using(ready: Engine) -> Iterator[Callable[[Typesetting | None], None]]:
    """Change the engine's settings for a test; None takes composition away."""
    from nkbook.weasy.compose.composition import Composition  # noqa: PLC0415 — loads WeasyPrint

    before = ready.fonts.composition

    def change(typesetting: Typesetting | None) -> None:
        ready.fonts.composition = None if typesetting is None else Composition(typesetting)

    yield change
    ready.fonts.composition = before


def document(body: str, language: str, ems: float = 30, size: float = 10.5, style: str = "") -> str:
    # A hair more than the ems, so that sums of floats don't push a character out.
    sheet = SHEET.format(width=ems * size + 2 * MARGIN, margin=MARGIN, size=size, pitch=PITCH)
    return (
        f'<html lang="{language}"><title>試</title><style>{sheet}{RUBY}{style}</style>'
        f"<body>{body}</body></html>"
    )


def case(name: str) -> tuple[Any, str]:
    text = (BOOKS / name / "text.html").read_text(encoding="utf-8")
    return html.fromstring(text), text


def write(layout: Layout, path: Path) -> Path:
    assert layout.messages == ()
    assert layout.write(path, b"composition-test", []) == ()
    return path


def blocks(article: Any) -> list[Block]:
    """The paragraphs as the judge wants them: forced breaks part them, calls are left out."""
    found = []
    for paragraph in article.iter("p"):
        parts = [""]
        for text, is_break in pieces(paragraph):
            if is_break:
                parts.append("")
            parts[-1] += text
        found += [Block(part, 2.0 if not index else 0.0) for index, part in enumerate(parts)]
    return found


def pieces(element: Any, raised: bool = False) -> Iterator[tuple[str, bool]]:
    skip = raised or element.tag in ("sup", "sub", "rt")
    if element.tag == "br":
        yield "", True
    if element.tag == "q":
        yield "「", False
    if element.text and not skip:
        yield element.text, False
    for child in element:
        yield from pieces(child, skip)
        if child.tail and not skip:
            yield child.tail, False
    if element.tag == "q":
        yield "」", False


def verdict(path: Path, article: Any, policy: str | None = None) -> Verdict:
    ems, size = float(article.get("data-ems")), float(article.get("data-size"))
    frame = Frame(size, MARGIN, MARGIN + ems * size, PITCH)
    language = article.get("lang")
    forms = "hans" if "Hans" in language else "hant"
    name = policy or locale(language).composition.policy
    return judge(path, [[frame]], blocks(article), name, forms)


@pytest.mark.parametrize("name", CASES)
def test_a_text_is_set_as_a_professional_would(
    name: str, ready: Engine, using: Callable[[Typesetting | None], None], tmp_path: Path
) -> None:
    article, text = case(name)
    language = article.get("lang")
    using(locale(language).typesetting)
    ems, size = float(article.get("data-ems")), float(article.get("data-size"))
    layout = ready.lay_out(document(text, language, ems, size), {})
    found = verdict(write(layout, tmp_path / "text.pdf"), article)
    assert found.counts["full"] > 5
    assert found.problems == {}


@pytest.mark.parametrize("policy", sorted(POLICIES))
@pytest.mark.parametrize("name", ["composition-quotes", "composition-mainland"])
def test_one_policy_holds_in_a_book(
    name: str,
    policy: str,
    ready: Engine,
    using: Callable[[Typesetting | None], None],
    tmp_path: Path,
) -> None:
    article, text = case(name)
    using(Typesetting(POLICIES[policy]))
    layout = ready.lay_out(document(text, article.get("lang")), {})
    assert verdict(write(layout, tmp_path / "text.pdf"), article, policy).problems == {}


def test_the_judge_sees_what_weasyprint_alone_does(
    ready: Engine, using: Callable[[Typesetting | None], None], tmp_path: Path
) -> None:
    article, text = case("composition-quotes")
    using(None)
    layout = ready.lay_out(document(text, article.get("lang")), {})
    found = verdict(write(layout, tmp_path / "text.pdf"), article)
    assert found.flush < 0.6
    assert {"1 flush", "3 pairs"} <= set(found.problems)


# --- what is extracted ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def extracts(
    ready: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[tuple[str, str], str]:
    """Return the text of each case as each reader of PDF extracts it, by their names."""
    work = tmp_path_factory.mktemp("extracts")
    paths = {}
    for name in CASES:
        article, text = case(name)
        ems, size = float(article.get("data-ems")), float(article.get("data-size"))
        layout = ready.lay_out(document(text, article.get("lang"), ems, size), {})
        paths[name] = write(layout, work / f"{name}.pdf")
    found = dict(zip(CASES, extraction.chromium(list(paths.values()), work), strict=True))
    texts = {(name, "chromium"): text for name, text in found.items()}
    for mode in ("", "-layout", "-raw"):
        for name, path in paths.items():
            texts[name, mode] = extraction.poppler(path, *filter(None, [mode]))
    return texts


@pytest.mark.slow
@pytest.mark.parametrize("reader", ["", "-layout", "-raw", "chromium"])
@pytest.mark.parametrize("name", CASES)
def test_extracted_text_is_the_sources(
    name: str, reader: str, extracts: Mapping[tuple[str, str], str]
) -> None:
    article, _ = case(name)
    source = unicodedata.normalize("NFC", "".join(whole(article)))
    # A soft hyphen tells readers that the hyphen before it is the text's own.
    found = unicodedata.normalize("NFC", extracts[name, reader]).replace("\xad", "")
    if article.xpath(".//ruby"):  # it stands between the lines, and is a line of its own
        assert sorted(solid(found)) == sorted(solid(source))
        return
    assert solid(found) == solid(source)
    flat = re.sub(r"\n", "", source)
    for line in filter(None, map(str.strip, re.split(r"[\n\f]", found))):
        assert line in flat, "a space was gained or lost"


@pytest.mark.slow
def test_hyphens_where_lines_end_are_kept(ready: Engine, tmp_path: Path) -> None:
    texts = ("甲乙丙Nagorno-Karabakh", "Armeno-Azerbaijani", "甲乙丙丁well-known words")
    body = "".join(f"<p>{text}</p>" for text in texts) + '<p lang="en">Some Nagorno-Karabakh</p>'
    path = write(ready.lay_out(document(body, "zh-Hant-HK", 9), {}), tmp_path / "hyphens.pdf")
    (chromium,) = extraction.chromium([path], tmp_path)
    poppler = (extraction.poppler(path, *mode).replace("\xad", "") for mode in ([], ["-raw"]))
    for found in (chromium, *poppler):
        assert solid(found) == solid("".join(texts) + "SomeNagorno-Karabakh")


def whole(element: Any) -> Iterator[str]:
    """All text, with calls and ruby where a reader meets them."""
    if element.tag == "q":
        yield "「"
    yield element.text or ""
    for child in element:
        yield from whole(child)
        yield child.tail or ""
    if element.tag == "q":
        yield "」"


def solid(text: str) -> str:
    return re.sub(r"\s", "", text)


# --- anything that may come ----------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        "中文",
        "排版",
        "「引」",
        "，",
        "。",
        "（括）",
        "2020年",
        "Latin",
        " word ",
        "——",
        "……",
        "·",
        "“q”",
        "10%",
    ]
)
TAGS = st.sampled_from(["b", "i", "sup", 'span class="pad"', "code", 'a href="#x"', "big"])
inlines = st.recursive(
    st.lists(WORDS, min_size=1, max_size=6).map("".join),
    lambda inner: st.tuples(TAGS, st.lists(inner, min_size=1, max_size=4)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0].split()[0]}>"
    ),
    max_leaves=12,
)
paragraphs = st.lists(
    inlines | st.just("<br>") | st.just('<span class="block"></span>') | st.just('<a id="x"></a>'),
    min_size=1,
    max_size=8,
).map("".join)


@pytest.mark.slow
@example(['<b><span class="pad">中文 word </span>——中文中文</b>'], 4.0, "zh-Hant-HK", "justify")
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(paragraphs, min_size=1, max_size=4),
    st.floats(4, 36),
    st.sampled_from(["zh-Hant-HK", "zh-Hant-TW", "zh-Hans-CN"]),
    st.sampled_from(["justify", "left", "center", "right"]),
)
def test_no_structure_loses_text(
    ready: Engine, texts: list[str], ems: float, language: str, align: str
) -> None:
    body = "".join(f"<p>{text}</p>" for text in texts)
    layout = ready.lay_out(document(body, language, ems, style=f"body{{text-align:{align}}}"), {})
    printed = "".join(
        box.text
        for page in layout.document.pages
        for box in page._page_box.descendants()
        if hasattr(box, "text")
    )
    source = "".join(html.fromstring(f"<div>{body}</div>").itertext())
    assert solid(printed) == solid(source)
    for line in lines_of(layout):
        plan = getattr(line, "nkbook_plan", None)
        if plan is None or plan.line.overflows:
            continue
        end = line.position_x + line.width - MARGIN / 0.75
        measure = ems * 10.5 / 0.75
        assert end <= measure + 8, "runs out of the measure"
        if align == "justify" and not plan.line.forced:
            setting = plan.casting.paragraph.set(plan.line, plan.measure, fill=True)
            assert abs(end - setting.trail - measure) < 0.1 or setting.rest > 0


def lines_of(layout: Layout) -> Iterator[Any]:
    for page in layout.document.pages:
        for box in page._page_box.descendants():
            if type(box).__name__ == "LineBox":
                yield box


# --- scope and fallback --------------------------------------------------------------------------


def test_a_layout_without_settings_is_untouched(
    ready: Engine, using: Callable[[Typesetting | None], None]
) -> None:
    _, text = case("composition-quotes")
    using(None)
    layout = ready.lay_out(document(text, "zh-Hant-HK"), {})
    assert not any(hasattr(line, "nkbook_plan") for line in lines_of(layout))


def test_other_languages_are_untouched(ready: Engine) -> None:
    layout = ready.lay_out(document("<p>Plain English text, no Chinese.</p>", "en"), {})
    assert not any(hasattr(line, "nkbook_plan") for line in lines_of(layout))


def test_a_failing_trial_switches_composition_off_and_says_so(
    fonts: FontSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nkbook.weasy.compose import trial  # noqa: PLC0415 — loads WeasyPrint

    monkeypatch.setattr(trial, "_NEAR", -1.0)
    with engine(fonts, "zh-Hant-HK") as weasyprint:
        layout = weasyprint.lay_out(document("<p>中文</p>", "zh-Hant-HK"), {})
    assert "composition does not work" in layout.messages[0].text
    assert not any(hasattr(line, "nkbook_plan") for line in lines_of(layout))


# --- the grid ------------------------------------------------------------------------------------


def test_lines_come_back_to_the_grid_after_anything(ready: Engine) -> None:
    body = (
        "<article><p>一段文字。</p><div style='height:31pt'></div><p>下一段文字。</p>"
        "<h2 style='font-size:20pt;line-height:31pt;margin:7pt 0'>標題</h2>"
        "<p>再一段文字。</p></article>"
    )
    layout = ready.lay_out(document(body, "zh-Hant-HK"), {})
    tops = [line.position_y * 0.75 for line in lines_of(layout) if line.height * 0.75 == PITCH]
    assert len(tops) == 3
    assert all(abs((top - MARGIN) / PITCH - round((top - MARGIN) / PITCH)) < 1e-6 for top in tops)


# --- marks, ruby, speed --------------------------------------------------------------------------


def strokes(path: Path) -> list[Any]:
    with pymupdf.open(path) as opened:
        return [item for page in opened for item in page.get_drawings() if item["type"] == "s"]


def test_marks_of_neighbouring_names_are_parted(ready: Engine, tmp_path: Path) -> None:
    body = (
        '<p style="text-indent:0"><span class="name">司馬遷</span><span class="name">班固</span>'
        '與<span class="book">史記</span>，<em class="dotted">着重，號</em></p>'
    )
    path = write(ready.lay_out(document(body, "zh-Hant-HK"), {}), tmp_path / "marks.pdf")
    first, second, wave = (item["rect"] for item in strokes(path))
    assert first.x0 > MARGIN
    assert 1 < second.x0 - first.x1 < 3
    assert first.width == pytest.approx(3 * 10.5, abs=2)
    assert wave.x0 > second.x1
    with pymupdf.open(path) as opened:
        dots = [item for item in opened[0].get_drawings() if item["type"] == "f"]
    assert sum(len(item["items"]) // 4 for item in dots) == 3, "none under the comma"


def test_ruby_in_a_cell_is_measured_with_its_table_and_stands_above(
    ready: Engine, tmp_path: Path
) -> None:
    cells = "<td><ruby>重<rt>chóng</rt></ruby></td><td><ruby>格<rt>gé</rt></ruby></td>"
    layout = ready.lay_out(document(f"<table><tr>{cells}</tr></table>", "zh-Hant-HK"), {})
    with pymupdf.open(write(layout, tmp_path / "cells.pdf")) as opened:
        words = {word[4]: pymupdf.Rect(word[:4]) for word in opened[0].get_text("words")}
    for base, reading in (
        ("重", "chóng"),
        ("格", "gé"),
    ):  # alone in its line, and above all the same
        above, below = words[reading], words[base]
        assert above.height == pytest.approx(below.height / 2, rel=0.2)
        assert above.y1 < below.y0 + below.height / 2
        assert (above.x0 + above.x1) / 2 == pytest.approx((below.x0 + below.x1) / 2, abs=1)


def test_ruby_leaves_the_lines_where_they_are(ready: Engine) -> None:
    plain = "<p>" + "一段有注音的文字，" * 12 + "</p>"
    ruby = plain.replace(
        "注音", "<ruby>注<rt>zhù</rt></ruby><ruby class=bopomofo>音<rt>ㄧㄣ</rt></ruby>"
    )
    tops = []
    for body in (plain, ruby):
        layout = ready.lay_out(document(body, "zh-Hant-HK"), {})
        found = [line for line in lines_of(layout) if line.element_tag == "p"]
        tops.append([line.position_y for line in found][:4])
        assert {round(line.height * 0.75, 6) for line in found} == {PITCH}
    assert tops[0] == tops[1]


def test_a_row_of_dots_reaches_the_measure(ready: Engine, tmp_path: Path) -> None:
    body = '<p class="row" style="text-indent:0">「引號」在前2020年</p>'
    style = '.row::after{content:leader(" .") "7"}'
    layout = ready.lay_out(document(body, "zh-Hant-HK", style=style), {})
    with pymupdf.open(write(layout, tmp_path / "leader.pdf")) as opened:
        ends = [char[3][2] for span in opened[0].get_texttrace() for char in span["chars"]]
    assert max(ends) == pytest.approx(MARGIN + 30 * 10.5, abs=0.1)


@pytest.mark.slow
def test_the_patches_for_speed_change_no_byte(
    ready: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, text = case("composition-quotes")
    style = "@page{@bottom-center{content:counter(page)'/'counter(pages)}} p{break-after:page}"
    # References forward and back, over pages that are made again when they are known.
    style += "p[id] a::after{content:'（頁 'target-counter(attr(href),page)'）'}"
    links = "".join(f'<p id="t{n}">見<a href="#t{(n * 7) % 30}">彼處</a></p>' for n in range(30))
    source = document(text + links, "zh-Hant-HK", style=style)
    fast = write(ready.lay_out(source, {}), tmp_path / "fast.pdf").read_bytes()
    for patch in PATCHES:
        if patch.kind is Kind.SPEED:
            owner, name = resolve(patch.target)
            function = vars(owner)[name]
            plain = inspect.unwrap(getattr(function, "fget", function))
            as_before = property(plain) if isinstance(function, property) else plain
            monkeypatch.setattr(owner, name, as_before)
    assert write(ready.lay_out(source, {}), tmp_path / "slow.pdf").read_bytes() == fast


def test_the_collector_of_cycles_is_left_as_it_was(fonts: FontSet) -> None:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    try:
        with engine(fonts, "zh-Hant-HK"):
            assert gc.get_threshold() > (700, 10, 10)
        assert gc.get_threshold() == (700, 10, 10)
    finally:
        gc.set_threshold(*before)


def test_fixed_boxes_still_stand_on_every_page(ready: Engine, tmp_path: Path) -> None:
    body = '<div style="position:fixed;top:0">固定</div>' + '<p style="break-after:page">頁</p>' * 3
    layout = ready.lay_out(document(body, "zh-Hant-HK"), {})
    with pymupdf.open(write(layout, tmp_path / "fixed.pdf")) as opened:
        assert ["固定" in page.get_text() for page in opened] == [True] * 3
