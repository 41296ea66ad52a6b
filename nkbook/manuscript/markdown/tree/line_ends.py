"""The line ends of the source: a space between words, nothing between Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nkbook.model.document import Element
from nkbook.typesetting.han import SHARED_MARKS, is_wide

_BEFORE = re.compile(f"([^{SHARED_MARKS}]?)([{SHARED_MARKS}]{{0,9}})\\Z")
_AFTER = re.compile(f"([{SHARED_MARKS}]{{0,9}})([^{SHARED_MARKS}]?)")


def join_lines(block: Element) -> None:
    """Replace the line feeds in a block's text, in place.

    A line feed becomes nothing when the characters on both sides are East Asian wide (UAX #11 W or
    F), otherwise a space, as in Pandoc's east_asian_line_breaks and CSS Text 4 §4.1.3 (segment
    break transformation). Marks that Chinese shares with Western languages, “ ” — …, are those of
    what stands beyond the line feed; between two of them, of what stands beyond either. Text in
    ``code`` is left as it is.
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
            elif not _is_chinese(flow, offset):
                written.append(" ")
        position += len(text)
        setattr(element, attribute, "".join(written))


def _is_chinese(flow: str, offset: int) -> bool:
    """Return True if the line feed at ``offset`` stands in a text that has no spaces."""
    before = _BEFORE.search(flow[max(offset - 10, 0) : offset])
    after = _AFTER.match(flow, offset + 1)
    if before is None or after is None:
        return False
    first, last = is_wide(before[1]), is_wide(after[2])
    if before[2] and after[1]:
        return first or last
    return (first or bool(before[2])) and (last or bool(after[1]))


def _text_nodes(element: Element) -> Iterator[tuple[Element, str, str]]:
    """Yield the text nodes below an element in order: owner, "text" or "tail", and the text."""
    if element.text and element.tag != "code":
        yield element, "text", element.text
    for child in element:
        yield from _text_nodes(child)
        if child.tail:
            yield child, "tail", child.tail
