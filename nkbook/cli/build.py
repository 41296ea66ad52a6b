"""nkbook build: make the files of a book."""

from __future__ import annotations

from pathlib import Path

import click

import nkbook
from nkbook.cli import arguments
from nkbook.cli.terminal import Terminal
from nkbook.diagnostics.hints import nearest
from nkbook.project.config.formats import FORMATS, unknown

_MEGABYTE = 1_000_000


def _known_formats(
    _: click.Context, __: click.Parameter, names: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the names of formats as given; refuse one that is not registered."""
    for name in names:
        if name not in FORMATS:
            raise click.BadParameter(f"{unknown(name)}: {nearest(name, FORMATS)}")
    return names


def _formats_that_begin_so(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(typed)]


@click.command("build", short_help="Make the files of a book.")
@arguments.directory
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    callback=_known_formats,
    shell_complete=_formats_that_begin_so,
    metavar=f"[{'|'.join(FORMATS)}]",
    help="A format to make, instead of those that book.toml lists.",
)
@click.option("-e", "--edition", "editions", multiple=True, help="An edition, by language tag.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The folder for the files [DIRECTORY/output].",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="The number of files to make at a time.",
)
@arguments.strict
@click.option("--open", "open_files", is_flag=True, help="Open the files when they are made.")
@click.option("--debug-grid", is_flag=True, help="Draw the squares of the text block in the PDF.")
@click.pass_obj
def command(  # noqa: PLR0913 — click passes every option by name
    terminal: Terminal,
    directory: Path,
    formats: tuple[str, ...],
    editions: tuple[str, ...],
    output: Path | None,
    jobs: int,
    strict: bool,
    open_files: bool,
    debug_grid: bool,
) -> None:
    """Build the book in DIRECTORY (default: here): all that book.toml lists."""
    result = nkbook.build(
        directory,
        formats=formats,
        editions=editions,
        output=output,
        jobs=jobs,
        strict=strict,
        debug_grid=debug_grid,
        progress=terminal.say,
    )
    terminal.report(result.diagnostics)
    for stage, seconds in result.stages.items():
        terminal.say(f"{stage:<12}{seconds:6.2f} s")
    if terminal.verbosity >= 0:
        click.echo(_summary(result))
    if open_files:
        for file in result.files:
            click.launch(str(file.path))


def _summary(result: nkbook.Result) -> str:
    """Return one line: each file built with its pages and size, and the seconds of it all."""
    files = "; ".join(
        ", ".join(
            part
            for part in (
                _relative(file.path) + ("/" if file.path.is_dir() else ""),
                f"{file.pages} pages" if file.pages else "",
                _size(file.bytes),
            )
            if part
        )
        for file in result.files
    )
    return f"built {files}; {result.seconds:.1f} s"


def _relative(path: Path) -> str:
    """Return a path as seen from the current folder, if it is below it."""
    resolved = path.resolve()
    here = Path.cwd()
    return str(resolved.relative_to(here)) if resolved.is_relative_to(here) else str(path)


def _size(count: int) -> str:
    return f"{count / _MEGABYTE:.1f} MB" if count >= _MEGABYTE else f"{count / 1e3:.0f} kB"
