"""Notes in circles and at the ends of chapters, in the PDF and the EPUB of a small book."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest
from conftest import run_nkbook
from judges import epubcheck, structure, verapdf
from lxml import etree

pytestmark = pytest.mark.slow

XHTML = "{http://www.w3.org/1999/xhtml}"
TEXT = "在2024[^a]年，甲[^b]^[連號。]乙[^c]2023年。"
NOTES = "[^a]: 第一條。\n\n    又一段。\n\n[^b]: 第二條。\n\n[^c]: 第四條，見[節](#sec)。"
CHAPTER = f"---\ntitle: 章\n---\n\n{TEXT}\n\n## 節 {{#sec}}\n\n末段。\n\n{NOTES}\n"


@pytest.fixture
def make(book: Callable[[str], Path]) -> Callable[..., Path]:
    """Return a function that builds a book of two chapters with such [notes], both formats."""

    def build(notes: str, one: str = CHAPTER, two: str = CHAPTER) -> Path:
        folder = book("minimal")
        (folder / "chapters/one.md").write_text(one, "utf-8")
        (folder / "chapters/two.md").write_text(two.replace("#sec", "#sec-two"), "utf-8")
        toml = folder / "chapters/book.toml"
        settings = toml.read_text("utf-8").replace('["one.md"]', '["one.md", "two.md"]')
        toml.write_text(f"{settings}\n[notes]\n{notes}\n", "utf-8")
        run = run_nkbook("build", folder, "-f", "pdf", "-f", "epub")
        assert (run.code, run.err) == (0, "")
        return folder / "output/zh-Hant-HK"

    return build


def page(epub: Path, name: str) -> etree._Element:
    with zipfile.ZipFile(epub) as archive:
        (path,) = [one for one in archive.namelist() if one.endswith(name)]
        return etree.fromstring(archive.read(path))


def words(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def test_circled_numbers_in_the_pdf(make: Callable[..., Path]) -> None:
    made = make('marks = "circled"\nnumbering = "page"') / "minimal.pdf"
    with pymupdf.open(made) as pdf:
        text = re.sub(r"\s", "", pdf[0].get_text())
        assert "在2024①年，甲②③乙④2023年。" in text
        assert re.findall(r"[①-⑳](?:第.條|連號)", text) == [
            "①第一條", "②第二條", "③連號", "④第四條"
        ]  # fmt: skip
        calls = [link for link in pdf[0].get_links() if link["kind"] == pymupdf.LINK_NAMED]
        assert len(calls) >= 8  # from the calls and back
    labels = [one.annotations[0]["Contents"] for reference in structure.read(made).root.all(
        "Reference") for one in reference.all("Link")]  # fmt: skip
    assert labels[:4] == ["註 1", "註 2", "註 3", "註 4"]


def test_circled_numbers_in_the_epub(make: Callable[..., Path]) -> None:
    epub = make('marks = "circled"\nnumbering = "page"') / "minimal.epub"
    assert epubcheck.judge(epub) == ()
    root = page(epub, "one.xhtml")
    assert "在2024①年，甲②③乙④2023年。" in words(root)
    calls = root.xpath("//*[@role='doc-noteref']")
    assert [call.get("aria-label") for call in calls] == ["註1", "註2", "註3", "註4"]
    assert [words(aside)[0] for aside in root.iter(f"{XHTML}aside")] == [*"①②③④"]


def test_numbers_above_fifty_are_plain_and_parted(make: Callable[..., Path]) -> None:
    notes = [f"^[註{n}。]" for n in range(1, 53)]
    many = "\n\n".join(f"字。{''.join(notes[n : n + 4])}" for n in range(0, 52, 4))
    made = make('marks = "circled"', f"---\ntitle: 章\n---\n\n{many}\n")
    assert words(page(made / "minimal.epub", "one.xhtml")).count("字。㊾㊿,51,52") == 1
    with pymupdf.open(made / "minimal.pdf") as pdf:
        text = re.sub(r"\s", "", "".join(page.get_text() for page in pdf))
    assert "字。㊾㊿,51,52" in text
    assert "㊿註50。51註51。" in text


def test_notes_at_the_end_of_each_chapter_in_the_pdf(make: Callable[..., Path]) -> None:
    made = make('place = "chapter"\nnumbering = "page"') / "minimal.pdf"  # by chapter, then
    with pymupdf.open(made) as pdf:
        text = re.sub(r"\s", "", "".join(page.get_text() for page in pdf))
        assert text.count("末段。註釋1第一條。又一段。2第二條。3連號。4第四條，見") == 2
        assert "在20241年，甲2,3乙42023年" in text
        assert [row[:2] for row in pdf.get_toc()] == [
            *([1, "第一章\u3000章"], [2, "節"], [2, "註釋"]),
            *([1, "第二章\u3000章"], [2, "節"], [2, "註釋"]),
        ]
    root = structure.read(made).root
    notes = root.all("Note")
    assert len({note.attributes["ID"] for note in notes}) == 8
    for note, call in zip(notes, root.all("Reference"), strict=True):
        (there,), (back, *_) = call.all("Link"), note.all("Link")
        number = note.all("Lbl")[0].text.strip()
        assert there.text.strip("\u2060,\u2009 ") == number
        assert there.annotations[0]["Contents"] == f"註 {number}"
        assert back.annotations[0]["Contents"] == f"返回正文（註 {number}）"
    assert verapdf.judge(made, "2a", "ua1") == {"2a": (), "ua1": ()}


def test_notes_of_the_book_in_the_pdf(make: Callable[..., Path]) -> None:
    made = make('place = "book"') / "minimal.pdf"
    with pymupdf.open(made) as pdf:
        text = re.sub(r"\s", "", "".join(page.get_text() for page in pdf))
        rows = "1第一條。又一段。2第二條。3連號。4第四條，見"
        assert text.count("末段。註釋") == 0
        assert re.search(f"註釋第一章章{rows}.*第二章章{rows}", text)
        assert [row[1] for row in pdf.get_toc() if row[0] == 1][-1] == "註釋"
        assert re.sub(r"\s", "", pdf[-1].get_text()).count("頁1–3") == 1
    root = structure.read(made).root
    notes, calls = root.all("Note"), root.all("Reference")
    assert len({note.attributes["ID"] for note in notes}) == len(calls) == 8
    for note, call in zip(notes, calls, strict=True):
        assert call.all("Link")[0].text.strip("\u2060,\u2009 ") == note.all("Lbl")[0].text.strip()
    assert verapdf.judge(made, "2a", "ua1") == {"2a": (), "ua1": ()}


def test_notes_that_are_all_of_one_page_are_of_no_range(make: Callable[..., Path]) -> None:
    made = make('place = "book"', two="---\ntitle: 章\n---\n\n無註。\n") / "minimal.pdf"
    with pymupdf.open(made) as pdf:
        head = re.sub(r"\s", "", pdf[-1].get_text("text", clip=(0, 0, 500, 60)))
    assert head.endswith("頁1"), head


def test_notes_of_the_book_in_the_epub(make: Callable[..., Path]) -> None:
    epub = make('place = "book"') / "minimal.epub"
    assert epubcheck.judge(epub) == ()
    notes, chapter = page(epub, "endnotes.xhtml"), page(epub, "two.xhtml")
    assert not chapter.xpath("//*[@class='notes']")
    heads = [words(head) for head in notes.iter(f"{XHTML}h2")]
    assert heads == ["第一章\u3000章", "第二章\u3000章"]
    rows = list(notes.iter(f"{XHTML}li"))
    assert [words(row)[0] for row in rows] == [*"12341234"]
    calls = chapter.xpath("//*[@role='doc-noteref']")
    assert [call.get("href") for call in calls] == [
        f"endnotes.xhtml#{row.get('id')}" for row in rows[4:]
    ]
    back = rows[4].xpath(".//*[@role='doc-backlink']")[0].get("href")
    assert back == f"two.xhtml#{calls[0].get('id')}"


def test_notes_at_the_end_of_each_chapter_in_the_epub(make: Callable[..., Path]) -> None:
    epub = make('place = "chapter"\nmarks = "circled"') / "minimal.epub"
    assert epubcheck.judge(epub) == ()
    root = page(epub, "two.xhtml")
    assert not list(root.iter(f"{XHTML}aside"))
    (section,) = root.xpath("//*[@role='doc-endnotes']")
    assert section.findtext(f"{XHTML}h2") == "註釋"
    rows = list(section.iter(f"{XHTML}li"))
    assert [words(row)[0] for row in rows] == [*"①②③④"]
    calls = root.xpath("//*[@role='doc-noteref']")
    backlinks = section.xpath(".//*[@role='doc-backlink']")
    assert [call.get("href") for call in calls] == [f"#{row.get('id')}" for row in rows]
    assert [back.get("href") for back in backlinks] == [f"#{call.get('id')}" for call in calls]
