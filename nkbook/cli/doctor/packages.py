"""The Python packages that nkbook requires."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from importlib import metadata

from nkbook.cli.doctor.finding import PYTHON_PACKAGES, REINSTALL, Finding, Place, State

_REQUIREMENT = re.compile(r"(?P<name>[\w.-]+)\s*(?:==\s*(?P<pin>[^;,\s]+))?")


def examine(place: Place) -> Iterator[Finding]:  # noqa: ARG001 — the same everywhere
    """Yield what is missing or has another version than nkbook was tested with."""
    try:
        required = metadata.requires("nkbook") or []
    except metadata.PackageNotFoundError:
        detail = "not installed, but run from its folder: the versions it requires are unknown"
        yield Finding(PYTHON_PACKAGES, "nkbook", State.ABSENT, detail, "pipx install nkbook")
    else:
        yield from compare(required)


def compare(
    required: Iterable[str], version: Callable[[str], str] = metadata.version
) -> Iterator[Finding]:
    """Yield a problem for each requirement that is missing or is not the exact version asked for.

    ``required`` are requirements as a package's metadata has them (PEP 508); those of extras are
    left out.
    """
    present = 0
    for requirement in required:
        if "extra ==" in requirement or not (found := _REQUIREMENT.match(requirement)):
            continue
        name, pin = found["name"], found["pin"]
        try:
            installed = version(name)
        except metadata.PackageNotFoundError:
            yield Finding(PYTHON_PACKAGES, name, State.PROBLEM, "missing", REINSTALL, "NK605")
            continue
        if pin not in (None, installed):
            detail = f"{installed} is installed, {pin} is needed"
            yield Finding(PYTHON_PACKAGES, name, State.PROBLEM, detail, REINSTALL, "NK605")
            continue
        present += 1
    yield Finding(PYTHON_PACKAGES, "required packages", State.OK, f"{present} installed")
