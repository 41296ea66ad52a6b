"""The registry of formats: what a row declares is what a build makes; any other name is refused."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import Pipe
from pathlib import Path
from threading import Thread

import folder_format
import publications
import pymupdf
import pytest
from conftest import Run, run_nkbook
from lxml import etree
from places import REPOSITORY

from nkbook.diagnostics.errors import ConfigError
from nkbook.formats.base import FormatContext
from nkbook.formats.registry import renderer
from nkbook.formats.tasks import Task
from nkbook.locales.labels import load_labels
from nkbook.model.publication import Publication
from nkbook.output import MANIFEST
from nkbook.pipeline import steps as pipeline
from nkbook.pipeline import worker
from nkbook.pipeline.job import Job, Outcome
from nkbook.pipeline.pool import run_all
from nkbook.pipeline.processes import Processes, processes
from nkbook.pipeline.request import Request
from nkbook.project.config import formats
from nkbook.project.config.formats import (
    EPUB,
    FORMATS,
    PAGES,
    PDF,
    PRINT,
    SITE,
    format_named,
)
from nkbook.project.config.options import Options
from nkbook.store import open_store
from nkbook.store.pickling import dumps, loads

# One for each format, should there ever be ten: with their check digits.
ISBNS = dict(
    zip(
        FORMATS,
        [
            "978-962-00-0000-3",
            "978-962-00-0001-0",
            "978-962-00-0002-7",
            "978-962-00-0003-4",
            "978-962-00-0004-1",
            "978-962-00-0005-8",
            "978-962-00-0006-5",
            "978-962-00-0007-2",
            "978-962-00-0008-9",
            "978-962-00-0009-6",
        ],
        strict=False,
    )
)
# With what every file that may go with a format asks for
SOLD = """
[sample]
chapters = 1
[trade]
address = "https://example.org/"
territories = ["WORLD"]
prices = [{ amount = "100", currency = "HKD" }]
google = true
"""
NAMES = {
    "pdf": "PDF",
    "print": "印刷本",
    "booklet": "小冊子",
    "epub": "EPUB",
    "site": "網上版",
}  # in Hong Kong


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a book is that has a cover, a colophon and an ISBN for every format, built."""
    folder = tmp_path_factory.mktemp("formats")
    isbn = ", ".join(f'{name} = "{number}"' for name, number in ISBNS.items())
    publications.written(
        folder,
        "文。",
        front='"cover", "colophon"',
        settings=f"[imprint]\nisbn = {{ {isbn} }}\n[build]\nformats = {json.dumps(list(FORMATS))}"
        f"\n{SOLD}",
    )
    assert run_nkbook("check", folder).code == 0
    run = run_nkbook("build", folder, "-j", "2", "-o", folder / "output")
    assert (run.code, run.err) == (0, "")
    return folder / "output/zh-Hant-HK"


def texts(path: Path) -> Iterator[str]:
    """Yield the texts of a file's pages, or of a folder's, without spaces."""
    if path.is_dir():
        for file in sorted(path.rglob("*.*html")):
            yield squeezed("".join(etree.parse(file).getroot().itertext()))
    elif path.suffix == ".epub":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith(".xhtml"):
                    yield squeezed("".join(etree.fromstring(archive.read(name)).itertext()))
    else:
        with pymupdf.open(path) as book:
            for page in book:
                yield squeezed(page.get_text())


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS.values(), ids=str)
def test_a_format_makes_what_its_row_declares(built: Path, format: formats.Format) -> None:
    rows = json.loads((built.parent / MANIFEST).read_text(encoding="utf-8"))["files"]
    listed = {(row["path"], row["format"]) for row in rows}
    names = [(format.file_name("small"), format.name)]
    names += [(format.companion(kind, "small"), kind) for kind in format.companions]
    for name, kind in names:
        place = f"zh-Hant-HK/{name}" if not format.joiner else name
        assert (place, kind) in listed
        assert (built.parent / place).exists()


@pytest.mark.slow
def test_a_build_makes_nothing_else(built: Path) -> None:
    own = [format for format in FORMATS.values() if not format.joiner]
    declared = {format.file_name("small") for format in own}
    for format in own:
        declared |= {format.companion(kind, "small") for kind in format.companions}
    assert {path.name for path in built.iterdir()} == declared
    whole = {format.file_name("small") for format in FORMATS.values() if format.joiner}
    others = {MANIFEST, ".lock", built.name}
    assert {path.name for path in built.parent.iterdir()} == whole | others


