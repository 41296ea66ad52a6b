"""The sample and the feeds: a part that is whole in itself, and a list of what was built."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pymupdf
import pytest
from conftest import run_nkbook
from judges import epubcheck
from lxml import etree
from opened import NS, Opened, text
from publications import written

from nkbook.formats import epub
from nkbook.formats.trade import opds
from nkbook.formats.trade.prices import Price
from nkbook.model.publication import Publication

SETTINGS = '[sample]\nchapters = 1\n[imprint]\nisbn = { epub = "978-962-00-0001-0" }'
CHAPTERS = ("見[第二章](#there)。[@a]", "## 節 {#there}\n\n後文。")
SOURCES = "- {id: a, type: book, title: 某書, author: [{family: 陳, given: 大文}]}"
LAYOUT = {"front": '"title-page", "contents"', "back": '"bibliography"'}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    folder = tmp_path_factory.mktemp("sample")
    (folder / "chapters/data").mkdir(parents=True)
    (folder / "chapters/data/references.yaml").write_text(SOURCES, encoding="utf-8")
    publication, context = written(folder, *CHAPTERS, **LAYOUT, settings=SETTINGS)
    artifact = epub.render(publication, context, folder / "small.epub")
    (path,) = (path for name, path in artifact.beside if name == "sample-epub")
    return Opened(path)


@pytest.mark.slow
def test_a_sample_is_a_book_of_its_own(sample: Opened) -> None:
    assert sample.spine() == ["text/title-page.xhtml", "text/contents.xhtml", "text/one.xhtml"]
    assert sample.package.findtext(".//dc:title", "", NS) == "小書（試讀）"
    assert "9789620000010" not in sample.package.findtext(".//dc:identifier", "", NS)
    body = text(sample.pages["text/one.xhtml"])
    assert "見第二章。" in "".join(body.split())
    assert "陳大文" in body
    assert epubcheck.judge(sample.path) == ()


@pytest.mark.slow
def test_the_pdf_has_a_sample_too(tmp_path: Path) -> None:
    written(
        tmp_path,
        *CHAPTERS[1:],
        "第二章的文。",
        **LAYOUT,
        settings=f"{SETTINGS}\n[trade]\nfeeds = true",
    )
    run = run_nkbook("build", tmp_path, "-f", "pdf", "-o", tmp_path / "out")
    assert run.code == 0, run.err
    whole, part = (
        "".join(page.get_text() for page in pymupdf.open(tmp_path / "out/zh-Hant-HK" / name))
        for name in ("small.pdf", "small-sample.pdf")
    )
    assert "第二章的文" in whole
    assert "第二章的文" not in part
    assert "後文" in part
    listed = json.loads((tmp_path / "out/opds.json").read_text(encoding="utf-8"))
    links = [link["href"] for link in listed["publications"][0]["links"]]
    assert links == ["zh-Hant-HK/small.pdf", "zh-Hant-HK/small-sample.pdf"]
    assert all((tmp_path / "out" / link).exists() for link in links)


def test_feeds_say_what_there_is_and_what_it_costs(publication: Publication) -> None:
    files = (("epub", "zh/a b.epub"), ("sample-epub", "zh/s.epub"), ("onix", "zh/onix.xml"))
    day = datetime.datetime(2026, 3, 4, tzinfo=datetime.UTC)
    book = opds.Listed(publication, files, (Price("320", "TWD"),))
    spaces = {"a": "http://www.w3.org/2005/Atom", "o": "http://opds-spec.org/2010/catalog"}
    feed = etree.fromstring(opds.atom((book,), "https://example.org/", day))
    for name in ("id", "title", "updated", "author"):
        assert feed.find(f"a:{name}", spaces) is not None
    (entry,) = feed.iterfind("a:entry", spaces)
    links = {
        str(one.get("rel")).rpartition("/")[2]: one for one in entry.iterfind("a:link", spaces)
    }
    assert set(links) == {"buy", "sample"}
    assert links["buy"].get("href") == "https://example.org/zh/a%20b.epub"
    assert links["buy"].get("type") == "application/epub+zip"
    assert links["buy"].findtext("o:price", "", spaces) == "320"
    (row,) = json.loads(opds.opds2((book,), None, day))["publications"]
    assert row["metadata"]["title"] == "百物書"
    assert row["links"][0]["properties"]["price"] == {"value": 320.0, "currency": "TWD"}
    free = opds.Listed(publication, files)
    assert b"open-access" in opds.atom((free,), None, day)


def test_what_a_record_for_google_lacks_is_said(tmp_path: Path) -> None:
    publication, context = written(tmp_path, "文。", settings="[trade]\ngoogle = true")
    artifact = epub.render(publication, context, tmp_path / "small.epub")
    assert {one.code for one in artifact.diagnostics} == {"NK504"}
    assert "onix-google" not in dict(artifact.beside)
