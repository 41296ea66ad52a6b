"""Runs jobs in a pool of processes, each job in a fresh one, and gathers what came of them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from nkbook.diagnostics.errors import MissingToolError, NkbookError
from nkbook.diagnostics.problems import diagnostic
from nkbook.formats.base import Artifact
from nkbook.pipeline import worker
from nkbook.pipeline.job import Job, Outcome, dumps


def run_all(
    jobs: Sequence[Job], processes: int, done: Callable[[Job, Outcome], None]
) -> Mapping[str, Artifact]:
    """Run every job and return what each made, by its id; ``done`` hears of each as it ends.

    A job that needs another's page map begins when that one has ended. If that one failed, it runs
    without the map, so that its own problems are reported in the same run. Raises when all are
    done, with all problems: NkbookError of the gravest kind, MissingToolError NK604 for a process
    that died, KeyError for a job that needs one that is not there.
    """
    followers: dict[str, list[Job]] = {job.id: [] for job in jobs}
    for job in jobs:
        if job.needs is not None:
            followers[job.needs].append(job)
    outcomes: dict[str, Outcome] = {}
    running: dict[Future[Outcome], Job] = {}
    # Spawned, not forked: a format must choose its fonts before the font libraries are loaded.
    # A process ends with its job, so that looking for garbage in it takes time and frees nothing.
    with ProcessPoolExecutor(
        min(processes, len(jobs)),
        mp_context=get_context("spawn"),
        initializer=gc.disable,
        max_tasks_per_child=1,
    ) as pool:

        def start(job: Job) -> None:
            running[pool.submit(worker.run, dumps(job))] = job

        try:
            for job in jobs:
                if job.needs is None:
                    start(job)
            while running:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    job = running.pop(future)
                    outcome = outcomes[job.id] = future.result()
                    done(job, outcome)
                    for follower in followers[job.id]:
                        start(follower.with_pages(outcome.page_map))
        except BrokenProcessPool as error:
            # All unfinished jobs end when one process dies; which one it was is not known.
            lost = [job.target.name for job in jobs if job.id not in outcomes]
            raise MissingToolError(
                diagnostic(
                    "NK604",
                    f"a process that made {' or '.join(lost)} died",
                    hint="it may have run out of memory; try again with -j 1",
                )
            ) from error
    return _artifacts({job.id: outcomes[job.id].result for job in jobs})


def _artifacts(results: Mapping[str, Artifact | NkbookError]) -> Mapping[str, Artifact]:
    """Return the results if all are artifacts; raises the gravest error, with all problems."""
    errors = [result for result in results.values() if isinstance(result, NkbookError)]
    if errors:
        gravest = max(errors, key=lambda error: error.exit_code)
        found = (item for error in errors for item in error.diagnostics)
        raise type(gravest)(dict.fromkeys(found))  # each once: formats share what they read
    return {id: result for id, result in results.items() if isinstance(result, Artifact)}
