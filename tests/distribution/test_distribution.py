"""What is published, wheel and source archive: complete, typed, and at work on its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
from places import REPOSITORY
from programs import BUILD, CHECK

pytestmark = pytest.mark.slow

# What a wheel needs besides modules: without one of these, books fail or look different.
DATA = (
    "nkbook/py.typed",
    "nkbook/data/fonts/fonts.toml",
    "nkbook/data/fonts/NKSerifCJK/NKSerifCJK-Regular.otf",
    "nkbook/data/fonts/NKSerifCJK/OFL.txt",
    "nkbook/data/styles/pdf.css",
    "nkbook/data/styles/citations/hk.j2",
    "nkbook/data/styles/colour/profiles.toml",
    "nkbook/cli/starter/zh-Hans/head.toml",
)


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the source archive of this checkout."""
    return make("sdist", REPOSITORY, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def unpacked(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the source archive unpacks to."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (top,) = folder.iterdir()
    return top


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of this checkout."""
    return make("wheel", REPOSITORY, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def wheel_of_sdist(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel made of the unpacked source archive."""
    return make("wheel", unpacked, tmp_path_factory.mktemp("wheel-of-sdist"))


@pytest.fixture(scope="module", params=["wheel", "wheel_of_sdist"])
def environment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new virtual environment with a wheel installed, and what it requires."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", folder)
    installed = request.getfixturevalue(request.param)
    run(folder / "bin/pip", "install", "--no-index", "--no-deps", installed, cwd=folder)
    # The requirements as they are here, not from the network. A folder named in a .pth file comes
    # after the environment's own, and .pth files inside it, such as nkbook's here, do not count.
    here = sysconfig.get_path("purelib")
    site = next(folder.glob("lib/python*/site-packages"))
    (site / "requirements.pth").write_text(f"{here}\n", encoding="utf-8")
    return folder


def make(kind: str, source: Path, target: Path) -> Path:
    """Return an archive of the project in ``source``, made without a look at the network."""
    run(sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", target, cwd=source)
    (made,) = target.iterdir()
    return made


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a program without Python's variables and return what it prints; it must succeed."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(
        [*command],
        cwd=cwd,
        env={**clean, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def tracked() -> Iterator[str]:
    """Yield the files that are under version control, or would be with ``git add .``."""
    if not (REPOSITORY / ".git").exists():
        pytest.skip("no version control here: this is an unpacked source archive")
    names = run("git", "ls-files", "-z", "-c", "-o", "--exclude-standard", cwd=REPOSITORY)
    yield from (name for name in names.split("\0") if name and (REPOSITORY / name).exists())


def test_the_source_archive_has_every_tracked_file_and_no_other(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert inside - {"PKG-INFO"} == set(tracked())


def test_the_source_archive_has_all_that_make_needs(unpacked: Path) -> None:
    for target in ("book", "test"):
        run("make", "-n", target, cwd=unpacked)
    assert os.access(unpacked / ".ci/setup.sh", os.X_OK)


def test_the_wheel_has_every_module_and_all_data(wheel: Path, wheel_of_sdist: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {item.filename: item.CRC for item in archive.infolist()}
    assert set(DATA) <= inside.keys()
    modules = {name for name in tracked() if name.startswith("nkbook/")}
    themes = {f"nkbook/data/{name}" for name in tracked() if name.startswith("styles/")}
    assert modules | themes <= inside.keys()
    assert not [name for name in inside if name.startswith("nkbook/data/") and name.endswith(".py")]
    with zipfile.ZipFile(wheel_of_sdist) as archive:
        assert {item.filename: item.CRC for item in archive.infolist()} == inside


def test_the_first_book_outside_the_checkout(environment: Path, tmp_path: Path) -> None:
    nkbook = environment / "bin/nkbook"
    assert "Everything that nkbook needs is here." in run(nkbook, "doctor", cwd=tmp_path)
    run(nkbook, "new", "first", "--title", "頭一本書", cwd=tmp_path)
    assert run(nkbook, "check", "--strict", "first", cwd=tmp_path) == ""
    run(nkbook, "build", "--strict", "first", cwd=tmp_path)
    made = tmp_path / "first/output/zh-Hant-HK"
    with pymupdf.open(made / "first.pdf") as pdf:
        assert "頭一本書" in pdf[0].get_text() or "頭一本書" in pdf.metadata["title"]
        fonts = {font[3].partition("+")[2] for page in pdf for font in page.get_fonts()}
        assert fonts
        assert all("NK" in font for font in fonts)
    with zipfile.ZipFile(made / "first.epub") as epub:
        assert epub.testzip() is None
    where = run(
        environment / "bin/python", "-c", "import nkbook; print(nkbook.__file__)", cwd=tmp_path
    )
    assert Path(where.strip()).is_relative_to(environment)


def test_the_wheel_has_every_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name.partition("/licenses/")[2] for name in archive.namelist()}
    licences = {name for name in tracked() if re.match(r"(LICEN[CS]E|OFL)\b", Path(name).name)}
    assert len(licences) >= 7
    assert licences <= inside


@pytest.mark.parametrize("script", [BUILD, CHECK])
def test_a_program_passes_the_strictest_type_check(
    environment: Path, tmp_path: Path, script: str
) -> None:
    assert (
        type_check(environment, tmp_path, script) == "Success: no issues found in 1 source file\n"
    )


def test_a_type_checker_finds_wrong_uses(environment: Path, tmp_path: Path) -> None:
    script = (
        "import nkbook\n"
        "nkbook.no_such_name\n"
        "nkbook.build('book', jobs='two')\n"
        "reveal_type(nkbook.check('book'))\n"
    )
    found = type_check(environment, tmp_path, script)
    assert "script.py:2: error: Module has no attribute" in found
    assert "script.py:3: error: Argument" in found
    assert 'Revealed type is "tuple[nkbook.diagnostics.problems.Diagnostic, ...]"' in found


def type_check(environment: Path, folder: Path, script: str) -> str:
    """Return what mypy says of a program that uses the nkbook of an environment."""
    (folder / "script.py").write_text(script, encoding="utf-8")
    # Settings of its own, lest mypy take a file that lies above the folder.
    (folder / "mypy.ini").write_text("[mypy]\n", encoding="utf-8")
    python = environment / "bin/python"
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--python-executable", python, "script.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.stderr == ""
    return done.stdout
