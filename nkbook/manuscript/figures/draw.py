"""Figures that the build draws from data: maps, timelines and charts, in the edition's words.

An image whose source is a YAML file, ``![caption](data/map.yaml){#map alt="…"}``, is drawn as SVG.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from lxml import etree

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.locales.registry import locale
from nkbook.look.drawings import SVG_TYPE
from nkbook.look.fonts import FontSet, names
from nkbook.manuscript.figures import charts, maps, timelines
from nkbook.manuscript.figures.keeping import Convert, Drawn, kept
from nkbook.manuscript.figures.model import AnyFigure, Chart, Map, Timeline
from nkbook.manuscript.figures.screens import rows, small
from nkbook.manuscript.figures.svg import Drawing
from nkbook.manuscript.figures.words import Words
from nkbook.model.book import Name, Resource
from nkbook.model.document import Document, Element
from nkbook.model.metadata import Edition
from nkbook.project.image_files import DATA_TYPE
from nkbook.reading.schema import read_data
from nkbook.reading.text import read_text
from nkbook.store import Store
from nkbook.store.pickling import dumps

_CODE = "NK310"
_QUOTED = re.compile(r'"([^"]+)"')


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure's data, read and sound: the YAML file's model, and the shapes of a map's layers."""

    href: str  # as chapters name it
    source: str  # as messages print it
    path: Path
    model: Map | Timeline | Chart
    shapes: tuple[maps.Shapes, ...] = ()


def load(resources: Iterable[Resource]) -> tuple[tuple[Figure, ...], tuple[Diagnostic, ...]]:
    """Return the figures among a book's resources, and NK310 for what is wrong with their data."""
    figures: list[Figure] = []
    problems: list[Diagnostic] = []
    for resource in resources:
        if resource.media_type != DATA_TYPE:
            continue
        source = f"chapters/{resource.href}"
        found, wrong = read_data(resource.path, source, AnyFigure, _CODE)
        problems += wrong
        if found is None:
            continue
        shapes: tuple[maps.Shapes, ...] = ()
        if isinstance(found.root, Map):
            shapes, wrong = maps.read_layers(found.root, resource.path, source)
            problems += _in_their_lines(wrong, resource.path, source)
            if wrong:
                continue
        figures.append(Figure(resource.href, source, resource.path, found.root, shapes))
    return tuple(figures), tuple(problems)


@dataclass(frozen=True, slots=True)
class Placed:
    """The figures of one edition, and its documents with the drawings in place of the data."""

    resources: tuple[Resource, ...]
    documents: Mapping[str, Document]
    problems: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Studio:
    """What drawing needs from an edition: names, words and fonts; ``store`` keeps drawings."""

    edition: Edition
    names: Sequence[Name]
    convert: Convert
    fonts: FontSet
    store: Store = field(default_factory=lambda: Store(None))


def draw(
    figures: Sequence[Figure],
    resources: Sequence[Resource],
    documents: Mapping[str, Document],
    studio: Studio,
) -> Placed:
    """Draw the figures and put them into the documents, each with its credit under the caption."""
    made: list[Resource] = [item for item in resources if item.media_type != DATA_TYPE]
    problems: list[Diagnostic] = []
    credit_lines: dict[str, str] = {}
    for figure in figures:
        words = _words(figure, studio)
        drawn = _kept(figure, words, studio)
        made.append(_resource(figure, drawn))
        credit_lines[figure.href] = words(figure.model.credit) if figure.model.credit else ""
        found = [*drawn.problems, *words.problems]
        problems += _in_their_lines(found, figure.path, figure.source)
    colon = locale(studio.edition.language).marks.colon
    label = f"{studio.edition.labels['figure_source']}{colon}"
    return Placed(
        tuple(made),
        {
            stem: _place_drawings(document, credit_lines, label)
            for stem, document in documents.items()
        },
        tuple(dict.fromkeys(problems)),
    )


def drawing_name(href: str) -> str:
    """Return the name of the drawing of a data file: an SVG next to it."""
    return f"{href}.svg"


