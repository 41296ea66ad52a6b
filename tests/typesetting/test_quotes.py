"""Which quotation marks are Western: shown in ASCII, as ' and "."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkbook.typesetting.quotes import western_quotes

ASCII = str.maketrans("“”‘’", "\"\"''")


def shown(text: str) -> str:
    places = western_quotes(text)
    return "".join(
        letter.translate(ASCII) if at in places else letter for at, letter in enumerate(text)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "寫道 Hong Kong’s child，又說 it’s “fine” and",
            "寫道 Hong Kong's child，又說 it's \"fine\" and",
        ),
        ("the students’ books，’90s 的歌，毛’s", "the students' books，'90s 的歌，毛's"),
        ("T‘ang 與 Ch’ing，高 5’10”", "T'ang 與 Ch'ing，高 5'10\""),
        ("他说“OK”，然后说“好”。", "他说“OK”，然后说“好”。"),
        ("她說：“香港‘好’的”。", "她說：“香港‘好’的”。"),
        ("他说：“It’s ‘fine’.”", "他说：“It's 'fine'.”"),
        ("“Say ‘A’ or ‘B’,” he said", "\"Say 'A' or 'B',\" he said"),
        ("使用 “foo”，然后 ‘republic’ 一詞", "使用 \"foo\"，然后 'republic' 一詞"),
        ("“republic”一词", "“republic”一词"),
        ("“‘OK’” 他说“‘OK’”。", "\"'OK'\" 他说“‘OK’”。"),
        ("“A”“B”“C”三种，“文”“A”“文”", "“A”“B”“C”三种，“文”“A”“文”"),
        ("“First of many paragraphs", '"First of many paragraphs'),
        ("“多段引文的第一段", "“多段引文的第一段"),
        ("‘rock ’n’ roll’ is", "'rock 'n' roll' is"),
        ("“…”，“？”", "“…”，“？”"),
    ],
)
def test_marks_go_by_what_they_quote_and_what_is_beside_them(text: str, expected: str) -> None:
    assert shown(text) == expected


@given(st.text(st.sampled_from("“”‘’中Aa1 ，.—")))
def test_any_text_has_an_answer_and_chinese_keeps_its_marks(text: str) -> None:
    places = western_quotes(text)
    assert all(text[place] in "“”‘’" for place in places)
    assert not western_quotes(text.translate({ord(one): "文" for one in "Aa1 ."}))


def test_a_hostile_text_takes_no_square_of_its_length() -> None:
    assert not western_quotes("“‘" * 20_000 + "’" * 20_000)
