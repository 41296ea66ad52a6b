"""The site by keyboard and by ear: what Tab reaches, in which order, and what it is called."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from judges import browser

pytestmark = pytest.mark.slow

WIDTHS = (360, 1280)
PAGES = (
    "index.html",
    "zh-Hant-HK/index.html",
    "zh-Hant-HK/one.html",
    "zh-Hans-CN/two.html",
    "zh-Hant-TW/bibliography.html",
    "zh-Hant-HK/search.html?q=的",
)
# Numbers what can be used with a mouse, in the order of the page, and goes through all by Tab.
WALK = """
const all = await page.evaluate(() => {
    const used = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]'
    const shown = [...document.querySelectorAll(used)].filter(one => one.checkVisibility()
        && !one.closest('details:not([open]) > :not(summary)')
        && one.getAttribute('tabindex') !== '-1')
    shown.forEach((one, at) => { one.dataset.walk = at })
    document.activeElement.blur()
    window.scrollTo(0, 0)
    window.getSelection().collapse(document.body, 0)
    return shown.map(one => one.outerHTML.slice(0, 90)) })
const met = []
for (let steps = 0; steps < all.length + 2; steps++) {
    await key('Tab')
    const at = await page.evaluate(() => {
        const one = document.activeElement
        if (!one || one === document.body) return null
        const { outlineStyle, outlineWidth } = getComputedStyle(one)
        const boxes = [...one.getClientRects()]
        const seen = boxes.some(box => {
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
            return top && (one.contains(top) || top.contains(one)) })
        return { at: Number(one.dataset.walk), html: one.outerHTML.slice(0, 90), seen,
            ring: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 } })
    if (at === null || met.some(other => other.at === at.at)) break
    met.push(at)
}
await page.evaluate(told => { window.walked = told }, { all, met })
"""
# What a screen reader has: Chromium's tree of names and roles.
TREE = """
const rows = []
const walk = (node, around) => {
    rows.push({ role: node.role, name: node.name ?? '', level: node.level ?? 0 })
    for (const child of node.children ?? []) walk(child)
}
walk(await page.accessibility.snapshot({ interestingOnly: false }))
await page.evaluate(told => { window.rows = told }, rows)
"""
OPENED = """await page.focus('.site-settings summary'); await key('Enter');
    const inside = await page.$$eval('.site-settings > div :is(button, input)', all => all.length)
    const met = []
    for (let steps = 0; steps < inside; steps++) { await key('Tab')
        met.push(await page.evaluate(
            () => document.activeElement.closest('.site-settings > div') !== null)) }
    await key('Tab')
    const left = await page.evaluate(
        () => document.activeElement.closest('.site-settings') === null)
    await page.keyboard.down('Shift'); await key('Tab'); await page.keyboard.up('Shift')
    await key('Escape')
    await page.evaluate(told => { window.told = told }, { met, left })"""
CALL = "document.querySelector('a[role=doc-noteref]')"
STEPS: list[dict[str, Any]] = [
    *(
        {"name": f"walk {page} {width}", "page": page, "width": width, "do": WALK, "see": "walked"}
        for page in PAGES
        for width in WIDTHS
    ),
    *(
        {"name": f"tree {page}", "page": page, "width": 1280, "do": TREE, "see": "rows"}
        for page in PAGES
    ),
    *(
        {
            "name": f"settings {width}",
            "page": "zh-Hant-HK/one.html",
            "width": width,
            "do": OPENED,
            "see": """({ ...told, open: document.querySelector('.site-settings').open,
                back: document.activeElement.localName })""",
        }
        for width in WIDTHS
    ),
    *(
        {
            "name": f"skip {width}",
            "page": "zh-Hant-HK/one.html",
            "width": width,
            "do": """await key('Tab')
                const shown = await page.evaluate(() => {
                    const box = document.activeElement.getBoundingClientRect()
                    return box.left >= 0 && box.right <= innerWidth && box.height >= 24 })
                await key('Enter'); await key('Tab')
                await page.evaluate(told => { window.shown = told }, shown)""",
            "see": """({ shown,
                inside: document.getElementById('main').contains(document.activeElement),
                first: document.activeElement ===
                    document.querySelector('#main a[href], #main button, #main [tabindex]') })""",
        }
        for width in WIDTHS
    ),
    {
        "name": "out of a note",
        "page": "zh-Hant-HK/one.html",
        "width": 360,
        "do": f"""await page.evaluate(() => {CALL}.focus()); await key('Enter'); await key('Tab');
            const inside = await page.evaluate(() => document.activeElement.role);
            await key('Enter');
            await page.evaluate(told => {{ window.inside = told }}, inside)""",
        "see": f"""({{ inside, back: document.activeElement === {CALL},
            open: document.querySelectorAll(':popover-open').length }})""",
    },
    {
        "name": "on from a note",
        "page": "zh-Hant-HK/one.html",
        "width": 1280,
        "do": f"""await page.evaluate(() => {CALL}.focus()); await key('Enter')
            for (let steps = 0; steps < 40; steps++) {{ await key('Tab');
                if (await page.evaluate(
                    () => document.activeElement.closest('.site-turn, .site-contents'))) break
            }}""",
        "see": "document.activeElement.closest('.site-turn, .site-contents') !== null",
    },
]


@pytest.fixture(scope="module")
def seen(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    found = browser.see(site, STEPS, tmp_path_factory.mktemp("keys"))
    assert {name: one["errors"] for name, one in found.items() if one["errors"]} == {}
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", PAGES)
def test_tab_reaches_all_that_can_be_used_in_the_order_of_the_page(
    seen: dict[str, Any], page: str, width: int
) -> None:
    walked = seen[f"walk {page} {width}"]["see"]
    assert walked["all"]
    assert [one["html"] for one in walked["met"]] == walked["all"]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("page", PAGES)
def test_what_has_the_focus_is_in_sight_and_shows_it(
    seen: dict[str, Any], page: str, width: int
) -> None:
    """WCAG 2.2, 2.4.7 and 2.4.11."""
    met = seen[f"walk {page} {width}"]["see"]["met"]
    assert [one["html"] for one in met if not (one["seen"] and one["ring"])] == []


@pytest.mark.parametrize("page", PAGES)
def test_a_screen_reader_has_a_name_for_all_that_can_be_used(
    seen: dict[str, Any], page: str
) -> None:
    rows = seen[f"tree {page}"]["see"]
    used = [row for row in rows if row["role"] in ("link", "button", "textbox", "searchbox")]
    assert used
    assert [row for row in used if not row["name"].strip()] == []
    roles = [row["role"] for row in rows]
    assert roles.count("main") == 1
    regions = [row["name"] for row in rows if row["role"] == "navigation"]
    assert all(regions)
    assert len(set(regions)) == len(regions)


@pytest.mark.parametrize("page", PAGES)
def test_headings_leave_out_no_level(seen: dict[str, Any], page: str) -> None:
    levels = [row["level"] for row in seen[f"tree {page}"]["see"] if row["role"] == "heading"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("width", WIDTHS)
def test_settings_are_gone_through_and_closed_by_keys(seen: dict[str, Any], width: int) -> None:
    there = seen[f"settings {width}"]["see"]
    assert len(there["met"]) >= 7
    assert all(there["met"])
    assert there["left"]
    assert (there["open"], there["back"]) == (False, "summary")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_link_leads_past_the_bar(seen: dict[str, Any], width: int) -> None:
    assert seen[f"skip {width}"]["see"] == {"shown": True, "inside": True, "first": True}


def test_a_note_is_left_by_its_own_link_and_holds_nobody(seen: dict[str, Any]) -> None:
    there = seen["out of a note"]["see"]
    assert there == {"inside": "doc-backlink", "back": True, "open": 0}
    assert seen["on from a note"]["see"]
