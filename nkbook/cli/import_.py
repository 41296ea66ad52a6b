"""nkbook import: make a book of a manuscript that was written for another tool."""

from __future__ import annotations

from pathlib import Path

import click

from nkbook.cli.terminal import Terminal
from nkbook.importing.book.report import table
from nkbook.importing.pandoc.reading import Choices
from nkbook.importing.registry import tool_names
from nkbook.importing.run import (
    REPORT,
    check_places,
    of_bounded_depth,
    read_file,
    read_folder,
    write,
)
from nkbook.pipeline.limits.whole import bounded
from nkbook.project.config.limits import Limits

_SECONDS = 3_600


@click.command("import", short_help="Make a book of a manuscript of another tool.")
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.argument("dest", type=click.Path(path_type=Path), required=False)
@click.option(
    "--from",
    "name",
    type=click.Choice(tool_names()),
    help="The tool that SOURCE was written for [found by its files].",
)
@click.option(
    "--changes",
    type=click.Choice(["accept", "reject", "keep"]),
    default="accept",
    show_default=True,
    help="Tracked changes of Word and LibreOffice.",
)
@click.option(
    "--comments",
    type=click.Choice(["drop", "keep"]),
    default="drop",
    show_default=True,
    help="Comments; kept ones are not printed.",
)
@click.option(
    "--level",
    type=click.IntRange(1, 6),
    help="Level of the headings that are chapters, of a single file [found by their number].",
)
@click.option(
    "--seconds",
    type=click.IntRange(1, 360_000),
    default=_SECONDS,
    show_default=True,
    help="How long it may take, by the clock.",
)
@click.option("--fetch", is_flag=True, help="Fetch pictures that the text names by address.")
@click.option("--force", is_flag=True, help="Replace the chapters/ folder of a book that is there.")
@click.option("-n", "--dry-run", is_flag=True, help="Write nothing; only say what would be done.")
@click.pass_obj
def command(  # noqa: PLR0913 — click passes every option by name
    terminal: Terminal,
    source: Path,
    dest: Path | None,
    name: str | None,
    changes: str,
    comments: str,
    level: int | None,
    seconds: int,
    fetch: bool,
    force: bool,
    dry_run: bool,
) -> None:
    """Make a book in DEST of a manuscript that was written for another tool.

    SOURCE stays as it is. What was changed, dropped, and wants looking at is listed at the end, and
    with every place in DEST/IMPORT.md.
    """
    dest = dest or Path(f"{source.resolve().stem}-book")
    if not dry_run:
        check_places(source, dest, force=force)
    choices = Choices(changes, comments == "keep", level)
    limits = Limits().model_copy(update={"build_seconds": seconds, "task_seconds": seconds})
    with (
        terminal.working(f"reading {source}") as say,
        bounded(
            limits,
            source,
            of="reading what is imported",
            more_time="give it more with --seconds",
            heard=lambda file: say(f"reading {_shown(file, source)}"),
        ),
        of_bounded_depth(source),
    ):
        if source.is_dir():
            imported = read_folder(source, name, choices, fetch=fetch)
        else:
            imported = read_file(source, choices, fetch=fetch)
    report = imported.report
    if not dry_run:
        write(imported, dest)
    if terminal.verbosity < 0:
        return
    click.echo(f"{report.title} ({report.language}), read as {report.tool}")
    click.echo(table(report))
    done = "would write" if dry_run else "wrote"
    made = f"{_count(report.chapters, 'chapter')} and {_count(report.pictures, 'picture')}"
    click.echo(f"{done} {made} to {dest}")
    if not dry_run:
        click.echo(f"each change, with its place: {dest / REPORT}\nnext: nkbook check {dest}")


def _shown(file: str, source: Path) -> str:
    """Return the path of a file as it is in the source."""
    path = Path(file)
    return str(
        path.relative_to(source.resolve()) if path.is_relative_to(source.resolve()) else path
    )


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
