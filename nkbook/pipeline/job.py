"""A job, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nkbook.diagnostics.errors import NkbookError
from nkbook.formats.base import Artifact, FormatContext
from nkbook.model.pagemap import PageMap
from nkbook.model.publication import Publication
from nkbook.project.config.formats import Format


@dataclass(frozen=True, slots=True)
class Job:
    """One file or folder to make: a format of an edition."""

    format: Format
    publication: Publication
    context: FormatContext
    target: Path
    needs: str | None = None  # the id of the job whose page map this one reads

    @property
    def edition(self) -> str:
        """Return the edition's id."""
        return self.publication.edition.id

    @property
    def id(self) -> str:
        """Return what tells this job from the others of a build."""
        return job_id(self.edition, self.format)

    def with_pages(self, pages: PageMap | None) -> Job:
        """Return the job with the page map that it needs, or without one if there is none."""
        return replace(self, context=replace(self.context, page_map=pages))


def job_id(edition: str, format: Format) -> str:
    """Return the id of the job that makes a format of an edition."""
    return f"{edition}/{format.name}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job, and the seconds of wall time that its tasks took in their processes."""

    result: Artifact | NkbookError
    seconds: float


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a task, an exception included, and the seconds of wall time that it took.

    They are those of its own work, libraries imported for it included, not of waiting for others.
    """

    result: Any
    seconds: float
