"""nkbook catalogue: build many books."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path

import click

from nkbook.cli import arguments
from nkbook.cli.terminal import Terminal
from nkbook.diagnostics.errors import ExitCode
from nkbook.pipeline.catalogue import listing, run, shelf
from nkbook.pipeline.catalogue.units import Manner
from nkbook.pipeline.cluster.opening import cluster_hands
from nkbook.pipeline.copies.original import BUILDS, original
from nkbook.pipeline.processes import processes
from nkbook.store import Store


@click.command("catalogue", short_help="Build the books that a file lists.")
@click.argument("catalogue", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1),
    default=2,
    show_default=True,
    help="The number of editions to build at a time on this machine.",
)
@arguments.cluster
@arguments.strict
@arguments.untrusted
@arguments.confined
@click.option("--no-cache", is_flag=True, help="Make everything anew, and keep nothing.")
@click.pass_context
def command(  # noqa: PLR0913 — click passes every option by name
    context: click.Context,
    catalogue: Path,
    jobs: int,
    cluster: str | None,
    strict: bool,
    untrusted: bool,
    confined: bool,
    no_cache: bool,
) -> None:
    """Build the books that CATALOGUE lists, a file of TOML with a [[book]] for each.

    A book's files are put in place as soon as all of it is made. A book with errors stops no other.
    """
    terminal = context.ensure_object(Terminal)
    books = listing.load(catalogue)

    def done(result: run.BookResult) -> None:
        terminal.report(result.diagnostics)
        if terminal.verbosity >= 0:
            click.echo(next(run.summary([result])))

    with (
        nullcontext() if cluster else original(BUILDS) as copied,
        cluster_hands(cluster, jobs, Store(None).digest)
        if cluster
        else processes(jobs, copied) as hands,
    ):
        manner = Manner(strict, not no_cache, untrusted or confined, confined)
        results = run.build_catalogue(books, hands, manner, done=done)
    if terminal.verbosity >= 0:
        click.echo(list(run.summary(results))[-1])
    made = shelf.put(books.output, [book.name for book in books.books], books.title)
    if made and terminal.verbosity >= 0:
        click.echo(f"all of them: {books.output / shelf.PAGE}")
    worst = max(result.exit_code for result in results)
    if worst is not ExitCode.DONE:
        sys.exit(worst)
