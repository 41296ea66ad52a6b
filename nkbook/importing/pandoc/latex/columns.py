r"""Columns of tables in LaTeX, in the letters that Pandoc knows."""

from __future__ import annotations

import re

from nkbook.importing.pandoc.latex import tex

_NEW = re.compile(r"\\newcolumntype[ \t]*\{(\w)\}[ \t]*+(?:\[\d\][ \t]*+)?(?=\{)")
_TABLE = re.compile(r"\\begin\{(tabular\*?|tabularx|tabulary|longtable|array|supertabular)\}[ \t]*")
_MODIFIER = re.compile(r"[><@!][ \t]*(?=\{)")
_BEFORE = {"tabular*": 1, "tabularx": 1, "tabulary": 1}  # arguments before the columns


def plain_columns(text: str) -> str:
    r"""Return a text whose tables have columns of l, c, r, p, and no ``\newcolumntype``."""
    own: dict[str, str] = {}
    parts: list[str] = []
    done = 0
    for found in _NEW.finditer(text):
        values, end = tex.arguments(text, found.end(), 1)
        meaning = values[0] if values else ""
        centred = "centering" in meaning or re.search(r"(?<![a-z])c(?![a-z])", meaning)
        own[found[1]] = "c" if centred else "r" if "raggedleft" in meaning else "l"
        parts.append(text[done : found.start()])
        done = max(end, done)
    text = "".join([*parts, text[done:]])
    parts, done = [], 0
    for found in _TABLE.finditer(text):
        place = tex.option(text, found.end())[1]
        _, place = tex.arguments(text, place, _BEFORE.get(found[1], 0))
        start = tex.option(text, place)[1]
        end = tex.group(text, start) if text[start : start + 1] == "{" else -1
        if end < 0 or found.start() < done:
            continue
        parts += [text[done : start + 1], _plain(text[start + 1 : end - 1], own), "}"]
        done = end
    return "".join([*parts, text[done:]])


def _plain(columns: str, own: dict[str, str]) -> str:
    """Return the columns of a table without what is only for their look."""
    while found := _MODIFIER.search(columns):
        end = tex.group(columns, found.end())
        if end < 0:
            break
        columns = columns[: found.start()] + columns[end:]
    if not own:
        return columns
    letters = "".join(own)
    # Widths in braces hold letters too: 3cm.
    used = re.compile(rf"(\{{[^{{}}]*\}})|([{letters}])(?:\{{[^{{}}]*\}})?")
    return used.sub(lambda found: found[1] or own[found[2]], columns)
