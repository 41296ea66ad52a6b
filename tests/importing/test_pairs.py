"""What stands between marks, with marks that nothing closes among them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from nkbook.importing.folder import Folder
from nkbook.importing.model import Log, Page
from nkbook.importing.rewrites.everywhere import html_blocks
from nkbook.importing.text.addresses import Address, readdressed
from nkbook.importing.text.headings import read_headings, without_braces
from nkbook.importing.text.pairs import code_in, pairs_rewritten
from nkbook.importing.text.prose import outside_code

TAG = re.compile(r"<(a|b)>")


def closing(found: re.Match[str]) -> re.Pattern[str]:
    return re.compile(f"</{found[1]}>")


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("1<a>2</a>3<b>4</b>", "1[a 2]3[b 4]"),
        ("<a><b>1</a>2</b>", "[a <b>1]2</b>"),
        ("<b><a>1</a><b>", "<b>[a 1]<b>"),
        ("<a><a>1</a>", "[a <a>1]"),
    ],
)
def test_pairs(text: str, made: str) -> None:
    assert pairs_rewritten(text, TAG, closing, lambda one, inner, _: f"[{one[1]} {inner}]") == made


@pytest.mark.parametrize(
    "text",
    [
        "甲|`a`|乙|``b`c``|丙`",
        "甲`丁 |`` a ``|",
        "|<!-- `a -->|甲`乙",
        "甲<!-- |`a`|",
        "`甲\n\n乙 |`丁\n戊`|",
        "|<!-- -->|甲<!--",
    ],
)
def test_code(text: str) -> None:
    """Code stands between strokes here, which are taken out."""
    pieces = text.split("|")
    plain = "".join(pieces)
    found = [plain[begin:end] for begin, end in code_in(plain)]
    assert found == [one for one in pieces[1::2] if one]


def test_what_nothing_closes_stays() -> None:
    text = "<script>甲</style> <style>a</style> {{乙 <svg>"
    assert (
        html_blocks(text, Page("a.md", "", lambda _: None), Log("a.md"))
        == "<script>甲</style>  {{乙 <svg>"
    )


def test_code_is_not_rewritten() -> None:
    assert (
        outside_code("甲`甲`甲<!--甲-->", lambda one: one.replace("甲", "乙"))
        == "乙`甲`乙<!--甲-->"
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("## 題 ##\n", "題"),
        ("## 題 \\#\n", "題 \\#"),
        ("## C#\n", "C#"),
        ("##　題　\n", "題"),
        ("# a # b ###   \n", "a # b"),
    ],
)
def test_headings(line: str, words: str) -> None:
    assert [one.text for one in read_headings(line)[1]] == [words]


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("題 {#a}", "題"),
        ("{a} 題", "{a} 題"),
        ("題 {a} {b}", "題 {a}"),
        ("題}", "題}"),
        ("{a}", ""),
    ],
)
def test_attributes_at_the_end(words: str, bare: str) -> None:
    assert without_braces(words) == bare


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("[a](b c.md)", "b c.md"),
        ("[a](b c.md#d)", "b c.md#d"),
        ("[a](#b c)", "#b c"),
        ('[a](b "c")', "b"),
        ("[a]( b )", "b"),
        ("[a](b(c)d)", "b(c)d"),
    ],
)
def test_addresses(text: str, address: str) -> None:
    found: list[str] = []

    def note(one: Address) -> str:
        found.append(one.address)
        return one.words

    readdressed(text, note, str)
    assert found == [address]


def test_stars_in_names(tmp_path: Path) -> None:
    for name in ("a.md", "ab.md", "c/ab.md", "[a].md", f"{'a' * 200}.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("字", "utf-8")
    folder = Folder(tmp_path)
    assert folder.starred("a*.md") == ["a.md", "ab.md"]
    assert folder.starred("*/*b.md") == ["c/ab.md"]
    assert folder.starred("[a]*") == ["[a].md"]
    assert folder.starred("*a" * 40 + "b") == []  # which would take for ever, tried in all ways
