"""The online edition: all of a book's text, in pages that lead to each other and load no other."""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import publications
import pytest
from conftest import Run, run_nkbook
from lxml import etree, html
from places import BOOKS
from plugin_site import ADDRESS, make

from nkbook.output import MANIFEST

EDITIONS = {"zh-Hant-HK", "zh-Hant-TW", "zh-Hans-CN"}


def pages(site: Path) -> dict[str, Any]:
    """Return the pages as a browser reads them, by path."""
    return {
        path.relative_to(site).as_posix(): html.document_fromstring(path.read_bytes())
        for path in sorted(site.rglob("*.html"))
    }


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.slow
def test_one_folder_holds_all_editions(site_output: Path, site: Path) -> None:
    rows = json.loads((site_output / MANIFEST).read_text("utf-8"))["files"]
    (row,) = [row for row in rows if row["format"] == "site"]
    assert (row["path"], row["edition"]) == ("site", "all")
    assert {path.name for path in site.iterdir() if path.is_dir()} == {*EDITIONS, "downloads"}
    assert {path.name for path in site.iterdir() if path.is_file()} == {
        *("index.html", "404.html", "reader.js", "search.js"),
        *("opds.xml", "sitemap.xml", "robots.txt", "offline.js"),
    }


@pytest.mark.slow
def test_every_page_has_the_words_of_the_epub_s(site_output: Path, site: Path) -> None:
    """In their order; whether the EPUB has all of the manuscript is judged by tests of its own."""
    found = pages(site)
    compared = 0
    for edition in EDITIONS:
        with zipfile.ZipFile(site_output / edition / "editions.epub") as archive:
            for name in archive.namelist():
                key = f"{edition}/{Path(name).stem}.html"
                if not name.startswith("EPUB/text/") or key not in found:
                    continue
                section = etree.fromstring(archive.read(name)).find(".//{*}section")
                main = found[key].get_element_by_id("main").find("section")
                for drawing in main.xpath(".//*[local-name()='svg']"):
                    drawing.drop_tree()  # the EPUB has it as a file
                assert section is not None
                words = squeezed("".join(map(str, section.itertext())))
                assert squeezed(str(main.text_content())) == words, key
                compared += 1
    assert compared >= 3 * len(EDITIONS)


@pytest.mark.slow
def test_a_template_that_loses_text_stops_the_build(tmp_path: Path) -> None:
    pages = tmp_path / "styles/templates/pages"
    pages.mkdir(parents=True)
    (pages / "chapter.html.j2").write_text('<section id="{{ page.id }}"><h1>題</h1></section>')
    run, site = build(tmp_path, "文字不見了。")
    assert run.code != 0
    assert "NK503" in run.err
    assert not site.exists()


@pytest.mark.slow
def test_every_link_leads_somewhere_in_the_folder(site: Path) -> None:
    """Judged by html5 parsing and the file system, without nkbook's own check."""
    found = pages(site)
    missing = []
    for name, page in found.items():
        if name == "404.html":
            continue
        for element in page.xpath("//*[@href or @src]"):
            url = urlsplit(str(element.get("href") or element.get("src")))
            if element.get("rel") in ("canonical", "alternate") or url.scheme:
                assert element.tag in ("a", "link"), etree.tostring(element)
                continue
            target = (site / name).parent / url.path if url.path else site / name
            there = target.is_file()
            if there and url.fragment and target.suffix == ".html":
                key = target.resolve().relative_to(site.resolve()).as_posix()
                there = url.fragment in found[key].xpath("//@id")
            if not there:
                missing.append((name, element.get("href")))
    assert missing == []


@pytest.mark.slow
def test_ids_are_one_in_a_page_and_the_same_in_all_editions(site: Path) -> None:
    found = pages(site)
    for page in found.values():
        assert [id for id, count in Counter(page.xpath("//@id")).items() if count > 1] == []
    ids = [
        set(found[f"{edition}/two.html"].xpath("//main//p/@id | //main//section/@id"))
        for edition in EDITIONS
    ]
    assert ids[0] == ids[1] == ids[2] != set()