@pytest.mark.slow
@pytest.mark.parametrize("format", FORMATS.values(), ids=str)
def test_the_colophon_has_the_isbn_of_its_own_format(built: Path, format: formats.Format) -> None:
    """Whatever format may have an ISBN can print it, under its name (B1)."""
    folder = built.parent if format.joiner else built
    shown = "\n".join(texts(folder / format.file_name("small")))
    assert f"{ISBNS[format.name]}（{NAMES.get(format.name, format.title)}）" in shown
    others = [number for name, number in ISBNS.items() if name != format.name]
    assert not [number for number in others if number in shown]


def test_a_book_may_call_a_format_otherwise(tmp_path: Path) -> None:
    settings = '[labels]\nformat-pdf = "電子版"\n'
    publication, _ = publications.written(tmp_path, "文。", settings=settings)
    assert publication.edition.labels["format_pdf"] == "電子版"
    assert publication.edition.labels["format_epub"] == "EPUB"


@pytest.mark.parametrize("format", [*FORMATS.values(), PAGES], ids=str)
def test_a_row_names_a_renderer_and_a_table(format: formats.Format) -> None:
    assert list(inspect.signature(renderer(format)).parameters) == [
        "publication",
        "context",
        "target",
    ]
    assert format.renderer.startswith("nkbook.formats.")
    assert format.options in {info.annotation for info in Options.model_fields.values()}
    assert re.fullmatch("[a-z]+", format.name), "it is a part of labels and of file names"


def test_every_table_of_a_format_is_some_formats_own() -> None:
    """Those for all formats apart."""
    own = {format.options for format in FORMATS.values()}
    fields = Options.model_fields.items()
    assert {name for name, info in fields if info.annotation not in own} == {
        "anchors",
        "fonts",
        "limits",
        "maths",
        "notes",
        "sample",
        "text",
        "trade",
    }


def test_no_two_formats_make_one_file() -> None:
    names = [format.file_name("small") for format in FORMATS.values()]
    for format in FORMATS.values():
        names += [format.companion(kind, "small") for kind in format.companions]
    assert len(names) == len(set(names))


