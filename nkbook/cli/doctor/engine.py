"""WeasyPrint, which lays out the pages: does it start, and is it the one that nkbook knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import metadata

from nkbook.cli.doctor.finding import PYTHON_PACKAGES, Finding, Place, State
from nkbook.diagnostics.errors import NkbookError
from nkbook.weasy.reading import environment

_VERSIONS = ("weasyprint", "pydyf")  # the packages of which nkbook needs one exact version


def examine(place: Place) -> Iterator[Finding]:  # noqa: ARG001 — the same everywhere
    """Yield whether the layout engine starts and nkbook's patches fit it."""
    yield from start(environment.load)


def start(load: Callable[[], None]) -> Iterator[Finding]:
    """Yield how ``load``, which imports the engine and checks it, ends."""
    try:
        load()
    except NkbookError as error:
        for problem in error.diagnostics:
            yield Finding.of(PYTHON_PACKAGES, "WeasyPrint", problem)
    else:
        versions = ", ".join(f"{name} {metadata.version(name)}" for name in _VERSIONS)
        yield Finding(PYTHON_PACKAGES, "WeasyPrint", State.OK, f"starts ({versions})")
