"""The styles that Pandoc names in spans, as elements of HTML, and those that only a tree shows."""

from __future__ import annotations

import re

from nkbook.locales.registry import closest
from nkbook.model.document import Element
from nkbook.model.trees import has_class, text_of
from nkbook.typesetting.han import is_wide

_PICTURES = frozenset(("img", "a", "br", "span"))
_ELEMENTS = {"mark": "mark", "underline": "u", "ul": "u"}
_SLANTED = ("em", "i", "cite")
LATIN = "und-Latn"  # whatever language it is, it is written in Latin letters (BCP 47)
_LATIN_LETTER = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_LONG_PAIR = 500  # characters of an original and its translation: a third of a page
_BRACKETS = tuple("（(［[〔【〈")


def name_styles(root: Element) -> None:
    """Make ``mark`` and ``u`` of the spans of a tree that have these classes, in place.

    A paragraph of pictures alone gets the class "pictures": one as wide as the line has no indent.
    Emphasis of Latin words alone is said to be in Latin letters, which are slanted (*The Friend of
    China*); a stage direction among what is spoken gets the class "bracketed" if it has
    none of its own.
    """
    for emphasis in filter(_is_latin, root.iter(*_SLANTED)):
        emphasis.set("lang", LATIN)
    for span in root.iter("span"):
        _name_span(span)
    for pair in root.iter("div"):
        if has_class(pair, "parallel-pair") and len(text_of(pair)) > _LONG_PAIR:
            _add_class(pair, "long-pair")
    for paragraph in root.iter("p"):
        tags = [str(inner.tag) for inner in paragraph.iterdescendants()]
        formulas = any(has_class(image, "formula") for image in paragraph.iter("img"))
        alone = "img" in tags and _PICTURES.issuperset(tags) and not formulas
        if alone and not text_of(paragraph).strip():
            _add_class(paragraph, "pictures")


def _name_span(span: Element) -> None:
    for name, tag in _ELEMENTS.items():
        if has_class(span, name):
            span.tag = tag
            break
    if has_class(span, "stage") and not text_of(span).lstrip().startswith(_BRACKETS):
        _add_class(span, "bracketed")


def _add_class(element: Element, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())


def _is_latin(emphasis: Element) -> bool:
    """Return True if all letters of an emphasis in a Chinese text are Latin."""
    languages = (one.get("lang") for one in (emphasis, *emphasis.iterancestors()))
    language = next(filter(None, languages), None)
    if emphasis.get("lang") or (language and closest(language) is None):
        return False
    text = text_of(emphasis)
    letters = [letter for letter in text if letter.isalpha()]
    return (
        bool(letters)
        and all(map(_LATIN_LETTER.match, letters))
        and not any(is_wide(letter) for letter in text)
    )
