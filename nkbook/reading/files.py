"""The gate through which a book's files come in: what is read or looked for is noted.

Nothing is read that lies outside the folders that ``within`` names, that is no regular file, or
that is larger than any of its kind.

Whoever asks with ``noting`` learns all that a run depends on besides its request: files read and
files looked for in vain, the names in folders that were searched, variables of the environment.
tests/test_architecture.py sees that the rooms which read books have no other way.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from nkbook.diagnostics.doing import at_file

# The clock of some file systems has steps of two seconds: a file that was written less long ago
# may be written again and look the same.
_SETTLED = 3_000_000_000  # nanoseconds
_FOLDER, _LINK = "folder", "link"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was at a path when it was looked at."""

    found: os.stat_result | None  # None: nothing
    sha256: str | None = None  # of what was read, if its file might change and look the same


@dataclass(slots=True)
class Notes:
    """What a run looked at, by absolute path, as it was the first time."""

    files: dict[str, Seen] = field(default_factory=dict)
    folders: dict[str, tuple[str, ...]] = field(default_factory=dict)  # what ``entries`` returned
    links: dict[str, str] = field(default_factory=dict)  # where a path leads, in the end
    variables: dict[str, str | None] = field(default_factory=dict)
    whole: bool = True  # False once something looked otherwise the second time


_NOTES: ContextVar[Notes | None] = ContextVar("notes", default=None)


@contextmanager
def noting() -> Iterator[Notes]:
    """Note all that the block looks at."""
    notes = Notes()
    token = _NOTES.set(notes)
    try:
        yield notes
    finally:
        _NOTES.reset(token)


class Kind(Enum):
    """What a file is read for, with the most megabytes that one may have, and one of strangers."""

    TEXT = (64, 8)
    PICTURE = (256, 64)
    FONT = (300, 100)
    PROFILE = (32, 8)
    TEMPLATE = (2, 1)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """The folders that are read in, without links, and whether the book is of strangers."""

    folders: tuple[Path, ...]
    strict: bool


_BOUNDS: ContextVar[_Bounds | None] = ContextVar("bounds", default=None)


@contextmanager
def within(*folders: Path, strict: bool | None = None) -> Iterator[None]:
    """Read nothing outside some folders, wherever links lead; ``strict`` lowers the limits.

    Left out, it is what it was outside the block.
    """
    outer = _BOUNDS.get()
    if strict is None:
        strict = outer is not None and outer.strict
    token = _BOUNDS.set(_Bounds(tuple(real(folder) for folder in folders), strict))
    try:
        yield
    finally:
        _BOUNDS.reset(token)


def read_bytes(path: Path, kind: Kind = Kind.TEXT) -> bytes:
    """Return a file's content; raises OSError, ValueError for a path with a NUL.

    Refused are a pipe or a device, which might never end, a file outside the folders that
    ``within`` names, and one that is larger than its kind may be.
    """
    at_file(str(path))
    found = _look(path)
    bounds = _BOUNDS.get()
    if bounds and not any(map(real(path).is_relative_to, bounds.folders)):
        raise OSError("it lies outside the book, or is a link that leads there")
    if not found and os.path.islink(path):  # noqa: PTH114 — also of what cannot be followed
        raise OSError("it is a link that leads nowhere")
    data = _content(path, kind.value[bool(bounds and bounds.strict)])
    notes = _NOTES.get()
    if notes is not None and found and not _is_settled(found):
        notes.files[str(path.absolute())] = Seen(found, hashlib.sha256(data).hexdigest())
    return data


def _content(path: Path, megabytes: int) -> bytes:
    """Return the content of a regular file of at most some megabytes."""
    # A pipe would wait for a writer; what is opened is what is looked at.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(handle, "rb") as file:  # noqa: PTH123 — it is open already
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(found.st_mode):
            raise OSError("it is not a regular file")
        most = megabytes * 1_000_000
        data = file.read(most + 1)
        if len(data) > most:
            raise OSError(f"it is larger than {megabytes} MB")
    return data


def is_file(path: Path) -> bool:
    """Return True if there is a file; False also for a path that the system cannot follow."""
    try:
        found = _look(path)
    except (OSError, ValueError):
        return False
    return found is not None and stat.S_ISREG(found.st_mode)


def is_there(path: Path) -> bool:
    """Return True for a file, or a broken link and the like, of which the reader then hears."""
    try:
        found = _look(path)
    except OSError:
        return os.path.lexists(path)
    except ValueError:
        return False
    return os.path.islink(path) if found is None else not stat.S_ISDIR(found.st_mode)  # noqa: PTH114


