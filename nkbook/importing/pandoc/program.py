"""Runs Pandoc: the one of the package pypandoc_binary, or the system's."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nkbook.diagnostics.errors import MissingToolError, SourceError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.reading.pandoc import find_pandoc

_SECONDS = 600
# Pandoc's own Markdown as nkbook reads it: no HTML, straight quotes and other marks as they are.
_TARGET = (
    "markdown-smart-simple_tables-multiline_tables-grid_tables+pipe_tables-raw_html-raw_tex"
    "-raw_attribute"
)
_NO_TABLE = "[TABLE]"  # what Pandoc writes for a table that the columns of a pipe table cannot hold


def pandoc() -> str:
    """Return the path of Pandoc; raises MissingToolError (NK704) if there is none."""
    found = find_pandoc()
    if not found:
        hint = "pip install 'nkbook[import]', or put Pandoc 3 on PATH"
        raise MissingToolError(
            diagnostic("NK704", "Pandoc 3, which reads this kind of file, is not here", hint=hint)
        )
    return found


def to_markdown(
    path: Path,
    reader: str,
    folder: Path,
    shown: str,
    options: Sequence[str] = (),
) -> tuple[str, str]:
    """Return a file as Markdown, with its metadata as YAML, and what Pandoc said.

    Pictures inside the file are written to ``folder``/media. Pandoc reads no other file.
    Raises SourceError (NK703) if Pandoc cannot read it, MissingToolError (NK704) without Pandoc.
    """
    simple = _run(path, reader, _TARGET, folder, shown, options)
    if _NO_TABLE not in simple[0]:
        return simple
    return _run(path, reader, _TARGET.replace("-grid", "+grid"), folder, shown, options)


def _run(  # noqa: PLR0913 — what Pandoc is told
    path: Path, reader: str, target: str, folder: Path, shown: str, options: Sequence[str]
) -> tuple[str, str]:
    command = [
        pandoc(), "--sandbox", "--from", reader, "--to", target, "--wrap=none", "--standalone",
        "--markdown-headings=atx", "--reference-location=block", "--eol=lf",
        f"--extract-media={folder}", *options, str(path.resolve()),
    ]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 — a program and options of ours, a file by its path
            command, capture_output=True, check=False, timeout=_SECONDS, cwd=folder
        )
    except subprocess.TimeoutExpired as error:
        message = f"Pandoc did not finish within {_SECONDS} seconds"
        raise SourceError(diagnostic("NK703", message, Location(shown))) from error
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode:
        message = f"Pandoc cannot read it: {said.splitlines()[0] if said else done.returncode}"
        raise SourceError(
            diagnostic("NK703", message, Location(shown), "save it again from its program")
        )
    return done.stdout.decode("utf-8"), said


def tex_of(formulas: Sequence[str], shown: str) -> list[str]:
    """Return formulas of MathML in TeX, "" for one that Pandoc cannot read.

    Raises SourceError (NK703) if Pandoc reads none, MissingToolError (NK704) without Pandoc.
    """
    page = "".join(f"<p>{one}</p>" for one in formulas)
    with tempfile.TemporaryDirectory(prefix="nkbook-") as name:
        path = Path(name) / "formulas.html"
        path.write_text(page, encoding="utf-8")
        found = json.loads(_run(path, "html", "json", path.parent, shown, ())[0])
    return ["".join(_tex(one)) for one in found["blocks"]]


def _tex(block: Mapping[str, Any]) -> Iterator[str]:
    for inline in block["c"]:
        if inline["t"] == "Math":
            yield inline["c"][1]
