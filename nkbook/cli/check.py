"""nkbook check: look for problems without making files; list and explain codes."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import click

import nkbook
from nkbook.checks.registry import SECOND_CODES, selected
from nkbook.cli import arguments
from nkbook.cli.mending import mend
from nkbook.cli.reports.problems import as_github, as_json, as_sarif
from nkbook.cli.terminal import Terminal
from nkbook.diagnostics.codes import CODES
from nkbook.diagnostics.problems import Diagnostic, has_errors
from nkbook.reading.pandoc import find_pandoc

_MOST_ROUNDS = 9
_FORMS = MappingProxyType({"json": as_json, "github": as_github, "sarif": as_sarif})


@click.command("check", short_help="Look for problems without making files.")
@arguments.directory
@click.option(
    "--select", multiple=True, metavar="CODE", help="Report only codes that begin like this."
)
@click.option(
    "--ignore", multiple=True, metavar="CODE", help="Leave out codes that begin like this."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *_FORMS]),
    default="text",
    show_default=True,
    help="How to print the problems: for people, or for programs (github: as annotations of a "
    "workflow; sarif: SARIF 2.1.0).",
)
@click.option(
    "--pandoc/--no-pandoc",
    default=None,
    help="Let Pandoc read the chapters too, and warn where it reads otherwise [if it is there; "
    "then --strict passes over it].",
)
@click.option("--fix", is_flag=True, help="Mend what can be mended in one way only.")
@click.option("--dry-run", is_flag=True, help="With --fix: print the changes, and make none.")
@arguments.strict
@arguments.untrusted
@arguments.confined
@click.option("--list", "list_codes", is_flag=True, help="List all codes.")
@click.option("--explain", metavar="CODE", help="Say what a code means and what to do.")
@click.pass_obj
def command(  # noqa: PLR0913 — click passes every option by name
    terminal: Terminal,
    directory: Path,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    form: str,
    pandoc: bool | None,
    fix: bool,
    dry_run: bool,
    strict: bool,
    untrusted: bool,
    confined: bool,
    list_codes: bool,
    explain: str | None,
) -> None:
    """Look for problems in the book in DIRECTORY without building it."""
    if list_codes:
        for row in CODES.values():
            click.echo(f"{row.code}  {row.severity.value:<8} {row.title}")
        return
    if explain:
        _explain(explain)
        return
    asked = find_pandoc() is not None if pandoc is None else pandoc
    search = partial(
        _found,
        directory,
        second_reading=asked,
        untrusted=untrusted or confined,
        confined=confined,
    )
    if dry_run and not fix:
        raise click.UsageError("--dry-run is for --fix")
    found, stopped = search()
    if fix:
        found, stopped = _mended(directory, (found, stopped), search, (select, ignore), dry_run)
        if dry_run:
            return
    shown = selected(found, select, ignore)
    if write := _FORMS.get(form):
        text = write(shown, directory)
        click.echo(text, nl=bool(text))
    else:
        terminal.report(shown)
    if stopped is not None and shown:
        sys.exit(stopped.exit_code)
    # What depends on the machine decides nothing, unless it was asked for.
    judged = shown if pandoc else [item for item in shown if item.code not in SECOND_CODES]
    if has_errors(judged, strict):
        sys.exit(nkbook.ExitCode.PROBLEMS)


_Found: TypeAlias = tuple[tuple[Diagnostic, ...], nkbook.NkbookError | None]


def _found(directory: Path, *, second_reading: bool, untrusted: bool, confined: bool) -> _Found:
    """Return the problems of a book, and what stopped the search for more."""
    try:
        found = nkbook.check(
            directory, second_reading=second_reading, untrusted=untrusted, confined=confined
        )
    except nkbook.NkbookError as error:
        return tuple(error.diagnostics), error
    return found, None


def _mended(
    directory: Path,
    first: _Found,
    search: Callable[[], _Found],
    chosen: tuple[tuple[str, ...], tuple[str, ...]],
    dry_run: bool,
) -> _Found:
    """Mend what can be, and return what there is to say then; or only print the changes."""
    found = first
    for _ in range(_MOST_ROUNDS):  # what one problem hides is mended next
        mended = tuple(mend(directory, selected(found[0], *chosen)))
        if not mended:
            return found
        for one in mended:
            if dry_run:
                click.echo(one.diff(), nl=False)
                continue
            one.write()
            for problem in one.problems:
                click.echo(f"mended {problem}".partition("\n")[0], err=True)
        if dry_run:
            return found
        found = search()
    return found


def _explain(code: str) -> None:
    row = CODES.get(code.upper())
    if row is None:
        raise click.BadParameter(
            f"no code is called {code}; --list shows all", param_hint="--explain"
        )
    click.echo(f"{row.code} ({row.severity.value}): {row.title}\n")
    click.echo(textwrap.fill(row.rationale, 80))
