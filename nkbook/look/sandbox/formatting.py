"""``%`` and ``format`` of templates: what they read and how much they make is limited."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment, SandboxedEscapeFormatter, SandboxedFormatter
from markupsafe import Markup

from nkbook.look.sandbox.budget import Budget

# A field of more than 9999 characters, or one whose width another value gives.
WIDE_IN_PERCENT = re.compile(r"%[^a-zA-Z%]*(?:\d{5}|\*)")
WIDE_IN_BRACES = re.compile(r"\{[^{}:]*:[^{}]*(?:\d{5}|\{)")
_WIDEST = 9_999


@dataclass(frozen=True, slots=True)
class Format:
    """The method ``format`` of a text, with all that it reads going through the sandbox."""

    function: Callable[..., str]

    def __call__(self, *arguments: Any, **options: Any) -> str:
        """Return the text with its fields filled in."""
        return self.function(*arguments, **options)


class _Counted(SandboxedFormatter):
    """Counts what each field makes."""

    def __init__(self, environment: SandboxedEnvironment, budget: Budget, **options: Any) -> None:
        super().__init__(environment, **options)
        self._budget = budget

    def format_field(self, value: Any, format_spec: str) -> Any:
        made = super().format_field(self._budget.measured(value), format_spec)
        self._budget.make(len(made))
        return made


class _CountedEscaped(_Counted, SandboxedEscapeFormatter):
    """The same for mark-up, into which text is put escaped."""


def formatter(
    environment: SandboxedEnvironment, text: str, budget: Budget, *, by_mapping: bool
) -> Format:
    """Return the method ``format`` or ``format_map`` of a text."""
    check_format(text, WIDE_IN_BRACES)
    counted = (
        _CountedEscaped(environment, budget, escape=text.escape)
        if isinstance(text, Markup)
        else _Counted(environment, budget)
    )

    def formatted(*arguments: Any, **options: Any) -> str:
        if by_mapping:
            (options,) = (*arguments, *options.values())
            arguments = ()
        return type(text)(counted.vformat(text, arguments, options))

    return Format(formatted)


def check_format(text: object, too_wide: re.Pattern[str]) -> None:
    """Raise SecurityError for a text with a field that is too wide."""
    if isinstance(text, str) and too_wide.search(text):
        raise SecurityError(f"a field of more than {_WIDEST} characters")


def check_percent(budget: Budget, text: str, values: Iterable[Any]) -> None:
    """Count what ``text % values`` makes at most."""
    longest = max((len(str(budget.measured(value))) for value in values), default=0)
    budget.make(len(text) + text.count("%") * max(longest, 1))
