"""Pandoc as an independent reader of the manuscripts: what it finds in a chapter."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypandoc

# The dialect without what rewrites characters, and with its rule for line ends between Han.
DIALECT = "markdown-smart+east_asian_line_breaks"


@dataclass(frozen=True)
class Reading:
    """What Pandoc makes of a chapter: counts of constructs, ids and keys, the body's text."""

    counts: Counter[str]
    ids: frozenset[str]
    keys: tuple[str, ...]
    text: str


def read(source: str) -> Reading:
    """Return Pandoc's reading of a chapter file's text."""
    tree = json.loads(pypandoc.convert_text(source, "json", format=DIALECT))
    nodes = list(_walk(tree["blocks"]))
    counts = Counter(node["t"] for node in nodes)
    ids = {attributes[0] for node in nodes for attributes in _attributes(node)} - {""}
    keys = [cited["citationId"] for node in nodes if node["t"] == "Cite" for cited in node["c"][0]]
    return Reading(counts, frozenset(ids), tuple(keys), "".join(_text(tree["blocks"])))


def _walk(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _walk(item)
    elif isinstance(value, dict):
        if "t" in value:
            yield value
        for item in value.values():
            yield from _walk(item)


def _attributes(node: dict[str, Any]) -> Iterator[list[Any]]:
    """Yield a node's attribute triple (id, classes, pairs), where its kind has one."""
    position = {"Header": 1, "Div": 0, "Span": 0, "Table": 0, "Figure": 0}.get(node["t"])
    if position is not None:
        yield node["c"][position]


def _text(value: Any) -> Iterator[str]:
    """Yield the text of the body: no notes, citations, or words that only describe an image."""
    if isinstance(value, list):
        for item in value:
            yield from _text(item)
        return
    if not isinstance(value, dict) or "t" not in value:
        return
    match value["t"]:
        case "Str":
            yield value["c"]
        case "Space" | "SoftBreak":
            yield " "
        case "Code" | "CodeBlock":
            yield value["c"][1].removesuffix("\n")
        case "Note" | "Cite" | "Image" | "RawInline" | "RawBlock" | "LineBreak":
            return
        case _:
            yield from _text(value.get("c"))
