"""The text that searches go through: every block of an edition, in a script that sets one variable.

A page from file:// may fetch nothing, but it may load a script. The whole text is there, so any
string is found, of one character or of many, and no words need to be told apart.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from nkbook.formats.site.folding import pairs
from nkbook.formats.site.metadata import json_text
from nkbook.model.document import Element
from nkbook.model.elements import ANNOTATIONS, MATHML, SVG, Level, of
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page, numbered
from nkbook.model.trees import has_class, is_call

_VARIABLE = "nkbookText"
_NOT_SEARCHED = frozenset((PageKind.INDEX,))  # its words are those of the text


def search_text(
    pages: Sequence[Page], trees: Mapping[str, Element], files: Mapping[str, str]
) -> str:
    """Return the script: for each page its file, its title, and its blocks with their ids.

    ``trees`` are the pages' sections by id, as they are in their files.
    """
    rows: list[list[object]] = []
    letters: set[str] = set()
    for page in pages:
        if page.kind in _NOT_SEARCHED:
            continue
        blocks: list[str] = []
        for id, text in _blocks(trees[page.id], page.id):
            letters.update(text)
            if len(blocks) > 1 and blocks[-2] == id:  # the cells of a row
                blocks[-1] = f"{blocks[-1]} {text}"
            else:
                blocks += (id, text)
        rows.append([files[page.id], numbered(page.number, page.title), *blocks])
    value = {"pairs": pairs(letters), "pages": rows}
    return f"var {_VARIABLE}={json_text(value)};\n"


def _blocks(root: Element, id: str) -> Iterator[tuple[str, str]]:
    """Yield the texts of blocks, each with the id of the nearest element that has one."""
    pieces: list[str] = []
    yield from _walk(root, id, pieces)
    if text := _plain(pieces):
        yield id, text


def _walk(element: Element, id: str, pieces: list[str]) -> Iterator[tuple[str, str]]:
    pieces.append(element.text or "")
    for child in element:
        if isinstance(child.tag, str) and not _is_left_out(child):
            own = str(child.get("id") or id)
            if str(child.tag).startswith((SVG, MATHML)):
                pieces.append(_of_drawing(child))
            elif of(str(child.tag)).level is Level.BLOCK:
                if text := _plain(pieces):
                    yield id, text
                pieces.clear()
                yield from _walk(child, own, pieces)
                if text := _plain(pieces):
                    yield own, text
                pieces.clear()
            elif child.tag == "br":
                pieces.append(" ")
            else:
                yield from _walk(child, id, pieces)
        pieces.append(child.tail or "")


def _of_drawing(element: Element) -> str:
    """Return the words of a drawing, or the TeX of a formula."""
    if element.tag == f"{MATHML}math":
        return str(element.get("alttext") or "")
    words = ("".join(map(str, one.itertext())) for one in element.iter(f"{SVG}text"))
    return f" {' '.join(words)} "


def _is_left_out(element: Element) -> bool:
    return (
        element.tag in ANNOTATIONS
        or is_call(element)
        or has_class(element, "anchor")
        or has_class(element, "backlink")
        or has_class(element, "between")
    )


def _plain(pieces: Sequence[str]) -> str:
    """Return a text in one line, without what nobody sees or types."""
    text = unicodedata.normalize("NFC", " ".join("".join(pieces).split()))
    return "".join(one for one in text if unicodedata.category(one) != "Cf")
