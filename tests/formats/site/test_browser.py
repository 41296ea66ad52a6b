"""The online edition in Chromium, from file://: on a telephone and a desk, by keys, in the dark."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from judges import browser
from lxml import etree
from publications import written

from nkbook.formats.site.layout import Layout
from nkbook.formats.site.pages import finish

WIDTHS = (360, 1280)
PAGES = (
    "index.html",
    "zh-Hant-HK/index.html",
    "zh-Hant-HK/one.html",
    "zh-Hans-CN/two.html",
    "zh-Hant-TW/bibliography.html",
    "zh-Hant-TW/colophon.html",
)
FOUND = "zh-Hant-HK/search.html?q="
NOTE = "document.querySelector('aside.note')"
CALL = "document.querySelector('a[role=doc-noteref]')"
# What is copied, for a browser without a window has no clipboard.
COPIED = """await page.evaluate(() => {
    navigator.clipboard.writeText = async text => { window.copied = text } });"""
RESULTS = """[...document.querySelectorAll('#site-results section')].map(one => [
    one.querySelector('h2 a').textContent, one.querySelectorAll('li').length,
    [...one.querySelectorAll('mark')].map(mark => mark.textContent)])"""
OPEN_SETTINGS = "await page.click('.site-settings summary');"

STEPS: list[dict[str, Any]] = [
    *(
        {"name": f"{page}-{width}-{dark}", "page": page, "width": width, "dark": dark, "axe": True}
        for page in PAGES
        for width in WIDTHS
        for dark in (False, True)
    ),
    *(
        {"name": f"found-{width}", "page": f"{FOUND}的", "width": width, "axe": True}
        for width in WIDTHS
    ),
    {"name": "simplified", "page": f"{FOUND}阿塞拜疆的网络", "width": 1280, "see": RESULTS},
    {"name": "variant", "page": f"{FOUND}這裡用信息", "width": 1280, "see": RESULTS},
    {"name": "across marks", "page": f"{FOUND}亞塞拜然，軟件和", "width": 1280, "see": RESULTS},
    {"name": "a note", "page": f"{FOUND}註文也談", "width": 1280, "see": RESULTS},
    {"name": "letters", "page": f"{FOUND}ПРОГРАММА", "width": 1280, "see": RESULTS},
    {"name": "two words", "page": f"{FOUND}硬件 原文", "width": 1280, "see": RESULTS},
    {
        "name": "nothing",
        "page": f"{FOUND}<b>絕無此語</b>",
        "width": 1280,
        "see": "document.getElementById('site-found').textContent",
    },
    {
        "name": "typed",
        "page": "zh-Hans-CN/one.html",
        "width": 360,
        "do": """await page.type('#site-search input', '裏海');
            await Promise.all([page.waitForNavigation(), key('Enter')]);
            await Promise.all([page.waitForNavigation(), page.click('#site-results li a')]);""",
        "see": "document.querySelector(':target').textContent",
    },
    {
        "name": "note by keys",
        "page": "zh-Hant-HK/one.html",
        "width": 360,
        "do": f"""await page.evaluate(() => {CALL}.focus()); await key('Enter');""",
        "see": f"""({{ open: {NOTE}.matches(':popover-open'), text: {NOTE}.textContent,
            box: {NOTE}.getBoundingClientRect().toJSON(), scrolled: scrollY,
            inside: {NOTE}.contains(document.activeElement) }})""",
    },
    {
        "name": "note closed",
        "page": "zh-Hant-HK/one.html",
        "width": 1280,
        "do": f"""await page.evaluate(() => {CALL}.focus());
            await key('Enter'); await key('Escape');""",
        "see": f"""({{ open: {NOTE}.matches(':popover-open'),
            back: document.activeElement === {CALL},
            shown: {NOTE}.getBoundingClientRect().height > 0 }})""",
    },
    {
        "name": "note without script",
        "page": "zh-Hant-HK/one.html",
        "width": 360,
        "script": False,
        "do": """await page.focus('a[role=doc-noteref]'); await key('Enter');""",
        "see": f"""({{ id: {NOTE}.id, hash: location.hash, at: getComputedStyle({NOTE}).position,
            scrolled: scrollY }})""",
    },
    {
        "name": "switch",
        "page": "zh-Hant-HK/two.html",
        "width": 360,
        "height": 240,
        "do": """const id = await page.evaluate(() => {
                const block = document.querySelector('#main li[id]');
                window.scrollTo(0, block.getBoundingClientRect().top + scrollY - 4);
                return block.id });
            await Promise.all([page.waitForNavigation(),
                page.evaluate(() => document.querySelector('a[hreflang=zh-Hans-CN]').click())]);
            await page.evaluate(id => { window.wanted = id }, id);""",
        "see": """({ lang: document.documentElement.lang,
            hash: decodeURIComponent(location.hash.slice(1)), wanted,
            top: document.getElementById(wanted).getBoundingClientRect().top })""",
    },
    {
        "name": "cited",
        "page": "zh-Hant-HK/one.html",
        "width": 1280,
        "do": f"""{COPIED} await page.hover('#main section p[id]');
            await page.click('[data-does=copy_citation]');
            const cited = await page.evaluate('copied');
            await page.click('[data-does=copy_link]');
            await page.evaluate(cited => {{ window.cited = cited }}, cited);""",
        "see": "({ cited, link: copied, id: document.querySelector('#main section p[id]').id })",
    },
    {
        "name": "cited by keys",
        "page": "zh-Hans-CN/one.html",
        "width": 360,
        "do": f"""{COPIED} await page.focus('.site-settings summary'); await key('Enter');
            await page.focus('.site-settings > div > button:last-child'); await key('Enter');
            await key('Tab'); await key('Enter');""",
        "see": "copied",
    },
    {
        "name": "page",
        "page": "zh-Hant-HK/index.html",
        "width": 360,
        "do": f"""{OPEN_SETTINGS} await page.type('.go-to-page input', '1');
            await Promise.all([page.waitForNavigation(), key('Enter')]);""",
        "see": """({ hash: location.hash, label: document.querySelector(location.hash).ariaLabel,
            margin: [...document.querySelectorAll('[role=doc-pagebreak]')].length })""",
    },
    {
        "name": "pages that begin together",
        "page": "zh-Hant-HK/one.html",
        "width": 1280,
        "do": """await page.evaluate(() => {
                const mark = document.querySelector('[role=doc-pagebreak]')
                const next = mark.cloneNode()
                next.dataset.after = '1'
                mark.after(next) })""",
        "see": """[...document.querySelectorAll('[role=doc-pagebreak]')].slice(0, 2).map(mark =>
            ['marginTop', 'fontSize'].map(name =>
                parseFloat(getComputedStyle(mark, '::before')[name])))""",
    },
    {
        "name": "no such page",
        "page": "zh-Hant-HK/one.html",
        "width": 360,
        "do": f"""{OPEN_SETTINGS} await page.type('.go-to-page input', '9999'); await key('Enter');
            await page.waitForFunction("document.querySelector('.go-to-page p').textContent");""",
        "see": "document.querySelector('.go-to-page p').textContent",
    },
    {
        "name": "look",
        "page": "zh-Hant-HK/one.html",
        "width": 360,
        "do": f"""{OPEN_SETTINGS}
            await page.click('[data-look=dark]'); await page.click('[data-size=larger]');
            await page.reload();""",
        "see": """({ theme: document.documentElement.dataset.theme,
            size: parseFloat(getComputedStyle(document.documentElement).fontSize),
            paper: getComputedStyle(document.body).backgroundColor })""",
    },
    {
        "name": "keys",
        "page": "zh-Hant-HK/one.html",
        "width": 1280,
        "do": """const walk = [];
            for (let i = 0; i < 8; i++) { await key('Tab'); walk.push(await page.evaluate(() =>
                document.activeElement.textContent || document.activeElement.name)) }
            await page.evaluate(walk => { window.walk = walk }, walk);""",
        "see": "walk",
    },
    {
        "name": "reading goes on",
        "page": "zh-Hant-HK/two.html",
        "width": 360,
        "do": """await page.evaluate(() => window.scrollTo(0, 400));
            await page.goto(page.url().replace('two.html', 'index.html'));""",
        "see": "document.querySelector('.continue').getAttribute('href')",
    },
    {
        "name": "printed",
        "page": "zh-Hant-HK/one.html",
        "width": 1280,
        "media": "print",
        "see": """[...document.querySelectorAll('.site-bar, .site-contents, .turn')]
            .filter(one => one.getClientRects().length).length""",
    },
    {
        "name": "search without script",
        "page": f"{FOUND}信息",
        "width": 360,
        "script": False,
        "see": "document.querySelector('noscript').textContent.trim()",
    },
]


@pytest.fixture(scope="module")
def seen(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return browser.see(site, STEPS, tmp_path_factory.mktemp("browser"))


pytestmark = pytest.mark.slow


def test_nothing_goes_wrong_and_nothing_is_asked_of_the_web(seen: dict[str, Any]) -> None:
    assert {name: one["errors"] for name, one in seen.items() if one["errors"]} == {}
    assert {name: one["outward"] for name, one in seen.items() if one["outward"]} == {}


def test_nothing_sticks_out_of_the_window(seen: dict[str, Any]) -> None:
    assert {name: one["outside"] for name, one in seen.items() if one["outside"]} == {}


def test_axe_finds_no_violation(seen: dict[str, Any]) -> None:
    judged = {name: one["axe"] for name, one in seen.items() if "axe" in one}
    assert len(judged) == len(PAGES) * len(WIDTHS) * 2 + len(WIDTHS)
    assert {name: found for name, found in judged.items() if found} == {}


def test_first_pages_are_there_at_once(seen: dict[str, Any]) -> None:
    for page in PAGES[:3]:
        assert seen[f"{page}-360-False"]["bytes"] < 100_000, page


def test_search_finds_any_string_in_either_script(seen: dict[str, Any]) -> None:
    chapter = "第一章　裏海一帶的信息"
    assert ["阿塞拜疆的網絡"] in [row[2][:1] for row in seen["simplified"]["see"]]
    assert seen["variant"]["see"] == [[chapter, 1, ["這裏用信息"]]]
    assert seen["across marks"]["see"] == [[chapter, 1, ["亞塞拜然，軟件和"]]]
    assert seen["a note"]["see"] == [[chapter, 1, ["註文也談"]]]
    assert seen["letters"]["see"] == [[chapter, 1, ["программа"]]]
    assert seen["two words"]["see"][0][:2] == [chapter, 1]
    assert seen["nothing"]["see"] == "找不到「<b>絕無此語</b>」。"


def test_a_search_is_typed_and_what_it_finds_is_followed(seen: dict[str, Any]) -> None:
    assert "里海" in seen["typed"]["see"]
    assert "/zh-Hans-CN/" in seen["typed"]["url"]


def test_a_note_is_shown_at_its_call_and_closed_by_keys(seen: dict[str, Any]) -> None:
    shown = seen["note by keys"]["see"]
    assert shown["open"]
    assert shown["inside"]
    assert shown["scrolled"] == 0
    assert "軟件史：導論" in shown["text"]
    assert 0 <= shown["box"]["top"] < shown["box"]["bottom"] <= 801
    assert seen["note closed"]["see"] == {"open": False, "back": True, "shown": True}


def test_a_note_is_shown_without_script(seen: dict[str, Any]) -> None:
    shown = seen["note without script"]["see"]
    assert shown["hash"] == f"#{shown['id']}"
    assert (shown["at"], shown["scrolled"]) == ("fixed", 0)


def test_another_edition_opens_at_the_same_paragraph(seen: dict[str, Any]) -> None:
    there = seen["switch"]["see"]
    assert (there["lang"], there["hash"]) == ("zh-Hans-CN", there["wanted"])
    assert 0 <= there["top"] < 240


def test_a_paragraph_is_cited_with_its_page_and_address(seen: dict[str, Any]) -> None:
    address = "https://books.example/caspian"
    see = seen["cited"]["see"]
    assert see["link"] == f"{address}/zh-Hant-HK/one.html#{see['id']}"
    book = "nkbook 編輯組編：《裏海信息：「記」的歷史：斯大林以後》，第一版（香港：測試社，2026年）"
    assert see["cited"] == f"{book}，頁 1。 {see['link']}"
    assert seen["cited by keys"]["see"].startswith("nkbook 编辑组. 里海信息")
    assert ", 2026: 1. https://" in seen["cited by keys"]["see"]


def test_a_printed_page_is_found_by_its_number(seen: dict[str, Any]) -> None:
    assert seen["page"]["see"] == {"hash": "#page-1", "label": "1", "margin": 1}
    assert seen["page"]["url"].partition("#")[0].endswith("zh-Hant-HK/one.html")
    assert seen["no such page"]["see"] == "沒有第 9999 頁。"


def test_numbers_of_pages_that_begin_together_are_one_below_the_other(
    seen: dict[str, Any], tmp_path: Path
) -> None:
    publication, _ = written(tmp_path, "文。")
    marks = [f'<span id="{id}" role="doc-pagebreak" aria-label="{id}"/>' for id in "abc"]
    section = etree.fromstring(f"<section><p>甲{''.join(marks)}乙{marks[0]}</p></section>")
    finish(section, "one.html", publication, Layout.of(publication), {})
    assert [mark.get("data-after") for mark in section.iter("span")] == [None, "1", "2", None]
    (first, size), (second, _) = seen["pages that begin together"]["see"]
    assert second - first >= size


def test_the_look_is_chosen_and_kept(seen: dict[str, Any]) -> None:
    look = seen["look"]["see"]
    assert look["theme"] == "dark"
    assert look["size"] > 17
    assert look["paper"] == "rgb(23, 22, 20)"


def test_keys_reach_all_of_the_bar_in_its_order(seen: dict[str, Any]) -> None:
    walk = [text.strip() for text in seen["keys"]["see"]]
    assert walk == [
        "跳到正文",
        "裏海信息：「記」的歷史",
        "目次",
        "臺灣版",
        "大陆版",
        "q",
        "搜尋",
        "閱讀設定",
    ]


def test_reading_goes_on_where_it_ended(seen: dict[str, Any]) -> None:
    assert seen["reading goes on"]["see"].startswith("two.html#")


def test_paper_has_the_text_alone(seen: dict[str, Any]) -> None:
    assert seen["printed"]["see"] == 0


def test_all_but_the_search_works_without_script(seen: dict[str, Any]) -> None:
    assert "JavaScript" in seen["search without script"]["see"]
