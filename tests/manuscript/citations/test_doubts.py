"""What looks wrong in sources is told with its line, and stops nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nkbook.diagnostics.codes import Severity
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.project import config
from nkbook.project.references import load_references

SOURCES = """\
- { id: good, type: article-journal, title: 論島, container-title: 學報, language: zh-Hant }
- { id: address, type: webpage, title: "https://example.org/a?b" }
- { id: bare, type: article-journal, title: 論潮 }
- { id: alone, type: chapter, title: 第一章 }
- { id: patent, type: patent, title: 燈 }
- { id: copy, type: article-journal, title: "論島。", container-title: 學報, language: zh-Hant }
- { id: other, type: article-journal, title: 論島, container-title: 學報, volume: 2,
    language: zh-Hant }
- { id: doi, type: book, title: "10.1000/abc.12" }
- { id: words, type: book, title: "See www.example.org and more" }
"""


def test_a_work_without_a_title_is_printed_by_what_it_has(tmp_path: Path) -> None:
    (tmp_path / "works.bib").write_text(
        "@letter{l, author={周, 某}, recipient={胡, 某}, date={1923-05-04}}\n"
        "@incollection{c, author={王, 某}, booktitle={論海集}, publisher={某社}, year={1999}}\n"
        "@article{r, author={Doe, Jane}, journaltitle={Ports}, volume={2}, year={2001}}\n"
        "@book{s, author={李, 某}, shorttitle={島史}, year={2003}}\n"
        "@misc{n, year={2003}}\n",
        "utf-8",
    )
    items, problems = load_references(tmp_path)
    assert {key: (item.type, item.title) for key, item in items.items()} == {
        "l": ("personal_communication", "[書信]"),
        "c": ("book", "論海集"),
        "r": ("article-journal", "[untitled]"),
        "s": ("book", "島史"),
    }
    told = [problem.message for problem in problems if problem.code == "NK275"]
    assert [key for key in "lcrs" if any(f'"{key}"' in one for one in told)] == list("lcrs")
    assert [problem.code for problem in problems if problem.code != "NK275"] == ["NK249"]


def test_what_a_kind_lacks_and_copies_are_told_with_their_lines(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/references.yaml").write_text(SOURCES, "utf-8")
    items, problems = load_references(tmp_path)
    assert len(items) == 9
    assert [(item.code, item.location.line) for item in problems if item.location] == [
        ("NK275", 2),
        ("NK275", 3),
        ("NK275", 4),
        ("NK275", 5),
        ("NK276", 6),
        ("NK275", 9),
    ]
    assert {item.severity for item in problems} == {Severity.NOTE}
    assert '"copy" is the same work as "good"' in problems[4].message


BARE = """\
- { id: whole, type: thesis, title: 論島, publisher: 某校, issued: 2001, language: zh-Hant }
- { id: part, type: chapter, title: 論潮, container-title: 論集 }
- { id: thesis, type: thesis, title: 論霧, issued: 1999 }
- { id: news, type: article-newspaper, title: 颱風, container-title: 港報 }
- { id: essay, type: article-journal, title: 論沙, container-title: 學報 }
- { id: old, type: classic, title: 水經注 }
- { id: half, type: book, title: 島志, publisher: 某社 }
- { id: bare, type: book, title: 島史 }
"""


@pytest.mark.parametrize(
    ("styles", "told"),
    [
        (
            {"hk"},
            {
                2: "issued (hk)",
                3: "publisher (hk)",
                4: "issued (hk)",
                5: "issued (hk)",
                7: "issued (hk)",
            },
        ),
        (
            {"tw", "gbt7714-2025"},
            {
                2: "issued (gbt7714-2025, tw)",
                3: "publisher (gbt7714-2025, tw)",
                4: "issued (gbt7714-2025, tw)",
                5: "issued (gbt7714-2025, tw)",
                7: "issued (gbt7714-2025, tw)",
            },
        ),
        ({"apa.csl"}, {}),
    ],
)
def test_what_a_style_prints_and_a_source_lacks_is_told_with_its_line(
    styles: set[str], told: dict[int, str], tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/references.yaml").write_text(BARE, "utf-8")
    _, problems = load_references(tmp_path, styles=frozenset(styles))
    found = {
        item.location.line: item.message.partition("prints: ")[2]
        for item in problems
        if item.location
    }
    assert found == told
    assert {item.code for item in problems} <= {"NK275"}


@pytest.mark.parametrize(("back", "codes"), [("[]", ["NK277"]), ('["bibliography"]', [])])
def test_a_style_of_numbers_needs_a_bibliography(
    back: str, codes: list[str], book: Callable[[str], Path]
) -> None:
    folder = book("minimal")
    (folder / "chapters/one.md").write_text("---\ntitle: 篇\n---\n\n甲[@good]。\n", "utf-8")
    (folder / "chapters/data").mkdir()
    (folder / "chapters/data/references.yaml").write_text(SOURCES.split("\n", 1)[0], "utf-8")
    toml = folder / "chapters/book.toml"
    settings = f'\nback = {back}\n[citations]\nstyle = "gbt7714-numeric"\n'
    toml.write_text(f"{toml.read_text('utf-8')}{settings}", "utf-8")
    loaded = config.load(folder)
    prepared = prepare(loaded, Theme(folder), ["zh-Hant-HK"])
    found = [item.code for item in prepared.diagnostics if item.code != "NK275"]
    assert found == codes
