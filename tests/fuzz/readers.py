"""What reads a book's files, each with texts to read and what must hold of the reading."""

from __future__ import annotations

import resource
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from hypothesis import strategies as st
from places import BOOKS

import nkbook
from fuzz import chapters, data, sources
from nkbook.checks.conservation import lost_text
from nkbook.checks.parts.marks import lost_calls
from nkbook.checks.parts.reading import lost_in_reading
from nkbook.diagnostics.errors import NkbookError
from nkbook.diagnostics.problems import Diagnostic, has_errors
from nkbook.importing.pandoc.reading import Choices
from nkbook.importing.run import read_folder, write
from nkbook.importing.sources import sidebars
from nkbook.look.css.cleaning import cleaned
from nkbook.look.css.hiding import hiding
from nkbook.look.templating import Templates
from nkbook.manuscript import markdown
from nkbook.model.book import Chapter
from nkbook.model.metadata import Matter
from nkbook.output import manifest
from nkbook.pipeline.catalogue import listing
from nkbook.project import config
from nkbook.project.headers import read_header
from nkbook.reading.text import printable

LOST = {"NK227", "NK263", "NK264", "NK265", "NK266", "NK503"}
SECONDS = 20  # of CPU: a thousand times what the longest of these texts needs
MEGABYTES = 1_000  # that reading one of them may take besides what is taken already: fifty times


class FoundError(AssertionError):
    """nkbook did what it must not do with a text."""


@dataclass(frozen=True, slots=True)
class Reader:
    """``read`` raises for a text of which nkbook makes neither a book nor a problem.

    ``cases`` is how many ``make test`` takes; ``make fuzz`` takes as many as it has time for.
    """

    name: str
    texts: st.SearchStrategy[str]
    read: Callable[[str], None]
    cases: int  # that make test takes


@contextmanager
def bounded() -> Iterator[None]:
    """Raise FoundError in the block when it has used too much of the processor, or of memory."""

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise FoundError(f"not done in {SECONDS} s of CPU")

    before = signal.signal(signal.SIGPROF, late)
    limits = resource.getrlimit(resource.RLIMIT_DATA)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    resource.setrlimit(resource.RLIMIT_DATA, (_data() + (MEGABYTES << 20), limits[1]))
    try:
        yield
    except MemoryError as error:
        raise FoundError(f"more than {MEGABYTES} MB of memory") from error
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_DATA, limits)


def _data() -> int:
    """Return the bytes of data that this process has (elsewhere than on Linux: all there are)."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[5])
    except OSError:
        return 1 << 50
    return pages * resource.getpagesize()


def memory_of_at_most(megabytes: int) -> None:
    """Let this process fail (MemoryError) that asks for more."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def _judge_error(error: NkbookError) -> None:
    """Judge what a reading raises: what it took too much of is a fault, and all that is lost."""
    if any(one.code in ("NK120", "NK121", "NK123") for one in error.diagnostics):
        raise FoundError(f"beyond its limits: {error}")
    judge(error.diagnostics)


def judge(problems: Iterable[Diagnostic]) -> None:
    """Raise FoundError for problems that say too little, or that text was lost."""
    for problem in problems:
        if problem.code in LOST:
            raise FoundError(f"lost: {problem}")
        if problem.location is None:
            raise FoundError(f"without a place: {problem}")


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
        text, _ = printable(text.replace("\r\n", "\n").replace("\r", "\n"), "chapters/one.md")
        chapter = Chapter("one", "題", Matter.BODY, text, "chapters/one.md", 1, None, True, 1)
        document, problems = markdown.parse(chapter)
        judge(problems)
        if not has_errors(problems):
            judge(lost_text(document, chapter))
            judge(lost_calls(document, problems))
            judge(lost_in_reading(document))


def read_header_of(text: str) -> None:
    """Read the header of a chapter."""
    with bounded():
        text = text.encode(errors="replace").decode()  # as every file's text is
        try:
            judge(read_header(text, "chapters/one.md").problems)
        except NkbookError as error:
            _judge_error(error)


def read_manifest(text: str) -> None:
    """Look at what may lie in an output folder."""
    with tempfile.TemporaryDirectory() as folder, bounded():
        Path(folder, manifest.MANIFEST).write_bytes(text.encode("utf-8", "surrogatepass"))
        manifest.listed(Path(folder))
        manifest.kept(Path(folder))


ONE = """---
title: 一
---

青洲[燈塔]{.index key="燈塔"}、[燈船]{.index}與陳大文。
[@chan2020, 頁 12；@smith1999；@c]@chan2020 說。

![圖](data/figure.yaml){#fig-a alt=替}與

![畫](images/a.svg)
"""
BASE: Mapping[str, str] = {
    "book.toml": """
[book]
slug = "small"
title = "小書"
language = "zh-Hant-HK"
creators = [{ name = "甲" }]
[release]
version = "1"
date = 2026-03-04
[build]
editions = ["zh-Hant-HK", "zh-Hans-CN"]
[spine]
front = ["contents"]
body = ["one.md"]
back = ["index", "names", "bibliography"]
""",
    "one.md": ONE,
    "two.md": "# 二\n\n文。\n",
    "data/references.yaml": data.as_yaml(data.REFERENCES),
    "data/names.yaml": data.as_yaml(data.NAMES),
    "data/index.yaml": data.as_yaml(data.INDEX),
    "data/figure.yaml": data.as_yaml(data.FIGURES[-1]),
    "images/a.svg": data.SVG.replace('<image href="b.png" width="4" height="4"/>', ""),
}


