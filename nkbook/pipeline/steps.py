"""The pipeline on one page: plan → prepare the publications → render the jobs → publish.

A book's folder becomes a Config, its chapters become one Publication for each edition, and each
format makes a file or folder of each publication. All that was made is then put in place together.
"""

from __future__ import annotations

import importlib.metadata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import nkbook
from nkbook.diagnostics.doing import at_stage
from nkbook.diagnostics.errors import InvalidOutputError, NkbookError, ProblemsError
from nkbook.diagnostics.problems import Diagnostic, has_errors
from nkbook.diagnostics.timing import Stage, Timing
from nkbook.formats.base import Artifact, FormatContext, Sibling
from nkbook.look.templating import Templates
from nkbook.look.theme import Theme, shipped
from nkbook.manuscript import anchors
from nkbook.manuscript.editions import report
from nkbook.manuscript.prepare import Prepared, prepare
from nkbook.model.publication import Publication
from nkbook.output import Finished, publish, rewrite, workspace
from nkbook.pipeline.cluster.opening import cluster_hands
from nkbook.pipeline.copies.original import Original
from nkbook.pipeline.feeds import feeds
from nkbook.pipeline.job import Job, Outcome, job_id
from nkbook.pipeline.joining import joined, siblings
from nkbook.pipeline.limits.whole import bounded, hold
from nkbook.pipeline.pool import run_all
from nkbook.pipeline.processes import Hands, processes
from nkbook.pipeline.request import Request, Result
from nkbook.pipeline.unchanged import built
from nkbook.project import config as config_module
from nkbook.project.config import Config
from nkbook.project.config.formats import PAGES, Format, format_named
from nkbook.project.config.limits import Limits
from nkbook.project.config.strangers import of_strangers
from nkbook.reading.files import within
from nkbook.store import Store, open_store

_LISTED_VERSIONS = ("weasyprint", "pydyf", "ebooklib", "jinja2", "markdown-it-py", "fonttools")


def build(
    request: Request,
    progress: Callable[[str], None] = lambda _: None,
    store: Store | None = None,
    original: Original | None = None,
    said: Sequence[Diagnostic] = (),
) -> Result:
    """Build a book's editions and formats; nothing is replaced unless everything succeeds.

    ``progress`` is called with one line for each step; what takes long to make is kept in
    ``store``; processes are copies of ``original`` if there is one. What was ``said`` before is
    reported with the rest. Raises NkbookError with every problem found.
    """
    with (
        bounded(_limits(request.untrusted), request.root),
        within(request.root, *shipped(), strict=request.untrusted),
    ):
        return _build(request, progress, store, original, said)


def _build(
    request: Request,
    progress: Callable[[str], None],
    store: Store | None,
    original: Original | None,
    said: Sequence[Diagnostic],
) -> Result:
    start = perf_counter()
    timing = Timing()
    with timing.stage(Stage.CONFIG):
        config, theme, aside = _opened(request.root, untrusted=request.untrusted)
        formats = tuple(map(format_named, request.formats)) or config.formats
        editions = request.editions or config.editions
        output = request.place
    progress(f"reading {config.metadata.title}")
    prepared = prepare(config, theme, editions, timing, store=store)
    # The trees of the manuscript itself would be in memory until the last page is laid out.
    found_before = (*said, *aside, *prepared.diagnostics)
    prepared = replace(prepared, diagnostics=found_before, documents=())
    _stop_on(prepared.diagnostics, request.strict, ProblemsError)
    theme.note()

    seconds: dict[tuple[str, str], float] = {}

    def done(job: Job, outcome: Outcome) -> None:
        timing.add(job.format.name, outcome.seconds)
        seconds[job.edition, job.format.name] = outcome.seconds
        verb = "made" if isinstance(outcome.result, Artifact) else "could not make"
        progress(f"{verb} the {job.format.name} of {job.edition} in {outcome.seconds:.1f} s")

    with workspace(output) as work:
        make_context = partial(
            context,
            config,
            theme,
            debug_grid=request.debug_grid,
            store=store or Store(None),
            editions=siblings(tuple(prepared.publications.values())),
        )
        jobs = [
            job
            for publication in prepared.publications.values()
            for job in plan(publication, formats, make_context, work)
        ]
        # Without a cache, or when it is full, sections still have to lie somewhere until they are
        # joined.
        sections = work / "sections"
        shelf = store if store is not None and store.is_open else open_store(sections)
        at_stage("files")
        with shelf.beside(sections), _hands(request, shelf, original) as hands:
            artifacts = run_all(jobs, hands, shelf, done, progress)
        found = [*prepared.diagnostics, *map(theme.located, _said(artifacts))]
        _stop_on(found, request.strict, InvalidOutputError)
        with timing.stage(Stage.OUTPUT):
            finished = [file for job in jobs for file in _outputs(job, artifacts[job.id])]
            finished += feeds(config, prepared.publications, finished, work)
            whole = list(joined(jobs, artifacts, finished, make_context, work))
            found += [one for artifact, _ in whole for one in artifact.diagnostics]
            _stop_on(found, request.strict, InvalidOutputError)
            finished += [file for _, file in whole]
            finished += _reports(prepared, theme, work)
            rows = publish(output, work, finished, _facts(config))
        wrote: tuple[Path, ...] = ()
        if prepared.ledger is not None and not request.untrusted:
            wrote = (config.chapters / anchors.LEDGER,)
            problem = rewrite(wrote[0], prepared.ledger, anchors.SHOWN)
            found += [problem] if problem else []
    files = tuple(
        replace(file, seconds=seconds.get((file.edition, file.format)))
        for file in built(output, rows)
    )
    return Result(files, tuple(found), perf_counter() - start, timing.seconds, wrote=wrote)


