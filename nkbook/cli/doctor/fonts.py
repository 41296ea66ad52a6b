"""The fonts, proved by their checksums."""

from __future__ import annotations

from collections.abc import Iterator

from nkbook.cli.doctor.finding import Finding, Place, State
from nkbook.diagnostics.errors import NkbookError
from nkbook.look.theme import Theme

_TOPIC = "Fonts"


def examine(place: Place) -> Iterator[Finding]:
    """Yield whether the fonts that the book would use are what their manifest says."""
    try:
        fonts = Theme(place.directory).fonts
    except NkbookError as error:
        for problem in error.diagnostics:
            yield Finding.of(_TOPIC, "font", problem)
        return
    for family in fonts.families():
        files = [face.path for face in fonts.faces if face.family == family]
        detail = f"{len(files)} files in {files[0].parent}, checksums match"
        yield Finding(_TOPIC, family, State.OK, detail)
