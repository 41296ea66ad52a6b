"""Books that keep their ids: builds write the ledger, and old links lead to what is there now."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from places import BOOKS

from nkbook.pipeline.api import build
from nkbook.pipeline.request import Result

ROAD = "路上有雨，行人都在屋檐下等，等到天色暗下來，才有一輛馬車從城門那邊過來。"
TEA = "茶館的老闆說，這條路自從改道以後，南來的商隊就少了，秋天也不見駱駝。"
SNOW = "第二年的雪下得很早，山口在十月裏已經封了，郵差只好把信存在驛站裏。"
OLD = f"## 路\n\n{ROAD}\n\n{TEA}\n\n| 甲 | 乙 |\n|----|----|\n| 駱駝 | 馬車 |\n\n{SNOW}\n"
NEW = f"## 商路\n\n{ROAD.replace('馬車', '驢車')}\n\n{SNOW}\n"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    shutil.copytree(BOOKS / "minimal", tmp_path / "book")
    settings = tmp_path / "book/chapters/book.toml"
    editions = '["zh-Hant-HK", "zh-Hans-CN"]'
    settings.write_text(
        f"{settings.read_text('utf-8')}\n[anchors]\nkeep = true\n\n[epub]\nembed-fonts = false\n\n"
        f'[build]\nformats = ["epub", "site"]\neditions = {editions}\n',
        encoding="utf-8",
    )
    return tmp_path / "book"


def made(book: Path, text: str) -> tuple[Result, dict[str, dict[str, str]]]:
    """Build the book with a text; return by file the words of every element with an id."""
    chapter = book / "chapters/one.md"
    head = chapter.read_text("utf-8").partition("\n---\n")[0] + "\n---\n"
    chapter.write_text(f"{head}\n{text}", encoding="utf-8")
    result = build(book, cache=book.parent / "cache")
    found: dict[str, dict[str, str]] = {}
    for edition in ("zh-Hant-HK", "zh-Hans-CN"):
        with zipfile.ZipFile(book / f"output/{edition}/minimal.epub") as archive:
            found[edition] = _ids(archive.read("EPUB/text/one.xhtml"), etree.XMLParser())
        page = book / f"output/site/{edition.lower()}/one.html"
        if not page.is_file():
            (page,) = (book / "output").rglob(f"{edition}/**/one.html")
        found[f"site {edition}"] = _ids(page.read_bytes(), etree.HTMLParser(encoding="utf-8"))
    return result, found


def _ids(data: bytes, parser: etree.XMLParser | etree.HTMLParser) -> dict[str, str]:
    """Return the words at each id; those of an empty anchor are its parent's."""
    tree = etree.fromstring(data, parser)
    found = {}
    for element in tree.xpath("//*[@id]"):
        words = element.xpath("string()").strip() or element.getparent().xpath("string()").strip()
        assert element.get("id") not in found
        found[element.get("id")] = words
    return found


@pytest.mark.slow
def test_ids_stay_and_old_ones_lead_on_in_every_edition(book: Path) -> None:
    source = {path: path.read_bytes() for path in book.rglob("*") if path.is_file()}
    _, first = made(book, OLD)
    ledger = book / "chapters/anchors.tsv"
    rows = [line.split("\t") for line in ledger.read_text("utf-8").splitlines() if line[0] != "#"]
    published = {row[1]: row[2] for row in rows}
    assert sorted(published.values()) == ["p", "p", "p", "section", "table"]
    for path in source.keys() - {book / "chapters/one.md"}:
        assert path.read_bytes() == source[path]  # nothing else of the book is touched

    result, second = made(book, NEW)
    assert [one.code for one in result.diagnostics] == []
    for place, ids in second.items():
        assert published.keys() <= ids.keys()
        road, tea, snow = (id for id, tag in published.items() if tag == "p")
        (table,) = (id for id, tag in published.items() if tag == "table")
        assert ids[road][:4] == first[place][road][:4]
        assert ids[snow] == first[place][snow]
        assert ids[tea] == ids[table] == ids[snow]  # where they stood


