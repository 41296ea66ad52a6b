"""Checks that an edition of a chapter has words for every line of the chapter as it was read.

Conversion puts other words in the place of some, and citations become calls; but a paragraph, an
item, a caption or code that is gone has no words at all, or few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from nkbook.checks.parts.kinds import is_filled, roots, shortened
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.document import Document, Element
from nkbook.model.elements import Level, of
from nkbook.model.trees import has_class

_LEAST = 3  # as many times shorter no edition's words are
_SHORT = 30  # characters: as few may be a single word, such as an alert's title
_HINT = "this is a fault of nkbook, or of what was added to it; please report the place"


def lost_words(
    document: Document, now: Document, language: str, gone: Collection[str]
) -> Iterator[Diagnostic]:
    """Yield NK227 for each line of a chapter of which its edition in ``language`` lacks the words.

    ``gone`` are the ids in what the edition leaves out on purpose.
    """
    there = _Lines()
    for root in roots(now):
        there.add(root, 0)
    had = _Lines(language)
    had.add(document.tree, 0)
    for note in document.notes:
        if note.call_id not in gone:
            had.add(note.body, note.location.line or 0)
    lost = {line: had.texts[line] for line in had.lengths if had.is_gone(line, there)}
    bodies = {note.call_id: note.body for note in document.notes}
    for note in now.notes:  # they share a line with what they explain; citations made some
        body = bodies.get(note.call_id)
        if is_filled(note.body) or (body is not None and not _length(body, language)):
            continue
        texts = ["note"] if body is None else list(map(str, body.itertext()))
        lost.setdefault(note.location.line or 0, texts)
    for line, texts in lost.items():
        words = shortened(" ".join("".join(texts).split()))
        message = f'words of the chapter are not in the edition {language}: "{words}"'
        where = Location(document.chapter.source, line or None)
        yield diagnostic("NK227", message, where, _HINT)


def _length(body: Element, language: str) -> int:
    """Return how many characters of a note its edition has."""
    lines = _Lines(language)
    lines.add(body, 0)
    return lines.lengths.total()


@dataclass(slots=True)
class _Lines:
    """What the lines of a source have in a tree: how many characters, and which.

    With a ``language``, what an edition in it has other words for is left out.
    """

    language: str | None = None
    lengths: Counter[int] = field(default_factory=Counter)
    texts: dict[int, list[str]] = field(default_factory=dict)

    def add(self, element: Element, line: int, *, in_code: bool = False) -> None:
        """Add an element of a line, with what is in it; lines of code are those of their block.

        So are those of words in a line: a link that leads nowhere leaves its words to their block.
        """
        own = element.get("data-line", "")
        if own.isdigit() and not in_code and of(str(element.tag)).level is not Level.INLINE:
            line = int(own)
        self._add(element.text, line)
        for child in element:
            if not self._has_other_words(child):
                self.add(child, line, in_code=in_code or element.tag == "pre")
            self._add(child.tail, line)

    def is_gone(self, line: int, now: _Lines) -> bool:
        """Return True if hardly any of a line's words are there now."""
        had, has = self.lengths[line], now.lengths[line]
        return had > 0 and (has == 0 or (had > _SHORT and had > _LEAST * has))

    def _add(self, text: str | None, line: int) -> None:
        if text and (count := len(text) - sum(map(str.isspace, text))):
            self.lengths[line] += count
            if self.language is not None:
                self.texts.setdefault(line, []).append(text)

    def _has_other_words(self, element: Element) -> bool:
        """Return True for citations, blocks for other editions, and what an author says more of."""
        if self.language is None:
            return False
        if element.tag == "span":
            return element.get("class") == "citation" or any(
                str(name).startswith("data-") and name != "data-line" for name in element.attrib
            )
        if element.tag != "div" or not has_class(element, "only"):
            return False
        return self.language not in str(element.get("data-edition", "")).split()
