"""What is printed of a build that has ended: a line, and a table of the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.cells import cell_len

from nkbook.cli.terminal import size
from nkbook.pipeline.request import Built, Result


def summary(result: Result) -> Iterator[str]:
    """Yield what was built and in how many seconds, and a row for each file.

    A row has the path, the pages, the size, and the seconds of the file alone. If nothing was
    built, one line says since when nothing has changed, and how many files there are.
    """
    number = len(result.files)
    if since := result.unchanged_since:
        there = "1 file is" if number == 1 else f"{number} files are"
        yield (
            f"nothing has changed since {since.astimezone():%Y-%m-%d %H:%M}; {there} up to date; "
            "--force makes them anew"
        )
        return
    yield f"built {number} file{'s' if number != 1 else ''} in {result.seconds:.1f} s"
    yield from _table([_cells(file) for file in result.files])


def _cells(file: Built) -> tuple[str, ...]:
    return (
        _relative(file.path) + ("/" if file.path.is_dir() else ""),
        f"{file.pages:,} pages" if file.pages else "",
        size(file.bytes),
        f"{file.seconds:.1f} s" if file.seconds is not None else "",
    )


def _table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield rows with the first column to the left and the others to the right.

    A Chinese character is as wide as two letters.
    """
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for first, *rest in rows:
        padded = [first + " " * (widths[0] - cell_len(first))]
        padded += [cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)]
        yield ("  " + "  ".join(padded)).rstrip()


def _relative(path: Path) -> str:
    """Return a path as seen from the current folder, if it is below it."""
    resolved = path.resolve()
    here = Path.cwd()
    return str(resolved.relative_to(here)) if resolved.is_relative_to(here) else str(path)
