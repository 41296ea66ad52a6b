"""Makes the files of a book as a whole whose stylesheets reach across its sections."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from nkbook.formats.base import Artifact, FormatContext, Renderer
from nkbook.formats.paged.apart.settled import ReachesAcrossError
from nkbook.formats.tasks import Steps, Task, Tasks
from nkbook.model.publication import Publication
from nkbook.output import write_errors


@dataclass(frozen=True, slots=True)
class WholeJob:
    """A file to be made in one piece by a renderer, "package.module:function"."""

    renderer: str
    publication: Publication
    context: FormatContext
    target: Path


def render(job: WholeJob) -> Artifact:
    """Make the file."""
    module, _, function = job.renderer.partition(":")
    renderer = cast("Renderer", getattr(importlib.import_module(module), function))
    with write_errors(job.target.parent):
        return renderer(job.publication, job.context, job.target)


def in_sections(
    steps: Callable[[], Steps[Artifact]],
    renderer: str,
    publication: Publication,
    context: FormatContext,
    target: Path,
) -> Steps[Artifact]:
    """Go the steps to a file, or make it as a whole where the book's sections can't be parted."""
    try:
        return (yield from steps())
    except ReachesAcrossError as error:
        job = WholeJob(renderer, publication, context, target)
        (made,) = yield Tasks(
            (Task(f"{__name__}:render", job),), f"the book as a whole, for {error}"
        )
        return cast("Artifact", made)
