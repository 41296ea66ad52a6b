"""One replaced function, and how names of WeasyPrint are found."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any


class Kind(StrEnum):
    """Why a function is replaced."""

    BUG = "bug"  # WeasyPrint is wrong; tests/weasy/test_upstream.py shows it on bare WeasyPrint
    SPEED = "speed"  # the result is the same in less time
    FEATURE = "feature"  # something that WeasyPrint doesn't have


class Group(StrEnum):
    """When a function is replaced.

    Replacements of all groups but the first get what the group was installed with as their first
    argument, before WeasyPrint's own.
    """

    LAYOUT = "layout"  # as long as the engine is open
    INDEX = "index"  # while a document with an index is laid out
    SHEETS = "sheets"  # while stylesheets of a section are read
    SECTION = "section"  # while a section is laid out alone
    RECORD = "record"  # while pages are painted as data
    ARCHIVE = "archive"  # while a tagged file is written
    INKS = "inks"  # while a printer's file is written


@dataclass(frozen=True, slots=True)
class Patch:
    """A function, class or property that is replaced, and all that must be known to keep it so.

    Names are written ``module:name`` or ``module:Class.name``. ``sha256`` is of the source of what
    is replaced, as ``guards.sources`` reads it.
    """

    target: str
    replacement: str
    kind: Kind
    why: str
    upstream: str  # an issue or pull request, or "none yet"
    sha256: str
    group: Group = Group.LAYOUT


def resolve(name: str) -> tuple[Any, str]:
    """Return the owner of what is named ``module:path`` and its name there.

    Raises ImportError and AttributeError where there is none.
    """
    module, _, path = name.partition(":")
    owner_path, _, attribute = path.rpartition(".")
    found = importlib.import_module(module)
    owner = attrgetter(owner_path)(found) if owner_path else found
    getattr(owner, attribute)
    return owner, attribute
