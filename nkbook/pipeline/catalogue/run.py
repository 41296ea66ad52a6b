"""Builds the books of a catalogue and puts each in place when all of it is made."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nkbook.diagnostics.errors import ExitCode, NkbookError
from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.formats.tasks import Task
from nkbook.output import Finished, Row, publish, workspace, write_errors
from nkbook.pipeline import untrusted
from nkbook.pipeline.catalogue.listing import Catalogue, CatalogueBook
from nkbook.pipeline.catalogue.units import Made, Manner, task
from nkbook.pipeline.job import Done
from nkbook.pipeline.processes import Hands
from nkbook.project import config
from nkbook.project.config.formats import FORMATS, Format
from nkbook.reading.files import within


@dataclass(frozen=True, slots=True)
class BookResult:
    """What came of a book: its files in their places, or why there are none.

    ``seconds`` are those of all its editions, each in its own process.
    """

    book: CatalogueBook
    rows: tuple[Row, ...]
    diagnostics: tuple[Diagnostic, ...]
    seconds: float
    exit_code: ExitCode = ExitCode.DONE


@dataclass(slots=True, eq=False)
class _Order:
    """A book that is being built."""

    book: CatalogueBook
    waiting: int
    made: list[Made] = field(default_factory=list)
    found: list[Diagnostic] = field(default_factory=list)
    exit_code: ExitCode = ExitCode.DONE


def build_catalogue(
    catalogue: Catalogue,
    hands: Hands,
    manner: Manner,
    *,
    done: Callable[[BookResult], None] = lambda _: None,
) -> tuple[BookResult, ...]:
    """Build every book of a catalogue that can be, and return what came of each, in its order.

    The files of a book are put in place together as soon as all its editions are made; of one with
    an error in any edition, nothing is. ``done`` hears of each book as it ends. Raises what is no
    problem of a book.
    """
    return _Run(catalogue, hands, manner, done).run()


class _Run:
    def __init__(
        self,
        catalogue: Catalogue,
        hands: Hands,
        manner: Manner,
        done: Callable[[BookResult], None],
    ) -> None:
        self._catalogue, self._hands, self._done = catalogue, hands, done
        self._manner = manner
        self._results: dict[str, BookResult] = {}
        self._owners: dict[int, _Order] = {}
        self._ready: list[tuple[float, int, Task]] = []
        self._count = 0

    def run(self) -> tuple[BookResult, ...]:
        for book in self._catalogue.books:
            self._order(book)
        while self._owners:
            while self._ready and self._hands.free():
                _, number, task = heapq.heappop(self._ready)
                self._hands.begin(number, task)
            for number, answer in self._hands.ended().items():
                self._take(self._owners.pop(number), answer)
        return tuple(self._results[book.name] for book in self._catalogue.books)

    def _order(self, book: CatalogueBook) -> None:
        try:
            editions = book.editions or self._editions(book)
            units = (editions,) if self._is_joined(book) else tuple((one,) for one in editions)
        except NkbookError as error:
            self._finish(_Order(book, 0, [], list(error.diagnostics), error.exit_code))
            return
        order = _Order(book, len(units))
        for unit in units:
            self._count += 1
            one = task(book, unit, self._manner)
            self._owners[self._count] = order
            heapq.heappush(self._ready, (-one.weight, self._count, one))

    def _editions(self, book: CatalogueBook) -> tuple[str, ...]:
        if self._manner.untrusted:
            return untrusted.editions(book.root, confined=self._manner.confined)
        with within(book.root):
            return config.load(book.root).editions

    def _is_joined(self, book: CatalogueBook) -> bool:
        """Return True if a format of the book has one folder for all editions, or may have.

        The settings of a stranger's book are not read here.
        """
        formats: Iterable[Format] = (FORMATS[name] for name in book.formats if name in FORMATS)
        if not book.formats:
            if self._manner.untrusted:
                return True
            with within(book.root):
                formats = config.load(book.root).formats
        return any(format.joiner for format in formats)

    def _take(self, order: _Order, answer: Done | None) -> None:
        if answer is None:
            order.exit_code = max(order.exit_code, ExitCode.MISSING_TOOL)
            order.found.append(
                diagnostic(
                    "NK604",
                    f"a process that built {order.book.name} died",
                    hint="it may have run out of memory; build it alone: nkbook build -j 1",
                )
            )
        elif isinstance(answer.result, NkbookError):
            order.exit_code = max(order.exit_code, answer.result.exit_code)
            order.found += answer.result.diagnostics
        elif isinstance(answer.result, BaseException):
            raise answer.result
        else:
            order.made.append(answer.result)
            order.found += answer.result.diagnostics
        order.waiting -= 1
        if not order.waiting:
            self._finish(order)

    def _finish(self, order: _Order) -> None:
        rows: Sequence[Row] = ()
        if order.exit_code is ExitCode.DONE:
            try:
                rows = _published(self._catalogue.output / order.book.name, order.made)
            except NkbookError as error:
                order.exit_code = error.exit_code
                order.found += error.diagnostics
        seconds = sum(made.seconds for made in order.made)
        found = tuple(dict.fromkeys(order.found))
        result = BookResult(order.book, tuple(rows), found, seconds, order.exit_code)
        self._results[order.book.name] = result
        self._done(result)


def _published(output: Path, made: Sequence[Made]) -> list[Row]:
    """Put the files of all editions of a book in place."""
    with workspace(output) as work:
        with write_errors(output):
            for one in made:
                for name, data in one.contents.items():
                    path = work / "made" / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(data)
        rows = {row["path"]: row for one in made for row in one.rows}
        if len(made) > 1:  # each edition's feed lists that one alone
            rows = {path: row for path, row in rows.items() if row["format"] != "opds"}
        finished = [
            Finished(work / "made" / path, path, row["edition"], row["format"], row["pages"])
            for path, row in rows.items()
        ]
        facts: Mapping[str, object] = made[0].facts if made else {}
        return publish(output, work, finished, facts)


def summary(results: Sequence[BookResult]) -> Iterator[str]:
    """Yield a line for each book, and one for all."""
    for result in results:
        pages = sum(row["pages"] or 0 for row in result.rows)
        worst = [item for item in result.diagnostics if item.severity.value == "error"]
        warned = len(result.diagnostics) - len(worst)
        state = f"{len(result.rows)} files, {pages} pages" if result.rows else "not made"
        yield (
            f"{result.book.name}: {state}; {len(worst)} errors, {warned} warnings; "
            f"{result.seconds:.1f} s"
        )
    failed = sum(result.exit_code is not ExitCode.DONE for result in results)
    yield f"{len(results) - failed} of {len(results)} books built"
