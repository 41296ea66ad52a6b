"""The store itself: entries by key in a folder, written at one stroke and checked when read."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.store import entries
from nkbook.store.files import Stamp, sha256, stamp
from nkbook.store.keys import Key
from nkbook.store.versions import source_files, versions

_SMALL = 1 << 16  # bytes: a file that is read as quickly as its digest is found
_ASKED = ".asked"  # suffix of the folder with what results of one key asked for
_MOST_ASKED = 8


class Store:
    """Results by key. ``folder`` is one that ``open_store`` checked, None for a store of nothing.

    No method raises for what goes wrong in the folder: what cannot be read is not there, and what
    cannot be written is not kept, which ``problem`` then says, or lies in the folder that
    ``beside`` names. It may go to another process.
    """

    def __init__(
        self, folder: Path | None, problem: Diagnostic | None = None, other: Path | None = None
    ) -> None:
        """Keep results in a folder that ``open_store`` found good; ``other`` is as in ``beside``.

        A store with a problem but a folder is only read.
        """
        self.folder = folder
        self.problem = problem  # NK608, why nothing is kept (any more)
        self._other = other
        self._writable = folder is not None and problem is None

    def __reduce__(self) -> tuple[Callable[..., Store], tuple[Any, ...]]:
        """Go to another process with the versions of this one, whose keys are equal so."""
        known = self.versions if self.is_open else {}
        return _restored, (self.folder, self.problem, self._other, known)

    @contextmanager
    def beside(self, other: Path) -> Iterator[Store]:
        """Let what cannot be written to the store's folder lie in another for the time of a block.

        So a build goes on whose cache is full. The caller removes the other folder.
        """
        self._other = other if self.is_open else None
        try:
            yield self
        finally:
            self._other = None

    @property
    def is_open(self) -> bool:
        """Return False for a store of nothing, for which no key needs to be made."""
        return self.folder is not None

    @cached_property
    def versions(self) -> dict[str, str | None]:
        """Return the versions of all code that takes part in results."""
        return versions(self.digest, self._tree)

    @cached_property
    def _versions_digest(self) -> str:
        return Key.of("versions", versions=self.versions).digest

    def key(self, kind: str, /, **inputs: Any) -> Key:
        """Return the key of a result that depends on the inputs, and on the code in use.

        Raises TypeError for an input that is no plain value; see ``Key.of``.
        """
        return Key.of(kind, code=self._versions_digest, inputs=inputs)

    def get(self, key: Key) -> bytes | None:
        """Return what is stored under a key; None for nothing, or for what is damaged."""
        file = self.open(key)
        if file is None:
            return None
        with file:
            return file.read()

    def open(self, key: Key) -> BinaryIO | None:
        """Return the file stored under a key, open at the first byte of its content, checked."""
        for folder in filter(None, (self.folder, self._other)):
            file = entries.opened(folder / _place(key), _seed(key))
            if file is not None:
                return file
        return None

    def put(self, key: Key, data: bytes | Iterable[bytes]) -> bool:
        """Store bytes, given whole or in pieces, in place of what the key may have had.

        Returns False if they could not be stored anywhere.
        """
        return self._write(_place(key), _seed(key), (data,) if isinstance(data, bytes) else data)

    def made(self, kind: str, make: Callable[[], bytes], /, **inputs: Any) -> bytes:
        """Return what ``make`` returns, from the store if it was made of equal inputs before.

        Raises TypeError for an input that is no plain value, and what ``make`` raises, which is not
        kept.
        """
        if not self.is_open:
            return make()
        key = self.key(kind, **inputs)
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def get_asked(self, base: Key, answer: Callable[[str], Any]) -> bytes | None:
        """Return a result that also depends on what it asked for, if all answers are the same.

        ``answer`` returns the value of a name that ``put_asked`` was given, now: a plain value.
        """
        for names in self._asked(base):
            found = self.get(_full(base, {name: answer(name) for name in names}))
            if found is not None:
                return found
        return None

    def put_asked(self, base: Key, asked: Mapping[str, Any], data: bytes | Iterable[bytes]) -> None:
        """Store a result that asked for values by name, with the values that it was given.

        ``base`` is the key of all that is known before. What earlier results asked for stays, so
        that going back finds them.
        """
        if self.folder is None:
            return
        asked = dict(sorted(asked.items()))
        self.put(_full(base, asked), data)
        names = json.dumps(list(asked)).encode()
        folder = _asked_folder(base)
        self._write(folder / hashlib.sha256(names).hexdigest(), _seed(base), (names,))
        for old in entries.by_age(self.folder / folder)[_MOST_ASKED:]:
            entries.remove(old)

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file's content, in hexadecimal; raises OSError.

        A large file is read only if it looks otherwise than when it was read last.
        """
        with path.open("rb") as file:
            seen = Stamp.of(os.fstat(file.fileno()))
            if seen.size < _SMALL:
                return sha256(file)
            key = Key.of("digest", path=str(path.resolve()), stamp=seen)
            return self._remembered(key, lambda: sha256(file), settled=seen.settled)

    def _tree(self, folder: Path) -> str:
        """Return a digest of the files below a folder, their names and contents."""
        stamps = {entry.path: stamp(entry.path) for entry in source_files(folder)}
        # In one piece, which is encoded the quickest.
        key = Key.of(
            "digest", stamps=json.dumps([(path, astuple(s)) for path, s in stamps.items()])
        )

        def contents() -> str:
            found = {
                str(Path(path).relative_to(folder)): self.digest(Path(path)) for path in stamps
            }
            return Key.of("digest", files=found).digest

        return self._remembered(key, contents, settled=all(s.settled for s in stamps.values()))

    def _remembered(self, key: Key, make: Callable[[], str], *, settled: bool) -> str:
        kept = self.get(key)
        if kept is not None:
            return kept.decode()
        made = make()
        if settled:
            self.put(key, made.encode())
        return made

    def _asked(self, base: Key) -> Iterator[list[str]]:
        """Yield the names that results of a key asked for, those used last first."""
        folders = filter(None, (self.folder, self._other))
        for path in [one for top in folders for one in entries.by_age(top / _asked_folder(base))]:
            file = entries.opened(path, _seed(base))
            if file is not None:
                with file:
                    yield json.loads(file.read())

    def _write(self, place: Path, seed: bytes, pieces: Iterable[bytes]) -> bool:
        """Write an entry; write none to the folder any more after one that could not be written."""
        if self._other is not None:
            pieces = tuple(pieces)  # they may be wanted twice
        if self.folder is not None and self._writable:
            try:
                entries.write(self.folder / place, seed, pieces)
            except OSError as error:
                self._writable = False
                self.problem = unusable(self.folder, error.strerror or str(error))
            else:
                return True
        if self._other is None:
            return False
        try:
            entries.write(self._other / place, seed, pieces)
        except OSError:
            return False
        return True


def _place(key: Key) -> Path:
    """Return where in the folder an entry is."""
    return Path(key.kind, key.digest[:2], key.digest[2:])


def _asked_folder(base: Key) -> Path:
    """Return the folder of the names that results of a key asked for."""
    place = _place(base)
    return place.with_name(f"{place.name}{_ASKED}")


def unusable(folder: Path, reason: str) -> Diagnostic:
    """Return NK608: nothing is kept in a folder."""
    return diagnostic(
        "NK608",
        f"nothing is kept in the cache {folder}: {reason}; the book is made without it",
        hint="mend the folder, name another with --cache DIR, or use none with --no-cache",
    )


def _restored(
    folder: Path | None,
    problem: Diagnostic | None,
    other: Path | None,
    known: dict[str, str | None],
) -> Store:
    store = Store(folder, problem, other)
    store.__dict__["versions"] = known
    return store


def _full(base: Key, asked: Mapping[str, Any]) -> Key:
    return base.also(asked=dict(sorted(asked.items())))


def _seed(key: Key) -> bytes:
    """Return what goes before an entry's content in its checksum: one key's is none of another."""
    return f"{key.kind} {key.digest}\n".encode()
