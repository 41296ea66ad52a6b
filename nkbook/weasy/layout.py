"""The way in: lays out a document with the book's fonts and writes it as PDF."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nkbook.locales.registry import typesetting_for
from nkbook.look.fonts import FontSet
from nkbook.typesetting.policy import Typesetting
from nkbook.weasy.facts import (
    LostText,
    Numbering,
    PageFacts,
    PlacedNote,
    Plates,
    Proof,
    ShownPart,
    TextStart,
)
from nkbook.weasy.output.join.bound import Bound
from nkbook.weasy.output.join.labels import LabelRange
from nkbook.weasy.patches.patch import Group
from nkbook.weasy.reading.depth import deep_enough
from nkbook.weasy.reading.environment import environment, load
from nkbook.weasy.reading.messages import Message, collected
from nkbook.weasy.reading.resources import BASE, File, fetcher
from nkbook.weasy.sections.values import Frame, Furniture, Paint, Section, SectionRecord, drawn

if TYPE_CHECKING:
    from nkbook.weasy.output.join.fonts import Kept


@contextmanager
def engine(
    fonts: FontSet, language: str, typesetting: Typesetting | None = None
) -> Iterator[Engine]:
    """Load WeasyPrint with the book's fonts and install the patches; undo both at the end.

    Without ``typesetting`` Chinese is set as is customary where ``language`` (BCP 47) is read.
    Raises MissingToolError when a library is missing (NK601) or WeasyPrint is another (NK406).
    """
    with (
        tempfile.TemporaryDirectory(prefix="nkbook-fonts-") as folder,
        environment(fonts, Path(folder), language),
        deep_enough(),
    ):
        load()
        # These import WeasyPrint, so not before it is known to load.
        from nkbook.weasy.compose import trial
        from nkbook.weasy.compose.composition import Composition
        from nkbook.weasy.paging.speed import rare_collections
        from nkbook.weasy.patches.installing import installed
        from nkbook.weasy.reading.fonts import BookFonts
        from nkbook.weasy.reading.parsing import kept_patterns
        from nkbook.weasy.sections.sheets import SheetCache

        with installed(Group.LAYOUT), rare_collections(), kept_patterns():
            book_fonts = BookFonts(fonts, language)
            book_fonts.composition = Composition(typesetting or typesetting_for(language))
            if trial.composition_works(book_fonts, language):
                yield Engine(book_fonts, SheetCache())
            else:
                book_fonts.composition = None
                yield Engine(book_fonts, SheetCache(), (Message(trial.FAILURE),))


@dataclass(frozen=True, slots=True)
class Engine:
    """WeasyPrint, ready; only good inside ``engine``."""

    fonts: Any  # BookFonts
    sheets: Any  # SheetCache
    notices: tuple[Message, ...] = ()  # about the engine itself

    def lay_out(
        self, html: str, files: Mapping[str, File], numbering: Numbering | None = None
    ) -> Layout:
        """Lay out an HTML document that may show ``files``, by path; notes get their links.

        ``numbering`` says what the links of an index print.
        """
        import weasyprint

        from nkbook.weasy.paging import locators, losses, pagemap, pages
        from nkbook.weasy.patches.installing import installed

        settling = None
        with collected() as messages, ExitStack() as stack:
            if numbering is not None and numbering.marks:
                settling = locators.Settling(self.fonts, numbering)
                stack.enter_context(installed(Group.INDEX, settling))
            source = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=fetcher(files))
            document = source.render(font_config=self.fonts)
        if settling and not settling.settled:
            messages.append(Message(locators.UNSETTLED, lost=True))
        notes = pages.link_notes(document.pages)
        printed = losses.printed(document.pages)
        return Layout(
            document,
            source.etree_element,
            tuple(map(pages.page_facts, document.pages)),
            notes,
            (*self.notices, *messages),
            pagemap.text_starts(document.pages, source.etree_element),
            losses.lost_texts(printed, source.etree_element),
            losses.shown_parts(printed, source.etree_element),
        )

    def lay_section(
        self, section: Section, paints: Mapping[str, Paint]
    ) -> tuple[SectionRecord, Mapping[str, bytes]]:
        """Lay out a section of a book alone; paint it in each way, by name, unless it guessed."""
        from nkbook.weasy.sections import laying

        record, painted = laying.lay_section(section, paints, self.fonts, self.sheets)
        messages = tuple(dict.fromkeys((*self.notices, *record.messages)))
        return replace(record, messages=messages), painted

    def furnish(
        self,
        html: str,
        files: Mapping[str, File],
        frames: Sequence[Frame],
        pages_total: int,
        paints: Mapping[str, Paint],
    ) -> tuple[Furniture, ...]:
        """Lay out the margin boxes of pages, and whole blank pages, in each way of painting.

        ``html`` is the book's document without sections; ``pages_total`` is ``counter(pages)``.
        """
        from nkbook.weasy.sections import furniture

        return furniture.furnish(html, files, frames, pages_total, paints, self.fonts, self.sheets)

    def join(  # noqa: PLR0913 — a file is all of this
        self,
        target: Path,
        bound: Sequence[Bound],
        identifier: bytes,
        labels: Sequence[LabelRange],
        paint: Paint,
        head: str,
        kept: Kept | None = None,
    ) -> tuple[Message, ...]:
        """Write sections and blank pages, painted in this way, as one PDF.

        ``head`` is a document without pages that says what the book is; ``kept`` knows fonts that
        were cut before. Return what is wrong with the links between sections; the bytes depend on
        nothing else.
        """
        from nkbook.weasy.output.join import book
        from nkbook.weasy.output.join.description import described
        from nkbook.weasy.output.join.fonts import not_kept

        description = described(head, self.fonts)
        content, draw = self.fonts.content, drawn(paint)
        return book.join(
            target, bound, identifier, labels, draw, content, description, kept or not_kept
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """A document laid out: what its pages are and where its notes are."""

    document: Any  # weasyprint.Document
    root: Any  # the element of its source
    pages: tuple[PageFacts, ...]
    notes: Mapping[str, PlacedNote]  # by the note's id
    messages: tuple[Message, ...]
    starts: tuple[TextStart | None, ...]  # where each page's text begins; None for an empty page
    lost: tuple[LostText, ...]  # what is on no page
    parts: tuple[ShownPart, ...]

    def texts(self, ids: Collection[str]) -> dict[str, str]:
        """Return the text of each element of the source that has one of these ids."""
        return {
            element.get("id"): "".join(element.itertext())
            for element in self.root.iter()
            if element.get("id") in ids
        }

    def write(
        self,
        target: Path,
        identifier: bytes,
        labels: Sequence[LabelRange],
        proof: Proof | None = None,
    ) -> tuple[Message, ...]:
        """Write the PDF and return what was reported meanwhile; the bytes depend on nothing else.

        With ``proof``, whose XMP says so, the file is tagged, PDF/A-2a and PDF/UA-1.
        """
        from nkbook.weasy.output.join import archive

        with collected() as messages:
            if proof is None:
                self.document.write_pdf(
                    target, finisher=archive.opening(labels), pdf_identifier=identifier
                )
            else:
                archive.write(self.document, target, identifier, labels, proof)
        return tuple(messages)

    def write_inks(
        self,
        target: Path,
        identifier: bytes,
        labels: Sequence[LabelRange],
        plates: Plates,
    ) -> tuple[Message, ...]:
        """Write a PDF for the printer, with no colour but inks and no links.

        Return what was reported meanwhile. Images keep their colours.
        """
        from nkbook.weasy.output.join import plates as plates_file

        with collected() as messages:
            plates_file.write(self.document, target, identifier, labels, plates)
        return tuple(messages)
