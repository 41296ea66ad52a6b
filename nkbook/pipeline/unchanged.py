"""Sees that a build would make what is there already, before anything slow is even imported.

A build that succeeded leaves a record in the store: all that it read or looked for, as the gate
``nkbook.reading.files`` noted it, the files that it made, and what it reported. The record holds
until one of them is not as it was. Its key has the request and the versions of all code.
"""

from __future__ import annotations

import dataclasses
import datetime
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, TypedDict

from nkbook.diagnostics.codes import Severity
from nkbook.diagnostics.problems import Diagnostic, Location, has_errors
from nkbook.output.manifest import Row, listed
from nkbook.pipeline.looks import (
    FILE,
    Look,
    found_at,
    kind,
    look_at,
    look_into,
    names_digest,
    stamp_of,
)
from nkbook.pipeline.request import Built, Request, Result
from nkbook.reading.files import Notes, Seen, entries
from nkbook.store import Key, Store


class _Record(TypedDict):
    """A build: when, what it looked at and what it made, by absolute path, and what it said."""

    since: str  # ISO 8601
    files: dict[str, Look]
    folders: dict[str, Look]
    links: dict[str, str]
    variables: dict[str, str | None]
    rows: list[Row]
    diagnostics: list[dict[str, Any]]


def last_result(request: Request, store: Store) -> Result | None:
    """Return the result of the last build like this one if a new one would make the same.

    None if there was none, or something has changed, be it in what was read, in what was made, in
    the code, or in the environment; and if ``strict`` has the request stop at what was found.
    """
    start = perf_counter()
    if request.force or not store.is_open:
        return None
    key = _key(request, store)
    data = store.get(key)
    if data is None:
        return None
    record: _Record = json.loads(data)
    found = tuple(map(_diagnostic, record["diagnostics"]))
    if has_errors(found, request.strict):
        return None
    there = listed(request.place)
    if not all(row in there for row in record["rows"]):
        return None  # another build has made others since
    check = _Check(request.place, store)
    if not check.holds(record):
        return None
    if renewed := check.renewed(record):  # so that the next check need not read again
        store.put(key, _written(renewed))
    return Result(
        tuple(built(request.place, record["rows"])),
        found,
        perf_counter() - start,
        {},
        datetime.datetime.fromisoformat(record["since"]),
    )


def keep(request: Request, store: Store, notes: Notes, result: Result) -> None:
    """Record a build that succeeded, for ``last_result``.

    Nothing is recorded if something changed while the build was at work: what it made may be of
    what was there before, or of both.
    """
    if not store.is_open or not notes.whole:
        return
    rows = [row for row in listed(request.place) if _is_of(row, request.place, result)]
    if len(rows) != len(result.files):
        return  # another build has put others in their place
    made, made_folders = _made(request.place, rows)
    _note_as_left(notes, result.wrote)
    try:
        files = {path: look_at(path, store) for path in (*notes.files, *made)}
    except OSError:
        return  # what was read is gone, or cannot be read any more
    folders = {
        path: look_into(path, _left_out(request.place, path))
        for path in (*notes.folders, *made_folders)
    }
    if not all(_is_still(seen, path, files[path]) for path, seen in notes.files.items()):
        return
    if any(
        names_digest(names, _left_out(request.place, path)) != folders[path][2]
        for path, names in notes.folders.items()
    ):
        return
    record = _Record(
        since=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        files=files,
        folders=folders,
        links=notes.links,
        variables=notes.variables,
        rows=rows,
        diagnostics=[dataclasses.asdict(item) for item in result.diagnostics],
    )
    store.put(_key(request, store), _written(record))


def _note_as_left(notes: Notes, paths: Iterable[Path]) -> None:
    """Note what the run wrote beside the manuscript as it left it: it would write that again."""
    for path in paths:
        place = path.absolute()
        notes.files[str(place)] = Seen(found_at(str(place)))
        if str(place.parent) in notes.folders:
            notes.folders[str(place.parent)] = entries(place.parent)


def built(output: Path, rows: Iterable[Row]) -> Iterator[Built]:
    """Yield the files and folders that rows of a manifest are of."""
    for row in rows:
        path = output / row["path"]
        yield Built(path, row["format"], row["edition"], row["bytes"], row["pages"])


