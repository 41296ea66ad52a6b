"""Documents → Publication: numbers chapters and captions, resolves links, builds the contents."""

from __future__ import annotations

import copy
import difflib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from lxml import etree

from nkbook import index
from nkbook.book import (
    BibliographyEntry,
    Book,
    Document,
    Edition,
    Element,
    IndexGroup,
    Matter,
    Page,
    Publication,
    Resource,
    TocEntry,
)
from nkbook.errors import Diagnostic, Location, diagnostic
from nkbook.glossary import names_of
from nkbook.labels import cjk_number
from nkbook.trees import has_class, text_of

_UNLISTED = {"cover", "half-title", "title-page", "colophon", "contents"}
_CONTENTS_LEVELS = 3  # headings down to h3


@dataclass(frozen=True, slots=True)
class _Target:
    """Something that a link can point at; ``name`` is what an empty link prints, or None."""

    page: Page
    location: Location
    name: str | None = None


def resolve(
    book: Book,
    documents: Mapping[str, Document],
    bibliography: Sequence[BibliographyEntry],
    edition: Edition,
    resources: Sequence[Resource],
) -> tuple[Publication, tuple[Diagnostic, ...]]:
    """Return the publication of an edition; ``documents`` are keyed as the spine names them.

    Problems are NK208 (dangling link, or an empty link to something without a name) and NK209
    (an id that stands twice in the book).
    """
    pages = _number_captions(_pages(book, documents, edition), edition)
    groups, index_problems = index.build(pages, book.index_notes, edition)
    targets, problems = _targets(pages, bibliography, groups, edition)
    problems.extend(index_problems)
    resolved = []
    for page in pages:
        resolved_page, found = _resolve_page(page, targets)
        resolved.append(resolved_page)
        problems.extend(found)
    publication = Publication(
        metadata=book.metadata,
        edition=edition,
        pages=tuple(resolved),
        toc=tuple(_contents(book, resolved)),
        bibliography=tuple(bibliography),
        resources=tuple(resources),
        anchors=MappingProxyType({id: target.page.id for id, target in targets.items()}),
        characters=sum(
            _characters(page.document.tree) for page in resolved if page.document is not None
        ),
        index=groups,
        names=names_of(book.names, resolved, edition),
    )
    return publication, tuple(problems)


def _pages(book: Book, documents: Mapping[str, Document], edition: Edition) -> list[Page]:
    """Return the pages in spine order, parts and chapters numbered through the book."""
    pages: list[Page] = []
    part_number = chapter_number = 0
    for item in book.spine:
        if item.kind == "page":
            title = edition.labels[item.ref.replace("-", "_")]
            pages.append(Page(item.ref, item.ref, item.matter, title))
        elif item.kind == "part":
            part = book.parts[item.ref]
            part_number += 1
            number = edition.labels["part_number"].format(n=cjk_number(part_number))
            pages.append(Page(part.id, "part", item.matter, part.title, number))
        else:
            document = documents[item.ref]
            chapter = document.chapter
            number = None
            if chapter.numbered:
                chapter_number += 1
                number = edition.labels["chapter_number"].format(n=cjk_number(chapter_number))
            pages.append(
                Page(
                    id=chapter.id,
                    template="chapter",
                    matter=item.matter,
                    title=chapter.title,
                    number=number,
                    short_title=chapter.short_title,
                    part_title=book.parts[item.part].title if item.part else None,
                    document=document,
                )
            )
    return pages


def _number_captions(pages: Sequence[Page], edition: Edition) -> list[Page]:
    """Return the pages with 圖一, 表一 … before the captions, counted through the book."""
    counts = {"figure": 0, "table": 0}
    numbered = []
    for page in pages:
        if page.document is None:
            numbered.append(page)
            continue
        tree = copy.deepcopy(page.document.tree)
        for block in tree.iter("figure", "table"):
            kind = str(block.tag)
            caption = block.find("figcaption" if kind == "figure" else "caption")
            if caption is None:
                continue
            counts[kind] += 1
            label = etree.Element("span", {"class": "label"})
            label.text = edition.labels[f"{kind}_number"].format(n=cjk_number(counts[kind]))
            # An ideographic space keeps number and words apart in extracted text too.
            label.tail = f"\u3000{caption.text or ''}"
            caption.text = None
            caption.insert(0, label)
        numbered.append(replace(page, document=replace(page.document, tree=tree)))
    return numbered


