"""Joins painted sections to one file, which is that of a whole book laid out at once.

Sections are read one after another and their streams written at once: what is in memory is one
section, and what leads to all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

import pydyf
from weasyprint.anchors import make_page_bookmark_tree
from weasyprint.matrix import Matrix
from weasyprint.pdf.anchors import add_outlines

from nkbook.weasy.facts import Plates, Proof
from nkbook.weasy.output.join.archive import add_packet, opening
from nkbook.weasy.output.join.binding import Binding, Shared
from nkbook.weasy.output.join.bound import Bound
from nkbook.weasy.output.join.description import Description
from nkbook.weasy.output.join.fonts import Fonts, Kept, not_kept
from nkbook.weasy.output.join.labels import LabelRange, write_labels
from nkbook.weasy.output.join.trees import Trees
from nkbook.weasy.output.join.writer import Writer
from nkbook.weasy.output.paint.record import PaintedPage, PaintedSection, filled, unpacked
from nkbook.weasy.reading.messages import Message

_POINTS = 0.75  # in a CSS pixel


def join(  # noqa: PLR0913 — a file is all of this
    target: Path,
    bound: Sequence[Bound],
    identifier: bytes,
    labels: Sequence[LabelRange],
    paint: Proof | Plates | None,
    content: Callable[[str], bytes],
    description: Description,
    kept: Kept = not_kept,
) -> tuple[Message, ...]:
    """Write the sections as one PDF; return what is wrong with links between them.

    ``paint`` is how all of them were painted, ``content`` returns the font file of a SHA-256,
    ``kept`` what was cut of one before.
    """
    with target.open("wb") as file:
        book = _Book(file, bound, Fonts(content, kept), tagged=isinstance(paint, Proof))
        for item in bound:
            book.add(item)
        book.finish()
        writer = book.writer
        writer.info.update(description.facts)
        if description.language:
            writer.catalog["Lang"] = pydyf.String(description.language)
        if isinstance(paint, Plates):
            write_labels(writer, labels)
        else:
            opening(labels)(None, writer)
        if isinstance(paint, Proof):
            add_packet(writer, paint.packet)
        writer.finish(identifier)
        return tuple(book.messages())


class _Book:
    """A file while its sections are added."""

    def __init__(
        self,
        file: BinaryIO,
        bound: Sequence[Bound],
        fonts: Fonts,
        *,
        tagged: bool,
    ) -> None:
        self.writer = Writer(file)
        self._tree = self.writer.number()
        count = sum(len(item.frames) for item in bound)
        self._pages = [self.writer.number() for _ in range(count)]
        self.writer.page_references = tuple(b"%d 0 R" % number for number in self._pages)
        self._trees = Trees(self.writer, count) if tagged else None
        self._shared = Shared(self.writer, fonts, self._tree)
        self._place = 0  # the next page
        self._names: dict[str, bytes] = {}  # with their destinations
        self._twice: dict[str, None] = {}
        self._links: dict[str, None] = {}
        self._bookmarks: list[PaintedPage] = []
        self._about: PaintedSection | None = None

    def add(self, item: Bound) -> None:
        """Add a section or a blank page."""
        frames = [unpacked(data) if (data := frame()) else None for frame in item.frames]
        if item.painted is None:
            section, frames = frames[0], [None]
        else:
            section = unpacked(item.painted())
        if section is None or len(section.pages) != len(frames):
            raise ValueError(f"a frame is wanted for each page of {item.id}")
        pages = self._pages[self._place :]
        binding = Binding(self._shared, section, pages, item.numbers)
        if self._trees is not None and section.structure is not None:
            binding.tag(self._trees, item.id, item.part, self._place)
        binding.write(frames, self._place if self._trees is not None else None)
        if self._about is None:
            self._about = section
            self._declare(section, binding)
        for page in section.pages:
            self._note(page, binding)
        self._place += len(frames)

    def _declare(self, section: PaintedSection, binding: Binding) -> None:
        """Take from the first section what all of them say of the file."""
        writer = self.writer
        writer.catalog["Pages"] = b"%d 0 R" % self._tree
        if section.intents:
            writer.catalog["OutputIntents"] = filled(section.intents, binding.number)

    def _note(self, page: PaintedPage, binding: Binding) -> None:
        """Keep a page's bookmarks, and where its names and links are."""
        for name, destination in page.anchors:
            if name in self._names:
                self._twice[name] = None
            self._names.setdefault(name, filled(destination, binding.number))
        self._links.update(dict.fromkeys(page.links))
        self._bookmarks.append(page)

    def finish(self) -> None:
        """Write what leads to all pages."""
        writer = self.writer
        kids = b" ".join(writer.page_references)
        writer.write(self._tree, b"<</Type /Pages/Kids [%b]/Count %d>>" % (kids, len(self._pages)))
        add_outlines(writer, self._outlines())
        if self._names:
            names = pydyf.Array()
            for name, destination in sorted(self._names.items()):
                names.extend((pydyf.String(name), destination))
            destinations = pydyf.Dictionary({"Names": names})
            writer.catalog["Names"] = pydyf.Dictionary({"Dests": destinations})
        if self._trees is not None:
            self._trees.finish()
        self._shared.finish("1.7" if self._trees is not None else None)

    def _outlines(self) -> list[Any]:
        """Return the tree of bookmarks as WeasyPrint makes it of a whole document."""
        root: list[Any] = []
        skipped: list[int] = []
        last, level = [root], 0
        for number, page in enumerate(self._bookmarks):
            matrix = Matrix(a=_POINTS, d=-_POINTS, f=page.height * _POINTS)
            marked = SimpleNamespace(bookmarks=page.bookmarks)
            level = make_page_bookmark_tree(marked, skipped, last, level, number, matrix)
        return root

    def messages(self) -> list[Message]:
        """Return what WeasyPrint reports of a whole document with the same links and anchors."""
        return [
            *(Message(f"Anchor defined twice: {name!r}") for name in self._twice),
            *(
                Message(f"No anchor #{name} for internal URI reference", lost=True)
                for name in self._links
                if name not in self._names
            ),
        ]
