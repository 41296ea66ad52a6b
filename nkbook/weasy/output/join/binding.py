"""Binds one section into a file: numbers its objects anew, and lays margin boxes on its pages."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from nkbook.weasy.output.join.fonts import Fonts
from nkbook.weasy.output.join.trees import Trees, extended
from nkbook.weasy.output.join.writer import Writer
from nkbook.weasy.output.paint.record import (
    MissingGlyph,
    Painted,
    PaintedSection,
    Parts,
    Piece,
    filled,
)


class Shared:
    """What all sections of a file have in common: fonts, the tree of pages, equal streams."""

    def __init__(self, writer: Writer, fonts: Fonts, tree: int) -> None:
        self.writer = writer
        self.fonts = fonts
        self.tree = tree
        self.fonts_object = writer.number()
        self._streams: dict[bytes, int] = {}

    def stream(self, number: int, value: bytes, data: bytes) -> int:
        """Write a stream unless there is an equal one; return the number that it has."""
        digest = hashlib.sha256(b"%d " % len(value) + value + data).digest()
        known = self._streams.setdefault(digest, number)
        if known == number:
            self.writer.write_stream(number, value, data)
        return known

    def finish(self, pdf_version: str | None) -> None:
        """Write the fonts."""
        self.fonts.write(self.writer, self.fonts_object, pdf_version)


class Binding:
    """The objects of one record in a file."""

    def __init__(
        self,
        shared: Shared,
        record: PaintedSection,
        pages: Sequence[int] | None,
        counters: Mapping[str, int] = MappingProxyType({}),
    ) -> None:
        """``pages`` are the objects of the file's pages from the record's first on.

        ``counters`` are the page counters at anchors whose numbers were left open.
        """
        self._counters = counters
        self._shared = shared
        self._writer = shared.writer
        self._record = record
        self._objects = dict(record.objects)
        self._extra: dict[int, bytes] = {}
        self._numbers = {record.tree: shared.tree, record.fonts_object: shared.fonts_object}
        if pages is not None:
            for page, number in zip(record.pages, pages, strict=False):
                self._numbers[page.number] = number
        shared.fonts.add(record.fonts)

    def number(self, local: int) -> int:
        """Return the number that an object of the record has in the file."""
        known = self._numbers.get(local)
        if known is None:
            known = self._numbers[local] = self._writer.number()
        return known

    def tag(self, trees: Trees, section: str, part: str | None, first: int) -> None:
        """Add the record's structure to the file's; its first page is ``first``."""
        structure = self._record.structure
        if structure is not None:
            self._numbers[structure.above] = trees.above(part)
            self._extra = trees.add(section, part, structure, self._objects, self.number, first)

    def write(self, frames: Sequence[PaintedSection | None], first: int | None) -> None:
        """Write all objects, and the pages with their margin boxes.

        ``first`` is the number of the record's first page in a tagged file, None in others.
        """
        pages = [self._objects.pop(page.number) for page in self._record.pages]
        states: dict[str, Parts] = {}
        forms: dict[str, bytes] = {}
        contents = []
        self._write_objects()
        for place, frame in enumerate(frames):
            own = [self.number(self._record.pages[place].content)]
            if frame is not None:
                own += _overlay(self._shared, frame, f"nk{place}", states, forms)
            contents.append(own)
        for place, (page, own) in enumerate(zip(pages, contents, strict=True)):
            streams = b" ".join(b"%d 0 R" % number for number in own)
            entries = b"/Parent %d 0 R/Contents %b" % (
                self._shared.tree,
                streams if len(own) == 1 else b"[%b]" % streams,
            )
            if first is not None:
                entries += b"/StructParents %d" % (first + place)
            number = self.number(self._record.pages[place].number)
            self._writer.write(number, extended(filled(page.value, self.number), entries))
        self._writer.write(
            self.number(self._record.resources_object), self._resources(states, forms)
        )

    def form(self) -> tuple[bytes, bytes]:
        """Write all objects but the page; return its content as a form: dictionary and bytes."""
        (page,) = self._record.pages
        self._objects.pop(page.number)
        value, data = self._packed(self._objects.pop(page.content))
        self._write_objects()
        resources = self.number(self._record.resources_object)
        self._writer.write(resources, self._resources({}, {}))
        box = b" ".join(f"{edge:f}".encode() for edge in page.box)
        entries = b"/Type /XObject/Subtype /Form/BBox [%b]/Resources %d 0 R" % (box, resources)
        return extended(value, entries), data

    def content(self) -> int:
        """Write the content of the page alone and return its object."""
        (page,) = self._record.pages
        number = self._writer.number()
        self._writer.write_stream(number, *self._packed(self._objects[page.content]))
        return number

    def _write_objects(self) -> None:
        contents = {page.content for page in self._record.pages}
        streams = [item for item in self._objects.items() if item[1].stream is not None]
        # Those that refer to none first, so that those that refer to equal ones are equal too.
        streams.sort(key=lambda item: any(isinstance(piece, int) for piece in item[1].value))
        for local, item in streams:
            value, data = self._packed(item)
            number = self.number(local)
            if local in self._extra:
                self._writer.write_stream(number, extended(value, self._extra[local]), data)
            elif local in contents:
                self._writer.write_stream(number, value, data)
            else:
                self._numbers[local] = self._shared.stream(number, value, data)
        for local, item in self._objects.items():
            if item.stream is None:
                value = filled(item.value, self.number, self._counters)
                if local in self._extra:
                    value = extended(value, self._extra[local])
                self._writer.write(self.number(local), value)

    def _packed(self, item: Painted) -> tuple[bytes, bytes]:
        """Return the dictionary and the bytes of a stream."""
        value = filled(item.value, self.number)
        if isinstance(item.stream, bytes):
            return value, item.stream
        data = zlib.compress(b"".join(map(self._known, item.stream or ())), 9)
        return extended(value, b"/Filter /FlateDecode/Length %d" % len(data)), data

    def _known(self, piece: Piece) -> bytes:
        """Return a piece of a stream as it is now known."""
        if isinstance(piece, bytes):
            return piece
        if isinstance(piece, MissingGlyph):
            return b"%04x" % self._shared.fonts.glyph(piece)
        figure = piece.figure(self._counters[piece.anchor])
        if piece.font is None:
            return piece.code(self._counters[piece.anchor])
        self._shared.fonts.use(piece.font, piece.glyphs[figure], piece.widths[figure], str(figure))
        return piece.shown(figure)

    def _resources(self, states: dict[str, Parts], forms: dict[str, bytes]) -> bytes:
        """Return the resources of the record's pages, and those of margin boxes with them."""
        entries = []
        for kind, named in self._record.resources.items():
            values = {name: filled(value, self.number) for name, value in named.items()}
            if kind == "ExtGState":
                values = {
                    name: filled(value, self.number) for name, value in states.items()
                } | values
            elif kind == "XObject":
                values |= forms
            listed = b"".join(b"/%b %b" % (name.encode(), value) for name, value in values.items())
            entries.append(b"/%b <<%b>>" % (kind.encode(), listed))
        for kind, value in self._record.shared.items():
            entries.append(b"/%b %b" % (kind.encode(), filled(value, self.number)))
        return b"<<%b>>" % b"".join(entries)


def _overlay(
    shared: Shared,
    frame: PaintedSection,
    name: str,
    states: dict[str, Parts],
    forms: dict[str, bytes],
) -> list[int]:
    """Write the margin boxes of a page; return the streams that draw them.

    Text needs nothing but fonts and states of transparency; all else is a form of its own.
    """
    binding = Binding(shared, frame, None)
    if frame.is_plain:
        states.update(frame.resources["ExtGState"])
        return [binding.content()]
    form, drawing = shared.writer.number(), shared.writer.number()
    form = shared.stream(form, *binding.form())
    forms[name] = b"%d 0 R" % form
    operators = b"/%b Do" % name.encode()
    shared.writer.write_stream(drawing, b"<</Length %d>>" % len(operators), operators)
    return [drawing]
