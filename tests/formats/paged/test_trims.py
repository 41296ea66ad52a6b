"""The margins of a trim size."""

from __future__ import annotations

import re

import pytest

from nkbook.formats.paged.trims import TRIMS, Trim


def sides(paper: Trim) -> set[float]:
    """Return the sums of the margins left and right of the text."""
    margins = re.findall(r"margin:([^}]*)", paper.css())
    lengths = [re.findall(r"([\d.]+)pt", each) for each in margins]
    return {round(float(right) + float(left), 3) for _, right, _, left in lengths}


@pytest.mark.parametrize("name", TRIMS)
def test_a_gutter_moves_the_text_and_leaves_its_measure(name: str) -> None:
    paper = TRIMS[name]
    for tenths in range(101):
        assert sides(paper.away_from_spine(tenths / 10)) == sides(paper)
