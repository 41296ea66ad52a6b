"""Names of persons in the parts that ONIX has for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from places import BOOKS

from nkbook.formats.trade.persons import parts_of
from nkbook.model.metadata import Creator
from nkbook.project import config


@pytest.mark.parametrize(
    ("name", "file_as", "parts"),
    [
        ("陳大文", None, {"KeyNames": "陳", "NamesAfterKey": "大文"}),
        ("陳大文", "Chan, Tai Man", {"KeyNames": "陳", "NamesAfterKey": "大文"}),
        ("歐陽修", None, {"KeyNames": "歐陽", "NamesAfterKey": "修"}),
        ("司馬相如", None, {"KeyNames": "司馬", "NamesAfterKey": "相如"}),
        ("村上春樹", None, {}),  # two and two, or one and three: nothing tells
        ("村上 春樹", None, {"KeyNames": "村上", "NamesAfterKey": "春樹"}),
        ("卡爾·馬克思", None, {"NamesBeforeKey": "卡爾", "KeyNames": "馬克思"}),
        ("Ludwig van Beethoven", None, {
            "NamesBeforeKey": "Ludwig", "PrefixToKey": "van", "KeyNames": "Beethoven",
        }),
        ("Martin Luther King, Jr.", None, {
            "NamesBeforeKey": "Martin Luther", "KeyNames": "King", "SuffixToKey": "Jr.",
        }),
        ("Gabriel García Márquez", "García Márquez, Gabriel", {
            "NamesBeforeKey": "Gabriel", "KeyNames": "García Márquez",
        }),
        ("Chan Tai Man", "Chan, Tai Man", {"KeyNames": "Chan", "NamesAfterKey": "Tai Man"}),
        ("Molière", None, {"KeyNames": "Molière"}),
    ],
)  # fmt: skip
def test_parts_of_names(name: str, file_as: str | None, parts: dict[str, str]) -> None:
    found = list(parts_of(Creator(name, file_as=file_as)))
    assert dict(found) == parts
    order = ("NamesBeforeKey", "PrefixToKey", "KeyNames", "NamesAfterKey", "SuffixToKey")
    assert [one for one, _ in found] == [one for one in order if one in parts]


def test_the_clock_is_asked_only_when_nothing_else_says(monkeypatch: pytest.MonkeyPatch) -> None:
    found = config.load(Path(BOOKS / "minimal"))  # of 2 January 2026
    for epoch, forthcoming in (("1767225600", True), ("1767398400", False)):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)  # 1 and 3 January
        assert found.is_forthcoming is forthcoming
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    for told in (True, False):
        trade = found.options.trade.model_copy(update={"forthcoming": told})
        options = found.options.model_copy(update={"trade": trade})
        assert replace(found, options=options).is_forthcoming is told