@pytest.mark.slow
def test_a_build_that_wrote_the_ledger_has_nothing_to_do_again(book: Path) -> None:
    made(book, OLD)
    ledger = book / "chapters/anchors.tsv"
    written = ledger.read_bytes(), ledger.stat().st_mtime_ns
    assert build(book, cache=book.parent / "cache").unchanged_since is not None
    files = {path: path.read_bytes() for path in (book / "output").rglob("*.epub")}
    again = build(book, cache=book.parent / "cache", force=True)
    assert again.unchanged_since is None
    assert (ledger.read_bytes(), ledger.stat().st_mtime_ns) == written
    assert {path: path.read_bytes() for path in files} == files


@pytest.mark.slow
def test_the_ledger_of_a_stranger_is_read_and_not_written(book: Path) -> None:
    ledger = book / "chapters/anchors.tsv"
    ledger.write_text("one\tone-1\n", encoding="utf-8")
    result = build(
        book, formats=["epub"], editions=["zh-Hant-HK"], cache=book.parent / "c", untrusted=True
    )
    assert "NK280" in {one.code for one in result.diagnostics}
    assert ledger.read_text("utf-8") == "one\tone-1\n"


@pytest.mark.slow
def test_a_ledger_that_cannot_be_written_is_told(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("nkbook.output.replacing.put", refuse)
    result = build(book, formats=["epub"], editions=["zh-Hant-HK"], use_cache=False)
    assert [one.code for one in result.diagnostics] == ["NK281"]
    assert result.files


@pytest.mark.slow
def test_pages_and_places_that_left_a_chapter_lead_on_in_the_site(book: Path) -> None:
    """A paragraph goes to another chapter, then the chapter that it left gets another name."""
    settings = book / "chapters/book.toml"
    text = settings.read_text("utf-8").replace('formats = ["epub", "site"]', 'formats = ["site"]')
    settings.write_text(text.replace('["one.md"', '["one.md", "two.md"'), "utf-8")
    one, two = book / "chapters/one.md", book / "chapters/two.md"

    def built(first: str, second: str) -> dict[str, list[str]]:
        head = "---\ntitle: {}\n---\n\n{}\n"
        one.write_text(head.format("上", first), "utf-8")
        two.write_text(head.format("下", second), "utf-8")
        assert build(book, cache=book.parent / "cache").diagnostics == ()
        site = book / "output/site/zh-Hant-HK"
        pages = {
            path.name: etree.parse(str(path), etree.HTMLParser()) for path in site.glob("*.html")
        }
        return {name: page.xpath("//*[@id and .!=''][self::p]/@id") for name, page in pages.items()}

    first = built(f"{ROAD}\n\n{TEA}", SNOW)
    road, tea = first["one.html"]
    assert built(ROAD, f"{SNOW}\n\n{TEA}")["two.html"][1] == tea
    site = book / "output/site/zh-Hant-HK"
    assert _leads(site / "one.html")[tea] == f"two.html#{tea}"
    text = settings.read_text("utf-8").replace('"one.md"', '"road.md"')
    one = one.rename(book / "chapters/road.md")
    settings.write_text(text, "utf-8")
    assert built(ROAD, f"{SNOW}\n\n{TEA}")["road.html"] == [road]
    gone = (site / "one.html").read_text("utf-8")
    assert 'content="0; url=road.html' in gone
    assert _leads(site / "one.html") == {
        "": "road.html", road: f"road.html#{road}", tea: f"two.html#{tea}",
    }  # fmt: skip
    again = (book / "chapters/anchors.tsv").read_bytes()
    built(ROAD, f"{SNOW}\n\n{TEA}")
    assert (book / "chapters/anchors.tsv").read_bytes() == again


def _leads(page: Path) -> dict[str, str]:
    """Return what a page's script is told of places that are elsewhere."""
    data = re.search(r'"moved":\s*(\{[^}]*\})', page.read_text("utf-8"))
    assert data is not None
    found = json.loads(data[1])
    assert isinstance(found, dict)
    return found