@pytest.mark.slow
def test_declarations_load_no_renderer() -> None:
    """The command line starts fast, and fonts are chosen before the libraries look for them."""
    code = (
        "import sys, nkbook.cli, nkbook.pipeline.steps, nkbook.project.config.formats\n"
        "print(*sorted({'weasyprint', 'pydyf', 'ebooklib', 'nkbook.weasy', 'nkbook.formats.pdf',"
        " 'nkbook.formats.epub', 'nkbook.formats.press'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert done.stdout == "\n"


@pytest.mark.parametrize(
    ("name", "hint"),
    [("epud", 'did you mean "epub"?'), ("docx", "one of pdf, print, booklet, epub, site")],
)
def test_unknown_names_are_refused(
    tmp_path: Path, run_here: Callable[..., Run], name: str, hint: str
) -> None:
    """book.toml's are in tests/bad/NK106-unknown-format."""
    publications.written(tmp_path, "文。")
    run = run_here("build", tmp_path, "-f", name)
    assert run.code == 2
    assert f'format "{name}" is not known' in run.err
    assert hint in run.err
    for refused in (
        lambda: format_named(name),
        lambda: pipeline.build(Request(tmp_path, formats=("pdf", name))),
    ):
        with pytest.raises(ConfigError) as raised:
            refused()
        (found,) = raised.value.diagnostics
        assert (found.code, found.hint) == ("NK106", hint)


def test_words_for_formats_are_in_every_language() -> None:
    for language in ("zh-Hant-HK", "zh-Hant-TW", "zh-Hans-CN"):
        labels = load_labels(language)
        assert labels["format_print"] == "印刷本"
        assert labels["format_booklet"]


Source = tuple[Publication, FormatContext]


@pytest.mark.parametrize(
    ("wanted", "page_list", "needs"),
    [
        ([PDF, EPUB], True, {"pdf": None, "epub": "zh-Hant-HK/pdf"}),
        ([EPUB, PDF], True, {"pdf": None, "epub": "zh-Hant-HK/pdf"}),
        ([PRINT, EPUB], True, {"print": None, "pages": None, "epub": "zh-Hant-HK/pages"}),
        ([PRINT, EPUB], False, {"print": None, "epub": None}),
        ([PDF], True, {"pdf": None}),
        ([SITE], True, {"site": None}),
        ([SITE, PDF], True, {"site": "zh-Hant-HK/pdf", "pdf": None}),
        (
            [SITE, EPUB],
            True,
            {"site": "zh-Hant-HK/pages", "epub": "zh-Hant-HK/pages", "pages": None},
        ),
    ],
)
def test_who_reads_the_page_map_waits_for_it(
    source: Source,
    tmp_path: Path,
    wanted: list[formats.Format],
    page_list: bool,
    needs: dict[str, str | None],
) -> None:
    publication, context = source
    context = publications.with_options(context, epub={"page-list": page_list})
    jobs = list(pipeline.plan(publication, wanted, lambda _: context, tmp_path))
    assert {job.format.name: job.needs for job in jobs} == needs
    assert all(job.target.parent == tmp_path / "zh-Hant-HK" for job in jobs)


def leaves(source: Source, tmp_path: Path, needs: str | None = None) -> Job:
    publication, context = source
    return Job(folder_format.LEAVES, publication, context, tmp_path / "e/leaves", needs)


def test_a_job_that_needs_nobody_is_a_mistake_of_the_program(
    source: Source, tmp_path: Path
) -> None:
    jobs = [leaves(source, tmp_path, needs="elsewhere")]
    with pytest.raises(KeyError, match="elsewhere"):
        run_all(jobs, Processes(1), open_store(tmp_path / "store"), lambda *_: None)


def test_seconds_are_the_jobs_own(source: Source, tmp_path: Path) -> None:
    """They are read in the process that does the job, when it begins and when it ends."""
    readings = iter([100.0, 102.5])
    ours, theirs = Pipe()
    (tmp_path / "e").mkdir()
    ours.send_bytes(dumps(Task("nkbook.pipeline.worker:render", leaves(source, tmp_path))))
    thread = Thread(target=worker.serve, args=(theirs, partial(next, readings)))
    thread.start()
    done = loads(ours.recv_bytes())
    ours.close()
    thread.join()
    assert done.seconds == 2.5
    assert (tmp_path / "e/leaves/index.txt").read_text("utf-8").startswith("百物書\n")


@pytest.mark.slow
def test_reported_times_do_not_overlap(tmp_path: Path) -> None:
    """One job at a time: together they take no longer than the whole (B9)."""
    publications.written(tmp_path, "文。" * 200)
    said: list[str] = []
    request = Request(tmp_path, formats=("pdf", "booklet", "epub"), jobs=1)
    result = pipeline.build(request, said.append)
    assert sum(result.stages.values()) <= result.seconds
    for name in ("pdf", "booklet", "epub"):
        assert f"made the {name} of zh-Hant-HK in {result.stages[name]:.1f} s" in said


@pytest.mark.slow
def test_problems_of_all_jobs_are_reported_together(tmp_path: Path) -> None:
    """An EPUB that waits for its PDF is made though that fails."""
    publications.written(tmp_path, "文。", front='"colophon"')
    templates = tmp_path / "styles/templates/pages"
    templates.mkdir(parents=True)
    (templates / "colophon.html.j2").write_text("{{ missing[format] }}", "utf-8")
    heard: dict[str, Outcome] = {}
    publication, context = publications.load(tmp_path, tmp_path / "scratch")
    jobs = list(pipeline.plan(publication, [PDF, EPUB], lambda _: context, tmp_path / "made"))
    store = open_store(tmp_path / "store")
    with pytest.raises(ConfigError) as raised, processes(1) as hands:
        run_all(jobs, hands, store, lambda job, outcome: heard.update({job.format.name: outcome}))
    assert [found.code for found in raised.value.diagnostics] == ["NK305"]  # the same, said once
    assert all(isinstance(outcome.result, ConfigError) for outcome in heard.values())
    assert list(heard) == ["pdf", "epub"]


@pytest.mark.slow
def test_a_format_may_make_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One row more in the registry, and the pipeline makes it."""
    monkeypatch.setattr(formats, "FORMATS", {**FORMATS, "leaves": folder_format.LEAVES})
    publications.written(tmp_path, "第一。", "第二。")
    output = tmp_path / "output"
    request = Request(tmp_path, formats=("leaves",), output=output)
    (built,) = pipeline.build(request).files
    folder = output / "zh-Hant-HK/small-leaves"
    assert built.path == folder
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.txt"))
    assert files == ["index.txt", "text/one.txt", "text/two.txt"]
    assert built.bytes == sum((folder / name).stat().st_size for name in files)
    (row,) = json.loads((output / MANIFEST).read_text("utf-8"))["files"]
    assert (row["path"], row["format"], row["files"]) == ("zh-Hant-HK/small-leaves", "leaves", 3)

    toml = tmp_path / "chapters/book.toml"
    toml.write_text(toml.read_text("utf-8").replace(', "two.md"', ""), "utf-8")
    pipeline.build(request)
    assert [path.name for path in (folder / "text").iterdir()] == ["one.txt"]
    assert [path.name for path in folder.parent.iterdir()] == ["small-leaves"]
