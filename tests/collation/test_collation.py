"""The order of Chinese words: by strokes and radical, or by pinyin and tone."""

from __future__ import annotations

import pytest

from nkbook.collation import Heading, Order, characters, heading, readings, sort_key
from nkbook.collation.make_tables import LEVELS, _big5


def test_strokes_are_counted_as_each_region_counts_them() -> None:
    # 教育部 國字標準字體 and 通用規範漢字表
    counts = {
        "一": (1, 1), "阿": (8, 7), "草": (10, 9), "進": (12, 11), "隨": (16, 14), "護": (21, 20),
        "龜": (16, 17), "臺": (14, 14), "灣": (25, 25), "鬱": (29, 29), "籲": (32, 32),
    }  # fmt: skip
    found = {key: (characters()[key].traditional, characters()[key].simplified) for key in counts}
    assert found == counts


@pytest.mark.parametrize(("first", "last"), LEVELS)
def test_strokes_never_fall_along_a_level_of_big5(first: int, last: int) -> None:
    level = [character for character in _big5(first, last) if character in characters()]
    counts = [characters()[character].traditional for character in level]
    assert len(level) > 5000
    assert counts == sorted(counts)


def test_readings_of_common_characters() -> None:
    expected = {"城": "chéng", "女": "nǚ", "俄": "é", "阿": "ā", "納": "nà", "长": "zhǎng"}
    assert {key: readings()[key] for key in expected} == expected


def test_order_by_strokes_then_radical_then_letters() -> None:
    words = ["NATO", "磨坊", "2020年大水", "東城", "Éire", "一城", "《丁集》", "阿城", "Лачин"]
    ordered = sorted(words, key=lambda word: sort_key(word, Order.STROKES))
    assert ordered == [
        "一城", "《丁集》", "東城", "阿城", "磨坊", "2020年大水", "Éire", "NATO", "Лачин",
    ]  # fmt: skip


def test_order_by_pinyin_then_tone_then_strokes() -> None:
    words = ["妈", "马", "骂", "麻", "绿", "路", "城", "阿"]
    ordered = sorted(words, key=lambda word: sort_key(word, Order.PINYIN))
    assert ordered == ["阿", "城", "路", "绿", "妈", "麻", "马", "骂"]


def test_readings_and_strokes_can_be_given() -> None:
    assert sort_key("重庆", Order.PINYIN) > sort_key("长", Order.PINYIN, ("zhāng",))
    assert sort_key("重庆", Order.PINYIN, ("chóng", "qìng")) < sort_key("大", Order.PINYIN)
    assert sort_key("重庆", Order.PINYIN, ("chong2",)) == sort_key("重庆", Order.PINYIN, ("chóng",))
    assert heading("重庆", Order.PINYIN, ("chóng",)) == Heading("initial", "C")
    assert heading("重城", Order.STROKES, (), (7,)) == Heading("strokes", 7)
    assert heading("重城", Order.STROKES) == Heading("strokes", 9)
