"""The words of a figure in one edition: names from the glossary, the rest converted as text is."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.locales.model import Locale
from nkbook.manuscript.figures.svg import number

_NAME = re.compile(r"\{([^{}]+)\}")
_COUNTED_FROM = 10_000  # numbers below have no comma in Chinese books


@dataclass(slots=True)
class Words:
    """Turns what an author wrote into what the edition prints; ``{id}`` is a name's form."""

    names: Mapping[str, str]
    convert: Callable[[str, Location], str]
    labels: Mapping[str, str]
    locale: Locale
    location: Location
    problems: list[Diagnostic] = field(default_factory=list)

    def __call__(self, text: str) -> str:
        """Return a text with its names in the edition's forms; an unknown name is NK310."""
        parts = _NAME.split(text)
        return "".join(
            self._name(part) if index % 2 else self.convert(part, self.location) if part else ""
            for index, part in enumerate(parts)
        )

    def problem(self, message: str, hint: str) -> None:
        """Note what is wrong with the figure's data (NK310)."""
        self.problems.append(diagnostic("NK310", message, self.location, hint))

    def label(self, key: str) -> str:
        """Return one of the house's own words."""
        return self.labels[key]

    def date(self, date: str) -> str:
        """Return an ISO 8601 date as the edition prints it: 1994年5月12日."""
        return self.locale.dates.words(date)

    def _name(self, id: str) -> str:
        form = self.names.get(id)
        if form is None:
            near = difflib.get_close_matches(id, self.names, n=1)
            self.problem(
                f'no name "{id}" in the glossary',
                f"did you mean {{{near[0]}}}?"
                if near
                else "add it to chapters/data/names.yaml, or write the words themselves",
            )
            return id
        return form


def figure_of(value: float) -> str:
    """Return a number as the book prints it: 1200, 12,500, 3.5."""
    if value == int(value):
        return f"{int(value):,}" if abs(value) >= _COUNTED_FROM else str(int(value))
    return number(value)
