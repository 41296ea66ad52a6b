"""Readers that read one text alone, in a millisecond or so: of them a program can try millions."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fuzz import sources
from fuzz.judging import FoundError, bounded, judge, judge_error
from fuzz.small_book import LISTED, PICTURED, as_bytes, shelf
from nkbook.checks.conservation import lost_text
from nkbook.checks.parts.marks import lost_calls
from nkbook.checks.parts.reading import lost_in_reading
from nkbook.diagnostics.errors import NkbookError
from nkbook.diagnostics.problems import Diagnostic, has_errors
from nkbook.importing.sources import sidebars
from nkbook.locales.labels import load_labels
from nkbook.look.css.cleaning import cleaned
from nkbook.look.css.hiding import hiding
from nkbook.look.templating import Templates
from nkbook.manuscript import figures, markdown
from nkbook.model.book import Chapter, Resource
from nkbook.model.metadata import Edition, Matter
from nkbook.output import manifest
from nkbook.pipeline.catalogue import listing
from nkbook.project.bibliographies.bib_files import read_bib
from nkbook.project.bibliographies.csl_files import read_csl_json, read_csl_yaml
from nkbook.project.bibliographies.ris_files import read_ris
from nkbook.project.config.formats import format_labels
from nkbook.project.config.limits import Limits
from nkbook.project.glossary import load_names
from nkbook.project.headers import read_header
from nkbook.project.image_files import DATA_TYPE, UnusableError, examine
from nkbook.project.index_notes import load_index_notes
from nkbook.reading.text import printable
from nkbook.reading.toml_file import parse_toml
from nkbook.reading.yaml_file import parse_yaml
from nkbook.store import Store

Read = Callable[[str], None]


def read_torn(text: str) -> None:
    """Parse a chapter of which words may be lost, if NK227 says so."""
    try:
        read_markdown(text)
    except FoundError as error:
        if not str(error).startswith("lost: "):
            raise


def read_markdown(text: str) -> None:
    """Parse a chapter, and count what is in its source and in its tree."""
    with bounded():
        text = text.encode(errors="replace").decode()  # as every file's text is
        text, _ = printable(text.replace("\r\n", "\n").replace("\r", "\n"), "chapters/one.md")
        chapter = Chapter("one", "題", Matter.BODY, text, "chapters/one.md", 1, None, True, 1)
        document, problems = markdown.parse(chapter)
        judge(problems)
        if not has_errors(problems):
            judge(lost_text(document, chapter))
            judge(lost_calls(document, problems))
            judge(lost_in_reading(document))


def checked(read: Callable[[str], object]) -> Read:
    """Return what reads a text as it comes from a file, and judges what the reading raises."""

    def judged(text: str) -> None:
        with bounded():
            try:
                read(text.encode(errors="replace").decode())
            except NkbookError as error:
                judge_error(error)

    return judged


def _header(text: str) -> None:
    judge(read_header(text, "chapters/one.md").problems)


def _works(text: str) -> None:
    judge(read_csl_yaml(text, "chapters/data/references.yaml", "NK214")[1])


def _works_in_json(text: str) -> None:
    judge(read_csl_json(text, "chapters/references.json", "NK214")[1])


def _works_in_bib(text: str) -> None:
    judge(read_bib(text, "chapters/a.bib")[1])


def _works_in_ris(text: str) -> None:
    judge(read_ris(text, "chapters/a.ris")[1])


def _yaml(text: str) -> None:
    parse_yaml(text, "chapters/data/a.yaml")


def _toml(text: str) -> None:
    parse_toml(text, "chapters/book.toml")


def _css(text: str) -> None:
    """Clean a stylesheet: what is left fetches nothing."""
    first = cleaned(text)
    first.css.encode()
    hiding(text)
    if not first.excess and cleaned(first.css).dropped:
        raise FoundError(f"a cleaned stylesheet fetches: {first.css[:200]!r}")


def _drawing(text: str) -> None:
    """Make a drawing safe: what is left is so, too."""
    try:
        picture = _examined(text.encode())
        if picture.data and _examined(picture.data).data not in (None, picture.data):
            raise FoundError(f"a safe drawing is changed again: {picture.data[:300]!r}")
    except UnusableError as error:
        if not str(error):
            raise FoundError("refused without a word") from error


def _examined(data: bytes) -> Any:
    return examine(Path("a.svg"), data, lambda _: None, Store(None), Limits())


read_header_of = checked(_header)
read_works = checked(_works)
read_works_in_json = checked(_works_in_json)
read_works_in_bib = checked(_works_in_bib)
read_works_in_ris = checked(_works_in_ris)
read_any_yaml = checked(_yaml)
read_any_toml = checked(_toml)
read_css = checked(_css)
read_drawing = checked(_drawing)
read_sidebar = checked(sidebars.parse)


def _listed(name: str, load: Callable[[Path], tuple[object, tuple[Diagnostic, ...]]]) -> Read:
    def read(text: str) -> None:
        with shelf().book(LISTED, {name: text}) as folder, bounded():
            try:
                judge(load(folder / "chapters")[1])
            except NkbookError as error:
                judge_error(error)

    return read


read_names = _listed("data/names.yaml", load_names)
read_index = _listed("data/index.yaml", load_index_notes)


@cache
def _studio() -> figures.Studio:
    """Return what draws for Hong Kong, whose words are the manuscript's."""
    language = "zh-Hant-HK"
    edition = Edition(language, language, {**format_labels(), **load_labels(language)}, "hk")
    return figures.Studio(edition, (), lambda words, _: words, shelf().theme.fonts)


def _drawn(files: Mapping[str, str]) -> None:
    """Draw the data in data/figure.yaml."""
    with shelf().book(PICTURED, files) as folder, bounded():
        name = "data/figure.yaml"
        resource = Resource(name, folder / "chapters" / name, DATA_TYPE)
        try:
            found, problems = figures.load([resource])
            judge(problems)
            judge(figures.draw(found, [resource], {}, _studio()).problems)
        except NkbookError as error:
            judge_error(error)


def read_figure(text: str) -> None:
    """Draw a figure's data."""
    _drawn({"data/figure.yaml": text})


def read_places(text: str) -> None:
    """Draw a map with places."""
    _drawn({"data/figure.yaml": sources.MAP_TEXT, "data/island.geojson": text})


def read_manifest(text: str) -> None:
    """Look at what may lie in an output folder."""
    with shelf().book({}, {}) as folder, bounded():
        Path(folder, manifest.MANIFEST).write_bytes(as_bytes(text))
        manifest.listed(Path(folder))
        manifest.kept(Path(folder))


def read_template(text: str) -> None:
    """Render a template with values of every kind."""
    with tempfile.TemporaryDirectory() as folder, bounded():
        Path(folder, "a.j2").write_bytes(as_bytes(text))
        try:
            Templates((Path(folder),)).render("a.j2", **sources.VALUES)
        except NkbookError as error:
            judge_error(error)


def read_catalogue(text: str) -> None:
    """Read the list of a catalogue's books."""
    with tempfile.TemporaryDirectory() as folder, bounded():
        path = Path(folder, "books.toml")
        path.write_bytes(as_bytes(text))
        try:
            listing.load(path)
        except NkbookError as error:
            judge_error(error)
