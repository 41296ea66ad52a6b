"""The stages of a build and how long each took."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from time import perf_counter

from nkbook.diagnostics.doing import at_stage


class Stage(StrEnum):
    """The stages of a build besides its formats, named as the report of times names them."""

    CONFIG = "config"
    LOAD = "load"
    MARKDOWN = "markdown"
    EDITIONS = "editions"
    REFERENCES = "references"
    LINKS = "links"
    CHECKS = "checks"
    OUTPUT = "output"


@dataclass(slots=True)
class Timing:
    """Seconds of wall time that the stages and formats of one run took, in order of their ends."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """Add the time that the block takes to a stage."""
        start = perf_counter()
        at_stage(stage.value)
        try:
            yield
        finally:
            self.add(stage.value, perf_counter() - start)

    def add(self, name: str, seconds: float) -> None:
        """Add seconds to a stage or a format; those of several editions are summed."""
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds
