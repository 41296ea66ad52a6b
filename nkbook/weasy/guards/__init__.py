"""Refuses any WeasyPrint or pydyf but the ones whose inside these modules know.

``check`` is for the start of every layout. ``python -m nkbook.weasy.guards`` compares another
version with the one that nkbook was written for.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nkbook.diagnostics.errors import MissingToolError
from nkbook.diagnostics.problems import diagnostic
from nkbook.weasy.guards.relied import RELIED
from nkbook.weasy.guards.sources import Sources
from nkbook.weasy.patches.patch import Kind, resolve
from nkbook.weasy.patches.table import PATCHES

VERSIONS = MappingProxyType({"weasyprint": "70.0", "pydyf": "0.13.0"})
PRODUCER = f"WeasyPrint {VERSIONS['weasyprint']}"  # as it signs its files
# Of all modules of both, as ``Sources.digest`` makes it: where it is equal, so is every function.
DIGEST = "4de8a565f32df8ec151adf8bf9ab7f1b9e02b525c1a471da1bef4bab2ad45397"
_NAMES = {"weasyprint": "WeasyPrint", "pydyf": "pydyf"}
_HINT = "install the locked packages again: pip install " + " ".join(
    f"{name}=={version}" for name, version in VERSIONS.items()
)


def check() -> None:
    """Raise MissingToolError (NK406) if WeasyPrint or pydyf are not as expected.

    Versions are compared, and the source of all functions that are replaced or relied on; the
    problem says which patch to look at and why there is one.
    """
    for package, version in VERSIONS.items():
        installed = importlib.import_module(package).__version__
        if installed != version:
            message = f"{_NAMES[package]} {installed} is installed, but nkbook needs {version}"
            raise MissingToolError(diagnostic("NK406", message, hint=_HINT))
    changed = {**changed_sources(), **dict(_foreign())}
    if changed:
        raise MissingToolError(
            diagnostic("NK406", f"{problem} ({purpose(name)})", hint=_HINT)
            for name, problem in changed.items()
        )


def purpose(name: str) -> str:
    """Return what nkbook does with a function of WeasyPrint, and why."""
    for patch in PATCHES:
        if patch.target == name:
            fault = patch.kind is not Kind.FEATURE
            return f"replaced by {patch.replacement}{' because' if fault else ''}: {patch.why}"
    return f"relied on: {RELIED[name][0]}"


def root() -> Path:
    """Return the folder that the installed packages are in."""
    return Path(str(importlib.import_module("weasyprint").__file__)).parent.parent


@cache
def changed_sources() -> dict[str, str]:
    """Return the functions whose source is not the one that nkbook knows, with what is wrong."""
    sources = Sources(root())
    if sources.digest() == DIGEST:
        return {}
    return {
        name: f"the source of {name} is not that of {_version(name)}"
        for name, sha256 in known().items()
        if sources.sha256(name) != sha256
    }


def known() -> dict[str, str]:
    """Return the names of all functions that are replaced or relied on, and their hashes."""
    return {
        **{patch.target: patch.sha256 for patch in PATCHES},
        **{name: sha256 for name, (_, sha256) in RELIED.items()},
    }


def _foreign() -> Iterator[tuple[str, str]]:
    """Yield the functions that are gone, or replaced by something that is not nkbook's."""
    for name in known():
        try:
            owner, attribute = resolve(name)
        except (ImportError, AttributeError):
            yield name, f"{name} is not there, as it is in {_version(name)}"
            continue
        value = inspect.unwrap(_function(vars(owner).get(attribute)))
        home = str(getattr(value, "__module__", ""))
        if home.partition(".")[0] not in VERSIONS:
            yield name, f"{name} is not that of {_version(name)}: something else replaces it"


def _function(value: Any) -> Any:
    """Return the function behind a property, a static method or a class method."""
    return getattr(value, "fget", None) or getattr(value, "__func__", value)


def _version(name: str) -> str:
    package = name.partition(":")[0].partition(".")[0]
    return f"{_NAMES[package]} {VERSIONS[package]}"
