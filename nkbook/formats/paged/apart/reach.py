"""Finds rules of stylesheets that reach across the sections of a book.

A book is laid out section by section only where none of its rules could tell: then a section alone
has the same pages as in the whole book. The rules of the theme are such; those of a book's own
stylesheets may not be, and then the book is laid out as a whole, more slowly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import tinycss2

from nkbook.formats.paged.apart.selectors import Elements, crosses, is_of_root, parsed

_COUNTERS = frozenset(("counter-reset", "counter-increment", "counter-set"))
_OF_LISTS = "list-item"  # a list is inside a section (CSS Lists 3 §4.6)
_BREAKS = frozenset(("break-after", "page-break-after"))
_NO_BREAKS = frozenset(("auto", "avoid", "avoid-page", "avoid-column", "inherit", "initial"))
_COUNTED_PAGES = frozenset(("page", "pages", "footnote"))
_TARGETS = frozenset(("target-text", "target-counters"))
_START = "-start"  # ends the names of papers with which folios begin, once in a book


def reaches_across(sheets: Iterable[str], book: Elements) -> str | None:
    """Return the first rule that could see more than one section, as it begins; None for none.

    ``book`` has the sections' elements.
    """
    for sheet in sheets:
        rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
        found = next(_reaching(rules, book), None)
        if found is not None:
            name = f"@{found.at_keyword} " if found.type == "at-rule" else ""
            return name + " ".join(tinycss2.serialize(found.prelude).split())
    return None


def _reaching(rules: Sequence[Any], book: Elements) -> Iterator[Any]:
    for rule in rules:
        if rule.type == "qualified-rule":
            if _rule_reaches(rule, book):
                yield rule
        elif rule.type == "at-rule" and rule.content is not None:
            if rule.lower_at_keyword == "page":
                if _page_reaches(rule):
                    yield rule
            elif rule.lower_at_keyword in ("media", "supports", "layer"):
                inner = tinycss2.parse_rule_list(
                    rule.content, skip_comments=True, skip_whitespace=True
                )
                yield from _reaching(inner, book)


def _rule_reaches(rule: Any, book: Elements) -> bool:
    trees = [selector.parsed_tree for selector in parsed(rule.prelude)]
    if not trees:
        return False
    if any(crosses(tree, book) for tree in trees):
        return True
    at_root = any(is_of_root(tree, book) for tree in trees)
    return any(_declares(item, at_root=at_root) for item in _declarations(rule.content))


def _declarations(content: Any) -> Iterator[Any]:
    for item in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if item.type == "declaration":
            yield item


def _declares(declaration: Any, *, at_root: bool) -> bool:
    """Return True if a declaration in the flow of a book depends on other sections."""
    name, words = declaration.lower_name, _words(declaration.value)
    if name in _COUNTERS:
        counted = words - {"none", _OF_LISTS}
        return bool(counted & _COUNTED_PAGES or (at_root and counted))
    if name in _BREAKS:
        return bool(words - _NO_BREAKS)
    if name == "position":
        return "fixed" in words or "running" in _functions(declaration.value)
    return any(_asks(function) for function in _all_functions(declaration.value))


def _asks(function: Any) -> bool:
    """Return True if a function of a value asks for what only the whole book knows."""
    name = function.lower_name
    if name in _TARGETS:
        return True
    if name in ("counter", "counters"):
        return bool(_words(function.arguments) & _COUNTED_PAGES)
    if name == "target-counter":
        # What is after the first comma is the counter's name; the page's is asked for and known.
        names = [item.lower_value for item in function.arguments if item.type == "ident"]
        return bool(names[:1] != ["page"])
    return bool(name == "running")


def _page_reaches(rule: Any) -> bool:
    prelude = tinycss2.serialize(rule.prelude).lower()
    for function in _all_functions(rule.prelude):
        names = [item.value for item in function.arguments if item.type == "ident"]
        if function.lower_name == "nth" and not ("of" in names and names[-1].endswith(_START)):
            return True
    for item in tinycss2.parse_blocks_contents(
        rule.content, skip_comments=True, skip_whitespace=True
    ):
        if item.type == "declaration":
            if item.lower_name in _COUNTERS and not prelude.strip().startswith(":nth("):
                return True
        elif item.type == "at-rule" and item.content is not None:
            margin = list(_declarations(item.content))
            if any(_margin_reaches(declaration) for declaration in margin):
                return True
    return False


def _margin_reaches(declaration: Any) -> bool:
    """Return True if a margin box prints what is not the page's, nor a counter of pages."""
    if declaration.lower_name in _COUNTERS:
        return True
    for function in _all_functions(declaration.value):
        name = function.lower_name
        if name in (*_TARGETS, "target-counter", "element"):
            return True
        if name in ("counter", "counters") and not (_words(function.arguments) & {"page", "pages"}):
            return True
    return False


def _words(value: Sequence[Any]) -> set[str]:
    return {item.lower_value for item in value if item.type == "ident"}


def _functions(value: Sequence[Any]) -> set[str]:
    return {function.lower_name for function in _all_functions(value)}


def _all_functions(value: Sequence[Any]) -> Iterator[Any]:
    for item in value:
        if item.type == "function":
            yield item
            yield from _all_functions(item.arguments)
