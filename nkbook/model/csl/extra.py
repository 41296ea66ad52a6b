"""Variables that an item's note holds, as Zotero's field Extra does: ``original-date: 1937``.

https://www.zotero.org/support/kb/item_types_and_fields#citing_fields_from_extra
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

_LINE = re.compile(r"\s*+(?:\{:)?([^\W\d][\w \-]*+)\s*+[:：]\s*+(.+)\Z")
_TWO = re.compile(r"(?:(?<!\s)\s++)?+\|\|\s*+")
# What people write in Chinese, by CSL's variables.
_CHINESE: Mapping[str, str] = MappingProxyType(
    {
        "譯者": "translator", "译者": "translator", "編者": "editor", "编者": "editor",
        "卷": "volume", "卷數": "volume", "卷数": "volume", "版本": "edition", "版次": "edition",
        "朝代": "dynasty", "原題": "original-title", "原题": "original-title",
        "原名": "original-title", "收信人": "recipient", "收件人": "recipient",
        "訪問者": "interviewer", "采访者": "interviewer",
    }
)  # fmt: skip


def with_extra(
    item: Mapping[str, Any],
    variables: Collection[str],
    names: Collection[str],
    dates: Collection[str],
) -> dict[str, Any]:
    """Return an item with the variables that lines of its note name, and the rest as its note.

    A variable that the item has itself is not replaced, but for its type; a line of a name is
    ``family || given`` or the whole name, and several lines are several names.
    """
    note = item.get("note")
    if not isinstance(note, str) or not (":" in note or "：" in note):
        return dict(item)
    known = {variable.casefold(): variable for variable in variables}
    found: dict[str, Any] = {}
    rest = []
    for line in note.splitlines():
        match = _LINE.match(line)
        words = match[1].strip() if match else ""
        value = match[2].rstrip() if match else ""
        value = value.removesuffix("}") or value
        variable = _CHINESE.get(words) or known.get(words.casefold().replace(" ", "-"))
        if match is None or variable is None or (item.get(variable) and variable != "type"):
            rest.append(line)
        elif variable in names:
            found.setdefault(variable, []).append(_name(value))
        elif variable in dates:
            found[variable] = {"raw": value}
        else:
            found[variable] = value
    if not found:
        return dict(item)
    kept = {key: value for key, value in item.items() if key not in found}
    return kept | found | {"note": "\n".join(rest).strip()}


def _name(text: str) -> dict[str, str]:
    family, *given = _TWO.split(text, maxsplit=1)
    return {"family": family, "given": given[0]} if given else {"literal": text}
