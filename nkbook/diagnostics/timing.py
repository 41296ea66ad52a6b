"""The stages of a build and how long each took."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from time import perf_counter


class Stage(StrEnum):
    """Where in the pipeline a diagnostic arises, named as the timing report names it."""

    CONFIG = "config"
    LOAD = "load"
    MARKDOWN = "markdown"
    EDITIONS = "editions"
    REFERENCES = "references"
    LINKS = "links"
    CHECKS = "checks"
    TEMPLATES = "templates"
    PDF = "pdf"
    EPUB = "epub"
    OUTPUT = "output"


@dataclass(slots=True)
class Timing:
    """Seconds of wall time by stage of one run."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        """Add the time that the block takes to a stage."""
        start = perf_counter()
        try:
            yield
        finally:
            spent = perf_counter() - start
            self.seconds[stage.value] = self.seconds.get(stage.value, 0.0) + spent
