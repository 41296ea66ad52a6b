"""Names what is kept of a book by all that it depends on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nkbook.formats.paged.apart.documents import Documents, Source
from nkbook.formats.paged.apart.work import Dress, Fonts, Look
from nkbook.formats.tasks import Setup
from nkbook.look.fonts import FontSet
from nkbook.store import Key, Store
from nkbook.weasy import Frame


class Keys:
    """The keys of one book's sections and their margin boxes.

    Everything in a document is in its HTML but files and fonts, which are known by their contents;
    the store adds the versions of nkbook and its libraries.
    """

    def __init__(
        self, store: Store, documents: Documents, setup: Setup, looks: Mapping[str, Look]
    ) -> None:
        """Digest the fonts once."""
        fonts = setup.argument
        assert isinstance(fonts, Fonts)  # noqa: S101 — so work.setup makes it
        self._store, self._documents = store, documents
        self._engine = store.key(
            "engine",
            fonts=_described(fonts.fonts, store),
            language=fonts.language,
            typesetting=fonts.typesetting,
        ).digest
        self._document = store.key("document", html=documents.empty).digest
        self._looks = looks

    def base(self, source: Source, stub: Sequence[str], side: str, before: int) -> Key:
        """Return the key of all that a section depends on but the numbers that it asks for.

        ``stub`` are the classes of what stands in its document for the section before.
        """
        return self._store.key(
            "section",
            engine=self._engine,
            document=self._document,
            stub=tuple(stub),
            body=source.body,
            files=self._documents.digests(source),
            id=source.id,
            part=source.part,
            side=side,
            before=before,
        )

    def look(self, key: Key, name: str, source: Source) -> Key:
        """Return the key of what a section was painted as in the look of that name."""
        look = self._looks[name]
        if isinstance(look, Dress):
            look = look.narrowed(source.shows)
        return self._store.key("painted", section=key.digest, look=look.key())

    def furniture(self, frames: Sequence[Frame], pages: int) -> Key:
        """Return the key of the margin boxes of some pages of a book of so many pages."""
        return self._store.key(
            "furniture",
            engine=self._engine,
            document=self._document,
            files=self._documents.common_digests(),
            frames=tuple(frames),
            pages=pages,
            looks={name: look.key() for name, look in self._looks.items()},
        )


def _described(fonts: FontSet, store: Store) -> tuple[tuple[str, str, int, str, str], ...]:
    """Return what fonts are: family, role, weight, style, and the SHA-256 of the file."""
    return tuple(
        (face.family, face.role, face.weight, face.style, store.digest(face.path))
        for face in fonts.faces
    )
