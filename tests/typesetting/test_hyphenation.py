"""Where words may be divided: by their language, and never in names and addresses."""

from __future__ import annotations

import pytest

from nkbook.typesetting.hyphens.hyphenation import Limits, Span, exceptions, hyphen_points


def divided(text: str, language: str = "zh-Hant-HK", own: tuple[str, ...] = ()) -> str:
    spans = [Span(0, len(text), language)]
    places = dict(hyphen_points(text, spans, exceptions(own)))
    return "".join("|" * (place in places) + letter for place, letter in enumerate(text))


@pytest.mark.parametrize(
    ("marked", "language"),
    [
        ("見in|ter|na|tional一詞", "zh-Hant-HK"),
        ("по-французски, на|ро|дов", "ru"),
        ("亞美尼亞на|ро|дов", "zh-Hans-CN"),
        ("re|pub|bli|cano", "it"),
        ("re|pub|lic", "hy"),  # a Latin word in a passage of another script is English
        ("Uni|ver|sity", "zh-Hant-TW"),
        ("labour re|la|tions", "en"),
        ("Uni|ver|sité", "fr"),
        ("cor|ri|dor[N/OL].", "zh-Hans-CN"),  # as GB/T 7714 marks what a source is
    ],
)
def test_words_are_divided_by_their_language(marked: str, language: str) -> None:
    assert divided(marked.replace("|", ""), language) == marked


@pytest.mark.parametrize(
    "text",
    [
        "UNESCO INTERNATIONAL",  # capitals
        "PanArmenian McDonaldisation",  # capitals inside
        "international-affairs self-determination",
        "commonspace.eu www.international.org",
        "https://example.org/international-relations/parliament",
        "parliament@international.org docs/international/parliament",
        "international3 parliament_house",
        "table notes given",  # under six letters
        "azərbaycanlılar",
        "soft\xadhyphenation",  # its author has said where
        "हिन्दुस्तान 조선민주주의",
    ],
)
def test_what_is_no_plain_word_is_left_whole(text: str) -> None:
    assert divided(text, "az" if "ə" in text else "zh-Hant-HK") == text


def test_a_name_keeps_three_letters_before_its_hyphen() -> None:
    assert divided("economy Economy") == "econ|omy Econ|omy"
    assert divided("elaborate Elaborate") == "elab|o|rate Elab|o|rate"
    assert divided("reporter Reporter") == "re|porter Reporter"
    short = Span(0, 8, "en", Limits(10, 4, 4))
    assert list(hyphen_points("republic", [short], {})) == []


def test_a_division_that_would_change_letters_is_left_out() -> None:
    assert divided("omaatje", "nl") == "omaatje"


def test_a_book_says_itself_how_its_names_are_divided() -> None:
    own = ("Kara-bakh", "database")
    assert divided("Karabakh’s database", own=own) == "Kara|bakh’s database"


def test_a_word_in_two_styles_is_one_word() -> None:
    spans = [Span(0, 5, "en"), Span(5, 13, "en")]  # inter and national
    assert list(hyphen_points("international", spans, {})) == []


@pytest.mark.parametrize("piece", ["a", "ab.", "a-", "a/", "international", "x@"])
def test_no_text_takes_long(piece: str) -> None:
    """A quarter of a million characters: what grows with the square would take hours."""
    text = piece * (250_000 // len(piece))
    assert list(hyphen_points(text, [Span(0, len(text), "en")], {})) == []
