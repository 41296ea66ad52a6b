"""Four times as much of any kind takes about four times as much work to lay out.

Work is counted in calls of functions, which are the same every time; those of a book of one line
are taken off.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from growth import calls
from publications import written

from nkbook.formats import pdf

pytestmark = pytest.mark.slow

FEW = 20
# Times as many: between 4, linear, and 16, quadratic. Looking back a page lays it out again, which
# a book of one page never needs.
MOST = 10
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60">'
    '<rect width="90" height="60"/></svg>'
)
KINDS: dict[str, Callable[[int], str]] = {
    "lists in lists": lambda n: "\n".join("  " * (i % 12) + "- 字字字" for i in range(n)),
    "rows": lambda n: "|甲|乙|丙|\n|-|-|-|\n" + "|字|字字|字字字|\n" * n,
    "notes in a paragraph": lambda n: "字字^[註註註。]" * n,
    "a long word": lambda n: "a" * n * 8,
    "quotations in quotations": lambda n: "\n\n".join(
        "> " * (i % 8 + 1) + "字字字" for i in range(n)
    ),
    "headings": lambda n: "\n\n".join(f"## 題{i}\n\n字" for i in range(n)),
    "ruby": lambda n: '[字]{ruby="ㄗˋ"}' * n,
    "marks of the index": lambda n: "".join(f"[字{i}]{{.index}}、" for i in range(n)),
    "a large cell": lambda n: "|甲|乙|\n|-|-|\n|字|" + "字。" * n * 4 + "|",
    "figures": lambda n: "\n\n".join(f"字字字。\n\n![圖{i}](a.svg){{alt=圖}}" for i in range(n)),
    "lines of code": lambda n: "```\n" + "a = 字\n" * n + "```",
    "formulas": lambda n: "$a^2+b_3$ 字" * n,
}


def work(folder: Path, text: str) -> float:
    """Return the calls that the PDF of a chapter takes."""
    (folder / "chapters").mkdir(parents=True)
    (folder / "chapters/a.svg").write_text(DRAWING, "utf-8")
    publication, context = written(folder, text, back='"index"' if ".index" in text else "")
    return calls(lambda: pdf.render(publication, context, folder / "a.pdf"))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> float:
    """Return the calls of a book of one line."""
    work(tmp_path_factory.mktemp("first") / "book", "字")  # what is made once and kept
    return work(tmp_path_factory.mktemp("base") / "book", "字")


@pytest.mark.parametrize("kind", KINDS)
def test_layout(kind: str, base: float, tmp_path: Path) -> None:
    few = work(tmp_path / "few", KINDS[kind](FEW)) - base
    many = work(tmp_path / "many", KINDS[kind](4 * FEW)) - base
    assert many < MOST * max(few, base / 20), f"{FEW}: {few:,.0f}, {4 * FEW}: {many:,.0f}"
