"""What processes do for a book that is laid out section by section."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from nkbook.diagnostics.errors import ConfigError, MissingToolError
from nkbook.diagnostics.problems import diagnostic
from nkbook.formats import pictures
from nkbook.formats.base import FormatContext
from nkbook.formats.paged.sheets import typesetting
from nkbook.formats.tasks import Setup
from nkbook.look.colour import Separation
from nkbook.look.fonts import FontSet
from nkbook.model.publication import Publication
from nkbook.output import write_errors
from nkbook.store import Key, Store
from nkbook.typesetting.policy import Typesetting
from nkbook.weasy import (
    Bound,
    Dressed,
    Engine,
    File,
    Frame,
    Furniture,
    LabelRange,
    Message,
    Paint,
    Plates,
    Proof,
    Section,
    SectionRecord,
    drawn,
    engine,
)

_HERE = "nkbook.formats.paged.apart.work:"
LAY, FURNISH, BIND = f"{_HERE}lay", f"{_HERE}furnish", f"{_HERE}bind"


@dataclass(frozen=True, slots=True)
class Fonts:
    """What an engine is opened with: fonts, language and composition."""

    fonts: FontSet
    language: str
    typesetting: Typesetting


def setup(publication: Publication, context: FormatContext) -> Setup:
    """Return the set-up of processes that lay a publication out."""
    fonts, language = context.theme.fonts, publication.edition.language
    return Setup(f"{_HERE}opened", Fonts(fonts, language, typesetting(publication, context)))


@contextmanager
def opened(fonts: Fonts) -> Iterator[Engine]:
    """Open the engine for the time of the block."""
    with engine(fonts.fonts, fonts.language, fonts.typesetting) as weasyprint:
        yield weasyprint


@dataclass(frozen=True, slots=True)
class Archive:
    """Pages are painted for the screen and the archive; ``condition`` says how inks look.

    A condition that can't be used only matters to a book with colours in inks.
    """

    condition: Separation | ConfigError

    @classmethod
    def of(cls, context: FormatContext) -> Archive:
        """Return how the PDF of a book is painted."""
        try:
            return cls(pictures.condition(context))
        except ConfigError as error:
            return cls(error)

    def key(self) -> tuple[str, str | bytes]:
        """Return what the look of a page depends on."""
        known = self.condition
        return "archive", known.profile if isinstance(known, Separation) else ""

    def paint(self, packet: bytes = b"") -> Paint:
        """Return what the engine paints with; ``packet`` is the file's XMP."""
        return Proof(packet, self._shown)

    def _shown(self, *inks: float) -> tuple[float, float, float]:
        if isinstance(self.condition, ConfigError):
            raise self.condition
        return self.condition.shown(*inks)


@dataclass(frozen=True, slots=True)
class Inks:
    """Pages are painted for the printer.

    Type in one ink has one edge; in four, which never meet quite, it has four.
    """

    press: Separation
    offset: float

    def key(self) -> tuple[str, bytes, bool, float]:
        """Return what the look of a page depends on."""
        return "inks", self.press.profile, self.press.black_only, self.offset

    def paint(self) -> Paint:
        """Return what the engine paints with."""
        return Plates(self.press.inks, replace(self.press, black_only=True).inks, self.offset)


@dataclass(frozen=True, slots=True)
class Plain:
    """Pages are painted as they come, without structure."""

    def key(self) -> tuple[str]:
        """Return what the look of a page depends on."""
        return ("plain",)

    def paint(self) -> Paint:
        """Return what the engine paints with."""
        return None


@dataclass(frozen=True, slots=True)
class Dress:
    """Pages are painted with another format's stylesheets and pictures.

    ``html`` is a document of that format without pages, ``files`` are its pictures, ``digests`` the
    SHA-256 of each, by path.
    """

    look: Inks | Plain
    html: str
    files: Mapping[str, File]
    digests: Mapping[str, str]

    def key(self) -> tuple[Any, ...]:
        """Return what the look of a page depends on."""
        shown = tuple(
            (path, file.media_type, self.digests[path]) for path, file in self.files.items()
        )
        return ("dress", self.html, shown, *self.look.key())

    def narrowed(self, paths: Iterable[str]) -> Dress:
        """Return the look of pages that show no other pictures than these."""
        shown = {path: self.files[path] for path in paths if path in self.files}
        return replace(self, files=shown, digests={path: self.digests[path] for path in shown})

    def paint(self) -> Paint:
        """Return what the engine paints with."""
        return Dressed(self.html, self.files, drawn(self.look.paint()))


