"""What only a tree shows: Latin emphasis, stage directions among speeches, long pairs."""

from __future__ import annotations

import pytest
from lxml import html

from nkbook.formats.html.named_styles import name_styles


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("<p>見<em>The Friend of China</em>。</p>", "und-Latn"),
        ("<p>見<em>Zürcher 1999</em>。</p>", "und-Latn"),
        ("<p>見<em>「The Times」</em>。</p>", None),  # Chinese brackets
        ("<p>見<em>港口 Times</em>。</p>", None),
        ("<p>見<em>2020</em>。</p>", None),
        ("<p>見<em>Правда</em>。</p>", None),
        ('<p lang="en">see <em>The Times</em>.</p>', None),
        ('<p lang="zh-Hans">见<em>The Times</em>。</p>', "und-Latn"),
        ('<p>見<em lang="fr">Le Monde</em>。</p>', "fr"),
    ],
)
def test_emphasis_of_latin_words_is_said_to_be_latin(source: str, language: str | None) -> None:
    tree = html.fragment_fromstring(source, create_parent="section")
    name_styles(tree)
    assert next(tree.iter("em")).get("lang") == language


def test_a_stage_direction_gets_brackets_where_it_has_none() -> None:
    tree = html.fragment_fromstring(
        '<p>你聽。<span class="stage">放下網</span>船。<span class="stage">（旁白）誰？</span></p>',
        create_parent="section",
    )
    name_styles(tree)
    assert [one.get("class") for one in tree.iter("span")] == ["stage bracketed", "stage"]
