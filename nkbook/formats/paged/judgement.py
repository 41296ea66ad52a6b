"""Checks a layout: all notes there, each on its call's page; folios right; nothing lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from nkbook.checks.parts.files import Shown, address, missing
from nkbook.checks.parts.letters import lost_letters, plain
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.look.css.hiding import Hiding
from nkbook.look.fonts import names
from nkbook.model.document import Document, Note
from nkbook.model.publication import Publication, notes_page
from nkbook.weasy import LostText, Message, PageFacts, PlacedNote, ShownPart

_SAMPLE = 30  # characters of what runs off
_PLACES = 3  # rules that a hint names

HidingRules: TypeAlias = Sequence[tuple[Location, Hiding]]


def judge_notes(
    publication: Publication, placed: Mapping[str, PlacedNote], labels: Sequence[str]
) -> Iterator[Diagnostic]:
    """Yield NK401 for a lost note, NK402 for one not on its call's page, NK403 for one too high.

    ``labels`` are those of the pages.
    """
    for note in _notes(publication):
        place = placed.get(note.id)
        if place is None or place.note_page is None or place.call_page is None:
            yield _lost(note)
            continue
        if place.overflows:
            yield diagnostic(
                "NK403",
                f"note {note.number} makes the notes of page {labels[place.note_page]} "
                "higher than the page",
                note.location,
                "shorten the note, or move part of it into the text",
            )
        if place.call_page != place.note_page:
            yield diagnostic(
                "NK402",
                f"note {note.number} is called on page {labels[place.call_page]} "
                f"and printed on page {labels[place.note_page]}",
                note.location,
                "shorten the note, or move its call",
            )


def judge_endnotes(publication: Publication, pages: Iterable[PageFacts]) -> Iterator[Diagnostic]:
    """Yield NK401 for each note that is not in the text, or not called there."""
    anchors = {id for page in pages for id in page.anchors}
    for note in _notes(publication):
        if not {note.id, note.call_id} <= anchors:
            yield _lost(note)


def _lost(note: Note) -> Diagnostic:
    return diagnostic(
        "NK401",
        f"note {note.number} is on no page of the PDF",
        note.location,
        "move its call to a plain paragraph, or shorten the note",
    )


def _notes(publication: Publication) -> Iterator[Note]:
    for page in publication.pages:
        if page.document is not None:
            yield from page.document.notes


def judge_folios(pages: Sequence[PageFacts], labels: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield NK405 for each page whose printed folio is not its label."""
    for number, (page, label) in enumerate(zip(pages, labels, strict=True), 1):
        if page.folio and page.folio != label:
            yield diagnostic(
                "NK405",
                f'page {number} of the PDF prints "{page.folio}" but counts as "{label}"',
                hint="folios restart only on the papers that styles/pdf.css names -start",
            )


