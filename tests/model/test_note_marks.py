"""What is printed for the numbers of notes, compared with the names that Unicode gives."""

from __future__ import annotations

import unicodedata

from nkbook.model.note_marks import note_mark


def test_circled_numbers_are_those_of_unicode() -> None:
    for number in range(1, 51):
        mark = note_mark(number, "circled")
        assert unicodedata.numeric(mark) == number
        assert unicodedata.decomposition(mark).startswith("<circle>")


def test_what_has_no_circle_is_a_plain_number() -> None:
    assert [note_mark(number, "circled") for number in (0, 51)] == ["0", "51"]
    assert note_mark(3, "numbers") == "3"
