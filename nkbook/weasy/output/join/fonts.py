"""Cuts each font of a file once, to the glyphs that all its sections use."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import cffi
import pydyf
from weasyprint.pdf.fonts import Font, build_fonts_dictionary
from weasyprint.text import ffi as libraries

from nkbook.weasy.output.join.writer import Writer
from nkbook.weasy.output.paint.record import MissingGlyph, PaintedFont

_LAST = 2**16 - 1  # number that a glyph can have
# WeasyPrint declares what it uses of HarfBuzz; it gets its faces from Pango.
_DECLARED = """
    void *hb_blob_create(const char *data, unsigned int length, int mode, void *user, void *done);
    void hb_blob_destroy(void *blob);
    void *hb_face_create(void *blob, unsigned int index);
    void hb_face_destroy(void *face);
"""
_LIBRARIES = ("libharfbuzz-0", "harfbuzz", "harfbuzz-0.0", "libharfbuzz.so.0",
              "libharfbuzz.0.dylib", "libharfbuzz-0.dll")  # fmt: skip


class Kept(Protocol):
    """Returns what a function makes, or made before of equal inputs: a store's ``made``."""

    def __call__(self, kind: str, make: Callable[[], bytes], /, **inputs: Any) -> bytes:
        """Return what is kept under these inputs, or make it."""


def not_kept(kind: str, make: Callable[[], bytes], /, **inputs: Any) -> bytes:
    """Make it: a ``Kept`` of nothing."""
    del kind, inputs
    return make()


class Fonts:
    """The fonts of a file, by their hashes in WeasyPrint: glyphs are added section by section."""

    def __init__(self, content: Callable[[str], bytes], kept: Kept = not_kept) -> None:
        """``content`` returns the file of a SHA-256, ``kept`` what was cut of one before."""
        self._content = content
        self._kept = kept
        self._fonts: dict[str, Any] = {}
        self._files: dict[str, str] = {}

    def add(self, painted: Iterable[PaintedFont]) -> None:
        """Add the glyphs of a section; what the first one says of a glyph holds."""
        for font in painted:
            name = font.facts["hash"]
            joined: Any = self._fonts.get(name)
            if joined is None:
                joined = self._fonts[name] = _Cut.__new__(_Cut)
                vars(joined).update(font.facts, widths={}, to_unicode={}, missing={})
                self._files[name] = font.file
            numbers = {
                glyph: self.glyph(MissingGlyph(name, codepoint))
                for codepoint, glyph in font.missing.items()
            }
            for glyph, width in font.widths.items():
                joined.widths.setdefault(numbers.get(glyph, glyph), width)
            for glyph, text in font.unicode.items():
                joined.to_unicode.setdefault(numbers.get(glyph, glyph), text)

    def glyph(self, missing: MissingGlyph) -> int:
        """Return the number of a glyph that a font lacks, the same in all sections."""
        font = self._fonts[missing.font]
        known: dict[int, int] = font.missing
        number = known.get(missing.codepoint)
        if number is None:
            number = min(font.glyph_count + len(known), _LAST)
            known[missing.codepoint] = number
        return number

    def use(self, font: str, glyph: int, width: int, text: str) -> None:
        """Add a glyph of a font that a section has."""
        joined = self._fonts[font]
        joined.widths.setdefault(glyph, width)
        joined.to_unicode.setdefault(glyph, text)

    def write(self, writer: Writer, number: int, pdf_version: str | None) -> None:
        """Write all fonts, and the dictionary of them as the object of a number."""
        faces = _Faces()
        packed: dict[bytes, bytes] = {}
        for name, font in self._fonts.items():
            font.cutting = _Cutting(self._kept, self._files[name], faces, packed)
            font.file_content = self._content(self._files[name])
        options = {"hinting": False, "pdf_version": pdf_version}
        dictionary = build_fonts_dictionary(
            _Packing(writer, packed), self._fonts, compress=True, subset=True, options=options
        )
        writer.write(number, dictionary.data)
        writer.flush()
        faces.close()


@dataclass(frozen=True, slots=True)
class _Cutting:
    """What a font is cut with; ``packed`` takes the font that was cut, and that deflated."""

    kept: Kept
    file: str  # its SHA-256
    faces: _Faces
    packed: dict[bytes, bytes]


class _Cut(Font):  # type: ignore[misc]  # WeasyPrint has no types
    """A font that is cut and deflated once for the same glyphs: most changes bring no new ones."""

    cutting: _Cutting

    def clean(self, to_unicode: Mapping[int, str], hinting: bool) -> None:
        """Cut the font, as WeasyPrint does with what it depends on here."""

        def cut() -> bytes:
            self.hb_face = self.cutting.faces.face(self.file_content, self.index)
            super(_Cut, self).clean(to_unicode, hinting)
            # As WeasyPrint writes a stream.
            return zlib.compress(self.file_content, 9)

        packed = self.cutting.kept(
            "font",
            cut,
            file=self.cutting.file,
            index=self.index,
            glyphs=sorted(to_unicode),
            missing=bool(self.missing),
            hinting=hinting,
            instance=(dict(self.variations), self.weight, self.style, self.font_size),
            pictures=(bool(self.png), bool(self.svg), bool(self.colr)),
        )
        self.file_content = zlib.decompress(packed)
        self.cutting.packed[self.file_content] = packed


class _Packing:
    """A writer to which streams are added that may be deflated already."""

    def __init__(self, writer: Writer, packed: Mapping[bytes, bytes]) -> None:
        self._writer, self._packed = writer, packed

    def add_object(self, item: Any) -> None:
        """Add an object of pydyf."""
        if isinstance(item, pydyf.Stream) and item.compress and len(item.stream) == 1:
            packed = self._packed.get(item.stream[0])
            if packed is not None:
                item.stream, item.compress = [packed], False
                item.extra["Filter"] = "/FlateDecode"
        self._writer.add_object(item)


class _Faces:
    """HarfBuzz's faces of files, for WeasyPrint to cut."""

    def __init__(self) -> None:
        self._ffi = cffi.FFI()
        self._ffi.cdef(_DECLARED)
        self._library = self._open()
        self._kept: list[Any] = []  # data that faces refer to
        self._faces: list[Any] = []

    def _open(self) -> Any:
        """Return the library that WeasyPrint has open."""
        for name in _LIBRARIES:
            try:
                return self._ffi.dlopen(name)
            except OSError:
                continue
        return self._ffi.dlopen(None)

    def face(self, content: bytes, index: int) -> Any:
        """Return a font's face as WeasyPrint has it."""
        data = self._ffi.from_buffer("char[]", content)
        read_only = 1  # HB_MEMORY_MODE_READONLY
        null = self._ffi.NULL
        blob = self._library.hb_blob_create(data, len(content), read_only, null, null)
        face = self._library.hb_face_create(blob, index)
        self._library.hb_blob_destroy(blob)
        self._kept.append(data)
        self._faces.append(face)
        return libraries.ffi.cast("hb_face_t *", int(self._ffi.cast("uintptr_t", face)))

    def close(self) -> None:
        """Let go of all faces."""
        for face in self._faces:
            self._library.hb_face_destroy(face)
