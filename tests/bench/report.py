"""Ratios of what was measured, each beside its target."""

from __future__ import annotations

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from bench.measuring import Spent

Runs = Mapping[str, Sequence[Spent]]
Measure = Literal["cpu", "wall", "peak"]
_WORDS: Mapping[str, str] = {"cpu": "CPU", "wall": "wall", "peak": "memory"}


@dataclass(frozen=True, slots=True)
class Row:
    """A number of the report: one value a round, and the bounds that it should keep, if any."""

    name: str
    values: tuple[float, ...]
    unit: str = "×"
    least: float | None = None
    most: float | None = None

    @property
    def median(self) -> float:
        """Return the middle value of the rounds."""
        return statistics.median(self.values)

    @property
    def is_met(self) -> bool | None:
        """Return whether the median is within the bounds; None if there are none."""
        if self.least is None and self.most is None:
            return None
        above = self.least is None or self.median >= self.least
        below = self.most is None or self.median <= self.most
        return above and below

    @property
    def target(self) -> str:
        """Return the bounds as printed."""
        if self.least is not None and self.most is not None:
            return f"{self.least:g} to {self.most:g} {self.unit}"
        if self.most is not None:
            return f"≤ {self.most:g} {self.unit}"
        return f"≥ {self.least:g} {self.unit}" if self.least is not None else ""

    def line(self) -> str:
        """Return the row as printed: name, median, range of the rounds, target, whether it is met.

        Only rounds that differ have a range.
        """
        low, high = min(self.values), max(self.values)
        spread = f"({low:.2f} to {high:.2f})" if high > low else ""
        met = {True: "met", False: "MISSED", None: ""}[self.is_met]
        return (
            f"{self.name:<64}{self.median:>8.2f} {self.unit:<3}{spread:<18}{self.target:<15}{met}"
        ).rstrip()


def ratio(
    runs: Runs,
    over: str,
    under: Sequence[str],
    measure: Measure,
    *,
    least: float | None = None,
    most: float | None = None,
) -> list[Row]:
    """Return the row of one step divided by others together, round by round; none if one lacks.

    Times of several steps are added; of their memory the largest counts.
    """
    if not all(runs.get(name) for name in (over, *under)):
        return []
    together = max if measure == "peak" else sum
    values = tuple(
        getattr(ours, measure) / together(getattr(one, measure) for one in theirs)
        for ours, *theirs in zip(runs[over], *(runs[name] for name in under), strict=True)
    )
    others = under[0] if len(under) == 1 else f"({' + '.join(under)})"
    return [Row(f"{over} ÷ {others}, {_WORDS[measure]}", values, least=least, most=most)]


def ratios(runs: Runs, over: str, under: Sequence[str]) -> list[Row]:
    """Return the rows of one step divided by others together in time and memory, without target."""
    measures: tuple[Measure, ...] = ("cpu", "wall", "peak")
    return [row for measure in measures for row in ratio(runs, over, under, measure)]


def absolute(runs: Runs, name: str, measure: Measure, most: float | None = None) -> list[Row]:
    """Return the row of one step's seconds or MB."""
    values = tuple(getattr(one, measure) for one in runs.get(name, ()))
    unit = "MB" if measure == "peak" else "s"
    return [Row(f"{name}, {_WORDS[measure]}", values, unit, most=most)] if values else []


def per_page(runs: Runs, over: str, under: str, *, least: float, most: float) -> list[Row]:
    """Return the row of one step's CPU seconds a page divided by another's."""
    if not runs.get(over) or not runs.get(under):
        return []
    values = tuple(
        (one.cpu / (one.pages or 1)) / (other.cpu / (other.pages or 1))
        for one, other in zip(runs[over], runs[under], strict=True)
    )
    return [Row(f"a page of {over} ÷ one of {under}, CPU", values, least=least, most=most)]


def write_json(
    path: Path,
    machine: Mapping[str, object],
    runs: Mapping[str, Runs],
    rows: Mapping[str, Sequence[Row]],
) -> None:
    """Write everything that was measured, by scene, and the rows with their targets."""
    data = {
        "machine": machine,
        "scenes": {
            scene: {
                "runs": {name: [asdict(one) for one in all_] for name, all_ in found.items()},
                "rows": [
                    {**asdict(row), "median": row.median, "met": row.is_met} for row in rows[scene]
                ],
            }
            for scene, found in runs.items()
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(data, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
