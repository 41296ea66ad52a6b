"""Makes what the desk shows: the pages, and the typeset pages after them, each by another process.

What is being made is of no use any more when the next change comes: its process is ended.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from nkbook.diagnostics.errors import NkbookError
from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.formats.tasks import Task
from nkbook.pipeline import steps
from nkbook.pipeline.caching import open_cache
from nkbook.pipeline.copies.original import original
from nkbook.pipeline.processes import Processes
from nkbook.pipeline.request import Request
from nkbook.project import config
from nkbook.reading.files import within


@dataclass(frozen=True, slots=True)
class Pages:
    """How the pages came out: ``made`` is False if the last good ones are still there."""

    made: bool
    problems: tuple[Diagnostic, ...]
    seconds: float


@dataclass(slots=True)
class Maker:
    """Makes one edition of a book into a folder; "" is the edition of the manuscript."""

    root: Path
    edition: str
    folder: Path
    hands: Processes
    _pages: bool = field(default=False, init=False)  # are being made
    _begun: float = field(default=0, init=False)
    _pdf: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def site(self) -> Path:
        """Return the folder of the pages."""
        return self.folder / "pages" / "site"

    def begin_pages(self) -> None:
        """Begin to make the pages; those that are there stay if something is wrong."""
        self.end()
        editions = (self.edition,) if self.edition else ()
        request = Request(self.root, ("site",), editions, self.folder / "pages")
        self._pages, self._begun = True, perf_counter()
        self.hands.begin(0, Task(f"{__name__}:made", request))

    def pages(self, *, wait: bool = False) -> Pages | None:
        """Return how the pages came out if they have come since this was asked last, else None."""
        if not self._pages or not (wait or self.hands.has_ended()):
            return None
        done = self.hands.ended()[0]
        self._pages = False
        seconds = perf_counter() - self._begun
        if done is None:
            died = diagnostic("NK604", "the process that made the pages died")
            return Pages(False, (died,), seconds)
        if isinstance(done.result, NkbookError):
            return Pages(False, tuple(done.result.diagnostics), seconds)
        if isinstance(done.result, BaseException):
            raise done.result
        return Pages(True, done.result, seconds)

    def begin_pdf(self) -> None:
        """Begin to make the PDF of the edition whose pages have been made."""
        edition = self.edition or own_edition(self.root)
        command = [sys.executable, "-m", "nkbook", "-q", "build", str(self.root), "-f", "pdf"]
        command += ["-o", str(self.folder / "pdf"), "-e", edition]
        self._pdf = subprocess.Popen(  # noqa: S603 — nkbook itself
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def pdf(self) -> Path | None:
        """Return the PDF if it has come since this was asked last, else None."""
        if self._pdf is None or self._pdf.poll() is None:
            return None
        ended, self._pdf = self._pdf, None
        found = sorted((self.folder / "pdf").glob("*/*.pdf"))
        return found[0] if ended.returncode == 0 and found else None

    def end(self) -> None:
        """End what is being made."""
        self._pages = False
        self.hands.close()
        if self._pdf is not None:
            self._pdf.terminate()
            self._pdf.wait()
            self._pdf = None


def made(request: Request) -> tuple[Diagnostic, ...]:
    """Build what is asked for, and return what there is to say; raises as a build does."""
    if not request.editions:
        request = Request(
            request.root, request.formats, (own_edition(request.root),), request.output
        )
    with original() as copied:
        result = steps.build(request, store=open_cache(request), original=copied)
    return result.diagnostics


def own_edition(root: Path) -> str:
    """Return the edition of the manuscript, or the first that the book has.

    Raises ConfigError for wrong settings.
    """
    with within(root):
        settings = config.load(root)
    own = settings.metadata.language
    return own if own in settings.editions else settings.editions[0]