def _targets(
    pages: Sequence[Page],
    bibliography: Sequence[BibliographyEntry],
    groups: Sequence[IndexGroup],
    edition: Edition,
) -> tuple[dict[str, _Target], list[Diagnostic]]:
    """Return everything in the book that has an id, and NK209 for each id that stands twice."""
    targets: dict[str, _Target] = {}
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
            problems.append(diagnostic("NK209", f'id "{id}" stands twice', target.location, hint))
            if whole:
                break  # its blocks' ids begin with it: they would all be told, and mended with it
    return targets, problems


def _page_targets(
    page: Page,
    bibliography: Sequence[BibliographyEntry],
    groups: Sequence[IndexGroup],
    edition: Edition,
) -> Iterator[tuple[str, _Target]]:
    """Yield what has an id on a page: the page itself, its sources, its elements and its notes."""
    source = page.document.chapter.source if page.document else "chapters/book.toml"
    yield page.id, _Target(page, Location(source, 1), page.number or _quoted(page.title, edition))
    yield f"{page.id}-title", _Target(page, Location(source, 1))
    if page.template == "bibliography":
        for entry in bibliography:
            yield entry.id, _Target(page, Location(source))
    if page.template == "index":
        for row in index.rows(groups):
            yield row.id, _Target(page, Location(source))
    if page.document is not None:
        yield from _document_targets(page, page.document, edition)


def _document_targets(
    page: Page, document: Document, edition: Edition
) -> Iterator[tuple[str, _Target]]:
    """Yield the elements of a page's document that have an id, then its notes."""
    source = document.chapter.source
    for root in (document.tree, *(note.body for note in document.notes)):
        for element in root.iter():
            if id := element.get("id"):
                line = int(element.get("data-line") or 0) or None
                yield str(id), _Target(page, Location(source, line), _name(element, edition))
    for note in document.notes:
        yield note.id, _Target(page, note.location)


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


def _resolve_page(page: Page, targets: Mapping[str, _Target]) -> tuple[Page, list[Diagnostic]]:
    """Return a page whose internal links are checked and whose empty ones have their text."""
    if page.document is None:
        return page, []
    problems: list[Diagnostic] = []
    source = page.document.chapter.source
    tree = copy.deepcopy(page.document.tree)
    notes = tuple(replace(note, body=copy.deepcopy(note.body)) for note in page.document.notes)
    for root in (tree, *(note.body for note in notes)):
        for link in _links(root):
            id = str(link.get("href"))[1:]
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
                link.text = target.name
    document = replace(page.document, tree=tree, notes=notes)
    return replace(page, document=document), problems


def _links(root: Element) -> Iterator[Element]:
    """Yield the links by which authors point inside the book."""
    for link in root.iter("a"):
        if has_class(link, "internal") or has_class(link, "xref"):
            yield link


def _contents(book: Book, pages: Sequence[Page]) -> Iterator[TocEntry]:
    """Yield the rows of the contents: parts hold their chapters, chapters their sections."""
    in_part: dict[str, str] = {
        item.ref: item.part for item in book.spine if item.kind == "chapter" and item.part
    }
    stems = [item.ref for item in book.spine]
    rows = dict(zip(stems, pages, strict=True))
    for item in book.spine:
        page = rows[item.ref]
        if item.ref in in_part or page.template in _UNLISTED:
            continue
        if item.kind == "part":
            children = tuple(
                _entry(rows[stem], _sections(rows[stem])) for stem in book.parts[item.ref].chapters
            )
        else:
            children = _sections(page)
        yield _entry(page, children)


def _entry(page: Page, children: tuple[TocEntry, ...]) -> TocEntry:
    return TocEntry(page.title, f"#{page.id}", page.number, page.matter, children)


def _sections(page: Page) -> tuple[TocEntry, ...]:
    """Return the rows for a chapter's sections, nested by level."""
    if page.document is None:
        return ()
    return tuple(_section_rows(page.document.tree, page.matter))


def _section_rows(parent: Element, matter: Matter) -> Iterator[TocEntry]:
    for section in parent.findall("section"):
        if int(str(section[0].tag)[1]) <= _CONTENTS_LEVELS:
            title = text_of(section[0])
            children = tuple(_section_rows(section, matter))
            yield TocEntry(title, f"#{section.get('id')}", None, matter, children)


def _characters(tree: Element) -> int:
    """Count the Han characters and full-width marks of a tree, calls of notes left out."""
    return sum(unicodedata.east_asian_width(character) in "WF" for character in text_of(tree))
