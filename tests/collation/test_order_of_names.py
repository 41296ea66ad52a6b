"""Names of many languages in the order of their readers.

Readings of surnames are those of CC-CEDICT, strokes those of 教育部 國字標準字體:
the tables of nkbook are made from neither.
"""

from __future__ import annotations

import pytest

from nkbook.collation import Order, folded, sort_key
from nkbook.collation.words import name_reading

#: Surnames by pinyin, letters before tones: single, compound, and read otherwise than as words.
BY_PINYIN = (
    "敖 薄 卜 晁 谌 种 褚 淳于 邸 都 逄 朴 繁 亓 谯 覃 区 仇 瞿 任 撒 单 佘 莘 盛 殳 宿 眭 "
    "邰 佟 庹 万 尉 隗 冼 肖 解 燕 要 乐 尉迟 员 臧 曾 翟 占 祭 仉 长孙 卓 訾"
)
READINGS = {
    "敖": "ao2", "薄": "bo2", "卜": "bu3", "晁": "chao2", "谌": "chen2", "种": "chong2",
    "褚": "chu3", "淳于": "chun2 yu2", "邸": "di3", "都": "du1", "逄": "pang2", "朴": "piao2",
    "繁": "po2", "亓": "qi2", "谯": "qiao2", "覃": "qin2", "区": "ou1", "仇": "qiu2", "瞿": "qu2",
    "任": "ren2", "撒": "sa3", "单": "shan4", "佘": "she2", "莘": "shen1", "盛": "sheng4",
    "殳": "shu1", "宿": "su4", "眭": "sui1", "邰": "tai2", "佟": "tong2", "庹": "tuo3",
    "万": "wan4", "尉": "wei4", "隗": "wei3", "冼": "xian3", "肖": "xiao1", "解": "xie4",
    "燕": "yan1", "要": "yao1", "乐": "yue4", "尉迟": "yu4 chi2", "员": "yun4", "臧": "zang1",
    "曾": "zeng1", "翟": "zhai2", "占": "zhan1", "祭": "zhai4", "仉": "zhang3",
    "长孙": "zhang3 sun1", "卓": "zhuo2", "訾": "zi1",
}  # fmt: skip
#: Traditional forms and their strokes.
STROKES = {
    "丁": 2, "卜": 2, "于": 3, "尹": 4, "毛": 4, "仇": 4, "司馬": 5, "甘": 5, "任": 6, "朴": 6,
    "池": 6, "余": 7, "阮": 7, "卓": 8, "武": 8, "查": 9, "柯": 9, "紀": 9, "翁": 10, "馬": 10,
    "區": 11, "尉遲": 11, "單": 12, "喬": 12, "解": 13, "葉": 13, "萬": 13, "翟": 14, "熊": 14,
    "歐陽": 15, "樂": 15, "賴": 16, "龍": 16, "謝": 17, "顏": 18, "譚": 19, "嚴": 20, "顧": 21,
}  # fmt: skip


def test_surnames_by_pinyin_as_they_are_read() -> None:
    def key(reading: str) -> tuple[str, str]:
        first = reading.split(maxsplit=1)[0]
        return first[:-1], first[-1]

    wanted = sorted(READINGS.values(), key=key)
    names = [*READINGS]
    names.reverse()
    ordered = sorted(
        names, key=lambda name: sort_key(f"{name}明", Order.PINYIN, name_reading(name, "明"))
    )
    assert [key(READINGS[name]) for name in ordered] == [key(reading) for reading in wanted]
    assert set(BY_PINYIN.split()) == set(READINGS)


def test_surnames_by_strokes() -> None:
    names = [*STROKES]
    names.reverse()
    ordered = sorted(names, key=lambda name: sort_key(f"{name}一", Order.STROKES))
    counts = [STROKES[name] for name in ordered]
    assert counts == sorted(counts)


@pytest.mark.parametrize(
    "ordered",
    [
        ["Çelik", "Đặng Thái", "De Gaulle", "Đỗ Minh", "Nguyễn An", "Ōyama", "Øystad", "Šimić"],
        ["Haddad", "al-Jabri", "Kamal", "Łukasz", "Lund", "an-Nasir", "El-Sayed", "Straße", "Zola"],
        ["Абрамов", "Ёлкин", "Жуков", "Щедрин"],
        ["김철수", "박영희", "이순신", "최명"],
    ],
)  # fmt: skip
def test_names_in_letters_without_accents_and_articles(ordered: list[str]) -> None:
    names = [*ordered]
    names.reverse()
    assert sorted(names, key=lambda name: sort_key(name, Order.STROKES)) == ordered
    assert sorted(names, key=folded) == ordered
