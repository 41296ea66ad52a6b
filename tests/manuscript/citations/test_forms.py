"""The printed forms of works of all kinds in each house style; see forms/works.yaml."""

from __future__ import annotations

from collections import Counter
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
from nkbook.model.csl.item import CslItem
from nkbook.model.metadata import Edition

LANGUAGES = {
    "hk": "zh-Hant-HK",
    "tw": "zh-Hant-TW",
    "gbt7714": "zh-Hans-CN",
    "gbt7714-2025": "zh-Hans-CN",
}
WORKS: list[dict[str, Any]] = safe_load(
    (TESTS / "manuscript/citations/forms/works.yaml").read_text("utf-8")
)


@cache
def style(name: str) -> Style:
    language = LANGUAGES[name]
    edition = Edition(language, language, load_labels(language), name)
    return Style(Templates(Theme(BOOKS / "minimal").template_dirs), edition, "short")


@pytest.mark.parametrize("work", WORKS, ids=lambda work: work["item"]["id"])
def test_a_work_has_its_form_in_each_style(work: dict[str, Any]) -> None:
    item = CslItem.model_validate(work["item"])
    printed = {
        name: style(name).render("entry", source(item, load_labels(language))).striptags()
        for name, language in LANGUAGES.items()
    }
    assert printed == {name: work[name] for name in LANGUAGES}


def test_the_works_are_of_all_kinds_and_languages() -> None:
    types = Counter(work["item"]["type"] for work in WORKS)
    languages = Counter(work["item"]["language"].partition("-")[0] for work in WORKS)
    assert len(WORKS) >= 150
    assert len(types) >= 30
    assert {"zh", "en", "ja", "ko", "ru", "de", "fr"} <= languages.keys()