def is_folder(path: Path) -> bool:
    """Return True if there is a folder; False also for a path that the system cannot follow."""
    try:
        found = _look(path)
    except (OSError, ValueError):
        return False
    return found is not None and stat.S_ISDIR(found.st_mode)


def names_in(folder: Path) -> tuple[str, ...]:
    """Return the names in a folder in order, none for a folder that cannot be read."""
    return tuple(entry.partition("/")[0] for entry in _entries_in(folder))


def files_below(folder: Path, skipped: Collection[str] = ()) -> Iterator[Path]:
    """Yield what is no folder in a folder and those in it, by name, links to files among it.

    Folders whose name is ``skipped`` or begins with a dot are left out, and links to folders.
    """
    inner: list[str] = []
    for entry in _entries_in(folder):
        name, _, kind = entry.partition("/")
        if kind in ("", _LINK):
            yield folder / name
        elif kind == _FOLDER and not name.startswith(".") and name not in skipped:
            inner.append(name)
    for name in inner:
        yield from files_below(folder / name, skipped)


def look_below(folder: Path) -> None:
    """Look at everything in a folder and those in it, so that it is noted; links are followed."""
    for path in all_below(folder):
        is_file(path)


def all_below(folder: Path) -> Iterator[Path]:
    """Yield what is no folder in a folder and those in it, hidden or not, and links to folders.

    Links are followed, but into no folder twice, and not out of the folder that ``folder`` is in.
    """
    done: set[Path] = set()
    todo = [folder]
    while todo:
        inner = todo.pop()
        if is_folder(inner) and not leads_out(inner, folder) and (place := real(inner)) not in done:
            done.add(place)
            for entry in _entries_in(inner):
                name, _, kind = entry.partition("/")
                if kind.endswith(_FOLDER):
                    todo.append(inner / name)
                if kind != _FOLDER:
                    yield inner / name


def leads_out(path: Path, folder: Path) -> bool:
    """Return True for a link out of the folder that ``folder`` is in; raises what ``real`` does."""
    return not real(path).is_relative_to(real(folder).parent)


def real(path: Path) -> Path:
    """Return an absolute path without links; raises OSError, ValueError for a path with a NUL."""
    try:
        found = path.resolve()
    except RuntimeError as error:  # of Python before 3.13
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from error
    notes = _NOTES.get()
    if notes is not None:
        known = notes.links.setdefault(str(path.absolute()), str(found))
        notes.whole = notes.whole and known == str(found)
    return found


def variable(name: str) -> str | None:
    """Return a variable of the environment, None for one that is not set."""
    value = os.environ.get(name)
    notes = _NOTES.get()
    if notes is not None:
        notes.variables[name] = value
    return value


def entries(folder: str | Path) -> tuple[str, ...]:
    """Return what is in a folder, in order: name, slash, and whether it is a folder or a link.

    Nothing is noted; a folder that cannot be read has nothing in it.
    """
    try:
        with os.scandir(folder) as found:
            return tuple(sorted(f"{entry.name}/{_kind(entry)}" for entry in found))
    except (OSError, ValueError):
        return ()


def _kind(entry: os.DirEntry[str]) -> str:
    linked = _LINK if entry.is_symlink() else ""
    try:
        return linked + (_FOLDER if entry.is_dir() else "")
    except OSError:  # links in a circle
        return linked


def _entries_in(folder: Path) -> tuple[str, ...]:
    found = entries(folder)
    notes = _NOTES.get()
    if notes is not None:
        known = notes.folders.setdefault(str(folder.absolute()), found)
        notes.whole = notes.whole and known == found
    return found


def _look(path: Path) -> os.stat_result | None:
    """Return what the system says of a path, None for nothing; raises other OSErrors."""
    found, failure = None, None
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        failure = error
    notes = _NOTES.get()
    if notes is not None:
        known = notes.files.setdefault(str(path.absolute()), Seen(found)).found
        notes.whole = notes.whole and _looks_same(known, found)
    if failure:
        raise failure
    return found


def _looks_same(one: os.stat_result | None, other: os.stat_result | None) -> bool:
    if one is None or other is None:
        return one is other
    if stat.S_ISDIR(one.st_mode):
        return stat.S_ISDIR(other.st_mode)
    return (one.st_mtime_ns, one.st_ctime_ns, one.st_size, one.st_ino) == (
        other.st_mtime_ns, other.st_ctime_ns, other.st_size, other.st_ino
    )  # fmt: skip


def _is_settled(found: os.stat_result) -> bool:
    return max(found.st_mtime_ns, found.st_ctime_ns) < time.time_ns() - _SETTLED
