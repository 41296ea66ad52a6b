"""Link definitions, ``[label]: address``, and the Chinese paragraphs that only look like one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import wraps
from typing import Any
from urllib.parse import unquote

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.reference import reference

from nkbook.typesetting.han import EAST_ASIAN

_WORDS = re.compile(f"[{EAST_ASIAN}]")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*:|[#/.]|[^，。；：！？]*\.[A-Za-z0-9]{2,5}(?:#|\Z)", re.IGNORECASE
)


@wraps(reference, assigned=())
def definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule for link definitions.

    Chinese has no spaces, so for CommonMark the sentence in ``[編者按]: 此文未經修訂。`` is an
    address. It is text, as the author meant it, unless the label is used somewhere.
    """
    count = len(state.env.get("references", {}))
    line = state.line
    if not reference(state, start, end, silent):
        return False
    references = state.env.get("references", {})
    if silent or len(references) == count:
        return True
    label = next(reversed(references))
    address = unquote(references[label]["href"])
    if not _WORDS.search(address) or _ADDRESS.match(address) or _is_used(state.src, label):
        return True
    del references[label]
    state.line = line
    return False


def _is_used(text: str, label: str) -> bool:
    return bool(re.search(rf"\[\s*{re.escape(label)}\s*\](?!:)", text, re.IGNORECASE))


def unused(env: Mapping[str, Any], used: set[str]) -> Iterator[tuple[str, int]]:
    """Yield the label and line, from 0, of each definition that prints nothing.

    ``[//]: # (…)`` is a comment, and not among them.
    """
    for label, found in env.get("references", {}).items():
        if "map" not in found:
            continue  # a heading, which is no definition of the author's
        if label not in used and found["href"] != "#":
            yield label, found["map"][0]
    for found in env.get("duplicate_refs", ()):
        if found["href"] != "#":
            yield found["label"], found["map"][0]
