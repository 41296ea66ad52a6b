"""The command line: verbs, what goes to which stream, machine-readable output."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import Run, run_nkbook
from judges import PATIENCE
from places import REPOSITORY

import nkbook
from nkbook.diagnostics.codes import CODES

pytestmark = pytest.mark.slow


def test_version_and_help() -> None:
    assert nkbook.__version__ in run_nkbook("--version").out
    help_text = run_nkbook("build", "-h").out
    for option in ("--format", "--edition", "--output", "--jobs", "--strict", "--open"):
        assert option in help_text


def test_alone_it_says_what_to_do_next(
    book: Callable[[str], Path],
    run_here: Callable[..., Run],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(book("minimal"))
    run = run_here()
    assert (run.code, run.out.splitlines()[1].split()[:2]) == (0, ["nkbook", "build"])
    empty, manuscript = tmp_path / "empty", tmp_path / "manuscript"
    empty.mkdir()
    monkeypatch.chdir(empty)
    assert run_here().out.startswith("nkbook new ")
    (manuscript / "docs").mkdir(parents=True)
    (manuscript / "docs/one.md").write_text("# 甲\n", encoding="utf-8")
    monkeypatch.chdir(manuscript)
    assert run_here().out.startswith("nkbook import ")


def test_check_of_a_sound_book_says_nothing(book: Callable[[str], Path]) -> None:
    run = run_nkbook("check", book("everything"))
    assert (run.code, run.out, run.err) == (0, "", "")


def test_check_in_json(book: Callable[[str], Path]) -> None:
    folder = book("minimal")
    (folder / "chapters/one.md").write_text("---\ntitle: 篇\n---\n\n見[](#無)。\n", "utf-8")
    run = run_nkbook("check", folder, "--format", "json")
    assert run.code == 0
    (found,) = json.loads(run.out)
    assert found["code"] == "NK208"
    assert found["severity"] == "warning"
    assert found["location"] == {"path": "chapters/one.md", "line": 5, "column": None}


@pytest.mark.slow
def test_select_decides_the_exit_code(book: Callable[[str], Path]) -> None:
    folder = book("minimal")
    (folder / "chapters/one.md").write_text("---\ntitle: 篇\n---\n\n見[](#無)。\n", "utf-8")
    assert run_nkbook("check", folder, "--strict", "--select", "NK3").code == 0
    assert run_nkbook("check", folder, "--strict", "--select", "NK208").code == 1


@pytest.mark.slow
def test_progress_is_for_stderr_and_the_result_for_stdout(book: Callable[[str], Path]) -> None:
    run = run_nkbook("-v", "build", book("minimal"), "-f", "epub")
    assert run.out.startswith("built 3 files in ")
    assert run.out.count("\n") == 4
    assert "made the epub of zh-Hant-HK" in run.err


@pytest.mark.slow
def test_quiet_prints_nothing(book: Callable[[str], Path]) -> None:
    run = run_nkbook("-q", "build", book("minimal"), "-f", "epub")
    assert (run.code, run.out, run.err) == (0, "", "")


@pytest.mark.slow
def test_build_in_the_books_own_folder(book: Callable[[str], Path]) -> None:
    folder = book("minimal")
    run = run_nkbook("build", "-f", "epub", cwd=folder)
    first, *rows = run.out.splitlines()
    assert re.fullmatch(r"built 3 files in [\d.]+ s", first)
    assert re.fullmatch(r"  output/zh-Hant-HK/minimal\.epub +\d+ kB +[\d.]+ s", rows[0])
    assert re.fullmatch(r"  output/zh-Hant-HK/onix\.xml +\d kB", rows[1])


def test_a_terminal_shows_what_is_being_made(book: Callable[[str], Path]) -> None:
    """Elsewhere nothing moves: what is piped into a file has no line of it."""
    parent, child = pty.openpty()
    arguments = [sys.executable, "-m", "nkbook", "build", str(book("minimal")), "-f", "epub"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TERM": "xterm"}
    shown = b""
    with subprocess.Popen(
        arguments, env=environment, stdout=subprocess.DEVNULL, stderr=child
    ) as process:
        os.close(child)
        with suppress(OSError):  # the other end has closed
            while data := os.read(parent, 4096):
                shown += data
        assert process.wait(PATIENCE) == 0
    os.close(parent)
    assert b"building minimal" in shown or b"reading" in shown
    assert b"0:00:0" in shown


def test_every_code_explains_itself() -> None:
    for row in CODES.values():
        assert row.rationale.endswith(".")
        assert len(row.rationale) > len("Each key takes one type.")


def test_unknown_edition_is_a_configuration_error(book: Callable[[str], Path]) -> None:
    run = run_nkbook("build", book("minimal"), "-e", "zh-Hant-SG")
    assert run.code == 3
    assert "NK106" in run.err


@pytest.mark.slow
def test_problems_are_grouped(book: Callable[[str], Path]) -> None:
    """Warnings come first, errors next to the prompt; of many of a kind only some are printed."""
    folder = book("minimal")
    links = "\n\n".join(f"甲[](#無{number})。" for number in range(23))
    text = f"---\ntitle: 篇\n---\n\n{links}\n\n这。\n\n::: {{.only}}\n乙。\n:::\n"
    (folder / "chapters/one.md").write_text(text, "utf-8")
    run = run_nkbook("check", "--no-pandoc", folder)
    assert run.code == 1
    lines = run.err.splitlines()
    problems = [line for line in lines if line.startswith("chapters/one.md:")]
    assert [line.split()[1] for line in problems] == ["NK208"] * 3 + ["NK224", "NK219"]
    assert "… and 20 more NK208 (nkbook -v prints all)" in lines
    assert lines[-5:-1] == [
        "1 error, 24 warnings",
        "  23 × NK208 dangling cross-reference, in 1 file, first chapters/one.md:5",
        "  1 × NK219 edition not known",
        "  1 × NK224 character in the wrong script",
    ]
    assert lines[-1] == "nkbook check --explain CODE says what a code means and what to do"
    everything = run_nkbook("-v", "check", "--no-pandoc", folder).err
    assert everything.count("NK208 ") == 23 + 1
    assert run_nkbook("-q", "check", "--no-pandoc", folder).err.count("\n  1 ×") == 0


def test_one_problem_needs_no_groups(book: Callable[[str], Path]) -> None:
    run = run_nkbook("build", book("minimal"), "-e", "zh-Hant-SG")
    assert run.err.endswith("1 error\n")


@pytest.mark.slow
def test_the_options_before_the_verb_hold_for_what_stops_it_too(tmp_path: Path) -> None:
    run = run_nkbook("-q", "build", tmp_path)
    assert (run.code, run.out) == (3, "")
    assert run.err.startswith("NK105 ")
    assert "1 error" not in run.err
    assert "\x1b[" in run_nkbook("--color", "build", tmp_path, NO_COLOR="").err
    assert "\x1b[" not in run_nkbook("--no-color", "build", tmp_path, NO_COLOR="").err


def test_unknown_verb_is_a_usage_error() -> None:
    run = run_nkbook("bild")
    assert run.code == 2
    assert "bild" in run.err
