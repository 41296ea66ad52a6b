"""Of a long list of sources, those are made ready that are asked for."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from nkbook.locales.registry import locale
from nkbook.manuscript.citations.printing import works
from nkbook.manuscript.citations.source import Source, source
from nkbook.model.csl.item import CslItem


def test_works_are_made_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def counted(item: CslItem, labels: Mapping[str, str]) -> Source:
        made.append(item.id)
        return source(item, labels)

    monkeypatch.setattr(works, "source", counted)
    items = {
        key: CslItem.model_validate({"id": key, "type": "book", "title": key}) for key in "abc"
    }
    found = works.Works(items, locale("zh-Hant-HK").labels)
    assert ("a" in found, "d" in found, list(found), len(found)) == (
        True,
        False,
        ["a", "b", "c"],
        3,
    )
    assert made == []
    assert (found["b"].title, found["b"].title, found.get("d")) == ("b", "b", None)
    assert made == ["b"]
