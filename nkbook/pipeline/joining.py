"""Makes one output of what a format made of each edition, where its row in the registry says so."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from nkbook.formats.base import Artifact, FormatContext, Joiner, Made, Sibling
from nkbook.model.publication import Publication
from nkbook.output import Finished, write_errors
from nkbook.pipeline.job import Job
from nkbook.project.config.formats import Format

ALL = "all"  # what the manifest calls the edition of an output that holds all of them


def joined(
    jobs: Sequence[Job],
    artifacts: Mapping[str, Artifact],
    finished: Sequence[Finished],
    make_context: Callable[[Path], FormatContext],
    work: Path,
) -> Iterator[tuple[Artifact, Finished]]:
    """Yield what each format that joins its editions made of them, and what is put in place.

    ``finished`` are the other outputs of the build. Raises NkbookError with all problems.
    """
    made = [Made(one.made, one.edition, one.format, one.pages) for one in finished]
    for format in dict.fromkeys(job.format for job in jobs if job.format.joiner):
        own = [job for job in jobs if job.format == format]
        parts = [Made(artifacts[job.id].path, job.edition, format.name) for job in own]
        slug = own[0].publication.metadata.slug
        target = work / "joined" / format.file_name(slug)
        with write_errors(target.parent):
            target.mkdir(parents=True)
            artifact = _joiner(format)(
                tuple(job.publication for job in own),
                make_context(work / "scratch" / format.name),
                (*parts, *made),
                target,
            )
        yield artifact, Finished(artifact.path, artifact.path.name, ALL, format.name, None)


def siblings(publications: Sequence[Publication]) -> tuple[Sibling, ...]:
    """Return what the pages of each edition of a build need to know of the others."""
    return tuple(
        Sibling(
            one.edition.id,
            one.edition.language,
            one.edition.labels["edition_name"],
            frozenset(page.id for page in one.pages),
        )
        for one in publications
    )


def _joiner(format: Format) -> Joiner:
    module, _, function = format.joiner.partition(":")
    return cast("Joiner", getattr(importlib.import_module(module), function))
