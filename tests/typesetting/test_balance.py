"""Headings in lines of about one length."""

from __future__ import annotations

import pytest
from test_typesetting import EM, lines, paragraph

from nkbook.typesetting.balance import balanced


@pytest.mark.parametrize(("count", "ems"), [(14, 13), (22, 13), (45, 13), (90, 13), (90, 9)])
def test_lines_are_as_many_and_of_about_one_length(count: int, ems: int) -> None:
    made = paragraph(("山河歲月與人世變遷的題目" * 8)[:count])
    before = lines(made, ems * EM, justified=False)
    after = lines(made, balanced(made, ems * EM), justified=False)
    assert len(after) == len(before)
    widths = [line.width / EM for line in after]
    assert max(widths) - min(widths) < len(after) + 0.1, "no line could give to the last"
    assert widths[-1] > 0.45 * widths[0]


def test_one_line_and_lines_of_the_authors_stay() -> None:
    for text in ("短題", "很長的題目第一行\n第二行也很長的題目"):
        assert balanced(paragraph(text), 13 * EM) == 13 * EM


def test_a_long_word_is_not_cut_for_it() -> None:
    made = paragraph("題目 Internationalisierung 題目題目")
    room = balanced(made, 13 * EM)
    assert all(line.width <= room + 1e-6 for line in lines(made, room, justified=False))
    assert len(lines(made, room, justified=False)) == len(lines(made, 13 * EM, justified=False))
