"""Tags of HTML among inline nodes: the elements that they stand for, as nkbook reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from nkbook.checks.second_reading.nodes import Child, Node, link, node
from nkbook.model.raw_html import NAMES, VOID, unescaped

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w-]*+)(?P<rest>[^>]*+)>\Z")
_TAGS = re.compile(r"<(/?)([A-Za-z][\w-]*+)([^>]*+)>")
_TARGET = re.compile(r"""\bhref=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_NO_ADDRESS = re.compile(r"[\t\r\n]")
_SOURCE = re.compile(r"""\bsrc=(["']?)([^"'\s>]+)\1""")
_CLASSES = re.compile(r"""\bclass=["']([^"']*)["']""")
_READING = "reading"  # of ruby: beside the text, not in it
_KINDS = {
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "emphasis"),
    **dict.fromkeys(("strong", "b"), "strong"),
    **dict.fromkeys(("del", "s", "strike"), "deleted"),
    **dict.fromkeys(("u", "ins"), "underline"),
    "sub": "subscript",
    "sup": "superscript",
    "br": "line break",
    **dict.fromkeys(("rt", "rp"), _READING),
    **dict.fromkeys(("code", "tt", "samp"), "code"),
    "a": "link",
}


@dataclass(slots=True)
class _Open:
    """An element whose end has not come yet."""

    kind: str
    given: dict[str, str] = field(default_factory=dict)
    inner: list[Child] = field(default_factory=list)


def with_elements(children: Iterable[Child]) -> tuple[Child, ...]:  # noqa: C901 — a case each
    """Return inline nodes with pairs of raw tags as nodes, and without the tags of no kind."""
    stack: list[_Open] = [_Open("")]
    for child in children:
        tag = _TAG.match(_html(child))
        if tag is None:
            stack[-1].inner.append(child)
            continue
        name, rest = tag["name"].lower(), tag["rest"]
        kind = _KINDS.get(name, "")
        if kind == "line break":
            stack[-1].inner.append(node(kind))
        elif name == "img" and (source := _SOURCE.search(rest)):
            classes = _CLASSES.search(rest)
            given = {"classes": " ".join(sorted(classes[1].split()))} if classes else {}
            stack[-1].inner.append(node("picture", (), {"src": source[2], **given}))
        elif name not in NAMES:
            stack[-1].inner.append(child)  # <words>: what they say may be printed
        elif not kind or (rest.endswith("/") and kind != "link"):
            continue
        elif not tag["close"]:
            target = _TARGET.search(rest)
            if kind != "link" or target:
                stack.append(_Open(kind, {"href": _address(target)} if target else {}))
        elif stack[-1].kind == kind:
            _close(stack)
    while len(stack) > 1:  # tags that nothing closes: only a link still has a meaning
        _close(stack)
    return tuple(stack[0].inner)


def grouped(blocks: Sequence[Node]) -> Iterator[Node]:
    """Yield blocks with all from a raw tag to the one that closes it as one raw node.

    Else a block behind an element of HTML could be compared with one inside of it.
    """
    at = 0
    while at < len(blocks):
        end, depth = at, _depth(blocks[at])
        while depth > 0 and end + 1 < len(blocks):
            end += 1
            depth += _depth(blocks[end])
        if end > at and depth == 0:
            yield node("raw", blocks[at : end + 1], {"format": "html"})
        else:
            end = at
            yield blocks[at]
        at = end + 1


def _depth(block: Node) -> int:
    """Return how many more tags a raw block opens than it closes."""
    html = _html(block)
    tags = _TAGS.findall(html[: html.rfind(">") + 1])
    return sum(
        -1 if close else 1
        for close, name, rest in tags
        if not rest.endswith("/") and name.lower() not in VOID
    )


def _address(target: re.Match[str]) -> str:
    """Return the address in a tag; line ends and tabs are no part of it (WHATWG, URL)."""
    return _NO_ADDRESS.sub("", unescaped(target[target.lastindex or 1]))


def _close(stack: list[_Open]) -> None:
    done = stack.pop()
    if done.kind == "link":
        href = done.given.get("href", "")
        stack[-1].inner.extend(link(done.inner or [href], href))
    elif done.kind == "code":
        text = "".join(one if isinstance(one, str) else one.text for one in done.inner)
        stack[-1].inner.append(node("code", (text.strip(" "),)))
    elif done.kind != _READING:
        stack[-1].inner.append(node(done.kind, done.inner, done.given))


def _html(child: Child) -> str:
    """Return the text of raw HTML, or nothing for any other node."""
    if isinstance(child, Node) and child.kind == "raw" and child.attributes["format"] == "html":
        return child.text
    return ""
