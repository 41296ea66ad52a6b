"""Puts what a build made in place, then the manifest that lists it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nkbook.output import manifest
from nkbook.output.manifest import MANIFEST, Finished, Row
from nkbook.output.placing import put
from nkbook.output.workspace import write_errors


def publish(
    output: Path, work: Path, files: Iterable[Finished], facts: Mapping[str, Any]
) -> list[Row]:
    """Put finished files and folders in place, then the manifest; return its rows of them.

    ``facts`` are what the manifest says of the build itself. Each output is flushed to disk and
    takes its predecessor's name, so that each name always holds a whole file or folder. Outputs of
    earlier builds stay listed if they are unchanged. Raises MissingToolError: NK602, NK603.
    """
    finished = list(files)
    with write_errors(output):
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
