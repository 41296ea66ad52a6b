"""Reads and writes fonts.toml, the list of the fonts with their checksums and sources."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import fontTools

from fontmaker.families import FAMILIES
from fontmaker.family import Face, Family
from fontmaker.fetching import sha256

MANIFEST = "fonts.toml"
Rows = dict[str, dict[str, str | int]]  # by path below the folder


def _quote(text: str) -> str:
    """Return a TOML string; none of ours holds a quote, a backslash or a control character."""
    if not text.isprintable() or '"' in text or "\\" in text:
        raise ValueError(text)
    return f'"{text}"'


def row_of(family: Family, face: Face, digest: str) -> dict[str, str | int]:
    """Return what the manifest says of one file."""
    source = face.source
    return {
        "path": family.path(face),
        "weight": face.weight,
        "style": face.style,
        "sha256": digest,
        "licence": "OFL-1.1",
        "source": f"{source.kind}:{source.package}",
        "version": source.version,
        "source_file": source.path,
        "source_sha256": source.sha256,
    }


def read_rows(folder: Path) -> Rows:
    """Return the rows of a folder's manifest, by path; none if there is no manifest yet."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return {}
    data: dict[str, Any] = tomllib.loads(manifest.read_text(encoding="utf-8"))
    return {row["path"]: row for family in data["family"] for row in family["file"]}


def write_manifest(folder: Path, rows: Rows) -> None:
    """Write a folder's manifest from the table of families and one row for each file."""
    lines = [
        "# The book's fonts; written by make_fonts.py, so change that instead.",
        f"# Made with fontTools {fontTools.version}.",
    ]
    for family in FAMILIES:
        lines += [
            "",
            "[[family]]",
            f"name = {_quote(family.name)}",
            f"role = {_quote(family.role)}",
            f"licence_file = {_quote(family.folder + '/OFL.txt')}",
            f"changes = {_quote(family.changes)}",
        ]
        # With --only, a family that was never made has no rows yet.
        for path in filter(rows.__contains__, map(family.path, family.faces)):
            lines += ["", "[[family.file]]"]
            for key, value in rows[path].items():
                lines.append(f"{key} = {value if isinstance(value, int) else _quote(value)}")
    (folder / MANIFEST).write_text("\n".join(lines) + "\n", encoding="utf-8")


def check(folder: Path) -> int:
    """Compare the files of a folder with its manifest, print each; return 1 if one differs."""
    failed = 0
    for path, row in read_rows(folder).items():
        file = folder / path
        digest = sha256(file) if file.is_file() else "missing"
        same = digest == row["sha256"]
        failed |= not same
        print(f"{digest}  {path}{'' if same else '  DIFFERS'}")
    return failed
