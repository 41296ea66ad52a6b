"""Reads HTML that nkbook has written of a tree, in place of the parser for any page of the web.

That one, tinyhtml5, is a program in Python that goes character by character, which takes a fortieth
of the time of a book. Here only what a serialiser writes is read: tags that match, attributes in
quotes. Where the rules of HTML could make another tree of it than the nesting says (HTML Living
Standard §13.2.6: a block in a paragraph, a link in a link, anything but rows in a table …), and for
any element that is not listed here, tinyhtml5 reads it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement

# A tag: its end or begin, name and attributes; all else is text.
_TAG = re.compile(r"""<(/?)([a-z][a-z0-9]*)((?:\s+[a-z][a-z0-9-]*=(?:"[^"]*"|'[^']*'))*)\s*>""")
_ATTRIBUTE = re.compile(r"""(?<!\s)\s++([a-z][a-z0-9-]*+)=(?:"([^"]*)"|'([^']*)')""")
_REFERENCE = re.compile(r"&([a-z]+|#[0-9]+);")
_CHARACTERS = MappingProxyType({"amp": "&", "lt": "<", "gt": ">", "quot": '"', "nbsp": "\xa0"})
_LEAST = 32  # the first character that a reference by number may stand for, and the last
_MOST = 0xFFFF
_UNUSUAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\U0001fffe-\U0010ffff]")

_VOID = frozenset(("br", "hr", "img", "wbr"))
# Elements that end a paragraph (§13.2.6.4.7), so none may be in one.
_BLOCKS = frozenset((
    "article", "aside", "blockquote", "div", "dl", "figcaption", "figure", "footer", "header", "hr",
    "main", "nav", "ol", "p", "pre", "section", "table", "ul",
    "h1", "h2", "h3", "h4", "h5", "h6", "li", "dd", "dt",
))  # fmt: skip
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_INLINE = frozenset((
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark",
    "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "ruby", "br", "img", "wbr",
))  # fmt: skip
# Elements that are only read inside some others.
_INSIDE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "li": frozenset(("ol", "ul")),
        "dt": frozenset(("dl",)),
        "dd": frozenset(("dl",)),
        "rt": frozenset(("ruby",)),
        "rp": frozenset(("ruby",)),
        "caption": frozenset(("table",)),
        "colgroup": frozenset(("table",)),
        "col": frozenset(("colgroup",)),
        "thead": frozenset(("table",)),
        "tbody": frozenset(("table",)),
        "tfoot": frozenset(("table",)),
        "tr": frozenset(("thead", "tbody", "tfoot")),
        "td": frozenset(("tr",)),
        "th": frozenset(("tr",)),
    }
)
# Elements that have no text, and no others but those that are only read inside them.
_OF_TABLES = frozenset(("table", "colgroup", "thead", "tbody", "tfoot", "tr"))
_KNOWN = _BLOCKS | _INLINE | _INSIDE.keys()


class _OtherwiseError(Exception):
    """It may be read otherwise by the rules of HTML."""


def handed(html: str) -> Element | None:
    """Return a root that has what a piece of a body's HTML says; None if tinyhtml5 is to read it.

    ``html`` is what is between tags of a body that has no text around it.
    """
    if _UNUSUAL.search(html):
        return None
    try:
        return _tree(html)
    except _OtherwiseError:
        return None


def _tree(html: str) -> Element:
    root = Element("body")
    stack = [root]
    paragraphs = links = 0  # that are open
    last: Element | None = None  # the child of the current element that is closed
    at = 0
    for match in _TAG.finditer(html):
        if match.start() > at:
            _put(stack[-1], last, html[at : match.start()])
        at = match.end()
        closing, name, attributes = match.groups()
        current = stack[-1]
        if closing:
            if current.tag != name or attributes or len(stack) == 1:
                raise _OtherwiseError
            stack.pop()
            last = current
            paragraphs -= name == "p"
            links -= name == "a"
            continue
        parent = str(current.tag)
        if parent == "div" and name in ("dt", "dd") and str(stack[-2].tag) == "dl":
            parent = "dl"  # a div may be round some of its entries
        _check(name, parent, paragraphs, links)
        if name == "pre" and html[at : at + 1] == "\n":  # which is left out (§13.2.6.4.7)
            raise _OtherwiseError
        element = SubElement(current, name, _attributes(attributes))
        if name in _VOID or name == "col":
            last = element
        else:
            stack.append(element)
            last = None
            paragraphs += name == "p"
            links += name == "a"
    if at < len(html):
        _put(stack[-1], last, html[at:])
    if len(stack) > 1:
        raise _OtherwiseError
    return root


def _check(name: str, parent: str, paragraphs: int, links: int) -> None:
    """Raise if an element may end others, or be moved out of them."""
    inside = _INSIDE.get(name)
    if (
        name not in _KNOWN
        or (inside is not None and parent not in inside)
        or (inside is None and parent in _OF_TABLES)
        or (paragraphs and name in _BLOCKS)
        or (name in _HEADINGS and parent in _HEADINGS)
        or (links and name == "a")
    ):
        raise _OtherwiseError


def _put(current: Element, last: Element | None, text: str) -> None:
    """Add text to an element, or behind the child that was last closed."""
    if "<" in text or (current.tag in _OF_TABLES and text.strip()):
        raise _OtherwiseError
    text = _read(text)
    if last is None:
        current.text = (current.text or "") + text
    else:
        last.tail = (last.tail or "") + text


def _attributes(written: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single in _ATTRIBUTE.findall(written):
        if name in found:
            raise _OtherwiseError
        found[name] = _read(double or single)
    return found


def _read(text: str) -> str:
    """Return text whose references are replaced."""
    if "&" not in text:
        return text
    if text.count("&") != len(_REFERENCE.findall(text)):
        raise _OtherwiseError
    return _REFERENCE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name.startswith("#"):
        code = int(name[1:])
        character = chr(code) if _LEAST <= code <= _MOST else "\0"
        if _UNUSUAL.match(character) or "\ud800" <= character <= "\udfff":
            raise _OtherwiseError
        return character
    if name not in _CHARACTERS:
        raise _OtherwiseError
    return _CHARACTERS[name]
