"""Every variable of CSL in every type of work: a style prints it, or leaves it out by its rule.

``left_out.yaml`` beside this file says what each style leaves out, with the rule that it follows.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
from places import BOOKS, TESTS
from quick_yaml import safe_load

from nkbook.locales.labels import load_labels
from nkbook.look.templating import Templates
from nkbook.look.theme import Theme
from nkbook.manuscript.citations.source import source
from nkbook.manuscript.citations.style import Style
from nkbook.model.csl.item import TYPES, CslItem
from nkbook.model.metadata import Edition

LANGUAGES = {"hk": "zh-Hant-HK", "tw": "zh-Hant-TW", "gbt7714": "zh-Hans-CN"}
#: Two variables for one fact, of which the second holds.
SAME = {
    "event": "event-title", "page-first": "page", "part": "part-number",
    "printing": "printing-number", "supplement": "supplement-number",
}  # fmt: skip
NAMES = (
    "author", "chair", "collection-editor", "compiler", "composer", "container-author",
    "contributor", "curator", "director", "editor", "editor-translator", "editorial-director",
    "executive-producer", "guest", "host", "illustrator", "interviewer", "narrator",
    "organizer", "original-author", "performer", "producer", "recipient", "reviewed-author",
    "script-writer", "series-creator", "translator",
)  # fmt: skip
DATES = {
    "accessed": 1901, "event-date": 1902, "issued": 1903, "original-date": 1904,
    "available-date": 1905, "container": 1906, "submitted": 1907,
}  # fmt: skip
#: What a variable says nothing without.
BESIDES = {
    "collection-editor": ("collection-title",), "collection-number": ("collection-title",),
    "container-author": ("container-title",), "accessed": ("URL",),
    "call-number": ("archive",), "archive-place": ("archive",),
}  # fmt: skip
#: Not of a work but of one citation of it, or for programs and the keeper of the list.
NO_TEXT = frozenset(
(
        "id", "type", "language", "categories", "custom", "verified", "keyword", "note", "annote",
        "abstract", "citation-key", "citation-number", "citation-label",
        "first-reference-note-number", "locator", "year-suffix", "title-short", "shortTitle",
        "container-title-short", "journalAbbreviation", "translated-title-short",
        "reading", "sort", "cited-in", "cited-in-locator",
        "volume-title-short",
    )
)  # fmt: skip


@cache
def variables() -> tuple[str, ...]:
    """Return the variables that an item may have and a citation may print."""
    every = {str(info.alias or name) for name, info in CslItem.model_fields.items()}
    return tuple(sorted(every - NO_TEXT))


def token(variable: str) -> str:
    """Return a text that nothing else in an item has."""
    if variable in DATES:
        return str(DATES[variable])
    return "Q" + variable.replace("-", "").replace("_", "").lower() + "z"


def item(kind: str, language: str, only: frozenset[str] | None = None) -> dict[str, Any]:
    """Return an item of a type with a token for every variable, or for some."""
    found: dict[str, Any] = {"id": "x", "type": kind, "title": token("title"), "language": language}
    for variable in variables():
        if only is not None and variable not in only:
            continue
        if variable in NAMES:
            found[variable] = [{"literal": token(variable)}]
        elif variable in DATES:
            found[variable] = DATES[variable]
        elif variable == "URL":
            found[variable] = f"https://example.org/{token(variable)}"
        else:
            found[variable] = token(variable)
    return found


@cache
def style(name: str) -> Style:
    language = LANGUAGES[name]
    edition = Edition(language, language, load_labels(language), name)
    return Style(Templates(Theme(BOOKS / "minimal").template_dirs), edition, "short")


def printed(name: str, values: dict[str, Any]) -> str:
    """Return what a style's note and its entry in the bibliography print of an item."""
    found = style(name)
    work = source(CslItem.model_validate(values), found.edition.labels)
    return str(found.render("note", work)) + str(found.render("entry", work))


@cache
def rules() -> tuple[dict[str, Any], ...]:
    path = TESTS / "manuscript/citations/left_out.yaml"
    return tuple(safe_load(path.read_text(encoding="utf-8")))


def left_out(name: str, kind: str) -> set[str]:
    """Return the variables that a style does not print of a type."""
    return {
        variable
        for rule in rules()
        if name in rule["styles"]
        and kind in rule.get("types", (kind,))
        and kind not in rule.get("unless", ())
        for variable in rule["variables"]
    }


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-Hant", "en"])
@pytest.mark.parametrize("kind", sorted(TYPES))
@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_each_variable_is_printed_or_left_out_by_a_rule(
    name: str, kind: str, language: str
) -> None:
    """An item has one variable beside its title and its author; a series needs its name too."""
    expected = left_out(name, kind) | ({"dynasty"} if language == "en" else set())
    wrong = []
    for variable in variables():
        besides = {"author", *BESIDES.get(variable, ())}
        found = token(variable) in printed(
            name, item(kind, language, frozenset({variable, *besides}))
        )
        if found == (variable in expected):
            wrong.append(f"{variable} is {'' if found else 'not '}printed")
    assert not wrong, "; ".join(wrong)


def yielding(name: str, kind: str) -> set[str]:
    """Return the variables that a style leaves out of an item that has others for their place."""
    path = TESTS / "manuscript/citations/yielding.yaml"
    return {
        rule["variable"]
        for rule in safe_load(path.read_text(encoding="utf-8"))
        if name in rule["styles"]
        and kind in rule.get("types", (kind,))
        and kind not in rule.get("unless", ())
    }


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-Hant", "en"])
@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_an_item_with_all_variables_loses_none_without_a_rule(name: str, language: str) -> None:
    """In every type, all variables together; yielding.yaml says which stand for one another."""
    lost = {}
    for kind in TYPES:
        shown = printed(name, item(kind, language))
        hidden = left_out(name, kind) | yielding(name, kind) | set(SAME)
        hidden |= {"dynasty"} if language == "en" else set()
        missing = [one for one in variables() if one not in hidden and token(one) not in shown]
        if missing:
            lost[kind] = missing
    assert not lost


def test_the_identifier_of_scientific_data_is_printed() -> None:
    found = item("dataset", "zh-Hans", frozenset(("CSTR", "URL")))
    assert re.sub("<[^>]+>", "", printed("gbt7714", found)).endswith("Qurlz. CSTR:Qcstrz.")
    found["URL"] = "https://www.cstr.cn/Qcstrz"  # which has it already
    assert "CSTR:" not in printed("gbt7714", found)


@pytest.mark.parametrize(
    ("kind", "title", "container", "mark"),
    [
        ("book", "城市史资料汇编（上）", "", "G"),
        ("chapter", "序", "城市史資料彙編：第一輯", "G"),
        ("chapter", "序", "論城市", "M"),
    ],
)
def test_compilations_have_their_own_mark(kind: str, title: str, container: str, mark: str) -> None:
    found = {"id": "x", "type": kind, "title": title, "container-title": container}
    assert f"[{mark}]" in printed("gbt7714", {**found, "language": "zh-Hans"})


def test_who_edits_a_collection_of_cases_is_no_author_of_one() -> None:
    found = {
        "id": "x", "type": "legal_case", "title": "某案", "container-title": "案例選",
        "editor": [{"literal": "某所"}], "chapter-number": "第二次審議稿", "language": "zh-Hant",
    }  # fmt: skip
    for name in ("hk", "tw"):
        entry = re.sub("<[^>]+>", "", printed(name, found))
        assert "《某案》，某所編：《案例選》，第二次審議稿。" in entry
    assert "某案[A]//某所. 案例選" in re.sub("<[^>]+>", "", printed("gbt7714", found))
