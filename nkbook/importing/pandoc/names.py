"""What Pandoc's writer would write of a tree so that Markdown reads something else."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any
from urllib.parse import unquote

_NOT_IN_NAMES = re.compile(r"[^\w:.-]+")
_ATTRIBUTES = {"Header": 1, "Div": 0, "Span": 0, "Code": 0, "CodeBlock": 0, "Link": 0, "Image": 0}
_ATTRIBUTES |= {"Table": 0, "Figure": 0}


def writable(node: Any) -> Any:
    """Return a tree whose names and addresses can be read again from Markdown.

    A name there has letters, digits and - _ : . only, an address no space. Definitions at the
    head of an item would stand below an empty line, which ends the item: they become the term as
    a line and what is said of it. reST reads them where an author indents a list by four.
    """
    if isinstance(node, list):
        return [part for one in map(writable, node) for part in _raised(one)]
    if not isinstance(node, dict):
        return node
    done = {key: writable(value) for key, value in node.items()}
    kind, content = done.get("t"), done.get("c", [])
    if kind == "BulletList":
        done["c"] = [_item(one) for one in content]
    elif kind == "OrderedList":
        done["c"] = [content[0], [_item(one) for one in content[1]]]
    if kind in _ATTRIBUTES and content:
        attributes = content[_ATTRIBUTES[kind]]
        attributes[0] = _name(attributes[0])
    if kind in ("Link", "Image"):
        address = str(content[2][0])
        address = f"#{_name(unquote(address[1:]))}" if address.startswith("#") else address
        content[2][0] = re.sub(r"\s+", "%20", address)
    return done


def _raised(one: Any) -> list[Any]:
    """Return links in raised words as raised words in links: ``^[`` begins a note in Markdown."""
    if not isinstance(one, dict) or one.get("t") != "Superscript":
        return [one]
    parts: list[Any] = []
    for is_link, group in groupby(one["c"], lambda inner: inner["t"] in ("Link", "Span")):
        inner = list(group)
        if not is_link:
            parts.append({"t": "Superscript", "c": inner})
            continue
        for link in inner:
            attributes, words, *address = link["c"]
            raised = [{"t": "Superscript", "c": words}] if words else words
            parts.append({"t": link["t"], "c": [attributes, raised, *address]})
    return parts


def _item(blocks: list[Any]) -> list[Any]:
    if not blocks or blocks[0].get("t") != "DefinitionList":
        return blocks
    said: list[Any] = []
    for term, definitions in blocks[0]["c"]:
        said.append({"t": "Plain", "c": term})
        said += [block for definition in definitions for block in definition]
    return [*said, *blocks[1:]]


def _name(name: str) -> str:
    return _NOT_IN_NAMES.sub("-", name).strip("-") or re.sub(r"\W+", "", name)
