"""From a book project's folder to finished publications: all that precedes any format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter

from nkbook import checks, images, links, load, markdown, references
from nkbook.book import Book, Document, Publication, Resource
from nkbook.config import Config
from nkbook.editions import edition as make_edition
from nkbook.errors import Diagnostic, Severity, Stage
from nkbook.templates import Templates
from nkbook.theme import Theme


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


@dataclass(frozen=True, slots=True)
class Prepared:
    """The publications of a run that has no errors, by edition, or none; and all that was found."""

    publications: Mapping[str, Publication]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def failed(self) -> bool:
        """Tell whether an error keeps the book from being built."""
        return has_errors(self.diagnostics)


def has_errors(diagnostics: Iterable[Diagnostic], strict: bool = False) -> bool:
    """Tell whether diagnostics hold an error, or under ``strict`` a warning."""
    return any(
        item.severity is Severity.ERROR or (strict and item.severity is Severity.WARNING)
        for item in diagnostics
    )


@dataclass(frozen=True, slots=True)
class _Manuscript:
    """What every edition is made from: the book, its chapters parsed, the images they name."""

    book: Book
    documents: Mapping[str, Document]
    resources: tuple[Resource, ...]


def prepare(
    config: Config, theme: Theme, languages: Iterable[str], timing: Timing | None = None
) -> Prepared:
    """Return the publications of the editions named, and every problem of the manuscript at once.

    Raises ConfigError and SourceError for what cannot be read at all.
    """
    timing = timing or Timing()
    editions = [make_edition(config, language) for language in languages]
    with timing.stage(Stage.LOAD):
        book, found = load.load(config)
    problems = list(found)
    with timing.stage(Stage.MARKDOWN):
        documents: dict[str, Document] = {}
        for stem, chapter in book.chapters.items():
            documents[stem], parse_problems = markdown.parse(chapter)
            problems.extend(parse_problems)
        resources, image_problems = images.collect(documents.values(), config.chapters)
        problems.extend(image_problems)
    manuscript = _Manuscript(book, documents, resources)
    templates = Templates(theme.template_dirs)
    publications = {}
    for edition in editions:
        style = references.Style(templates, edition, config.recite)
        publication, edition_problems = _publish(manuscript, style, theme, timing)
        publications[edition.id] = publication
        problems.extend(item for item in edition_problems if item not in problems)
    return Prepared({} if has_errors(problems) else publications, tuple(problems))


def _publish(
    manuscript: _Manuscript, style: references.Style, theme: Theme, timing: Timing
) -> tuple[Publication, list[Diagnostic]]:
    """Return the publication of the style's edition, and its problems."""
    book, documents = manuscript.book, manuscript.documents
    with timing.stage(Stage.REFERENCES):
        resolved, bibliography, problems = references.resolve(
            list(documents.values()), book.references, style
        )
    by_stem = dict(zip(documents, resolved, strict=True))
    with timing.stage(Stage.LINKS):
        publication, link_problems = links.resolve(
            book, by_stem, bibliography, style.edition, manuscript.resources
        )
    with timing.stage(Stage.CHECKS):
        check_problems = checks.run(publication, theme.fonts)
    return publication, [*problems, *link_problems, *check_problems]
