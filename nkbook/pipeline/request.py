"""What is asked of a build, and what comes of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from nkbook.diagnostics.problems import Diagnostic


@dataclass(frozen=True, slots=True)
class Request:
    """What to build: a book project's folder, and what of it."""

    root: Path
    formats: tuple[str, ...] = ()  # empty: all that book.toml lists
    editions: tuple[str, ...] = ()
    output: Path | None = None  # default: <root>/output
    jobs: int = 1  # how many are rendered at a time
    strict: bool = False
    debug_grid: bool = False  # draw the text block's squares under the PDF's text
    cache: Path | None = None  # the folder of what is kept; default: default_folder of nkbook.store
    use_cache: bool = True
    force: bool = False  # make the files even if nothing has changed since they were made
    cluster: str | None = None  # the address of a Dask scheduler, or "local"
    untrusted: bool = False  # the book may be anybody's: see nkbook.pipeline.untrusted
    confined: bool = False  # and is not built where the system cannot confine it

    @property
    def place(self) -> Path:
        """Return the folder for the files."""
        return self.output or self.root / "output"


@dataclass(frozen=True, slots=True)
class Built:
    """A file or folder in its place; ``bytes`` are those of all files of a folder.

    ``seconds`` are of wall time, by this build; None for what came with another file.
    """

    path: Path
    format: str
    edition: str
    bytes: int
    pages: int | None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a build made and found, and its seconds of wall time: the whole, and by stage.

    A format's seconds are those of its own jobs, which may run at the same time as others.
    """

    files: tuple[Built, ...]
    diagnostics: tuple[Diagnostic, ...]
    seconds: float
    stages: dict[str, float]
    unchanged_since: datetime.datetime | None = None  # when the files were made, if not by this run
    wrote: tuple[Path, ...] = ()  # beside the manuscript
