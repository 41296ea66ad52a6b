"""Makes files of sections laid out one by one, from a document that has all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lxml import etree, html

from nkbook.formats.paged.labels import label_ranges
from nkbook.weasy import (
    Bound,
    Engine,
    File,
    Frame,
    Furniture,
    LostText,
    Message,
    PageFacts,
    Paint,
    PlacedNote,
    Section,
    SectionRecord,
    TextStart,
    carried,
)

COVER = "封面"
_MOST = 8  # layouts of a section
_OTHER = {"right": "left", "left": "right"}


@dataclass
class Laid:
    """A section where it is in the book, as it was laid out last."""

    section: Section
    record: SectionRecord | None = None
    painted: Mapping[str, bytes] = field(default_factory=dict)
    blank: bool = False  # a blank page comes before it
    counter: int = 0  # of the page before it
    moved: bool = False  # to another side than it was laid out for

    @property
    def done(self) -> SectionRecord:
        """Return the record of a section that was laid out."""
        assert self.record is not None
        return self.record

    def counters(self) -> Iterator[int]:
        """Yield the page counters of its pages in the book."""
        for page in self.done.pages:
            yield page.frame.counter + (0 if page.reset else self.counter)


def sections(document: str, files: Mapping[str, File]) -> Iterator[Section]:
    """Yield each child of the body as a document of its own."""
    body = html.document_fromstring(document).find("body")
    assert body is not None
    head = _head(document)
    stub = ""
    for number, root in enumerate(body):
        root.tail = None
        text = etree.tostring(root, encoding="unicode", method="html")
        id = root.get("id") or f"page-{number}"
        part = root.get("data-part")
        content = f"{head}{stub}{text}</body></html>"
        yield Section(id, content, files, {}, 188, part, "right", number)
        stub = f'<section class="{root.get("class", "")}" style="display:none"></section>'


def _head(document: str) -> str:
    return document[: document.index(">", document.index("<body")) + 1]


class SectionedBook:
    """A document whose sections are laid out one by one until their numbers hold."""

    def __init__(
        self,
        engine: Engine,
        document: str,
        files: Mapping[str, File],
        paints: Mapping[str, Paint],
    ) -> None:
        self._engine = engine
        self._head = _head(document)
        self._paints = paints
        self.sections = [Laid(section) for section in sections(document, files)]
        known: dict[str, int | None] = {}
        for _ in range(_MOST):
            laid_again = [self._lay(laid, known) for laid in self.sections]
            if not any(laid_again):
                break
            self._place()
            known = self._anchors()
        else:
            raise AssertionError("the numbers do not settle")
        self.frames = list(carried(self._frames()))
        empty = f"{_head(document)}</body></html>"
        self.furniture = engine.furnish(empty, files, self.frames, len(self.frames), paints)

    def _lay(self, laid: Laid, known: Mapping[str, int | None]) -> bool:
        """Lay a section out unless all that it printed is true; return whether it was."""
        if laid.record is not None and not laid.moved:
            asked = laid.record.asked
            if None not in asked.values() and all(known.get(name) == asked[name] for name in asked):
                return False
        laid.moved = False
        laid.section = replace(laid.section, known=dict(known))
        laid.record, laid.painted = self._engine.lay_section(laid.section, self._paints)
        return True

    def _place(self) -> None:
        """Put each section on its side."""
        side, counter = "right", 0
        for number, laid in enumerate(self.sections):
            begins = {"recto": "right", "verso": "left"}.get(laid.done.begins, side)
            laid.blank = number > 0 and begins != side
            if laid.blank:
                side, counter = begins, counter + 1
            laid.counter = counter
            *_, counter = laid.counters()
            laid.moved = laid.section.side != side
            laid.section = replace(laid.section, side=side)
            side = _OTHER[side] if len(laid.done.pages) % 2 else side

    def _anchors(self) -> dict[str, int | None]:
        known: dict[str, int | None] = {}
        for laid in self.sections:
            for page, number in zip(laid.done.pages, laid.counters(), strict=True):
                for anchor in page.facts.anchors:
                    known.setdefault(anchor, number)
        records = [laid.done for laid in self.sections]
        asked = {name for record in records for name in (*record.asked, *record.nowhere)}
        return known | dict.fromkeys(asked - known.keys())

    def _frames(self) -> Iterator[Frame]:
        count = 0
        for laid in self.sections:
            if laid.blank:
                yield Frame.blank(_OTHER[laid.section.side], count, laid.counter)
            for page, number in zip(laid.done.pages, laid.counters(), strict=True):
                yield replace(page.frame, counter=number)
            count += laid.blank + len(laid.done.pages)

    def _placed(self) -> Iterator[tuple[Laid, int]]:
        """Yield each section with the number of its first page, or of the blank before it."""
        place = 0
        for laid in self.sections:
            yield laid, place
            place += laid.blank + len(laid.done.pages)

    def write(self, name: str, target: Path, kept: Any = None) -> tuple[Message, ...]:
        """Write the file of one paint; ``kept`` knows fonts that were cut before."""
        bound = []
        for laid, place in self._placed():
            if laid.blank:
                bound.append(Bound("", None, None, (_read(self.furniture[place], name),)))
            own = self.furniture[place + laid.blank :][: len(laid.done.pages)]
            frames = tuple(_read(item, name) for item in own)
            section = laid.section
            data = laid.painted[name]
            bound.append(Bound(section.id, section.part, _constant(data), frames))
        labels = label_ranges(self.pages, COVER)
        head = f"{self._head}</body></html>"
        paint = self._paints[name]
        return self._engine.join(target, bound, b"permanent", labels, paint, head, kept)

    @property
    def pages(self) -> Sequence[PageFacts]:
        """Return the pages as those of the whole document."""
        pages = []
        for laid, place in self._placed():
            if laid.blank:
                pages.append(PageFacts("", True, self.furniture[place].folio, frozenset()))
            own = self.furniture[place + laid.blank :]
            for page, item in zip(laid.done.pages, own, strict=False):
                off = (*page.facts.off, *item.off)
                pages.append(replace(page.facts, folio=item.folio, off=off))
        return pages

    @property
    def notes(self) -> dict[str, PlacedNote]:
        """Return the notes with their pages in the book."""
        found = {}
        for laid, place in self._placed():
            for id, note in laid.done.notes.items():
                call, foot = (
                    None if page is None else page + place + laid.blank
                    for page in (note.call_page, note.note_page)
                )
                found[id] = replace(note, call_page=call, note_page=foot)
        return found

    @property
    def starts(self) -> tuple[TextStart | None, ...]:
        """Return where the text of each page begins."""
        found: list[TextStart | None] = []
        for laid, _ in self._placed():
            found += [*([None] if laid.blank else []), *laid.done.starts]
        return tuple(found)

    @property
    def lost(self) -> tuple[LostText, ...]:
        """Return what is on no page."""
        return tuple(lost for laid in self.sections for lost in laid.done.lost)

    @property
    def messages(self) -> set[Message]:
        """Return what was reported of sections and margin boxes."""
        found = {message for laid in self.sections for message in laid.done.messages}
        return found | {message for item in self.furniture for message in item.messages}


def _read(furniture: Furniture, name: str) -> Callable[[], bytes]:
    return lambda: furniture.painted[name]


def _constant(data: bytes) -> Callable[[], bytes]:
    return lambda: data
