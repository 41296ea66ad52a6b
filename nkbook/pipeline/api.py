"""The public functions, for programs and for the command line alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import TypedDict, Unpack

from nkbook.diagnostics.problems import Diagnostic
from nkbook.pipeline import steps
from nkbook.pipeline.steps import Request, Result


class Options(TypedDict, total=False):
    """What may be said of a build besides the book's folder; see ``Request``."""

    formats: Iterable[str]
    editions: Iterable[str]
    output: str | PathLike[str] | None
    jobs: int
    strict: bool
    debug_grid: bool


def build(
    book: Request | str | PathLike[str],
    *,
    progress: Callable[[str], None] = lambda _: None,
    **options: Unpack[Options],
) -> Result:
    """Build a book's editions and formats, and return the files made and the warnings found.

    ``book`` is the folder that holds ``chapters/``, or a whole ``Request``, which ``options``
    change. ``formats`` and ``editions`` left out are those that book.toml lists; ``output`` is the
    folder for the files (``output/`` in the book's folder). ``jobs`` is the number of files made at
    a time; under ``strict`` warnings are errors. ``progress`` is called with one line of text a
    step.

    Nothing in the output folder is replaced unless everything succeeds. Raises NkbookError (one of
    its subclasses) with every problem found. Each file is made in a new process that imports the
    caller's main module again, so a script must guard its own calls by
    ``if __name__ == "__main__":`` (see the documentation of ``multiprocessing``).
    """
    request = book if isinstance(book, Request) else Request(Path(book))
    if "formats" in options:
        request = replace(request, formats=_names(options["formats"]))
    if "editions" in options:
        request = replace(request, editions=_names(options["editions"]))
    if "output" in options:
        output = options["output"]
        request = replace(request, output=None if output is None else Path(output))
    request = replace(
        request,
        jobs=options.get("jobs", request.jobs),
        strict=options.get("strict", request.strict),
        debug_grid=options.get("debug_grid", request.debug_grid),
    )
    return steps.build(request, progress)


def check(
    root: str | PathLike[str], *, editions: Iterable[str] = (), second_reading: bool = False
) -> tuple[Diagnostic, ...]:
    """Return every problem that can be found in the book in ``root`` without making its files.

    With ``second_reading``, Pandoc reads the chapters too, and a warning says where the two differ.

    Raises NkbookError when the book cannot be read to its end, with every problem found so far:
    ConfigError for a wrong book.toml, SourceError for an unreadable file.
    """
    return steps.check(Path(root), _names(editions), second_reading=second_reading)


def _names(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names as a tuple; a lone string is one name, not its letters."""
    return (names,) if isinstance(names, str) else tuple(names)
