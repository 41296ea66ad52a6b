"""``<ruby>``: the same elements as ``[重慶]{ruby="chóng qìng"}``, a base and a reading each.

HTML §4.5.10: a segment is text and the ``rt`` after it; with ``rb`` and ``rtc``, several bases
come before their readings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from markdown_it.token import Token

from nkbook.manuscript.markdown.html.nodes import Node
from nkbook.manuscript.markdown.html.tokens import global_attributes, pair
from nkbook.model.classes import GIVEN
from nkbook.typesetting.han import is_bopomofo

Content = Callable[[Node], list[Token]]


def annotated(node: Node, content: Content) -> list[Token]:
    """Return the span of a ``ruby`` element; its parts outside of one are plain text."""
    if node.name != "ruby":
        return content(node)
    found: list[Token] = []
    for bases, readings in _segments(node, content):
        whole = [token for base in bases for token in base]
        if not readings:
            found += whole
        elif len(bases) == len(readings):
            for base, reading in zip(bases, readings, strict=True):
                found += _ruby(base, reading)
        else:
            found += _ruby(whole, _joined(readings))
    attributes = global_attributes(node.attributes)
    attributes[GIVEN] = "annotated"
    return pair("span", "span", found, attributes, node.token)


def _ruby(base: list[Token], reading: list[Token]) -> list[Token]:
    attributes = {GIVEN: "bopomofo"} if is_bopomofo(_text(reading)) else {}
    return pair("ruby", "ruby", [*base, *pair("rt", "rt", reading)], attributes)


def _segments(
    node: Node, content: Content
) -> Iterator[tuple[list[list[Token]], list[list[Token]]]]:
    bases: list[list[Token]] = []
    readings: list[list[Token]] = []
    plain: list[Token] = []
    for part in _parts(node):
        if part.name == "rp" and _is_bracket(content(part)):
            continue  # for those who cannot show ruby
        if part.name == "rt":
            if plain:
                bases.append(plain)
                plain = []
            readings.append(_trimmed(content(part)))
            continue
        if readings:
            yield bases, readings
            bases, readings, plain = [], [], []
        if part.name == "rb":
            if plain:  # bases stand in their order, with tags and without
                bases.append(plain)
                plain = []
            bases.append(_trimmed(content(part)))
        else:
            whole = Node(children=[part])
            plain += [token for token in content(whole) if token.type != "softbreak"]
    if plain and any(token.type != "text" or token.content.strip() for token in plain):
        bases.append(plain)
    if bases or readings:
        yield bases, readings


def _parts(node: Node) -> Iterator[Node]:
    """Yield the parts of a ruby element; what an unclosed part holds of others comes after it."""
    for child in node.children:
        if child.name == "rtc":
            yield from _parts(child)
        elif child.name in ("rb", "rt", "rp"):
            own = [one for one in child.children if one.name not in ("rb", "rt", "rp", "rtc")]
            yield Node(child.token, child.name, child.attributes, own, child.end)
            rest = [one for one in child.children if one.name in ("rb", "rt", "rp", "rtc")]
            yield from _parts(Node(children=rest))
        else:
            yield child


def _joined(readings: list[list[Token]]) -> list[Token]:
    space = Token("text", "", 0, content=" ")
    return [token for reading in readings for token in (space, *reading)][1:]


def _trimmed(tokens: list[Token]) -> list[Token]:
    return [token for token in tokens if token.type != "softbreak"]


def _is_bracket(tokens: list[Token]) -> bool:
    """Return True for signs alone: no word, no note, no picture."""
    return not any(map(str.isalnum, _text(tokens))) and all(
        token.nesting or token.type in ("text", "text_special", "softbreak") for token in tokens
    )


def _text(tokens: list[Token]) -> str:
    return "".join(token.content for token in tokens).strip()
