"""Links from each work of the bibliography back to the notes that cite it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from nkbook.model.document import Document, Element
from nkbook.model.publication import Publication

CITED_AT = "cited-at"  # class of the paragraph of such links


@dataclass(frozen=True, slots=True)
class _Citing:
    """A note that cites a work: its chapter, its number in that, and the place that calls it."""

    chapter: str
    number: int
    call: str


def add_citing_notes(root: Element, publication: Publication) -> None:
    """Add to the works in a bibliography's tree the notes that lead to them, in place."""
    found = _citing(publication)
    for paragraph in [one for one in root.iter("p") if one.get("id") in found]:
        parent = paragraph.getparent()
        if parent is not None:
            line = _line(found[str(paragraph.get("id"))], publication.edition.labels)
            line.set("lang", publication.edition.language)
            line.tail, paragraph.tail = paragraph.tail, None
            paragraph.addnext(line)


def _citing(publication: Publication) -> Mapping[str, list[_Citing]]:
    works = {f"#{entry.id}" for entry in publication.bibliography}
    found: dict[str, list[_Citing]] = {}
    for page in publication.pages:
        for number, call, href in _links(page.document) if page.document else ():
            if href in works:
                one = _Citing(page.number or page.title, number, call)
                rows = found.setdefault(href[1:], [])
                if one not in rows:
                    rows.append(one)
    return found


def _links(document: Document) -> Iterator[tuple[int, str, str]]:
    """Yield the links in notes: number of the note, id of its call, where the link leads."""
    for note in document.notes:
        for link in note.body.iter("a"):
            yield note.number, note.call_id, str(link.get("href", ""))


def _line(citing: list[_Citing], labels: Mapping[str, str]) -> Element:
    """Return the paragraph of links: 第一章註 3、7；第二章註 1."""
    line = etree.Element("p", {"class": CITED_AT})
    last: Element | None = None
    chapter = ""
    for one in citing:
        before = "、"
        if one.chapter != chapter:
            before = f"{'；' if chapter else ''}{one.chapter}{labels['note']} "
            chapter = one.chapter
        if last is None:
            line.text = before
        else:
            last.tail = before
        name = f"{one.chapter}{labels['note']}{one.number}"
        last = etree.SubElement(line, "a", {"href": f"#{one.call}", "aria-label": name})
        last.text = str(one.number)
    return line
