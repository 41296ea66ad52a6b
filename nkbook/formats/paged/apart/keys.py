"""Names what is kept of a book by all that it depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from nkbook.formats.paged.apart.documents import Documents, Source
from nkbook.formats.paged.apart.work import Fonts, Look
from nkbook.formats.tasks import Setup
from nkbook.look.fonts import FontSet
from nkbook.model.publication import Publication
from nkbook.store import digest
from nkbook.weasy import Frame


class Keys:
    """The keys of one book's sections and their margin boxes.

    Everything in a document is in its HTML but files and fonts, which are known by their contents;
    the store adds the versions of nkbook and its libraries.
    """

    def __init__(self, documents: Documents, setup: Setup, looks: Mapping[str, Look]) -> None:
        """Digest the fonts once."""
        fonts = setup.argument
        assert isinstance(fonts, Fonts)  # noqa: S101 — so work.setup makes it
        self._documents = documents
        self._engine = digest(font_digests(fonts.fonts), fonts.language, fonts.typesetting)
        self._looks = {name: digest(name, *look.key()) for name, look in looks.items()}

    def base(self, html: str, source: Source, side: str, before: int) -> str:
        """Return the key of all that a section depends on but the numbers that it asks for."""
        files = self._documents.digests(source)
        return digest(self._engine, html, files, source.id, source.part, side, before)

    def full(self, base: str, answers: Mapping[str, int | str]) -> str:
        """Return the key of a section that got these numbers."""
        return digest(base, tuple(sorted(answers.items())))

    def look(self, key: str, name: str) -> str:
        """Return the key of what a section was painted as."""
        return digest(key, self._looks[name])

    def furniture(self, frames: Sequence[Frame], pages: int) -> str:
        """Return the key of the margin boxes of some pages of a book of so many pages."""
        looks = tuple(sorted(self._looks.items()))
        files = self._documents.common_digests()
        return digest(self._engine, self._documents.empty, files, looks, tuple(frames), pages)

    def memory(self, publication: Publication, format: str) -> str:
        """Return the key of the last true numbers of a book: any value is good, a near one quick."""
        edition = publication.edition.language
        return digest("numbers", publication.metadata.slug, edition, format)


def font_digests(fonts: FontSet) -> tuple[tuple[str, str, int, str, str], ...]:
    """Return what fonts are: family, role, weight, style, and the SHA-256 of the file."""
    return tuple(
        (face.family, face.role, face.weight, face.style, _digest(face.path))
        for face in fonts.faces
    )


def _digest(path: Path) -> str:
    state = path.stat()
    return _digest_of(path, state.st_size, state.st_mtime_ns)


@cache
def _digest_of(path: Path, size: int, changed: int) -> str:  # noqa: ARG001 — parts of the key
    return hashlib.sha256(path.read_bytes()).hexdigest()
