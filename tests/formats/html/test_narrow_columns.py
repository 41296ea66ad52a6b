"""No line of a narrow column is divided for the sake of a wide one."""

from __future__ import annotations

import pytest
from lxml import html

from nkbook.formats.html.wide_tables import fit_tables

PADDING, SIZE, MEASURE = 4.0, 9.0, 315.0  # pt: beside a cell, and the type of tables (pdf.css)
LONG = "因病去職，由其弟代理三個月，至十一月十五日復職，其後調往他處。"


@pytest.mark.parametrize("narrow", [["一二三四"], ["一二", "三四五六七"], ["一", "二三", "四五六"]])
@pytest.mark.parametrize("at", [0, 1, 9])
def test_a_narrow_column_has_room_for_its_line(narrow: list[str], at: int) -> None:
    cells = [*narrow[:at], LONG, *narrow[at:]]
    tree = html.fromstring(
        "<div><table><tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr></table></div>"
    )
    fit_tables(tree, MEASURE, 500)
    columns = [float(str(col.get("style"))[6:-1]) * MEASURE / 100 for col in tree.iter("col")]
    assert sum(columns) == pytest.approx(MEASURE, abs=0.2)
    for place, (cell, width) in enumerate(zip(cells, columns, strict=True)):
        sides = (place > 0) + (place < len(cells) - 1)
        if cell != LONG:
            assert width - PADDING * sides > len(cell) * SIZE + 0.2


def test_white_beside_figures_is_counted() -> None:
    date = "1884年9月2日至3日"
    tree = html.fromstring(f"<div><table><tr><td>{date}</td><td>{LONG * 2}</td></tr></table></div>")
    fit_tables(tree, MEASURE, 500)
    column = next(tree.iter("col"))
    figures, gaps = 7 * 0.5, 7 * 0.25  # em
    ems = 5 + figures + gaps
    assert float(str(column.get("style"))[6:-1]) * MEASURE / 100 - PADDING > ems * SIZE
