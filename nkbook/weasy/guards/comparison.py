"""Compares the functions that nkbook replaces or relies on in two versions of WeasyPrint."""

from __future__ import annotations

import difflib
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from nkbook.weasy.guards import known
from nkbook.weasy.guards.sources import PACKAGES, Sources
from nkbook.weasy.patches.table import PATCHES


class Change(StrEnum):
    """What became of a function, from harmless to worst."""

    UNCHANGED = "unchanged"
    BODY = "body changed"
    SIGNATURE = "signature changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A function in two versions; ``diff`` is a unified diff, empty where there is none."""

    name: str
    change: Change
    diff: str
    sha256: str | None  # of the other version's


def compare(before: Sources, after: Sources) -> list[Comparison]:
    """Return what became of every function that is replaced or relied on, patches first.

    Packages that ``after`` doesn't have are left out.
    """
    return [
        _compared(name, before, after)
        for name in known()
        if after.has(name.partition(":")[0].partition(".")[0])
    ]


def _compared(name: str, before: Sources, after: Sources) -> Comparison:
    old, new = before.text(name) or "", after.text(name)
    if new is None:
        return Comparison(name, Change.GONE, "", None)
    if new == old:
        return Comparison(name, Change.UNCHANGED, "", after.sha256(name))
    same = before.signature(name) == after.signature(name)
    diff = "".join(
        difflib.unified_diff(
            old.splitlines(keepends=True), new.splitlines(keepends=True), f"a/{name}", f"b/{name}"
        )
    )
    return Comparison(name, Change.BODY if same else Change.SIGNATURE, diff, after.sha256(name))


def report(found: Sequence[Comparison]) -> Iterator[str]:
    """Yield the lines of a report: what to look at first, then the diffs."""
    replaced = {patch.target: patch for patch in PATCHES}
    for item in sorted(found, key=lambda item: list(Change).index(item.change), reverse=True):
        patch = replaced.get(item.name)
        role = f"{patch.kind} → {patch.replacement}" if patch else "relied on"
        yield f"{item.change:17}  {item.name}  [{role}]"
    for item in found:
        if item.change is not Change.UNCHANGED:
            patch = replaced.get(item.name)
            yield ""
            yield f"=== {item.name}: {item.change}"
            if patch:
                yield f"    {patch.kind}: {patch.why}"
                yield f"    replaced by {patch.replacement}; upstream: {patch.upstream}"
            yield f"    new sha256: {item.sha256}"
            yield item.diff
    yield ""
    yield ", ".join(f"{sum(item.change is change for item in found)} {change}" for change in Change)


@contextmanager
def unpacked(path: Path) -> Iterator[Sources]:
    """Read packages from a folder that holds them, or from a wheel or a folder of wheels."""
    wheels = [path] if path.is_file() else sorted(path.glob("*.whl"))
    if not wheels:
        yield Sources(path)
        return
    with tempfile.TemporaryDirectory() as folder:
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as archive:
                names = [name for name in archive.namelist() if name.partition("/")[0] in PACKAGES]
                archive.extractall(folder, names)
        yield Sources(Path(folder))
