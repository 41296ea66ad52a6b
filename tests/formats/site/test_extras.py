"""Cards of names, standing lines, old addresses, the copy without a network: in one small book."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import publications
import pytest
from conftest import run_nkbook
from judges import browser, node
from lxml import html

pytestmark = pytest.mark.slow

NAMES = """
- { id: baku, kind: place, forms: { zh-Hant-HK: 巴庫, zh-Hant-TW: 巴庫市, en: Baku, az: Bakı } }
- { id: north, kind: place, forms: { zh-Hant-HK: 北巴庫, en: North Baku } }
"""
SETTINGS = """
[site.redirects]
"old.html" = "two"
"old.html#place" = "two-here"
"one.html#before" = "kept"
"one.html#gone" = "two-here"
"""
ONE = f"""## 巴庫 {{#kept}}

北巴庫不在巴庫，巴庫在海邊。[註]{{.smallcaps}} `巴庫`

{"很長的一段文字，說的是海邊的城。" * 200}
"""
CARD = "document.querySelector('.site-card')"
WHERE = "location.pathname.split('/').pop() + location.hash"
OPEN = "await page.click('.site-settings summary');"
VERTICAL = f"{OPEN} await page.click('[data-writing-to=vertical]');"
STEPS: list[dict[str, Any]] = [
    {
        "name": "card",
        "page": "zh-Hant-HK/one.html",
        "width": 360,
        "axe": True,
        "do": """await page.focus('a.name-card[data-name=baku]'); await key('Enter');
            await page.waitForSelector('.site-card:popover-open');""",
        "see": f"""({{ rows: [...{CARD}.querySelectorAll('dl div')].map(row => [
            row.querySelector('dt').textContent, row.querySelector('dd').textContent,
            row.querySelector('dd').lang]), to: {CARD}.querySelector('a').href }})""",
    },
    {
        "name": "card closed",
        "page": "zh-Hant-HK/one.html",
        "width": 1280,
        "do": """await page.focus('a.name-card'); await key('Enter');
            await page.waitForSelector('.site-card:popover-open'); await key('Escape');
            await page.waitForFunction(() => !document.querySelector('.site-card'));""",
        "see": "document.activeElement.className",
    },
    {
        "name": "card without script",
        "page": "zh-Hant-HK/one.html",
        "width": 360,
        "script": False,
        "do": """await Promise.all([page.waitForNavigation(), page.click('a.name-card')]);""",
        "see": "document.querySelector(':target').textContent",
    },
    *(
        {
            "name": f"vertical-{width}",
            "page": "zh-Hant-HK/one.html",
            "width": width,
            "axe": True,
            "do": f"""{VERTICAL} await page.reload();
                await page.evaluate(() => {{ document.getElementById('main').scrollLeft = -900 }});
                await page.evaluate(() => dispatchEvent(new Event('pagehide')));""",
            "see": """({ mode: getComputedStyle(document.querySelector('main p')).writingMode,
                moved: document.getElementById('main').scrollLeft,
                tall: document.documentElement.scrollHeight > 4 * innerHeight,
                kept: localStorage.getItem('nkbook-small/zh-Hant-HK') })""",
        }
        for width in (360, 1280)
    ),
    {
        "name": "no title",
        "page": "zh-Hant-HK/three.html",
        "width": 360,
        "axe": True,
        "see": """document.querySelector('main section p').getBoundingClientRect().top
            - document.querySelector('.site-bar').getBoundingClientRect().bottom""",
    },
    {"name": "old page", "page": "zh-Hant-HK/old.html", "width": 360, "do": "", "see": WHERE},
    *(
        {
            "name": address,
            "page": f"zh-Hant-HK/{address}",
            "width": 1280,
            "do": """await page.waitForFunction(() => !location.pathname.endsWith('old.html')
                && location.hash !== '#gone');""",
            "see": WHERE,
        }
        for address in ("old.html#place", "one.html#gone", "one.html#before")
    ),
    {
        "name": "before without script",
        "page": "zh-Hant-HK/one.html#before",
        "width": 360,
        "script": False,
        "see": "document.querySelector(':target').parentElement.tagName",
    },
    {
        "name": "search again",
        "page": "zh-Hant-HK/search.html?q=北巴庫",
        "width": 360,
        "axe": True,
        "do": """await page.evaluate(() => { window.same = true });
            await page.click('#site-search input', { count: 3 });
            await page.type('#site-search input', '海边的城'); await key('Enter');
            await page.waitForSelector('button.more'); await page.click('button.more');""",
        "see": """({ same: window.same, query: new URLSearchParams(location.search).get('q'),
            count: document.querySelector('.count').textContent,
            shown: [...document.querySelectorAll('#site-results section:first-child mark')]
                .map(mark => mark.textContent),
            focus: document.activeElement.className })""",
    },
    {
        "name": "still",
        "page": "zh-Hant-HK/one.html",
        "width": 360,
        "do": "await new Promise(done => setTimeout(done, 300));",
        "see": """new Promise(done => new PerformanceObserver(list => done(list.getEntries()
            .reduce((sum, one) => sum + one.value, 0))).observe(
            { type: 'layout-shift', buffered: true }) || setTimeout(done, 200, 0))""",
    },
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("extras")
    (folder / "chapters/data").mkdir(parents=True)
    (folder / "chapters/data/names.yaml").write_text(NAMES, "utf-8")
    two = "## 這裏 {#two-here}\n\n巴庫。"
    publications.written(folder, ONE, two, "獻給某人。", back='"names"', settings=SETTINGS)
    third = folder / "chapters/three.md"
    third.write_text(third.read_text("utf-8").replace("---", "---\nheading: false", 1), "utf-8")
    run = run_nkbook("build", folder, "-f", "site", "-o", folder / "output")
    assert run.code == 0, run.err
    return folder / "output/site"


@pytest.fixture(scope="module")
def seen(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return browser.see(site, STEPS, tmp_path_factory.mktemp("seen"))


def test_nothing_goes_wrong(seen: dict[str, Any]) -> None:
    for name, one in seen.items():
        assert (one["errors"], one["outside"], one.get("axe", [])) == ([], [], []), name


def test_the_first_mention_of_a_name_leads_to_its_row(site: Path) -> None:
    page = html.document_fromstring((site / "zh-Hant-HK/one.html").read_bytes())
    links = page.xpath("//a[@class='name-card']")
    assert [link.text for link in links] == ["北巴庫", "巴庫"]
    paragraph = "".join(links[0].getparent().itertext())
    assert paragraph == "北巴庫不在巴庫，巴庫在海邊。註 巴庫"


def test_a_card_has_a_names_forms_in_all_languages(seen: dict[str, Any]) -> None:
    card = seen["card"]["see"]
    assert [row[1:] for row in card["rows"]] == [
        ["巴庫", "zh-Hant-HK"],
        ["巴庫市", "zh-Hant-TW"],
        ["Baku", "en"],
        ["Bakı", "az"],
    ]
    assert card["to"].endswith("names.html#names-name-baku")
    assert seen["card closed"]["see"] == "name-card"
    assert "North Baku" in seen["card without script"]["see"]


@pytest.mark.parametrize("width", [360, 1280])
def test_lines_can_stand(seen: dict[str, Any], width: int) -> None:
    there = seen[f"vertical-{width}"]["see"]
    assert there["mode"] == "vertical-rl"
    assert there["moved"] == -900
    assert not there["tall"]
    assert there["kept"].startswith("one.html#")


def test_another_search_needs_no_other_page(seen: dict[str, Any]) -> None:
    there = seen["search again"]["see"]
    assert (there["same"], there["query"]) == (True, "海边的城")
    assert there["count"] == "200 處"
    assert there["shown"] == ["海邊的城"] * 200
    assert there["focus"] == "hit"


def test_elements_without_content_have_no_end(site: Path) -> None:
    """HTML Living Standard §13.1.2; a browser mends it, a validator does not."""
    for page in site.rglob("*.html"):
        ends = re.findall(
            r"</(?:br|col|hr|img|input|link|meta|source|wbr)>", page.read_text("utf-8")
        )
        assert ends == [], page


def test_old_addresses_lead_on(seen: dict[str, Any]) -> None:
    assert seen["old page"]["see"].startswith("two.html")
    assert seen["old.html#place"]["see"] == "two.html#two-here"
    assert seen["one.html#gone"]["see"] == "two.html#two-here"
    assert seen["one.html#before"]["see"] == "one.html#before"
    assert seen["before without script"]["see"].lower() in ("section", "h2")


def test_a_page_without_a_heading_has_room_above_it(seen: dict[str, Any]) -> None:
    assert seen["no title"]["see"] >= 32


def test_nothing_moves_when_a_page_comes(seen: dict[str, Any]) -> None:
    assert seen["still"]["see"] < 0.1


def test_a_reader_without_a_network_reads_on(site: Path, tmp_path: Path) -> None:
    search = "zh-Hant-HK/search.html?q=%E5%8C%97%E5%B7%B4%E5%BA%AB"
    found = node.run("offline.mjs", str(site), "zh-Hant-HK/one.html", search, work=tmp_path)
    assert found["errors"] == []
    assert "北巴庫不在" in found["page"]
    assert "北巴庫" in found["found"]


def test_what_leads_nowhere_is_named(tmp_path: Path) -> None:
    settings = '[site.redirects]\n"old.html" = "none"\n"one.html" = "two"\n"../x.html" = "two"\n'
    publications.written(tmp_path, "文。", "字。", settings=settings)
    run = run_nkbook("build", tmp_path, "-f", "site", "-o", tmp_path / "output")
    assert run.code == 0
    assert run.err.count("NK208") == 3 or "(3)" in run.err or "3 ×" in run.err
    assert not list(tmp_path.glob("output/**/x.html"))
