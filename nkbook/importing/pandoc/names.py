"""Names and addresses in Pandoc's tree, as Markdown can write them."""

from __future__ import annotations

import re
from typing import Any

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
        return [writable(one) for one in node]
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
        address = f"#{_name(address[1:])}" if address.startswith("#") else address
        content[2][0] = re.sub(r"\s+", "%20", address)
    return done


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
