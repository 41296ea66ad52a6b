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


def widths_of(*rows: list[str]) -> tuple[list[float], str]:
    """Return the room for text in each column, and the class of the table."""
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    tree = html.fromstring(f"<div><table><tr>{'</tr><tr>'.join(lines)}</tr></table></div>")
    fit_tables(tree, MEASURE, 500)
    columns = [float(str(col.get("style"))[6:-1]) * MEASURE / 100 for col in tree.iter("col")]
    sides = [(at > 0) + (at < len(columns) - 1) for at in range(len(columns))]
    return (
        [width - PADDING * side for width, side in zip(columns, sides, strict=True)],
        str(next(tree.iter("table")).get("class") or ""),
    )


def test_long_words_stay_whole_beside_narrow_columns() -> None:
    word = "gradient_accumulation_steps"
    widths, _ = widths_of([word, "預設值", LONG * 2], ["Optional", "無", LONG])
    assert widths[0] > len(word) * 0.5 * SIZE
    assert widths[1] > 3 * SIZE
    assert widths[2] > 6 * SIZE


def test_an_address_makes_no_table_small() -> None:
    address = "https://example.org/very/long/path/to/something/that/is/there.html"
    widths, kind = widths_of(["列支敦斯登", "Liechtenstein", address, "瓦都茲 Vaduz"])
    assert "fitted" not in kind
    assert widths[0] > 5 * SIZE
    assert widths[1] > len("Liechtenstein") * 0.5 * SIZE
    assert widths[3] > 3 * SIZE


def test_a_crowded_table_in_small_type_keeps_its_narrow_columns_whole() -> None:
    names = ["列支敦斯登", "Liechtenstein", "internationalization", "亞塞拜然共和國"]
    widths, kind = widths_of([*names, "Konstantinopel", LONG])
    assert "fitted" in kind
    beside = PADDING - 2  # less white than between the columns of others
    assert widths[0] + beside > 5 * 7 + 0.2
    assert widths[2] + 2 * beside > len(names[2]) * 0.5 * 7
