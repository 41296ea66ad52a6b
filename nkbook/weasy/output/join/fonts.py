"""Cuts each font of a file once, to the glyphs that all its sections use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import cffi
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


class Fonts:
    """The fonts of a file, by their hashes in WeasyPrint: glyphs are added section by section."""

    def __init__(self, content: Callable[[str], bytes]) -> None:
        """``content`` returns the file of a SHA-256."""
        self._content = content
        self._fonts: dict[str, Any] = {}
        self._files: dict[str, str] = {}

    def add(self, painted: Iterable[PaintedFont]) -> None:
        """Add the glyphs of a section; what the first one says of a glyph holds."""
        for font in painted:
            name = font.facts["hash"]
            joined = self._fonts.get(name)
            if joined is None:
                joined = self._fonts[name] = Font.__new__(Font)
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
        for name, font in self._fonts.items():
            font.file_content = self._content(self._files[name])
            font.hb_face = faces.face(font.file_content, font.index)
        options = {"hinting": False, "pdf_version": pdf_version}
        dictionary = build_fonts_dictionary(
            writer, self._fonts, compress=True, subset=True, options=options
        )
        writer.write(number, dictionary.data)
        writer.flush()
        faces.close()


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