def _hands(
    request: Request, store: Store, original: Original | None
) -> AbstractContextManager[Hands]:
    """Return who does the tasks of a build: processes here, or a cluster."""
    if request.cluster is None:
        return processes(request.jobs, original)
    return cluster_hands(request.cluster, request.jobs, store.digest)


def _opened(root: Path, *, untrusted: bool) -> tuple[Config, Theme, tuple[Diagnostic, ...]]:
    """Return a book's settings and theme; and of a book of strangers, what of it is not used."""
    config = config_module.load(root)
    theme = Theme(root, own=not untrusted, listed=config.options.fonts.listed())
    if not untrusted:
        hold(config.options.limits)
        return config, theme, ()
    config, problems = of_strangers(config, Templates(theme.template_dirs).names("citations"))
    hold(config.options.limits)
    return config, theme, (*theme.left_aside(), *problems)


def _limits(untrusted: bool) -> Limits:
    """Return the limits that hold until those of the settings are known."""
    return Limits.strict() if untrusted else Limits()


def check(
    root: Path,
    editions: Iterable[str] = (),
    *,
    second_reading: bool = False,
    untrusted: bool = False,
) -> tuple[Diagnostic, ...]:
    """Return every problem of a manuscript that can be found without rendering it.

    With ``second_reading``, Pandoc reads the chapters too, and NK261 says where it reads otherwise.
    """
    with bounded(_limits(untrusted), root):
        with within(root, *shipped(), strict=untrusted):
            config, theme, aside = _opened(root, untrusted=untrusted)
            languages = tuple(editions) or config.editions
            prepared = prepare(config, theme, languages, for_print=False)
            found = (*aside, *prepared.diagnostics)
        if not second_reading:
            return found
        # Its rules take a while to load, and a run without Pandoc has no use for them.
        from nkbook.checks.second_reading import second_readings  # noqa: PLC0415

        at_stage("second reading")
        return (*found, *second_readings(prepared.documents))


def context(  # noqa: PLR0913 — what a build knows
    config: Config,
    theme: Theme,
    work: Path,
    *,
    debug_grid: bool = False,
    store: Store | None = None,
    editions: tuple[Sibling, ...] = (),
) -> FormatContext:
    """Return what the formats of a book need, with ``work`` as scratch folder."""
    return FormatContext(
        theme=theme,
        templates=Templates(theme.template_dirs),
        options=config.options,
        source_date=config.source_date,
        version=nkbook.__version__,
        work=work,
        debug_grid=debug_grid,
        store=store or Store(None),
        products=config.products(),
        forthcoming=config.is_forthcoming,
        editions=editions,
    )


def plan(
    publication: Publication,
    formats: Sequence[Format],
    make_context: Callable[[Path], FormatContext],
    work: Path,
) -> Iterator[Job]:
    """Yield the jobs that make an edition's formats below ``work``, each with the one it needs.

    A format that reads the page map needs the job that gives it: the PDF's, if that is made anyway,
    else one that only lays the pages out. One that could do without waits for what is made anyway.
    """
    edition = publication.edition.id
    options = make_context(work).options
    source = next((format for format in formats if format.gives_page_map), PAGES)
    readers = [format for format in formats if format.needs_page_map(options)]
    if readers or source in formats:
        readers += [format for format in formats if format.takes_page_map(options)]
    names = tuple(format.name for format in formats)
    for format in dict.fromkeys([*formats, *([source] if readers else [])]):
        before = source if format in readers else None
        if format.shares in names:
            before = format_named(format.shares)
        context = make_context(work / "scratch" / f"{edition}-{format.name}")
        yield Job(
            format,
            publication,
            replace(context, together=names),
            work / edition / format.file_name(publication.metadata.slug),
            needs=job_id(edition, before) if before is not None else None,
        )


def _outputs(job: Job, artifact: Artifact) -> Iterator[Finished]:
    """Yield what a job made for the output folder: nothing if it is only for other jobs."""
    if job.format == PAGES or job.format.joiner:
        return
    yield _finished(artifact.path, job.edition, job.format.name, artifact.pages)
    for name, path in artifact.beside:
        yield _finished(path, job.edition, name)


def _reports(prepared: Prepared, theme: Theme, work: Path) -> Iterator[Finished]:
    """Write what conversion did to each edition that is not the manuscript's own."""
    templates = Templates(theme.template_dirs)
    for edition, log in prepared.logs.items():
        folder = work / "reports" / edition
        folder.mkdir(parents=True)
        for path in report.write(log, prepared.publications[edition].metadata, templates, folder):
            yield _finished(path, edition, "report")


def _finished(made: Path, edition: str, name: str, pages: int | None = None) -> Finished:
    return Finished(made, f"{edition}/{made.name}", edition, name, pages)


def _said(artifacts: Mapping[str, Artifact]) -> Iterator[Diagnostic]:
    for artifact in artifacts.values():
        yield from artifact.diagnostics


def _stop_on(diagnostics: Sequence[Diagnostic], strict: bool, error: type[NkbookError]) -> None:
    if has_errors(diagnostics, strict):
        raise error(diagnostics)


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
