"""Reads HTML: tags are found as Markdown is parsed, and become its tokens when all is parsed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from nkbook.manuscript.markdown.html import blocks, inline
from nkbook.manuscript.markdown.html.nodes import Node, Tree, is_tag, split
from nkbook.manuscript.markdown.html.raw import raw_attribute, read_raw, verbatim
from nkbook.manuscript.markdown.html.scan import comments, html_tags, tags_in_text
from nkbook.manuscript.markdown.html.tokens import PROBLEM, block

_INDENT = "\u3000\u2003\u2002\u00a0 "  # what a typist begins a paragraph with, as entities
_TAKES_ID = ("_open", "hr", "fence", "code_block")


def html_plugin(md: MarkdownIt) -> None:
    """Read HTML by the whitelist; the tokens that are left have none but comments."""
    md.block.ruler.before(
        "code", "html_tags", html_tags, {"alt": ["paragraph", "reference", "blockquote"]}
    )
    md.block.ruler.at("html_block", comments, {"alt": ["paragraph", "reference", "blockquote"]})
    md.inline.ruler.at("html_inline", tags_in_text)
    md.inline.ruler.before("attributes", "raw_attribute", raw_attribute)
    md.core.ruler.push("html", _html)


def _html(state: StateCore) -> None:
    tokens = read_raw(state.tokens)
    if not any(map(_is_html, tokens)):
        state.tokens[:] = tokens  # raw TeX may be a formula
        return
    if state.inlineMode:
        names = inline.Names()
        for token in tokens:
            root = inline.tree(token, names)
            token.children = inline.flatten(root, names)
    else:
        root = Tree().read(split(tokens))
        _texts(root)
        tokens = _finished(blocks.tokens_of(root))
    state.tokens[:] = _once(tokens, state)


def _is_html(token: Token) -> bool:
    if token.type in ("html_tag", "html_verbatim", PROBLEM):
        return True
    if token.type == "inline" and token.content.startswith("&"):
        return True
    within = [one for child in token.children or () for one in (child, *(child.children or ()))]
    return any(is_tag(one) or one.type == PROBLEM for one in within)


def _texts(root: Node) -> None:
    """Read the tags in all texts, in place, and make code of what is verbatim."""
    names = inline.Names()
    found: list[tuple[Token, Node]] = []
    pending = [root]
    while pending:
        node = pending.pop()
        for position, child in enumerate(node.children):
            token = child.token
            if token is None or child.name:
                continue
            if token.type == "html_verbatim":
                node.children[position] = Node(verbatim(token))
            elif token.type == "inline" and _is_html(token):
                found.append((token, inline.tree(token, names)))
        pending += node.children
    for token, tree in found:
        token.meta = {**token.meta, "html": True}
        token.children = inline.flatten(tree, names)


def _finished(tokens: Sequence[Token]) -> list[Token]:
    """Return tokens without empty paragraphs; the id of one that only has an id goes to the next.

    ``<a name="x"></a>`` before a heading is the heading's id.
    """
    found: list[Token] = []
    waiting: list[Token] = []  # ids, as tokens of the paragraphs that hold them
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.type == "paragraph_open" and tokens[position + 1].meta.get("html"):
            content = tokens[position + 1]
            _strip_indent(content)
            children = content.children or []
            if inline.is_empty(children):
                found += _reports(children, content)
                position += 3
                continue
            if _is_anchor(children):
                waiting += [child for child in children if child.type == "span_open"]
                position += 3
                continue
        if waiting:
            _settle(waiting, token, found)
            waiting = []
        found.append(token)
        position += 1
    for anchor in waiting:
        found += block("div", [], anchor.map, {"id": str(anchor.attrs["id"])}, {"closed": True})
    return found


def _is_anchor(children: Sequence[Token]) -> bool:
    """Return True for nothing but empty elements with ids."""
    kinds = ("span_open", "span_close")
    spans = [child for child in children if child.type in kinds]
    rest = [child for child in children if child.type not in kinds]
    ids = all(set(child.attrs) == {"id"} for child in spans if child.nesting > 0)
    return bool(spans) and ids and inline.is_empty(rest)


def _settle(waiting: Sequence[Token], token: Token, found: list[Token]) -> None:
    """Give a block the id that is written before it; what it cannot take is put before it."""
    anchors = list(waiting)
    if token.type.endswith(_TAKES_ID) and "id" not in token.attrs and not token.hidden:
        token.attrs["id"] = anchors.pop().attrs["id"]
    for anchor in anchors:
        lines = token.map or [0, 0]
        found += block("div", [], lines, {"id": str(anchor.attrs["id"])}, {"closed": True})


def _strip_indent(content: Token) -> None:
    first = next(iter(content.children or ()), None)
    if first is not None and first.type == "text":
        first.content = first.content.lstrip(_INDENT)


def _reports(children: Sequence[Token], content: Token) -> list[Token]:
    return [child.copy(map=content.map, block=True) for child in children if child.type == PROBLEM]


def _once(tokens: Sequence[Token], state: StateCore) -> list[Token]:
    """Return tokens with the first of the problems that say the same, which says how many."""
    counts: Counter[str] = Counter()
    firsts: dict[str, Token] = {}
    seen: set[str] = state.env.setdefault("html_problems", set())

    def kept(token: Token) -> bool:
        if token.type != PROBLEM:
            return True
        message = token.meta["message"]
        counts[message] += 1
        firsts.setdefault(message, token)
        return firsts[message] is token and message not in seen

    found = []
    for token in tokens:
        if token.children:
            token.children = [child for child in token.children if kept(child)]
        if kept(token):
            found.append(token)
    for message, token in firsts.items():
        if counts[message] > 1:
            token.meta["message"] = f"{message} ({counts[message]} times in this chapter)"
    seen.update(firsts)
    return found
