"""The names that a text defines: ids in braces, of headings, spans, pictures and blocks of code."""

from __future__ import annotations

import re
from collections.abc import Callable

from nkbook.importing.text.prose import in_code, outside_code

_ID = re.compile(r"(?<=[{ ])#(?!\d[\s}])([^\s{}#=]+)")
# Braces that hold attributes and nothing else: {\boldsymbol #1} in a formula is none, nor is #1.
_BRACES = re.compile(
    r"\{[ \t]*(?:(?:[#.][^\s{}#=\"]+|-|[\w:.-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}\"']+))"
    r"(?:[ \t]+|(?=\})))+\}"
)
_FENCE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[ \t]*(?=\{)[^\n]*")  # with attributes of its code


def definitions(text: str) -> list[str]:
    """Return the names that a text defines, in order; one that it defines twice is there twice."""
    defined: list[str] = []

    def collect(name: str) -> str:
        defined.append(name)
        return name

    renamed(text, collect)
    return defined


def renamed(text: str, rename: Callable[[str], str]) -> str:
    """Return a text with other names: ``rename`` is asked once for each definition, in order."""

    def names(prose: str) -> str:
        return _BRACES.sub(
            lambda braces: _ID.sub(lambda found: f"#{rename(found[1])}", braces[0]), prose
        )

    def opening(block: str) -> str:
        found = _FENCE.match(block)
        return names(found[0]) + block[found.end() :] if found else block

    return in_code(outside_code(text, names), opening)
