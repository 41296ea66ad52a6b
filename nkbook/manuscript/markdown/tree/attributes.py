"""The attributes of tokens as the tree has them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nkbook.model.classes import GIVEN, author_classes, author_data
from nkbook.model.document import Element

_KEPT = ("id", "class", "lang", "dir", "alt", "title")
_OF_BLOCKS = ("class", "rowspan", "colspan", "scope", "lang", "dir", "title")
_NO_NAME = re.compile(
    "[^-.0-9A-Z_a-z\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c\u200d"
    "\u203f\u2040\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
    "\U00010000-\U000effff]"
)


def tree_attributes(attrs: Mapping[str, str | int | float], tag: str = "") -> dict[str, str]:
    """Return a token's attributes as its element ``tag`` has them.

    All but _KEPT begin with ``data-``, and what is named as nkbook's own is renamed.

    Characters that no name in XML may have (XML 1.0 §2.3, without the colon) become ``_``.
    """
    given = {}
    for name, value in attrs.items():
        if name == "class":
            given[name] = author_classes(str(value), tag)
        elif name == GIVEN:
            continue
        elif name in _KEPT:
            given[name] = str(value)
        else:
            given[f"data-{_NO_NAME.sub('_', author_data(name))}"] = str(value)
    return _with_own(given, attrs)


def give_data(element: Element, attrs: Mapping[str, str | int | float]) -> None:
    """Give an element a token's attributes that begin with ``data-``, besides what it has."""
    for name, value in tree_attributes(attrs).items():
        if name.startswith("data-") and name not in element.attrib:
            element.set(name, value)


def _with_own(given: dict[str, str], attrs: Mapping[str, str | int | float]) -> dict[str, str]:
    if GIVEN in attrs:
        given["class"] = f"{given.get('class', '')} {attrs[GIVEN]}".strip()
    return given


def block_attributes(attrs: Mapping[str, str | int | float]) -> dict[str, str]:
    """Return the attributes of lists, tables and their parts: class, spans, scope, language.

    The alignment of a cell becomes a class.
    """
    found = {name: str(attrs[name]) for name in _OF_BLOCKS if name in attrs}
    if found.get("class") == "contains-task-list":
        found["class"] = "tasks"
    if style := attrs.get("style"):
        found["class"] = str(style).removeprefix("text-align:")
    return _with_own(found, attrs)
