"""Kinds of sources from .bib files as the house styles print them; see forms/kinds.yaml."""

from __future__ import annotations

import html
from functools import cache

import pytest
from places import BOOKS, TESTS
from quick_yaml import safe_load

from nkbook.locales.labels import load_labels
from nkbook.look.templating import Templates
from nkbook.look.theme import Theme
from nkbook.manuscript.citations.source import source
from nkbook.manuscript.citations.style import Style
from nkbook.model.metadata import Edition
from nkbook.project.bibliographies.bib_files import read_bib

LANGUAGES = {
    "hk": "zh-Hant-HK", "tw": "zh-Hant-TW", "gbt7714": "zh-Hans-CN", "gbt7714-2025": "zh-Hans-CN",
}  # fmt: skip


@cache
def style(name: str) -> Style:
    language = LANGUAGES[name]
    edition = Edition(language, language, load_labels(language), name)
    return Style(Templates(Theme(BOOKS / "minimal").template_dirs), edition, "short")


def entry(name: str, written: str) -> str:
    """Return what a style's bibliography prints for an entry of a .bib file."""
    ((item, problems, _),), others = read_bib(written, "a.bib")
    assert item is not None
    assert (problems, others) == ((), [])
    found = style(name)
    printed = found.render("entry", source(item, found.edition.labels))
    return html.unescape(printed.striptags())


KINDS: list[dict[str, str]] = safe_load(
    (TESTS / "manuscript/citations/forms/kinds.yaml").read_text("utf-8")
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind["entry"])
def test_a_kind_of_source_has_its_form(kind: dict[str, str]) -> None:
    assert entry(kind["style"], kind["bib"]) == kind["entry"]


def test_data_that_entries_share_is_theirs() -> None:
    written = (
        "@xdata{p, publisher={Sea Press}, location={Hull}, xdata={p}}\n"
        "@book{a, title={Fog}, author={Doe, Jane}, xdata={p}, year={2001}}\n"
    )
    ((item, problems, _),), others = read_bib(written, "a.bib")
    assert item is not None
    assert (item.publisher, item.publisher_place, problems, others) == ("Sea Press", "Hull", (), [])
