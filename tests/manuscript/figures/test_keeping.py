"""Drawings that are kept, and are drawn anew when a word in them is another."""

from __future__ import annotations

import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from places import BOOKS

from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import Prepared, prepare
from nkbook.project import config
from nkbook.store import Store, open_store

LANGUAGES = ("zh-Hant-HK", "zh-Hans-CN")


def figures(prepared: Prepared) -> list[tuple[Any, ...]]:
    assert not prepared.failed, prepared.diagnostics
    return [
        (publication.edition.id, item.href, item.data, item.small, item.rows)
        for publication in prepared.publications.values()
        for item in publication.resources
        if item.drawn
    ]


@pytest.fixture(name="drawn")
def count_drawings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list to which the source of every figure is added that is drawn."""
    sources: list[str] = []
    module = import_module("nkbook.manuscript.figures.draw")
    made = module._draw

    def counted(figure: Any, *rest: object) -> object:
        sources.append(figure.source)
        return made(figure, *rest)

    monkeypatch.setattr(module, "_draw", counted)
    return sources


@pytest.mark.slow
def test_a_figure_is_drawn_once_for_the_same_words(tmp_path: Path, drawn: list[str]) -> None:
    folder = Path(shutil.copytree(BOOKS / "apparatus", tmp_path / "book"))
    store = open_store(tmp_path / "cache")

    def made(store: Store) -> Prepared:
        return prepare(config.load(folder), Theme(folder), LANGUAGES, store=store)

    plain, first = made(Store(None)), made(store)
    del drawn[:]
    again = made(store)
    assert drawn == []
    assert figures(plain) == figures(first) == figures(again)
    # The report of the conversion, too, says of each word what it says without the store.
    assert plain.logs == again.logs
    assert plain.logs["zh-Hans-CN"] == first.logs["zh-Hans-CN"]

    names = folder / "chapters/data/names.yaml"
    names.write_text(names.read_text("utf-8").replace("东城", "东镇"), encoding="utf-8")
    changed = made(store)
    assert drawn.count("chapters/data/map.yaml") == 1  # Hong Kong's has the words that it had
    assert any("东镇" in str(row[2], "utf-8") for row in figures(changed))
    assert figures(changed) == figures(made(Store(None)))
