"""Finds the file that a chapter's picture means, and never one outside the book's folder."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from nkbook.reading.files import files_below, is_file, real

_QUERY = re.compile(r"[?#].*\Z", re.DOTALL)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]|file:", re.IGNORECASE)
# Where generators of sites keep what a path with a slash before it names, nearest first.
_SITE_ROOTS = ("chapters", "", "static", "assets", "public", "source", "src", "docs")
_SKIPPED = ("output", "node_modules", "__pycache__")
_GUESSES = 5  # messages with a guess: each takes a comparison with all names


@dataclass(frozen=True, slots=True)
class Place:
    """A file found: ``exact`` says whether it has the very name that the chapter gives."""

    path: Path
    exact: bool = True


class OutsideError(ValueError):
    """A path leads out of the book's folder."""


@dataclass
class Shelf:
    """The pictures' files in a book's folder, looked through at most once a run.

    ``chapters`` is its folder chapters/; the book's own folder is the one above.
    """

    chapters: Path
    _guesses: list[str] = field(default_factory=list)

    @cached_property
    def root(self) -> Path:
        """Return the book's folder, without links."""
        return real(self.chapters.parent)

    def find(self, name: str, folder: Path) -> Place | None:
        """Return the file that a chapter in ``folder`` means, None if there is none.

        A path is relative to the chapter's own file, then to chapters/, then to the book's folder;
        with a slash before it, to where sites keep such files. What an address has after ``?`` is
        no part of it, and capitals and composed letters may differ, as on the systems of most
        authors. Raises OutsideError for a path that leads out of the book.
        """
        if _DRIVE.match(name):
            raise OutsideError
        outside = False
        for spelling in dict.fromkeys((name, _QUERY.sub("", name))):
            for number, candidate in enumerate(self._candidates(spelling, folder)):
                path = self._inside(candidate)
                if path is None:
                    outside = outside or number == 0
                elif is_file(path):
                    return Place(path)
                elif near := self._files.get(_folded(path)):
                    return Place(near, exact=False)
        if outside:
            raise OutsideError
        return None

    def _candidates(self, spelling: str, folder: Path) -> Iterator[Path]:
        name = spelling.replace("\\", "/")
        if name.startswith("/"):
            yield from (self.root / start / name.lstrip("/") for start in _SITE_ROOTS)
        else:
            yield from dict.fromkeys((folder / name, self.chapters / name, self.root / name))

    def _inside(self, path: Path) -> Path | None:
        """Return a path without links, or None if it leads out of the folder.

        One that the system cannot follow (links in a circle, a NUL) is returned as it is.
        """
        try:
            found = real(path)
        except (OSError, RuntimeError, ValueError):
            return path
        return found if found.is_relative_to(self.root) else None

    @cached_property
    def _files(self) -> Mapping[str, Path]:
        """Return the files in the book's folder by their folded paths; links are not followed."""
        found: dict[str, Path] = {}
        for path in files_below(self.root, _SKIPPED):
            if not _is_link(path):
                found.setdefault(_folded(path), path)
        return found

    def guess(self, name: str) -> str | None:
        """Return the path of a file that an author may have meant, for the first few messages."""
        base = _folded(Path(unquote(_QUERY.sub("", name)).replace("\\", "/")).name)
        same = [path for path in self._files.values() if _folded(path.name) == base]
        if not same and len(self._guesses) < _GUESSES:
            self._guesses.append(name)
            names = {path.name: path for path in self._files.values()}
            same = [names[near] for near in difflib.get_close_matches(base, names, n=1)]
        return self.shown(same[0]) if same else None

    def shown(self, path: Path) -> str:
        """Return a file's name for a chapter: relative to chapters/, or ``~/`` and to the book."""
        for folder, start in ((real(self.chapters), ""), (self.root, "~/")):
            if path.is_relative_to(folder):
                return start + path.relative_to(folder).as_posix()
        return path.name


def _is_link(path: Path) -> bool:
    """Return True for a link, and for what the system does not let anybody look at."""
    try:
        return path.is_symlink()
    except OSError:
        return True


def _folded(path: Path | str) -> str:
    return unicodedata.normalize("NFC", str(path)).casefold()
