"""Citations in the house style: full and short forms, locators, 同上, bibliography order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nkbook.locales.labels import load_labels
from nkbook.look.theme import Theme
from nkbook.manuscript.citations import source as sources
from nkbook.manuscript.citations.source import Source
from nkbook.manuscript.prepare import prepare
from nkbook.model.csl.item import CslItem
from nkbook.model.document import Document
from nkbook.model.publication import Publication
from nkbook.model.trees import text_of
from nkbook.project import config

ITEMS = """
- { id: zh, type: book, title: 南高加索史：導論, author: [{ family: 陳, given: 大文 }],
    publisher: 某社, publisher-place: 香港, issued: { date-parts: [[2020]] }, language: zh-Hant }
- { id: en, type: article-newspaper, title: "Truce: the view from Baku", container-title: The Paper,
    author: [{ family: Smith, given: Jane }], issued: { date-parts: [[2020, 11, 10]] },
    language: en }
- { id: an, type: webpage, title: 無名之文, language: zh-Hans }
- { id: su, type: webpage, title: "[一則報道]", container-title: 某網, language: zh-Hant,
    URL: "https://example.org/%E5%8D%A1", accessed: { date-parts: [[2026, 1, 2]] } }
"""


def source(item: dict[str, Any]) -> Source:
    """Return a work as the citation styles of the Hong Kong edition see it."""
    return sources.source(CslItem.model_validate(item), load_labels("zh-Hant-HK"))


@pytest.fixture
def cite(book: Callable[[str], Path]) -> Callable[..., Publication]:
    """Return a function that makes a publication of one chapter text with the items above."""

    def make(text: str, recite: str = "short") -> Publication:
        folder = book("minimal")
        (folder / "chapters/one.md").write_text(f"---\ntitle: 篇\n---\n\n{text}\n", "utf-8")
        (folder / "chapters/data").mkdir()
        (folder / "chapters/data/references.yaml").write_text(ITEMS, "utf-8")
        toml = folder / "chapters/book.toml"
        settings = toml.read_text("utf-8").replace("[spine]", "[spine]\nback = ['bibliography']")
        toml.write_text(f"{settings}\n[citations]\nrecite = '{recite}'\n", "utf-8")
        loaded = config.load(folder)
        prepared = prepare(loaded, Theme(folder), loaded.editions)
        assert prepared.diagnostics == ()
        return prepared.publications["zh-Hant-HK"]

    return make


def notes(publication: Publication) -> list[str]:
    """Return the texts of the notes."""
    return [text_of(note.body) for note in document(publication).notes]


def document(publication: Publication) -> Document:
    """Return the one chapter's document."""
    (found,) = (page.document for page in publication.pages if page.document)
    return found


def test_full_form_has_the_punctuation_of_its_language(cite: Callable[..., Publication]) -> None:
    assert notes(cite("甲。[@zh, 頁 12]乙。[@en]丙。[@an]丁。[@su]")) == [
        "陳大文：《南高加索史：導論》，香港，某社，2020年，頁 12。",
        "Jane Smith, “Truce: the view from Baku”, The Paper, 10 November 2020.",
        "〈無名之文〉。",
        "[一則報道]，《某網》。",
    ]


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("南高加索史", "zh-Hant"),
        ("关于 Karabakh 的书", "zh-Hans"),
        ("山之外", "zh-Hant"),
        ("アルツァフの歴史", "und"),
        ("Black Garden", "und"),
    ],
)
def test_a_source_without_a_language_is_known_by_its_title(title: str, language: str) -> None:
    found = source({"id": "a", "type": "book", "title": title})
    assert (found.language, found.chinese) == (language, language != "und")
    assert source({"id": "a", "type": "book", "title": title, "language": "ja"}).language == "ja"


def test_cited_again_in_the_chapter_is_short_and_points_back(
    cite: Callable[..., Publication],
) -> None:
    found = cite("甲。[@zh]乙。[見 @zh, 頁 3; @en]丙。[@en]")
    assert notes(found)[1:] == [
        (
            "見陳大文：《南高加索史》（同註1），頁 3；Jane Smith, “Truce: the view from Baku”, "
            "The Paper, 10 November 2020."
        ),
        "Jane Smith, “Truce”（同註2）。",
    ]
    back = document(found).notes[1].body.find(".//a[@class='internal']")
    assert back is not None
    assert back.get("href") == f"#{document(found).notes[0].call_id}"


def test_ibid_only_after_the_same_single_source(cite: Callable[..., Publication]) -> None:
    found = notes(cite("甲。[@zh]乙。[@zh, 頁 3]丙。[@en]丁。[@zh]戊。[@zh; @en]己。[@zh]", "ibid"))
    assert found[1] == "同上，頁 3。"
    assert found[3] == "陳大文：《南高加索史》（同註1）。"
    assert found[5] == "陳大文：《南高加索史》（同註1）。"


def test_an_authors_note_breaks_the_chain_of_ibid(cite: Callable[..., Publication]) -> None:
    found = notes(cite("甲。[@zh]乙。[^n]丙。[@zh]\n\n[^n]: 另見[@en]。", "ibid"))
    assert found[1].startswith("另見Jane Smith")
    assert found[2] == "陳大文：《南高加索史》（同註1）。"


def test_bibliography_holds_what_is_cited_chinese_first(cite: Callable[..., Publication]) -> None:
    found = cite("甲。[@en; @su; @zh]")
    assert [entry.key for entry in found.bibliography] == ["su", "zh", "en"]
    assert text_of(found.bibliography[0].body) == (
        "[一則報道]，《某網》。https://example.org/卡（2026年1月2日檢索）。"
    )
    links = {note.body.find(".//a").get("href") for note in document(found).notes}  # type: ignore[union-attr]
    assert links <= {f"#{entry.id}" for entry in found.bibliography}


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Short title", "Short title"),
        ("Head: and the rest", "Head"),
        (
            "Unification of Armenia and Artsakh (December 1, 1989)",
            "Unification of Armenia and Artsakh",
        ),
        ("A " + "very " * 12 + "long title", "A very very very very very very very very very …"),
    ],
)
def test_short_titles(title: str, short: str) -> None:
    assert (
        source({"id": "x", "type": "webpage", "title": title, "language": "en"}).short_title
        == short
    )


@pytest.mark.parametrize(
    ("language", "names", "printed"),
    [
        ("zh-Hant", {"editor": [{"family": "陳", "given": "大文"}]}, ("陳大文編",)),
        ("zh-Hans", {"author": [], "editor": [{"literal": "某委員會"}]}, ("某委員會編",)),
        (
            "en",
            {"editor": [{"family": "Smith", "given": "Jane"}, {"literal": "The Institute"}]},
            ("Jane Smith (ed.)", "The Institute (ed.)"),
        ),
        (
            "en",
            {"author": [{"family": "Doe", "given": "J."}], "editor": [{"family": "Smith"}]},
            ("J. Doe",),
        ),
        ("en", {}, ()),
    ],
)
def test_editors_stand_in_for_authors(
    language: str, names: dict[str, list[dict[str, str]]], printed: tuple[str, ...]
) -> None:
    item = {"id": "x", "type": "book", "title": "題", "language": language}
    assert tuple(map(str, source({**item, **names}).authors)) == printed
