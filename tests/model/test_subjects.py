"""Subject codes: those that their keepers publish, and slips that are none."""

from __future__ import annotations

import pytest

from nkbook.model.catalogue import subjects


@pytest.mark.parametrize(
    ("scheme", "codes"),
    [
        ("thema", "NHTB 1FPC 3MPQ 5PS 2GDC 1KBB-US-NAK FBA"),
        ("bisac", "HIS037070 FIC000000"),
        ("clc", "K103 TP311.56 I247.5 D829.12 K827=73"),
        ("ncl", "712.7 078 857.63/859.6"),
    ],
)
def test_published_codes_are_right(scheme: str, codes: str) -> None:
    assert {code: subjects.problem(scheme, code) for code in codes.split()} == dict.fromkeys(
        codes.split()
    )


@pytest.mark.parametrize(
    ("scheme", "code"),
    [
        ("thema", "nhtb"),
        ("thema", "7AB"),
        ("bisac", "HIS03707"),
        ("bisac", "HIS-037070"),
        ("clc", "L103"),
        ("clc", "712.7"),
        ("ncl", "71.7"),
        ("ncl", "K103"),
    ],
)
def test_a_wrong_form_is_shown_a_right_one(scheme: str, code: str) -> None:
    said = subjects.problem(scheme, code)
    assert said is not None
    assert subjects.SCHEMES[scheme].example in said


def test_qualifiers_of_thema_have_schemes_of_their_own_in_onix() -> None:
    """ONIX code list 27: 93 is a category, 94 to 99 are place, language, time … style."""
    codes = ("NHTB", "1FPC", "2GDC", "3MPQ", "4CD", "5PS", "6AA")
    assert [subjects.onix_scheme("thema", code) for code in codes] == [
        "93", "94", "95", "96", "97", "98", "99",
    ]  # fmt: skip
    assert [subjects.is_qualifier("thema", code) for code in codes] == [False, *[True] * 6]
    assert not subjects.is_qualifier("ncl", "178")
