"""Running heads take one line, whatever the title."""

from __future__ import annotations

import pytest

from nkbook.formats.paged.labels import running_head


def test_a_long_title_ends_where_it_has_a_joint() -> None:
    assert running_head("燈塔：一個海港", 36) == "燈塔：一個海港"
    long = "碼頭上的人：給一個沒有回來的水手，並給他的母親、他的船和那一年冬天的港口"
    assert running_head(long, 36) == "碼頭上的人"


@pytest.mark.parametrize("title", ["海：" + "很長" * 30, "Lighthouses of the China coast " * 5])
@pytest.mark.parametrize("room", [20, 36])
def test_or_else_within_the_line_and_not_in_a_word(title: str, room: int) -> None:
    head = running_head(title, room)
    start = head.removesuffix("……")
    assert head != start
    assert title.startswith(start)
    ems = sum(1 if letter > "\u2000" else 0.5 for letter in head)
    assert 0.7 * room < ems * 1.1 < room + 1
    assert title[0] == "海" or title[len(start)] == " "
