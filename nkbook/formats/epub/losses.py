"""Checks that the pages of an EPUB hold all text of their chapters: no template lost a letter."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from lxml import etree

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.formats.epub.pages import XhtmlFile
from nkbook.model.document import Document, Element
from nkbook.model.publication import Publication
from nkbook.model.trees import counted

_SAMPLE = 30  # characters
_RUN = re.compile(r"\w+")


def judge_texts(publication: Publication, files: Mapping[str, XhtmlFile]) -> Iterator[Diagnostic]:
    """Yield NK503 for each chapter with letters that its finished page lacks.

    ``files`` are the pages by id. Order does not matter: notes go to the end of their chapter.
    """
    for page in publication.pages:
        if page.document is None:
            continue
        written = "".join(etree.fromstring(files[page.id].data).itertext())
        texts = list(_texts(page.document))
        missing = _letters("".join(text for _, text in texts)) - _letters(written)
        if missing:
            line, sample = _first(texts, missing, counted(written))
            yield diagnostic(
                "NK503",
                f'text of the chapter is not in {files[page.id].name}: "{sample}"',
                Location(page.document.chapter.source, line),
                "a template of the book leaves it out",
            )


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
