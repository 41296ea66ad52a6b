"""Words in pinyin: a character's reading depends on the word and on whether it is a name."""

from __future__ import annotations

import pytest

from nkbook.collation.words import name_reading, word_reading


@pytest.mark.parametrize(
    ("word", "reading"),
    [
        ("重庆", "chóng qìng"),
        ("重量", "zhòng liàng"),
        ("银行", "yín háng"),
        ("行政", "xíng zhèng"),
        ("长沙", "cháng shā"),
        ("音乐", "yīn yuè"),
        ("快乐", "kuài lè"),
        ("厦门", "xià mén"),
        ("西藏", "xī zàng"),
        ("吐蕃", "tǔ bō"),
    ],
)
def test_a_character_is_read_as_its_word_is(word: str, reading: str) -> None:
    assert " ".join(word_reading(word)) == reading


@pytest.mark.parametrize(
    ("name", "first"),
    [("曾国藩", "zēng"), ("单田芳", "shàn"), ("查良镛", "zhā"), ("解缙", "xiè"), ("尉迟恭", "yù")],
)
def test_a_name_begins_with_its_family_name(name: str, first: str) -> None:
    assert word_reading(name)[0] == first


@pytest.mark.parametrize(
    ("word", "first"),
    [("单位", "dān"), ("区政府", "qū"), ("解放军", "jiě"), ("仇恨", "chóu"), ("查询", "chá")],
)
def test_a_word_that_begins_like_a_name_is_none(word: str, first: str) -> None:
    assert word_reading(word)[0] == first


def test_names_in_their_parts_are_read_by_family_name() -> None:
    assert name_reading("单", "雄信") == ("shàn", "xióng", "xìn")
    assert name_reading("欧阳", "修") == ("ōu", "yáng", "xiū")


def test_every_chinese_character_has_its_own_syllable() -> None:
    assert len(word_reading("Q版𠮷野家·重庆〇二")) == len("版𠮷野家重庆〇二")
