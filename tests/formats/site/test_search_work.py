"""What a search does, counted: it is as quick in a long book as its places are few."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from judges import node

pytestmark = pytest.mark.slow

_AT_ONCE = 300  # elements: a dozen chapters with five places each
_PAGES, _BLOCKS, _LENGTH = 100, 50, 200


def text(pages: int) -> str:
    """Return the script of a text of so many chapters, each of 10,000 characters."""
    made = random.Random(7)  # noqa: S311 — any text will do
    letters = [chr(0x4E00 + number) for number in range(2_000)]
    common = [*letters, *("的" for _ in range(60))]
    rows: list[list[str]] = []
    for page in range(pages):
        blocks: list[str] = []
        for block in range(_BLOCKS):
            blocks += (f"p{page}-{block}", "".join(made.choices(common, k=_LENGTH)))
        rows.append([f"one.html#{page}", f"第{page}章", *blocks])
    return f"var nkbookText={json.dumps({'pairs': '', 'pages': rows})};\n"


@pytest.fixture(scope="module")
def searched(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, Any]]:
    """Return what searches did in texts of half a million characters and of one, by chapters."""
    work = tmp_path_factory.mktemp("search")
    copy = Path(shutil.copytree(site, work / "site"))
    found = {}
    for pages in (_PAGES // 2, _PAGES):
        (copy / "zh-Hant-HK/search-text.js").write_text(text(pages), encoding="utf-8")
        asked = ("的", "絕無此語", "的的")
        found[pages] = node.run("search.mjs", str(copy), "zh-Hant-HK", "1", *asked, work=work)
    assert found[_PAGES]["characters"] == 1_000_000
    return found


def hits(row: dict[str, Any]) -> int:
    digits = row["said"].split()[0]
    return int(digits) if digits.isdecimal() else 0


def test_a_place_is_looked_up_once(searched: dict[int, dict[str, Any]]) -> None:
    for pages, seen in searched.items():
        row = seen["queries"]["的"]
        assert hits(row) > 200 * pages
        assert row["calls"] <= hits(row) + 5 * pages
        assert seen["queries"]["絕無此語"]["calls"] == 1


def test_what_is_shown_at_once_does_not_grow_with_the_book(
    searched: dict[int, dict[str, Any]],
) -> None:
    for seen in searched.values():
        assert [row["elements"] <= _AT_ONCE for row in seen["queries"].values()] == [True] * 3
    shown = {seen["queries"]["的"]["elements"] for seen in searched.values()}
    assert len(shown) == 1
