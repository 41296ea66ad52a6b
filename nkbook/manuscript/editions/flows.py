"""Converts a block's text as one string, across its inline markup, and writes it back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from nkbook.locales.model import Locale
from nkbook.manuscript.editions.text import Converter, Piece
from nkbook.manuscript.editions.words.characters import BARRIER
from nkbook.model.document import Element
from nkbook.model.elements import Level, Text, of
from nkbook.model.trees import has_class

# What a link has for words when it is written as an address: <https://example.org/后来>.
_ADDRESS = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|www\.)\S+\s*\Z", re.IGNORECASE)
_PROSE = "convert"  # [《題目》]{.convert}: a title that is to be converted like prose


@dataclass(frozen=True, slots=True)
class Node:
    """A text node of a flow: ``element``'s ``text`` or ``tail``; ``fixed`` text is not converted.

    ``override`` is what the author wrote for this edition; it replaces the whole element.
    """

    element: Element
    attribute: str
    text: str
    fixed: bool = False
    override: str | None = None
    prose: bool = False


@dataclass(frozen=True, slots=True)
class Split:
    """A term that is in more than one element, and whose replacement has another length."""

    piece: Piece
    element: Element


def convert_block(
    block: Element, converter: Converter, seen: Callable[[Sequence[Piece], Element], None]
) -> list[Split]:
    """Convert the text of a block and of the blocks in it, in place.

    ``seen`` is called with the pieces of each flow. Text in another language than the
    manuscript's, code, and text with the class ``orig`` are unchanged. Returns the terms that
    markup splits.
    """
    splits: list[Split] = []
    for flow in flows(block, converter.source, converter.target):
        text = "".join(BARRIER * len(node.text) if node.fixed else node.text for node in flow)
        pieces = converter.pieces(text, "convert" if flow[0].prose else None)
        seen(_shown(pieces, flow), flow[0].element)
        splits += _write(flow, pieces)
    return splits


def flows(root: Element, source: Locale, target: Locale) -> Iterator[list[Node]]:
    """Yield the runs of text nodes that are read as one text, in document order."""
    yield from _Flows(source, target).of(root)


class _Flows:
    """Collects the text nodes of a tree by block."""

    def __init__(self, source: Locale, target: Locale) -> None:
        self._source = source
        self._target = target
        self._done: list[list[Node]] = []
        self._current: list[Node] = []

    def of(self, root: Element) -> list[list[Node]]:
        self._element(root, fixed=is_fixed(root, self._source))
        self._close()
        return self._done

    def _close(self) -> None:
        if self._current:
            self._done.append(self._current)
            self._current = []

    def _element(self, element: Element, fixed: bool) -> None:
        override = element.get(f"data-{self._target.key}") if element.tag == "span" else None
        if override is not None:
            self._current.append(Node(element, "text", "".join(element.itertext()), True, override))
            return
        self._add(element, "text", fixed)
        for child in element:
            if not isinstance(child.tag, str):
                continue
            kind = of(child.tag)
            if kind.text is Text.ANNOTATION:  # readings are kept; the words under them run on
                self._add(child, "tail", fixed)
                continue
            inline = kind.level is Level.INLINE and not has_class(child, _PROSE)
            if not inline:
                self._close()
            self._element(child, fixed or is_fixed(child, self._source))
            if not inline:
                self._close()
            elif kind.text is Text.GAP:
                # Words do not continue across a picture or the end of a line.
                self._current.append(Node(child, "", BARRIER, True))
            self._add(child, "tail", fixed)

    def _add(self, element: Element, attribute: str, fixed: bool) -> None:
        text = getattr(element, attribute)
        if text:
            prose = attribute == "text" and has_class(element, _PROSE)
            self._current.append(Node(element, attribute, text, fixed, prose=prose))


def is_fixed(element: Element, source: Locale) -> bool:
    """Return True if an element itself keeps its text: code, ``orig``, address, other language."""
    language = element.get("lang")
    return (
        (element.tag == "a" and _ADDRESS.match("".join(element.itertext())) is not None)
        or of(str(element.tag)).text is Text.VERBATIM
        or has_class(element, "orig")
        or "data-verbatim" in element.attrib
        or (language is not None and language != source.tag)
    )


def _shown(pieces: Sequence[Piece], flow: Sequence[Node]) -> list[Piece]:
    """Return the pieces with the protected text in them, for the report."""
    fixed = iter(
        character
        for node in flow
        if node.fixed
        for character in (node.text if node.attribute else " ")
    )
    shown = []
    for piece in pieces:
        if BARRIER in piece.source:
            text = "".join(next(fixed) if c == BARRIER else c for c in piece.source)
            piece = Piece(text, text, "kept")  # noqa: PLW2901 — the same piece, readable
        shown.append(piece)
    return shown


def _write(flow: Sequence[Node], pieces: Sequence[Piece]) -> list[Split]:
    """Write the converted pieces to the nodes of a flow; return the terms that markup splits."""
    texts: list[list[str]] = [[] for _ in flow]
    splits: list[Split] = []
    for piece, parts in _parts(flow, pieces):
        first = parts[0][0]
        if len(parts) > 1 and len(piece.text) == len(piece.source):
            position = 0
            for number, length in parts:
                texts[number].append(piece.text[position : position + length])
                position += length
        else:
            texts[first].append(piece.text)
            if len(parts) > 1:
                splits.append(Split(piece, flow[first].element))
    for node, written in zip(flow, texts, strict=True):
        if node.override is not None:
            for child in list(node.element):
                node.element.remove(child)
            node.element.text = node.override
        elif not node.fixed:
            setattr(node.element, node.attribute, "".join(written))
    return splits


def _parts(
    flow: Sequence[Node], pieces: Sequence[Piece]
) -> Iterator[tuple[Piece, list[tuple[int, int]]]]:
    """Yield each piece with the numbers of the nodes it is in, and its length in each."""
    number, left = 0, len(flow[0].text)
    for piece in pieces:
        missing = len(piece.source)
        parts: list[tuple[int, int]] = []
        while missing:
            while not left:
                number += 1
                left = len(flow[number].text)
            length = min(left, missing)
            parts.append((number, length))
            missing -= length
            left -= length
        yield piece, parts
