"""The pipeline: book.toml → Book → Documents → Publication → files, on one page."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import nkbook
from nkbook import config as config_module
from nkbook import worker
from nkbook.book import Publication
from nkbook.config import Config
from nkbook.errors import (
    Diagnostic,
    InvalidOutputError,
    MissingToolError,
    NkbookError,
    ProblemsError,
    Stage,
    diagnostic,
)
from nkbook.formats import Artifact, EpubOptions, FormatContext, PdfOptions
from nkbook.manuscript import Timing, has_errors, prepare
from nkbook.output import Finished, publish, workspace
from nkbook.templates import Templates
from nkbook.theme import Theme

_LISTED_VERSIONS = ("weasyprint", "pydyf", "ebooklib", "jinja2", "markdown-it-py", "fonttools")


@dataclass(frozen=True, slots=True)
class Request:
    """What to build: a book project's folder, and what of it."""

    root: Path
    formats: tuple[str, ...] = ()  # empty: all that book.toml lists
    editions: tuple[str, ...] = ()
    output: Path | None = None  # default: <root>/output
    jobs: int = 1
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Built:
    """A file in its place."""

    path: Path
    format: str
    edition: str
    bytes: int
    pages: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """What a build made, what it found, and how long each stage took (seconds of wall time)."""

    files: tuple[Built, ...]
    diagnostics: tuple[Diagnostic, ...]
    seconds: float
    stages: dict[str, float]


def build(request: Request, progress: Callable[[str], None] = lambda _: None) -> Result:
    """Build a book's editions and formats; nothing is replaced unless everything succeeds.

    ``progress`` hears one line a step. Raises NkbookError with every problem found.
    """
    start = perf_counter()
    timing = Timing()
    with timing.stage(Stage.CONFIG):
        config = config_module.load(request.root)
        theme = Theme(request.root)
    output = request.output or request.root / "output"
    editions = request.editions or config.editions
    formats = request.formats or config.formats
    progress(f"reading {config.metadata.title}")
    prepared = prepare(config, theme, editions, timing)
    _stop_on(prepared.diagnostics, request.strict, ProblemsError)
    with workspace(output) as work:
        jobs = [
            _job(config, theme, prepared.publications[edition], name, work)
            for edition in editions
            for name in formats
        ]
        artifacts = _render(jobs, request.jobs, timing, progress)
        found = [*prepared.diagnostics, *(d for a in artifacts for d in a.diagnostics)]
        _stop_on(found, request.strict, InvalidOutputError)
        with timing.stage(Stage.OUTPUT):
            finished = [
                Finished(
                    artifact.path,
                    f"{job.publication.edition.id}/{job.target.name}",
                    job.publication.edition.id,
                    job.format,
                    artifact.pages,
                )
                for job, artifact in zip(jobs, artifacts, strict=True)
            ]
            sizes = [file.made.stat().st_size for file in finished]
            publish(output, work, finished, _facts(config))
    files = tuple(
        Built(output / file.place, file.format, file.edition, size, file.pages)
        for file, size in zip(finished, sizes, strict=True)
    )
    return Result(files, tuple(found), perf_counter() - start, timing.seconds)


def check(root: Path, editions: Iterable[str] = ()) -> tuple[Diagnostic, ...]:
    """Return every problem of a manuscript that can be found without rendering it."""
    config = config_module.load(root)
    return prepare(config, Theme(root), tuple(editions) or config.editions).diagnostics


def context(config: Config, theme: Theme, work: Path) -> FormatContext:
    """Return what the formats of a book need, with ``work`` as scratch folder."""
    return FormatContext(
        theme=theme,
        templates=Templates(theme.template_dirs),
        pdf=PdfOptions(**config.pdf),
        epub=EpubOptions(**config.epub),
        source_date=config.source_date,
        version=nkbook.__version__,
        work=work,
    )


def _job(
    config: Config, theme: Theme, publication: Publication, name: str, work: Path
) -> worker.Job:
    edition = publication.edition.id
    target = work / edition / f"{config.metadata.slug}.{name}"
    scratch = work / "scratch" / f"{edition}-{name}"
    return worker.Job(name, publication, context(config, theme, scratch), target)


def _stop_on(diagnostics: Sequence[Diagnostic], strict: bool, error: type[NkbookError]) -> None:
    if has_errors(diagnostics, strict):
        raise error(diagnostics)


def _render(
    jobs: Sequence[worker.Job], count: int, timing: Timing, progress: Callable[[str], None]
) -> list[Artifact]:
    """Make the files, each in a fresh process; raise only when all are done, with all problems."""
    artifacts: dict[int, Artifact] = {}
    failures: dict[int, NkbookError] = {}
    started = perf_counter()
    # Spawned, not forked: a format must choose its fonts before the font libraries wake up.
    with ProcessPoolExecutor(
        min(count, len(jobs)), mp_context=get_context("spawn"), max_tasks_per_child=1
    ) as pool:
        try:
            waiting: dict[Future[Artifact], int] = {
                pool.submit(worker.run, worker.dumps(job)): number
                for number, job in enumerate(jobs)
            }
            for future in as_completed(waiting):
                number = waiting[future]
                job = jobs[number]
                try:
                    artifacts[number] = future.result()
                except NkbookError as error:
                    failures[number] = error
                spent = perf_counter() - started
                timing.seconds[job.format] = timing.seconds.get(job.format, 0.0) + spent
                progress(f"made the {job.format} of {job.publication.edition.id} in {spent:.1f} s")
        except BrokenProcessPool as error:
            # One death breaks the pool, so every unfinished file is as likely its victim.
            done = {*artifacts, *failures}
            lost = [job.target.name for number, job in enumerate(jobs) if number not in done]
            raise MissingToolError(
                diagnostic(
                    "NK604",
                    f"a process that made {' or '.join(lost)} died",
                    hint="it may have run out of memory; try again with -j 1",
                )
            ) from error
    if failures:
        worst = max(failures.values(), key=lambda error: error.exit_code)
        raise type(worst)([item for error in failures.values() for item in error.diagnostics])
    return [artifacts[number] for number in range(len(jobs))]


def _facts(config: Config) -> dict[str, Any]:
    """Return what the manifest says of the build itself."""
    return {
        "book": config.metadata.slug,
        "release": config.metadata.release.version,
        "source_date": config.source_date.isoformat(),
        "versions": {
            "nkbook": nkbook.__version__,
            **{name: importlib.metadata.version(name) for name in _LISTED_VERSIONS},
        },
    }
