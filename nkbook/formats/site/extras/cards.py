"""Names of the glossary in the text: each leads to its row, and a script shows it as a card.

The first mention in a chapter leads there; more would be more links than words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from nkbook.formats.html.files.layout import Layout, relative
from nkbook.formats.site.metadata import json_text
from nkbook.locales.registry import locales
from nkbook.model.book import Name
from nkbook.model.document import Element
from nkbook.model.elements import ANNOTATIONS, HEADINGS, MATHML, SVG
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Publication

CARD = "name-card"  # the class of the links
_VARIABLE = "nkbookNames"
_LEAST = 2  # characters of a name: one is too often another word
_CLOSED = frozenset(("a", "code", "pre", "kbd", "ruby", "table", "figcaption", *HEADINGS))
_PAGES = frozenset((PageKind.CHAPTER, PageKind.PART))


@dataclass(frozen=True, slots=True)
class Cards:
    """The names of an edition that have a row in its table, and where that is."""

    names: Mapping[str, Name]  # by the form that is printed
    labels: Mapping[str, str]
    page: str = ""  # the id of the page with the table
    pattern: re.Pattern[str] = field(default_factory=lambda: re.compile(r"(?!)"))

    @classmethod
    def of(cls, publication: Publication) -> Cards:
        """Return the cards of an edition: none if it has no table of names."""
        pages = [page.id for page in publication.pages if page.kind is PageKind.NAMES]
        language = publication.edition.language
        found = {
            name.forms[language]: name
            for group in publication.names
            for name in group.names
            if len(name.forms[language]) >= _LEAST
        }
        if not pages or not found:
            return cls({}, publication.edition.labels)
        # The longest first: 北高加索 is no mention of 高加索.
        words = sorted(found, key=lambda word: (-len(word), word))
        pattern = re.compile("|".join(map(re.escape, words)))
        return cls(found, publication.edition.labels, pages[0], pattern)

    def script(self) -> str:
        """Return the script that cards are made from: each name's forms, with their languages."""
        rows = {
            name.id: [[tag, self._language(tag), form] for tag, form in name.forms.items()]
            for name in self.names.values()
        }
        return f"var {_VARIABLE}={json_text(rows)};\n"

    def _language(self, tag: str) -> str:
        """Return the name of a language, or of the edition in it."""
        own = locales().get(tag)
        shown = own.labels.get("edition-name", tag) if own else tag
        return self.labels.get(f"language_{tag}", shown)

    def mark(self, section: Element, kind: PageKind, file: str, layout: Layout) -> None:
        """Let the first mention of each name in a chapter's section lead to its row."""
        if not self.names or kind not in _PAGES:
            return
        seen: set[str] = set()
        for element, tail in list(_texts(section)):
            self._in_text(element, tail, seen, file, layout)

    def _in_text(
        self, element: Element, tail: bool, seen: set[str], file: str, layout: Layout
    ) -> None:
        """Mark names in the text of an element, or in the one after it."""
        text = (element.tail if tail else element.text) or ""
        parent = element.getparent() if tail else element
        if parent is None:
            return
        at, before, place = 0, None, parent.index(element) + 1 if tail else 0
        for match in self.pattern.finditer(text):
            name = self.names[match[0]]
            if name.id in seen:
                continue
            table = relative(file, layout.pages[self.page])
            href = f"{table}#{self.page}-name-{name.id}"
            seen.add(name.id)
            link = etree.Element("a", {"class": CARD, "href": href, "data-name": name.id})
            link.text = match[0]
            words = text[at : match.start()]
            if before is not None:
                before.tail = words
            elif tail:
                element.tail = words
            else:
                element.text = words
            parent.insert(place, link)
            # lxml moves the tail of what an element is put before; it is set again below.
            at, before, place = match.end(), link, place + 1
        if before is not None:
            before.tail = text[at:]


def _texts(element: Element) -> Iterator[tuple[Element, bool]]:
    """Yield where there is text in which names are marked: an element, and whether after it."""
    tag = str(element.tag)
    is_open = (
        isinstance(element.tag, str)
        and tag not in _CLOSED
        and tag not in ANNOTATIONS
        and not tag.startswith((SVG, MATHML))
        and element.get("class") not in ("notes", "endnotes")
    )
    if not is_open:
        return
    if element.text:
        yield element, False
    for child in element:
        yield from _texts(child)
        if child.tail:
            yield child, True
