"""nkbook new: the first book, sound from the start."""

from __future__ import annotations

import datetime
import os
import pty
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest
from conftest import Run, run_nkbook
from judges import PATIENCE, epubcheck
from places import REPOSITORY

from nkbook.locales.registry import languages

pytestmark = pytest.mark.slow

FORMATS = ("pdf", "print", "booklet", "epub", "site")


@pytest.mark.parametrize("language", languages())
def test_a_new_book_is_sound(tmp_path: Path, language: str) -> None:
    made = run_nkbook("new", "我的書", "--language", language, cwd=tmp_path)
    assert (made.code, made.err) == (0, "")
    assert "next: nkbook build 我的書" in made.out
    book = tmp_path / "我的書"
    assert sorted(path.name for path in book.rglob("*")) == ["book.toml", "chapters", "one.md"]
    checked = run_nkbook("check", "--strict", book)
    assert (checked.code, checked.out, checked.err) == (0, "", "")
    settings = tomllib.loads((book / "chapters/book.toml").read_text(encoding="utf-8"))
    assert settings["book"]["language"] == language
    assert settings["book"]["slug"] == "my-book"
    assert abs(settings["release"]["date"] - datetime.date.today()).days <= 1  # noqa: DTZ011


@pytest.mark.slow
def test_a_new_book_is_built(tmp_path: Path) -> None:
    run_nkbook("new", "first", cwd=tmp_path)
    run = run_nkbook("build", "--strict", "first", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    made = tmp_path / "first/output/zh-Hant-HK"
    assert (made / "first.pdf").read_bytes().startswith(b"%PDF-")
    assert epubcheck.judge(made / "first.epub") == ()


@pytest.mark.slow
def test_every_setting_that_a_new_book_comments_out_can_be_used(tmp_path: Path) -> None:
    for script, language in (("zh-Hant", "zh-Hant-HK"), ("zh-Hans", "zh-Hans-CN")):
        run_nkbook("new", script, "-l", language, cwd=tmp_path)
        path = tmp_path / script / "chapters/book.toml"
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        given = [line for line in lines if line.startswith("creators = ")]
        in_use = "\n".join(
            line.removeprefix("# ")
            if line.startswith("# ") and (" = " in line or "[" in line)
            else line
            for line in lines
            if line not in given
        )
        assert in_use.count("\n# ") < text.count("\n# ")
        path.write_text(in_use, encoding="utf-8")
        checked = run_nkbook("check", tmp_path / script)
        assert (checked.code, checked.err) == (0, "")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    "template", ["novel", "scholarly", "technical", "poetry", "letters", "bilingual"]
)
def test_a_book_of_each_kind_is_sound(
    tmp_path: Path, run_here: Callable[..., Run], template: str, language: str
) -> None:
    folder = tmp_path / "book"
    assert run_here("new", folder, "-l", language, "--template", template).code == 0
    checked = run_here("check", "--strict", folder)
    assert (checked.code, checked.out, checked.err) == (0, "", "")
    files = {path.name for path in (folder / "chapters").rglob("*.md")}
    named = (folder / "chapters/book.toml").read_text(encoding="utf-8")
    assert all(f'"{name}"' in named for name in files)


@pytest.mark.parametrize(
    "template", ["novel", "scholarly", "technical", "poetry", "letters", "bilingual"]
)
def test_a_book_of_each_kind_is_built_in_all_formats(tmp_path: Path, template: str) -> None:
    run_nkbook("new", "b", "--template", template, cwd=tmp_path)
    formats = [word for name in FORMATS for word in ("-f", name)]
    run = run_nkbook("build", "--strict", *formats, "b", cwd=tmp_path)
    assert (run.code, run.err) == (0, "")
    made = tmp_path / "b/output/zh-Hant-HK"
    assert epubcheck.judge(made / "b.epub") == ()
    for name, least in (("b", 10), ("b-print", 10), ("b-cover", 1), ("b-booklet", 6)):
        with pymupdf.open(made / f"{name}.pdf") as book:
            assert book.page_count >= least, name
    pages = {path.stem for path in (tmp_path / "b/output/site/zh-Hant-HK").glob("*.html")}
    assert pages >= {"index", "search", "colophon"}
    assert len(pages) > 5
    assert len(list((tmp_path / "b/output/site/downloads").iterdir())) >= len(FORMATS) - 1


def test_a_terminal_is_asked(tmp_path: Path) -> None:
    """What is typed at the three questions is in the book; an empty line takes what is offered."""
    parent, child = pty.openpty()
    arguments = [sys.executable, "-m", "nkbook", "new", "b", "-t", "海"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    process = subprocess.Popen(
        arguments, cwd=tmp_path, env=environment, stdin=child, stdout=subprocess.PIPE
    )
    os.close(child)
    os.write(parent, "zh-Hans-CN\n林一\n".encode())
    process.communicate(timeout=PATIENCE)
    os.close(parent)
    settings = tomllib.loads((tmp_path / "b/chapters/book.toml").read_text(encoding="utf-8"))
    book = settings["book"]
    assert (book["language"], book["title"]) == ("zh-Hans-CN", "海")
    assert book["creators"] == [{"name": "林一"}]


@pytest.mark.parametrize(
    ("folder", "slug"),
    [("My Book", "my-book"), ("Élan_2", "elan-2"), ("書 3", "3"), ("--", "my-book")],
)
def test_the_files_are_named_after_the_folder(tmp_path: Path, folder: str, slug: str) -> None:
    assert run_nkbook("new", "--", folder, cwd=tmp_path).code == 0
    text = (tmp_path / folder / "chapters/book.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["book"]["slug"] == slug


@pytest.mark.slow
@pytest.mark.parametrize("title", ['他說"好"\\', "{date}", "二行\n甲", "\x7f\t"])
def test_any_title_and_author(tmp_path: Path, title: str) -> None:
    assert run_nkbook("new", "a", "-t", title, "-a", title, cwd=tmp_path).code == 0
    text = (tmp_path / "a/chapters/book.toml").read_text(encoding="utf-8")
    book = tomllib.loads(text)["book"]
    assert (book["title"], book["creators"]) == (title, [{"name": title}])


def test_what_is_there_already_stays(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/notes.txt").write_text("mine", encoding="utf-8")
    run = run_nkbook("new", "a", cwd=tmp_path)
    assert run.code == 2
    assert "a has files in it; name a new or an empty folder" in run.err
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["notes.txt"]


def test_a_place_that_cannot_be_written_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    run = run_nkbook("new", "file/book", cwd=tmp_path)
    assert run.code == 5
    assert "NK602" in run.err
    assert "Traceback" not in run.err
