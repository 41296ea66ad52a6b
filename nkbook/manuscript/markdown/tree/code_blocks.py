"""Code blocks: their language, attributes and text."""

from __future__ import annotations

from lxml import etree
from markdown_it.token import Token

from nkbook.manuscript.markdown.places import Places
from nkbook.manuscript.markdown.rules.attributes import attributes, give
from nkbook.manuscript.markdown.tree.attributes import tree_attributes
from nkbook.manuscript.markdown.tree.inline import Found
from nkbook.model.classes import author_classes
from nkbook.model.document import Element


def append_code(parent: Element, token: Token, line: int, places: Places, found: Found) -> None:
    """Append a block of code; the first word or class of a fence is its language."""
    info = token.info.strip()
    word, brace, rest = info.partition("{")
    given = attributes(brace + rest)
    words = (word if given is not None else info).split()
    classes, others = words[:1], words[1:]
    if others:
        given = {**(given or {}), "info": " ".join(others)}
        found.problem(
            "NK230",
            f"words after a code block's language are not printed: {' '.join(others)}",
            places.at(line),
        )
    if given is not None:
        classes += given.pop("class", "").split()
        give(token, given)
    identity = places.identity(token, line)
    block = etree.SubElement(parent, "pre", tree_attributes(token.attrs) | identity)
    code = etree.SubElement(block, "code")
    if classes:
        code.set("class", f"language-{classes[0]}")
    if classes[1:]:
        block.set("class", author_classes(" ".join(classes[1:])))
    code.text = token.content
