"""What the house prints for a construct: the titles of alerts (註, 提示 …), the boxes of tasks."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace

from nkbook.model.document import Document, Element

# Pandoc's marks, U+2610 and U+2612, are in few Chinese fonts; these are in the book's own.
_TASKS = {"open": ("☐", "□"), "done": ("☒", "✓")}


def put(documents: Mapping[str, Document], labels: Mapping[str, str]) -> dict[str, Document]:
    """Return the documents with an edition's words over alerts, and printable boxes of tasks."""
    return {name: _put(document, labels) for name, document in documents.items()}


def _put(document: Document, labels: Mapping[str, str]) -> Document:
    bodies = [note.body for note in document.notes]
    if not any(_marked(tree) for tree in (document.tree, *bodies)):
        return document
    tree = _finished(document.tree, labels)
    notes = tuple(replace(note, body=_finished(note.body, labels)) for note in document.notes)
    return replace(document, tree=tree, notes=notes)


def _marked(tree: Element) -> list[Element]:
    return [
        element
        for element in tree.iter("p", "li")
        if {"data-label", "data-task"} & {*element.attrib}
    ]


def _finished(tree: Element, labels: Mapping[str, str]) -> Element:
    tree = copy.deepcopy(tree)
    for element in _marked(tree):
        if label := element.attrib.pop("data-label", None):
            element.text = labels[str(label).replace("-", "_")]
        if task := element.attrib.pop("data-task", None):
            first = element if (element.text or "").strip() else element[0]
            first.text = (first.text or "").replace(*_TASKS[str(task)], 1)
    return tree