@dataclass(slots=True)
class _Check:
    """A look at all that a record names; what had to be read for it is in the two mappings."""

    place: Path
    store: Store
    files: dict[str, Look] = field(default_factory=dict)
    folders: dict[str, Look] = field(default_factory=dict)

    def renewed(self, record: _Record) -> _Record | None:
        """Return the record with the stamps of now, None if it has them."""
        files, folders = record["files"], record["folders"]
        new = {path: look for path, look in self.files.items() if _differ(look, files[path])}
        new_folders = {
            path: look for path, look in self.folders.items() if _differ(look, folders[path])
        }
        if not new and not new_folders:
            return None
        return {**record, "files": {**files, **new}, "folders": {**folders, **new_folders}}

    def holds(self, record: _Record) -> bool:
        """Return True if nothing is otherwise than a record says, the quickest to see first."""
        return (
            all(os.environ.get(name) == value for name, value in record["variables"].items())
            and all(os.path.realpath(path) == end for path, end in record["links"].items())
            and all(self._is_file_as(path, look) for path, look in record["files"].items())
            and all(self._is_folder_as(path, look) for path, look in record["folders"].items())
        )

    def _is_file_as(self, path: str, look: Look) -> bool:
        was, stamp, digest = look
        found = found_at(path)
        if found is None or was != FILE:
            return kind(found) == was
        if kind(found) == FILE and tuple(stamp) == stamp_of(found):
            return True
        try:
            now = look_at(path, self.store)
        except OSError:
            return False
        self.files[path] = now
        return now[0] == was and now[2] == digest

    def _is_folder_as(self, path: str, look: Look) -> bool:
        was, stamp, digest = look
        found = found_at(path)
        if found is not None and kind(found) == was and tuple(stamp) == stamp_of(found):
            return True
        now = look_into(path, _left_out(self.place, path))
        self.folders[path] = now
        return now[0] == was and now[2] == digest


def _differ(look: Look, read: Look) -> bool:
    """Return True if a look is another than one that JSON has made lists of."""
    return list(look[1]) != list(read[1])


def _made(output: Path, rows: Iterable[Row]) -> tuple[list[str], list[str]]:
    """Return the files that were made, and the folders that they are in, if these were made too."""
    files: list[str] = []
    folders: list[str] = []
    for row in rows:
        path = str((output / row["path"]).absolute())
        if not os.path.isdir(path):  # noqa: PTH112 — a string, like all in a record
            files.append(path)
        for folder, _, names in os.walk(path):
            folders.append(folder)
            files += [os.path.join(folder, name) for name in names]  # noqa: PTH118 — as above
    return files, folders


def _left_out(place: Path, folder: str) -> tuple[str, ...]:
    """Return the names in a folder that do not count: that of the folder for the output."""
    return (place.name,) if str(place.parent.absolute()) == folder else ()


def _is_still(seen: Seen, path: str, now: Look) -> bool:
    """Return True if a path is now what it was when the build looked at it."""
    if kind(seen.found) != now[0]:
        return False
    if seen.found is None or now[0] != FILE:
        return True
    found = found_at(path)
    same = found is not None and stamp_of(found) == stamp_of(seen.found)
    return same and seen.sha256 in (None, now[2])


def _is_of(row: Row, output: Path, result: Result) -> bool:
    return any(output / row["path"] == file.path for file in result.files)


def _key(request: Request, store: Store) -> Key:
    """Return the key of the record of the last build like this one.

    How the folders are spelled is in it too, for messages and results spell them so.
    """
    return store.key(
        "build",
        root=[str(request.root), os.path.realpath(request.root)],
        output=[str(request.place), os.path.realpath(request.place)],
        formats=request.formats,
        editions=request.editions,
        debug_grid=request.debug_grid,
    )


def _written(record: _Record) -> bytes:
    return json.dumps(record).encode()


def _diagnostic(value: Mapping[str, Any]) -> Diagnostic:
    """Return a diagnostic that ``dataclasses.asdict`` has made a mapping of."""
    where = value["location"]
    return Diagnostic(
        value["code"],
        Severity(value["severity"]),
        value["message"],
        Location(**where) if where else None,
        value["hint"],
    )
