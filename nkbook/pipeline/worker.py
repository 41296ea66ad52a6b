"""Does one job in a process of its own, so that its memory is freed with the process."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from nkbook.diagnostics.errors import NkbookError
from nkbook.formats.base import Artifact
from nkbook.formats.registry import renderer
from nkbook.output import write_errors
from nkbook.pipeline.job import Job, Outcome, loads


def run(data: bytes, clock: Callable[[], float] = perf_counter) -> Outcome:
    """Do the job that ``nkbook.pipeline.job.dumps`` wrote; the problems of the book are its result.

    The seconds are those from one reading of the ``clock`` to the next: the import of the format's
    libraries and its rendering, not the time that the job waited for others.
    """
    job = loads(data)
    start = clock()
    result: Artifact | NkbookError
    try:
        result = _rendered(job)
    except NkbookError as error:
        result = error
    return Outcome(result, clock() - start)


def _rendered(job: Job) -> Artifact:
    with write_errors(job.target.parent):
        job.target.parent.mkdir(parents=True, exist_ok=True)
        job.context.work.mkdir(parents=True, exist_ok=True)
        return renderer(job.format)(job.publication, job.context, job.target)
