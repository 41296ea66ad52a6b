"""Four times as much of what another tool's file may hold takes about four times as long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from growth import assert_linear, seconds_of
from imports import write

from nkbook.importing.pandoc import marks
from nkbook.importing.pandoc.reading import Choices
from nkbook.importing.run import read_folder

pytestmark = pytest.mark.slow


def _indent(number: int) -> str:
    """Return blanks that no other number has."""
    return f"{number:b}".replace("0", " ").replace("1", "\t")


PLAIN: dict[str, str] = {}
QUARTO = {"_quarto.yml": "project:\n  type: book\nbook:\n  title: 題\n  chapters: [a.md]\n"}
MYST = {
    "conf.py": "project = '題'\nextensions = ['myst_parser']\n",
    "index.md": "```{toctree}\na\n```\n",
}
MARKS: dict[str, tuple[dict[str, str], Callable[[int], str]]] = {
    "boxes that nothing closes": (PLAIN, lambda n: "::: tip 甲\n字\n\n" * n),
    "boxes": (PLAIN, lambda n: "::: tip 甲\n字\n:::\n\n" * n),
    "comments that nothing closes": (PLAIN, lambda n: "字<!-- a " * n),
    "comments": (PLAIN, lambda n: "字<!-- a -->" * n),
    "shortcodes that nothing closes": (PLAIN, lambda n: "{{< a " * n),
    "shortcodes of Quarto": (QUARTO, lambda n: "{{< a " * n),
    "components": (PLAIN, lambda n: "<Foo a=1>字</Foo> " * n),
    "shortcodes of many names": (
        QUARTO,
        lambda n: "".join(f"{{{{< a{i} >}}}}" for i in range(n)) + "{{< /z >}}\n\n字",
    ),
    "links to headings": (
        PLAIN,
        lambda n: "".join(f"## 題{i}\n\n[甲](#題{i})\n" for i in range(n)),
    ),
    "links to no heading": (
        PLAIN,
        lambda n: "".join(f"## 題{i}\n\n[甲](#無{i})\n" for i in range(n)),
    ),
    "boxes of MyST in each other": (MYST, lambda n: ":::{note}\n" * n),
    "options of MyST": (MYST, lambda n: "```{note}\n" + "\n" * n + ":a: 甲\n" * n + "```\n"),
    "names given again": (PLAIN, lambda n: "[甲]{#a}\n" * n),
    "snippets": (
        {"mkdocs.yml": "site_name: 題\ndocs_dir: .\nnav: [a.md]\n"},
        lambda n: "".join(f"{_indent(i)}--8<--\n" for i in range(n)),
    ),
    "tags": (PLAIN, lambda n: "<a" * n + ">" + "<video>" * n + "<img" * n + "\n\n字"),
    "blanks": (PLAIN, lambda n: "字" + " " * 8 * n + "字"),
    "letters": (QUARTO, lambda n: "字。\n\n" * n),
}


@pytest.mark.parametrize("name", MARKS)
def test_marks(name: str, tmp_path: Path) -> None:
    files, text = MARKS[name]

    def seconds(n: int) -> float:
        source = write(tmp_path / "source", {**files, "a.md": f"# 題\n\n{text(n)}\n"})
        return seconds_of(lambda: read_folder(source, None, Choices()))

    assert_linear(seconds)


def test_definitions_of_two_files(tmp_path: Path) -> None:
    summary = {"SUMMARY.md": "* [甲](a.md)\n    * [乙](b.md)\n", "book.json": "{}"}

    def seconds(n: int) -> float:
        labels = "".join(f"[a{i}]: https://{{0}}.example/{i}\n" for i in range(n))
        texts = {f"{name}.md": f"# 題\n\n字\n\n{labels.format(name)}" for name in "ab"}
        source = write(tmp_path / "source", {**summary, **texts})
        return seconds_of(lambda: read_folder(source, None, Choices()))

    assert_linear(seconds)


@pytest.mark.parametrize(
    "text", [f"{marks.BOX}\n", f"{marks.NOTE}字", f"{marks.RUBY}字{marks.READING}"]
)
def test_marks_that_nothing_ends(text: str) -> None:
    assert_linear(lambda n: seconds_of(lambda: marks.to_markdown(text * n + "字" + marks.BOX_END)))
