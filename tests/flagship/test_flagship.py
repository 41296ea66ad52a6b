"""The flagship's manuscript against its editors' ledger: every fact told, with its footnote."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from places import REPOSITORY
from quick_yaml import safe_load

CHAPTERS = REPOSITORY / "chapters"
SPINE = [
    line.strip().strip('",')
    for line in (CHAPTERS / "book.toml").read_text(encoding="utf-8").splitlines()
    if ".md" in line
]
FACTS = re.compile(r"<!-- facts: (.*?) -->\s*\n(.*?)(?=\n<!-- facts:|\Z)", re.DOTALL)


@cache
def ledger() -> dict[str, dict[str, Any]]:
    """Return the ledger's entries by id."""
    rows = safe_load((CHAPTERS / "data/facts.yaml").read_text(encoding="utf-8"))
    rows = rows["facts"] if isinstance(rows, dict) else rows
    return {row["id"]: row for row in rows}


def told(entry: dict[str, Any]) -> bool:
    """Return True for what the source article states and no later entry has taken over."""
    return bool(entry["article"]) and "superseded" not in entry


@cache
def passages() -> dict[str, str]:
    """Return the text that each ledger entry's comments stand before, by id."""
    found: dict[str, str] = {}
    for path in sorted(CHAPTERS.glob("*.md")):
        for ids, text in FACTS.findall(path.read_text(encoding="utf-8")):
            for id in ids.split():
                found[id] = found.get(id, "") + text
    return found


def test_the_spine_names_every_chapter_file() -> None:
    named = set(re.findall(r'"([\w-]+\.md)"', "\n".join(SPINE)))
    named |= set(re.findall(r"[\w-]+\.md", (CHAPTERS / "book.toml").read_text(encoding="utf-8")))
    assert named == {path.name for path in CHAPTERS.glob("*.md")}


def test_comments_name_only_entries_of_the_ledger() -> None:
    assert set(passages()) - set(ledger()) == set()


def test_every_fact_of_the_article_is_covered() -> None:
    wanted = {id for id, entry in ledger().items() if told(entry)}
    assert wanted - set(passages()) == set()


def test_what_is_superseded_names_what_takes_its_place() -> None:
    later = {id: entry["superseded"] for id, entry in ledger().items() if "superseded" in entry}
    assert later
    for id, others in later.items():
        assert set(others) <= set(ledger()) - {id}
        assert set(others) & set(passages()), f"the book tells nothing in place of {id}"


@pytest.mark.parametrize("id", sorted(id for id, entry in ledger().items() if told(entry)))
def test_fact_has_its_footnote(id: str) -> None:
    sources = set(ledger()[id]["sources"])
    cited = set(re.findall(r"@([\w-]+)", passages()[id]))
    assert cited & sources, f"{id} cites none of its sources"


@pytest.mark.parametrize(
    "id",
    sorted(id for id, entry in ledger().items() if told(entry) and entry.get("article_marker")),
)
def test_marked_claim_stands_on_another_source_than_the_article(id: str) -> None:
    cited = set(re.findall(r"@([\w-]+)", passages()[id]))
    assert cited & (set(ledger()[id]["sources"]) - {"baidu-baike-nk"})


def test_problems_stand_in_the_errata() -> None:
    errata = (CHAPTERS / "errata.md").read_text(encoding="utf-8")
    named = {id for ids, _ in FACTS.findall(errata) for id in ids.split()}
    wrong = {
        id
        for id, entry in ledger().items()
        if entry["article"]
        and re.match(
            r"(WRONG|Wrong|Impossible|Anachronism|Misplaced|Date wrong)", entry.get("problem", "")
        )
    }
    assert wrong
    assert wrong - named == set()


def test_names_keep_one_form() -> None:
    """Spellings that the ledger calls misprints stand only in the errata."""
    misprints = ("亞拜塞然", "斯捷潘奈克特", "斯捷帕納克特", "阿塞拜彊")
    for path in CHAPTERS.glob("*.md"):
        if path.stem != "errata":
            text = path.read_text(encoding="utf-8")
            assert [word for word in misprints if word in text] == [], path.name
