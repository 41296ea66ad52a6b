"""What is known of a book while its sections are laid out, and when its numbers are true."""

from __future__ import annotations

from dataclasses import dataclass

from nkbook.formats.paged.apart import spine
from nkbook.formats.paged.apart.documents import Documents, Source
from nkbook.formats.paged.apart.keys import Keys
from nkbook.model.publication import Page, Publication
from nkbook.store import Key
from nkbook.weasy import SectionRecord


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


@dataclass(frozen=True, slots=True)
class Bindable:
    """A section in its place, the key under which it is kept, and what it was laid out from."""

    placed: spine.Placed
    key: Key
    source: Source


@dataclass(frozen=True, slots=True)
class Settled:
    """A book whose numbers are true; ``sections`` are in the order of the spine."""

    publication: Publication
    documents: Documents
    sections: tuple[Bindable, ...]
    keys: Keys
