"""Does the tasks of all jobs together, the longest first, and gathers what came of the jobs."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

from nkbook.diagnostics.errors import MissingToolError, NkbookError
from nkbook.diagnostics.problems import diagnostic
from nkbook.formats.base import Artifact
from nkbook.formats.tasks import Allowance, Setup, Task, Tasks
from nkbook.model.pagemap import PageMap
from nkbook.pipeline.job import Done, Job, Outcome
from nkbook.pipeline.plans import steps
from nkbook.pipeline.processes import Hands
from nkbook.store import Store

_MANY = 4  # tasks, of whose progress something is said before all are done


def run_all(
    jobs: Sequence[Job],
    hands: Hands,
    store: Store,
    done: Callable[[Job, Outcome], None],
    say: Callable[[str], None] = lambda _: None,
) -> Mapping[str, Artifact]:
    """Run every job and return what each made, by its id; ``done`` hears of each as it ends.

    A job that needs another's page map begins when that is known. If the other fails before, it
    runs without the map, so that its own problems are reported in the same run. ``say`` gets a line
    of text when something has been done. Raises when all are done, with all problems: NkbookError
    of the gravest kind, MissingToolError NK604 for a process that died, KeyError for a job that
    needs one that is not there.
    """
    return _Run(jobs, hands, store, done, say).run()


@dataclass(slots=True, eq=False)
class _Running:
    """A job on its way: what it goes on with, and what came of the tasks it waits for."""

    job: Job
    steps: Generator[Tasks | PageMap, Any, Artifact]
    results: list[Any] = field(default_factory=list)
    waiting: int = 0
    doing: str = ""
    pages: Callable[[Any], int] | None = None  # of what came of a task
    taken: Callable[[int, Any], Any] | None = None  # what came of a task, by its number
    made: int = 0  # pages, of the tasks that are done
    seconds: float = 0

    def quarter(self) -> int:
        """Return how many quarters of the tasks are done."""
        return 4 * (len(self.results) - self.waiting) // len(self.results)


@dataclass(slots=True)
class _TimeLeft:
    """Reckons by the weights of tasks how long those will take that are known and not done."""

    begun: float  # seconds of a clock
    known: float = 0
    made: float = 0

    def expect(self, weight: float) -> None:
        """Note a task."""
        self.known += weight

    def done(self, weight: float) -> None:
        """Note that a task of that weight is done."""
        self.made += weight

    def about(self, now: float) -> str:
        """Return how long it will take, as part of a sentence; "" for less than a second."""
        left = (now - self.begun) * (self.known / self.made - 1) if self.made else 0
        return f", about {left:.0f} s left" if left >= 1 else ""


class _Run:
    """One run of jobs."""

    def __init__(
        self,
        jobs: Sequence[Job],
        hands: Hands,
        store: Store,
        done: Callable[[Job, Outcome], None],
        say: Callable[[str], None],
    ) -> None:
        self._jobs, self._hands, self._store = jobs, hands, store
        self._done, self._say = done, say
        self._followers: dict[str, list[Job]] = {job.id: [] for job in jobs}
        for job in jobs:
            if job.needs is not None:
                self._followers[job.needs].append(job)
        self._outcomes: dict[str, Outcome] = {}
        # Tasks that nobody does yet, by set-up: those with most weight first, then as they came.
        self._ready: dict[Setup | None, list[tuple[float, int, Task]]] = {}
        # With the place among its tasks, and the weight.
        self._owners: dict[int, tuple[_Running, int, float]] = {}
        self._count = 0
        self._left = _TimeLeft(perf_counter())

    def run(self) -> Mapping[str, Artifact]:
        for job in self._jobs:
            if job.needs is None:
                self._begin(job)
        while self._owners:
            while self._ready and self._hands.free():
                self._hands.begin(*self._next())
            for number, answer in self._hands.ended().items():
                self._take(number, answer)
        return _artifacts({job.id: self._outcomes[job.id].result for job in self._jobs})

    def _next(self) -> tuple[int, Task]:
        """Take the task to begin: one that nobody has to be set up for, else the heaviest.

        The sections of several editions are as heavy as each other, and to set up a process for
        another edition's fonts takes longer than most sections.
        """
        fitting = [setup for setup in self._ready if self._hands.is_ready(setup)]
        setup = min(fitting or self._ready, key=lambda one: self._ready[one][0][:2])
        _, number, task = heapq.heappop(self._ready[setup])
        if not self._ready[setup]:
            del self._ready[setup]
        return number, task

    def _begin(self, job: Job) -> None:
        self._advance(_Running(job, steps(job, self._store)), None)

    def _follow(self, job: Job, pages: PageMap | None) -> None:
        for follower in self._followers.pop(job.id, ()):
            self._begin(follower.with_pages(pages))

    def _advance(self, running: _Running, answer: Any) -> None:
        """Let a job go on until it waits for tasks, or is done."""
        try:
            while True:
                if isinstance(answer, BaseException):
                    asked = running.steps.throw(answer)
                else:
                    asked = running.steps.send(answer)
                if isinstance(asked, PageMap):
                    self._follow(running.job, asked)
                    answer = None
                elif asked.tasks:
                    break
                else:
                    answer = []
        except StopIteration as stop:
            self._finish(running, stop.value)
        except NkbookError as error:
            self._finish(running, error)
        else:
            running.doing, running.pages, running.made = asked.doing, asked.pages, 0
            running.taken = asked.taken
            limits = running.job.context.options.limits
            allowance = Allowance(limits.task_seconds, limits.task_memory)
            running.results = [None] * len(asked.tasks)
            running.waiting = len(asked.tasks)
            for place, wanted in enumerate(asked.tasks):
                self._count += 1
                self._owners[self._count] = running, place, wanted.weight
                waiting = self._ready.setdefault(wanted.setup, [])
                about = f"{running.job.target.name}: {wanted.about or asked.doing or 'the file'}"
                task = replace(wanted, about=about, allowance=allowance)
                heapq.heappush(waiting, (-task.weight, self._count, task))
                self._left.expect(task.weight)

    def _take(self, number: int, answer: Done | None) -> None:
        running, place, weight = self._owners.pop(number)
        self._left.done(weight)
        if answer is None:
            raise MissingToolError(
                diagnostic(
                    "NK604",
                    f"a process that worked on {running.job.target.name} died",
                    hint="it may have run out of memory: try again with -j 1, or look at [limits]",
                )
            )
        if isinstance(answer.result, BaseException) and not isinstance(answer.result, NkbookError):
            raise answer.result
        result = running.results[place] = answer.result
        if running.taken is not None and not isinstance(result, NkbookError):
            try:
                running.results[place] = running.taken(place, result)
            except NkbookError as error:  # there is no room for it
                running.results[place] = error
        is_error = isinstance(running.results[place], NkbookError)
        running.seconds += answer.seconds
        quarter = running.quarter()
        running.waiting -= 1
        if running.pages is not None and not is_error:
            running.made += running.pages(result)
            if running.waiting and running.quarter() > quarter and len(running.results) >= _MANY:
                so_far = f"{running.made} pages so far{self._left.about(perf_counter())}"
                self._say(f"{running.job.id}: {running.doing}, {so_far}")
        if not running.waiting:
            if running.doing:
                self._say(f"{running.job.id}: {running.doing}")
            errors = [one for one in running.results if isinstance(one, NkbookError)]
            self._advance(running, gravest(errors) if errors else running.results)

    def _finish(self, running: _Running, result: Artifact | NkbookError) -> None:
        outcome = self._outcomes[running.job.id] = Outcome(result, running.seconds)
        self._done(running.job, outcome)
        self._follow(running.job, result.page_map if isinstance(result, Artifact) else None)


def gravest(errors: Sequence[NkbookError]) -> NkbookError:
    """Return one error of the gravest kind with all problems, each once: formats share sources."""
    worst = max(errors, key=lambda error: error.exit_code)
    found = (item for error in errors for item in error.diagnostics)
    return type(worst)(dict.fromkeys(found))


def _artifacts(results: Mapping[str, Artifact | NkbookError]) -> Mapping[str, Artifact]:
    """Return the results if all are artifacts; raises the gravest error, with all problems."""
    errors = [result for result in results.values() if isinstance(result, NkbookError)]
    if errors:
        raise gravest(errors)
    return {id: result for id, result in results.items() if isinstance(result, Artifact)}
