"""nkbook doctor: say what this machine has and lacks to build books, and how to get it."""

from __future__ import annotations

import dataclasses
import importlib
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

import nkbook
from nkbook.cli import arguments
from nkbook.cli.doctor.finding import PYTHON_PACKAGES, REINSTALL, Finding, Place, State
from nkbook.cli.doctor.systems import System
from nkbook.cli.terminal import Terminal
from nkbook.diagnostics.errors import ExitCode

# The modules that look, in the order of the report; each has a function ``examine``. They are
# imported one by one, because what one of them needs may be the very thing that is missing.
EXAMINATIONS = ("python", "libraries", "packages", "engine", "fonts", "output", "programs")
_MARKS = {State.OK: ("ok", "green"), State.ABSENT: ("-", "yellow"), State.PROBLEM: ("NO", "red")}
_WIDTH = max(len(mark) for mark, _ in _MARKS.values())


@click.command("doctor", short_help="Say what this machine lacks to build books.")
@arguments.directory
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="The folder for the files [DIRECTORY/output].",
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_obj
def command(terminal: Terminal, directory: Path, output: Path | None, as_json: bool) -> None:
    """Look at what is needed to build the book in DIRECTORY (default: here).

    Python, its packages, system libraries, fonts and the output folder must be in order, or the
    exit code is 5. Optional tools are listed too. Each thing that is missing comes with the command
    that installs it.
    """
    findings = tuple(examine(Place(directory, output or directory / "output", System.here())))
    problems = sum(finding.state is State.PROBLEM for finding in findings)
    if as_json:
        rows = [dataclasses.asdict(finding) for finding in findings]
        report = {"nkbook": nkbook.__version__, "ok": not problems, "findings": rows}
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for line in _lines(findings, terminal.verbosity):
            click.echo(line)
    if problems:
        sys.exit(ExitCode.MISSING_TOOL)


def examine(place: Place) -> Iterator[Finding]:
    """Yield what every examination finds."""
    for name in EXAMINATIONS:
        try:
            examination = importlib.import_module(f"{__name__}.{name}")
        except ImportError as error:
            yield Finding(
                PYTHON_PACKAGES,
                error.name or name,
                State.PROBLEM,
                str(error),
                REINSTALL,
                "NK605",
            )
        else:
            yield from examination.examine(place)


def _lines(findings: Iterable[Finding], verbosity: int) -> Iterator[str]:
    """Yield the report for people; quiet, only what is a problem."""
    shown = [item for item in findings if verbosity >= 0 or item.state is State.PROBLEM]
    topic = ""
    for finding in shown:
        if finding.topic != topic:
            topic = finding.topic
            yield click.style(topic, bold=True)
        mark, color = _MARKS[finding.state]
        code = f"{finding.code} " if finding.code else ""
        head = f"  {click.style(mark.ljust(_WIDTH), fg=color)}  {code}{finding.name}"
        yield f"{head}: {finding.detail}" if finding.detail else head
        if finding.remedy:
            yield f"      {finding.remedy}"
    if verbosity >= 0:
        problems = sum(finding.state is State.PROBLEM for finding in shown)
        yield (
            "Everything that nkbook needs is here."
            if not problems
            else f"{problems} problem{'s' if problems != 1 else ''}: see the remedies above."
        )
