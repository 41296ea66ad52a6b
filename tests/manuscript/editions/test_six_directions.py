"""Sentences in three editions, each read in all six directions (hard/six.tsv)."""

from __future__ import annotations

from functools import cache
from itertools import permutations

import pytest
from places import TESTS

from nkbook.locales.registry import locales
from nkbook.manuscript.editions.text import Converter

BY_KEY = {one.key: one for one in locales().values()}
# Forms that a region's editors use as they like, and the shapes of one character.
FREE = str.maketrans(
    "説綫温脱啓蔥衞羣牀麪峯臺裏慾佈佔游週註嘆溼税悦户枱",
    "說線溫脫啟葱衛群床麵峰台裡欲布占遊周注歎濕稅悅戶檯",
)
LEAST = 0.95  # the sentences are long, and one wrong character makes one wrong


@cache
def sentences() -> list[dict[str, list[str]]]:
    """Return the forms of each sentence by edition, the one that is read first."""
    text = (TESTS / "manuscript/editions/hard/six.tsv").read_text(encoding="utf-8")
    head, *rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [dict(zip(head, (cell.split("/") for cell in row), strict=True)) for row in rows]


def free(text: str) -> str:
    return text.translate(FREE)


@pytest.mark.parametrize(("source", "target"), list(permutations(("cn", "tw", "hk"), 2)))
def test_sentences_in_six_directions(source: str, target: str) -> None:
    converter = Converter(BY_KEY[source], BY_KEY[target])
    wrong = {
        text: found
        for row in sentences()
        if free(found := converter.text(text := row[source][0]))
        not in {free(right) for right in row[target]}
    }
    assert len(wrong) <= len(sentences()) * (1 - LEAST), wrong


@pytest.mark.parametrize(
    ("source", "target", "text", "right"),
    [
        (
            "cn",
            "tw",
            "用演算法，也用算法。",
            "用演算法，也用演算法。",
        ),  # the target's word stands there
        ("cn", "tw", "海内存知己。", "海內存知己。"),  # 内存 in the middle of a word
        (
            "cn",
            "hk",
            "公布什么？宣布什么？",
            "公佈甚麼？宣佈甚麼？",
        ),  # 布什 is kept from, 什么 is not
        ("cn", "tw", "谷雨将至，谷老师种谷。", "穀雨將至，谷老師種穀。"),  # a word, not a name
        ("tw", "cn", "干寶著《搜神記》，他看著《史記》。", "干宝著《搜神记》，他看着《史记》。"),
        ("tw", "cn", "大砲、姪女、彞族、極端份子。", "大炮、侄女、彝族、极端分子。"),
        ("tw", "cn", "金帳汗國查帳，乾吃乾物女。", "金帐汗国查账，干吃干物女。"),
    ],
)
def test_kinds_of_words(source: str, target: str, text: str, right: str) -> None:
    assert Converter(BY_KEY[source], BY_KEY[target]).text(text) == right
