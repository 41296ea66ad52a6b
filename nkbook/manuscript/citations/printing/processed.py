"""Citations in a style in CSL: all of a book are collected, printed at once, and put in place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from markupsafe import Markup

from nkbook.locales.registry import locale
from nkbook.manuscript.citations.csl import written
from nkbook.manuscript.citations.csl.adapted import adapted
from nkbook.manuscript.citations.csl.clusters import Held, cluster, keys_of, missing_alone
from nkbook.manuscript.citations.csl.items import csl_json
from nkbook.manuscript.citations.csl.processor import process
from nkbook.manuscript.citations.fragments import inside, put
from nkbook.manuscript.citations.in_text import author_in_text
from nkbook.manuscript.citations.source import Source
from nkbook.manuscript.citations.style import Style
from nkbook.model.csl.item import CslItem
from nkbook.model.csl.style import CslStyle
from nkbook.model.document import Citation, Mode
from nkbook.model.publication import BibliographyEntry

_STOP = re.compile(r"[.。](?=(?:</\w+>)*\Z)")
_NOTHING = "[NO_PRINTED_FORM]"  # what citeproc-js writes for a name that the style never prints


@dataclass(slots=True)
class _Collected:
    """The citations of a chapter: what is sent, and the mark-up that waits for it, by id."""

    clusters: list[dict[str, Any]] = field(default_factory=list)
    held: dict[str, Held] = field(default_factory=dict)


class Collector:
    """Takes note of the citations of a chapter, and prints only what is written around them."""

    def __init__(self, sources: Mapping[str, Source], style: Style, chapter: int) -> None:
        """Begin a chapter, by its number in the book."""
        self.found = _Collected()
        self.sources = sources
        self.style = style
        self._chapter = chapter
        self._csl = _csl(style)

    @property
    def in_text(self) -> bool:
        """Return True for a style of authors and years, or of numbers."""
        return self._csl.in_text

    def cite(self, citation: Citation, number: int, call_id: str) -> Markup:  # noqa: ARG002
        """Collect a citation; what stands around its keys may have more of them."""
        marks = self.style.locale.marks
        held = Held()
        made = cluster(
            f"{self._chapter}:{citation.id}",
            citation,
            self.sources,
            number,
            held,
            _names_authors(self._csl),
            (marks.comma, marks.semicolon),
        )
        if made is not None:
            self.found.clusters.append(made)
            self.found.held[citation.id] = held
        parts = [inside(part) for item in citation.items for part in (item.prefix, item.locator)]
        return Markup("").join(parts)

    def name(self, citation: Citation) -> Markup:  # noqa: ARG002
        """Return nothing: names cite nothing."""
        return Markup("")

    def joined(self, name: Markup, cited: Markup) -> Markup:
        """Return both."""
        return name + cited

    def stopped(self, cited: Markup, citation: Citation) -> Markup:  # noqa: ARG002
        """Return the citation as it is."""
        return cited

    def interrupt(self) -> None:
        """Do nothing: the numbers of notes say which follow each other."""


class ProcessedPrinter:
    """Puts what the processor printed in the places of a chapter's citations."""

    def __init__(
        self, collector: Collector, texts: Mapping[str, str], reader: written.Reader
    ) -> None:
        """Begin a chapter; ``texts`` are those of its citations by id."""
        self._found = collector.found
        self._sources = collector.sources
        self._style = collector.style
        self._csl = _csl(collector.style)
        self._texts = texts
        self._reader = reader
        self._named: set[str] = set()

    @property
    def in_text(self) -> bool:
        """Return True for a style of authors and years, or of numbers."""
        return self._csl.in_text

    def cite(self, citation: Citation, number: int, call_id: str) -> Markup:  # noqa: ARG002
        """Return what the style prints for a citation."""
        self._named |= {item.key for item in citation.items}
        text = self._texts.get(citation.id)
        if text is None:
            return missing_alone(citation, self._style.locale.marks.semicolon)
        held = self._found.held[citation.id]
        if _NOTHING in text and (name := self._author(citation)):
            text = text.replace(_NOTHING, held.hold(name)).replace(f"{held.hold(name)} ", "")
        linked = self._style.lists and self._csl.lists
        keys = [item.key for item in citation.items if item.key in self._sources]
        return written.citation(text, keys, held, self._reader, linked=linked)

    def name(self, citation: Citation) -> Markup:
        """Return the author's name, where the style has none for the text."""
        return Markup("") if _names_authors(self._csl) else self._author(citation)

    def joined(self, name: Markup, cited: Markup) -> Markup:
        """Return a name, and a number right after it or a work in brackets, without a stop."""
        if self._csl.in_text:
            return name + cited
        inner = Markup(_STOP.sub("", cited))  # noqa: S704 — markup without its last sign
        return Markup("{}（{}）").format(name, inner) if name else inner

    def stopped(self, cited: Markup, citation: Citation) -> Markup:  # noqa: ARG002
        """Return the citation as it is: the style says how it ends."""
        return cited

    def interrupt(self) -> None:
        """Do nothing."""

    def _author(self, citation: Citation) -> Markup:
        first = citation.items[0]
        if first.mode is not Mode.IN_TEXT:
            return Markup("")
        return author_in_text(self._sources[first.key], self._style, first.key in self._named)


