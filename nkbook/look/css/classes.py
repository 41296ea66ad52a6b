"""Finds the classes that a stylesheet has rules for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

import tinycss2

_GROUPS = ("media", "supports", "layer", "container", "scope")


def classes_named(css: str) -> frozenset[str]:
    """Return the classes in the selectors of a sheet, wherever in it."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return frozenset(_in_rules(rules))


def _in_rules(rules: Iterable[Any]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            yield from _in_selector(rule.prelude)
        elif rule.type == "at-rule" and rule.content and rule.lower_at_keyword in _GROUPS:
            yield from _in_rules(tinycss2.parse_rule_list(rule.content))


def _in_selector(tokens: Iterable[Any]) -> Iterator[str]:
    tokens = list(tokens)
    for dot, name in pairwise(tokens):
        if dot == "." and name.type == "ident":
            yield name.value
    for token in tokens:
        if token.type in ("function", "[] block"):
            yield from _in_selector(token.arguments if token.type == "function" else token.content)
            yield from (part.value for part in _values(token))


def _values(token: Any) -> Iterator[Any]:
    """Yield the words in ``[class~="name"]``."""
    if token.type == "[] block" and _is_class(token.content):
        yield from (part for part in token.content[1:] if part.type in ("ident", "string"))


def _is_class(tokens: list[Any]) -> bool:
    return bool(tokens) and tokens[0].type == "ident" and tokens[0].lower_value == "class"
