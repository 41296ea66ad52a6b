"""Whole small books against their expected publications: text and structure, element by element.

After a wanted change, write the new expectation with
``NKBOOK_UPDATE=1 pytest -k golden`` and read the difference before committing it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from lxml import etree
from places import BOOKS

from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.model.document import Element
from nkbook.model.publication import Publication, TocEntry
from nkbook.project import config


def publication(name: str) -> Publication:
    """Return the one publication of a book of tests/books."""
    settings = config.load(BOOKS / name)
    prepared = prepare(settings, Theme(BOOKS / name), settings.editions)
    assert prepared.diagnostics == ()
    (only,) = prepared.publications.values()
    return only


def written(value: Publication) -> str:
    """Return a publication as readable lines: contents, pages with their notes, sources."""
    lines = ["# contents", *contents(value.toc)]
    for page in value.pages:
        lines += [
            "",
            f"# {page.kind} {page.id}: {' '.join(filter(None, (page.number, page.title)))}",
        ]
        if page.document:
            lines.append(xhtml(page.document.tree))
            lines += [
                f"[{note.number}] {note.id} <- {note.call_id}\n{xhtml(note.body)}"
                for note in page.document.notes
            ]
    lines += ["", "# bibliography", *(xhtml(entry.body) for entry in value.bibliography), ""]
    return "\n".join(lines)


def contents(entries: Iterable[TocEntry], depth: int = 0) -> Iterable[str]:
    """Yield the rows of the contents, indented."""
    for entry in entries:
        yield f"{'  ' * depth}{entry.number or '-'} {entry.title} {entry.href}"
        yield from contents(entry.children, depth + 1)


def xhtml(element: Element) -> str:
    """Return an element as it stands, its top blocks one a line."""
    if element.tag == "div":
        return "\n".join(etree.tostring(child, encoding="unicode").strip() for child in element)
    return etree.tostring(element, encoding="unicode").strip()


@pytest.mark.parametrize("name", ["minimal", "everything"])
def test_publication(name: str) -> None:
    expected: Path = BOOKS / name / "expected.txt"
    found = written(publication(name))
    if os.environ.get("NKBOOK_UPDATE"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


def test_two_runs_are_the_same() -> None:
    assert written(publication("everything")) == written(publication("everything"))
