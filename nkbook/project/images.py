"""Finds the images that chapters name and proves each sound before any format uses it."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, unquote_to_bytes

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.book import Resource
from nkbook.model.document import Document
from nkbook.project.config.limits import Limits
from nkbook.project.image_files import DATA_TYPE, Picture, TooLargeError, UnusableError, examine
from nkbook.project.image_paths import OutsideError, Place, Shelf
from nkbook.reading.files import Kind, read_bytes
from nkbook.store import Store

_ADDRESS = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_DATA_URL = re.compile(r"data:([\w.+/-]*)((?:;[^;,]*)*),(.*)", re.DOTALL | re.IGNORECASE)
_MOVING = re.compile(
    r"\.(?:mp4|m4v|mov|webm|ogv|avi|mkv|mp3|m4a|ogg|oga|wav|flac|swf)\Z", re.IGNORECASE
)
_MEGA = 1_000_000
_SMALLER = "make it smaller, or raise the limit in [limits] of book.toml"
_SHOWN = 60  # characters of an address that a message prints


@dataclass(frozen=True, slots=True)
class Absent:
    """A picture that is not in the book: where it is, and whether that is an address of the web."""

    address: str
    is_link: bool


@dataclass(frozen=True, slots=True)
class Images:
    """The pictures of a book; ``by_chapter`` says what each chapter's sources mean.

    Its keys are a chapter's file and a source as its tree has it; its values the ``href`` of a
    resource, or what is absent.
    """

    resources: tuple[Resource, ...]
    by_chapter: Mapping[tuple[str, str], str | Absent]
    problems: tuple[Diagnostic, ...]


def collect(documents: Iterable[Document], folder: Path, store: Store, limits: Limits) -> Images:
    """Return the images that documents name, each read once.

    ``folder`` is the book's chapters/ folder; ``store`` keeps what was found of them. Problems are
    NK301–NK303 for what is unusable, NK316 for what is beyond the ``limits``, and NK312, NK313 and
    NK315 for what something else stands for.
    """
    reader = _Reader(Shelf(folder), store, limits)
    for document in documents:
        for source, where in document.images:
            key = (document.chapter.source, source)
            if key not in reader.by_chapter:
                reader.read(key, where)
    return Images(
        tuple(reader.resources.values()), reader.by_chapter, tuple(reader.problems.values())
    )


def single(
    source: str, where: Location, folder: Path, store: Store, limits: Limits
) -> tuple[Resource | None, tuple[Diagnostic, ...]]:
    """Return the picture that a setting names, relative to chapters/, and what is wrong with it."""
    reader = _Reader(Shelf(folder), store, limits)
    key = (f"{folder.name}/book.toml", source)
    reader.read(key, where)
    href = reader.by_chapter.get(key)
    resource = reader.resources.get(href) if isinstance(href, str) else None
    usable = resource is not None and resource.media_type != DATA_TYPE
    return resource if usable else None, tuple(reader.problems.values())


@dataclass
class _Reader:
    """Reads pictures; ``known`` are the files read before, None for those that are unusable."""

    shelf: Shelf
    store: Store
    limits: Limits
    pixels: int = 0  # of all pictures so far
    resources: dict[str, Resource] = field(default_factory=dict)
    by_chapter: dict[tuple[str, str], str | Absent] = field(default_factory=dict)
    problems: dict[tuple[str, str], Diagnostic] = field(default_factory=dict)
    known: dict[Path, str | None] = field(default_factory=dict)

    def _report(self, code: str, message: str, where: Location, hint: str | None = None) -> None:
        self.problems.setdefault((code, message), diagnostic(code, message, where, hint))

    def read(self, key: tuple[str, str], where: Location) -> None:
        """Find out what a chapter's source means."""
        chapter, source = key
        href: str | Absent | None
        name = unquote(source)  # as the author wrote it, or as Markdown's parser made it
        if source[:5].lower() == "data:":
            href = self._from_data(source, where)
        elif _ADDRESS.match(source):
            href = self._absent(source, where)
        else:
            folder = self.shelf.chapters.parent / Path(chapter).parent
            href = self._from_file(name, source, folder, where)
        if href is not None:
            self.by_chapter[key] = href

    def _absent(self, source: str, where: Location) -> Absent:
        address = f"https:{source}" if source.startswith("//") else source
        self.problems[("NK312", str(where) + source)] = diagnostic(
            "NK312",
            f'image "{unquote(source)[:_SHOWN]}" is not in the book; its address is printed',
            where,
            "put the file into chapters/images/, or run nkbook import --fetch",
        )
        return Absent(address, is_link=True)

    def _from_data(self, source: str, where: Location) -> str | None:
        """Return the href of a picture that is in the text itself (RFC 2397)."""
        found = _DATA_URL.match(source)
        try:
            if found is None:
                raise UnusableError("it is no data: address")
            data = unquote_to_bytes(found[3])
            if found[2].lower().endswith(";base64"):
                data = b64decode(b"".join(data.split()))
            name = f"data-{hashlib.sha256(data).hexdigest()[:16]}"
            picture = examine(Path(name), data, lambda _: None, self.store, self.limits)
            self._count(picture)
        except TooLargeError as error:
            self._report("NK316", f'image "{source[:20]}…": {error}', where, _SMALLER)
            return None
        except (ValueError, OSError) as error:
            self._report("NK302", f'image "{source[:20]}…" is unreadable: {error}', where)
            return None
        href = name + picture.suffix
        data = picture.data or data
        self.resources[href] = Resource(href, Path(href), picture.media_type, data)
        return href

    def _from_file(
        self, name: str, source: str, folder: Path, where: Location
    ) -> str | Absent | None:
        printed = name.replace("\0", "%00")
        try:
            place = self.shelf.find(name, folder)
            if place is None and name != source:  # the file's own name may hold %20
                place = self.shelf.find(source, folder)
        except OutsideError:
            hint = "move it into chapters/images/"
            self._report("NK303", f'image "{printed}" lies outside the book', where, hint)
            return None
        if _MOVING.search(name) and place is not None:
            hint = "give its address on the web: [words](https://…)"
            message = f'"{printed}" is a film or a sound; its name is printed'
            self._report("NK312", message, where, hint)
            return Absent(name, is_link=False)
        if place is None:
            near = self.shelf.guess(name)
            hint = (
                f'did you mean "{near}"?'
                if near
                else "paths are relative to the chapter's file, or to chapters/"
            )
            self._report("NK301", f'image "{printed}" not found', where, hint)
            return None
        if not place.exact:
            shown = self.shelf.shown(place.path)
            message = f'image "{printed}" is "{shown}" by its file\'s name'
            self._report("NK313", message, where, f'did you mean "{shown}"?')
        if place.path not in self.known:
            self.known[place.path] = self._examined(place, source, printed, where)
        return self.known[place.path]

    def _examined(self, place: Place, source: str, printed: str, where: Location) -> str | None:
        """Read a file; return the href under which it is kept now, None for one that is unusable.

        That is the source itself, where it says the same from chapters/.
        """
        path = place.path
        try:
            data = read_bytes(path, Kind.PICTURE)
            picture = examine(
                path, data, lambda name: self._sibling(name, path), self.store, self.limits
            )
            self._count(picture)
        except TooLargeError as error:
            self._report("NK316", f'image "{printed}": {error}', where, _SMALLER)
            return None
        except (UnusableError, OSError) as error:
            self._report("NK302", f'image "{printed}" is unreadable: {error}', where)
            return None
        for code, message in picture.said:
            self._report(code, f'image "{printed}": {message}', where)
        href = self._href(path, source, picture)
        self.resources[href] = Resource(href, path, picture.media_type, picture.data)
        return href

    def _count(self, picture: Picture) -> None:
        """Count a picture's pixels; raises TooLargeError where those of the book are too many."""
        self.pixels += picture.pixels
        if (most := self.limits.all_megapixels) * _MEGA < self.pixels:
            message = f"the pictures up to it have {self.pixels // _MEGA:,} megapixels;"
            raise TooLargeError(f"{message} {most:,} are allowed")

    def _href(self, path: Path, source: str, picture: Picture) -> str:
        plain = self.shelf.shown(path)
        if picture.media_type != DATA_TYPE and path.suffix != picture.suffix:
            return quote(plain + picture.suffix, safe="/~")
        return source if unquote(source) == plain else quote(plain, safe="/~")

    def _sibling(self, name: str, drawing: Path) -> bytes | None:
        """Return the content of a file that a drawing names, if it is in the book."""
        try:
            place = self.shelf.find(unquote(name), drawing.parent)
            return read_bytes(place.path, Kind.PICTURE) if place else None
        except (OutsideError, OSError):
            return None