def judge_edges(pages: Sequence[PageFacts], labels: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield NK410 for each page with words that run over the edge of the paper."""
    for page, label in zip(pages, labels, strict=True):
        if page.off:
            sample = max(page.off, key=len)[:_SAMPLE]
            yield diagnostic(
                "NK410",
                f'"{sample}" on page {label} runs off the page',
                hint="give a table fewer or narrower columns; let long words and lines break",
            )


def judge_texts(
    publication: Publication, lost: Sequence[LostText], rules: HidingRules = ()
) -> Iterator[Diagnostic]:
    """Yield NK411 for each chapter with text that is on no page, at the first of it.

    NK420 is for text that a stylesheet hides where it is, NK421 for text in the colour of what is
    behind it; ``rules`` are those of the book that may do so. What nkbook makes, such as the
    contents, may leave parts unprinted: they repeat the chapters.
    """
    chapters = _holders(publication)
    found: dict[tuple[str, str], list[LostText]] = {}
    for text in lost:
        owner = next((id for id in text.ids if id in chapters), None)
        if owner is not None:
            found.setdefault((owner, text.hidden_by), []).append(text)
    for (owner, by), texts in found.items():
        more = f" and {len(texts) - 1} more" if len(texts) > 1 else ""
        document = chapters[owner]
        lines = _lines(document)
        # The opener has no line: it comes from the chapter's header.
        texts.sort(key=lambda text: text.ids[0] not in lines)
        code = {"": "NK411", "color": "NK421"}.get(by, "NK420")
        is_where = f"is hidden by {by}" if by else "is on no page of the PDF"
        yield diagnostic(
            code,
            f'text of chapter "{document.chapter.title}" {is_where}: "{texts[0].sample}"{more}',
            Location(
                document.chapter.source,
                next((lines[id] for id in texts[0].ids if id in lines), None),
            ),
            _rule(by, rules),
        )


def _rule(by: str, rules: HidingRules) -> str:
    """Return the hint at the rules that may hide a text, by a property or altogether."""
    properties = (by,) if by else ("display", "visibility", "font-size")
    places = [f"{where} ({one.what})" for where, one in rules if one.property in properties]
    if not places:
        named = f"a rule with {by}" if by else "a rule that hides it"
        return f"look in the book's stylesheets for {named}"
    return f"look at {', '.join(places[:_PLACES])}"


def _lines(document: Document) -> Mapping[str, int]:
    """Return the lines of the elements that have an id, in a chapter and its notes."""
    return {
        str(element.get("id")): int(element.get("data-line", 0))
        for root in (document.tree, *(note.body for note in document.notes))
        for element in root.iter("*")
        if element.get("id") and element.get("data-line")
    }


def judge_chapters(publication: Publication, texts: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield NK411 for each chapter with text that a template left out; ``texts`` are the pages'."""
    notes = notes_page(publication.pages)
    for page in publication.pages:
        written = texts.get(page.id, "") + (texts.get(notes.id, "") if notes else "")
        found = page.document and lost_letters(page.document, written, on_pages=True)
        if page.document and found:
            line, sample = found
            yield diagnostic(
                "NK411",
                f'text of chapter "{page.document.chapter.title}" is on no page of the PDF: '
                f'"{sample}"',
                Location(page.document.chapter.source, line),
                "look in the book's templates for what leaves it out",
            )


def judge_parts(publication: Publication, parts: Sequence[ShownPart]) -> Iterator[Diagnostic]:
    """Yield NK416, NK418 and NK419 for each cell, link and picture of a chapter on no page."""
    chapters = _holders(publication)
    shown: dict[int, list[ShownPart]] = {id(document): [] for document in chapters.values()}
    for part in parts:
        owner = next((one for one in part.ids if one in chapters), None)
        if owner is not None:
            shown[id(chapters[owner])].append(part)
    for page in publication.pages:
        if page.document is not None:
            found = _shown(shown[id(page.document)])
            yield from missing(page.document, found, "is on no page of the PDF")


def _holders(publication: Publication) -> dict[str, Document]:
    """Return the chapters by the ids of what holds their text: themselves, and their notes."""
    notes = notes_page(publication.pages)
    found = {}
    for page in publication.pages:
        if page.document is not None:
            found[page.id] = page.document
            if notes is not None:
                found[notes.notes_of(page.id)] = page.document
    return found


def _shown(parts: Iterable[ShownPart]) -> Shown:
    """Return what is on the pages of a chapter; NK401 is about its notes."""
    cells: dict[str, list[str | None]] = {}
    links: Counter[str] = Counter()
    pictures: Counter[str] = Counter()
    for part in parts:
        if part.tag == "a":
            links[address(part.words)] += part.shown
        elif part.tag == "img":
            pictures[address(part.words)] += part.shown
        else:
            text = plain(part.words) if part.shown else None
            for id in part.ids:  # that of its table among them
                cells.setdefault(id, []).append(text)
    return Shown(cells, links, pictures)


def judge_messages(messages: Iterable[Message]) -> Iterator[Diagnostic]:
    """Yield what the renderer said: NK304 for a character, NK408 for something lost, else NK404."""
    for message in dict.fromkeys(messages):
        if message.missing_character:
            named = names(message.missing_character)
            yield diagnostic(
                "NK304",
                f"no font of the book has {named}; an empty box is printed instead",
                hint="it is in a stylesheet or on the cover: put a font that has it into fonts/",
            )
        else:
            yield diagnostic("NK408" if message.lost else "NK404", f"WeasyPrint: {message.text}")