@dataclass(frozen=True, slots=True)
class Processed:
    """A printer for each chapter, and the bibliography as the style has it."""

    printers: tuple[ProcessedPrinter, ...]
    bibliography: tuple[BibliographyEntry, ...]


def processed(
    style: Style,
    items: Mapping[str, CslItem],
    sources: Mapping[str, Source],
    collectors: Sequence[Collector],
    uncited: Iterable[str],
) -> Processed:
    """Return what a style in CSL prints of the citations that were collected, and of ``uncited``.

    Notes begin anew in each chapter, as nkbook numbers them; authors and years, and numbers, are
    the same through the book. Raises as ``nkbook.manuscript.citations.csl.processor.process``.
    """
    csl = _csl(style)
    counted = style.numbering != "page"
    fitted = adapted(csl, style.edition.language, numbered=counted)
    chapters = [collector.found.clusters for collector in collectors]
    anew = not csl.in_text and style.numbering != "book"
    parts = chapters if anew else [[one for chapter in chapters for one in chapter]]
    order = dict.fromkeys([*keys_of([one for part in parts for one in part]), *uncited])
    sent = {
        key: csl_json(items[key], sources[key], fitted.layouts) for key in order if key in items
    }
    answer = process(csl, fitted.text, fitted.language, sent, parts, style.store)
    texts = {
        one["citationID"]: text
        for part, found in zip(parts, answer.texts, strict=True)
        for one, text in zip(part, found, strict=True)
    }
    reader = written.Reader(sources, locale(style.edition.language).writes, answer.numbers)
    printers = tuple(
        ProcessedPrinter(
            collector,
            {id: texts[f"{number}:{id}"] for id in collector.found.held},
            reader,
        )
        for number, collector in enumerate(collectors)
    )
    entries = tuple(_entry(key, text, reader) for key, text in answer.entries)
    return Processed(printers, entries)


def _entry(key: str, text: str, reader: written.Reader) -> BibliographyEntry:
    body = etree.Element("p", {"id": f"ref-{key}"})
    put(body, written.entry(text, key, reader))
    return BibliographyEntry(f"ref-{key}", key, reader.sources[key].language, body)


def _csl(style: Style) -> CslStyle:
    if style.csl is None:
        message = "a house style is printed by HousePrinter"
        raise ValueError(message)
    return style.csl


def _names_authors(csl: CslStyle) -> bool:
    """Return True if the style itself prints the author of ``@key`` in the text."""
    return csl.in_text and not csl.numeric
