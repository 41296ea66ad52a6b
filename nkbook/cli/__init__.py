"""The command line: a module for each verb, and what the verbs share.

Here are the options before the verb and the exit codes. A verb's module is imported when the verb
is used, so that ``nkbook doctor`` runs on a machine where nothing else does.
"""

from __future__ import annotations

import gc
import importlib
import keyword
import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType

import click

import nkbook
from nkbook.cli.terminal import Terminal
from nkbook.diagnostics.errors import ExitCode, NkbookError, SourceError
from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.diagnostics.system import refused
from nkbook.pipeline.copies.being import being_ours

VERBS = (
    "new",
    "import",
    "check",
    "build",
    "preview",
    "catalogue",
    "fonts",
    "cache",
    "schema",
    "doctor",
)  # in the order in which an author needs them


class _Verbs(click.Group):
    """A group whose verbs are the modules of this package."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 — click's signature
        """Return the names of all verbs."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a verb; return None for an unknown one."""
        if cmd_name not in VERBS:
            return None
        module = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        command = importlib.import_module(f"{__name__}.{module}").command
        assert isinstance(command, click.Command)  # noqa: S101 — for the type checker
        return command

    def invoke(self, ctx: click.Context) -> None:
        """Run the verb; print the problems that stop it, and exit with their code."""
        try:
            super().invoke(ctx)
        except NkbookError as error:
            ctx.ensure_object(Terminal).report(error.diagnostics)
            sys.exit(error.exit_code)


@click.group(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
)
@click.version_option(nkbook.__version__, prog_name="nkbook")
@click.option("-v", "--verbose", count=True, help="Print each step, and every problem of a kind.")
@click.option("-q", "--quiet", is_flag=True, help="Print problems and nothing else.")
@click.option(
    "--color/--no-color", default=None, help="Use colors, or none (NO_COLOR is respected)."
)
@click.pass_context
def cli(context: click.Context, verbose: int, quiet: bool, color: bool | None) -> None:
    """Turn a Chinese-language manuscript into typeset PDFs and an EPUB.

    Progress and problems go to standard error, results to standard output.

    Exit codes: 0 done, 1 problems in the manuscript, 2 wrong usage, 3 wrong settings, 4 a file
    that cannot be read, 5 a library, tool, font or folder that is missing, 6 a product that failed
    its checks, 70 a bug in nkbook, 130 interrupted.
    """
    context.obj = Terminal.open(-1 if quiet else verbose, color=color)
    if context.invoked_subcommand is None:
        click.echo("\n".join(_next_steps(Path.cwd())))


def _next_steps(here: Path) -> list[str]:
    """Return what an author may do next in a folder: a book, a manuscript, or anything else."""
    if (here / "chapters" / "book.toml").is_file():
        rows = {
            "nkbook check": "look for problems in the book in this folder",
            "nkbook build": "make its files",
        }
    elif any(here.glob("*.md")) or any(here.glob("*/*.md")) or any(here.glob("*.docx")):
        rows = {
            "nkbook import . ../mybook": "make a book of the manuscript in this folder",
            "nkbook new mybook": "begin a book",
        }
    else:
        rows = {
            "nkbook new mybook": "begin a book",
            "nkbook import MANUSCRIPT mybook": "make a book of a manuscript that is there",
            "nkbook doctor": "see if this machine has all that it takes",
        }
    rows["nkbook --help"] = "list all commands and options"
    width = max(map(len, rows))
    return [f"{command:<{width}}  {what}" for command, what in rows.items()]


def _missing(error: ModuleNotFoundError) -> Diagnostic:
    """Return NK605 for a Python module that is not there."""
    hint = "nkbook doctor lists all that is missing, and what to do about it"
    return diagnostic("NK605", f"the Python module {error.name} is missing", hint=hint)


_NOWHERE = diagnostic(
    "NK215", "the folder in which nkbook was started is gone", hint="cd to one that is there"
)


def _of_system(error: Exception) -> NkbookError | None:
    """Return what the system refused, if that is what an exception is about."""
    if isinstance(error, FileNotFoundError) and not _is_somewhere():
        return SourceError(_NOWHERE)
    return refused(error) if isinstance(error, OSError) else None


def _is_somewhere() -> bool:
    """Return True if the current folder exists."""
    try:
        Path.cwd()
    except OSError:
        return False
    return True


class _Ended(BaseException):
    """The system or the user asked the process to end; ``args`` are the signal."""


def _end(number: int, _: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # once is enough: what follows cleans up
    raise _Ended(number)


def _die_of(number: int) -> None:
    """End as if the signal had not been caught, so that whoever waits is told of it."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def main() -> None:
    """Run the command line and exit with the code for how it went.

    A signal that ends the process has it remove first what it wrote for the time being.
    """
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # not so under nohup
            signal.signal(number, _end)
    # A book's trees live to the end, so that to look for garbage among them often finds none.
    gc.set_threshold(100_000, 50, 100)
    try:
        with being_ours():
            cli.main(prog_name="nkbook", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        sys.exit(ExitCode.INTERRUPTED)
    except _Ended as error:
        _die_of(error.args[0])
    except click.ClickException as error:
        error.show()
        sys.exit(ExitCode.USAGE)
    except ModuleNotFoundError as error:
        Terminal.open().report([_missing(error)])
        sys.exit(ExitCode.MISSING_TOOL)
    except Exception as error:  # noqa: BLE001 — the last resort: the shell must learn of it
        if (problem := _of_system(error)) is not None:
            Terminal.open().report(problem.diagnostics)
            sys.exit(problem.exit_code)
        traceback.print_exc()
        click.echo("internal error: please report it with the lines above", err=True)
        sys.exit(ExitCode.INTERNAL)
    finally:
        gc.freeze()  # to look for garbage once more, as Python does when it ends, is of no use