@pytest.mark.slow
def test_pages_say_where_they_are_in_each_edition(site: Path) -> None:
    page = pages(site)["zh-Hant-TW/one.html"]
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{ADDRESS}/zh-Hant-TW/one.html"]
    alternate = {link.get("hreflang"): link.get("href") for link in page.xpath("//link[@hreflang]")}
    assert alternate == {one: f"{ADDRESS}/{one}/one.html" for one in EDITIONS}
    switch = page.xpath("//a[@class='edition']")
    assert {link.get("href") for link in switch} == {
        "../zh-Hant-HK/one.html",
        "../zh-Hans-CN/one.html",
    }
    assert page.get("lang") == "zh-Hant-TW"


@pytest.mark.slow
def test_the_home_page_has_downloads_with_their_checksums(site: Path) -> None:
    home = pages(site)["index.html"]
    rows = home.xpath("//section[@id='downloads']//tbody/tr")
    assert len(rows) == 2 * len(EDITIONS)
    sums = {row.xpath(".//a/@href")[0]: row.xpath(".//code")[0].text for row in rows}
    for href, digest in sums.items():
        assert sha256((site / href).read_bytes()).hexdigest() == digest


@pytest.mark.slow
def test_the_book_is_described_to_search_engines(site: Path) -> None:
    home = pages(site)["index.html"]
    (data,) = home.xpath("//script[@type='application/ld+json']")
    record = json.loads(data.text)
    assert record["@type"] == "Book"
    assert record["name"] == "裏海信息：「記」的歷史"
    assert record["editor"] == [{"@type": "Person", "name": "nkbook 編輯組"}]
    assert [one["inLanguage"] for one in record["workExample"]] == [
        "zh-Hant-HK",
        "zh-Hant-TW",
        "zh-Hans-CN",
    ]
    graph = {row.get("property"): row.get("content") for row in home.xpath("//meta[@property]")}
    assert graph["og:title"] == "裏海信息：「記」的歷史：斯大林以後"
    assert graph["og:url"] == f"{ADDRESS}/"
    sitemap = etree.parse(site / "sitemap.xml")
    places = [str(one.text) for one in sitemap.iter("{*}loc")]
    assert f"{ADDRESS}/zh-Hans-CN/two.html" in places
    assert len(places) == len(set(places))


@pytest.mark.slow
def test_programs_of_readers_find_the_files_in_the_feed(site: Path) -> None:
    feed = etree.parse(site / "opds.xml").getroot()
    entries = feed.findall("{*}entry")
    assert {str(entry.findtext("{*}language")) for entry in entries} == EDITIONS
    for entry in [feed, *entries]:  # RFC 4287 §4.1.1 and §4.1.2
        assert all(entry.findtext(f"{{*}}{name}") for name in ("id", "title", "updated"))
        assert entry.find("{*}author/{*}name") is not None
    assert len({entry.findtext("{*}id") for entry in entries}) == len(entries)
    hrefs = [str(link.get("href")) for entry in entries for link in entry.iterfind("{*}link")]
    assert len(hrefs) == 4 * len(entries)  # pages, cover, PDF and EPUB
    for href in hrefs:
        assert (site / href.removeprefix(f"{ADDRESS}/")).is_file(), href
    home = pages(site)["index.html"]
    assert home.xpath("//link[contains(@type, 'opds-catalog')]/@href") == ["opds.xml"]


@pytest.mark.slow
def test_notes_are_called_and_lead_back(site: Path) -> None:
    page = pages(site)["zh-Hant-HK/one.html"]
    calls = page.xpath("//a[@role='doc-noteref']")
    assert calls
    for call in calls:
        (note,) = page.xpath(f"//aside[@id='{call.get('href')[1:]}']")
        assert note.xpath(".//a[@role='doc-backlink']/@href") == [f"#{call.get('id')}"]


