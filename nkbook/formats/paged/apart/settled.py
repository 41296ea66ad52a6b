"""What is known of a book while its sections are laid out, and when its numbers are true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nkbook.formats.paged.apart import spine
from nkbook.formats.paged.apart.documents import Documents, Source
from nkbook.formats.paged.apart.keys import Keys
from nkbook.formats.paged.apart.work import Look, not_kept
from nkbook.model.publication import Page, Publication
from nkbook.store import Key, Store
from nkbook.weasy import SectionRecord

Looks = Mapping[str, Look]


@dataclass(frozen=True, slots=True)
class Want:
    """What is wanted: a format, the one by whose documents it's laid out, and looks by name.

    One layout may be painted in the looks of several formats: then ``by`` is the same for all, and
    ``whole`` is the publication of the one that has all pages.
    """

    format: str
    by: str
    looks: Looks
    whole: Publication | None = None


class ReachesAcrossError(Exception):
    """A book must be laid out as a whole, because of a rule that its text begins with."""


@dataclass(slots=True)
class Laid:
    """A page of the spine, and what is known of it so far."""

    page: Page
    part: str | None
    before: Laid | None  # in the spine
    source: Source | None = None  # None: its text is not known yet
    side: str = spine.RIGHT
    key: Key | None = None  # of the record
    record: SectionRecord | None = None

    @property
    def ready(self) -> Source:
        """Return the source of a page whose text is known, as that of all pages laid out is."""
        assert self.source is not None  # noqa: S101 — see above
        return self.source


@dataclass(frozen=True, slots=True)
class Told:
    """What a section tells when it is laid out: anchors by what it has to know of their pages.

    Of those ``asked`` for it has to know the page counter, of those that are ``open`` how many
    figures that has.
    """

    asked: Sequence[str] = ()
    open: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Bindable:
    """A section in its place, the key under which it is kept, and what it was laid out from.

    ``numbers`` are the page counters, by anchor, whose numbers it has left open.
    """

    placed: spine.Placed
    key: Key
    source: Source
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Settled:
    """A book whose numbers are true; ``sections`` are in the order of the spine."""

    publication: Publication
    documents: Documents
    sections: tuple[Bindable, ...]
    keys: Keys


def keep(store: Store, key: Key, data: bytes) -> None:
    """Keep something until the book is joined; raises MissingToolError (NK603) if it cannot."""
    if not store.put(key, data):
        raise not_kept(store)


def has(store: Store, key: Key) -> bool:
    """Return True if the store has something whole under a key."""
    file = store.open(key)
    if file is None:
        return False
    file.close()
    return True


def pages_of(laid: tuple[SectionRecord, Mapping[str, bytes]]) -> int:
    """Return how many pages a section has that was laid out."""
    return len(laid[0].pages)
