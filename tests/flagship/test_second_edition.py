"""The flagship as a book of its own: its sources by kind, and its figures against the ledger."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from places import REPOSITORY
from quick_yaml import safe_load

CHAPTERS = REPOSITORY / "chapters"
ABOUT_THE_ARTICLE = {"conventions", "errata"}  # may speak of the article that the book began with
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
CITED = re.compile(r"(?<![\w.])@([a-z0-9][\w-]*)")
# Encyclopaedias, wikis, and sites that copy them: by what they call themselves or where they are.
COPIES = re.compile(
    r"wiki|baike|encyclo|liquisearch|academic|infolist|sagapedia|qwertyu|newdu|britannica"
    r"|universalis|clevergeek|eudic|artsandculture|armeniapedia|cryer|ipfs|bestref",
    re.IGNORECASE,
)


@cache
def chapters() -> dict[str, str]:
    """Return the text of every chapter without its head, by name."""
    return {
        path.stem: path.read_text(encoding="utf-8").split("---", 2)[2]
        for path in sorted(CHAPTERS.glob("*.md"))
    }


@cache
def ledger() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = safe_load(
        (CHAPTERS / "data/facts.yaml").read_text(encoding="utf-8")
    )
    return rows


@cache
def references() -> dict[str, dict[str, Any]]:
    rows = safe_load((CHAPTERS / "data/references.yaml").read_text(encoding="utf-8"))
    return {row["id"]: row for row in rows["references"]}


def test_the_article_is_out_of_the_body() -> None:
    found = {name for name, text in chapters().items() if "條目" in text}
    assert found <= ABOUT_THE_ARTICLE


def test_few_citations_are_of_encyclopaedias() -> None:
    cited = [
        key
        for name, text in chapters().items()
        if name != "errata"
        for key in CITED.findall(COMMENT.sub("", text))
    ]
    assert len(cited) > 900
    copies = [key for key in cited if is_copy(references()[key])]
    assert len(copies) < 0.1 * len(cited)
    article = [key for key in cited if key == "baidu-baike-nk"]
    assert len(article) < 0.02 * len(cited)


def is_copy(entry: dict[str, Any]) -> bool:
    """Return True for an encyclopaedia's article, and for a page of a site of such."""
    places = (str(entry.get(key, "")) for key in ("URL", "container-title", "publisher"))
    return entry["type"] == "entry-encyclopedia" or bool(COPIES.search(" ".join(places)))


def test_the_book_is_of_its_length() -> None:
    """Han characters of the chapters, without notes, tables of data and index marks."""
    body = {
        name: len(re.findall(r"[\u4e00-\u9fff]", prose(text)))
        for name, text in chapters().items()
        if name not in ABOUT_THE_ARTICLE | {"chronology", "glossary", "further-reading", "maps"}
    }
    assert sum(body.values()) > 35_000


def prose(text: str) -> str:
    """Return a chapter's words: no comments, pictures, citations, marks and addresses."""
    text = COMMENT.sub("", text)
    text = re.sub(r"!\[.*?\]\([^)]*\)(?:\{[^}]*\})?", "", text, flags=re.DOTALL)
    text = re.sub(r"\[[^\[\]]*@[^\[\]]*\]", "", text)
    text = re.sub(r"\{[^}]*\}", "", text)
    return re.sub(r"\]\([^)]*\)", "]", text)


def test_every_figure_stands_in_the_ledger() -> None:
    """Years, and figures of three digits or with a decimal point, that no entry has, are listed."""
    known = figures_of_the_ledger()
    number = re.compile(r"(?<![\d.第A-Za-z/-])(\d[\d,]*(?:\.\d+)?)(萬|億)?(?![\d/])")
    unknown = []
    for name, text in chapters().items():
        words = re.sub(r"^##.*$", "", prose(text), flags=re.MULTILINE)
        for match in number.finditer(words):
            value, unit = match[1].replace(",", "").rstrip("."), match[2]
            if len(value.split(".")[0]) < 3 and "." not in value and not unit:
                continue
            wanted = float(value) * {"萬": 1e4, "億": 1e8}.get(unit, 1)
            if round(wanted, 4) not in known:
                unknown.append((name, words[max(0, match.start() - 12) : match.end() + 6]))
    assert unknown == []


@cache
def figures_of_the_ledger() -> frozenset[float]:
    """Return every number of the ledger; with what its unit says, and both ends of its ranges."""
    words = " ".join(str(value) for row in ledger() for value in row.values()).replace(",", "")
    units = {"": 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
    found = set()
    for value, unit in re.findall(r"(\d+(?:\.\d+)?)(?: (thousand|million|billion))?", words):
        found |= {round(float(value) * units[unit], 4), float(value)}
    for first, last in re.findall(r"\b(\d{4})[–-](\d{2})\b", words):
        found.add(float(first[:2] + last))
    return frozenset(found)


def test_every_fact_told_has_a_source_of_its_own() -> None:
    """Entries of low confidence are told as unknown, those superseded by what follows them."""
    facts = {row["id"]: row for row in ledger()}
    passage = re.compile(r"<!-- facts: (.*?) -->\s*\n(.*?)(?=\n<!-- facts:|\Z)", re.DOTALL)
    cited: dict[str, set[str]] = {}
    for text in chapters().values():
        for ids, words in passage.findall(text):
            for id in ids.split():
                cited.setdefault(id, set()).update(CITED.findall(words))
    without = {
        id
        for id, keys in cited.items()
        if not keys & set(facts[id]["sources"])
        and "superseded" not in facts[id]
        and facts[id].get("confidence") != "low"
    }
    assert without == set()


def test_titles_made_from_an_address_stand_in_brackets() -> None:
    made = re.compile(r"(?:title|headline)[^.;,]*(?:from|as in) (?:the|its) address", re.IGNORECASE)
    bare = {
        key
        for key, entry in references().items()
        if made.search(entry.get("verified", "")) and not entry["title"].startswith("[")
    }
    assert bare == set()
