"""Headings in lines of about one length."""

from __future__ import annotations

import pytest
from test_typesetting import EM, lines, paragraph

from nkbook.typesetting.balance import balanced
from nkbook.typesetting.lines import Lines
from nkbook.typesetting.paragraph import Line, Paragraph


def headed(made: Paragraph, measure: float) -> list[Line]:
    """Return the lines of a heading, each in the width that is chosen for it."""
    chosen, found, place = Lines(made), [], made.skip_spaces(0)
    while place < len(made.text):
        line = chosen.line(place, balanced(made, measure, place), justified=False)
        found.append(line)
        place = made.skip_spaces(line.next)
    return found


@pytest.mark.parametrize(("count", "ems"), [(14, 13), (22, 13), (45, 13), (90, 13), (90, 9)])
def test_lines_are_as_many_and_of_about_one_length(count: int, ems: int) -> None:
    made = paragraph(("山河歲月與人世變遷的題目" * 8)[:count])
    before = lines(made, ems * EM, justified=False)
    after = headed(made, ems * EM)
    assert len(after) == len(before)
    widths = [line.width / EM for line in after]
    assert max(widths) - min(widths) < len(after) + 0.1, "no line could give to the last"
    assert widths[-1] > 0.45 * widths[0]


def test_one_line_and_lines_of_the_authors_stay() -> None:
    for text in ("短題", "很長的題目第一行\n第二行也很長的題目"):
        assert balanced(paragraph(text), 13 * EM) == 13 * EM


def test_a_long_word_is_not_cut_for_it() -> None:
    made = paragraph("題目 Internationalisierung 題目題目")
    after = headed(made, 13 * EM)
    assert all(line.width <= 13 * EM + 1e-6 for line in after)
    assert len(after) == len(lines(made, 13 * EM, justified=False))


def halves(text: str, ems: int) -> list[str]:
    made = paragraph(text)
    return [text[line.start : line.end] for line in headed(made, ems * EM)]


def test_lines_end_where_the_words_have_a_joint() -> None:
    assert halves("金線東來尋黑虎，布帆西去訪蒼鷹", 13) == ["金線東來尋黑虎，", "布帆西去訪蒼鷹"]
    assert halves("看守人與他們的家書：從檔案與口述看日常生活", 14) == [
        "看守人與他們的家書：", "從檔案與口述看日常生活",
    ]  # fmt: skip
    # Not where one line would be far longer than the others.
    assert len(halves("燈，滅了以後的港口與港口的人和他們的船", 14)[0]) > 6
