"""Lays out a section alone, and paints it as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nkbook.weasy.output.paint.recording import paint
from nkbook.weasy.paging import losses, pagemap, pages
from nkbook.weasy.paging.notes.splitting import begun_on
from nkbook.weasy.patches.installing import installed
from nkbook.weasy.patches.patch import Group
from nkbook.weasy.reading.messages import Message, collected
from nkbook.weasy.sections.documents import SectionHTML
from nkbook.weasy.sections.dressing import Dresser
from nkbook.weasy.sections.sheets import Reading, SheetCache
from nkbook.weasy.sections.state import Laying
from nkbook.weasy.sections.values import Dressed, Paint, Section, SectionPage, SectionRecord


def lay_section(
    section: Section, paints: Mapping[str, Paint], fonts: Any, cache: SheetCache
) -> tuple[SectionRecord, dict[str, bytes]]:
    """Lay out a section with a book's fonts; return what is known of it, and what is painted.

    A section that printed a guess is not painted: it will be laid out again.
    """
    record, painted = _laid(section, paints, fonts, cache)
    if fonts.composition is not None:
        fonts.composition.forget()
    return record, painted


def _laid(
    section: Section, paints: Mapping[str, Paint], fonts: Any, cache: SheetCache
) -> tuple[SectionRecord, dict[str, bytes]]:
    laying = Laying(section, fonts)
    if fonts.composition is not None:
        fonts.composition.numbers = laying.numbers
    found: list[Message] = []
    with collected() as messages:
        source = SectionHTML(section.html, section.files, cache.heads)
        with (
            installed(Group.SHEETS, Reading(fonts, cache, found)),
            installed(Group.SECTION, laying),
        ):
            document = source.render(font_config=fonts, cache=laying.images)
        notes = pages.link_notes(document.pages)
        painted = _painted(laying, paints, source, document, cache, found)
    found += messages
    printed = losses.printed(document.pages)
    record = SectionRecord(
        section.id,
        laying.begins,
        tuple(
            SectionPage(pages.page_facts(page), frame, reset)
            for page, frame, reset in zip(
                document.pages, laying.frames, _since(laying.resets), strict=True
            )
        ),
        dict(notes),
        tuple(dict.fromkeys(found)),
        pagemap.text_starts(document.pages, source.etree_element),
        losses.lost_texts(printed, source.etree_element),
        losses.shown_parts(printed, source.etree_element),
        _places(document.pages),
        dict(laying.asked),
        frozenset(laying.nowhere),
        laying.numbers.open(laying.asked),
    )
    return record, painted


def _painted(  # noqa: PLR0913 — all that is known of a section
    laying: Laying,
    paints: Mapping[str, Paint],
    source: SectionHTML,
    document: Any,
    cache: SheetCache,
    found: list[Message],
) -> dict[str, bytes]:
    """Return what is painted of a section, by the names of paints; nothing if it printed a guess.

    A number that stood for another, and could not be left open, is one.
    """
    numbers = laying.numbers
    painted: dict[str, bytes] = {}
    closed = numbers.closed(painted=False)
    if not closed and None not in laying.asked.values():
        dresser = Dresser(laying, source, document, cache)
        for name, way in paints.items():
            numbers.begin()
            if isinstance(way, Dressed):
                with dresser.dressed(way) as other:
                    painted[name] = paint(other, way.paint).packed()
            else:
                painted[name] = paint(document, way).packed()
            closed |= numbers.closed(painted=True)
        found += dresser.messages
    if closed:
        laying.asked.update(dict.fromkeys(closed))
        return {}
    return painted


def _since(resets: list[bool]) -> list[bool]:
    """Return for each page if it or one before it sets the counter."""
    return [any(resets[: number + 1]) for number in range(len(resets))]


def _places(laid: Any) -> dict[str, tuple[int, int]]:
    """Return the first and last page of each element with an id."""
    places: dict[str, tuple[int, int]] = {}
    for number, page in enumerate(laid):
        for box in begun_on(page._page_box):
            id = "" if box.element is None else box.element.get("id", "")
            if id:
                places[id] = places.get(id, (number, number))[0], number
    return places