Look = Archive | Inks | Plain | Dress


def narrowed(looks: Mapping[str, Look], paths: Sequence[str]) -> dict[str, Look]:
    """Return the looks of pages that show no other pictures than these."""
    return {
        name: look.narrowed(paths) if isinstance(look, Dress) else look
        for name, look in looks.items()
    }


@dataclass(frozen=True, slots=True)
class LayJob:
    """A section to lay out, and the looks to paint it in, by name."""

    section: Section
    looks: Mapping[str, Look]


def lay(weasyprint: Engine, job: LayJob) -> tuple[SectionRecord, Mapping[str, bytes]]:
    """Lay a section out; return what is known of it, and what it looks like, by names of looks."""
    looks = {name: look.paint() for name, look in job.looks.items()}
    return weasyprint.lay_section(job.section, looks)


@dataclass(frozen=True, slots=True)
class FurnishJob:
    """Frames whose margin boxes are to be made; ``html`` is a document without pages."""

    html: str
    files: Mapping[str, File]
    frames: tuple[Frame, ...]
    pages: int  # of the book
    looks: Mapping[str, Look]


def furnish(weasyprint: Engine, job: FurnishJob) -> tuple[Furniture, ...]:
    """Make the margin boxes of pages."""
    looks = {name: look.paint() for name, look in job.looks.items()}
    return weasyprint.furnish(job.html, job.files, job.frames, job.pages, looks)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A section or a blank page of the file, by the keys under which the store has its looks.

    ``frames`` are the key of the margin boxes and the places in them of its pages.
    """

    id: str
    part: str | None
    painted: Key | None  # None: a blank page
    furniture: Key
    frames: tuple[int, ...]
    numbers: Mapping[str, int] = field(default_factory=dict)  # left open, by anchor


@dataclass(frozen=True, slots=True)
class Order:
    """What a file is to be: its place, its identifier, its labels, and XMP for the archive."""

    target: Path
    identifier: bytes
    labels: tuple[LabelRange, ...]
    packet: bytes = b""


@dataclass(frozen=True, slots=True)
class BindJob:
    """The file to be joined of what the store has in one look.

    ``head`` is a document without pages that says what the book is.
    """

    store: Store
    leaves: tuple[Leaf, ...]
    name: str  # of the look
    look: Look
    head: str
    order: Order


def bind(weasyprint: Engine, job: BindJob) -> tuple[Message, ...]:
    """Write a file of sections that are laid out; return what was reported meanwhile."""
    shelf, look = _Shelf(job.store, job.name), job.look
    paint = look.paint(job.order.packet) if isinstance(look, Archive) else look.paint()
    bound = (
        Bound(
            leaf.id,
            leaf.part,
            partial(shelf.painted, leaf.painted) if leaf.painted else None,
            tuple(partial(shelf.frame, leaf.furniture, number) for number in leaf.frames),
            leaf.numbers,
        )
        for leaf in job.leaves
    )
    of = job.order
    with write_errors(of.target.parent):
        kept, pieces = job.store.made, tuple(bound)
        return weasyprint.join(of.target, pieces, of.identifier, of.labels, paint, job.head, kept)


@dataclass(slots=True)
class _Shelf:
    """Takes what is bound out of the store; margin boxes are kept by the section."""

    store: Store
    name: str
    last: tuple[Key | None, tuple[Furniture, ...]] = (None, ())

    def painted(self, key: Key) -> bytes:
        """Return what a section was painted as."""
        return taken(self.store, key)

    def frame(self, key: Key, number: int) -> bytes:
        """Return what the margin boxes of a page were painted as."""
        if self.last[0] != key:
            self.last = key, pickle.loads(taken(self.store, key))  # noqa: S301 — ours
        return self.last[1][number].painted[self.name]


def taken(store: Store, key: Key) -> bytes:
    """Return what the store has; raises MissingToolError (NK603) when it was lost meanwhile."""
    data = store.get(key)
    if data is None:
        raise not_kept(store)
    return data


def not_kept(store: Store) -> MissingToolError:
    """Return the problem that what was laid out is no longer there when it is to be joined."""
    return MissingToolError(
        diagnostic(
            "NK603",
            f"what was laid out could not be kept in {store.folder}",
            hint="make room on the disk; the files of the last build are untouched",
        )
    )
