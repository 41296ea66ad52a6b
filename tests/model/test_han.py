"""Which characters count as Chinese: one set of ranges, the same for every stage of a book."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from lxml import etree
from places import REPOSITORY

from nkbook.collation import Heading, Order, heading
from nkbook.formats.epub import fonts
from nkbook.locales.labels import load_labels
from nkbook.manuscript.citations.source import source
from nkbook.manuscript.editions.punctuation import fold_interpuncts
from nkbook.model.csl.item import CslItem
from nkbook.typesetting.characters import Kind, kind
from nkbook.typesetting.han import HAN, is_ideograph, is_wide

# One ideograph of each block, and the zero that is written like one (Unicode 16, Blocks.txt).
IDEOGRAPHS = {
    "zero": "〇",
    "Extension A": "㐀",
    "common": "中",
    "compatibility": "\uf900",
    "Extension B": "\U00020000",
    "Extension C": "\U0002a700",
    "Extension D": "\U0002b740",
    "Extension E": "\U0002b820",
    "Extension F": "\U0002ceb0",
    "Extension I": "\U0002ebf0",
    "compatibility supplement": "\U0002f800",
    "Extension G": "\U00030000",
    "Extension H": "\U00031350",
}
blocks = pytest.mark.parametrize("character", IDEOGRAPHS.values(), ids=IDEOGRAPHS)


@blocks
def test_an_ideograph_of_any_block(character: str) -> None:
    assert is_ideograph(character)
    assert is_wide(character)
    assert kind(character) is Kind.HAN
    assert fold_interpuncts(f"{character}‧{character}") == f"{character}·{character}"
    assert heading(character, Order.STROKES).kind == "strokes"
    work = CslItem.model_validate({"id": "a", "type": "book", "title": character})
    assert source(work, load_labels("zh-Hant-HK")).language == "zh-Hant"


def test_marks_of_repetition_and_kana_are_no_ideographs_but_squares() -> None:
    for character in "々ぁヿㄅ⺀":
        assert not is_ideograph(character)
        assert kind(character) is Kind.HAN
    assert re.fullmatch(f"[{HAN}]+", "佐々木〇㐀\U00020000")
    assert not re.search(f"[{HAN}]", "，「Ａ1あ한é")


def test_ambiguous_marks_are_wide_only_when_asked() -> None:
    assert is_wide("，")
    assert not is_wide("…")
    assert is_wide("…", ambiguous=True)
    assert not is_wide("a", ambiguous=True)
    assert not is_wide("")


def test_suzhou_numerals_are_filed_with_chinese_characters() -> None:
    assert heading("〡", Order.STROKES) == Heading("strokes", 99)


@pytest.mark.parametrize("character", ["\U0002ebf0", "ㆠ", "㋿"])
def test_an_epub_embeds_what_no_device_may_have(character: str) -> None:
    """Extension I, a letter of bopomofo for Min, a square word: neither in GBK nor in Big5."""
    usage = fonts.Usage()
    root = etree.fromstring(f"<p>中{character}中</p>")
    fonts.mark(root, usage)
    assert [span.text for span in root.iter("span")] == [character]


def test_no_other_module_has_ranges_of_its_own() -> None:
    """Strings with a range of ideographs, and questions about widths, are in one file."""
    package = REPOSITORY / "nkbook"
    own = package / "typesetting/han.py"
    found = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        if path != own
        for text in _strings(path)
        if re.search("[\u3400\u4e00]-|\\\\u(3400|4e00)", text)
    }
    assert found == set()
    assert {path for path in package.rglob("*.py") if "east_asian_width" in path.read_text()} == {
        own
    }


def _strings(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
