"""A call of a note beside a numeral is marked, so that they do not read as one number."""

from __future__ import annotations

import pytest
from lxml import html

from nkbook.formats.html.notes import number_classes

CALL = "<a class='noteref' id='c'>9</a>"


@pytest.mark.parametrize(
    ("text", "classes"),
    [
        (f"年。{CALL}2023年", ["before-number"]),
        (f"在2024{CALL}年", ["after-number"]),
        (f"<b>2025</b>{CALL}<b>2026</b>", ["after-number", "before-number"]),
        (f"{CALL}２０年", ["before-number"]),
        (f"年{CALL} 2023", []),
        (f"年{CALL}<a class='noteref adjacent'>10</a>", []),
        (f"在{CALL}年", []),
        (CALL, []),
    ],
)
def test_calls_beside_numerals_are_marked(text: str, classes: list[str]) -> None:
    root = html.fragment_fromstring(text, create_parent="p")
    assert number_classes(root.get_element_by_id("c")) == classes