@pytest.mark.slow
def test_the_same_book_gives_the_same_bytes(site_output: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    make(site_output.parent, again)

    def sums(folder: Path) -> list[tuple[str, str]]:
        rows = json.loads((folder / MANIFEST).read_text("utf-8"))["files"]
        return [(row["path"], row["sha256"]) for row in rows]

    assert sums(again) == sums(site_output)


HOSTILE = """段落。<script>alert(1)</script><b onclick="alert(2)">粗</b>

[連](javascript:alert(3)) [好](https://example.org/) <iframe src="https://example.org"></iframe>

`</script><script>alert(4)</script>` 〈&lt;b&gt;〉{#a"b}
"""


def build(tmp_path: Path, text: str, settings: str = "", *, front: str = "") -> tuple[Run, Path]:
    publications.written(tmp_path, "文。", front=front, settings=settings)
    (tmp_path / "chapters/one.md").write_text(f"---\ntitle: 題<目>\n---\n\n{text}\n", "utf-8")
    run = run_nkbook("build", tmp_path, "-f", "site", "-o", tmp_path / "output")
    return run, tmp_path / "output/site"


@pytest.mark.slow
def test_what_a_manuscript_smuggles_in_is_not_run(tmp_path: Path) -> None:
    run, site = build(tmp_path, HOSTILE)
    assert run.code == 0, run.err
    own = {"reader.js", "search.js", "search-text.js"}
    for name, page in pages(site).items():
        for script in page.xpath("//script"):
            if script.get("src"):
                assert script.get("src").rpartition("/")[2] in own, name
            else:
                assert script.get("type") in ("application/json", "application/ld+json")
                json.loads(script.text)
        assert page.xpath("//iframe | //*[@onclick] | //a[starts-with(@href, 'javascript')]") == []
        policies = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert name == "404.html" or "script-src 'self'" in policies[0]
    text = (site / "zh-Hant-HK/search-text.js").read_text("utf-8")
    assert "<" not in text


@pytest.mark.slow
def test_a_template_of_the_book_may_change_pages_but_hold_no_program(tmp_path: Path) -> None:
    templates = tmp_path / "styles/templates/site"
    templates.mkdir(parents=True)
    shipped = BOOKS.parents[1] / "nkbook/look/templates/site/missing.html.j2"
    own = shipped.read_text("utf-8").replace("<main ", '<p id="ours">自家</p><main ')
    (templates / "missing.html.j2").write_text(own, "utf-8")
    run, site = build(tmp_path, "文。")
    assert run.code == 0, run.err
    assert pages(site)["404.html"].xpath("//p[@id='ours']")
    (templates / "missing.html.j2").write_text(f"{own}<script>x</script>", "utf-8")
    run = run_nkbook("build", tmp_path, "-f", "site", "-o", tmp_path / "output")
    assert (run.code, "NK305" in run.err) != (0, False)


@pytest.mark.slow
def test_ids_that_other_pages_have_or_no_file_can_have_get_names_of_their_own(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "chapters"
    publications.written(tmp_path, "[文]{.index}。", back='"index"')
    for name in ("search", "con", "Search", "第一章"):
        text = f"---\ntitle: {name}\n---\n\n字[甲]{{.index}}。\n"
        (folder / f"{name}.md").write_text(text, "utf-8")
    toml = (folder / "book.toml").read_text("utf-8")
    names = ["one.md", "search.md", "con.md", "Search.md", "第一章.md"]
    body = ", ".join(f'"{name}"' for name in names)
    toml = toml.replace('body = ["one.md"]', f"body = [{body}]")
    (folder / "book.toml").write_text(toml, "utf-8")
    run = run_nkbook("build", tmp_path, "-f", "site", "-o", tmp_path / "output")
    assert run.code == 0, run.err
    files = {path.name for path in (tmp_path / "output/site/zh-Hant-HK").glob("*.html")}
    assert len({name.lower() for name in files}) == len(files) == 8
    assert "con.html" not in files


@pytest.mark.parametrize("address", ["example.org/book", "ftp://example.org/", "https://a/?q=1"])
def test_an_address_that_is_no_folders_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(Exception, match="no address of a folder on the web"):
        publications.written(tmp_path, "文。", settings=f'[site]\nbase-url = "{address}"\n')
