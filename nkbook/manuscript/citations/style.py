"""A citation style: the macros of a template, for one edition."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from nkbook.locales.model import Locale
from nkbook.locales.registry import locale
from nkbook.look.templating import Templates
from nkbook.manuscript.citations.groups import Groups
from nkbook.manuscript.citations.source import Source
from nkbook.model.csl.style import CslStyle
from nkbook.model.metadata import Edition
from nkbook.store import Store
from nkbook.store.collection import Collection

_TWO_STOPS = re.compile(r"(?<!\.)\.((?:</\w+>)*)\.(?!\.)")


@dataclass(frozen=True, slots=True)
class Style:
    """A house style's macros for one edition, and how a source cited again is given."""

    templates: Templates
    edition: Edition
    recite: str  # "short" | "ibid"
    numbering: str = "chapter"  # or "book"; or "page", when a number says nothing elsewhere
    marks: str = "numbers"  # or "circled": what references to notes print for their numbers
    lists: bool = True  # the book has a bibliography, to which notes link
    uncited: tuple[str, ...] = ()  # keys that it lists although nothing cites them; * is all
    groups: Groups = field(default_factory=Groups)  # of the bibliography of a house style
    csl: CslStyle | None = None  # prints in the place of the macros
    store: Store | None = None  # of what takes long to print
    kept: Collection | None = None  # of what the templates have printed, in this edition

    @property
    def locale(self) -> Locale:
        """Return the locale of the edition, whose marks join what the style prints."""
        return locale(self.edition.language)

    def render(self, macro: str, cited: Source, **options: Any) -> Markup:
        """Return what the style's macro prints for a source; raises ConfigError NK305."""
        name = f"citations/{self.edition.citation_style}.j2"

        def printed() -> str:
            return self.templates.call(name, macro, cited, self.edition, **options)

        if self.kept is None:
            made = printed()
        else:
            made = self.kept.made(printed, cited, macro=macro, options=options)
        # What ends with an abbreviation (Proc. Comm.) has its stop already.
        return Markup(_TWO_STOPS.sub(r".\1", made))  # noqa: S704 — of a template, which escapes

    def locator(self, cited: Source, text: str) -> Markup:
        """Return a pinpoint after what separates it from the citation: a comma, or its own mark."""
        if self._has("locator"):
            return self.render("locator", cited, text=text)
        return Markup("{}{}").format(self.locale.marks.comma, text)

    @property
    def stop(self) -> str | None:
        """Return what ends every note made of citations, or None: the last work's own stop."""
        name = f"citations/{self.edition.citation_style}.j2"
        return str(self.templates.call(name, "stop")) if self._has("stop") else None

    @property
    def numbered(self) -> bool:
        """Return True for a house style that cites by numbers in the text."""
        return self.csl is None and self._has("number")

    def number(self, number: int) -> Markup:
        """Return the number of a source as such a style prints it, in the text and in the list."""
        name = f"citations/{self.edition.citation_style}.j2"
        return self.templates.call(name, "number", number)

    def _has(self, macro: str) -> bool:
        return hasattr(self.templates.module(f"citations/{self.edition.citation_style}.j2"), macro)
