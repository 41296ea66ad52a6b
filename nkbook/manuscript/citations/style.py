"""A citation style: the macros of a template, for one edition."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
# They stand for the number and the id of a note where a short form is printed for all notes.
_NUMBER, _CALL = "\uf0f1", "\uf0f2"


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
    _printed: dict[tuple[object, ...], Markup] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @property
    def locale(self) -> Locale:
        """Return the locale of the edition, whose marks join what the style prints."""
        return locale(self.edition.language)

    def render(self, macro: str, cited: Source, **options: Any) -> Markup:
        """Return what the style's macro prints for a source; raises ConfigError NK305.

        What it prints depends on nothing else, so it is asked once.
        """
        key = (macro, cited, *options.items())
        made = self._printed.get(key)  # once: a source has many fields to tell it from others
        if made is None:
            made = self._printed[key] = self._render(macro, cited, options)
        return made

    def short(self, cited: Source, number: str | None, call: str) -> Markup:
        """Return the form of a source cited again, with the number and the id of its first note.

        The styles that are shipped print the two as they are; so the form is made once for all.
        Raises as ``render`` does.
        """
        module = self.templates.module(self._template)
        if number is None or not self.templates.is_shipped or not hasattr(module, "short"):
            return self.render("short", cited, number=number, call=call)
        form = self.render("short", cited, number=_NUMBER, call=_CALL)
        shown = form.replace(_NUMBER, Markup.escape(number))
        return shown.replace(_CALL, Markup.escape(call))

    @property
    def _template(self) -> str:
        return f"citations/{self.edition.citation_style}.j2"

    def _render(self, macro: str, cited: Source, options: Mapping[str, Any]) -> Markup:
        name = self._template

        def printed() -> str:
            return self.templates.call(name, macro, cited, self.edition, **options)

        if self.kept is None:
            made = printed()
        else:
            made = self.kept.made(printed, cited, macro=macro, options=dict(options))
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
        return str(self.templates.call(self._template, "stop")) if self._has("stop") else None

    @property
    def numbered(self) -> bool:
        """Return True for a house style that cites by numbers in the text."""
        return self.csl is None and self._has("number")

    def number(self, number: int) -> Markup:
        """Return the number of a source as such a style prints it, in the text and in the list."""
        return self.templates.call(self._template, "number", number)

    def _has(self, macro: str) -> bool:
        return hasattr(self.templates.module(self._template), macro)
