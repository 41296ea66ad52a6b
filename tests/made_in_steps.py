"""A format that is made in steps, and tasks for it, to test what the pipeline does with them."""

from __future__ import annotations

import ctypes
import gc
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from places import REPOSITORY

from nkbook.diagnostics.errors import ConfigError
from nkbook.diagnostics.problems import diagnostic
from nkbook.formats.base import Artifact, FormatContext
from nkbook.formats.tasks import Setup, Steps, Task, Tasks
from nkbook.look.fonts import FontSet, load_fonts
from nkbook.model.pagemap import PageMap
from nkbook.model.publication import Publication
from nkbook.project.config.formats import Format
from nkbook.project.config.options import TextTable
from nkbook.store import Store
from nkbook.weasy import engine

FIRST = "made_in_steps:squared"
SETUP = Setup("made_in_steps:opened", "ink")


@contextmanager
def opened(name: str) -> Iterator[str]:
    """Set a process up with a word."""
    yield f"{name} of {os.getpid()}"


def squared(number: int) -> tuple[int, int]:
    """Return a number's square, and the process that found it."""
    return number * number, os.getpid()


def written(word: str, number: int) -> str:
    """Return a number and what the process was set up with."""
    return f"{number} in {word}"


def refused(message: str) -> None:
    """Find a problem of the book."""
    raise ConfigError(diagnostic("NK101", message))


def broken(message: str) -> None:
    """Fail as only a mistake of the program can."""
    raise RuntimeError(message)


def killed(_: None) -> None:
    """End the process as a lack of memory would."""
    os.kill(os.getpid(), signal.SIGKILL)


def asleep(path: Path) -> None:
    """Say which process this is, and do nothing for long."""
    path.write_text(str(os.getpid()), "utf-8")
    time.sleep(600)


def deaf(path: Path) -> None:
    """Say that it begins, and keep Python from doing anything else, as a library of C might."""
    path.touch()
    ctypes.PyDLL(None).sleep(600)


def system_says(what: str) -> str:
    """Return what Linux says of this process in one of its files."""
    return Path(f"/proc/self/{what}").read_text("utf-8")


def open_files(_: None) -> list[str]:
    """Return the names of what this process has open."""
    found = []
    for path in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # the list's own
            found.append(str(path.readlink()))
    return found


def printed(given: tuple[str, Path]) -> None:
    """Write a PDF of one letter with the fonts of one family alone."""
    family, target = given
    faces = load_fonts(REPOSITORY / "fonts").faces
    fonts = FontSet(tuple(face for face in faces if face.family == family))
    with engine(fonts, "zh-Hant-HK") as weasyprint:
        weasyprint.lay_out("<!DOCTYPE html><p>A</p>", {}).write(target, b"permanent", ())


def late(given: tuple[int, Path]) -> int:
    """Say that a number is being squared, and take a while to do so."""
    number, folder = given
    (folder / f"{number}-{os.getpid()}").touch()
    time.sleep(3)
    return number * number


def steps(
    publication: Publication,  # noqa: ARG001 — a format's arguments
    context: FormatContext,  # noqa: ARG001
    target: Path,
    store: Store,  # noqa: ARG001
) -> Steps[Artifact]:
    """Write squares, and then what processes that were set up say of them."""
    squares = yield Tasks(tuple(Task(FIRST, n) for n in range(4)), "squares", lambda _: 3)
    assert (yield PageMap(())) is None
    lines = yield Tasks(
        tuple(Task("made_in_steps:written", n, SETUP, weight=n) for n, _ in squares), "lines"
    )
    assert (yield Tasks(())) == []
    target.write_text("\n".join(lines), encoding="utf-8")
    return Artifact(target, page_map=PageMap(()))


SQUARES = Format(
    name="squares",
    title="平方",
    file="{slug}.squares",
    renderer="made_in_steps:never",
    plan="made_in_steps:steps",
    options=TextTable,
    gives_page_map=True,
)


def endless(_: None) -> None:
    """Take processor time for ever, without a moment for another thread of the process."""
    re.fullmatch("(a+)+", "a" * 64 + "b")


def boundless(_: None) -> int:
    """Take memory for ever."""
    held = []
    while True:
        held.append(bytearray(10_000_000))


def busy(_: str, number: int) -> int:
    """Take a second and a half of processor time."""
    until = time.process_time() + 1.5
    while time.process_time() < until:
        pass
    return number


class Circle:
    """Refers to itself, so that only the collector of cycles lets go of it."""

    __slots__ = ("self",)

    def __init__(self) -> None:
        self.self = self


@contextmanager
def rarely_collecting(number: int) -> Iterator[int]:
    """Set a process up to make so many circles, and to let go of none by itself."""
    gc.disable()
    yield number


def circles(number: int, _: None) -> int:
    """Leave circles behind; return how many others have left."""
    left = sum(type(one) is Circle for one in gc.get_objects())
    for _made in range(number):
        Circle()
    return left
