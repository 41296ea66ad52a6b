"""Of a long list of sources, those are made ready that are asked for."""

from __future__ import annotations

import pytest

from nkbook.manuscript.citations.printing import works
from nkbook.model.csl.item import CslItem


def test_works_are_made_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(works, "source", lambda item, _: made.append(item.id) or item.id)
    items = {
        key: CslItem.model_validate({"id": key, "type": "book", "title": key}) for key in "abc"
    }
    found = works.Works(items, {})
    assert ("a" in found, "d" in found, list(found), len(found)) == (
        True,
        False,
        ["a", "b", "c"],
        3,
    )
    assert made == []
    assert (found["b"], found["b"], found.get("d")) == ("b", "b", None)
    assert made == ["b"]
