"""What is printed in the place of what cannot be: each has its warning, and nothing is lost."""

from __future__ import annotations

import pypandoc
import pytest

from nkbook.checks.conservation import lost_text
from nkbook.diagnostics.codes import Severity
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.metadata import Matter
from nkbook.model.trees import text_of


def read(text: str) -> tuple[str, list[str], list[str]]:
    """Return the text of a chapter, those of its notes, and the codes of its warnings."""
    document, problems = parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))
    assert {item.severity for item in problems} <= {Severity.WARNING}
    assert lost_text(document) == ()
    notes = ["".join(note.body.itertext()) for note in document.notes]
    return text_of(document.tree), notes, [item.code for item in problems]


@pytest.mark.parametrize(
    ("text", "printed", "notes", "codes"),
    [
        ("甲[^x]。\n", "甲[^x]。", [], ["NK205"]),
        ("甲。\n\n[^x]: 無人\n    呼喚。\n", "甲。", [], ["NK206"]),
        ("甲[^x]。\n\n[^x]: 乙。\n\n[^x]: 丙。\n", "甲。", ["丙。"], ["NK207"]),
        ("甲[^x]。\n\n[^x]: 乙^[內]。\n", "甲。", ["乙（內）。"], ["NK217"]),
        ("甲[^x]。\n\n[^x]: 乙[^y]。\n\n[^y]: 丙。\n\n    *丁*。\n", "甲。", ["乙（丙。丁。）。"],
         ["NK217"]),
        ("甲[^x]。\n\n[^x]: 乙[^x]。\n", "甲。", ["乙[^x]。"], ["NK205"]),
        ("甲^[乙[^a]]\n\n[^a]: ::::{.y e=K}\n", "甲", ["乙（）"],
         ["NK270", "NK213", "NK217"]),
        ("甲<ruby>[^b]\n</ruby>\n\n[^b]: 註\n", "甲", ["註"], []),
        ("甲。\n\n::: {.box}\n乙。\n\n丙。\n", "甲。乙。丙。", [], ["NK213"]),
        ("<!-- 未寫 -->\n", "", [], ["NK218"]),
        ("甲[乙]{}。\n", "甲乙。", [], ["NK217"]),
        ('甲[重慶]{ruby="chóng qìng shì"}。\n', "甲重慶（chóng qìng shì）。", [], ["NK217"]),
        ('甲[乙]{.index key=";"}。\n', "甲乙。", [], ["NK217"]),
    ],
)  # fmt: skip
def test_something_stands_in(text: str, printed: str, notes: list[str], codes: list[str]) -> None:
    assert read(text) == (printed, notes, codes)


def test_a_note_in_the_words_of_a_picture_is_called_after_it() -> None:
    printed, notes, codes = read("甲![城門^[北門。]](a.png)乙\n")
    assert (printed, notes, codes) == ("甲城門乙", ["北門。"], ["NK217"])


def test_pandoc_uses_the_same_of_two_notes() -> None:
    text = "甲[^x]。\n\n[^x]: 乙。\n\n[^x]: 丙。\n"
    theirs = pypandoc.convert_text(text, "plain", format="markdown")
    assert "丙" in theirs
    assert "乙" not in theirs


def test_what_is_nested_too_deeply_is_a_paragraph() -> None:
    text = "".join(f"{'> ' * depth}第{depth}層\n{'> ' * depth}\n" for depth in range(1, 80))
    printed, _, codes = read(text + f"{'> ' * 79}末[^n]\n\n[^n]: 註。\n")
    assert codes == ["NK217"]
    assert all(f"第{depth}層" in printed for depth in range(1, 80))
    assert "末" in printed
