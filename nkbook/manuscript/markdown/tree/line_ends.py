"""The line ends of the source: a space between words, nothing between Chinese characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from nkbook.model.document import Element
from nkbook.typesetting.han import joins


def join_lines(block: Element) -> None:
    """Replace the line feeds in a block's text, in place.

    A line feed becomes nothing or a space, as ``joins`` has it; text in ``code`` is left as
    it is.
    """
    nodes = list(_text_nodes(block))
    flow = "".join(text for _, _, text in nodes)
    if "\n" not in flow:
        return
    position = 0
    for element, attribute, text in nodes:
        written = []
        for offset, character in enumerate(text, position):
            if character != "\n":
                written.append(character)
            elif not joins(flow, offset):
                written.append(" ")
        position += len(text)
        setattr(element, attribute, "".join(written))


def without_comments(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield inline tokens but comments: the words on both sides of one are one text."""
    for token in tokens:
        if token.type != "html_inline" or not token.content.startswith("<!--"):
            yield token


def _text_nodes(element: Element) -> Iterator[tuple[Element, str, str]]:
    """Yield the text nodes below an element in order: owner, "text" or "tail", and the text.

    The readings of ruby stand beside the line.
    """
    if element.text and element.tag != "code":
        yield element, "text", element.text
    for child in element:
        if child.tag not in ("rt", "rp"):
            yield from _text_nodes(child)
        if child.tail:
            yield child, "tail", child.tail
