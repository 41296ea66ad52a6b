"""Programs that builds do without, but that are of use to who makes books."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nkbook.cli.doctor.finding import Finding, Place, State
from nkbook.cli.doctor.systems import Packages, System

_TOPIC = "Optional tools"


@dataclass(frozen=True, slots=True)
class Program:
    """A program, the commands that it goes by, what it is good for, and its packages."""

    name: str
    commands: tuple[str, ...]
    purpose: str
    packages: Packages


PROGRAMS = (
    Program(
        "EPUBCheck",
        ("epubcheck",),
        "validates EPUB files",
        Packages("epubcheck", "", "epubcheck"),
    ),
    Program(
        "Java",
        ("java",),
        "runs EPUBCheck and veraPDF",
        Packages("default-jre-headless", "java-latest-openjdk-headless", "openjdk"),
    ),
    Program(
        "Poppler",
        ("pdftotext",),
        "reads text and pictures out of PDF files",
        Packages("poppler-utils", "poppler-utils", "poppler"),
    ),
    Program(
        "qpdf",
        ("qpdf",),
        "checks and repairs the structure of PDF files",
        Packages("qpdf", "qpdf", "qpdf"),
    ),
    Program(
        "calibre",
        ("ebook-convert",),
        "shows EPUB files and converts them for other readers",
        Packages("calibre", "calibre", "--cask calibre"),
    ),
    Program(
        "Chromium",
        ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
        "shows PDF and EPUB files as readers see them (used by the tests)",
        Packages("chromium", "chromium", "--cask chromium"),
    ),
    Program(
        "Node.js",
        ("node",),
        "runs Ace, which checks the accessibility of EPUB files (used by the tests)",
        Packages("nodejs", "nodejs", "node"),
    ),
)


def examine(place: Place) -> Iterator[Finding]:
    """Yield which tools are there."""
    for program in PROGRAMS:
        yield look_for(program, place.system)


def look_for(
    program: Program, system: System, which: Callable[[str], str | None] = shutil.which
) -> Finding:
    """Return where a tool is, or how to get it."""
    found = next(filter(None, map(which, program.commands)), None)
    if found:
        return Finding(_TOPIC, program.name, State.OK, found)
    return Finding(
        _TOPIC,
        program.name,
        State.ABSENT,
        program.purpose,
        f"optional: {system.install(program.packages)}",
    )
