"""Runs Pandoc: the one of the package pypandoc_binary, or the system's."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nkbook.diagnostics.errors import MissingToolError, SourceError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.importing.pandoc.figures import single
from nkbook.importing.pandoc.lines import joined
from nkbook.importing.pandoc.lists import merged
from nkbook.importing.pandoc.names import writable
from nkbook.importing.pandoc.tables import simplified
from nkbook.importing.pandoc.written import without_false_formulas, written
from nkbook.reading.pandoc import find_pandoc

_SECONDS = 600
_DEEPEST = 300  # lists and mappings in one another: a part of a text has three, a table ten
# Pandoc's own Markdown as nkbook reads it: no HTML, straight quotes and other marks as they are.
_TARGET = (
    "markdown-smart-simple_tables-multiline_tables+grid_tables+pipe_tables-raw_html-raw_tex"
    "-raw_attribute"
)
_WRITER = (
    "--wrap=none", "--standalone", "--markdown-headings=atx", "--reference-location=block",
    "--eol=lf",
)  # fmt: skip


def pandoc() -> str:
    """Return the path of Pandoc; raises MissingToolError (NK704) if there is none."""
    found = find_pandoc()
    if not found:
        hint = "pip install 'nkbook[import]', or put Pandoc 3 on PATH"
        raise MissingToolError(
            diagnostic("NK704", "Pandoc 3, which reads this kind of file, is not here", hint=hint)
        )
    return found


def tree_of(  # noqa: PLR0913 — what Pandoc is told
    path: Path,
    reader: str,
    folder: Path,
    shown: str,
    options: Sequence[str] = (),
    *,
    alone: bool = True,
) -> tuple[dict[str, Any], str]:
    """Return a file as Pandoc's tree, and what Pandoc said.

    Pictures inside the file are written to ``folder``/media. Pandoc reads no other file. With
    ``alone`` it is a whole book, whose title may be its first heading.
    Raises SourceError (NK703) if Pandoc cannot read it, MissingToolError (NK704) without Pandoc.
    """
    # Standalone: the first title of a text is then its title, and not a heading.
    standalone = ("--standalone",) if alone else ()
    media = (*standalone, f"--extract-media={folder}", *options, str(path.resolve()))
    found, said = _run(("--from", reader, "--to", "json", *media), folder, shown)
    return _tree(found, shown), said


def markdown_of(tree: Mapping[str, Any], folder: Path, shown: str) -> str:
    """Return Pandoc's tree as Markdown, with its metadata as YAML; raises as ``tree_of``."""
    command = ("--from", "json", "--to", _TARGET, *_WRITER)
    try:
        given = json.dumps(written(writable(joined(merged(single(simplified(tree)))))))
    except RecursionError as error:
        raise _too_deep(shown) from error
    return without_false_formulas(_run(command, folder, shown, given)[0])


def attempt(path: Path, reader: str, folder: Path) -> tuple[dict[str, Any] | None, str]:
    """Return a file as Pandoc's tree, None if it cannot read it, and all that it says on the way.

    Raises SourceError (NK703) if it takes too long, MissingToolError (NK704) without Pandoc.
    """
    command = ("--from", reader, "--to", "json", "--standalone", "--verbose", str(path.resolve()))
    done = _done(command, folder, path.name)
    tree = None if done.returncode else _tree(done.stdout, path.name)
    return tree, done.stderr.decode("utf-8", "replace").strip()


def _tree(found: str | bytes, shown: str) -> dict[str, Any]:
    try:
        tree = json.loads(found)
    except RecursionError as error:
        raise _too_deep(shown) from error
    assert isinstance(tree, dict)  # noqa: S101 — a whole document
    inner: list[Any] = [tree]
    for _ in range(_DEEPEST):
        inner = [each for one in inner for each in _inside(one)]
        if not inner:
            return tree
    raise _too_deep(shown)


def _inside(value: Any) -> Iterable[Any]:
    """Return the lists and mappings right inside a value."""
    values = value.values() if isinstance(value, dict) else value
    return (one for one in values if isinstance(one, (dict, list)))


def _too_deep(shown: str) -> SourceError:
    message = "its parts lie in one another, hundreds of levels deep"
    hint = "take out of it what holds nothing but one other part"
    return SourceError(diagnostic("NK703", message, Location(shown), hint))


def _run(command: Sequence[str], folder: Path, shown: str, given: str = "") -> tuple[str, str]:
    done = _done(command, folder, shown, given)
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode:
        message = f"Pandoc cannot read it: {said.splitlines()[0] if said else done.returncode}"
        raise SourceError(
            diagnostic("NK703", message, Location(shown), "save it again from its program")
        )
    return done.stdout.decode("utf-8"), said


def _done(
    command: Sequence[str], folder: Path, shown: str, given: str = ""
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 — a program and options of ours, a file by its path
            [pandoc(), "--sandbox", *command],
            input=given.encode(),
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            cwd=folder,
        )
    except subprocess.TimeoutExpired as error:
        message = f"Pandoc did not finish within {_SECONDS} seconds"
        raise SourceError(diagnostic("NK703", message, Location(shown))) from error


def tex_of(formulas: Sequence[str], shown: str) -> list[str]:
    """Return formulas of MathML in TeX, "" for one that Pandoc cannot read.

    Raises SourceError (NK703) if Pandoc reads none, MissingToolError (NK704) without Pandoc.
    """
    page = "".join(f"<p>{one}</p>" for one in formulas)
    with tempfile.TemporaryDirectory(prefix="nkbook-") as name:
        path = Path(name) / "formulas.html"
        path.write_text(page, encoding="utf-8")
        found = tree_of(path, "html", path.parent, shown)[0]
    return ["".join(_tex(one)) for one in found["blocks"]]


def _tex(block: Mapping[str, Any]) -> Iterator[str]:
    for inline in block["c"]:
        if inline["t"] == "Math":
            yield inline["c"][1]
