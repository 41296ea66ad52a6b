"""The way in: lays out a document with the book's fonts and writes it as PDF."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nkbook.fonts import FontSet
from nkbook.typesetting.policy import Typesetting, settings_for
from nkbook.weasy.environment import environment, load
from nkbook.weasy.facts import PageFacts, PlacedNote
from nkbook.weasy.labels import LabelRange, write_labels
from nkbook.weasy.messages import Message, listening
from nkbook.weasy.resources import BASE, File, fetcher


@contextmanager
def engine(
    fonts: FontSet, language: str, typesetting: Typesetting | None = None
) -> Iterator[Engine]:
    """Load WeasyPrint with the book's fonts and install the patches; undo both at the end.

    Without ``typesetting`` Chinese is set as is customary where ``language`` is read.
    Raises MissingToolError when a library is missing (NK601) or WeasyPrint is another (NK406).
    """
    with (
        tempfile.TemporaryDirectory(prefix="nkbook-fonts-") as folder,
        environment(fonts, Path(folder), language),
    ):
        load()
        # These import WeasyPrint, so not before it is known to load.
        from nkbook.weasy import composition, footnotes, margins
        from nkbook.weasy.fonts import BookFonts

        with footnotes.installed(), margins.installed(), composition.installed():
            book_fonts = BookFonts(fonts)
            settings = typesetting or settings_for(language)
            book_fonts.composition = composition.Composition(settings)
            if composition.works(book_fonts, language):
                yield Engine(book_fonts)
            else:
                book_fonts.composition = None
                yield Engine(book_fonts, (Message(composition.FAILURE),))


@dataclass(frozen=True, slots=True)
class Engine:
    """WeasyPrint, ready; only good inside ``engine``."""

    fonts: Any  # BookFonts
    notices: tuple[Message, ...] = ()  # about the engine itself

    def lay_out(self, html: str, files: Mapping[str, File]) -> Layout:
        """Lay out an HTML document that may show ``files``, by path; notes get their links."""
        import weasyprint

        from nkbook.weasy import pages

        with listening() as heard:
            source = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=fetcher(files))
            document = source.render(font_config=self.fonts)
        notes = pages.link_notes(document.pages)
        return Layout(
            document,
            tuple(map(pages.facts, document.pages)),
            notes,
            (*self.notices, *heard),
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """A document laid out: what its pages are and where its notes stand."""

    document: Any  # weasyprint.Document
    pages: tuple[PageFacts, ...]
    notes: Mapping[str, PlacedNote]  # by the note's id
    messages: tuple[Message, ...]

    def write(
        self, target: Path, identifier: bytes, labels: Sequence[LabelRange]
    ) -> tuple[Message, ...]:
        """Write the PDF and return what was said meanwhile; the bytes depend on nothing else.

        The file opens with its bookmarks and its title shown (ISO 32000-1 §7.7.2 and §12.2).
        """

        def finish(_: Any, pdf: Any) -> None:
            import pydyf

            write_labels(pdf, labels)
            pdf.catalog["PageMode"] = "/UseOutlines"
            pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})

        with listening() as heard:
            self.document.write_pdf(target, finisher=finish, pdf_identifier=identifier)
        return tuple(heard)
