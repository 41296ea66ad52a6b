"""Checks that the pages of an EPUB hold all of their chapters: no template lost anything."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from nkbook.checks.parts.files import Shown, address, missing, plain
from nkbook.checks.parts.kinds import CELLS
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.formats.epub.layout import Layout, relative
from nkbook.formats.epub.pages import XhtmlFile
from nkbook.model.document import Document, Element, Kind
from nkbook.model.elements import XHTML
from nkbook.model.publication import Publication
from nkbook.model.trees import counted

_SAMPLE = 30  # characters
_NOTES = ("doc-noteref", "doc-backlink")  # roles of links that notes have
_RUN = re.compile(r"\w+")


def judge_chapters(
    publication: Publication, files: Mapping[str, XhtmlFile], layout: Layout
) -> Iterator[Diagnostic]:
    """Yield NK503 for each chapter whose finished page lacks letters, NK416–NK419 for each part.

    ``files`` are the pages by id. Order does not matter: notes go to the end of their chapter.
    """
    for page in publication.pages:
        if page.document is not None:
            file = files[page.id]
            root = etree.fromstring(file.data)
            yield from _judge_text(page.document, file, root)
            yield from _judge_parts(page.document, file, root, layout)


def _judge_text(document: Document, file: XhtmlFile, root: Element) -> Iterator[Diagnostic]:
    written = "".join(map(str, root.itertext()))
    texts = list(_texts(document))
    missing_letters = _letters("".join(text for _, text in texts)) - _letters(written)
    if missing_letters:
        line, sample = _first(texts, missing_letters, counted(written))
        yield diagnostic(
            "NK503",
            f'text of the chapter is not in {file.name}: "{sample}"',
            Location(document.chapter.source, line),
            "a template of the book leaves it out",
        )


def _judge_parts(
    document: Document, file: XhtmlFile, root: Element, layout: Layout
) -> Iterator[Diagnostic]:
    def named(kind: Kind, written: str) -> str:
        if kind is Kind.PICTURE:
            image = layout.images.get(written)
            return relative(file.name, image) if image else written
        return (layout.link(file.name, written[1:]) or written) if written[0] == "#" else written

    cells: dict[str, list[str]] = {}
    for cell in root.iter(*(f"{XHTML}{tag}" for tag in CELLS)):
        text = plain("".join(map(str, cell.itertext())))
        for table in cell.iterancestors(f"{XHTML}table"):
            cells.setdefault(str(table.get("id")), []).append(text)
    links = [link for link in root.iter(f"{XHTML}a") if link.get("href")]
    images = root.iter(f"{XHTML}img")
    shown = Shown(
        cells,
        Counter(address(str(link.get("href"))) for link in links if link.get("role") not in _NOTES),
        Counter(address(str(image.get("src"))) for image in images),
        {str(link.get("id")): address(str(link.get("href"))) for link in links},
    )
    yield from missing(document, shown, f"is not in {file.name}", named)


def _texts(document: Document) -> Iterator[tuple[Element, str]]:
    """Yield the texts of a chapter and its notes, each with the element that it is in."""
    for root in (document.tree, *(note.body for note in document.notes)):
        for element in root.iter(etree.Element):
            yield element, element.text or ""
            for child in element:
                yield element, child.tail or ""


def _letters(text: str) -> Counter[str]:
    counts = Counter(text)
    for character in list(counts):
        if not counted(character):
            del counts[character]
    return counts


def _first(
    texts: list[tuple[Element, str]], missing: Counter[str], written: str
) -> tuple[int | None, str]:
    """Return the line and the beginning of the first text that is not in a page's, if any is."""
    for element, text in texts:
        if any(run not in written for run in _RUN.findall(text)):
            around = (str(one.get("data-line", "")) for one in (element, *element.iterancestors()))
            line = next((int(number) for number in around if number.isdigit()), None)
            return line, " ".join(text.split())[:_SAMPLE]
    return None, "".join(missing.elements())[:_SAMPLE]
