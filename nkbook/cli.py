"""The command line: verbs, messages and exit codes."""

from __future__ import annotations

import dataclasses
import json
import sys
import textwrap
import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

import nkbook
from nkbook.checks.registry import selected
from nkbook.diagnostics.codes import CODES, Severity
from nkbook.diagnostics.errors import ExitCode, NkbookError
from nkbook.diagnostics.hints import nearest
from nkbook.diagnostics.problems import Diagnostic, has_errors, in_reading_order
from nkbook.pipeline import Request, Result, build, check
from nkbook.project.config.formats import FORMATS, unknown

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
_MEGABYTE = 1_000_000


@dataclasses.dataclass(frozen=True, slots=True)
class _Shell:
    """How to talk to the user."""

    console: Console  # on standard error: progress and problems
    verbosity: int

    def say(self, text: str) -> None:
        """Print a line of progress."""
        if self.verbosity > 0:
            self.console.print(escape(text), style="dim", highlight=False)

    def report(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print problems, in the order of their places, and a count of them."""
        items = in_reading_order(diagnostics)
        for item in items:
            where, hint = item.location, item.hint
            head = f"[bold]{escape(str(where))}[/]: " if where else ""
            color = _COLORS.get(item.severity, "blue")
            self._print(f"{head}[{color}]{item.code}[/] {escape(item.message)}")
            if hint:
                self._print(f"  [dim]hint:[/] {escape(hint)}")
        if items and self.verbosity >= 0:
            self._print(_count(items))

    def _print(self, text: str) -> None:
        self.console.print(text, highlight=False, soft_wrap=True)


def _count(items: Iterable[Diagnostic]) -> str:
    severities = [item.severity for item in items]
    parts = [
        f"{number} {severity.value}{'s' if number != 1 else ''}"
        for severity in Severity
        if (number := severities.count(severity))
    ]
    return ", ".join(parts)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(nkbook.__version__, prog_name="nkbook")
@click.option("-v", "--verbose", count=True, help="Say what is being done; twice: more.")
@click.option("-q", "--quiet", is_flag=True, help="Print problems and nothing else.")
@click.option("--color/--no-color", default=None, help="Color or none (NO_COLOR is heeded).")
@click.pass_context
def cli(context: click.Context, verbose: int, quiet: bool, color: bool | None) -> None:
    """Turn a Chinese-language manuscript into a typeset PDF and an EPUB."""
    console = Console(
        stderr=True, no_color=color is False or None, force_terminal=True if color else None
    )
    context.obj = _Shell(console, -1 if quiet else verbose)


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


# What several verbs take.
_directory = click.argument(
    "directory", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path()
)
_strict = click.option("-s", "--strict", is_flag=True, help="Treat warnings as errors.")


@cli.command("build")
@_directory
@click.option(
    "-f", "--format", "formats", multiple=True, callback=_known_formats,
    shell_complete=_formats_that_begin_so, metavar=f"[{'|'.join(FORMATS)}]",
    help="A format to make, instead of those that book.toml lists.",
)  # fmt: skip
@click.option("-e", "--edition", "editions", multiple=True, help="An edition, by language tag.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Where to put the files [DIRECTORY/output].",
)
@click.option("-j", "--jobs", type=click.IntRange(1), default=2, show_default=True,
              help="Files to make at a time.")  # fmt: skip
@_strict
@click.option("--open", "open_files", is_flag=True, help="Open what was built.")
@click.option("--debug-grid", is_flag=True, help="Draw the squares of the text block in the PDF.")
@click.pass_obj
def build_command(  # noqa: PLR0913 — click passes every option by name
    shell: _Shell,
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
    request = Request(directory, formats, editions, output, jobs, strict, debug_grid)
    result = build(request, shell.say)
    shell.report(result.diagnostics)
    if shell.verbosity > 0:
        for stage, seconds in result.stages.items():
            shell.say(f"{stage:<12}{seconds:6.2f} s")
    if shell.verbosity >= 0:
        click.echo(_summary(result))
    if open_files:
        for file in result.files:
            click.launch(str(file.path))


def _summary(result: Result) -> str:
    """Return the one line that tells what was built, where, pages, size and seconds."""
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
    resolved = path.resolve()
    here = Path.cwd()
    return str(resolved.relative_to(here)) if resolved.is_relative_to(here) else str(path)


def _size(count: int) -> str:
    return f"{count / _MEGABYTE:.1f} MB" if count >= _MEGABYTE else f"{count / 1e3:.0f} kB"


@cli.command("check")
@_directory
@click.option("--select", multiple=True, metavar="CODE", help="Only codes that begin so.")
@click.option("--ignore", multiple=True, metavar="CODE", help="No codes that begin so.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@_strict
@click.option("--list", "list_codes", is_flag=True, help="List all codes.")
@click.option("--explain", metavar="CODE", help="Tell what a code means and what to do.")
@click.pass_obj
def check_command(  # noqa: PLR0913 — click passes every option by name
    shell: _Shell,
    directory: Path,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    form: str,
    strict: bool,
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
    stopped: NkbookError | None = None
    try:
        found = check(directory)
    except NkbookError as error:
        stopped, found = error, error.diagnostics
    shown = selected(found, select, ignore)
    if form == "json":
        click.echo(json.dumps([_as_json(item) for item in shown], ensure_ascii=False, indent=2))
    else:
        shell.report(shown)
    if stopped is not None and shown:
        sys.exit(stopped.exit_code)
    if has_errors(shown, strict):
        sys.exit(ExitCode.PROBLEMS)


def _explain(code: str) -> None:
    row = CODES.get(code.upper())
    if row is None:
        raise click.BadParameter(f"{code} is no code; --list shows them", param_hint="--explain")
    click.echo(f"{row.code} ({row.severity.value}): {row.title}\n")
    click.echo(textwrap.fill(row.rationale, 80))


def _as_json(item: Diagnostic) -> dict[str, Any]:
    return dataclasses.asdict(item)


def main() -> None:
    """Run the command line and exit with the code that tells how it went."""
    try:
        cli.main(prog_name="nkbook", standalone_mode=False)
    except NkbookError as error:
        _Shell(Console(stderr=True), 0).report(error.diagnostics)
        sys.exit(error.exit_code)
    except click.exceptions.Abort:
        sys.exit(ExitCode.INTERRUPTED)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(ExitCode.USAGE)
    except Exception:  # noqa: BLE001 — the last resort: the shell must learn that nkbook broke
        traceback.print_exc()
        click.echo("internal error: please report it with the lines above", err=True)
        sys.exit(ExitCode.INTERNAL)
