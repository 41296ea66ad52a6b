"""Pandoc's lists as nkbook reads them: one where only a comment or the text of a note parts two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nkbook.model.raw_html import is_remark

Json = Mapping[str, Any]

_LISTS = ("BulletList", "OrderedList", "DefinitionList")


def rejoined(blocks: Iterable[Json]) -> list[Json]:
    """Return the blocks of a document with lists as one that only remarks part, without those."""
    made: list[Json] = []
    remarks: list[Json] = []
    for one in blocks:
        last = made[-1] if made else None
        if last is not None and last["t"] in _LISTS and _is_remark(one):
            remarks.append(one)
            continue
        if last is not None and _continues(last, one):
            made[-1] = _both(last, one)
        else:
            made += [*remarks, one]
        remarks = []
    return [*made, *remarks]


def _is_remark(one: Json) -> bool:
    """Return True for a comment, which Pandoc reads as text where it is in an item."""
    parts = [one] if one["t"] == "RawBlock" else one["c"] if one["t"] in ("Para", "Plain") else []
    raw = [part["c"] for part in parts if part["t"].startswith("Raw")]
    others = [part for part in parts if part["t"] not in ("RawBlock", "RawInline", "SoftBreak")]
    return (
        bool(raw) and not others and all(kind == "html" and is_remark(text) for kind, text in raw)
    )


def _continues(first: Json, second: Json) -> bool:
    if first["t"] not in _LISTS or first["t"] != second["t"]:
        return False
    if first["t"] != "OrderedList":
        return True
    (start, *kind), items = first["c"]
    return bool(second["c"][0] == [start + len(items), *kind])


def _both(first: Json, second: Json) -> Json:
    """Return a list with the items of two; a numbered one has its numbering before them."""
    if first["t"] == "OrderedList":
        return {"t": first["t"], "c": [first["c"][0], first["c"][1] + second["c"][1]]}
    return {"t": first["t"], "c": first["c"] + second["c"]}
