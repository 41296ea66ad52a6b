"""HTML in a line of text: elements become those of nkbook, the rest leaves its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from markdown_it.token import Token

from nkbook.manuscript.markdown.html import media, ruby
from nkbook.manuscript.markdown.html.nodes import Node, is_tag, opening
from nkbook.manuscript.markdown.html.tokens import (
    declarations,
    global_attributes,
    pair,
    problem,
    text,
    uncoloured,
)
from nkbook.manuscript.markdown.html.whitelist import BLOCKS, ELEMENTS, INLINE, Inline
from nkbook.model.raw_html import UNREAD, VOID, is_program, spelt

_DEEPEST = 40
_PRINTED = "\\< prints the sign; code between ` ` needs none"
_STYLES = (  # a property, how its value begins, and the element that says it
    ("font-weight", ("bold", "6", "7", "8", "9"), "strong"),
    ("font-style", ("italic", "oblique"), "em"),
    ("text-decoration", ("underline",), "u"),
    ("text-decoration", ("line-through",), "s"),
    ("vertical-align", ("super",), "sup"),
    ("vertical-align", ("sub",), "sub"),
)


@dataclass(slots=True)
class Names:
    """The names of a chapter's tags without their other half: what is a tag, what only words."""

    opened: set[str] = field(default_factory=set)  # never closed in their block
    closed: set[str] = field(default_factory=set)  # closed, but not opened


def tree(inline: Token, names: Names) -> Node:
    """Return the content of an inline token as a tree, and add to the names."""
    stack = [Node()]
    for token in inline.children or ():
        if is_tag(token) and len(stack) <= _DEEPEST:
            _add_tag(stack, token, names)
        elif token.nesting < 0:
            while len(stack) > 1 and stack[-1].name:
                names.opened.add(stack.pop().name)
            if len(stack) > 1:
                stack.pop().end = token
        else:
            node = Node(token)
            stack[-1].children.append(node)
            if token.nesting > 0:
                stack.append(node)
    names.opened.update(node.name for node in stack[1:] if node.name)
    return stack[0]


def _add_tag(stack: list[Node], token: Token, names: Names) -> None:
    spelling, closes = spelt(token.content)
    name = spelling.lower()
    if not closes:
        node = opening(token)
        stack[-1].children.append(node)
        if name not in VOID and not token.content.endswith("/>"):
            stack.append(node)
        elif name not in VOID:
            node.end = token
        return
    # Mark-up of Markdown that is open keeps what is in it.
    within = (n for n in range(len(stack) - 1, 0, -1) if stack[n].name in ("", name))
    depth = next(within, 0)
    if depth and stack[depth].name:
        names.opened.update(node.name for node in stack[depth + 1 :])
        stack[depth].end = token
        del stack[depth:]
    else:
        names.closed.add(name)
        stack[-1].children.append(Node(token))


def flatten(root: Node, names: Names) -> list[Token]:
    """Return the tokens of a tree, without any of HTML."""
    return trim([token for child in root.children for token in _tokens(child, names, False)])


def trim(tokens: Sequence[Token]) -> list[Token]:
    """Return a block's content without the line breaks at its edges and around others."""
    found: list[Token] = []
    for token in tokens:
        if token.type == "softbreak" and found and _is_break(found[-1]):
            continue
        if _is_break(token) and found and found[-1].type == "softbreak":
            found.pop()
        found.append(token)
    while found and (found[-1].type == "softbreak" or _is_break(found[-1]) or _blank(found[-1])):
        found.pop()
    while found and (found[0].type == "softbreak" or _is_break(found[0]) or _blank(found[0])):
        found.pop(0)
    return found


def is_empty(tokens: Iterable[Token]) -> bool:
    """Return True for content that prints nothing, reports and comments aside."""
    return all(
        _blank(token)
        or token.type in ("html_problem", "softbreak")
        or (token.type == "html_inline" and not is_program(token.content))
        for token in tokens
    )


def _blank(token: Token) -> bool:
    return token.type == "text" and not token.content.strip()


def _is_break(token: Token) -> bool:
    return token.type == "hardbreak" and token.markup == "html"


def _content(node: Node, names: Names, linked: bool) -> list[Token]:
    return [token for child in node.children for token in _tokens(child, names, linked)]


