"""nkbook doctor: what is missing is found, named with its remedy, and decides the exit code."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import run_nkbook
from places import REPOSITORY

from nkbook.cli.doctor import engine, libraries, packages, programs, python
from nkbook.cli.doctor.finding import Finding, State
from nkbook.cli.doctor.libraries import LIBRARIES, Library
from nkbook.cli.doctor.programs import PROGRAMS
from nkbook.cli.doctor.systems import Packages, System
from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic

NOWHERE = Library("Pango", ("libnowhere.so.9",), Packages("libpango", "pango", "pango"))


def states(found: list[Finding]) -> Mapping[str, tuple[State, str | None]]:
    return {item.name: (item.state, item.code) for item in found}


@pytest.mark.slow
def test_a_sound_machine(tmp_path: Path) -> None:
    run = run_nkbook("doctor", tmp_path)
    assert (run.code, run.err) == (0, "")
    for topic in ("Python", "System libraries", "Python packages", "Fonts", "Output folder"):
        assert f"\n{topic}\n" in f"\n{run.out}"
    assert "ok  NK Serif CJK: 2 files" in run.out
    assert "ok  WeasyPrint: starts (weasyprint 70.0, pydyf " in run.out
    assert re.search(r"ok  Pango: 1\.\d+\.\d+\n", run.out)
    assert run.out.endswith("Everything that nkbook needs is here.\n")
    assert list(tmp_path.iterdir()) == []


def test_in_json(tmp_path: Path) -> None:
    run = run_nkbook("doctor", tmp_path, "--json")
    assert run.code == 0
    report = json.loads(run.out)
    assert report["ok"] is True
    assert {item["topic"] for item in report["findings"] if item["state"] == "ok"} >= {
        "Python",
        "System libraries",
        "Fonts",
    }


@pytest.mark.slow
def test_a_missing_font_and_an_output_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts/fonts.toml").write_text(
        '[[family]]\nname = "A"\nrole = "serif-cjk"\n[[family.file]]\n'
        'path = "gone.otf"\nsha256 = "00"\nweight = 400\nstyle = "normal"\n',
        encoding="utf-8",
    )
    (tmp_path / "output").write_text("", encoding="utf-8")
    run = run_nkbook("doctor", tmp_path)
    assert run.code == 5
    assert "NO  NK307 font: the font cannot be read" in run.out
    assert "      restore the file" in run.out
    assert f"NO  NK602 {tmp_path / 'output'}: " in run.out
    assert run.out.endswith("2 problems: see the remedies above.\n")
    report = json.loads(run_nkbook("doctor", tmp_path, "--json").out)
    assert report["ok"] is False
    assert {item["code"] for item in report["findings"] if item["state"] == "problem"} == {
        "NK307",
        "NK602",
    }
    assert run_nkbook("doctor", tmp_path, "-o", tmp_path / "elsewhere/deep").out.count("NK602") == 0


@pytest.mark.slow
def test_quiet_lists_problems_alone(tmp_path: Path) -> None:
    assert run_nkbook("-q", "doctor", tmp_path).out == ""
    (tmp_path / "output").write_text("", encoding="utf-8")
    run = run_nkbook("-q", "doctor", tmp_path)
    assert run.out.startswith("Output folder\n  NO  NK602 ")


@pytest.mark.slow
def test_a_missing_python_package(book: Callable[[str], Path], tmp_path: Path) -> None:
    """Doctor still runs, and the other verbs say what is missing instead of how they failed."""
    absent = 'raise ModuleNotFoundError("No module named uharfbuzz", name="uharfbuzz")'
    (tmp_path / "uharfbuzz.py").write_text(absent, encoding="utf-8")
    path = os.pathsep.join((str(tmp_path), str(REPOSITORY)))
    run = run_nkbook("doctor", tmp_path, PYTHONPATH=path)
    assert run.code == 5
    assert "NO  NK605 uharfbuzz: " in run.out
    assert "install nkbook again" in run.out
    assert "ok  Pango" in run.out
    run = run_nkbook("build", book("minimal"), PYTHONPATH=path)
    assert run.code == 5
    assert "NK605 the Python module uharfbuzz is missing" in run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize(
    ("system", "remedy"),
    [
        (System.DEBIAN, "sudo apt-get install libpango"),
        (System.FEDORA, "sudo dnf install pango"),
        (System.MACOS, "brew install pango; if it is installed: export DYLD_FALLBACK"),
        (System.WINDOWS, "in WSL: sudo apt-get install libpango"),
        (System.OTHER, "install what Debian calls libpango"),
    ],
)
def test_a_missing_library(system: System, remedy: str) -> None:
    found = libraries.look_for(NOWHERE, system)
    assert (found.state, found.code) == (State.PROBLEM, "NK601")
    assert "libnowhere.so.9" in found.detail
    assert str(found.remedy).startswith(remedy)


def test_packages_of_other_versions() -> None:
    required = ["click>=8.1", "weasyprint==1.0", "no-such-package>=3", 'none>=1; extra == "test"']
    assert states(list(packages.compare(required))) == {
        "weasyprint": (State.PROBLEM, "NK605"),
        "no-such-package": (State.PROBLEM, "NK605"),
        "required packages": (State.OK, None),
    }


def test_an_engine_that_does_not_fit() -> None:
    def refuse() -> None:
        raise MissingToolError(diagnostic("NK406", "WeasyPrint 1 is installed", hint="install 70"))

    (found,) = engine.start(refuse)
    assert (found.state, found.code, found.remedy) == (State.PROBLEM, "NK406", "install 70")


def test_an_old_python_and_windows() -> None:
    assert python.interpreter((3, 11)).state is State.OK
    old = python.interpreter((3, 10))
    assert (old.state, old.code) == (State.PROBLEM, "NK606")
    assert "pipx install --python python3.11 nkbook" in str(old.remedy)
    windows = python.system(System.WINDOWS)
    assert (windows.state, windows.code) == (State.PROBLEM, "NK606")
    assert "Windows Subsystem for Linux" in str(windows.remedy)


def test_the_oldest_python_is_that_of_the_package() -> None:
    text = (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    assert f'requires-python = ">={".".join(map(str, python.OLDEST))}"' in text


@pytest.mark.parametrize(
    ("name", "release", "system"),
    [
        ("linux", {"ID": "debian"}, System.DEBIAN),
        ("linux", {"ID": "linuxmint", "ID_LIKE": "ubuntu debian"}, System.DEBIAN),
        ("linux", {"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, System.FEDORA),
        ("linux", {"ID": "alpine"}, System.OTHER),
        ("linux", {}, System.OTHER),
        ("darwin", {}, System.MACOS),
        ("win32", {}, System.WINDOWS),
    ],
)
def test_kinds_of_systems(name: str, release: dict[str, str], system: System) -> None:
    assert System.called(name, release) is system


def test_optional_programs() -> None:
    java = next(item for item in PROGRAMS if item.name == "Java")
    assert programs.look_for(java, System.DEBIAN, lambda _: "/bin/java").state is State.OK
    absent = programs.look_for(java, System.DEBIAN, lambda _: None)
    assert absent.state is State.ABSENT
    assert absent.remedy == "optional: sudo apt-get install default-jre-headless"


def test_the_set_up_installs_the_same_packages() -> None:
    """The table of .ci/setup.sh and those of doctor, which a shell script cannot read, agree."""
    text = (REPOSITORY / ".ci/setup.sh").read_text(encoding="utf-8")
    rows = re.findall(r"^(library|program) +(\S+) +(\S+)$", text, re.MULTILINE)
    installed = {package for kind, _, package in rows if kind == "library"}
    assert installed == {library.packages.debian for library in LIBRARIES}
    by_command = {name: package for kind, name, package in rows if kind == "program"}
    shared = {
        command: program.packages.debian
        for program in PROGRAMS
        for command in program.commands
        if command in by_command
    }
    assert shared == {command: by_command[command] for command in shared}
    assert {"java", "node", "qpdf", "pdftotext"} <= shared.keys()
