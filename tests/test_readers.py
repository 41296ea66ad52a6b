"""The EPUB in front of its judges: Ace for accessibility, and two reading systems in Chromium."""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from conftest import BOOKS, EDITIONS
from judges import ace, node, readers
from opened import NS, Opened, text
from PIL import Image
from publications import load

from nkbook import epub
from nkbook.epub.metadata import Access
from nkbook.trees import counted

CHAPTER = "text/history-war.xhtml"


@pytest.fixture(scope="module")
def book(flagship: Path) -> Opened:
    return Opened(flagship / "zh-Hant-HK" / "nagorno-karabakh.epub")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    work = tmp_path_factory.mktemp("small")
    publication, context = load(BOOKS / "everything", work)
    return Opened(epub.render(publication, context, work / "everything.epub").path)


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shots")


@pytest.fixture(scope="module")
def foliate(book: Opened, shots: Path) -> dict[str, Any]:
    return readers.read("foliate", book.path, CHAPTER, shots)


@pytest.fixture(scope="module")
def epubjs(book: Opened, shots: Path) -> dict[str, Any]:
    return readers.read("epubjs", book.path, CHAPTER, shots)


# --- Ace -----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
def test_ace_passes_the_flagship(edition: str, flagship: Path, tmp_path: Path) -> None:
    report = ace.judge(flagship / edition / "nagorno-karabakh.epub", tmp_path)
    assert report.violations == ()
    assert report.outcome == "pass"
    assert "schema:accessibilitySummary" in report.metadata["present"]
    assert report.metadata["empty"] == []


@pytest.mark.slow
def test_ace_passes_every_construct(small: Opened, tmp_path: Path) -> None:
    report = ace.judge(small.path, tmp_path)
    assert report.violations == ()
    assert report.outcome == "pass"