def _tokens(node: Node, names: Names, linked: bool) -> list[Token]:
    """Return the tokens of a node; ``linked`` in what is played, which is a link."""
    token = node.token
    if token is None:
        return _content(node, names, linked)
    if not node.name:
        if is_tag(token):
            return _stray(token, names)
        if token.children:  # the words of a picture
            own = Names()
            token.children = flatten(tree(token, own), own)
        if token.nesting <= 0:
            return [token]
        inner = _content(node, names, linked)
        return [token, *inner, *([node.end] if node.end else [])]
    if _is_words(node, names):
        return [*_words(token), *_content(node, names, linked)]
    return _element(node, token, names, linked)


def _is_words(node: Node, names: Names) -> bool:
    """Return True for a tag that is meant to be read: it opens nothing and says nothing more."""
    name = node.name
    if node.attributes or node.end is not None or name in ("br", "wbr", "hr"):
        return False
    if name in BLOCKS and name in VOID:
        return False
    return name in VOID or name not in names.closed


def _words(token: Token) -> list[Token]:
    message = f"{token.content} is no HTML that a book can hold, and is printed as it is"
    return [text(token.content), problem("NK240", message, _PRINTED, token)]


def _stray(token: Token, names: Names) -> list[Token]:
    name = spelt(token.content)[0].lower()
    if name in names.opened or name in BLOCKS or name in VOID:
        return []
    return _words(token)


def _element(node: Node, token: Token, names: Names, linked: bool) -> list[Token]:
    """Return the tokens of an element, by the whitelist."""
    name = node.name
    kind = INLINE.get(name)
    if kind is Inline.RUBY:
        return ruby.annotated(node, lambda part: _content(part, names, linked))
    inside = linked or kind is Inline.MEDIA
    unread = name in UNREAD and node.end is not None
    content = [] if unread else _content(node, names, inside)
    if name in ELEMENTS:
        attributes = global_attributes(node.attributes)
        if name == "bdo" and attributes.get("dir", "auto") == "auto":  # which turns nothing around
            name = "bdi"
        return pair(name, ELEMENTS[name], content, attributes)
    if kind is None:
        warning = (
            [] if name in BLOCKS else [media.dropped(token, "with its text" if unread else "")]
        )
        return [*warning, *content]
    if kind in (Inline.LINK, Inline.MEDIA):
        make = media.link if kind is Inline.LINK else media.played
        return make(node, token, content, linked)
    return _MAKERS[kind](node, token, content)


def _break(node: Node, _: Token, content: list[Token]) -> list[Token]:
    breaks = [Token("hardbreak", "br", 0, markup="html")] if node.name == "br" else []
    return [*breaks, *content]


def _span(node: Node, token: Token, content: list[Token]) -> list[Token]:
    attributes = {
        name: value
        for name, value in node.attributes.items()
        if name.isascii() and name not in ("style", "align") and not name.startswith("on")
    } | global_attributes(node.attributes)
    style = declarations(node.attributes)
    for prop, beginnings, tag in _STYLES:
        if style.get(prop, "").startswith(beginnings):
            content = pair(tag, tag, content)
    if style.get("font-variant", "").startswith("small-caps"):
        attributes["class"] = f"{attributes.get('class', '')} smallcaps".strip()
    kept = {n: v for n, v in attributes.items() if media.is_safe(v) and v.strip()}
    found = pair("span", "span", content, kept, token) if kept else content
    return [*uncoloured(node.attributes, token), *found]


def _code(node: Node, _: Token, content: list[Token]) -> list[Token]:
    attributes = global_attributes(node.attributes)
    if all(token.type in ("text", "softbreak") for token in content):
        words = "".join(token.content or " " for token in content)
        return [Token("code_inline", "code", 0, content=words, attrs=dict(attributes))]
    return pair("code", "code", content, attributes)


_MAKERS: Mapping[Inline, Callable[[Node, Token, list[Token]], list[Token]]] = MappingProxyType(
    {
        Inline.BREAK: _break,
        Inline.PICTURE: lambda node, token, _: media.picture(node.attributes, token),
        Inline.BOX: lambda node, token, _: media.box(node.attributes, token),
        Inline.SPAN: _span,
        Inline.CODE: _code,
        Inline.TEXT: lambda node, token, content: [*uncoloured(node.attributes, token), *content],
        Inline.NOTHING: lambda _, __, content: content,
    }
)
