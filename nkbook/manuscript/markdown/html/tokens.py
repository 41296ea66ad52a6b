"""Makes the tokens that the builder of trees reads: Markdown's own, and problems to be reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from markdown_it.token import Token

from nkbook.manuscript.markdown.doubts.colours import colour, page_break
from nkbook.manuscript.markdown.rules.attributes import usable_id
from nkbook.model.elements import HEADINGS

PROBLEM = "html_problem"  # the type of a token that prints nothing but a report
_GLOBAL = ("id", "class", "lang", "dir", "title")
_KINDS = {"p": "paragraph", "ul": "bullet_list", "ol": "ordered_list", "li": "list_item"}
_LISTS = frozenset(("bullet_list_open", "ordered_list_open"))
_ALIGNED = {"left": "left", "center": "center", "middle": "center", "right": "right"}


def problem(code: str, message: str, hint: str, like: Token) -> Token:
    """Return a token for a problem at the place of a tag, ``like``."""
    meta = {"code": code, "message": message, "hint": hint}
    if "pos" in like.meta:
        meta["pos"] = like.meta["pos"]
    return Token(PROBLEM, "", 0, map=like.map, meta=meta, block=like.type == "html_tag")


def pair(
    kind: str,
    tag: str,
    children: Sequence[Token],
    attributes: Mapping[str, str] | None = None,
    like: Token | None = None,
) -> list[Token]:
    """Return the tokens of an element in a text, with its content."""
    meta = {"pos": like.meta["pos"]} if like and "pos" in like.meta else {}
    start = Token(f"{kind}_open", tag, 1, attrs=_ordered(attributes), meta=meta)
    return [start, *children, Token(f"{kind}_close", tag, -1, meta=dict(meta))]


def block(
    tag: str,
    children: Sequence[Token],
    lines: list[int] | None,
    attributes: Mapping[str, str] | None = None,
    meta: Mapping[str, object] | None = None,
) -> list[Token]:
    """Return the tokens of a block with its content, of the types that Markdown has for it."""
    kind = "heading" if tag in HEADINGS else _KINDS.get(tag, tag)
    start = Token(
        f"{kind}_open",
        tag,
        1,
        attrs=_ordered(attributes),
        map=lines,
        meta=dict(meta or {}),
        block=True,
    )
    return [start, *children, Token(f"{kind}_close", tag, -1, block=True)]


def _ordered(attributes: Mapping[str, str] | None) -> dict[str, str | int | float]:
    """Return attributes with the class last, as those in braces have it."""
    found: dict[str, str | int | float] = dict(attributes or {})
    if "class" in found:
        found["class"] = found.pop("class")
    return found


def text(content: str) -> Token:
    """Return a token of text."""
    return Token("text", "", 0, content=content)


def global_attributes(given: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes that any element may have, spelt as a tree may hold them."""
    found = {name: " ".join(given[name].split()) for name in _GLOBAL if given.get(name, "").strip()}
    if id := usable_id(found.pop("id", "")):
        found["id"] = id
    if lang := given.get("xml:lang", "").strip():
        found.setdefault("lang", lang)
    if found.get("dir", "").lower() not in ("ltr", "rtl", "auto"):
        found.pop("dir", None)
    return found


def aligned(given: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes of a block, with the class of its alignment."""
    found = global_attributes(given)
    style = declarations(given)
    word = style.get("text-align", given.get("align", "")).strip().lower()
    if word in _ALIGNED:
        add_class(found, _ALIGNED[word])
    return found


def add_class(attributes: dict[str, str], name: str) -> None:
    """Add a class to attributes, in place."""
    attributes["class"] = f"{attributes.get('class', '')} {name}".strip()


def declarations(given: Mapping[str, str]) -> dict[str, str]:
    """Return the properties of a style attribute, those that are words and numbers."""
    found = {}
    for declaration in given.get("style", "").split(";"):
        name, _, value = declaration.partition(":")
        found[name.strip().lower()] = value.replace("!important", "").strip().lower()
    return found


def uncoloured(given: Mapping[str, str], like: Token) -> list[Token]:
    """Return the problems that an element's colour, and the page it begins, are left out."""
    return [problem(*doubt, like) for doubt in (colour(given), page_break(given)) if doubt]


def tight(tokens: list[Token]) -> list[Token]:
    """Return the content of an item or a cell: a paragraph alone, or before lists, is its text."""
    if not tokens or tokens[0].type != "paragraph_open" or tokens[0].attrs:
        return tokens
    level = 0
    for token in tokens[3:]:
        if level == 0 and token.nesting >= 0 and token.type not in _LISTS:
            return tokens
        level += token.nesting
    return [
        replace(tokens[0], hidden=True),
        tokens[1],
        replace(tokens[2], hidden=True),
        *tokens[3:],
    ]
