"""What the tests share: running nkbook as its users do, on copies of small real books."""

from __future__ import annotations

import gc
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import copied
import hypothesis
import publications
import pytest
from judges import PATIENCE
from places import BOOKS, FLAGSHIP, REPOSITORY
from shared import once

from nkbook import cli
from nkbook.formats import pdf
from nkbook.formats.base import FormatContext
from nkbook.model.publication import Publication

# The same examples every time, so that a change fails by its own fault and not by chance; a search
# for new ones is asked for with --hypothesis-profile=search. How long an example takes says how
# busy the machine is, not if the code is right.
_SLOW = hypothesis.HealthCheck.too_slow
hypothesis.settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[_SLOW]
)
hypothesis.settings.register_profile("search", deadline=None, suppress_health_check=[_SLOW])
hypothesis.settings.load_profile("same")

# What a script or nohup starts in the background ignores signals that some tests send, and so would
# all that it starts; what this process has a handler for does as usual in those that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, lambda _signal, _frame: None)

# As nkbook's command line has it: tests are thousands of objects that live to the end.
gc.set_threshold(100_000, 50, 100)

# No cache but that of a test: what is tested is made, and the user's is left alone.
os.environ["NKBOOK_CACHE"] = ""

# Judges every PDF that any test makes; makes the site that several tests look at.
pytest_plugins = ["plugin_overlap", "plugin_site"]
EDITIONS = ("zh-Hant-HK", "zh-Hant-TW", "zh-Hans-CN")  # of the flagship


_SLOW_FILE = re.compile(r"^pytestmark = (?:\[[^]]*)?pytest\.mark\.slow\b", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Read no file whose tests are all slow where none of these is wanted, nor what it imports."""
    wanted = str(config.option.markexpr)
    if "not slow" not in wanted or " or " in wanted or collection_path.suffix != ".py":
        return None
    return True if _SLOW_FILE.search(collection_path.read_text("utf-8")) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of the flagship: those in its folder, and those that need it built.

    The files that take longest come first, so that no worker is left alone with one at the end;
    those with the flagship in turns with others, so that one worker builds it while another works.
    """
    for item in items:
        names = item.fixturenames if isinstance(item, pytest.Function) else ()
        if FLAGSHIP in item.path.parents or "flagship" in names:
            item.add_marker(pytest.mark.flagship)
    weights: Counter[Path] = Counter()
    flagship: dict[Path, None] = {}
    for item in items:
        weights[item.path] += 1 if item.get_closest_marker("slow") else 0
        if item.get_closest_marker("flagship"):
            weights[item.path] += 30
            flagship[item.path] = None
    longest = sorted(weights, key=lambda path: -weights[path])
    built = [path for path in longest if path in flagship]
    others = [path for path in longest if path not in flagship]
    turns = [path for pair in zip_longest(built, others) for path in pair if path]
    places = {path: place for place, path in enumerate(turns)}
    items.sort(key=lambda item: places[item.path])


def pytest_collection_finish() -> None:
    """Look for garbage no more among the thousands of tests, all kept to the end."""
    gc.collect()
    gc.freeze()


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    code: int
    out: str
    err: str


def run_nkbook(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> Run:
    """Run ``python -m nkbook`` as a process of its own and return how it ended."""
    words = list(map(str, arguments))
    variables = {
        **os.environ,
        "PYTHONPATH": str(REPOSITORY),
        "NO_COLOR": "1",
        **environment,
    }
    if copied.can_run(variables):
        return Run(*copied.run(words, cwd, variables, PATIENCE))
    done = subprocess.run(
        [sys.executable, "-m", "nkbook", *words],
        cwd=cwd,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    return Run(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def run_here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Run]:
    """Return what runs nkbook's command line like run_nkbook, but in this process.

    It takes a tenth of the time where no page is laid out.
    """

    def run(*arguments: str | Path) -> Run:
        monkeypatch.setattr(sys, "argv", ["nkbook", *map(str, arguments)])
        capsys.readouterr()
        code: str | int | None = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
        printed = capsys.readouterr()
        assert isinstance(code, int)
        return Run(code, printed.out, printed.err)

    return run


@pytest.fixture
def book(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that copies a book of tests/books into a fresh folder."""

    def copy(name: str) -> Path:
        copies = len(list(tmp_path.glob(f"{name}*")))
        return Path(shutil.copytree(BOOKS / name, tmp_path / f"{name}{copies or ''}"))

    return copy


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Publication, FormatContext]:
    """Return tests/books/everything, which has every construct, as the formats get it."""
    return publications.named("everything", tmp_path_factory.mktemp("work"))


@pytest.fixture(scope="session")
def publication(source: tuple[Publication, FormatContext]) -> Publication:
    """Return that book without the context of the formats."""
    return source[0]


@pytest.fixture(scope="session")
def screen_pdf(
    source: tuple[Publication, FormatContext], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the PDF for the screen of that book."""
    target = tmp_path_factory.mktemp("pdf") / "everything.pdf"
    artifact = pdf.render(*source, target)
    assert artifact.path == target
    assert artifact.diagnostics == ()
    return target


@pytest.fixture(scope="session")
def flagship(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the flagship's editions are built into, once for all workers.

    What the build said is in a file beside it, flagship.log.
    """

    def build(output: Path) -> None:
        run = run_nkbook("-v", "build", REPOSITORY, "--strict", "-j", "2", "-o", output)
        assert run.code == 0, run.err
        output.with_suffix(".log").write_text(run.err, "utf-8")

    return once(tmp_path_factory, "flagship", build)
