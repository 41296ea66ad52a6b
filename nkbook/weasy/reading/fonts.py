"""The font configuration that carries a book's settings into WeasyPrint's layout.

WeasyPrint hands its ``FontConfiguration`` to every step of a layout, so a subclass of it is what
distinguishes a layout of nkbook's from any other: ``nkbook.weasy.ours`` looks for it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from weasyprint.text.ffi import ffi, fontconfig
from weasyprint.text.fonts import FontConfiguration

from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic
from nkbook.look.fonts import FontSet

_DIRECTORY = 2048  # bytes; more than the header and entries of 16 bytes each for all tables


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
        key = len(content), content[:_DIRECTORY]
        if key not in self._digests:
            self._digests[key] = hashlib.sha256(content).hexdigest()
        return self._digests[key]

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
