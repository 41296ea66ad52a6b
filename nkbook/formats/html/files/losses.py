"""Checks that the files of pages hold all of their chapters: no template lost anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from lxml import etree

from nkbook.checks.parts.files import Shown, address, missing
from nkbook.checks.parts.kinds import CELLS
from nkbook.checks.parts.letters import lost_letters, plain
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.formats.html.files.layout import Layout, relative
from nkbook.formats.html.files.targets import joined
from nkbook.model.document import Document, Element, Kind
from nkbook.model.elements import SVG, XHTML
from nkbook.model.publication import Publication, notes_page


class WrittenPage(Protocol):
    """A finished page: its name among the files of the book, and its XHTML."""

    @property
    def name(self) -> str:
        """Return its path in the folder of the book."""

    @property
    def data(self) -> bytes:
        """Return its bytes."""


DRAWN = "data-src"  # of a drawing in the page: the address that its picture would have
_NOTES = ("doc-noteref", "doc-backlink")  # roles of links that notes have


def judge_chapters(
    publication: Publication, files: Mapping[str, Sequence[WrittenPage]], layout: Layout
) -> Iterator[Diagnostic]:
    """Yield NK503 for each chapter whose finished page lacks letters, NK416–NK419 for each part.

    ``files`` are those of pages, by id. Order does not matter: notes go to the chapter's end.
    """
    notes = notes_page(publication.pages)
    name_of_notes, all_notes = _whole(files[notes.id]) if notes else ("", None)
    for page in publication.pages:
        if page.document is None:
            continue
        document = page.document
        if notes is not None and all_notes is not None and document.notes:
            found = all_notes.find(f".//*[@id='{notes.notes_of(page.id)}']")
            section = all_notes if found is None else found
            own = replace(document, tree=etree.Element("section"))
            yield from _judged(own, name_of_notes, section, layout)
            document = replace(document, notes=())
        yield from _judged(document, *_whole(files[page.id]), layout)


def _whole(files: Sequence[WrittenPage]) -> tuple[str, Element]:
    """Return the first file of a page, and its whole tree."""
    return joined((file.name, file.data) for file in files)


def _judged(document: Document, file: str, root: Element, layout: Layout) -> Iterator[Diagnostic]:
    yield from _judge_text(document, file, root)
    yield from _judge_parts(document, file, root, layout)


def _judge_text(document: Document, file: str, root: Element) -> Iterator[Diagnostic]:
    found = lost_letters(document, "".join(map(str, root.itertext())), on_pages=False)
    if found is not None:
        line, sample = found
        yield diagnostic(
            "NK503",
            f'text of the chapter is not in {file}: "{sample}"',
            Location(document.chapter.source, line),
            "a template of the book leaves it out",
        )


def _judge_parts(
    document: Document, file: str, root: Element, layout: Layout
) -> Iterator[Diagnostic]:
    def named(kind: Kind, written: str) -> str:
        if kind is Kind.PICTURE:
            image = layout.images.get(written)
            return relative(file, image) if image else written
        return (layout.link(file, written[1:]) or written) if written[0] == "#" else written

    cells: dict[str, list[str]] = {}
    for cell in root.iter(*(f"{XHTML}{tag}" for tag in CELLS)):
        text = plain("".join(map(str, cell.itertext())))
        for table in cell.iterancestors(f"{XHTML}table"):
            cells.setdefault(str(table.get("id")), []).append(text)
    links = [link for link in root.iter(f"{XHTML}a") if link.get("href")]
    images = [str(image.get("src")) for image in root.iter(f"{XHTML}img")]
    # A drawing that is part of the page says which picture it is.
    images += [str(image.get(DRAWN)) for image in root.iter(f"{SVG}svg") if image.get(DRAWN)]
    shown = Shown(
        cells,
        Counter(address(str(link.get("href"))) for link in links if link.get("role") not in _NOTES),
        Counter(map(address, images)),
        {str(link.get("id")): address(_of_note(link)) for link in links},
    )
    yield from missing(document, shown, f"is not in {file}", named)


def _of_note(link: Element) -> str:
    """Return where a link leads, within the book if it's a note's: that may be in another file."""
    href = str(link.get("href"))
    return f"#{href.partition('#')[2]}" if link.get("role") in _NOTES else href
