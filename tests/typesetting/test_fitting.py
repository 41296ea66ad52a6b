"""Total fit: the best of all ways to break a paragraph, from whichever place it is asked."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_typesetting import CHARACTERS, EM, advance, lines, measures, paragraph

from nkbook.typesetting.breaks import short_remainder
from nkbook.typesetting.characters import Kind
from nkbook.typesetting.fit.paragraphs import Fit
from nkbook.typesetting.hyphens.hyphenation import SOFT_HYPHEN, Span, hyphen_points
from nkbook.typesetting.lines import Lines
from nkbook.typesetting.paragraph import Cast, Hyphen, Line, Paragraph

short = st.text(st.sampled_from(CHARACTERS), min_size=1, max_size=45).filter(str.strip)
PROSE = (
    "一九八八年二月，自治州蘇維埃請求把該州由阿塞拜疆劃歸亞美尼亞，雙方從此各執一詞；"
    "莫斯科兩次拒絕，先派代表團調停，後設立特別管理委員會（Volsky 主持），最後又把權力交還巴庫。"
)
ENGLISH = "The parliamentary commission recommended an international investigation of liabilities"


def hyphenated(text: str) -> Paragraph:
    """A paragraph whose words may be divided; lines break beside spaces and Han only."""
    bare = paragraph(text)
    points = {
        place: Hyphen(0.4 * EM, by_author=False, in_name=in_name)
        for place, in_name in hyphen_points(text, [Span(0, len(text), "en")], {})
    }
    points |= {
        place + 1: Hyphen(0.4 * EM, by_author=True, in_name=False)
        for place, character in enumerate(text)
        if character == SOFT_HYPHEN
    }
    nothing = [0.0] * len(text)
    advances = [0.0 if one == SOFT_HYPHEN else advance(one) for one in text]
    cast = Cast(text, advances, [EM] * len(text), nothing, nothing, bare.breaks, hyphens=points)
    return Paragraph(cast, bare.settings, bare.forms)


@given(short, measures, st.sampled_from([0.5, 2.0]))
def test_no_other_way_to_break_a_paragraph_is_better(
    text: str, measure: float, tolerance: float
) -> None:
    made = paragraph(text)
    fit = Fit(made)

    def best(start: int) -> float:
        """Try every line from there, and every line after each of these."""
        if start >= len(text):
            return 0.0
        options = fit._lines_from(start, len(text), measure, tolerance)
        return min(one.demerits + best(one.next) for one in options)

    start = made.skip_spaces(0)
    valued = fit._valued([start], len(text), measure, tolerance)
    assert valued[start].demerits == pytest.approx(best(start))


@given(st.lists(short, min_size=1, max_size=3).map("\n".join), measures, st.randoms())
def test_a_line_is_the_same_whenever_it_is_asked_for(
    text: str, measure: float, random: Callable[..., object]
) -> None:
    made = paragraph(text)
    found = lines(made, measure)
    again = Lines(made)
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for line in shuffled:
        assert again.line(line.start, measure, justified=True) == line


def test_a_paragraph_can_be_set_a_line_longer_where_that_is_hardly_seen() -> None:
    made = paragraph(PROSE * 2)
    chosen = Lines(made)
    changed = 0
    for ems in range(18, 34):
        measure = ems * EM
        natural = len(lines(made, measure))
        counts = chosen.counts(0, measure, measure)
        assert min(counts, key=counts.__getitem__) == natural
        for count in counts:
            place = 0
            found: list[Line] = []
            while place < len(made.text):
                left = count - len(found)
                line = chosen.line_of(place, measure, measure, left)
                found.append(line)
                place = made.skip_spaces(line.next)
            assert len(found) == count
            changed += count != natural and counts[count] < 10 * count
            assert all(line.width - made.capacity(line) <= measure + 1e-3 for line in found)
    assert changed > 3


def test_lines_are_more_even_than_if_each_took_what_it_can() -> None:
    made = paragraph(PROSE * 3)
    for ems in range(18, 34):
        found = lines(made, ems * EM)
        gaps = [_han_gap(made, line, ems * EM) for line in found if not line.forced]
        assert max(gaps) <= 0.1
        assert not short_remainder(made.text, found[-1].start, len(made.text), made.settings)


def _han_gap(made: Paragraph, line: Line, measure: float) -> float:
    setting = made.set(line, measure, fill=True)
    kinds = made.kinds[line.start : line.end]
    return fmean(
        gap / EM
        for gap, pair in zip(setting.gaps, pairwise(kinds), strict=True)
        if pair == (Kind.HAN, Kind.HAN)
    )


def test_a_word_is_divided_rather_than_a_line_torn_open() -> None:
    made = hyphenated(ENGLISH)
    found = lines(made, 15 * EM)
    assert any(line.hyphen for line in found)
    for line in found:
        setting = made.set(line, 15 * EM, fill=not line.forced)
        if not line.forced:
            end = line.width + sum(setting.gaps) + setting.rest
            assert end == pytest.approx(15 * EM)
    assert not any(one.hyphen and two.hyphen and three.hyphen for one, two, three in _threes(found))


def _threes(found: list[Line]) -> list[tuple[Line, Line, Line]]:
    return list(zip(found, found[1:], found[2:], strict=False))


def test_a_ragged_line_divides_a_word_only_if_it_would_be_much_too_short() -> None:
    made = hyphenated(ENGLISH)
    found = lines(made, 13 * EM, justified=False)
    bare = lines(paragraph(ENGLISH), 13 * EM, justified=False)
    assert any(line.hyphen for line in found)
    assert max(13 * EM - line.width for line in found[:-1]) < max(
        13 * EM - line.width for line in bare[:-1]
    )
    assert [line for line in lines(made, 60 * EM, justified=False) if line.hyphen] == []


@pytest.mark.parametrize("justified", [True, False])
def test_an_author_says_where_a_word_may_be_divided(justified: bool) -> None:
    made = hyphenated(f"中文Nagorno{SOFT_HYPHEN}karabakhistan中文")
    found = lines(made, 8 * EM, justified=justified)
    assert found[0].hyphen
    assert made.text[found[0].end - 1] == SOFT_HYPHEN
    # It is a place where a column may be narrow.
    assert max(made.least_width()) < made.width(2, 23)


def test_words_of_a_latin_line_take_what_few_ideographs_would() -> None:
    made = paragraph("中文中 international Latin words")
    line = made.line_to(0, len(made.text), forced=False)
    gaps = made.set(line, line.width + 2 * EM, fill=True).gaps
    assert 0 < gaps[0] < 0.3 * gaps[3]


def test_a_zone_keeps_ragged_words_whole_where_they_find_room_on_the_next_line() -> None:
    text = "Khosrov bey Parliamentary Commission"
    chosen = Lines(hyphenated(text))
    divided = chosen.line(0, 11 * EM, justified=False, zone=2 * EM)
    whole = chosen.line(0, 11 * EM, justified=False, zone=11 * EM)
    assert divided.hyphen
    assert text[: whole.end] == "Khosrov bey"
    assert chosen.line(12, 5 * EM, justified=False, zone=5 * EM).hyphen  # too long for any line


def test_a_word_that_must_be_cut_leaves_no_single_letter() -> None:
    made = paragraph("Mammadyarov")
    assert [line.end for line in lines(made, 5 * EM, justified=False)] == [8, 11]
