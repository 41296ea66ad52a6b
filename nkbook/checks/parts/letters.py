"""Checks that what a format made of a chapter has all its letters, in any order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

from nkbook.checks.parts.kinds import line_of
from nkbook.look.geta import GETA, is_dropped
from nkbook.model.document import Document, Element
from nkbook.model.trees import KINDS, counted, is_call

_SAMPLE = 30  # characters
_RUN = re.compile(r"\w+")
_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))  # of forms that a font may lack


def plain(text: str) -> str:
    """Return a text as it is compared: no spaces, nothing invisible, capitals as small letters."""
    return counted(text).upper().casefold()


def is_held(text: str, shown: str) -> bool:
    """Return True if all letters of a text are in another; both are ``plain``."""
    return text in shown or not _without_stand_ins(Counter(text) - Counter(shown), shown)


def lost_letters(
    document: Document, written: str, *, on_pages: bool
) -> tuple[int | None, str] | None:
    """Return the line and the beginning of the first text of a chapter that is not ``written``.

    None stands for no loss. What stands for a note's number is each format's own; pages stand in
    for what no font has.
    """
    texts = list(_texts(document))
    missing = _letters("".join(text for _, text in texts)) - _letters(written)
    if on_pages:
        missing = _without_stand_ins(missing, written)
    if not missing:
        return None
    shown = plain(written)
    for element, text in texts:
        if any(run not in shown for run in _RUN.findall(text.upper().casefold())):
            return line_of(element) or None, " ".join(text.split())[:_SAMPLE]
    return None, "".join(missing.elements())[:_SAMPLE]


def _letters(text: str) -> Counter[str]:
    """Return the letters of the ``plain`` text: each of a book's few thousand is looked at once."""
    found: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        for one in _plain_letter(letter):
            found[one] += count
    return found


@lru_cache(maxsize=KINDS)
def _plain_letter(letter: str) -> str:
    return plain(letter)


def _without_stand_ins(missing: Counter[str], shown: str) -> Counter[str]:
    """Return of the missing letters those that a page may not lack.

    Pages have a mark in the place of a character that no font has, and no controls.
    """
    for letter in [one for one in missing if is_dropped(one) or one in _SELECTORS]:
        del missing[letter]
    return missing if missing.total() > shown.count(GETA) else Counter()


def _texts(document: Document) -> Iterator[tuple[Element, str]]:
    """Yield the texts of a chapter and its notes, each with the element that it is in."""
    for root in (document.tree, *(note.body for note in document.notes)):
        for element in root.iter(etree.Element):
            if not is_call(element):
                yield element, element.text or ""
            for child in element:
                yield element, child.tail or ""
