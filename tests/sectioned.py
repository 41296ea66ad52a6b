"""Makes a file of sections laid out one by one, from a document that has all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree, html

from nkbook.formats.paged.labels import label_ranges
from nkbook.weasy import (
    Bound,
    Engine,
    File,
    Frame,
    Furniture,
    Message,
    PageFacts,
    Paint,
    Section,
    SectionRecord,
    carried,
)

COVER = "封面"


@dataclass
class Laid:
    """A section where it is in the book, as it was laid out last."""

    section: Section
    parted: bool
    record: SectionRecord | None = None
    painted: Mapping[str, bytes] = field(default_factory=dict)
    blank: bool = False  # a blank page comes before it
    counter: int = 0  # of the page before it


def sections(document: str, files: Mapping[str, File]) -> Iterator[Laid]:
    """Yield each child of the body as a document of its own."""
    body = html.document_fromstring(document).find("body")
    assert body is not None
    start = document.index("<body")
    head = document[: document.index(">", start) + 1]
    stub = ""
    for number, root in enumerate(body):
        root.tail = None
        text = etree.tostring(root, encoding="unicode", method="html")
        id = root.get("id") or f"page-{number}"
        part = root.get("data-part")
        section = Section(id, f"{head}{stub}{text}</html>", files, {}, 188, part, "right", number)
        yield Laid(section, bool(part))
        stub = f'<section class="{root.get("class", "")}" style="display:none"></section>'


def empty(document: str) -> str:
    """Return a document without its sections."""
    return document[: document.index(">", document.index("<body")) + 1] + "</body></html>"


def joined(
    engine: Engine,
    document: str,
    files: Mapping[str, File],
    target: Path,
    paints: Mapping[str, tuple[Paint, Path]],
    round: Callable[[int, str], None] = lambda number, id: None,
) -> tuple[list[Message], list[Laid], list[PageFacts]]:
    """Lay a document's sections out one by one until their numbers hold, and write files of them."""
    del target
    book = list(sections(document, files))
    ways = {name: paint for name, (paint, _) in paints.items()}
    known: dict[str, int | None] = {}
    for turn in range(8):
        changed = False
        for laid in book:
            asked = laid.record.asked if laid.record else None
            if asked is None or any(known.get(name) != page for name, page in asked.items()):
                round(turn, laid.section.id)
                laid.section = replace(laid.section, known=dict(known))
                laid.record, laid.painted = engine.lay_section(laid.section, ways)
                changed = True
        side = "right"
        counter = 0
        known = {}
        again = False
        for laid in book:
            record = laid.record
            assert record is not None
            wanted = {"recto": "right", "verso": "left"}.get(record.begins, side)
            if laid is book[0]:
                wanted = side
            laid.blank = wanted != side
            if laid.blank:
                side, counter = wanted, counter + 1
            if laid.section.side != side:
                laid.section = replace(laid.section, side=side)
                laid.record, again = None, True
            laid.counter = counter
            for page in record.pages:
                number = page.frame.counter + (0 if page.reset else laid.counter)
                for anchor in page.facts.anchors:
                    known.setdefault(anchor, number)
                side = "left" if side == "right" else "right"
                counter = number
        if not changed and not again:
            break
        for laid in book:
            for name in laid.record.asked if laid.record else ():
                if all(
                    name not in p.facts.anchors for o in book if o.record for p in o.record.pages
                ):
                    known[name] = None
    else:
        raise AssertionError("the numbers do not settle")
    frames: list[Frame] = []
    for laid in book:
        assert laid.record is not None
        if laid.blank:
            first = laid.section.side == "right"
            frames.append(Frame.blank("left" if first else "right", len(frames), laid.counter))
        for page in laid.record.pages:
            number = page.frame.counter + (0 if page.reset else laid.counter)
            frames.append(replace(page.frame, counter=number))
    furniture = list(
        engine.furnish(empty(document), files, list(carried(frames)), len(frames), ways)
    )
    facts: list[PageFacts] = []
    bound: dict[str, list[Bound]] = {name: [] for name in paints}
    place = 0
    for laid in book:
        assert laid.record is not None
        if laid.blank:
            facts.append(PageFacts("", True, furniture[place].folio, frozenset()))
            for name in paints:
                bound[name].append(Bound("", None, None, (_read(furniture[place], name),)))
            place += 1
        own = furniture[place : place + len(laid.record.pages)]
        facts += [
            replace(page.facts, folio=item.folio, off=(*page.facts.off, *item.off))
            for page, item in zip(laid.record.pages, own, strict=True)
        ]
        for name in paints:
            data = laid.painted[name]
            bound[name].append(
                Bound(
                    laid.section.id,
                    laid.section.part,
                    lambda data=data: data,  # type: ignore[misc]
                    tuple(_read(item, name) for item in own),
                )
            )
        place += len(own)
    labels = label_ranges(facts, COVER)
    messages = [message for laid in book if laid.record for message in laid.record.messages]
    messages += [message for item in furniture for message in item.messages]
    for name, (paint, path) in paints.items():
        messages += engine.join(path, bound[name], b"permanent", labels, paint)
    return list(dict.fromkeys(messages)), book, facts


def _read(furniture: Furniture, name: str) -> Callable[[], bytes]:
    return lambda: furniture.painted[name]
