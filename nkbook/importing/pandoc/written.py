r"""Marks in Pandoc's tree as Markdown, which its writer leaves as it is.

Its writer takes a backslash in a text for an escape and loses the mark behind it: ``C:\(old)``
would become ``C:\\old)``. And the bars of a grid stand where they do by what is in its cells, so
that marks there must be what they become before it is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from nkbook.importing.pandoc import marks
from nkbook.importing.text.prose import outside_code
from nkbook.manuscript.markdown.maths.delimiters import formula_at

_WORDS = ("Str", "Space")
_BRACKET = re.compile(r"(?<!`)(`++)(?s:.)+?(?<!`)\1(?!`)|\$[^$\n]+\$|\\\\|(?P<mark>\\[\[(])")
_GRID = re.compile(r"^[ \t>]*\+[-=:]", re.MULTILINE)
_AS_THEY_ARE = ("Code", "CodeBlock", "Math", "RawInline", "RawBlock")


def written(node: Any, *, in_table: bool = False) -> Any:
    """Return a tree whose backslashes, and whose marks inside tables, are Markdown."""
    if isinstance(node, dict):
        if node.get("t") in _AS_THEY_ARE:
            return node
        inside = in_table or node.get("t") == "Table"
        return {key: written(value, in_table=inside) for key, value in node.items()}
    if not isinstance(node, list):
        return node
    done: list[Any] = []
    for is_words, group in groupby(node, _is_words):
        run = list(group)
        if not is_words:
            done += (written(one, in_table=in_table) for one in run)
        elif in_table and any(marks.LINE.search(_said(one)) for one in run):
            done += _marked("".join(map(_said, run)))
        else:
            done += (part for one in run for part in _escaped(one))
    return done


def without_false_formulas(markdown: str) -> str:
    r"""Return Pandoc's Markdown in which no bracket that it escapes begins a formula to nkbook.

    ``\[`` is a bracket to Pandoc, whose formulas stand between dollars; nkbook would take
    ``\[**+i***size*\[*x*\]\]`` for one in TeX. A grid stays, as its bars would move.
    """

    def block(text: str) -> str:
        def one(found: re.Match[str]) -> str:
            if not found["mark"] or not formula_at(text, found.start(), len(text)):
                return found[0]
            return "&#91;" if found["mark"] == "\\[" else "&#40;"

        return text if _GRID.search(text) else _BRACKET.sub(one, text)

    def rewrite(prose: str) -> str:
        return "\n\n".join(map(block, prose.split("\n\n")))

    return outside_code(markdown, rewrite, inline=False) if "\\" in markdown else markdown


def _is_words(node: Any) -> bool:
    return isinstance(node, dict) and node.get("t") in _WORDS


def _said(node: dict[str, Any]) -> str:
    return str(node["c"]) if node["t"] == "Str" else " "


def _escaped(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a word in pieces, its backslashes as Markdown writes them."""
    if node["t"] != "Str" or "\\" not in node["c"]:
        yield node
        return
    for piece in re.split(r"(\\)", node["c"]):
        if piece:
            yield _raw("\\\\") if piece == "\\" else {"t": "Str", "c": piece}


def _marked(text: str) -> Iterator[dict[str, Any]]:
    """Yield words and what the marks among them become."""
    for number, part in enumerate(marks.LINE.split(text)):
        if number % 2:
            yield _raw(marks.to_markdown(part))
            continue
        for piece in re.split("( )", part):
            if piece:
                yield from [{"t": "Space"}] if piece == " " else _escaped({"t": "Str", "c": piece})


def _raw(markdown: str) -> dict[str, Any]:
    return {"t": "RawInline", "c": ["markdown", markdown]}
