"""Four times as much of what another tool's file may hold takes about four times as long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from growth import assert_linear, seconds_of
from imports import write

from nkbook.importing.pandoc.reading import Choices
from nkbook.importing.run import read_folder

pytestmark = pytest.mark.slow

PLAIN: dict[str, str] = {}
QUARTO = {"_quarto.yml": "project:\n  type: book\nbook:\n  title: 題\n  chapters: [a.md]\n"}
MARKS: dict[str, tuple[dict[str, str], Callable[[int], str]]] = {
    "boxes that nothing closes": (PLAIN, lambda n: "::: tip 甲\n字\n\n" * n),
    "boxes": (PLAIN, lambda n: "::: tip 甲\n字\n:::\n\n" * n),
    "comments that nothing closes": (PLAIN, lambda n: "字<!-- a " * n),
    "comments": (PLAIN, lambda n: "字<!-- a -->" * n),
    "shortcodes that nothing closes": (PLAIN, lambda n: "{{< a " * n),
    "shortcodes of Quarto": (QUARTO, lambda n: "{{< a " * n),
    "components": (PLAIN, lambda n: "<Foo a=1>字</Foo> " * n),
    "letters": (QUARTO, lambda n: "字。\n\n" * n),
}


@pytest.mark.parametrize("name", MARKS)
def test_marks(name: str, tmp_path: Path) -> None:
    files, text = MARKS[name]

    def seconds(n: int) -> float:
        source = write(tmp_path / "source", {**files, "a.md": f"# 題\n\n{text(n)}\n"})
        return seconds_of(lambda: read_folder(source, None, Choices()))

    assert_linear(seconds)
