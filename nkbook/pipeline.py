"""The pipeline: book.toml → Book → Documents → Publication → files, on one page."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import nkbook
from nkbook import worker
from nkbook.diagnostics.errors import (
    InvalidOutputError,
    MissingToolError,
    NkbookError,
    ProblemsError,
)
from nkbook.diagnostics.problems import Diagnostic, diagnostic, has_errors
from nkbook.diagnostics.timing import Stage, Timing
from nkbook.formats.base import Artifact, FormatContext, file_name
from nkbook.formats.options import EpubOptions, PdfOptions, PrintOptions
from nkbook.look.templating import Templates
from nkbook.look.theme import Theme
from nkbook.manuscript.editions import report
from nkbook.manuscript.prepare import Prepared, prepare
from nkbook.model.publication import Publication
from nkbook.output import Finished, publish, workspace
from nkbook.project import config as config_module
from nkbook.project.config import Config

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
    debug_grid: bool = False  # draw the text block's squares under the PDF's text


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
    make_context = partial(context, config, theme, debug_grid=request.debug_grid)
    progress(f"reading {config.metadata.title}")
    prepared = prepare(config, theme, editions, timing)
    _stop_on(prepared.diagnostics, request.strict, ProblemsError)
    with workspace(output) as work:
        jobs = [
            _job(name, prepared.publications[edition], make_context, work)
            for edition in editions
            for name in formats
        ]
        layouts = [
            _job(worker.PAGES, prepared.publications[edition], make_context, work)
            for edition in editions
            if config.epub["page_list"] and "epub" in formats and "pdf" not in formats
        ]
        artifacts = _render([*jobs, *layouts], request.jobs, timing, progress)[: len(jobs)]
        found = [*prepared.diagnostics, *(d for a in artifacts for d in a.diagnostics)]
        _stop_on(found, request.strict, InvalidOutputError)
        with timing.stage(Stage.OUTPUT):
            finished = [
                Finished(path, f"{edition}/{path.name}", edition, name, pages)
                for job, artifact in zip(jobs, artifacts, strict=True)
                for edition in [job.publication.edition.id]
                for path, name, pages in [
                    (artifact.path, job.format, artifact.pages),
                    *((path, name, None) for name, path in artifact.beside),
                ]
            ]
            finished += _reports(prepared, theme, work)
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


def context(config: Config, theme: Theme, work: Path, *, debug_grid: bool = False) -> FormatContext:
    """Return what the formats of a book need, with ``work`` as scratch folder."""
    return FormatContext(
        theme=theme,
        templates=Templates(theme.template_dirs),
        pdf=PdfOptions(
            **config.pdf, notes_by_page=config.notes_numbering == "page", debug_grid=debug_grid
        ),
        print=PrintOptions(**config.print),
        epub=EpubOptions(**config.epub),
        source_date=config.source_date,
        version=nkbook.__version__,
        work=work,
    )


def _job(
    name: str,
    publication: Publication,
    make_context: Callable[[Path], FormatContext],
    work: Path,
) -> worker.Job:
    edition = publication.edition.id
    target = work / edition / file_name(publication.metadata.slug, name)
    scratch = work / "scratch" / f"{edition}-{name}"
    return worker.Job(name, publication, make_context(scratch), target)


def _reports(prepared: Prepared, theme: Theme, work: Path) -> Iterator[Finished]:
    """Write what conversion did to each edition beside the source edition."""
    templates = Templates(theme.template_dirs)
    for edition, log in prepared.logs.items():
        folder = work / "reports" / edition
        folder.mkdir(parents=True)
        for path in report.write(log, prepared.publications[edition].metadata, templates, folder):
            yield Finished(path, f"{edition}/{path.name}", edition, "report", None)


def _stop_on(diagnostics: Sequence[Diagnostic], strict: bool, error: type[NkbookError]) -> None:
    if has_errors(diagnostics, strict):
        raise error(diagnostics)


def _render(
    jobs: Sequence[worker.Job], count: int, timing: Timing, progress: Callable[[str], None]
) -> list[Artifact]:
    """Make the files, each in a fresh process; raise only when all are done, with all problems.

    An EPUB waits for its edition's PDF, whose pages it names.
    """
    artifacts: dict[int, Artifact] = {}
    failures: dict[int, NkbookError] = {}
    started = perf_counter()
    # Spawned, not forked: a format must choose its fonts before the font libraries wake up.
    with ProcessPoolExecutor(
        min(count, len(jobs)), mp_context=get_context("spawn"), max_tasks_per_child=1
    ) as pool:
        try:
            sources = _page_sources(jobs)
            waiting: dict[Future[Artifact], int] = {
                pool.submit(worker.run, worker.dumps(job)): number
                for number, job in enumerate(jobs)
                if number not in sources
            }
            while waiting:
                for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                    number = waiting.pop(future)
                    job = jobs[number]
                    try:
                        artifacts[number] = future.result()
                    except NkbookError as error:
                        failures[number] = error
                    spent = perf_counter() - started
                    timing.seconds[job.format] = timing.seconds.get(job.format, 0.0) + spent
                    progress(
                        f"made the {job.format} of {job.publication.edition.id} in {spent:.1f} s"
                    )
                    for later in (key for key, source in sources.items() if source == number):
                        # Without a PDF it's made all the same, to hear what is wrong with it too.
                        paged = _with_pages(jobs[later], artifacts.get(number))
                        waiting[pool.submit(worker.run, worker.dumps(paged))] = later
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
        found = (item for error in failures.values() for item in error.diagnostics)
        raise type(worst)(dict.fromkeys(found))  # each once: formats share what they read
    return [artifacts[number] for number in range(len(jobs))]


def _page_sources(jobs: Sequence[worker.Job]) -> dict[int, int]:
    """Return for each EPUB that names pages the job that tells them: its edition's PDF."""
    makers = {
        job.publication.edition.id: number
        for number, job in enumerate(jobs)
        if job.format in ("pdf", worker.PAGES)
    }
    return {
        number: makers[job.publication.edition.id]
        for number, job in enumerate(jobs)
        if job.format == "epub" and job.context.epub.page_list
    }


def _with_pages(job: worker.Job, paged: Artifact | None) -> worker.Job:
    """Return a job that knows the pages of the PDF, if there is one."""
    pages = paged.page_map if paged else None
    return replace(job, context=replace(job.context, page_map=pages))


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
