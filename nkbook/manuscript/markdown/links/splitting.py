"""Splits links around links, notes and citations in their words: a link holds no other."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from nkbook.model.document import Element
from nkbook.model.trees import append_text, has_class, is_call


def split_links(root: Element) -> None:
    """Split, in place, each link with such parts into one before and one after each of them."""
    links = [one for one in root.iter("a") if not is_call(one) and _holds_call(one)]
    for link in reversed(links):  # those inside others first
        parent = link.getparent()
        if parent is not None:
            tail, link.tail = link.tail, None
            position = parent.index(link)
            parent[position : position + 1] = pieces = [*_pieces(link)]
            if not any(_is_piece_of(link, one) for one in pieces):
                link.text = str(link.get("href", ""))  # it has no words of its own
                del link[:]
                parent.insert(position, link)
            pieces[-1].tail = tail


def _is_piece_of(link: Element, one: Element) -> bool:
    return one.tag == "a" and not is_call(one) and one.get("href") == link.get("href")


def _is_call(element: Element) -> bool:
    """Return True for what stands between the pieces of a link: a call, or a link of its own."""
    is_link = element.tag == "a" and "href" in element.attrib
    return is_link or (element.tag == "span" and has_class(element, "citation"))


def _holds_call(element: Element) -> bool:
    return any(map(_is_call, element.iterdescendants("a", "span")))


def _pieces(element: Element) -> Iterator[Element]:
    """Yield an element in pieces, and the calls between them; its id is the first piece's."""
    piece = etree.Element(str(element.tag), dict(element.attrib))
    piece.text = element.text
    for child in list(element):
        tail, child.tail = child.tail, None
        for part in _pieces(child) if _holds_call(child) else (child,):
            if not _is_call(part):
                piece.append(part)
                continue
            if len(piece) or piece.text:
                yield piece
                piece = etree.Element(str(element.tag), dict(element.attrib))
                piece.attrib.pop("id", None)
            yield part
        append_text(piece, tail or "")
    if len(piece) or piece.text:
        yield piece
