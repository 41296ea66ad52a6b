"""Attributes in braces, in Pandoc's grammar: ``{#id .class key=value}`` after nearly everything.

An id or class is any text without white space, brackets and quotes, so that Chinese ones work;
a value is bare, or in double or single quotes. ``{-}`` is ``{.unnumbered}`` (Pandoc's manual,
Headings).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any, TypeAlias

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

Attributes: TypeAlias = dict[str, str]

_ITEM = re.compile(
    r"""\s*(?:
        \#(?P<id>[^\s{}\[\]"']+)
      | \.(?P<cls>[^\s{}\[\].\#="']+)
      | (?P<key>[^\W\d_][\w:.-]*)=
        (?:"(?P<double>(?:[^"\\]|\\.)*+)"|'(?P<single>(?:[^'\\]|\\.)*+)'|(?P<bare>[^\s{}"']+))
      | (?P<unnumbered>-)(?=[\s}])
    )""",
    re.VERBOSE | re.DOTALL,
)
_END = re.compile(r"\s*\}")
_NOT_IN_FRAGMENTS = re.compile(r"""[\x00-\x20\x7f-\xa0"#%<>\[\\\]^`{|}]""")
_AFTER = frozenset(("image", "code_inline", "link_close", "span_close", "math_inline"))
_HANDLER = re.compile(r"on[a-z]+\Z", re.IGNORECASE)
_BLANKS = " \t\n"
_SMALL_CAPITALS = re.compile(r"\s*font-variant\s*:\s*small-caps\s*+(?:;\s*+)?", re.IGNORECASE)


def usable_id(name: str) -> str:
    """Return an id that an address can name as it stands; "" if nothing is left.

    XHTML has no ids of several words. A hyphen stands for blanks and for what no fragment may hold
    (URL Standard, "URL code points").
    """
    return "-".join(_NOT_IN_FRAGMENTS.sub(" ", name).split())


def attributes_at(text: str, start: int = 0) -> tuple[Attributes, int] | None:
    """Return the attributes of the braces at ``start`` and the position after them, or None.

    Positions are code points.
    """
    if not text.startswith("{", start):
        return None
    position, found = start + 1, Attributes()
    classes: list[str] = []
    while item := _ITEM.match(text, position):
        _add(found, classes, item)
        position = item.end()
    end = _END.match(text, position)
    if classes:
        found["class"] = " ".join(filter(None, classes))  # last, so that equal files stay equal
    return (found, end.end()) if end else None


def attributes(text: str) -> Attributes | None:
    """Return the attributes if the whole ``text`` is one pair of braces with attributes."""
    found = attributes_at(text)
    return found[0] if found and found[1] == len(text) else None


def trailing_attributes(text: str) -> tuple[str, Attributes] | None:
    """Return the text before attributes at its end, and them; None if it ends with none.

    White space before them is left out. The time is linear in the text, whatever blanks it has.
    """
    text = text.rstrip()
    start = text.rfind("{")
    if start < 0 or not text.endswith("}"):
        return None
    found = attributes(text[start:])
    return (text[:start].rstrip(), found) if found is not None else None


def last_attributes(printed: str, source: str) -> tuple[str, Attributes] | None:
    """Return what ``trailing_attributes`` finds at the end of a text; ``source`` is as typed.

    In a value, a backslash before a quotation mark stands in the source alone.
    """
    found, printed, source = trailing_attributes(source), printed.rstrip(), source.rstrip()
    braces = re.sub(r"\\([\"'\\])", r"\1", source[source.rfind("{") :])
    if found is None or "\\" not in source or not printed.endswith(braces):
        return trailing_attributes(printed)
    return printed.removesuffix(braces).rstrip(), found[1]


def without_closing_marks(text: str) -> str:
    """Return a heading's text without the ``##`` that closes it (CommonMark §4.2).

    Before it the blank may be a Chinese one, as in Pandoc.
    """
    words = text.rstrip("#")
    return words.rstrip() if words != text and words[-1:] in ("", " ", "\t", "\u3000") else text


