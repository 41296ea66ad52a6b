"""Resolves the links by which authors point inside the book."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.manuscript.assembly.equations import number_of
from nkbook.manuscript.lists import index
from nkbook.manuscript.markdown.maths.tree import equation_id
from nkbook.model.document import Document, Element
from nkbook.model.metadata import Edition, Matter
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import BibliographyEntry, IndexGroup, Page
from nkbook.model.trees import has_class, text_of


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a link can point at; ``name`` is what an empty link prints, or None."""

    page: Page
    location: Location
    name: str | None = None
    is_equation: bool = False  # whose number says enough: no page is printed with it


def targets_of(
    pages: Sequence[Page],
    bibliography: Sequence[BibliographyEntry],
    groups: Sequence[IndexGroup],
    edition: Edition,
) -> tuple[dict[str, Target], list[Diagnostic]]:
    """Return everything in the book that has an id, and NK209 for each id that is used twice."""
    targets: dict[str, Target] = {}
    problems: list[Diagnostic] = []
    for page in pages:
        for id, target in _page_targets(page, bibliography, groups, edition):
            if id not in targets:
                targets[id] = target
                continue
            hint = f"it is first used at {targets[id].location}"
            whole = id == page.id == targets[id].page.id
            if whole:
                hint += "; give one of the chapters an id of its own in its header"
            problems.append(diagnostic("NK209", f'id "{id}" is used twice', target.location, hint))
            if whole:
                break  # ids of its blocks begin with it; fixing this one fixes them all
    return targets, problems


def _page_targets(
    page: Page,
    bibliography: Sequence[BibliographyEntry],
    groups: Sequence[IndexGroup],
    edition: Edition,
) -> Iterator[tuple[str, Target]]:
    """Yield everything on a page that has an id: the page, its sources, elements and notes."""
    source = page.document.chapter.source if page.document else "chapters/book.toml"
    yield page.id, Target(page, Location(source, 1), page.number or _quoted(page.title, edition))
    yield f"{page.id}-title", Target(page, Location(source, 1))
    if page.kind is PageKind.BIBLIOGRAPHY:
        for entry in bibliography:
            yield entry.id, Target(page, Location(source))
    if page.kind is PageKind.INDEX:
        for row in index.rows(groups):
            yield row.id, Target(page, Location(source))
    if page.document is not None:
        yield from _document_targets(page, page.document, edition)


def _document_targets(
    page: Page, document: Document, edition: Edition
) -> Iterator[tuple[str, Target]]:
    """Yield the elements of a page's document that have an id, then its notes."""
    source = document.chapter.source
    for root in (document.tree, *(note.body for note in document.notes)):
        for element in root.iter():
            if id := element.get("id"):
                line = int(element.get("data-line") or 0) or None
                where, number = Location(source, line), number_of(element)
                name = number or _name(element, edition)
                yield str(id), Target(page, where, name, number is not None)
    for note in document.notes:
        yield note.id, Target(page, note.location)


def _name(element: Element, edition: Edition) -> str | None:
    """Return what an empty link to an element prints: a section's title, a figure's number."""
    if element.tag == "section":
        return _quoted(text_of(element[0]), edition)
    label = element.find("*/span[@class='label']")
    if element.tag in ("figure", "table") and label is not None:
        return label.text
    return None


def _quoted(title: str, edition: Edition) -> str:
    return edition.labels["quoted"].format(title=title)


def resolve_page(page: Page, targets: Mapping[str, Target]) -> tuple[Page, list[Diagnostic]]:
    """Return a page with its internal links checked and the text of empty links filled in."""
    if page.document is None:
        return page, []
    problems: list[Diagnostic] = []
    source = page.document.chapter.source
    tree = copy.deepcopy(page.document.tree)
    notes = tuple(replace(note, body=copy.deepcopy(note.body)) for note in page.document.notes)
    for root in (tree, *(note.body for note in notes)):
        for link in _links(root):
            written = str(link.get("href"))[1:]
            id = _known(written, targets, page.document)
            link.set("href", f"#{id}")
            where = Location(source, int(link.get("data-line") or 0) or None)
            target = targets.get(id)
            if target is None:
                near = difflib.get_close_matches(id, targets, n=1)
                hint = f'did you mean "#{near[0]}"?' if near else f"give the place {{#{id}}}"
                problems.append(diagnostic("NK208", f'nothing has the id "{id}"', where, hint))
                continue
            classes = str(link.get("class")).split()
            if target.page.matter is Matter.FRONT:
                link.set("class", " ".join([*classes, "to-front"]))
            if "xref" in classes:
                if target.name is None:
                    problems.append(
                        diagnostic(
                            "NK208",
                            f'an empty link to "{id}" has no number or title to print',
                            where,
                            f"write the words: [words](#{id})",
                        )
                    )
                _name_link(link, target)
    document = replace(page.document, tree=tree, notes=notes)
    return replace(page, document=document), problems


def _known(written: str, targets: Mapping[str, Target], document: Document) -> str:
    """Return the id that an author means: one of the book's, or another name of it."""
    if written in targets:
        return written
    equation = equation_id(written)
    return document.aliases.get(written, equation if equation in targets else written)


def _name_link(link: Element, target: Target) -> None:
    """Print what an empty link leads to; an equation's number without a page."""
    link.text = target.name
    if target.is_equation:
        link.set("class", str(link.get("class")).replace("xref", "equation-ref", 1))
        if has_class(link, "bare") and target.name:
            link.text = target.name[1:-1]


def _links(root: Element) -> Iterator[Element]:
    """Yield the links by which authors point inside the book."""
    for link in root.iter("a"):
        if has_class(link, "internal") or has_class(link, "xref"):
            yield link
