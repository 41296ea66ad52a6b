"""Gives the pictures of chapters their files, and a frame to those that are not in the book."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import replace

from lxml import etree

from nkbook.diagnostics.problems import Diagnostic
from nkbook.manuscript.markdown.tree.pictures import wordless
from nkbook.model.document import Document, Element
from nkbook.model.trees import text_of
from nkbook.project.images import Absent, Images

ABSENT = "absent"  # class of what stands for a picture


def said_once(
    problems: Iterable[Diagnostic], documents: Iterable[Document], images: Images
) -> list[Diagnostic]:
    """Return the problems without NK308 (no words) for pictures that are not there to have any.

    NK312 says what is printed of them.
    """
    absent = {
        (where, wordless(source))
        for document in documents
        for source, where in document.images
        if isinstance(images.by_chapter.get((document.chapter.source, source)), Absent)
    }
    return [
        one for one in problems if one.code != "NK308" or (one.location, one.message) not in absent
    ]


def place(documents: Mapping[str, Document], images: Images) -> dict[str, Document]:
    """Return the documents with the names that the book's resources have.

    Where a picture is absent, a frame holds its words and its address, as a link.
    """
    return {stem: _placed(document, images) for stem, document in documents.items()}


def _placed(document: Document, images: Images) -> Document:
    names = {
        source: found
        for source, _ in document.images
        if (found := images.by_chapter.get((document.chapter.source, source), source)) != source
    }
    if not names:
        return document
    return replace(
        document.with_trees(lambda tree: _changed(tree, names)),
        images=tuple(
            (found, where)
            for source, where in document.images
            if isinstance(found := names.get(source, source), str)
        ),
    )


def _changed(root: Element, names: Mapping[str, str | Absent]) -> Element:
    tree = copy.deepcopy(root)
    for image in list(tree.iter("img")):
        found = names.get(image.get("src", ""))
        if isinstance(found, str):
            image.set("src", found)
        elif found is not None:
            _frame(image, found)
    return tree


def _frame(image: Element, absent: Absent) -> None:
    """Put words and an address in the place of a picture: a block in a figure, else in the line."""
    parent = image.getparent()
    if parent is None:
        return
    caption = parent.find("figcaption") if parent.tag == "figure" else None
    words = image.get("alt", "").strip()
    if caption is not None and text_of(caption).strip() == words:
        words = ""
    is_block = parent.tag == "figure"
    frame = etree.Element("p" if is_block else "span", {"class": ABSENT})
    if is_block and parent.get("id"):
        frame.set("id", f"{parent.get('id')}-{ABSENT}")
    for name in ("data-line", "title"):
        if image.get(name):
            frame.set(name, image.get(name, ""))
    inside_link = any(item.tag == "a" for item in image.iterancestors())
    if absent.is_link and not inside_link:
        address = etree.Element("a", {"class": "url", "href": absent.address})
    else:
        address = etree.Element("span", {"class": "url"})
    address.text = absent.address
    if words:
        frame.text = words
        if is_block:
            etree.SubElement(frame, "br")
        else:
            frame.text += " "
    frame.append(address)
    frame.tail = image.tail
    parent.replace(image, frame)
