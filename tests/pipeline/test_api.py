"""The public interface, as a program outside nkbook uses it; test_distribution checks its types."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run
from places import REPOSITORY
from programs import BUILD, CHECK

import nkbook

IMPORT = """
import sys

import nkbook

before = set(sys.modules)
print(nkbook.__version__, sorted({"weasyprint", "lxml", "pydantic", "click"} & before))
print(sorted(name for name in before if name.startswith("nkbook.")))
print(set(nkbook.__all__) <= set(dir(nkbook)), nkbook.Severity("error").name)
try:
    nkbook.no_such_name
except AttributeError as error:
    print(error)
"""


def run_script(folder: Path, text: str, *arguments: str | Path) -> Run:
    """Run a program that lies in an otherwise empty folder."""
    script = folder / "script.py"
    script.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.mark.slow
def test_a_program_builds_a_book(book: Callable[[str], Path], tmp_path: Path) -> None:
    run = run_script(tmp_path, BUILD, book("minimal"))
    assert (run.code, run.err) == (0, "")
    assert run.out.splitlines() == [
        "epub zh-Hant-HK made/zh-Hant-HK/minimal.epub True",
        "5 () True",  # reading; sections, margins, the layout for the page-list; the EPUB
        "True",
    ]


@pytest.mark.slow
def test_a_program_checks_a_book(book: Callable[[str], Path], tmp_path: Path) -> None:
    folder = book("minimal")
    text = "---\ntitle: 篇\n---\n\n::: {.only edition=xx}\n文。\n:::\n"
    (folder / "chapters/one.md").write_text(text, "utf-8")
    run = run_script(tmp_path, CHECK, folder)
    assert (run.code, run.err) == (0, "")
    assert run.out.splitlines() == [
        "NK219 True chapters/one.md:5 5",
        "True True",
        "['NK105'] True",
    ]


def test_importing_nkbook_loads_nothing_else(tmp_path: Path) -> None:
    run = run_script(tmp_path, IMPORT)
    assert (run.code, run.err) == (0, "")
    assert run.out.splitlines() == [
        f"{nkbook.__version__} []",
        "[]",
        "True ERROR",
        "No nkbook attribute no_such_name",
    ]


def test_every_public_name_is_there_and_is_the_one_that_type_checkers_see() -> None:
    tree = ast.parse((REPOSITORY / "nkbook/__init__.pyi").read_text(encoding="utf-8"))
    declared = {
        alias.name: f"nkbook.{node.module}"
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    (listed,) = (node.value for node in tree.body if isinstance(node, ast.Assign))
    assert sorted(declared) == ast.literal_eval(listed) == sorted(nkbook.__all__)
    for name, module in declared.items():
        value = getattr(nkbook, name)
        assert value is getattr(sys.modules[str(module)], name)
        assert value.__doc__, f"{name} has no docstring"
