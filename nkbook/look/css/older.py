"""Parts a stylesheet in two for readers of every age: what all engines read, and what new ones do.

Adobe's RMSDK (Kobo, ADE) drops a whole sheet for an at-rule that it does not know, and engines of
QtWebKit's age know no logical properties. So the first sheet has no at-rule but ``@font-face``, and
a physical property before each logical one; all else is in a second sheet, which is linked after.
Whatever overrides something in the second sheet is repeated there: of each declaration that
applies, it is the same one that wins as in the sheet before it was parted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import tinycss2

from nkbook.look.css.physical import older_forms

# What CSS 2.1 and the modules of its time know. A function or unit of another name is new.
_FUNCTIONS = frozenset(("attr", "counter", "counters", "hsl", "hsla", "rgb", "rgba", "url"))
_UNITS = frozenset((
    "ch", "cm", "deg", "em", "ex", "grad", "in", "mm", "ms", "pc", "pt", "px", "rad", "rem", "s",
))  # fmt: skip
_PSEUDO = frozenset((
    "active", "after", "before", "checked", "disabled", "empty", "enabled", "first-child",
    "first-letter", "first-line", "first-of-type", "focus", "hover", "lang", "last-child",
    "last-of-type", "link", "nth-child", "nth-last-child", "nth-last-of-type", "nth-of-type",
    "only-child", "only-of-type", "root", "target", "visited",
))  # fmt: skip
_BOXES = re.compile(r"(inline-)?(flex|grid)|contents|flow-root|ruby.*")  # values of ``display``
_VENDOR = re.compile(r"-[a-z]+-")
_INDENTS = ("margin", "padding", "text-indent")  # one goes with the others
_FAMILY = re.compile(r"text-(?:decoration|emphasis)|(?:text|word|line)-[a-z]+|[a-z]+")


@dataclass(slots=True)
class _Sheets:
    """The two sheets as they grow, and the families of properties that the newer one has."""

    vertical: bool
    older: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)
    moved: set[str] = field(default_factory=set)


def parted(css: str, *, vertical: bool = False) -> tuple[str, str]:
    """Return the sheet that every engine reads, and the one of what only newer ones do.

    ``vertical`` says that lines run from top to bottom.
    """
    sheets = _Sheets(vertical)
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            _part(rule, sheets)
        elif rule.type == "at-rule" and rule.lower_at_keyword == "font-face":
            sheets.older.append(rule.serialize())
        elif rule.type == "at-rule" and rule.lower_at_keyword != "charset":
            sheets.newer.append(rule.serialize())
            sheets.moved.update(_families_within(rule))
    return _joined(sheets.older), _joined(sheets.newer)


def _joined(rules: Iterable[str]) -> str:
    return "".join(f"{rule}\n" for rule in rules)


def _part(rule: Any, sheets: _Sheets) -> None:
    """Put a rule into one sheet, the other, or parts of it into both."""
    items = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    selectors = [(text, _is_new_selector(tokens)) for text, tokens in _selectors(rule.prelude)]
    known = [text for text, new in selectors if not new]
    unknown = [text for text, new in selectors if new]
    old: list[str] = []
    new: list[str] = []
    for item in items:
        if item.type == "declaration":
            written = _written(item)
            both = [*older_forms(item, vertical=sheets.vertical), written]
            if not _is_new(item):
                old += both
            if _is_new(item) or _family(item.lower_name) in sheets.moved:
                sheets.moved.add(_family(item.lower_name))
                new += both
        elif item.type in ("qualified-rule", "at-rule"):  # rules within a rule
            new.append(item.serialize())
            sheets.moved.update(_families_within(item))
    if known and old:
        sheets.older.append(_rule(known, old))
    if unknown:
        declared = [item for item in items if item.type == "declaration"]
        sheets.moved.update(_family(item.lower_name) for item in declared)
        whole = [
            _written(item) if item.type == "declaration" else item.serialize()
            for item in items
            if item.type != "error"
        ]
        sheets.newer.append(_rule(unknown, whole))
    if known and new:
        sheets.newer.append(_rule(known, new))


def _written(declaration: Any) -> str:
    """Return a declaration without the white around its value."""
    important = " !important" if declaration.important else ""
    return f"{declaration.name}: {tinycss2.serialize(declaration.value).strip()}{important}"


def _rule(selectors: Iterable[str], declarations: Iterable[str]) -> str:
    body = "".join(f"  {one};\n" for one in declarations)
    return f"{', '.join(selectors)} {{\n{body}}}"


def _selectors(prelude: Iterable[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the selectors of a list, as written and as tokens."""
    nodes: list[Any] = []
    for node in [*prelude, None]:
        if node is None or node == ",":
            text = tinycss2.serialize(nodes).strip()
            if text:
                yield text, nodes
            nodes = []
        elif node.type != "comment":
            nodes.append(node)


def _is_new_selector(tokens: list[Any]) -> bool:
    """Return True for a selector for which an old engine would drop the rule."""
    for before, token in pairwise(tokens):
        if before == ":" and token.type in ("ident", "function"):
            name = token.lower_value if token.type == "ident" else token.lower_name
            if name not in _PSEUDO:
                return True
    return False


def _is_new(declaration: Any) -> bool:
    """Return True for a declaration that an old engine would stumble over."""
    if declaration.name.startswith("--"):
        return True
    if declaration.lower_name == "display":
        words = (token for token in declaration.value if token.type == "ident")
        if any(_BOXES.fullmatch(word.lower_value) for word in words):
            return True
    return _has_new(declaration.value)


def _has_new(tokens: Iterable[Any]) -> bool:
    for token in tokens:
        if token.type == "function":
            if token.lower_name not in _FUNCTIONS or _has_new(token.arguments):
                return True
        elif token.type == "dimension" and token.lower_unit not in _UNITS:
            return True
    return False


def _family(name: str) -> str:
    """Return what a property and its shorthands have in common: ``border`` of ``border-top``."""
    vendor = _VENDOR.match(name)
    name = name[vendor.end() :] if vendor else name
    found = _FAMILY.match(name)
    family = found[0] if found else name
    return _INDENTS[0] if family in _INDENTS else family


def _families_within(rule: Any) -> Iterator[str]:
    """Yield the families of all declarations in a rule, however deep."""
    if rule.content is None:
        return
    for item in tinycss2.parse_blocks_contents(rule.content):
        if item.type == "declaration":
            yield _family(item.lower_name)
        elif item.type in ("qualified-rule", "at-rule"):
            yield from _families_within(item)