@pytest.mark.slow
def test_ace_bites(small: Opened, tmp_path: Path) -> None:
    """What it must find: a picture without words, a page without language, a summary missing."""
    files = dict(small.files)
    blocks = files["EPUB/text/blocks.xhtml"].decode()
    assert re.search(r'<img [^>]*alt="[^"]+"', blocks)
    files["EPUB/text/blocks.xhtml"] = re.sub(r' alt="[^"]+"', "", blocks).encode()
    preface = files["EPUB/text/preface.xhtml"].decode()
    files["EPUB/text/preface.xhtml"] = re.sub(
        r'(<html[^>]*?) lang="[^"]+" xml:lang="[^"]+"', r"\1", preface
    ).encode()
    package = files["EPUB/content.opf"].decode()
    files["EPUB/content.opf"] = re.sub(
        r'<meta property="schema:accessibilityFeature">.*?</meta>', "", package
    ).encode()
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(broken, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    report = ace.judge(broken, tmp_path)
    assert report.outcome == "fail"
    rules = {violation.rule for violation in report.violations}
    assert {"image-alt", "html-has-lang"} <= rules
    assert any(rule.startswith("metadata-") for rule in rules)


# --- foliate-js ----------------------------------------------------------------------------------


def nav_links(book: Opened, role: str) -> list[tuple[str, str]]:
    path = f".//h:nav[@role='{role}']//h:a"
    links = book.pages["nav.xhtml"].iterfind(path, NS)
    return [(text(link).strip(), str(link.get("href"))) for link in links]


def test_foliate_opens_the_book(foliate: dict[str, Any], book: Opened) -> None:
    assert foliate["errors"] == []
    assert foliate["unreadable"] == []
    assert foliate["broken"] == []
    assert foliate["sections"] == len(book.spine())
    assert foliate["title"] == "納戈爾諾-卡拉巴赫"
    assert foliate["language"] == "zh-Hant-HK"
    assert foliate["writing"] == "horizontal-tb"


def test_foliate_shows_contents_and_landmarks(foliate: dict[str, Any], book: Opened) -> None:
    assert [(label, href.removeprefix("EPUB/")) for label, href in foliate["contents"]] == (
        nav_links(book, "doc-toc")
    )
    kinds = [kind for kind, _ in foliate["landmarks"]]
    assert kinds[:4] == ["cover", "titlepage", "copyright-page", "toc"]
    assert {"bodymatter", "bibliography"} <= set(kinds)


def test_foliate_finds_every_page(foliate: dict[str, Any], book: Opened) -> None:
    labels = [label for label, _ in nav_links(book, "doc-pagelist")]
    assert [label for label, _ in foliate["pages"]] == labels
    assert len(labels) > 100
    for label, found in foliate["pages"]:
        assert counted(found), label


def test_foliate_pops_the_note_up(foliate: dict[str, Any], book: Opened) -> None:
    aside = book.pages[CHAPTER].find(".//h:aside", NS)
    assert aside is not None
    note = foliate["note"]
    assert note["type"] == "footnote"
    assert counted(text(aside)) == counted(note["text"])
    assert len(note["text"]) > 20


def test_foliate_loads_the_fonts(foliate: dict[str, Any]) -> None:
    assert foliate["fonts"]
    used = {family for family, status in foliate["fonts"] if status == "loaded"}
    assert "nkbook heading 1" in used
    assert foliate["headingFont"].startswith('"nkbook heading 1"')
    assert "nkbook" not in foliate["bodyFont"]  # the reader's own
    assert all(status in ("loaded", "unloaded") for _, status in foliate["fonts"])


@pytest.mark.parametrize(("theme", "paper"), [("light", 255), ("dark", 18)])
def test_text_shows_on_any_paper(
    theme: str, paper: int, foliate: dict[str, Any], shots: Path
) -> None:
    assert foliate["errors"] == []
    with Image.open(shots / f"{theme}.png") as image:
        shades = image.convert("L").histogram()
    assert shades[paper] > sum(shades) * 0.8
    # Ink of at least 7 to 1 (WCAG 2.2 §1.4.6) on either paper.
    ink = sum(shades[:80]) if theme == "light" else sum(shades[170:])
    assert ink > sum(shades) * 0.02


# --- epub.js -------------------------------------------------------------------------------------


def test_epubjs_opens_the_book(epubjs: dict[str, Any], book: Opened) -> None:
    assert epubjs["errors"] == []
    assert epubjs["broken"] == []
    assert epubjs["sections"] == len(book.spine())
    assert [tuple(row) for row in epubjs["contents"]] == nav_links(book, "doc-toc")
    assert epubjs["pages"] == len(nav_links(book, "doc-pagelist"))
    assert "bodymatter" in [kind for kind, _ in epubjs["landmarks"]]
    assert ["nkbook heading 1", "loaded"] in epubjs["fonts"]


def test_epubjs_has_the_note_at_its_link(epubjs: dict[str, Any], book: Opened) -> None:
    aside = book.pages[CHAPTER].find(".//h:aside", NS)
    assert aside is not None
    assert counted(epubjs["note"]) == counted(text(aside))


# --- Kindle --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_calibre_makes_a_kindle_book(book: Opened, tmp_path: Path) -> None:
    target = tmp_path / "book.azw3"
    done = subprocess.run(
        ["ebook-convert", str(book.path), str(target)],
        env=node.environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert "Traceback" not in done.stdout + done.stderr
    assert target.read_bytes()[60:68] == b"BOOKMOBI"
    assert target.stat().st_size > 300_000


# --- what the metadata claims --------------------------------------------------------------------


def test_features_are_those_the_book_has() -> None:
    assert "pageNavigation" not in Access().features()
    assert "alternativeText" not in Access().features()
    assert "horizontalWriting" in Access().features()
    assert {"pageNavigation", "pageBreakMarkers"} <= set(Access(paged=True).features())
    assert "verticalWriting" in Access(vertical=True).features()
