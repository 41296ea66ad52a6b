"""The signs by which paragraphs are passed over: no match of a pattern may be without them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nkbook.manuscript.markdown.foreign.kinds import KINDS, Kind


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(data=st.data())
@settings(max_examples=15, deadline=None, derandomize=True)
def test_what_matches_a_kind_has_its_signs(kind: Kind, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(kind.pattern))
    match = kind.pattern.search(text)
    assert match is not None
    assert kind.may_be(frozenset(match[0]))


def test_most_kinds_are_passed_over_in_plain_prose() -> None:
    prose = frozenset("納戈爾諾-卡拉巴赫（Nagorno-Karabakh）在1994年5月12日停火，「線」長200公里。")
    assert sum(kind.may_be(prose) for kind in KINDS) <= 3
