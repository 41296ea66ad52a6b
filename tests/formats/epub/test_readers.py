"""The EPUB in front of its judges: Ace for accessibility, and two reading systems in Chromium."""

from __future__ import annotations

import re
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import EDITIONS
from judges import PATIENCE, ace, node, readers
from opened import NS, TYPE, Opened, text
from PIL import Image
from places import BOOKS
from publications import load, with_options

from nkbook.formats import epub, pdf
from nkbook.formats.html.access import Access
from nkbook.model.trees import counted

# Books that the reading systems open, and the chapter with notes that they show.
SMALL, FLAGSHIP = "everything", "flagship"
CHAPTERS = {SMALL: "text/notes.xhtml", FLAGSHIP: "text/history-war.xhtml"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Return the book with every construct, with the pages of its PDF."""
    work = tmp_path_factory.mktemp("small")
    publication, context = load(BOOKS / SMALL, work)
    pages = pdf.lay_out(publication, context, work / "none.pdf").page_map
    context = replace(context, page_map=pages)
    return Opened(epub.render(publication, context, work / "everything.epub").path)


@pytest.fixture(
    scope="module",
    params=[SMALL, pytest.param(FLAGSHIP, marks=pytest.mark.flagship)],
)
def book(request: pytest.FixtureRequest) -> Opened:
    if request.param == SMALL:
        opened: Opened = request.getfixturevalue("small")
        return opened
    return Opened(request.getfixturevalue("flagship") / "zh-Hant-HK" / "nagorno-karabakh.epub")


@pytest.fixture(scope="module")
def chapter(book: Opened) -> str:
    (found,) = (name for name in CHAPTERS.values() if name in book.pages)
    return found


@pytest.fixture(scope="module")
def shots(book: Opened, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp(book.path.stem)


@pytest.fixture(scope="module")
def foliate(book: Opened, chapter: str, shots: Path) -> dict[str, Any]:
    return readers.read("foliate", book.path, chapter, shots)


@pytest.fixture(scope="module")
def epubjs(book: Opened, chapter: str, shots: Path) -> dict[str, Any]:
    return readers.read("epubjs", book.path, chapter, shots)


# --- Ace -----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.flagship
@pytest.mark.parametrize(
    "edition",
    # The others' structure is the same, which is shown where editions are made.
    ["zh-Hant-HK", *(pytest.param(name, marks=pytest.mark.apart) for name in EDITIONS[1:])],
)
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
def test_ace_finds_faults(small: Opened, tmp_path: Path) -> None:
    """A picture without words, a page without language, a summary missing, letters too pale."""
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
    notes = files["EPUB/text/notes.xhtml"].decode()
    pale = [*re.finditer("<p[ >]", notes)][-1].start() + 2
    files["EPUB/text/notes.xhtml"] = f"{notes[:pale]} style='color:#bbb'{notes[pale:]}".encode()
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(broken, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    report = ace.judge(broken, tmp_path)
    assert report.outcome == "fail"
    rules = {violation.rule for violation in report.violations}
    assert {"image-alt", "html-has-lang", "color-contrast"} <= rules
    assert any(rule.startswith("metadata-") for rule in rules)


# --- foliate-js ----------------------------------------------------------------------------------


def nav_links(book: Opened, role: str) -> list[tuple[str, str]]:
    path = f".//h:nav[@role='{role}']//h:a"
    links = book.pages["nav.xhtml"].iterfind(path, NS)
    return [(text(link).strip(), str(link.get("href"))) for link in links]


@pytest.mark.slow
def test_foliate_opens_the_book(foliate: dict[str, Any], book: Opened) -> None:
    assert foliate["errors"] == []
    assert foliate["unreadable"] == []
    assert foliate["broken"] == []
    assert foliate["sections"] == len(book.spine())
    assert foliate["title"] == book.package.findtext(".//dc:title", None, NS)
    assert foliate["language"] == "zh-Hant-HK"
    assert foliate["writing"] == "horizontal-tb"


@pytest.mark.slow
def test_foliate_shows_contents_and_landmarks(foliate: dict[str, Any], book: Opened) -> None:
    assert [(label, href.removeprefix("EPUB/")) for label, href in foliate["contents"]] == (
        nav_links(book, "doc-toc")
    )
    kinds = [kind for kind, _ in foliate["landmarks"]]
    links = book.pages["nav.xhtml"].iterfind(f".//h:nav[@{TYPE}='landmarks']//h:a", NS)
    assert kinds == [link.get(TYPE) for link in links]
    assert {"cover", "titlepage", "toc", "bodymatter", "bibliography"} <= set(kinds)


@pytest.mark.slow
def test_foliate_finds_every_page(foliate: dict[str, Any], book: Opened) -> None:
    labels = [label for label, _ in nav_links(book, "doc-pagelist")]
    assert [label for label, _ in foliate["pages"]] == labels
    assert len(labels) >= len(book.spine())
    for label, found in foliate["pages"]:
        assert counted(found), label


@pytest.mark.slow
def test_foliate_pops_the_note_up(foliate: dict[str, Any], book: Opened, chapter: str) -> None:
    aside = book.pages[chapter].find(".//h:aside", NS)
    assert aside is not None
    note = foliate["note"]
    assert note["type"] == "footnote"
    assert counted(text(aside)) == counted(note["text"])
    assert len(note["text"]) > 4


@pytest.mark.slow
def test_foliate_loads_the_fonts(foliate: dict[str, Any]) -> None:
    assert foliate["fonts"]
    used = {family for family, status in foliate["fonts"] if status == "loaded"}
    assert "nkbook heading 1" in used
    assert foliate["headingFont"].startswith('"nkbook heading 1"')
    assert "nkbook" not in foliate["bodyFont"]  # the reader's own
    assert all(status in ("loaded", "unloaded") for _, status in foliate["fonts"])


@pytest.mark.slow
def test_paragraphs_are_set_as_chinese_is(foliate: dict[str, Any]) -> None:
    assert foliate["setting"] == {
        "lineBreak": "strict",
        "spacing": "normal",  # a mark's blank half goes at the line's end and between marks
        "autospace": "normal",  # a quarter em between Han and Latin
        "align": "justify",
        "indent": 2,
        "leading": 1.75,
    }


THEMES = {"light": 255, "dark": 18}  # shade of the paper


def ink(shots: Path, theme: str) -> float:
    """Return how much of a picture is ink of at least 7 to 1 on its paper (WCAG 2.2 §1.4.6)."""
    with Image.open(shots / f"{theme}.png") as image:
        shades = image.convert("L").histogram()
    assert shades[THEMES[theme]] > sum(shades) * 0.8
    return (sum(shades[:80]) if theme == "light" else sum(shades[170:])) / sum(shades)


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
def test_text_shows_on_any_paper(theme: str, foliate: dict[str, Any], shots: Path) -> None:
    assert foliate["errors"] == []
    assert ink(shots, theme) > 0.004


@pytest.fixture(scope="module", params=[False, True], ids=["horizontal", "vertical"])
def marked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[bool, dict[str, Any], Path]:
    """Return if lines are vertical, and how ruby and interlinear marks look then."""
    work = tmp_path_factory.mktemp("marked")
    publication, context = load(BOOKS / "everything", work)
    context = with_options(context, text={"name-marks": True}, epub={"vertical": request.param})
    book = epub.render(publication, context, work / "marked.epub").path
    return request.param, readers.read("foliate", book, "text/inlines.xhtml", work), work


def span(box: dict[str, float], *, along: bool) -> tuple[float, float]:
    """Return where a box begins and ends from left to right (``along``) or from top to bottom."""
    return (box["left"], box["right"]) if along else (box["top"], box["bottom"])


@pytest.mark.slow
def test_ruby_is_next_to_its_characters(marked: tuple[bool, dict[str, Any], Path]) -> None:
    vertical, seen, _ = marked
    assert seen["errors"] == []
    found = {item["text"]: item for item in seen["ruby"]}
    # A word is one, and what stands in brackets around its readings is unseen.
    words = ["重慶（chóng qìng）", "注（ㄓㄨˋ）", "音（ㄧㄣ）", "阿爾察赫（Artsakh）"]
    assert list(found) == words
    for word, item in found.items():
        bopomofo = word[0] in "注音"
        assert item["size"] == (pytest.approx(0.35, abs=0.03) if bopomofo else 0.5)
        base, reading = item["base"], item["reading"]
        if vertical or bopomofo:  # at the right, in its height
            assert span(reading, along=True)[0] > sum(span(base, along=True)) / 2, word
            start, end = span(base, along=False)
            first, last = span(reading, along=False)
            assert start - 2 <= first < last <= end + 2, word
            assert item["writing"] == "vertical-rl"
        else:  # above, in its width
            assert sum(span(reading, along=False)) / 2 < base["top"] + 2, word
            assert base["left"] - 2 <= reading["left"] < reading["right"] <= base["right"] + 2


@pytest.mark.slow
def test_marks_are_where_the_custom_is(marked: tuple[bool, dict[str, Any], Path]) -> None:
    """Under the words in horizontal lines; names' at the left and dots at the right in vertical."""
    vertical, seen, shots = marked
    name, book, dots = (seen["marks"][key] for key in ("name", "book", "dots"))
    assert (name["line"], name["form"], name["side"]) == ("underline", "solid", "left")
    assert (book["line"], book["form"], book["side"]) == ("underline", "wavy", "left")
    assert (dots["line"], dots["dots"]) == ("none", "dot")
    assert dots["over"].split()[0] == ("over" if vertical else "under")
    assert all(mark["ink"] for mark in (name, book, dots))  # the text's colour, by day and night
    assert all(ink(shots, theme) > 0.004 for theme in THEMES)


@pytest.mark.slow
def test_names_have_marks_only_if_the_book_asks(small: Opened) -> None:
    sheet = small.files["EPUB/styles/book.css"]
    assert b"\n.name" not in sheet
    assert b".dots" in sheet


# --- epub.js -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_epubjs_opens_the_book(epubjs: dict[str, Any], book: Opened) -> None:
    assert epubjs["errors"] == []
    assert epubjs["broken"] == []
    assert epubjs["sections"] == len(book.spine())
    assert [tuple(row) for row in epubjs["contents"]] == nav_links(book, "doc-toc")
    assert epubjs["pages"] == len(nav_links(book, "doc-pagelist"))
    assert "bodymatter" in [kind for kind, _ in epubjs["landmarks"]]
    assert ["nkbook heading 1", "loaded"] in epubjs["fonts"]


@pytest.mark.slow
def test_epubjs_has_the_note_at_its_link(
    epubjs: dict[str, Any], book: Opened, chapter: str
) -> None:
    aside = book.pages[chapter].find(".//h:aside", NS)
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
        timeout=PATIENCE,
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
