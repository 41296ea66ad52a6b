"""Citations in one of nkbook's own styles of notes: full, and short when cited again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from nkbook.manuscript.citations.csl.locators import pinpoint
from nkbook.manuscript.citations.fragments import inside, unbraced
from nkbook.manuscript.citations.in_text import author_in_text
from nkbook.manuscript.citations.source import Source
from nkbook.manuscript.citations.style import Style
from nkbook.model.document import Citation, CitationItem, Mode
from nkbook.model.note_marks import note_mark


@dataclass(slots=True)
class _Cited:
    """Where a chapter first cites a source."""

    number: int
    call_id: str


class HousePrinter:
    """Prints the citations of a chapter by the macros of a style."""

    in_text = False

    def __init__(self, sources: Mapping[str, Source], style: Style) -> None:
        """Begin a chapter, which has cited nothing yet."""
        self._sources = sources
        self._style = style
        self._first: dict[str, _Cited] = {}
        self._previous: tuple[str, ...] = ()

    def cite(self, citation: Citation, number: int, call_id: str) -> Markup:
        """Return the text of a citation group, its sources separated by full-width semicolons."""
        marks = self._style.locale.marks
        text = Markup("")
        for place, item in enumerate(citation.items):
            mark = marks.comma if item.holds_before else marks.semicolon
            text += (mark if place else "") + self._item(item, number, call_id)
        self._previous = tuple(item.key for item in citation.items)
        return text

    def name(self, citation: Citation) -> Markup:
        """Return the author's name in the text: in full the first time, if it is Western."""
        first = citation.items[0]
        if first.mode is not Mode.IN_TEXT:
            return Markup("")
        work = self._sources[first.key]
        return author_in_text(work, self._style, again=first.key in self._first)

    def joined(self, name: Markup, cited: Markup) -> Markup:
        """Return a name in the text of a note, with the work in brackets."""
        return Markup("{}（{}）").format(name, cited) if name else cited

    def stopped(self, cited: Markup, citation: Citation) -> Markup:
        """Return a citation with its final stop: Western after Western words, else full-width."""
        last = self._sources.get(citation.items[-1].key)
        end = cited.striptags().rstrip("”’)")[-1:]
        stop = self._style.stop
        if stop is not None:
            return cited if end == stop else cited + stop
        if last is None or last.chinese or not end.isascii():
            return cited + self._style.locale.marks.stop
        return cited if end == "." else cited + "."

    def interrupt(self) -> None:
        """Let the next citation follow none."""
        self._previous = ()

    def _item(self, item: CitationItem, number: int, call_id: str) -> Markup:
        cited = self._sources.get(item.key)
        if cited is None:
            comma = self._style.locale.marks.comma if item.locator is not None else ""
            missing = Markup("<strong>{}?</strong>{}").format(item.key, comma)
            return inside(item.prefix) + missing + inside(item.locator)
        if item.mode is not Mode.NORMAL:
            cited = cited.without_authors()
        where = unbraced(inside(item.locator))
        first = self._first.get(item.key)
        if first is None:
            self._first[item.key] = _Cited(number, call_id)
            if pinpoint(where).label == "page" and cited.type != "article-newspaper":
                cited = replace(cited, page="")  # that page stands in the place of all of them
            text = self._style.render("note", cited)
        elif self._style.recite == "ibid" and self._previous == (item.key,):
            text = Markup.escape(self._style.edition.labels["ibid"])
        else:
            shown = note_mark(first.number, self._style.marks)
            number_shown = None if self._style.numbering == "page" else shown
            text = self._style.short(cited, number_shown, first.call_id)
        locator = self._style.locator(cited, where) if where else Markup("")
        return inside(item.prefix) + text + locator
