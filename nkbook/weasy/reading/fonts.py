"""The font configuration that carries a book's settings into WeasyPrint's layout.

WeasyPrint hands its ``FontConfiguration`` to every step of a layout, so this subclass is where the
patches look for what they need: a layout with a plain configuration is left as WeasyPrint has it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from weasyprint.text.ffi import ffi, fontconfig
from weasyprint.text.fonts import FontConfiguration

from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic
from nkbook.look.fonts import FontSet


class BookFonts(FontConfiguration):  # type: ignore[misc]
    """Fonts of one book, and its settings of Chinese composition."""

    composition: Any = (
        None  # nkbook.weasy.compose.composition.Composition, which imports WeasyPrint
    )

    def __init__(self, fonts: FontSet) -> None:
        """Prove that the libraries see the book's fonts, all of them, and no others (NK407)."""
        super().__init__()
        wanted = {face.path.resolve() for face in fonts.faces}
        seen = set(self._files())
        if seen != wanted:
            names = ", ".join(sorted(path.name for path in seen ^ wanted))
            raise MissingToolError(
                diagnostic("NK407", f"the font libraries do not see the book's fonts: {names}")
            )

    def _files(self) -> list[Path]:
        """Return the files of all fonts in this configuration."""
        found = fontconfig.FcConfigGetFonts(self._config, fontconfig.FcSetSystem)
        name = ffi.new("FcChar8 **")
        files = []
        for number in range(found.nfont):
            fontconfig.FcPatternGetString(found.fonts[number], b"file", 0, name)
            files.append(Path(ffi.string(name[0]).decode()).resolve())
        return files
