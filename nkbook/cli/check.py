"""nkbook check: look for problems without making files; list and explain codes."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from types import MappingProxyType

import click

import nkbook
from nkbook.checks.registry import SECOND_CODES, selected
from nkbook.cli import arguments
from nkbook.cli.reports.problems import as_github, as_json, as_sarif
from nkbook.cli.terminal import Terminal
from nkbook.diagnostics.codes import CODES
from nkbook.diagnostics.problems import has_errors
from nkbook.reading.pandoc import find_pandoc

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
    stopped: nkbook.NkbookError | None = None
    try:
        asked = find_pandoc() is not None if pandoc is None else pandoc
        found = nkbook.check(
            directory,
            second_reading=asked,
            untrusted=untrusted or confined,
            confined=confined,
        )
    except nkbook.NkbookError as error:
        stopped, found = error, error.diagnostics
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


def _explain(code: str) -> None:
    row = CODES.get(code.upper())
    if row is None:
        raise click.BadParameter(
            f"no code is called {code}; --list shows all", param_hint="--explain"
        )
    click.echo(f"{row.code} ({row.severity.value}): {row.title}\n")
    click.echo(textwrap.fill(row.rationale, 80))
