"""Chapters' titles are Markdown: their mark-up is printed where it can stand, else their words."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import pymupdf
import pytest
from judges import epubcheck
from opened import NS, Opened, text
from publications import BOOK_TOML

from nkbook.checks.conservation import lost_text
from nkbook.diagnostics.problems import has_errors
from nkbook.formats import epub, pdf
from nkbook.formats.base import FormatContext
from nkbook.look.theme import Theme
from nkbook.manuscript.markdown import parse
from nkbook.manuscript.prepare import prepare
from nkbook.model.book import Chapter
from nkbook.model.document import Document
from nkbook.model.metadata import Matter
from nkbook.model.publication import Publication
from nkbook.pipeline import steps
from nkbook.project import config

TITLE = '*Anabasis*與[重慶]{ruby="chóng qìng"}[^a]的[信息]{tw=資訊}、[港](https://a.example)、H~2~O'
WORDS = "Anabasis與重慶的信息、港、H2O"
HEADER = f"---\ntitle: '{TITLE}'\nshort-title: '論*名*與[信息]{{tw=資訊}}'\n---\n\n"
BODY = "首段[^b]。\n\n## *節*一`x`^[節註。]\n\n次段。\n\n[^a]: 題註。\n\n[^b]: 文註。\n"


def read(title: str, short: str | None = None, body: str = "文。") -> tuple[Document, list[str]]:
    chapter = Chapter("ch", title, Matter.BODY, body, "ch.md", 5, short, title_line=2)
    document, problems = parse(chapter)
    if not has_errors(problems):
        problems += lost_text(document, chapter)
    return document, [f"{one.code}:{one.location.line}" for one in problems if one.location]


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("*甲*與**乙**", "甲與乙"),
        ("`a_b`與~~刪~~", "a_b與刪"),
        (r"1\. \*甲\*，3 * 4", "1. *甲*，3 * 4"),
        ("[着重]{.dots}與H~2~O", "着重與H2O"),
        ("《題》一\n題二", "《題》一題二"),
        ("[甲](https://a.example)[乙]{.index}", "甲乙"),
        ("&amp; &copy;", "& ©"),
        ("[甲][r]", "甲"),
    ],
)
def test_a_title_has_its_words_in_the_chapter(title: str, words: str) -> None:
    body = "文。\n\n[r]: https://a.example\n" if "[r]" in title else "文。"
    document, found = read(title, title, body)
    assert found == [] or "index" in title
    assert (document.chapter.title, document.chapter.short_title) == (words, words)


def test_a_plain_title_leaves_no_trace_in_the_tree() -> None:
    document, _ = read("甲與乙", "甲")
    assert [element.tag for element in document.tree] == ["p"]


def test_a_title_without_words_has_those_of_its_picture_or_the_name_of_its_file() -> None:
    assert read("![燈塔](a.png)")[0].chapter.title == "燈塔"
    assert read("^[註]")[0].chapter.title == "ch"


def test_notes_of_titles_come_first() -> None:
    document, found = read("甲[^a]乙^[二]", None, "文[^b]。\n\n[^b]: 三\n\n[^a]: 一\n")
    assert found == []
    assert ["".join(note.body.itertext()) for note in document.notes] == ["一", "二", "三"]


def test_problems_of_titles_are_at_their_line() -> None:
    assert read("甲[^a]")[1] == ["NK205:2"]
    assert read("甲", "乙^[註]")[1] == ["NK246:2"]
    assert read("甲", "乙[^a]", "文。\n\n[^a]: 註。")[1] == ["NK246:2", "NK206:7"]


def test_letters_of_titles_are_counted() -> None:
    chapter = Chapter("ch", "*甲*乙", Matter.BODY, "文。", "ch.md", 5, title_line=2)
    document, _ = parse(chapter)
    document.tree.remove(document.tree[0])
    (problem,) = lost_text(document, Chapter("ch", "甲*乙*丙", Matter.BODY, "文。", "ch.md", 5))
    assert "丙" in problem.message


Editions: TypeAlias = dict[str, tuple[Publication, FormatContext]]


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Editions:
    """Return the two editions of a book whose chapter has mark-up in its titles."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "chapters").mkdir()
    (folder / "work").mkdir()
    (folder / "chapters/one.md").write_text(HEADER + BODY, encoding="utf-8")
    (folder / "chapters/book.toml").write_text(
        f'{BOOK_TOML}front = ["contents"]\nbody = ["one.md"]\n'
        '[build]\neditions = ["zh-Hant-HK", "zh-Hant-TW"]\n'
    )
    settings, theme = config.load(folder), Theme(folder)
    prepared = prepare(settings, theme, ("zh-Hant-HK", "zh-Hant-TW"))
    assert prepared.diagnostics == ()
    return {
        language: (publication, steps.context(settings, theme, folder / "work"))
        for language, publication in prepared.publications.items()
    }


def test_editions_convert_titles_with_their_markup(editions: Editions) -> None:
    titles = {}
    for language, (publication, _) in editions.items():
        (page,) = (one for one in publication.pages if one.document)
        titles[language] = (page.title, page.short_title)
        assert page.document is not None
        assert [note.number for note in page.document.notes] == [1, 2, 3]
    taiwan = WORDS.replace("信息", "資訊")
    assert titles == {"zh-Hant-HK": (WORDS, "論名與信息"), "zh-Hant-TW": (taiwan, "論名與資訊")}


def test_contents_have_the_markup_without_notes_and_links(editions: Editions) -> None:
    (row,) = (row for row in editions["zh-Hant-HK"][0].toc if row.href == "#one")
    assert (row.title, row.children[0].title) == (WORDS, "節一x")
    assert row.heading == ("<em>Anabasis</em>與重慶的信息、港、H<sub>2</sub>O")
    assert row.children[0].heading == "<em>節</em>一<code>x</code>"


@pytest.mark.slow
def test_a_title_in_the_pdf(editions: Editions, tmp_path: Path) -> None:
    publication, context = editions["zh-Hant-HK"]
    pdf.render(publication, context, tmp_path / "a.pdf")
    with pymupdf.open(tmp_path / "a.pdf") as book:
        assert book.get_toc()[-2:] == [[1, f"第一章　{WORDS}", 3], [2, "節一x", 3]]
        (size,) = {
            round(span["size"])
            for block in book[2].get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            if "題註" in span["text"]
        }
        assert size < 10  # a note like any other, not as large as the title
        printed = "".join(page.get_text() for page in book)
    assert not {"{", "}", "[", "*", "~"} & {*printed}


@pytest.mark.slow
def test_a_title_in_the_epub(editions: Editions, tmp_path: Path) -> None:
    publication, context = editions["zh-Hant-HK"]
    made = epub.render(publication, context, tmp_path / "a.epub").path
    assert epubcheck.judge(made) == ()
    opened = Opened(made)
    page = opened.pages["text/one.xhtml"]
    assert page.findtext(".//h:title", None, NS) == f"第一章　{WORDS}"
    (title,) = page.iterfind(".//h:h1", NS)
    (ruby,) = title.findall(".//h:ruby", NS)  # a word is one, so that a search finds it
    assert text(ruby).startswith("重慶")
    assert title.find(".//h:a[@role='doc-noteref']", NS) is not None
    nav = opened.pages["nav.xhtml"]
    (listed,) = nav.xpath(
        ".//h:nav[@role='doc-toc']//h:a[contains(@href, 'one.xhtml')][h:em][h:sub]", namespaces=NS
    )
    assert text(listed).startswith("第一章　Anabasis與重慶的信息")
