"""Marks the Western quotation marks of Chinese texts, so that readers set them as Western ones.

Unicode has “ ” ‘ ’ once for both: in a Chinese font they are a square wide, also among the words of
another language. The PDF's composition chooses the glyph itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

from nkbook.formats.html.named_styles import LATIN
from nkbook.locales.registry import closest
from nkbook.model.document import Element
from nkbook.model.elements import MATHML, SVG, Level, Text, of
from nkbook.model.trees import has_class, is_call
from nkbook.typesetting.characters import OBJECT, RAISED
from nkbook.typesetting.quotes import western_quotes

WESTERN_MARK = "western"  # class of a run of such marks
_RAISING = ("sup", "sub")


class _Piece(NamedTuple):
    """A text node of a paragraph; ``before`` is the child whose tail it is, None for the text."""

    element: Element
    before: Element | None
    text: str  # what stands for it among the texts around it
    chinese: bool  # in Chinese, and not code: only such text is marked


def mark_western(root: Element, language: str) -> None:
    """Wrap the Western quotation marks in a tree in ``span.western``, in place.

    ``language`` is the tree's own, where no element says another.
    """
    paragraph: list[_Piece] = []
    for piece in [*_pieces(root, language), None]:
        if piece is not None:
            paragraph.append(piece)
        else:
            _mark(paragraph)
            paragraph = []


def _mark(paragraph: list[_Piece]) -> None:
    places = western_quotes("".join(one.text for one in paragraph))
    start = 0
    for one in paragraph if places else ():
        end = start + len(one.text)
        if one.chinese and any(start <= place < end for place in places):
            _wrap(one, {place - start for place in places})
        start = end


def _pieces(
    element: Element, language: str, *, raised: bool = False, verbatim: bool = False
) -> Iterator[_Piece | None]:
    """Yield the text nodes of an element, and None where a paragraph ends."""
    language = element.get("lang", language)
    raised = raised or element.tag in _RAISING or is_call(element)
    kind = of(str(element.tag))
    verbatim = verbatim or kind.text is Text.VERBATIM
    chinese = closest(language) is not None and not (raised or verbatim)
    ends = [None] if kind.level is Level.BLOCK else []
    yield from ends
    for before in (None, *element):
        if before is not None and isinstance(before.tag, str):
            yield from _child(before, language, raised, verbatim)
        if text := (element.text if before is None else before.tail):
            yield _Piece(element, before, RAISED * len(text) if raised else text, chinese)
    yield from ends


def _child(child: Element, language: str, raised: bool, verbatim: bool) -> Iterator[_Piece | None]:
    kind = of(str(child.tag))
    if str(child.tag).startswith((SVG, MATHML)) or kind.text is Text.GAP:
        yield _Piece(child, None, OBJECT, chinese=False)
    elif has_class(child, "backlink"):
        yield None  # the number of a note stands before its text, and is none of it
    elif kind.text is not Text.ANNOTATION and kind.level is not Level.NONE:
        yield from _pieces(child, language, raised=raised, verbatim=verbatim)


def _wrap(piece: _Piece, places: set[int]) -> None:
    """Put the marks at places of a text node in spans."""
    element, before, text, _ = piece
    at = 0 if before is None else element.index(before) + 1
    rest = [""]  # the texts between the spans
    for place, character in enumerate(text):
        if place in places:
            span = etree.Element("span", {"class": WESTERN_MARK, "lang": LATIN})
            span.text = character
            element.insert(at + len(rest) - 1, span)
            rest.append("")
        else:
            rest[-1] += character
    if before is None:
        element.text = rest[0]
    else:
        before.tail = rest[0]
    for span, tail in zip(element[at:], rest[1:], strict=False):
        span.tail = tail
