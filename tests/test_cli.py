"""The command line: verbs, what goes to which stream, machine-readable output."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import run_nkbook

import nkbook
from nkbook.diagnostics.codes import CODES


def test_version_and_help() -> None:
    assert nkbook.__version__ in run_nkbook("--version").out
    help_text = run_nkbook("build", "-h").out
    for option in ("--format", "--edition", "--output", "--jobs", "--strict", "--open"):
        assert option in help_text


def test_check_of_a_sound_book_says_nothing(book: Callable[[str], Path]) -> None:
    run = run_nkbook("check", book("everything"))
    assert (run.code, run.out, run.err) == (0, "", "")


def test_check_in_json(book: Callable[[str], Path]) -> None:
    folder = book("minimal")
    (folder / "chapters/one.md").write_text("---\ntitle: 篇\n---\n\n見[](#無)。\n", "utf-8")
    run = run_nkbook("check", folder, "--format", "json")
    assert run.code == 1
    (found,) = json.loads(run.out)
    assert found["code"] == "NK208"
    assert found["severity"] == "error"
    assert found["location"] == {"path": "chapters/one.md", "line": 5, "column": None}


def test_select_decides_the_exit_code(book: Callable[[str], Path]) -> None:
    folder = book("minimal")
    (folder / "chapters/one.md").write_text("---\ntitle: 篇\n---\n\n見[](#無)。\n", "utf-8")
    assert run_nkbook("check", folder, "--select", "NK3").code == 0
    assert run_nkbook("check", folder, "--select", "NK208").code == 1


def test_progress_is_for_stderr_and_the_result_for_stdout(book: Callable[[str], Path]) -> None:
    run = run_nkbook("-v", "build", book("minimal"), "-f", "epub")
    assert run.out.startswith("built ")
    assert run.out.count("\n") == 1
    assert "made the epub of zh-Hant-HK" in run.err


@pytest.mark.slow
def test_quiet_prints_nothing(book: Callable[[str], Path]) -> None:
    run = run_nkbook("-q", "build", book("minimal"), "-f", "epub")
    assert (run.code, run.out, run.err) == (0, "", "")


@pytest.mark.slow
def test_build_in_the_books_own_folder(book: Callable[[str], Path]) -> None:
    folder = book("minimal")
    run = run_nkbook("build", "-f", "epub", cwd=folder)
    assert run.out.startswith("built output/zh-Hant-HK/minimal.epub, ")


def test_every_code_explains_itself() -> None:
    for row in CODES.values():
        assert row.rationale.endswith(".")
        assert len(row.rationale) > len("Each key takes one type.")


def test_unknown_edition_is_a_configuration_error(book: Callable[[str], Path]) -> None:
    run = run_nkbook("build", book("minimal"), "-e", "zh-Hant-SG")
    assert run.code == 3
    assert "NK106" in run.err
