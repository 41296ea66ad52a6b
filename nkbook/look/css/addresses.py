"""Finds what CSS would fetch, however it is spelt, and takes it out.

The tokens are those of CSS Syntax 3, so escapes, comments and letter case hide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from tinycss2.ast import IdentToken, URLToken

# Functions whose strings are addresses (CSS Images 4 §4, CSS Values 4 §4.5).
_FETCHING = frozenset((
    "url", "src", "image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade",
    "url-prefix", "domain", "media-document",
))  # fmt: skip
_UNKNOWN = frozenset(("var", "attr", "env", "string"))  # functions that may be any address
_TYPES = frozenset(("url", "src", "image"))  # of attr(): what an attribute is to be read as
# What only looks a place up by the address of a link (CSS GCPM 3 §5): nothing is fetched.
_TARGETS = frozenset(("target-counter", "target-counters", "target-text"))
_IGNORED = re.compile(r"[\x00-\x20\x7f]+")  # which those who follow an address leave out of it
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)

# An address, and what to write in its place: None for one that nothing may fetch.
Keep: TypeAlias = Callable[[str], str | None]
# What is left out: the line in the sheet, and what it is.
Dropped: TypeAlias = list[tuple[int, str]]


def kept(nodes: Sequence[Any], keep: Keep, dropped: Dropped) -> list[Any]:
    """Return component values with the addresses that ``keep`` allows, ``none`` for the others.

    Rules that are nothing without their address go as a whole: @import, @font-face. The values must
    not be nested deeper than Python's recursion goes.
    """
    found: list[Any] = []
    waiting = iter(nodes)
    for node in waiting:
        if node.type == "at-keyword" and _fetches(node.lower_value):
            rule = [node, *_rest(waiting)]
            if node.lower_value != "font-face" or any(_addresses(rule)):
                dropped.append((node.source_line, f"@{node.lower_value}"))
            else:
                found += rule
            continue
        if node.type == "at-keyword" and node.lower_value == "namespace":
            found += [node, *_rest(waiting)]  # its address is a name, which nobody follows
            continue
        found.append(_kept(node, keep, dropped))
    return found


def is_inside(address: str) -> bool:
    """Return True for the name of a file by itself: no scheme, no host, no way up or to the root.

    Backslashes count as slashes, as they do for those who follow an address (URL Standard §4.4).
    """
    plain = _IGNORED.sub("", address).replace("\\", "/")
    outside = plain.startswith("/") or ".." in plain.split("/") or _SCHEME.match(plain)
    return bool(plain) and not outside


def _fetches(keyword: str) -> bool:
    return keyword in ("import", "font-face") or keyword.endswith("document")


def _rest(waiting: Iterator[Any]) -> Iterator[Any]:
    """Yield what belongs to an at-rule: up to its semicolon or block (CSS Syntax 3 §5.4.2)."""
    for node in waiting:
        yield node
        if node == ";" or node.type == "{} block":
            return


def _addresses(nodes: Sequence[Any]) -> Iterator[Any]:
    """Yield the nodes that are addresses, at any depth."""
    for node in nodes:
        if (
            node.type == "url"
            or (node.type == "error" and node.kind == "bad-url")
            or (node.type == "function" and node.lower_name in _FETCHING)
        ):
            yield node
        else:
            yield from _addresses(_inner(node))


def _inner(node: Any) -> Sequence[Any]:
    if node.type == "function":
        return list(node.arguments)
    return list(getattr(node, "content", None) or ())


def _kept(node: Any, keep: Keep, dropped: Dropped) -> Any:
    """Return a node, or what stands in its place."""
    if node.type == "url":
        new = keep(node.value)
        return _none(node, node.value, dropped) if new is None else _url(node, new)
    if node.type == "error" and node.kind == "bad-url":
        return _none(node, "an address that does not end", dropped)
    if node.type == "function":
        if node.lower_name in _FETCHING:
            return _fetching(node, keep, dropped)
        words = {item.lower_value for item in _flat(node.arguments) if item.type == "ident"}
        if node.lower_name == "attr" and words & _TYPES:
            return _none(node, "attr() as an address", dropped)
        looked_up = node.lower_name in _TARGETS
        first = _own_link(node.arguments) if looked_up else []
        node.arguments[:] = [*first, *kept(node.arguments[len(first) :], keep, dropped)]
    elif getattr(node, "content", None) is not None:
        node.content[:] = kept(node.content, keep, dropped)
    return node


def _own_link(nodes: Sequence[Any]) -> list[Any]:
    """Return the first arguments if they are the attribute of a link, with the space before it."""
    for number, node in enumerate(nodes):
        if node.type == "function" and node.lower_name == "attr":
            return list(nodes[: number + 1])
        if node.type != "whitespace":
            break
    return []


def _fetching(node: Any, keep: Keep, dropped: Dropped) -> Any:
    inside = list(_flat(node.arguments))
    unknown = next((f for f in inside if f.type == "function" and f.lower_name in _UNKNOWN), None)
    if unknown is not None:
        return _none(node, f"{node.lower_name}({unknown.lower_name}())", dropped)
    addresses = [item for item in inside if item.type in ("string", "url")]
    if node.lower_name in ("url", "src") and len(addresses) != 1:
        return _none(node, "an address that does not end", dropped)
    for item in addresses:
        new = keep(item.value)
        if new is None:
            return _none(node, item.value, dropped)
        if new != item.value and node.lower_name in ("url", "src"):
            return _url(node, new)
        if new != item.value:
            return _none(node, item.value, dropped)
    return node


def _flat(nodes: Sequence[Any]) -> Iterator[Any]:
    for node in nodes:
        yield node
        yield from _flat(_inner(node))


def _none(node: Any, what: str, dropped: Dropped) -> IdentToken:
    dropped.append((node.source_line, what))
    return IdentToken(node.source_line, node.source_column, "none")


def _url(node: Any, address: str) -> Any:
    if node.type == "url" and node.value == address:
        return node
    quoted = re.sub(r'[\n"\\]', lambda found: f"\\{ord(found[0]):x} ", address)
    return URLToken(node.source_line, node.source_column, address, f'url("{quoted}")')
