"""Tags of HTML among inline nodes: the elements that they stand for, as nkbook reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nkbook.checks.second_reading.nodes import Child, Node, node

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w-]*)(?P<rest>[^>]*)>\Z")
_KINDS = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "emphasis"),
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("del", "s", "strike"), "deleted"),
    **dict.fromkeys(("u", "ins"), "underline"),
    "sub": "subscript",
    "sup": "superscript",
    "br": "line break",
}


def with_elements(children: Iterable[Child]) -> tuple[Child, ...]:
    """Return inline nodes with pairs of raw tags as nodes, and without the tags of no kind."""
    stack: list[tuple[str, list[Child]]] = [("", [])]
    for child in children:
        tag = _TAG.match(_html(child))
        if tag is None:
            stack[-1][1].append(child)
            continue
        kind = _KINDS.get(tag["name"].lower(), "")
        if kind == "line break":
            stack[-1][1].append(node(kind))
        elif not kind or tag["rest"].endswith("/"):
            continue
        elif not tag["close"]:
            stack.append((kind, []))
        elif stack[-1][0] == kind:
            _, inner = stack.pop()
            stack[-1][1].append(node(kind, inner))
    while len(stack) > 1:  # tags that nothing closes
        _, inner = stack.pop()
        stack[-1][1].extend(inner)
    return tuple(stack[0][1])


def _html(child: Child) -> str:
    """Return the text of raw HTML, or nothing for any other node."""
    if isinstance(child, Node) and child.kind == "raw" and child.attributes["format"] == "html":
        return child.text
    return ""
