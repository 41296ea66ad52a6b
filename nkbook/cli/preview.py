"""nkbook preview: show a book in a browser while it is written."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from nkbook.cli import arguments
from nkbook.cli.previewing.changes import Change, change, find_page, is_watched, texts
from nkbook.cli.previewing.making import Maker, Pages
from nkbook.cli.previewing.serving import LOOPBACK, Desk, Server
from nkbook.cli.terminal import Terminal
from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.pipeline.copies.original import original

_EDITOR = "vscode://file/{path}:{line}:{column}"
_LOOK = 200  # milliseconds between looks at the PDF that is being made
_MOST = 200  # problems that a page lists


@click.command("preview", short_help="Show a book in a browser while it is written.")
@arguments.directory
@click.option("-e", "--edition", default="", help="The edition [that of the manuscript].")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="The port [one that is free]."
)
@click.option(
    "--host",
    default=LOOPBACK,
    show_default=True,
    help="The address to listen at. Others than this machine's own let everybody who reaches it "
    "read the manuscript.",
)
@click.option("--pdf/--no-pdf", default=True, help="Show the typeset pages, too.")
@click.option("--open/--no-open", "open_browser", default=True, help="Open the browser.")
@click.option(
    "--editor",
    default=_EDITOR,
    show_default=True,
    metavar="ADDRESS",
    help="The address that opens a file in your editor.",
)
@click.pass_obj
def command(  # noqa: PLR0913 — click passes every option by name
    terminal: Terminal,
    directory: Path,
    edition: str,
    port: int,
    host: str,
    pdf: bool,
    open_browser: bool,
    editor: str,
) -> None:
    """Show the book in DIRECTORY in a browser, and show it anew whenever a file is saved.

    The page that was changed comes up at the paragraph that was changed, with the typeset page
    beside it as soon as it is laid out, and the problems of the book. Ctrl-C ends it.
    """
    root = directory.resolve()
    watch = _watcher()
    changes = watch(root, root / "output")
    next(changes)  # from now on it sees what changes, whatever is being made
    before = texts(root / "chapters")
    with tempfile.TemporaryDirectory(prefix="nkbook-preview-") as name, original() as copied:
        maker = Maker(root, edition, Path(name), copied)
        desk = Desk(maker.site, Path(name) / "none.pdf")
        with _serving(desk, port, host) as server:
            if terminal.verbosity >= 0:
                click.echo(f"{server.address}  (Ctrl-C ends it)")
            try:
                _show(terminal, desk, maker, None, editor, pdf=pdf)
                if open_browser:
                    click.launch(server.address)
                for changed in changes:
                    if changed:
                        after = texts(root / "chapters")
                        _show(terminal, desk, maker, change(before, after), editor, pdf=pdf)
                        before = after
                    elif (made := maker.pdf()) is not None:
                        desk.pdf = made
                        desk.tell("pdf", {"there": True})
            except KeyboardInterrupt:
                return
            finally:
                maker.end_pdf()


def _watcher() -> Any:
    """Return what yields True for changes of a book, and False now and then when there are none.

    Raises MissingToolError NK605 without the library that sees changes.
    """
    try:
        import watchfiles  # noqa: PLC0415 — an extra
    except ModuleNotFoundError as error:
        message = f"the Python module {error.name} is missing"
        hint = 'pip install "nkbook[preview]"'
        raise MissingToolError(diagnostic("NK605", message, hint=hint)) from error

    def watch(root: Path, output: Path) -> Iterator[bool]:
        changes = watchfiles.watch(
            root, debounce=100, step=50, rust_timeout=_LOOK, yield_on_timeout=True
        )
        for found in changes:
            yield any(is_watched(path, output) for _, path in found)

    return watch


@contextmanager
def _serving(desk: Desk, port: int, host: str) -> Iterator[Server]:
    """Serve in a thread of its own as long as the block runs."""
    try:
        server = Server(desk, port, host)
    except OSError as error:
        message = f"nothing can listen at {host}:{port}: {error.strerror}"
        raise click.BadParameter(message, param_hint="'--port'") from error
    with server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def _show(  # noqa: PLR0913
    terminal: Terminal,
    desk: Desk,
    maker: Maker,
    changed: Change | None,
    editor: str,
    *,
    pdf: bool,
) -> None:
    """Make the pages, tell the browsers, and begin with the PDF."""
    pages = maker.pages()
    page = find_page(maker.site, changed) if pages.made else ""
    desk.tell("pages", {"page": page, **_news(pages, maker.root, changed, editor)})
    said = f"{'made' if pages.made else 'not made'} in {pages.seconds:.1f} s"
    problems = len(pages.problems)
    if terminal.verbosity >= 0:
        click.echo(f"{said}, {problems} problem{'s' if problems != 1 else ''}")
    if pages.made and pdf:
        maker.begin_pdf()


def _news(pages: Pages, root: Path, changed: Change | None, editor: str) -> Mapping[str, Any]:
    return {
        "made": pages.made,
        "seconds": round(pages.seconds, 2),
        "words": changed.words if changed else "",
        "problems": [_problem(item, root, editor) for item in _worst(pages.problems)],
        "number": len(pages.problems),
    }


def _worst(problems: Sequence[Diagnostic]) -> Sequence[Diagnostic]:
    """Return the problems that a page lists, errors first."""
    order = ("error", "warning", "note")
    return sorted(problems, key=lambda item: order.index(item.severity.value))[:_MOST]


def _problem(item: Diagnostic, root: Path, editor: str) -> Mapping[str, str]:
    where = item.location
    link = ""
    if where:
        values = {
            "path": str(root / where.path),
            "line": str(where.line or 1),
            "column": str(where.column or 1),
        }
        link = editor
        for name, value in values.items():
            link = link.replace(f"{{{name}}}", value)
    return {
        "severity": item.severity.value,
        "code": item.code,
        "message": item.message,
        "hint": item.hint or "",
        "place": str(where) if where else "",
        "link": link,
    }
