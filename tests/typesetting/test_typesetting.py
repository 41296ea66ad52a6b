"""The rules of composition, as properties that hold for any text and any measure."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nkbook.typesetting.breaks import short_remainder, tailor
from nkbook.typesetting.characters import (
    NEVER_FIRST,
    NEVER_LAST,
    RAISED,
    Forms,
    Kind,
    blank,
    kind,
    kind_at,
)
from nkbook.typesetting.gaps import STRETCH_LETTER, STRETCH_ORDERS, STRETCH_OTHER, gap_table
from nkbook.typesetting.justify import Spring, shrink, stretch
from nkbook.typesetting.lines import Lines
from nkbook.typesetting.paragraph import Cast, Line, Paragraph
from nkbook.typesetting.policy import POLICIES, Typesetting

EM = 10.0
HK = Typesetting(POLICIES["hk"])
CHARACTERS = (
    "中文書籍排版的一二三年月日，。、；：！？「」『』（）《》“”·—…Latin0123456789 %-+/" + RAISED
)
texts = st.text(st.sampled_from(CHARACTERS), min_size=1, max_size=120).filter(str.strip)
measures = st.floats(min_value=3 * EM, max_value=40 * EM)
policies = st.sampled_from(sorted(POLICIES))


def advance(character: str) -> float:
    if character == RAISED:
        return 0.4 * EM
    return {Kind.LATIN: 0.5, Kind.SPACE: 0.25, Kind.OTHER: 0.4}.get(kind(character), 1.0) * EM


def paragraph(text: str, settings: Typesetting = HK, forms: Forms = Forms.CENTRED) -> Paragraph:
    """A paragraph in which UAX 14 would allow a break beside every ideograph and space."""
    allowed = [False] + [
        first == " " or Kind.HAN in (kind(first), kind(second)) for first, second in pairwise(text)
    ]
    nothing = [0.0] * len(text)
    cast = Cast(
        text,
        [advance(character) for character in text],
        [EM] * len(text),
        nothing,
        nothing,
        tailor(text, [*allowed, True], settings),
    )
    return Paragraph(cast, settings, forms)


def lines(made: Paragraph, measure: float, justified: bool = True) -> list[Line]:
    chosen, found, place = Lines(made), [], made.skip_spaces(0)
    while place < len(made.text):
        line = chosen.line(place, measure, justified=justified)
        assert line.next > place, "no progress"
        found.append(line)
        place = made.skip_spaces(line.next)
    return found


def printed(made: Paragraph, line: Line, measure: float, *, fill: bool) -> tuple[float, float]:
    """Where the ink of a line begins and ends when it is set, its trims taken into account."""
    setting = made.set(line, measure, fill=fill)
    assert len(setting.gaps) == line.end - line.start - 1
    width = sum(made.advances[line.start : line.end]) + sum(setting.gaps)
    return -setting.lead, width - setting.lead - setting.trail


@given(texts, measures, policies)
def test_every_character_is_on_exactly_one_line(text: str, measure: float, name: str) -> None:
    made = paragraph(text, Typesetting(POLICIES[name]))
    places = [place for line in lines(made, measure) for place in range(line.start, line.end)]
    assert places == sorted(set(places))
    assert "".join(text[place] for place in places).replace(" ", "") == text.replace(" ", "")


@given(texts, measures, policies)
def test_lines_are_flush_or_have_a_reason(text: str, measure: float, name: str) -> None:
    made = paragraph(text, Typesetting(POLICIES[name]))
    for line in lines(made, measure):
        _, end = printed(made, line, measure, fill=not line.forced)
        if line.forced:
            assert line.overflows or end <= measure + 1e-3
        elif abs(end - measure) > 1e-3:
            springs = made.springs[line.start : line.end - 1]
            takes = sum(spring.stretches not in (None, STRETCH_LETTER) for spring in springs)
            # Too long a word, nothing that gives, or a hole in every gap.
            assert line.overflows or not takes or (measure - end) / takes > 0.3 * EM


def test_no_line_begins_with_a_small_kana() -> None:
    text = "ちょっとコーヒーをしゃべってキャッシュがいっぱいゞ" * 3
    for ems in range(5, 12):
        found = lines(paragraph(text), ems * EM)
        assert not {text[line.start] for line in found} & set("ょっーゃャッュゞ")


@given(texts, measures)
def test_no_line_begins_or_ends_with_a_mark_that_may_not(text: str, measure: float) -> None:
    made = paragraph(text)
    found = lines(made, measure)
    for line, following in pairwise(found):
        if not line.overflows and line.end < len(text) and text[line.end - 1] != " ":
            allowed = text[line.end] not in NEVER_FIRST and text[line.end - 1] not in NEVER_LAST
            assert allowed or text[line.end] == " "
        assert text[following.start] != RAISED or text[following.start - 1] == " "


@given(texts, measures)
def test_an_unjustified_line_is_squeezed_only_if_it_cannot_break(text: str, measure: float) -> None:
    made = paragraph(text)
    for line in lines(made, measure, justified=False):
        if line.width > measure + 1e-2:
            assert not any(
                made.breaks[place] and made.width(line.start, place) <= measure
                for place in range(line.start + 1, line.end)
            )


springs = st.builds(
    lambda natural, less, more, shrinks, stretches: Spring(
        natural,
        natural - less if shrinks is not None else natural,
        natural + more if stretches is not None else natural,
        shrinks,
        stretches,
    ),
    st.floats(-5, 5),
    st.floats(0, 5),
    st.floats(0, 5),
    st.none() | st.integers(0, 5),
    st.none() | st.integers(0, STRETCH_ORDERS - 1),
)


@given(st.lists(springs, max_size=30), st.floats(0, 80))
def test_shrinking_takes_what_it_is_told_and_keeps_the_bounds(
    row: list[Spring], excess: float
) -> None:
    sizes, rest = shrink(row, excess)
    assert sum(spring.natural for spring in row) - sum(sizes) + rest == pytest.approx(
        excess, abs=1e-6
    )
    for size, spring in zip(sizes, row, strict=True):
        assert spring.least - 1e-6 <= size <= spring.natural
    given_up = [spring.natural - size for size, spring in zip(sizes, row, strict=True)]
    for spring, gave in zip(row, given_up, strict=True):
        if gave > 1e-6 and spring.shrinks is not None:
            earlier = [
                size - other.least
                for size, other in zip(sizes, row, strict=True)
                if other.shrinks is not None and other.shrinks < spring.shrinks
            ]
            assert all(left < 1e-6 for left in earlier), "out of order"


@given(st.lists(springs, max_size=30), st.floats(0, 80))
def test_stretching_gives_what_it_is_told_evenly(row: list[Spring], lack: float) -> None:
    sizes, rest = stretch(row, lack)
    assert sum(sizes) - sum(spring.natural for spring in row) + rest == pytest.approx(
        lack, abs=1e-6
    )
    over = {
        round(size - spring.most, 6)
        for size, spring in zip(sizes, row, strict=True)
        if spring.stretches == STRETCH_OTHER and size > spring.most + 1e-6
    }
    assert len(over) <= 1
    assert not rest or all(spring.stretches in (None, STRETCH_LETTER) for spring in row)


@given(policies, st.sampled_from(Forms))
def test_gaps_keep_their_bounds(name: str, forms: Forms) -> None:
    for row in gap_table(Typesetting(POLICIES[name]), forms):
        for gap in row:
            assert gap.least <= gap.natural <= max(gap.most, gap.natural)
            assert gap.least >= -0.5


@pytest.mark.parametrize(
    ("pair", "forms", "expected"),
    [
        ("」「", Forms.CENTRED, -0.5),
        ("，「", Forms.CENTRED, -0.5),
        ("」，", Forms.CENTRED, -0.5),
        ("。」", Forms.CENTRED, 0.0),  # the stop stands in the middle: nothing touches
        ("。」", Forms.CORNERED, -0.5),
        ("！？", Forms.CENTRED, 0.0),
        ("））", Forms.CENTRED, -0.5),
        ("（（", Forms.CENTRED, -0.5),
        ("·《", Forms.CENTRED, -0.5),
        ("中A", Forms.CENTRED, 0.25),
        ("1年", Forms.CENTRED, 0.25),
        ("中，", Forms.CENTRED, 0.0),
        ("——", Forms.CENTRED, 0.0),
    ],
)
def test_pairs_are_set_by_the_table_of_blanks(pair: str, forms: Forms, expected: float) -> None:
    table = gap_table(HK, forms)
    assert table[kind(pair[0])][kind(pair[1])].natural == expected


def test_policies_differ_where_the_regions_do() -> None:
    text = "中文「書」，「籍」中文中"
    for name, line_start, line_end in (
        ("none", 0.0, 0.0),
        ("hk", 0.5, 0.5),
        ("tw", 0.0, 0.0),
        ("cn", 0.5, 0.5),
    ):
        made = paragraph(text, Typesetting(POLICIES[name]))
        assert made.lead(2) == line_start * EM
        assert made.trail(5)[0] == line_end * EM
    assert paragraph(text, Typesetting(POLICIES["tw"])).trail(5)[1] == 0.5 * EM
    assert sum(spring.natural for spring in paragraph(text).springs) == -1.0 * EM
    none = paragraph(text, Typesetting(POLICIES["none"]))
    assert sum(spring.natural for spring in none.springs) == 0


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("在2020年", 5),
        ("第4章", 1),
        ("長10公里", 3),
        ("長4400 km²", 6),
        ("約翰·史密斯", 2),
        ("等等……", 3),
        ("然後——走", 3),
        ("然後——走", 2),
        ("中文。" + RAISED + "中", 3),
        ("中文" + RAISED + "，中", 3),
        ("升10%中", 3),
        ("學C++語", 3),
        ("若a>=b則", 3),
        ("價￥100元", 2),
        ("價$100元", 2),
        ("廣100㎡的", 4),
        ("第１２章", 2),
        ("見頁 12。", 3),
        ("三～五天", 1),
        ("題名[N/OL]", 5),
    ],
)
def test_places_where_no_line_breaks(text: str, place: int) -> None:
    assert not tailor(text, [True] * (len(text) + 1), HK)[place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("中“文”中", 1),
        ("中“文”中", 4),
        ("約翰·史密斯", 3),
        ("年11月", 1),
        ("中" + RAISED + "中", 2),
    ],
)
def test_places_where_a_line_may_break_though_uax_14_may_say_no(text: str, place: int) -> None:
    allowed = [first != "x" and "“" not in text for first in [*text, ""]]
    assert tailor(text, allowed, HK)[place]


@pytest.mark.parametrize("mark", "—…！。、」「～")
def test_a_long_row_of_marks_breaks_by_twos_and_a_short_one_does_not(mark: str) -> None:
    for count, places in ((6, []), (7, [3, 5]), (8, [3, 5, 7])):
        text = f"甲{mark * count}乙"
        breaks = tailor(text, [False] * (len(text) + 1), HK)
        inside = [place for place in range(2, count + 1) if breaks[place]]
        assert inside == places


def test_an_address_breaks_at_its_joints_only() -> None:
    text = "見https://www.example.com/a/b.html"
    breaks = tailor(text, [False] * (len(text) + 1), HK)
    cut = "".join(
        ("|" if may else "") + character for may, character in zip(breaks, text, strict=False)
    )
    assert cut == "見https://www|.example|.com/|a/|b|.html"


def test_a_mark_from_a_narrow_font_has_no_blank() -> None:
    assert kind_at("“", 0.45 * EM, EM) is Kind.OTHER
    assert kind_at("“", EM, EM) is Kind.OPEN
    assert blank(Kind.STOP, Forms.CENTRED) == (0.25, 0.25)
    assert blank(Kind.STOP, Forms.CORNERED) == (0.0, 0.5)


def test_full_width_signs_stand_close_to_numerals() -> None:
    made = paragraph("3～5天￥100中～文")
    assert [spring.natural for spring in made.springs[:5]] == [0, 0, 0.25 * EM, 0, 0]
    assert made.springs[9].stretches is not None, "in a line of Chinese it gives way"


def test_numbers_in_circles_have_no_space_beside_ideographs() -> None:
    table = gap_table(HK, Forms.CENTRED)
    for mark in "①④⑳⑴⒈ⓐ❶":
        assert table[Kind.HAN][kind(mark)].natural == table[kind(mark)][Kind.HAN].natural == 0
    assert table[Kind.HAN][kind("4")].natural == table[Kind.HAN][kind("½")].natural == 0.25


def test_a_last_line_holds_two_ideographs() -> None:
    text = "一二三四五六七八九十一。"
    found = lines(paragraph(text), 10 * EM)
    assert not short_remainder(text, found[-1].start, len(text), HK)
    assert short_remainder("中。", 0, 2, HK)


def test_a_word_longer_than_the_line_is_cut() -> None:
    made = paragraph("internationalisation")
    assert all(line.width <= 3 * EM for line in lines(made, 3 * EM))
