"""Lines in Pandoc's tree as nkbook's Markdown has them: joined, with formulas by themselves."""

from __future__ import annotations

import re
from typing import Any

from nkbook.importing.pandoc import marks
from nkbook.typesetting.han import is_wide

_NO_WIDTH = re.compile("[\u200b\ufeff]")  # what divides marks from words in Org
_NO_CLASS = re.compile(r"[^\w-]")  # the star of LaTeX's environments
# Words in brackets, which Pandoc escapes, that could be read as a formula.
_FORMULA = re.compile(r"\\|\[[^\[\]]*(?:[\^_{}=<>+]|[\w)]\s*[-*/|]\s*[\w(])")
_MARKED = ("Emph", "Strong", "Strikeout")
_SPACES = "\u2009\u200a\u2006\u00a0\u3000 "
_BREAKS = ("Space", "SoftBreak", "LineBreak")
_QUOTES = "“”‘’—…·"


def joined(node: Any) -> Any:
    """Return a tree without the ends of lines that stand between two Chinese characters.

    Where they were written, other programs print nothing, or a space that nobody wants. Displayed
    formulas are paragraphs; spaces at the ends of marked words go, where Markdown allows none.
    """
    if isinstance(node, dict):
        return _mended({key: joined(value) for key, value in node.items()})
    if not isinstance(node, list):
        return node
    if _FORMULA.search("".join(_written(one) for one in node)):
        node = [_with_brackets(one) for one in node]
    if any(_is(one, "Para") for one in node):
        node = [part for one in node for part in _apart(one)]
    done_list: list[Any] = []
    for place, one in enumerate(node):
        if _is(one, "SoftBreak") and 0 < place < len(node) - 1:
            before, after = _edge(node[place - 1], last=True), _edge(node[place + 1], last=False)
            if _is_wide(before) and _is_wide(after):
                continue
        done_list.append(joined(one))
    return done_list


def _written(one: Any) -> str:
    """Return a word or space of a line, and words with marks as ``*``, one on each side."""
    if _is(one, "Str"):
        return str(one["c"])
    return "*a*" if isinstance(one, dict) and one.get("t") in _MARKED else " "


def _with_brackets(one: Any) -> Any:
    """Return a word whose brackets are no formula's: Pandoc writes them as TeX does, escaped."""
    if not _is(one, "Str"):
        return one
    return {"t": "Str", "c": one["c"].replace("[", marks.raw("&#91;"))}


def _mended(node: dict[str, Any]) -> dict[str, Any]:
    kind = node.get("t")
    if kind == "Str":
        return {"t": kind, "c": _NO_WIDTH.sub("", node["c"])}
    if kind == "CodeBlock":
        name, classes, values = node["c"][0]
        # Backticks in its first line would end it; without a language it would be only indented.
        clean = [[key, value.replace("`", "")] for key, value in values]
        return {"t": kind, "c": [[_name(name), classes or ["text"], clean], node["c"][1]]}
    if kind in _MARKED and node["c"]:
        inlines = list(node["c"])
        if _is(inlines[0], "Str"):
            inlines[0] = {"t": "Str", "c": inlines[0]["c"].lstrip(_SPACES)}
        if _is(inlines[-1], "Str"):
            inlines[-1] = {"t": "Str", "c": inlines[-1]["c"].rstrip(_SPACES)}
        return {"t": kind, "c": inlines}
    if kind in ("Header", "Span", "Div", "Figure", "Table"):
        place = 1 if kind == "Header" else 0
        content = list(node["c"])
        name, classes, values = content[place]
        content[place] = [_name(name), [_NO_CLASS.sub("", one) for one in classes], values]
        return {"t": kind, "c": content}
    if kind == "Link" and node["c"][2][0].startswith("#"):
        address, title = node["c"][2]
        return {"t": kind, "c": [*node["c"][:2], [_name(address), title]]}
    return node


def _name(given: str) -> str:
    """Return the name of a place without spaces, which none may have."""
    return "-".join(given.split())


def _apart(node: Any) -> list[Any]:
    """Return a paragraph in pieces, each displayed formula in it as one."""
    if not _is(node, "Para") or len(node["c"]) == 1:
        return [node]
    pieces: list[list[Any]] = [[]]
    for one in node["c"]:
        if _is(one, "Math") and one["c"][0]["t"] == "DisplayMath":
            pieces += [[one], []]
        else:
            pieces[-1].append(one)
    stripped = (_without_breaks(one) for one in pieces)
    return [{"t": "Para", "c": one} for one in stripped if one]


def _without_breaks(inlines: list[Any]) -> list[Any]:
    start, end = 0, len(inlines)
    while start < end and inlines[start]["t"] in _BREAKS:
        start += 1
    while end > start and inlines[end - 1]["t"] in _BREAKS:
        end -= 1
    return inlines[start:end]


def _is(node: Any, kind: str) -> bool:
    return isinstance(node, dict) and node.get("t") == kind


def _edge(node: Any, *, last: bool) -> str:
    """Return the first or last character of what stands in a line; "" for code and the like."""
    if isinstance(node, list):
        return _edge(node[-1 if last else 0], last=last) if node else ""
    if not isinstance(node, dict):
        return ""
    content = node.get("c")
    if node["t"] == "Str":
        return str(content)[-1:] if last else str(content)[:1]
    if node["t"] in (*_MARKED, "Underline", "SmallCaps"):
        return _edge(content, last=last)
    if node["t"] in ("Span", "Link", "Quoted") and isinstance(content, list):
        return _edge(content[1], last=last)
    return ""


def _is_wide(character: str) -> bool:
    return character != "" and (is_wide(character) or character in _QUOTES)
