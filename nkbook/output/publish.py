"""Puts what a build made in place, then the manifest that lists it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nkbook.output import manifest
from nkbook.output.manifest import MANIFEST, Finished, Row
from nkbook.output.placing import put
from nkbook.output.workspace import not_ours, write_errors


def publish(
    output: Path, work: Path, files: Iterable[Finished], facts: Mapping[str, Any]
) -> list[Row]:
    """Put finished files and folders in place, then the manifest; return its rows of them.

    ``facts`` are what the manifest says of the build itself. Each output is flushed to disk and
    takes its predecessor's name, so that each name always holds a whole file or folder. Outputs of
    earlier builds stay listed if they are unchanged. Raises MissingToolError: NK602 also for a
    folder that no build has made and for a link that leads out of the output folder, NK603.
    """
    finished = list(files)
    with write_errors(output):
        _refuse_others(output, finished)
        made = [manifest.row(file) for file in finished]
        rows = {row["path"]: row for row in (*manifest.kept(output), *made)}
        listing = work / MANIFEST
        listing.write_text(manifest.listing(rows.values(), facts), encoding="utf-8")
        for file in finished:
            (output / file.place).parent.mkdir(parents=True, exist_ok=True)
        for file in finished:
            put(file.made, output / file.place)
        put(listing, output / MANIFEST)
    return made


def _refuse_others(output: Path, files: Iterable[Finished]) -> None:
    """Raise NK602 if a file would be put elsewhere, or a folder be lost that is not a build's."""
    listed = {row["path"] for row in manifest.listed(output)}
    inside = os.path.realpath(output)
    for name in (*(file.place for file in files), MANIFEST):
        place = output / name
        if not Path(os.path.realpath(place.parent)).is_relative_to(inside):
            raise not_ours(place.parent, "is a link that leads out of the output folder")
        if (
            name not in listed
            and place.is_dir()
            and not place.is_symlink()
            and any(place.iterdir())
        ):
            raise not_ours(place, "is a folder that no build has made")
