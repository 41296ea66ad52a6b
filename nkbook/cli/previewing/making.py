"""Makes what the desk shows: the pages at once, in this process, and the PDF after them.

The PDF is made by a process of its own, which is ended when the next change comes first.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from nkbook.diagnostics.errors import NkbookError
from nkbook.diagnostics.problems import Diagnostic
from nkbook.pipeline import steps
from nkbook.pipeline.caching import open_cache
from nkbook.pipeline.copies.original import Original
from nkbook.pipeline.request import Request


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
    original: Original | None
    _pdf: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def site(self) -> Path:
        """Return the folder of the pages."""
        return self.folder / "pages" / "site"

    def pages(self) -> Pages:
        """Make the pages; those that are there stay if something is wrong."""
        start = perf_counter()
        editions = (self.edition,) if self.edition else ()
        request = Request(self.root, ("site",), editions, self.folder / "pages")
        try:
            result = steps.build(request, store=open_cache(request), original=self.original)
        except NkbookError as error:
            return Pages(False, tuple(error.diagnostics), perf_counter() - start)
        return Pages(True, result.diagnostics, perf_counter() - start)

    def begin_pdf(self) -> None:
        """Begin to make the PDF; one that is being made is of no use any more."""
        self.end_pdf()
        command = [sys.executable, "-m", "nkbook", "-q", "build", str(self.root), "-f", "pdf"]
        command += ["-o", str(self.folder / "pdf"), *(["-e", self.edition] if self.edition else [])]
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

    def end_pdf(self) -> None:
        """End the process that makes the PDF, if there is one."""
        if self._pdf is not None:
            self._pdf.terminate()
            self._pdf.wait()
            self._pdf = None
