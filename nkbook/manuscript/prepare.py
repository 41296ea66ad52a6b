"""From a book project's folder to finished publications: all that precedes any format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from nkbook import checks
from nkbook.checks.classes import unknown_classes
from nkbook.checks.conservation import lost_text
from nkbook.checks.parts.editing import lost_in_editing
from nkbook.checks.parts.marks import lost_calls
from nkbook.checks.parts.reading import lost_in_reading
from nkbook.checks.sizes import large_tables
from nkbook.diagnostics.errors import ConfigError
from nkbook.diagnostics.problems import Diagnostic, diagnostic, has_errors
from nkbook.diagnostics.timing import Stage, Timing
from nkbook.look.templating import Templates
from nkbook.look.theme import Theme
from nkbook.manuscript import (
    anchors,
    assembly,
    citations,
    editions,
    figures,
    house_words,
    listings,
    markdown,
    pictures,
)
from nkbook.manuscript.editions.log import Log
from nkbook.maths import Macros, from_settings
from nkbook.model.book import Book, Chapter, Resource
from nkbook.model.csl.style import CslStyle
from nkbook.model.document import Document
from nkbook.model.metadata import Edition
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Publication
from nkbook.project import covers, csl_styles, images, load
from nkbook.project import listings as files_of_code
from nkbook.project.config import Config
from nkbook.store import Store
from nkbook.store.collection import Collection
from nkbook.store.pickling import dumps, loads


@dataclass(frozen=True, slots=True)
class Prepared:
    """Result of preparing a book: publications by edition (none after errors) and problems.

    ``logs`` record what conversion changed in the editions other than the source; ``documents`` are
    the chapters as they were read, before any edition.
    """

    publications: Mapping[str, Publication]
    diagnostics: tuple[Diagnostic, ...]
    logs: Mapping[str, Log] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()
    ledger: str | None = None  # of the ids to be kept, if the book wants them kept

    @property
    def failed(self) -> bool:
        """Return True if an error prevents the book from being built."""
        return has_errors(self.diagnostics)


def prepare(  # noqa: PLR0913 — what may be left out is named
    config: Config,
    theme: Theme,
    languages: Iterable[str],
    timing: Timing | None = None,
    *,
    for_print: bool = True,
    store: Store | None = None,
    templates: Templates | None = None,
    read_before: Book | None = None,
) -> Prepared:
    """Return the publications of the editions named, and every problem of the manuscript at once.

    Not ``for_print``, what only looks depend on is left undone: the colours of code. ``store``
    keeps what takes long to find out; ``templates`` are the theme's, for who prepares many books
    with them: to compile them takes longer than a small book. A book that was ``read_before`` is
    not read again: it may be a part of what the settings name.

    Raises ConfigError and SourceError for what cannot be read at all.
    """
    timing = timing or Timing()
    store = store or Store(None)
    wanted = [editions.edition(config, language) for language in languages]
    templates = templates or Templates(theme.template_dirs)
    csl = _styles(config, wanted, templates)
    with timing.stage(Stage.LOAD):
        book, found = (read_before, ()) if read_before else load.load(config, store)
    problems = [
        *config.source.unseen,
        *found,
        *([] if read_before else theme.sheet_problems(config.options.limits.stylesheet_kilobytes)),
    ]
    with timing.stage(Stage.MARKDOWN):
        documents, read_problems, kept = _chapters(config, book, store)
        problems += read_problems
        read = tuple(documents.values())
        documents, code_problems = files_of_code.include(documents, config.chapters)
        problems += [*code_problems, *listings.problems(documents.values())]
        problems += unknown_classes(read, theme.styled_classes())
        found_images = images.collect(
            documents.values(), config.chapters, store, config.options.limits
        )
        problems = pictures.said_once(problems, documents.values(), found_images)
        book, resources, found = covers.put(config, book, found_images.resources, store)
        problems.extend((*found_images.problems, *found))
        documents = pictures.place(documents, found_images)
        drawable, figure_problems = figures.load(resources)
        problems.extend(figure_problems)
    publications: dict[str, Publication] = {}
    logs: dict[str, Log] = {}
    for edition in wanted:
        style = citations.Style(
            templates,
            edition,
            config.recite,
            config.options.notes.counted_by,
            config.options.notes.marks,
            lists=any(item.kind is PageKind.BIBLIOGRAPHY for item in config.spine),
            uncited=config.nocite,
            groups=citations.Groups(config.groups),
            csl=csl.get(edition.citation_style),
            store=store,
            kept=Collection(
                store,
                "citations",
                templates=templates.digest(store.digest),
                edition=edition,
                works=tuple(book.references),
            )
            if store.is_open
            else None,
        )
        with timing.stage(Stage.EDITIONS):
            converted = editions.convert(book, documents, config, edition.language)
            studio = figures.Studio(
                edition, converted.book.names, converted.line, theme.fonts, store
            )
            drawn = figures.draw(drawable, resources, converted.documents, studio)
            worded = house_words.put(drawn.documents, edition.labels)
            worded = listings.put(worded, store) if for_print else worded
            converted = replace(converted, documents=worded)
        publication, publish_problems = _publish(converted, drawn.resources, style, theme, timing)
        if style.kept is not None and templates.steady:
            style.kept.save()
        with timing.stage(Stage.CHECKS):
            publish_problems += lost_in_editing(read, publication, publish_problems)
        elsewhere = kept.elsewhere if kept else {}
        publications[edition.id] = replace(publication, elsewhere=elsewhere)
        if edition.language != config.metadata.language:
            logs[edition.id] = converted.log
        edition_problems = [*converted.log.problems, *drawn.problems, *publish_problems]
        known = set(problems)
        found_now = dict.fromkeys(edition_problems)
        problems.extend(item for item in found_now if item not in known)
    made = {} if has_errors(problems) else publications
    ledger = kept.ledger if kept else None
    return Prepared(made, tuple(problems), logs, tuple(documents.values()), ledger)


def _chapters(
    config: Config, book: Book, store: Store
) -> tuple[dict[str, Document], list[Diagnostic], anchors.Kept | None]:
    """Return the chapters with what is wrong with them, and what keeps their ids, if asked."""
    documents: dict[str, Document] = {}
    problems: list[Diagnostic] = []
    macros = from_settings(config.options.maths.macros)
    for stem, chapter in book.chapters.items():
        documents[stem], parse_problems, lost = _parsed(chapter, macros, store)
        problems += parse_problems
        problems += large_tables(documents[stem], config.options.limits.table_cells)
        problems += lost
    if not config.options.anchors.keep:
        return documents, problems, None
    kept = anchors.keep(documents, anchors.load(config.chapters), anchors.SHOWN)
    return kept.documents, [*problems, *kept.problems], kept


def _parsed(
    chapter: Chapter, macros: Macros, store: Store
) -> tuple[Document, tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
    """Return a chapter's document, its problems, and what of it was lost if there are no errors.

    All that it depends on is the chapter and the commands in its formulas.
    """

    def read() -> tuple[Document, tuple[Diagnostic, ...], tuple[Diagnostic, ...]]:
        document, problems = markdown.parse(chapter, macros)
        lost = () if has_errors(problems) else tuple(_lost(document, problems, chapter))
        return document, problems, lost

    if not store.is_open:
        return read()
    made = store.made("chapter", lambda: dumps(read()), chapter=chapter, macros=macros)
    return cast("tuple[Document, tuple[Diagnostic, ...], tuple[Diagnostic, ...]]", loads(made))


def _lost(
    document: Document, problems: Sequence[Diagnostic], chapter: Chapter
) -> Iterator[Diagnostic]:
    """Yield what of a chapter's source is not in its document."""
    yield from lost_text(document, chapter)
    yield from lost_calls(document, problems)
    yield from lost_in_reading(document)


