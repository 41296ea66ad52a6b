"""Links, pictures, and what is to be played or filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from nkbook.manuscript.markdown.html.nodes import Node
from nkbook.manuscript.markdown.html.tokens import (
    PROBLEM,
    declarations,
    global_attributes,
    pair,
    problem,
    text,
)
from nkbook.manuscript.markdown.rules.task_lists import DONE, OPEN
from nkbook.reading.addresses import decoded

_KEPT = "a fenced div (::: {.class}) or a span ([text]{.class}) says what the book is to show"
_NO_WORDS = frozenset(
    ("softbreak", "hardbreak", "note_call", "note_inline", "citation", "bare_citation", PROBLEM)
)
_NO_ADDRESS = re.compile(r"[\t\r\n]")  # WHATWG, URL §4.4: no part of any
_ADDRESSES = MarkdownIt("commonmark")


def is_safe(address: str) -> bool:
    """Return False for an address that is a program: ``javascript:`` and the like."""
    return bool(_ADDRESSES.validateLink("".join(address.split())))


def dropped(token: Token, what: str = "") -> Token:
    """Return the problem that an element is left out, its text kept unless ``what`` says more."""
    name = token.content.split(">")[0].lstrip("<").split()[0].rstrip("/")
    kept = f"left out {what}" if what else "left out; the text in it is printed"
    return problem("NK210", f"<{name}> has no place in a book and is {kept}", _KEPT, token)


def picture(given: Mapping[str, str], token: Token) -> list[Token]:
    """Return the picture of an ``img``: the token that Markdown has for it."""
    source = given.get("src") or given.get("data-src") or given.get("data-original") or ""
    if not source or not is_safe(source):
        words = " ".join(filter(None, (given.get("alt", ""), given.get("title", ""))))
        return [
            problem("NK210", "a picture without an address is left out", _KEPT, token),
            text(words),
        ]
    attributes = {"src": _ADDRESSES.normalizeLink(source), "alt": given.get("alt", "")}
    attributes |= global_attributes(given)
    style = declarations(given)
    for name in ("width", "height"):
        if size := style.get(name) or given.get(name, "").strip():
            attributes[name] = size
    if "width" not in attributes and style.get("zoom", "").endswith("%"):
        attributes["width"] = style["zoom"]
    return [Token("image", "img", 0, attrs=dict(attributes), children=[], meta=dict(token.meta))]


def link(node: Node, token: Token, content: list[Token], linked: bool) -> list[Token]:
    """Return an ``a``: a link, or the target of links, an element with its id.

    A link in it is another one (nkbook.manuscript.markdown.links.splitting).
    """
    attributes = global_attributes(node.attributes)
    name = node.attributes.get("name", "").strip().replace(" ", "-")
    if name:
        attributes.setdefault("id", name)
    address = _NO_ADDRESS.sub("", node.attributes.get("href", "")).strip()
    if address and not is_safe(address):
        message = "a link to a program is left out; its words are printed"
        return [problem("NK210", message, _KEPT, token), *content]
    if not address or linked:
        attributes.pop("title", None)
        return pair("span", "span", content, attributes, token) if attributes else content
    if not content and not address.startswith("#"):
        content = [text(decoded(address))]
    if _is_around_links(content):
        message = f"the link to {decoded(address)} holds nothing but another link, and is left out"
        return [problem("NK210", message, "a link has words of its own", token), *content]
    href = {"href": _ADDRESSES.normalizeLink(address)}
    return pair("link", "a", content, href | attributes, token)


def _is_around_links(content: Sequence[Token]) -> bool:
    """Return True for links with no words but theirs; notes and citations between them are none."""
    depth, found = 0, False
    for token in content:
        is_link = token.type in ("link_open", "link_close")
        found = found or is_link
        if is_link:
            depth += token.nesting
        elif not depth and not _is_beside_words(token):
            return False
    return found


def _is_beside_words(token: Token) -> bool:
    blank = token.type == "text" and not token.content.strip()
    return blank or bool(token.nesting) or token.type in _NO_WORDS


def played(node: Node, token: Token, content: list[Token], linked: bool) -> list[Token]:
    """Return a link to a film, a recording or a page inside the page, and what it says itself."""
    address = next(filter(None, (_address(node), *map(_address, node.children))), "")
    if not address or not is_safe(address) or linked:
        return [dropped(token), *content]
    message = f"<{node.name}> cannot be played on paper: its address is printed, as a link"
    address = f"https:{address}" if address.startswith("//") else address
    href = {"href": _ADDRESSES.normalizeLink(address)}
    words = node.attributes.get("title", "").strip() or decoded(address)
    return [
        problem("NK241", message, "write what a reader of the book is to see", token),
        *pair("link", "a", [text(words)], href, token),
        *content,
    ]


def _address(node: Node) -> str:
    given = node.attributes
    if node.name in ("iframe", "video", "audio", "embed", "source"):
        return given.get("src", "").strip()
    return given.get("data", "").strip() if node.name == "object" else ""


def box(given: Mapping[str, str], token: Token) -> list[Token]:
    """Return the mark of a box to be ticked; anything else to be filled in is left out."""
    if given.get("type", "").lower() not in ("checkbox", "radio"):
        return [dropped(token), text(given.get("value", ""))]
    return [text(DONE if "checked" in given else OPEN)]