def _add(found: Attributes, classes: list[str], item: re.Match[str]) -> None:
    if item["id"]:
        if name := usable_id(item["id"]):
            found["id"] = name
    elif item["cls"] or item["unnumbered"]:
        classes.append(item["cls"] or "unnumbered")
    else:
        quoted = next((v for v in (item["double"], item["single"]) if v is not None), None)
        value = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else item["bare"]
        if item["key"] == "class":
            classes.append(value)
        elif item["key"] != "id":
            add_pair(found, item["key"], value)
        elif name := usable_id(value):
            found["id"] = name


def add_pair(found: MutableMapping[str, Any], key: str, value: str) -> None:
    """Add a key with its value: of two, HTML and Pandoc take the first; no word is lost."""
    while key in found:
        key = f"{key}-again"
    found[key] = value


def attributes_plugin(md: MarkdownIt) -> None:
    """Read ``[text]{…}`` as a span, and braces right after an image, code, link or span."""
    md.inline.ruler.before("link", "span", _span)
    md.inline.ruler.push("attributes", _following)


def give(token: Token, found: Mapping[str, str]) -> None:
    """Add attributes to a token; classes are joined, what runs a script is mere data."""
    for name, value in found.items():
        if _HANDLER.match(name):
            name = f"data-{name}"  # noqa: PLW2901 — no word is lost
        if name in ("href", "src") and name in token.attrs:
            name = f"given-{name}"  # noqa: PLW2901 — the address itself stays
        if name == "class" and token.attrs.get("class"):
            token.attrs["class"] = f"{token.attrs['class']} {value}"
        else:
            token.attrs[name] = value
    if token.type == "image" and found.get("alt") == "":  # as in HTML and Pandoc
        token.attrs["class"] = f"{token.attrs.get('class', '')} decorative".strip()


def _span(state: StateInline, silent: bool) -> bool:
    """Inline rule for Pandoc's bracketed spans; a link's brackets are followed by other marks.

    Blanks around the words in the brackets are not the span's, and print nothing.
    """
    if state.src[state.pos] != "[":
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos, False)
    found = attributes_at(state.src[: state.posMax], end + 1) if end >= 0 else None
    if found is None:
        return False
    if not silent:
        start, maximum = state.pos + 1, state.posMax
        words = state.src[start:end]
        if words.strip(_BLANKS):  # those alone are what the author wants
            start += len(words) - len(words.lstrip(_BLANKS))
        give(state.push("span_open", "span", 1), _with_class(found[0]))
        state.pos, state.posMax = start, end
        state.md.inline.tokenize(state)
        if words.strip(_BLANKS):
            _strip(state.tokens[-1])
        state.push("span_close", "span", -1)
        state.posMax = maximum
    state.pos = found[1]
    return True


def _strip(last: Token) -> None:
    """Take the blanks from the end of a span's last token."""
    if last.type == "softbreak":
        last.type = "text"
    elif last.type == "text":
        last.content = last.content.rstrip(_BLANKS)


def _with_class(given: Attributes) -> Attributes:
    """Return a span's attributes with the classes that Pandoc knows by other names.

    These are ``ul`` for underline, and the style of small capitals.
    """
    classes = ["underline" if name == "ul" else name for name in given.get("class", "").split()]
    others = {name: value for name, value in given.items() if name != "class"}
    if _SMALL_CAPITALS.fullmatch(given.get("style", "")):
        classes.append("smallcaps")
    return others | ({"class": " ".join(classes)} if classes else {})


def _following(state: StateInline, silent: bool) -> bool:
    """Inline rule for the attributes of what ends right before them."""
    if state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False
    if state.tokens[-1].type not in _AFTER:
        return False
    found = attributes_at(state.src[: state.posMax], state.pos)
    if found is None:
        return False
    if not silent:
        give(_opening(state.tokens), found[0])
    state.pos = found[1]
    return True


def _opening(tokens: list[Token]) -> Token:
    """Return the token that opens what the last token ends."""
    level = 0
    for token in reversed(tokens):
        level += token.nesting
        if level == 0:
            return token
    return tokens[-1]
