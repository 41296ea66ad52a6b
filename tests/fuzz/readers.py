"""What reads a book's files, each with texts to read and what must hold of the reading."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from fuzz import chapters, data, direct, sources
from fuzz.judging import bounded, judge_error
from fuzz.small_book import (
    CITED,
    LISTED,
    PICTURED,
    WHOLE,
    check_publicly,
    check_with,
    read_geojson,
    read_settings,
)
from nkbook.diagnostics.errors import NkbookError
from nkbook.importing.pandoc.reading import Choices
from nkbook.importing.run import read_folder, write
from nkbook.project import config

Text = st.SearchStrategy[str]


@dataclass(frozen=True, slots=True)
class Reader:
    """``read`` raises for a text of which nkbook makes neither a book nor a problem.

    ``make test`` reads ``cases`` texts of the grammar and ``changed`` ones that are made of them
    with ``marks``; ``make fuzz`` takes as many as it has time for.
    """

    name: str
    texts: Text
    read: Callable[[str], None]
    cases: int
    changed: int = 0
    marks: Sequence[str] = tuple(data.MARKS)


def import_of(name: str) -> Callable[[str], None]:
    """Return what imports a folder in which the file of that name is a text."""

    def read(text: str) -> None:
        with tempfile.TemporaryDirectory() as folder, bounded():
            for path, known in {**sources.SOURCE, name: text}.items():
                place = Path(folder, "source", path)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(known.encode("utf-8", "surrogatepass"))
            try:
                imported = read_folder(Path(folder, "source"), None, Choices())
            except NkbookError as error:
                judge_error(error)
                return
            write(imported, Path(folder, "book"))
            config.load(Path(folder, "book"))

    return read


_HEADERS = st.builds("---\n{}---\n{}".format, data.yaml_of(data.HEADER), st.just("文。\n"))
_FIGURES = st.one_of([data.yaml_of(figure) for figure in data.FIGURES])
_YAML = st.one_of([data.yaml_of(data.REFERENCES), data.yaml_of(data.INDEX), _FIGURES])
_TOML = data.toml_of(data.BOOK) | data.toml_of(sources.CATALOGUE)
_WORKS_ALONE = {"data/references.yaml": None}

# These read one text alone.
DIRECT = (
    Reader("markdown", chapters.sound, direct.read_torn, 40, 250, chapters.MARKS),
    Reader("whole", chapters.sound, direct.read_markdown, 80, marks=()),
    Reader("whole-torn", chapters.sound, direct.read_markdown, 40, 250, chapters.MARKS),
    Reader("header", _HEADERS, direct.read_header_of, 60, 600),
    Reader("yaml", _YAML, direct.read_any_yaml, 40, 400),
    Reader("toml", _TOML, direct.read_any_toml, 40, 400),
    Reader("csl", data.yaml_of(data.REFERENCES), direct.read_works, 60, 250),
    Reader("csl-json", data.json_of(data.REFERENCES), direct.read_works_in_json, 60, 250),
    Reader("bib", data.bibs(), direct.read_works_in_bib, 40, 250, data.BIB_MARKS),
    Reader("ris", st.just(data.RIS), direct.read_works_in_ris, 1, 250, data.RIS_MARKS),
    Reader("names", data.yaml_of(data.NAMES), direct.read_names, 60, 400),
    Reader("index", data.yaml_of(data.INDEX), direct.read_index, 60, 400),
    Reader("figures", _FIGURES, direct.read_figure, 60, 250),
    Reader("geojson", data.json_of(sources.PLACES), direct.read_places, 60, 80),
    Reader("svg", data.svgs(), direct.read_drawing, 60, 400, data.SVG_MARKS),
    Reader("css", sources.sheets(), direct.read_css, 60, 250, sources.CSS_MARKS),
    Reader("manifest", data.json_of(data.MANIFEST), direct.read_manifest, 60, 400),
    Reader("template", sources.templates(), direct.read_template, 60, 250, sources.JINJA_MARKS),
    Reader("catalogue", data.toml_of(sources.CATALOGUE), direct.read_catalogue, 40, 250),
    Reader("import-sidebar", sources.torn(sources.SIDEBAR), direct.read_sidebar, 40, 600),
)
# And these a whole book, or what others wrote.
IN_A_BOOK = (
    Reader("chapter", chapters.sound, check_publicly("one.md"), 10),
    Reader("chapter-torn", chapters.sound, check_with(WHOLE, "one.md"), 20, 40, chapters.MARKS),
    Reader(
        "book-references",
        data.yaml_of(data.REFERENCES),
        check_with(CITED, "data/references.yaml"),
        60,
    ),
    Reader(
        "book-csl-json",
        data.json_of(data.REFERENCES),
        check_with(CITED, "references.json", **_WORKS_ALONE),
        40,
    ),
    Reader("book-bib", data.bibs(), check_with(CITED, "a.bib", **_WORKS_ALONE), 40),
    Reader("book-names", data.yaml_of(data.NAMES), check_with(LISTED, "data/names.yaml"), 50),
    Reader("book-index", data.yaml_of(data.INDEX), check_with(LISTED, "data/index.yaml"), 50),
    Reader("book-figures", _FIGURES, check_with(PICTURED, "data/figure.yaml"), 50),
    Reader("book-svg", data.svgs(), check_with(PICTURED, "images/a.svg"), 50),
    Reader("book-geojson", data.json_of(sources.PLACES), read_geojson, 20),
    Reader("settings", data.toml_of(data.BOOK), read_settings, 60, 60),
    Reader("import", chapters.sound, import_of("a.md"), 20, 40, chapters.MARKS),
    Reader(
        "import-contents", sources.torn(sources.SOURCE["SUMMARY.md"]), import_of("SUMMARY.md"), 50
    ),
    Reader("import-quarto", data.yaml_of(sources.QUARTO), import_of("_quarto.yml"), 50),
    Reader("import-mdbook", data.toml_of(sources.MDBOOK), import_of("book.toml"), 40),
    Reader("import-mkdocs", data.yaml_of(sources.MKDOCS), import_of("mkdocs.yml"), 50),
    Reader("import-gitbook", data.json_of(sources.GITBOOK), import_of("book.json"), 40),
)
READERS = {reader.name: reader for reader in (*DIRECT, *IN_A_BOOK)}
