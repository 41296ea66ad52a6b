"""nkbook preview: show a book in a browser while it is written."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from nkbook.cli import arguments
from nkbook.cli.previewing.changes import Change, change, find_page, is_watched, texts
from nkbook.cli.previewing.drafts import Known, draft, known
from nkbook.cli.previewing.making import Maker, Pages
from nkbook.cli.previewing.serving import LOOPBACK, Desk, Server
from nkbook.cli.terminal import Terminal
from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.pipeline.caching import open_cache
from nkbook.pipeline.copies.original import BUILDS, original
from nkbook.pipeline.processes import processes
from nkbook.pipeline.request import Request

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
    with (
        tempfile.TemporaryDirectory(prefix="nkbook-preview-") as name,
        original(BUILDS) as copied,
        processes(1, copied) as hands,
    ):
        maker = Maker(root, edition, Path(name), hands)
        desk = Desk(maker.site, Path(name) / "none.pdf")
        with _serving(desk, port, host) as server:
            if terminal.verbosity >= 0:
                click.echo(f"{server.address}  (Ctrl-C ends it)")
            if open_browser:
                click.launch(server.address)
            try:
                Show(terminal, desk, maker, editor, pdf).run(changes)
            except KeyboardInterrupt:
                return
            finally:
                maker.end()


@dataclass(slots=True)
class Show:
    """Shows what is made as soon as it is there: a draft of a chapter, all pages, the PDF."""

    terminal: Terminal
    desk: Desk
    maker: Maker
    editor: str
    with_pdf: bool
    _known: Known | None = field(default=None, init=False)  # None: to be read anew
    _changed: Change | None = field(default=None, init=False)  # since the pages were made
    _drafted: tuple[str, bytes] = field(default=("", b""), init=False)

    def run(self, changes: Iterator[bool]) -> None:
        """Make the book whenever something has changed, until the author ends it."""
        root = self.maker.root
        before = texts(root / "chapters")
        self.maker.begin_pages()
        for changed in changes:
            after = texts(root / "chapters") if changed else before
            if changed:
                self._change(before, after)
            elif (pages := self.maker.pages()) is not None:
                self._show(pages)
            elif (made := self.maker.pdf()) is not None:
                self.desk.pdf = made
                self.desk.tell("pdf", {"there": True})
            before = after

    def _change(self, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        """Show a draft of the chapter that has changed, if that is all, and begin with the rest."""
        self.maker.end()
        self._changed = change(before, after) or self._changed
        others = {key for key in {*before, *after} if before.get(key) != after.get(key)}
        if self._changed is None or others != {self._changed.source}:
            self._known = None  # settings, data or pictures may be others, or chapters have gone
        elif self._known is not None:
            start = perf_counter()
            store = open_cache(Request(self.maker.root))
            work = self.maker.folder / "draft"
            page = draft(self._known, self._changed.source, self.maker.site, work, store)
            if page is not None:
                self._drafted = page, (self.maker.site / page).read_bytes()
                seconds = perf_counter() - start
                news = {"page": page, "words": self._changed.words, "seconds": round(seconds, 2)}
                self.desk.tell("draft", news)
        self.maker.begin_pages()

    def _show(self, pages: Pages) -> None:
        """Tell the browsers of the pages, and begin with the PDF."""
        maker = self.maker
        page = find_page(maker.site, self._changed) if pages.made else ""
        drafted, was = self._drafted
        same = pages.made and page == drafted and (maker.site / page).read_bytes() == was
        news = _news(pages, maker.root, self._changed, self.editor)
        self.desk.tell("pages", {"page": page, "same": same, **news})
        said = f"{'made' if pages.made else 'not made'} in {pages.seconds:.1f} s"
        problems = len(pages.problems)
        if self.terminal.verbosity >= 0:
            click.echo(f"{said}, {problems} problem{'s' if problems != 1 else ''}")
        if not pages.made:
            return
        self._changed, self._drafted = None, ("", b"")
        if self._known is None:
            self._known = known(maker.root, maker.edition)
        if self.with_pdf:
            maker.begin_pdf()


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
