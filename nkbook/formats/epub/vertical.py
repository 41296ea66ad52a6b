"""Sets a page's tree for vertical lines: which Western signs are upright, what stays horizontal.

By CLREQ's rules on mixed text a number of two digits takes one character's place (縱中橫), a single
digit or letter is upright, and so do the letters of a short abbreviation, one below the other.
All else lies on its side, which is what browsers do by themselves (CSS Writing Modes 4 §5.1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from nkbook.locales.registry import closest, locale
from nkbook.model.document import Element
from nkbook.model.elements import HEADINGS, Text, of
from nkbook.model.pagemap import PageMap, PageStart
from nkbook.model.trees import has_class, text_of
from nkbook.typesetting.han import LATIN_LETTERS, WESTERN

COMBINED, STACKED = "upright", "stacked"
FLAT, STANDING = "horizontal", "standing"  # classes, as in epub-vertical.css
BEFORE_FLAT = "before-island"  # a heading right before what lies flat
_INSIDE = f"(?<=[{LATIN_LETTERS}])[’‘](?=[{LATIN_LETTERS}])"  # an apostrophe
# Western words with spaces between them are one run, judged as a whole.
_WORD = f"(?:{WESTERN}|{_INSIDE})+"
_RUN = re.compile(rf"{_WORD}(?: {_WORD})*")
_COMBINED = re.compile(r"\d\d")
_STACKED = re.compile(r"[0-9A-Z]|[A-Z]{2,4}")
_MOST_ROWS, _MOST_CHARACTERS = 8, 300  # of a table that fits a screen lying flat
_APOSTROPHE = re.compile(_INSIDE)


def set_vertical(root: Element, language: str) -> None:
    """Change a page's tree; ``language`` is the edition's."""
    _lay_flat(root)
    own = closest(root.get("lang", language)) is not None
    _turn(root, own, _vertical_quotes(language))


def paged(page_map: PageMap, language: str) -> PageMap:
    """Return a page map whose samples have the punctuation of vertical lines."""
    quotes = _vertical_quotes(language)
    return PageMap(
        tuple(
            PageStart(start.label, start.anchor, start.offset, _with_quotes(start.sample, quotes))
            for start in page_map.pages
        ),
        page_map.marks,
    )


def _vertical_quotes(language: str) -> Mapping[int, str]:
    """Return the quotation marks of vertical lines by the code points of horizontal ones."""
    marks = locale(language).marks
    ours, theirs = "".join(marks.quotes), "".join(marks.vertical_quotes)
    return {ord(mark): other for mark, other in zip(ours, theirs, strict=True)}


def _with_quotes(text: str, quotes: Mapping[int, str]) -> str:
    """Return a text with the quotation marks of vertical lines; apostrophes inside words stay."""
    kept = [match.span() for match in _APOSTROPHE.finditer(text)]
    turned = text.translate(quotes)
    for start, end in kept:
        turned = f"{turned[:start]}{text[start:end]}{turned[end:]}"
    return turned


def _lay_flat(root: Element) -> None:
    """Mark figures, listings and tables that fit a screen as horizontal.

    A table with more in it stays vertical, its rows side by side: lying flat it could not be broken
    over screens, and its foot would be cut off.
    """
    for element in root.iter("figure", "pre", "table"):
        if element.tag == "table" and (
            len(element.findall(".//tr")) > _MOST_ROWS or len(text_of(element)) > _MOST_CHARACTERS
        ):
            _add_class(element, STANDING)
            continue
        _add_class(element, FLAT)
        before = element.getprevious()
        if before is not None and before.tag in HEADINGS:
            _add_class(before, BEFORE_FLAT)


def _add_class(element: Element, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())


def _turn(element: Element, own: bool, quotes: Mapping[int, str]) -> None:
    """Put Western signs that are upright into spans, in Chinese text that isn't horizontal."""
    if (
        of(str(element.tag)).text is Text.VERBATIM
        or has_class(element, FLAT)
        or has_class(element, "url")
    ):
        return
    children = element.findall("*")
    for child in children:
        language = child.get("lang")
        _turn(child, own if language is None else closest(language) is not None, quotes)
    if own:
        for before in (None, *children):
            _turn_text(element, before, quotes)


def _turn_text(element: Element, before: Element | None, quotes: Mapping[int, str]) -> None:
    """Do so in an element's own text, or in the tail of a child of it."""
    text = _with_quotes((element.text if before is None else before.tail) or "", quotes)
    pieces: list[tuple[str, str | None]] = []
    end = 0
    for run in _RUN.finditer(text):
        if name := _class(run[0]):
            pieces += ((text[end : run.start()], None), (run[0], name))
            end = run.end()
    pieces.append((text[end:], None))
    first, *rest = pieces
    if before is None:
        element.text, at = first[0], 0
    else:
        before.tail, at = first[0], element.index(before) + 1
    last: Element | None = None
    for piece, name in rest:
        if name:
            last = etree.Element("span", {"class": name})
            last.text = piece
            element.insert(at, last)
            at += 1
        elif last is not None:
            last.tail = piece


def _class(run: str) -> str | None:
    if _COMBINED.fullmatch(run):
        return COMBINED
    return STACKED if _STACKED.fullmatch(run) else None
