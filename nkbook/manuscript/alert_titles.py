"""The words over an alert (註, 提示, 警告 …), by edition."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace

from nkbook.model.document import Document, Element


def put(documents: Mapping[str, Document], labels: Mapping[str, str]) -> dict[str, Document]:
    """Return the documents with the edition's words as the titles of alerts."""
    return {name: _put(document, labels) for name, document in documents.items()}


def _put(document: Document, labels: Mapping[str, str]) -> Document:
    bodies = [note.body for note in document.notes]
    if not any(_titles(tree) for tree in (document.tree, *bodies)):
        return document
    tree = _named(document.tree, labels)
    notes = tuple(replace(note, body=_named(note.body, labels)) for note in document.notes)
    return replace(document, tree=tree, notes=notes)


def _titles(tree: Element) -> list[Element]:
    return [paragraph for paragraph in tree.iter("p") if paragraph.get("data-label")]


def _named(tree: Element, labels: Mapping[str, str]) -> Element:
    tree = copy.deepcopy(tree)
    for title in _titles(tree):
        title.text = labels[title.attrib.pop("data-label").replace("-", "_")]
    return tree
