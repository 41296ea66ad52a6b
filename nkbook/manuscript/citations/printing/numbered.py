"""Citations by numbers in the text, as GB/T 7714 has them (顺序编码制): [1], [2-4,6], [1]12."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup

from nkbook.manuscript.citations.csl.locators import pinpoint
from nkbook.manuscript.citations.fragments import inside, put, unbraced
from nkbook.manuscript.citations.in_text import author_in_text
from nkbook.manuscript.citations.source import Source
from nkbook.manuscript.citations.style import Style
from nkbook.model.document import Citation, CitationItem, Element, Mode
from nkbook.model.publication import BibliographyEntry

_SHORTEST = 2  # numbers in a row that a hyphen joins (GB/T 7714—2015, 10.1.2)


class NumberedPrinter:
    """Prints the citations of a chapter; ``numbers`` are the book's, in order of citation."""

    in_text = True

    def __init__(
        self, sources: Mapping[str, Source], style: Style, numbers: dict[str, int]
    ) -> None:
        """Begin a chapter; sources that it is the first to cite get the next numbers."""
        self._sources = sources
        self._style = style
        self._numbers = numbers
        self._named: set[str] = set()

    def cite(self, citation: Citation, number: int, call_id: str) -> Markup:  # noqa: ARG002
        """Return the numbers of a group, raised; in one bracket but for those with own words."""
        groups: list[list[CitationItem]] = []
        for item in citation.items:
            if item.key in self._sources:
                self._numbers.setdefault(item.key, len(self._numbers) + 1)
                self._named.add(item.key)
            if groups and not self._alone(item) and not self._alone(groups[-1][0]):
                groups[-1].append(item)
            else:
                groups.append([item])
        return Markup("").join(map(self._group, groups))

    def name(self, citation: Citation) -> Markup:
        """Return the author's name in the text."""
        first = citation.items[0]
        if first.mode is not Mode.IN_TEXT:
            return Markup("")
        return author_in_text(self._sources[first.key], self._style, first.key in self._named)

    def joined(self, name: Markup, cited: Markup) -> Markup:
        """Return a name with its number right after it."""
        return name + cited

    def stopped(self, cited: Markup, citation: Citation) -> Markup:  # noqa: ARG002
        """Return the citation as it is."""
        return cited

    def interrupt(self) -> None:
        """Do nothing: numbers follow from no note."""

    def _known(self, item: CitationItem) -> bool:
        return item.key in self._sources

    def _alone(self, item: CitationItem) -> bool:
        words = item.prefix is not None or item.locator is not None
        return words or not self._known(item)

    def _group(self, items: Sequence[CitationItem]) -> Markup:
        first = items[0]
        if not self._known(first):
            missing = Markup("[<strong>{}?</strong>]").format(first.key)
            return Markup("<sup>{}</sup>").format(missing)
        numbers = {self._numbers[item.key]: item.key for item in items}
        # The style's brackets, around all numbers of the group.
        before, after = map(Markup, self._style.number(0).split("0", 1))
        shown = Markup(",").join(_runs(numbers))
        written = unbraced(inside(first.locator))
        point = pinpoint(written)
        where = written
        if point.label == "page":  # markup before it was read, and no part of it is escaped
            where = Markup(point.value + point.after)  # noqa: S704
        raised = Markup("<sup>{}{}{}{}</sup>").format(before, shown, after, where)
        return inside(first.prefix) + raised


def numbered(
    entries: Iterable[BibliographyEntry], numbers: Mapping[str, int], style: Style
) -> tuple[BibliographyEntry, ...]:
    """Return the entries in the order of their numbers, then those that nothing cites."""
    found = sorted(entries, key=lambda entry: numbers.get(entry.key, len(numbers) + 1))
    every = dict(numbers)
    for entry in found:
        every.setdefault(entry.key, len(every) + 1)
    return tuple(
        replace(entry, body=_with_number(entry.body, style.number(every[entry.key])), group="")
        for entry in found
    )


def _with_number(body: Element, number: Markup) -> Element:
    made = copy.deepcopy(body)
    for child in list(made):
        made.remove(child)
    made.text = None
    label = Markup('<span class="source-number">{}</span> ').format(number)
    put(made, label + inside(body))
    return made


def _runs(numbers: Mapping[int, str]) -> list[Markup]:
    """Return numbers as links, those in a row by their first and last: 2-4."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    link = Markup('<a class="source" href="#ref-{}">{}</a>')

    def shown(number: int) -> Markup:
        return link.format(numbers[number], number)

    return [
        shown(run[0]) if len(run) < _SHORTEST else shown(run[0]) + "-" + shown(run[-1])
        for run in runs
    ]
