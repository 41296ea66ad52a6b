"""Checks on a finished publication, and the choice among what they find."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from publications import written

from nkbook.checks.registry import CHECKS, run, selected
from nkbook.diagnostics.codes import CODES
from nkbook.diagnostics.problems import diagnostic

# Egyptian hieroglyphs, which no font of the theme has.
BIRD, OWL = "\U00013171", "\U00013153"


def test_every_check_reports_a_listed_code() -> None:
    assert {check.code for check in CHECKS} <= CODES.keys()


def test_a_character_without_a_glyph_is_named_once_for_each_line(tmp_path: Path) -> None:
    text = "甲。\n\n乙。[^n]\n\n[^n]: 註。"
    publication, context = written(tmp_path, text)
    (page,) = publication.pages
    assert page.document is not None
    first, second = page.document.tree
    first.text, second.text = f"甲{BIRD}{BIRD}{OWL}。", f"乙{BIRD}。"
    page.document.notes[0].body[0].text = f"註{OWL}。"
    metadata = replace(publication.metadata, title=f"題{OWL}")
    found = run(replace(publication, metadata=metadata), context.theme.fonts)
    assert {item.code for item in found} == {"NK304"}
    places = [(str(item.location), item.message.count("U+")) for item in found]
    assert places == [
        ("chapters/book.toml", 1),
        ("chapters/one.md:5", 2),
        ("chapters/one.md:7", 1),
        ("chapters/one.md:9", 1),
    ]


def test_a_sound_book_has_nothing_to_report(tmp_path: Path) -> None:
    publication, context = written(tmp_path, "甲。")
    assert run(publication, context.theme.fonts) == ()


@pytest.mark.parametrize(
    ("select", "ignore", "left"),
    [
        ((), (), ["NK203", "NK208", "NK304"]),
        (("NK2",), (), ["NK203", "NK208"]),
        (("NK2", "NK304"), ("NK208",), ["NK203", "NK304"]),
        ((), ("NK",), []),
    ],
)
def test_codes_are_chosen_by_how_they_begin(
    select: tuple[str, ...], ignore: tuple[str, ...], left: list[str]
) -> None:
    found = [diagnostic(code, "甲") for code in ("NK203", "NK208", "NK304")]
    assert [item.code for item in selected(found, select, ignore)] == left
