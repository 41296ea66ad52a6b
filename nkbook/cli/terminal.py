"""What is printed on standard error: progress, and problems grouped by severity and kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Self

from rich.console import Console
from rich.markup import escape

from nkbook.diagnostics.codes import CODES, Severity
from nkbook.diagnostics.problems import Diagnostic, in_reading_order

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_PLACES = 2  # besides the first, where the same is said of many
_OF_MANY_KINDS = frozenset(("NK260",))  # each message is a kind of its own, which none may hide
# Problems of one code that are printed one by one, without --verbose. Each error is to be mended.
MOST_OF_A_KIND = MappingProxyType({Severity.ERROR: 20, Severity.WARNING: 3, Severity.NOTE: 3})
_MEGABYTE = 1_000_000
_FEW = 3  # of a kind, whose places the summary need not tell


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where messages go, and how many the user wants: -1 problems only, 0, 1 steps too, 2 more."""

    console: Console
    verbosity: int

    @classmethod
    def open(cls, verbosity: int = 0, *, color: bool | None = None) -> Self:
        """Return the terminal on standard error; a ``color`` of None leaves colors to the place."""
        console = Console(
            stderr=True, no_color=color is False or None, force_terminal=True if color else None
        )
        return cls(console, verbosity)

    def say(self, text: str) -> None:
        """Print a line of progress, if the user asked for progress."""
        if self.verbosity > 0:
            self.console.print(escape(text), style="dim", highlight=False)

    @contextmanager
    def working(self, text: str) -> Iterator[Callable[[str], None]]:
        """Show on a terminal what is being done and for how long; yield what changes the text.

        Elsewhere nothing moves, and what is said is printed as ``say`` does, if it is wanted.
        """
        if self.verbosity != 0 or not self.console.is_terminal:
            yield self.say
            return
        from rich import progress as bars  # noqa: PLC0415 — a tenth of what an idle build takes

        text_column = bars.TextColumn("{task.description}")
        columns = (bars.SpinnerColumn(), text_column, bars.TimeElapsedColumn())
        with bars.Progress(*columns, console=self.console, transient=True) as progress:
            task = progress.add_task(escape(text), total=None)
            yield lambda said: progress.update(task, description=escape(said))

    def report(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Print problems and how many there are of each kind.

        Warnings come first and errors last, next to the prompt; each by place. What a warning says
        of several places in the same words is printed once, with the first of them. Of a kind with
        more than ``MOST_OF_A_KIND`` problems the rest is only counted, unless the user asked for
        all.
        """
        items = in_reading_order(diagnostics)
        for severity in reversed(Severity):
            self._list([item for item in items if item.severity is severity])
        if items and self.verbosity >= 0:
            self._summary(items)

    def print(self, text: str) -> None:
        """Print a line in rich's markup."""
        self.console.print(text, highlight=False, soft_wrap=True)

    def _list(self, items: Sequence[Diagnostic]) -> None:
        if self.verbosity > 0:
            for item in items:
                self._problem(item)
            return
        alike: dict[object, list[Diagnostic]] = {}
        for item in items:
            is_error = item.severity is Severity.ERROR  # which stands for itself
            alike.setdefault(item if is_error else (item.code, item.message), []).append(item)
        printed: Counter[str] = Counter()
        rest: Counter[str] = Counter()
        for found in alike.values():
            code = found[0].code
            if printed[code] < MOST_OF_A_KIND[found[0].severity] or code in _OF_MANY_KINDS:
                self._problem(found[0], _others(found))
                printed[code] += 1
            else:
                rest[code] += len(found)
        for code, number in rest.items():
            self.print(f"… and {number} more {code} (nkbook -v prints all)")

    def _problem(self, item: Diagnostic, others: str = "") -> None:
        head = f"[bold]{escape(str(item.location))}[/]: " if item.location else ""
        self.print(
            f"{head}[{_COLORS[item.severity]}]{item.code}[/] {escape(item.message + others)}"
        )
        if item.hint:
            self.print(f"  [dim]hint:[/] {escape(item.hint)}")

    def _summary(self, items: Sequence[Diagnostic]) -> None:
        """Print the number of errors and warnings, and with several problems, of each code."""
        severities = Counter(item.severity for item in items)
        self.print(
            ", ".join(
                f"{number} {severity.value}{'s' if number != 1 else ''}"
                for severity in Severity
                if (number := severities[severity])
            )
        )
        if len(items) == 1:
            return
        kinds: dict[str, list[Diagnostic]] = {}
        for item in items:
            kinds.setdefault(item.code, []).append(item)
        for code, found in sorted(kinds.items()):
            self.print(
                f"  {len(found)} × {code} {escape(CODES[code].title)}{escape(_where(found))}"
            )
        self.print("[dim]nkbook check --explain CODE says what a code means and what to do[/]")


def size(count: int) -> str:
    """Return a number of bytes as people say it."""
    return f"{count / _MEGABYTE:.1f} MB" if count >= _MEGABYTE else f"{count / 1e3:.0f} kB"


def _others(alike: Sequence[Diagnostic]) -> str:
    """Return how often the same is said, and of which places besides the first."""
    places = [str(item.location) for item in alike[1:] if item.location]
    if not places:
        return ""
    more = ", …" if len(places) > _PLACES else ""
    return f" ({len(alike)} times, also at {', '.join(places[:_PLACES])}{more})"


def _where(items: Sequence[Diagnostic]) -> str:
    """Return in how many files many problems of one kind are, and where the first is."""
    places = [item.location for item in items if item.location]
    if len(items) <= _FEW or not places:
        return ""
    files = len({place.path for place in places})
    return f", in {files} file{'s' if files > 1 else ''}, first {places[0]}"
