"""nkbook build: make the files of a book."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

import nkbook
from nkbook.cli import arguments
from nkbook.cli.reports.events import ended, failed, step
from nkbook.cli.reports.summary import summary
from nkbook.cli.terminal import Terminal
from nkbook.diagnostics.hints import nearest
from nkbook.pipeline.caching import open_cache
from nkbook.pipeline.request import Request, Result
from nkbook.pipeline.unchanged import last_result

if TYPE_CHECKING:
    from nkbook.project.config.formats import Format


class _FormatOption(click.Option):
    """An option that takes names of formats, whose registry is slow to load and rarely needed."""

    def make_metavar(self, ctx: click.Context | None = None) -> str:  # noqa: ARG002 — click's
        """Return the names of the formats."""
        return f"[{'|'.join(_formats())}]"


def _formats() -> Mapping[str, Format]:
    from nkbook.project.config.formats import FORMATS  # noqa: PLC0415 — a quarter of a second

    return FORMATS


def _refuse_unknown(names: tuple[str, ...]) -> None:
    """Raise BadParameter for the name of a format that is not registered."""
    from nkbook.project.config.formats import unknown  # noqa: PLC0415 — as above

    for name in names:
        if name not in _formats():
            message = f"{unknown(name)}: {nearest(name, _formats())}"
            raise click.BadParameter(message, param_hint="'-f' / '--format'")


def _formats_that_begin_so(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    return [name for name in _formats() if name.startswith(typed)]


@click.command("build", short_help="Make the files of a book.")
@arguments.directory
@click.option(
    "-f",
    "--format",
    "formats",
    cls=_FormatOption,
    multiple=True,
    shell_complete=_formats_that_begin_so,
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
@arguments.cache
@arguments.cluster
@click.option("--no-cache", is_flag=True, help="Make everything anew, and keep nothing.")
@click.option(
    "--force", is_flag=True, help="Make the files even if nothing has changed since the last time."
)
@click.option(
    "--json",
    "events",
    is_flag=True,
    help="Print what happens for programs: an object of JSON a line, the last one of how it ended.",
)
@arguments.untrusted
@arguments.confined
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
    cache: Path | None,
    cluster: str | None,
    no_cache: bool,
    force: bool,
    events: bool,
    untrusted: bool,
    confined: bool,
) -> None:
    """Build the book in DIRECTORY (default: here): all that book.toml lists."""
    request = Request(
        directory,
        formats,
        editions,
        output,
        jobs,
        strict,
        debug_grid,
        cache=cache,
        cluster=cluster,
        use_cache=not no_cache,
        force=force,
        untrusted=untrusted or confined,
        confined=confined,
    )
    result = _last(request)
    if result is None:
        _refuse_unknown(formats)
    if events:
        _told_to_programs(request, result)
        return
    if result is None:
        with terminal.working(f"building {directory.resolve().name}") as say:
            result = nkbook.build(request, progress=say, force=True)
    terminal.report(result.diagnostics)
    for stage, seconds in result.stages.items():
        terminal.say(f"{stage:<12}{seconds:6.2f} s")
    if terminal.verbosity >= 0:
        click.echo("\n".join(summary(result)))
    if open_files:
        for file in result.files:
            click.launch(str(file.path))


def _last(request: Request) -> Result | None:
    """Return the last result where nothing has changed; a stranger's book is built always."""
    return None if request.untrusted else last_result(request, open_cache(request))


def _told_to_programs(request: Request, last: Result | None) -> None:
    """Build, and print each event as a line; exit with the code of what went wrong."""
    try:
        result = last or nkbook.build(request, progress=_print_step, force=True)
    except nkbook.NkbookError as error:
        for line in failed(error):
            click.echo(line)
        sys.exit(error.exit_code)
    for line in ended(result):
        click.echo(line)


def _print_step(text: str) -> None:
    click.echo(step(text))