def _in_their_lines(
    problems: Iterable[Diagnostic], path: Path, source: str
) -> Iterator[Diagnostic]:
    """Yield problems of a figure, each at the first line that has the words that it quotes."""
    lines: list[str] | None = None
    for problem in problems:
        quoted = _QUOTED.search(problem.message)
        if quoted and problem.location == Location(source):
            lines = read_text(path, source).split("\n") if lines is None else lines
            line = next((n for n, text in enumerate(lines, 1) if quoted[1] in text), None)
            yield replace(problem, location=Location(source, line))
        else:
            yield problem


def _words(figure: Figure, studio: Studio) -> Words:
    language = studio.edition.language
    own = locale(language)
    forms = {
        name.id: name.forms[language].replace("·", own.marks.interpunct)
        for name in studio.names
        if language in name.forms
    }
    return Words(forms, studio.convert, studio.edition.labels, own, Location(figure.source))


def _kept(figure: Figure, words: Words, studio: Studio) -> Drawn:
    """Return what comes of a figure, from the store if it was drawn in the same words before."""
    store = studio.store
    if not store.is_open:
        return _draw(figure, words, studio)
    base = store.key(
        "figure",
        source=figure.source,
        model=figure.model,
        shapes=dumps(figure.shapes),
        names=words.names,
        edition=studio.edition,
        fonts=studio.fonts.content(store.digest),
    )
    return kept(
        store,
        base,
        words.convert,
        words.location,
        lambda convert: _draw(figure, replace(words, convert=convert), studio),
    )


def _resource(figure: Figure, drawn: Drawn) -> Resource:
    return Resource(
        drawing_name(figure.href),
        figure.path,
        SVG_TYPE,
        drawn.data,
        drawn=True,
        small=drawn.small,
        rows=drawn.rows,
    )


def _draw(figure: Figure, words: Words, studio: Studio) -> Drawn:
    # What only a family of last resort has is found without its name.
    named = studio.fonts.text_families()
    families = tuple(name for name in studio.fonts.stack(chinese_first=True) if name in named)
    drawing = Drawing(figure.model.width, families, studio.edition.language)
    match figure.model:
        case Map():
            height = maps.draw(figure.model, figure.shapes, words, drawing)
        case Timeline():
            height = timelines.draw(figure.model, words, drawing)
        case Chart():
            height = charts.draw(figure.model, words, drawing)
    for character in studio.fonts.missing("".join(drawing.texts)):
        words.problems.append(
            diagnostic(
                "NK304",
                f"no font of the book has {names(character)}; a 〓 is printed instead",
                Location(figure.source),
                "put a font that has it into the book's folder fonts/, or take another character",
            )
        )
    for text in drawing.outside:
        words.problem(
            f'"{text}" runs out of the drawing',
            "put it elsewhere (side: of a town), make it shorter, or the figure wider (width:)",
        )
    return Drawn(
        drawing.finish(height),
        small(figure.model, figure.shapes, replace(words, problems=[]), drawing),
        rows(figure.model, words),
        tuple(words.problems),
    )


def _place_drawings(document: Document, credit_lines: Mapping[str, str], label: str) -> Document:
    """Replace data files by their drawings and add credit lines."""
    if not any(source in credit_lines for source, _ in document.images):
        return document
    images = tuple(
        (drawing_name(source) if source in credit_lines else source, where)
        for source, where in document.images
    )
    changed = document.with_trees(lambda tree: _with_drawings(tree, credit_lines, label))
    return replace(changed, images=images)


def _with_drawings(root: Element, credit_lines: Mapping[str, str], label: str) -> Element:
    tree = copy.deepcopy(root)
    for image in tree.iter("img"):
        href = str(image.get("src"))
        if href not in credit_lines:
            continue
        image.set("src", drawing_name(href))
        figure = image.getparent()
        if not credit_lines[href] or figure is None or figure.tag != "figure":
            continue
        caption = figure.find("figcaption")
        if caption is None:
            caption = etree.SubElement(figure, "figcaption", {"class": "bare"})
        credit = etree.SubElement(caption, "span", {"class": "credit"})
        credit.text = f"{label}{credit_lines[href]}"
    return tree
