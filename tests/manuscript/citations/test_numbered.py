"""GB/T 7714 by numbers, and in its edition of 2025."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import Prepared, prepare
from nkbook.model.document import Document
from nkbook.model.trees import text_of
from nkbook.project import config

ITEMS = """
- { id: a, type: book, title: 论集, author: [{ family: 王, given: 伟 }, { family: 李, given: 四 }],
    publisher: 某社, publisher-place: 北京, issued: 2001, language: zh-Hans }
- { id: b, type: article-journal, title: On Islands, container-title: Islands, volume: 3, issue: 2,
    page: 1-20, author: [{ family: Veen, given: P. H., dropping-particle: van der }],
    issued: 2014, language: en, URL: "https://example.org/b", accessed: "2024-01-02", DOI: 10.1/b }
- { id: c, type: webpage, title: 公告, author: [{ literal: 某会 }], issued: "2020-03-04",
    accessed: "2024-01-02", URL: "https://example.org/c", language: zh-Hans }
- { id: d, type: article-newspaper, title: 社论, container-title: 某报, issued: "2020-03-04",
    page: 3, language: zh-Hans }
- { id: e, type: article, title: A Preprint, author: [{ family: Doe, given: J. }],
    publisher: arXiv, issued: 2012, language: en }
"""
B = "https://example.org/b. DOI:10.1/b."
Make = Callable[..., Prepared]


@pytest.fixture
def made(book: Callable[[str], Path]) -> Make:
    """Return a function that prepares a book of two chapters in a style."""

    def make(style: str, text: str, second: str = "乙。") -> Prepared:
        folder = book("minimal")
        chapters = folder / "chapters"
        (chapters / "one.md").write_text(f"---\ntitle: 篇\n---\n\n{text}\n", "utf-8")
        (chapters / "two.md").write_text(f"---\ntitle: 二\n---\n\n{second}\n", "utf-8")
        (chapters / "data").mkdir()
        (chapters / "data/references.yaml").write_text(ITEMS, "utf-8")
        toml = chapters / "book.toml"
        settings = toml.read_text("utf-8").replace('["one.md"]', '["one.md", "two.md"]')
        settings = settings.replace("zh-Hant-HK", "zh-Hans-CN")
        settings += f'\nback = ["bibliography"]\n[citations]\nstyle = "{style}"\nnocite = ["e"]\n'
        toml.write_text(settings, "utf-8")
        loaded = config.load(folder)
        return prepare(loaded, Theme(folder), ["zh-Hans-CN"])

    return make


def chapters(prepared: Prepared) -> list[Document]:
    (publication,) = prepared.publications.values()
    return [page.document for page in publication.pages if page.document]


def listed(prepared: Prepared) -> list[str]:
    (publication,) = prepared.publications.values()
    return [text_of(entry.body) for entry in publication.bibliography]


def test_numbers_are_those_of_the_first_citation_in_the_book(made: Make) -> None:
    found = made(
        "gbt7714-numeric",
        "甲[@b]乙[@a, 页 12]丙[@b; @a; @c]丁[@a; @b, p. 3; @c]。@a 说，@d [页 2] 说[^n]。\n\n"
        "[^n]: 见[@d]。",
        "甲[@d]乙[@c; @b]丙[@x]",
    )
    first, second = chapters(found)
    shown = text_of(first.tree)
    assert "甲[1]乙[2]12丙[1-3]丁[2][1]3[3]。王伟、李四[2]说，〈社论〉[4]2说" in shown
    assert [text_of(note.body) for note in first.notes] == ["见[4]。"]
    assert "甲[4]乙[1,3]丙[x?]" in text_of(second.tree)
    assert [entry[:8] for entry in listed(found)] == [
        "[1] VEEN", "[2] 王伟, ", "[3] 某会. ", "[4] 社论[N", "[5] DOE ",
    ]  # fmt: skip
    assert [link.get("href") for link in second.tree.iter("a")] == [
        "#ref-d", "#ref-b", "#ref-c",
    ]  # fmt: skip


def test_the_edition_of_2015_has_its_marks(made: Make) -> None:
    found = made("gbt7714-numeric", "甲[@a; @b; @c; @d]")
    assert listed(found)[:4] == [
        "[1] 王伟, 李四. 论集[M]. 北京: 某社, 2001.",
        f"[2] VEEN P H van der. On Islands[J/OL]. Islands, 2014, 3(2): 1-20[2024-01-02]. {B}",
        "[3] 某会. 公告[EB/OL]. (2020-03-04)[2024-01-02]. https://example.org/c.",
        "[4] 社论[N]. 某报, 2020-03-04(3).",
    ]


def test_the_edition_of_2025_has_full_width_marks_and_names_as_written(made: Make) -> None:
    found = made("gbt7714-2025-numeric", "甲[@a; @b; @c; @d]")
    assert listed(found) == [
        "[1] 王伟，李四. 论集[M]. 北京：某社，2001.",
        f"[2] Veen P H van der. On Islands[J/OL]. Islands，2014，3（2）：1-20. {B}",
        "[3] 某会. 公告[EB/OL]. （2020-03-04）[2024-01-02]. https://example.org/c.",
        "[4] 社论[N]. 某报，2020-03-04（3）.",
        "[5] Doe J. A Preprint[PP]. arXiv，2012.",
    ]


def test_a_page_in_a_note_stands_for_the_pages_of_the_article(made: Make) -> None:
    found = made("gbt7714-2025", "甲[@b, p. 3]乙[@d, 页 3]")
    (first, second) = [text_of(note.body) for note in chapters(found)[0].notes]
    assert first == "Veen P H van der. On Islands[J/OL]. Islands，2014，3（2）：3."
    assert second == "社论[N]. 某报，2020-03-04（3）：3."
