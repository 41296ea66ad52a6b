"""The text of a tree: what is read, and what only stands beside it."""

from __future__ import annotations

from lxml import etree

from nkbook.model.trees import counted, has_class, text_of

PARAGRAPH = etree.fromstring(
    "<p>甲<em>乙</em><a class='x noteref' href='#n'>1</a>丙"
    "<ruby>重<rt>chóng</rt><rp>)</rp></ruby>丁<a class='noterefs'>戊</a></p>"
)


def test_calls_of_notes_and_readings_are_no_part_of_the_text() -> None:
    assert text_of(PARAGRAPH) == "甲乙丙重丁戊"


def test_a_class_is_a_whole_word() -> None:
    first, second = PARAGRAPH.iter("a")
    assert has_class(first, "noteref")
    assert not has_class(second, "noteref")


def test_nothing_invisible_is_counted() -> None:
    assert counted(" 甲\u3000乙\n\u00ad\u200b\u2060丙 a") == "甲乙丙a"
