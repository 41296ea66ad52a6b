"""A catalogue's books are built each by itself; one that is wrong stops no other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import publications
import pytest
from conftest import run_nkbook
from judges import PATIENCE
from lxml import etree, html
from places import REPOSITORY

from nkbook.diagnostics.errors import ConfigError
from nkbook.output import MANIFEST
from nkbook.pipeline.catalogue import shelf
from nkbook.pipeline.catalogue.listing import load

LISTING = """
output = "made"

[[book]]
path = "one"

[[book]]
path = "two"
formats = ["epub"]
"""


def catalogue(folder: Path) -> Path:
    """Return a catalogue of two small books."""
    publications.written(folder / "one", "文。")
    publications.written(folder / "two", "字。")
    path = folder / "catalogue.toml"
    path.write_text(LISTING, "utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("options", [("-j", "2"), ("--cluster", "local")], ids=" ".join)
def test_each_book_has_a_folder(tmp_path: Path, options: tuple[str, ...]) -> None:
    run = run_nkbook("catalogue", catalogue(tmp_path), "--no-cache", *options)
    assert run.code == 0, run.err
    assert "2 of 2 books built" in run.out
    one, two = tmp_path / "made/one/zh-Hant-HK", tmp_path / "made/two/zh-Hant-HK"
    assert {path.suffix for path in one.iterdir()} == {".pdf", ".epub", ".xml"}
    assert {path.suffix for path in two.iterdir()} == {".epub", ".xml"}
    rows = json.loads((tmp_path / "made/one" / MANIFEST).read_text("utf-8"))["files"]
    assert {row["path"] for row in rows} == {f"zh-Hant-HK/{path.name}" for path in one.iterdir()}
    alone = run_nkbook("build", tmp_path / "one", "-o", tmp_path / "alone", "--no-cache")
    assert alone.code == 0
    for path in one.iterdir():
        assert path.read_bytes() == (tmp_path / "alone/zh-Hant-HK" / path.name).read_bytes()


@pytest.mark.slow
def test_a_site_has_all_editions_of_its_book(tmp_path: Path) -> None:
    """Though each edition is otherwise built by itself."""
    languages = '["zh-Hant-HK", "zh-Hans-CN"]'
    publications.written(tmp_path / "one", "文。", settings=f"[build]\neditions = {languages}\n")
    listing = '[[book]]\npath = "one"\nformats = ["site"]\n'
    (tmp_path / "catalogue.toml").write_text(listing, "utf-8")
    run = run_nkbook("catalogue", tmp_path / "catalogue.toml", "--no-cache")
    assert run.code == 0, run.err
    site = tmp_path / "output/one/site"
    assert {path.name for path in site.iterdir() if path.is_dir()} == {"zh-Hant-HK", "zh-Hans-CN"}
    home = (site / "index.html").read_text("utf-8")
    assert 'href="zh-Hans-CN/index.html"' in home
    _has_a_shelf(tmp_path / "output")
    (tmp_path / "output/index.html").write_text("my own", "utf-8")
    assert not shelf.put(tmp_path / "output", ["one"])


def _has_a_shelf(output: Path) -> None:
    """Judge the page and the feed of all books: what they lead to is there."""
    page = html.document_fromstring((output / "index.html").read_bytes())
    assert [one.text for one in page.iter("h2")] == ["小書"]
    hrefs = [*page.xpath("//a/@href"), *page.xpath("//img/@src")]
    feed = etree.fromstring((output / "opds.xml").read_bytes())
    assert len(feed.findall("{*}entry")) == 2
    hrefs += [str(link.get("href")) for link in feed.iter("{*}link")]
    assert "one/site/index.html" in hrefs
    assert [href for href in hrefs if not (output / href).exists()] == []


def below(parent: int) -> set[int]:
    """Return the processes that a process has started, and those that they have."""
    found: set[int] = set()
    with suppress(FileNotFoundError):
        for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
            found |= {int(child), *below(int(child))}
    return found


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL])
def test_a_catalogue_that_is_ended_leaves_no_process(tmp_path: Path, sent: signal.Signals) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "nkbook", "catalogue", catalogue(tmp_path), "--no-cache"],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "TMPDIR": str(scratch)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    started: set[int] = set()
    deadline = time.monotonic() + PATIENCE
    while len(started) < 3 and process.poll() is None:  # builders have workers of their own
        started |= below(process.pid)
        time.sleep(0.01)
    process.send_signal(sent)
    assert process.wait(PATIENCE) == -sent
    while left := [one for one in started if Path(f"/proc/{one}/exe").exists()]:
        assert time.monotonic() < deadline, f"{left} are still there"
        time.sleep(0.05)
    if sent == signal.SIGTERM:
        assert not list(scratch.iterdir())
        assert not list(tmp_path.glob("made/*/.nkbook-*"))


@pytest.mark.slow
def test_a_wrong_book_stops_no_other(tmp_path: Path) -> None:
    path = catalogue(tmp_path)
    toml = tmp_path / "two/chapters/book.toml"
    toml.write_text(toml.read_text("utf-8").replace('title = "小書"', "title = 3"), "utf-8")
    before = tmp_path / "made/two/zh-Hant-HK"
    before.mkdir(parents=True)
    (before / "small.epub").write_bytes(b"of last week")
    run = run_nkbook("catalogue", path, "--no-cache")
    assert run.code == 3
    assert "NK102" in run.err
    assert "1 of 2 books built" in run.out
    assert (tmp_path / "made/one/zh-Hant-HK/small.pdf").is_file()
    assert (before / "small.epub").read_bytes() == b"of last week"


@pytest.mark.parametrize(
    ("listing", "code"),
    [
        ("output = 3", "NK102"),
        ("[[book]]\nfolder = 'one'", "NK101"),
        ("[[book]]\npath = 'one'\n[[book]]\npath = 'other/one'", "NK106"),
        ("[[book]]\npath = 'one'\nname = '../one'", "NK106"),
        ("[[book]]\npath = 'one'\nname = '..'", "NK106"),
        ("[[book]]\npath = '/'", "NK106"),
        ("[[book]]\npath = 'loop'\nname = '.'", "NK106"),
        ("[[book]", "NK104"),
    ],
)
def test_a_wrong_catalogue_is_said(tmp_path: Path, listing: str, code: str) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(listing, "utf-8")
    with pytest.raises(ConfigError) as raised:
        load(path)
    assert code in {problem.code for problem in raised.value.diagnostics}


def test_a_problem_of_a_catalogue_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(
        "[[book]]\npath = 'one'\n[[book]]\npath = 'b/one'\n[[book]]\npath = '/'\n", "utf-8"
    )
    with pytest.raises(ConfigError) as raised:
        load(path)
    assert [str(one.location) for one in raised.value.diagnostics] == [
        "catalogue.toml:4:1",
        "catalogue.toml:6:1",
    ]


def test_a_path_in_a_circle_is_a_problem_of_its_book(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    path = tmp_path / "catalogue.toml"
    path.write_text("[[book]]\npath = 'loop'\n", "utf-8")
    assert [book.name for book in load(path).books] == ["loop"]


@pytest.mark.slow
def test_a_link_out_of_a_book_is_refused_and_its_file_goes_nowhere(tmp_path: Path) -> None:
    path = catalogue(tmp_path)
    (tmp_path / "secret.yaml").write_text("- {id: a, type: book, title: TOPSECRETWORDS}")
    for number, name in enumerate(("one", "two")):
        data = tmp_path / name / "chapters/data"
        data.mkdir()
        target = tmp_path / "secret.yaml"
        (data / "references.yaml").symlink_to(target if number else "../../../secret.yaml")
    run = run_nkbook("catalogue", path, "--no-cache")
    assert run.code == 4
    assert run.err.count("NK215") >= 2
    assert "TOPSECRETWORDS" not in run.err
    assert not list((tmp_path / "made").rglob("*.epub"))


@pytest.mark.slow
def test_a_catalogue_of_strangers_books_is_built_by_processes_of_their_own(tmp_path: Path) -> None:
    path = catalogue(tmp_path)
    (tmp_path / "two/styles").mkdir()
    (tmp_path / "two/styles/book.css").write_text("p{color:red}")
    run = run_nkbook("catalogue", path, "--untrusted")
    assert run.code == 0, run.err
    assert "2 of 2 books built" in run.out
    assert run.err.count("NK110 not used") == 1