def write_book(folder: Path, changes: Mapping[str, str | None]) -> None:
    """Write a small book with all kinds of files, of which some are others or missing."""
    for name, text in {**BASE, **changes}.items():
        path = folder / "chapters" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            path.write_bytes(text.encode("utf-8", "surrogatepass"))
    island = folder / "chapters/data/island.geojson"
    shutil.copyfile(BOOKS.parents[1] / "docs/example/chapters/data/island.geojson", island)


def check_with(*names: str, **changes: str | None) -> Callable[[str], None]:
    """Return what checks a book of which the files of these names are a text."""

    def read(text: str) -> None:
        with tempfile.TemporaryDirectory() as folder, bounded():
            write_book(Path(folder), {**changes, **dict.fromkeys(names, text)})
            try:
                judge(nkbook.check(folder))
            except NkbookError as error:
                _judge_error(error)

    return read


def read_settings(text: str) -> None:
    """Read book.toml, and the book if it is sound."""
    with tempfile.TemporaryDirectory() as folder, bounded():
        write_book(Path(folder), {"book.toml": text})
        try:
            loaded = config.load(Path(folder))
            assert loaded.source_date.year
            nkbook.check(folder)
        except NkbookError as error:
            _judge_error(error)


def read_css(text: str) -> None:
    """Clean a stylesheet: what is left fetches nothing."""
    with bounded():
        text = text.encode(errors="replace").decode()
        first = cleaned(text)
        hiding(text)
        if not first.excess and cleaned(first.css).dropped:
            raise FoundError(f"a cleaned stylesheet fetches: {first.css[:200]!r}")


def read_geojson(text: str) -> None:
    """Read a map's places and draw them."""
    with tempfile.TemporaryDirectory() as folder, bounded():
        write_book(Path(folder), {"data/figure.yaml": data.as_yaml(sources.MAP)})
        place = Path(folder, "chapters/data/island.geojson")
        place.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            judge(nkbook.check(folder))
        except NkbookError as error:
            _judge_error(error)


def read_template(text: str) -> None:
    """Render a template with values of every kind."""
    with tempfile.TemporaryDirectory() as folder, bounded():
        Path(folder, "a.j2").write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            Templates((Path(folder),)).render("a.j2", **sources.VALUES)
        except NkbookError as error:
            _judge_error(error)


def read_catalogue(text: str) -> None:
    """Read the list of a catalogue's books."""
    with tempfile.TemporaryDirectory() as folder, bounded():
        path = Path(folder, "books.toml")
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            listing.load(path)
        except NkbookError as error:
            _judge_error(error)


def read_sidebar(text: str) -> None:
    """Read a literal of JavaScript."""
    with bounded():
        sidebars.parse(text)


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
                _judge_error(error)
                return
            write(imported, Path(folder, "book"))
            config.load(Path(folder, "book"))

    return read


_NO_YAML: Mapping[str, str | None] = {"data/references.yaml": None}
_headers = st.builds("---\n{}---\n{}".format, data.yaml_of(data.HEADER), st.just("文。\n"))
READERS = {
    reader.name: reader
    for reader in (
        Reader("markdown", chapters.sound | chapters.torn, read_torn, 1000),
        Reader("whole", chapters.sound, read_markdown, 400),
        Reader("whole-torn", chapters.torn, read_markdown, 500),
        Reader("chapter", chapters.sound, check_with("one.md"), 100),
        Reader("header", _headers, read_header_of, 500),
        Reader(
            "references", data.yaml_of(data.REFERENCES), check_with("data/references.yaml"), 200
        ),
        Reader(
            "csl-json",
            data.json_of(data.REFERENCES),
            check_with("references.json", **_NO_YAML),
            100,
        ),
        Reader("bib", data.bibs(), check_with("a.bib", **_NO_YAML), 100),
        Reader("names", data.yaml_of(data.NAMES), check_with("data/names.yaml"), 100),
        Reader("index", data.yaml_of(data.INDEX), check_with("data/index.yaml"), 100),
        Reader(
            "figures",
            st.one_of([data.yaml_of(figure) for figure in data.FIGURES]),
            check_with("data/figure.yaml"),
            200,
        ),
        Reader("settings", data.toml_of(data.BOOK), read_settings, 400),
        Reader("manifest", data.json_of(data.MANIFEST), read_manifest, 300),
        Reader("svg", data.svgs(), check_with("images/a.svg"), 150),
        Reader("css", sources.sheets(), read_css, 1000),
        Reader("geojson", data.json_of(sources.PLACES), read_geojson, 150),
        Reader("template", sources.templates(), read_template, 400),
        Reader("catalogue", data.toml_of(sources.CATALOGUE), read_catalogue, 300),
        Reader("import", chapters.sound | chapters.torn, import_of("a.md"), 200),
        Reader(
            "import-contents",
            sources.torn(sources.SOURCE["SUMMARY.md"]),
            import_of("SUMMARY.md"),
            200,
        ),
        Reader("import-quarto", data.yaml_of(sources.QUARTO), import_of("_quarto.yml"), 200),
        Reader("import-mdbook", data.toml_of(sources.MDBOOK), import_of("book.toml"), 200),
        Reader("import-mkdocs", data.yaml_of(sources.MKDOCS), import_of("mkdocs.yml"), 200),
        Reader("import-gitbook", data.json_of(sources.GITBOOK), import_of("book.json"), 150),
        Reader("import-sidebar", sources.torn(sources.SIDEBAR), read_sidebar, 1000),
    )
}