def _styles(config: Config, wanted: Iterable[Edition], templates: Templates) -> dict[str, CslStyle]:
    """Return the styles in CSL by name.

    Raises ConfigError: NK106 for a style that no folder has, NK111 for one that cannot be used.
    """
    known = templates.names("citations")
    languages = {item.citation_style: item.language for item in wanted}
    problems: list[Diagnostic] = []
    found: dict[str, CslStyle] = {}
    for style, language in sorted(languages.items()):
        own = ("edition", language, "citation-style")
        where = config.source.at(*(own if config.source.find(own) else ("citations", "style")))
        if csl_styles.is_csl(style):
            try:
                found[style] = csl_styles.load_style(config.root, style, where)
            except ConfigError as error:
                problems.extend(error.diagnostics)
        elif style not in known:
            hint = f"one of {', '.join(known)}, or a citations/{style}.j2 of your own in styles/"
            message = f'citation style "{style}" is not known'
            problems.append(diagnostic("NK106", message, where, f"{hint}, or a file in CSL"))
    if problems:
        raise ConfigError(problems)
    return found


def _publish(
    converted: editions.Converted,
    resources: tuple[Resource, ...],
    style: citations.Style,
    theme: Theme,
    timing: Timing,
) -> tuple[Publication, list[Diagnostic]]:
    """Return the publication of the style's edition, and its problems."""
    book, documents = converted.book, converted.documents
    with timing.stage(Stage.REFERENCES):
        resolved, bibliography, problems = citations.resolve(
            list(documents.values()), book.references, style
        )
    by_stem = dict(zip(documents, resolved, strict=True))
    with timing.stage(Stage.LINKS):
        publication, link_problems = assembly.resolve(
            book, by_stem, bibliography, style.edition, resources
        )
    with timing.stage(Stage.CHECKS):
        check_problems = checks.run(publication, theme.fonts)
    return publication, [*problems, *link_problems, *check_problems]
