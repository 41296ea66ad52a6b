"""The font configuration that carries a book's settings into WeasyPrint's layout.

WeasyPrint hands its ``FontConfiguration`` to every step of a layout, so a subclass of it is what
distinguishes a layout of nkbook's from any other: ``nkbook.weasy.ours`` looks for it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import weasyprint.pdf.fonts
from weasyprint.text.ffi import ffi, fontconfig, harfbuzz
from weasyprint.text.fonts import FontConfiguration

from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic
from nkbook.look.fonts import FontSet

_DIRECTORY = 2048  # bytes; more than the header and entries of 16 bytes each for all tables

_get_hb_object_data = weasyprint.pdf.fonts.get_hb_object_data


class Directory(bytes):
    """The first bytes of a font's file, in place of all of them, and the SHA-256 of all."""

    digest: str


class BookFonts(FontConfiguration):  # type: ignore[misc]
    """Fonts and language of one book, and its settings of Chinese composition."""

    # A nkbook.weasy.compose.composition.Composition; None leaves lines to WeasyPrint.
    composition: Any = None

    def __init__(self, fonts: FontSet, language: str) -> None:
        """Check that the libraries see all fonts of the book and no others.

        ``language`` (BCP 47) is that of drawings that don't say theirs. Raises MissingToolError
        (NK407).
        """
        super().__init__()
        self.language = language
        self.western = fonts.stack(chinese_first=False)  # families, for words of other languages
        self._paths = tuple(face.path for face in fonts.faces)
        self._digests: dict[tuple[int, bytes], str] = {}
        self._by_digest: dict[str, Path] = {}
        wanted = {face.path.resolve() for face in fonts.faces}
        seen = set(self._files())
        if seen != wanted:
            names = ", ".join(sorted(path.name for path in seen ^ wanted))
            raise MissingToolError(
                diagnostic("NK407", f"the font libraries do not see the book's fonts: {names}")
            )

    def digest(self, content: bytes) -> str:
        """Return the SHA-256 of a font's file.

        Its directory of tables, at the start, has a checksum of each: one read of it is enough.
        """
        if isinstance(content, Directory):
            return content.digest
        key = len(content), content[:_DIRECTORY]
        if key not in self._digests:
            self._digests[key] = hashlib.sha256(content).hexdigest()
        return self._digests[key]

    def directory(self, length: int, first: bytes) -> Directory | None:
        """Return what stands for a font's file that was digested before, None for another."""
        found = self._digests.get((length, first[:_DIRECTORY]))
        if found is None:
            return None
        directory = Directory(first)
        directory.digest = found
        return directory

    def content(self, digest: str) -> bytes:
        """Return the font file of a SHA-256; raises KeyError for one that isn't the book's."""
        if not self._by_digest:
            for path in self._paths:
                self._by_digest[self.digest(path.read_bytes())] = path
        return self._by_digest[digest].read_bytes()

    def _files(self) -> list[Path]:
        """Return the files of all fonts in this configuration."""
        found = fontconfig.FcConfigGetFonts(self._config, fontconfig.FcSetSystem)
        name = ffi.new("FcChar8 **")
        files = []
        for number in range(found.nfont):
            fontconfig.FcPatternGetString(found.fonts[number], b"file", 0, name)
            files.append(Path(ffi.string(name[0]).decode()).resolve())
        return files


def get_hb_object_data(recording: Any, hb_object: Any, *options: Any) -> Any:
    """Return the content of a font's file, or what stands for it if its digest is known.

    What is painted as data has the digest alone, and the file of a Chinese font has megabytes.
    """
    fonts = recording.document.font_config
    if options or not isinstance(fonts, BookFonts):
        return _get_hb_object_data(hb_object, *options)
    blob = harfbuzz.hb_face_reference_blob(hb_object)
    try:
        with ffi.new("unsigned int *") as length:
            data = harfbuzz.hb_blob_get_data(blob, length)
            size = int(length[0])
            first = b"" if data == ffi.NULL else bytes(ffi.buffer(data, min(size, _DIRECTORY)))
    finally:
        harfbuzz.hb_blob_destroy(blob)
    return fonts.directory(size, first) or _get_hb_object_data(hb_object)
