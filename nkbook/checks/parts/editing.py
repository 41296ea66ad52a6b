"""Checks that an edition of a chapter has every part of the chapter as it was read.

Each part is looked for at the line that it is from, which its element keeps on the way. What a
problem says is left out is no loss, nor are blocks for other editions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nkbook.checks.parts.kinds import is_absent, is_filled, line_of, parts, roots, words_of
from nkbook.checks.parts.losses import in_rows, lost, unpaired
from nkbook.checks.parts.words import lost_words
from nkbook.diagnostics.problems import Diagnostic
from nkbook.model.document import Document, Element, Kind
from nkbook.model.publication import Publication
from nkbook.model.trees import has_class
from nkbook.typesetting.han import is_ideograph

_UNLINKED = ("NK208", "NK234", "NK238")  # a link leads nowhere, so that it became its words


def lost_in_editing(
    read: Iterable[Document], publication: Publication, problems: Iterable[Diagnostic]
) -> Iterator[Diagnostic]:
    """Yield NK263–NK266 for each part of the chapters as read that an edition of them lacks.

    Lines whose words it lacks are NK227.

    ``problems`` are those that say which links became words (NK208, NK234, NK238).
    """
    language = publication.edition.language
    edited = {
        page.document.chapter.source: page.document for page in publication.pages if page.document
    }
    unlinked: dict[str, Counter[int]] = {}
    for one in problems:
        if one.code in _UNLINKED and one.location:
            lines = unlinked.setdefault(one.location.path, Counter())
            lines[one.location.line or 0] += 1
    for document in read:
        now = edited.get(document.chapter.source)
        if now is not None:
            found = _there(now, unlinked.get(document.chapter.source, {}))
            yield from _compared(document, now, found, language)
            yield from unpaired(now)


@dataclass(slots=True)
class _There:
    """What an edition of a chapter has: parts by their lines, and which cells are filled."""

    count: Counter[tuple[Kind, int]] = field(default_factory=Counter)
    rows: dict[int, list[bool]] = field(default_factory=dict)

    def takes(self, kind: Kind, line: int) -> bool:
        """Return True if there is such a part of the line that was not asked for before."""
        if self.count[kind, line] <= 0:
            return False
        self.count[kind, line] -= 1
        return True


def _there(now: Document, unlinked: Mapping[int, int]) -> _There:
    found = _There()
    for line, count in unlinked.items():
        found.count[Kind.LINK, line] += count
    for root in roots(now):
        for kind, element in parts(root):
            if kind is Kind.LINK and not element.get("data-line"):
                continue  # to a source: the citation style made it
            line = line_of(element)
            found.count[kind, line] += 1
            if kind is Kind.CELL:
                found.rows.setdefault(line, []).append(is_filled(element))
        for element in root.iter("span", "p"):
            if is_absent(element):
                found.count[Kind.PICTURE, line_of(element)] += 1
            elif element.get("class") == "cited":
                found.count[Kind.CITATION, line_of(element)] += 1
    return found


def _compared(
    document: Document, now: Document, there: _There, language: str
) -> Iterator[Diagnostic]:
    reader = _Kept(language)
    kept = list(reader.parts_of(document))
    yield from lost_words(document, now, language, reader.gone)
    for kind, element in kept:
        line = line_of(element)
        if kind is not Kind.CITATION and not there.takes(kind, line):
            words = words_of(kind, element)
            yield lost(document, kind, line, words, f"is not in the edition {language}")
    cells = [element for kind, element in kept if kind is Kind.CELL]
    for cell, filled in in_rows(cells, line_of, there.rows):
        if is_filled(cell) and not filled and not _is_reworded(cell):
            words = words_of(Kind.CELL, cell)
            what = f"is empty in the edition {language}"
            yield lost(document, Kind.CELL, line_of(cell), words, what)
    cited = [element for kind, element in kept if kind is Kind.CITATION]
    yield from _uncited(document, now, cited, there)


def _uncited(
    document: Document, now: Document, cited: Iterable[Element], left: _There
) -> Iterator[Diagnostic]:
    """Yield NK264 for each citation of which there is no call, no link, and no text.

    ``left`` are the parts now that were not there before.
    """
    keys = {one.id: [item.key for item in one.items] for one in document.citations}
    text = ""
    for element in cited:
        names = keys.get(str(element.get("id")))  # none: [words]{.citation} of an author
        line = line_of(element)
        if names is None or any(
            left.takes(kind, line) for kind in (Kind.CALL, Kind.CITATION, Kind.LINK)
        ):
            continue
        text = text or "".join(str(piece) for root in roots(now) for piece in root.itertext())
        if not any(_is_printed(name, text) for name in names):
            words = ", ".join(f"@{name}" for name in names)
            yield lost(document, Kind.CITATION, line, words, "has neither a note nor its words")


@dataclass(slots=True)
class _Kept:
    """Reads a chapter without the blocks for other editions; ``gone`` are the ids in these."""

    language: str
    gone: set[str] = field(default_factory=set)

    def parts_of(self, document: Document) -> Iterator[tuple[Kind, Element]]:
        """Yield the parts of a chapter that an edition has."""
        yield from self.of(document.tree)
        for note in document.notes:
            if note.call_id in self.gone:
                self.leave_out(note.body)
            else:
                yield from self.of(note.body)
        for citation in reversed(document.citations):  # one in the words of another comes before
            parts = (part for item in citation.items for part in (item.prefix, item.locator))
            for words in parts:
                if words is not None and citation.id in self.gone:
                    self.leave_out(words)
                elif words is not None:
                    yield from self.of(words)

    def of(self, root: Element) -> Iterator[tuple[Kind, Element]]:
        """Yield the parts of a tree."""
        out: set[Element] = set()
        for block in root.iter("div"):
            editions = str(block.get("data-edition", "")).split()
            if has_class(block, "only") and self.language not in editions:
                out.update(block.iter())
        self.gone.update(str(one.get("id")) for one in out if one.get("id"))
        yield from (part for part in parts(root) if part[1] not in out)

    def leave_out(self, root: Element) -> None:
        """Take a tree for gone: the note of a call that is."""
        self.gone.update(str(one.get("id")) for one in root.iter() if one.get("id"))


def _is_reworded(cell: Element) -> bool:
    """Return True for a cell with words that an edition has of its own, which may be none."""
    return any(
        str(name).startswith("data-") and name != "data-line"
        for span in cell.iter("span")
        for name in span.attrib
    )


def _is_printed(key: str, text: str) -> bool:
    """Return True if a text has a key, be it in the characters of another region."""
    if key in text:
        return True
    other = "".join(r"\w{1,3}" if is_ideograph(one) else re.escape(one) for one in key)
    return bool(re.search(f"@{other}", text))
