"""The registry of checks that run on a publication before any format renders it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from nkbook.checks.glyphs import missing_characters
from nkbook.checks.roles import roles_without_word
from nkbook.diagnostics.problems import Diagnostic
from nkbook.look.fonts import FontSet
from nkbook.model.publication import Publication


@dataclass(frozen=True, slots=True)
class Check:
    """One check: the code that it reports and the function that finds it."""

    code: str
    function: Callable[[Publication, FontSet], Iterable[Diagnostic]]


CHECKS: tuple[Check, ...] = (
    Check("NK109", roles_without_word),
    Check("NK304", missing_characters),
)
SECOND_CODES = frozenset(("NK261", "NK262"))  # of nkbook.checks.second_reading, which is optional


def run(publication: Publication, fonts: FontSet) -> tuple[Diagnostic, ...]:
    """Return what all checks find."""
    return tuple(found for check in CHECKS for found in check.function(publication, fonts))


def selected(
    diagnostics: Iterable[Diagnostic], select: Collection[str] = (), ignore: Collection[str] = ()
) -> tuple[Diagnostic, ...]:
    """Return the diagnostics whose code begins with one of ``select`` and none of ``ignore``."""
    return tuple(
        item
        for item in diagnostics
        if (not select or item.code.startswith(tuple(select)))
        and not (ignore and item.code.startswith(tuple(ignore)))
    )
