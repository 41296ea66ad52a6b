"""Gives elements of a chapter other ids, and whatever names them there."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import replace

from nkbook.model.document import Document, Element

_NAMING = ("id", "data-section", "data-to", "for")
_LISTING = ("aria-labelledby", "aria-describedby", "headers")


def renamed(document: Document, ids: Mapping[str, str]) -> Document:
    """Return a chapter in which the blocks and notes have the ids that ``ids`` has for theirs.

    Titles of sections and the calls of notes, whose ids are made of these, follow. What else has
    an id that is given away gets another one.
    """
    changed = {old: new for old, new in ids.items() if old != new}
    if not changed:
        return document
    names = dict(changed)
    for old, new in changed.items():
        for suffix in ("-title", "-call"):
            names[f"{old}{suffix}"] = f"{new}{suffix}"
    names |= _others(document, names, {*ids, *ids.values()})

    def change(root: Element) -> Element:
        tree = copy.deepcopy(root)
        for element in tree.iter("*"):
            _rename(element, names)
        return tree

    found = document.with_trees(change)
    return replace(
        found,
        headings=tuple(replace(one, id=names.get(one.id, one.id)) for one in found.headings),
        notes=tuple(
            replace(one, id=names.get(one.id, one.id), call_id=names.get(one.call_id, one.call_id))
            for one in found.notes
        ),
        aliases={old: names.get(new, new) for old, new in found.aliases.items()},
    )


def _rename(element: Element, names: Mapping[str, str]) -> None:
    for name in _NAMING:
        if (value := element.get(name)) in names:
            element.set(name, names[str(value)])
    for name in _LISTING:
        if value := element.get(name):
            element.set(name, " ".join(names.get(one, one) for one in str(value).split()))
    href = str(element.get("href") or "")
    if href.startswith("#") and href[1:] in names:
        element.set("href", f"#{names[href[1:]]}")


def _others(
    document: Document, names: Mapping[str, str], blocks: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield new names for what is no block, such as a list, and has an id that a block gets."""
    given = {*names.values()}
    for root in (document.tree, *(note.body for note in document.notes)):
        for element in root.iter("*"):
            id = str(element.get("id") or "")
            if id in given and id not in names and id not in blocks:
                yield id, f"{id}-b"
