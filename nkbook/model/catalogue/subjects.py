"""Subject codes of the book trade and of libraries: their schemes, and what a code looks like.

Thema (EDItEUR), BISAC (BISG), 中国图书馆分类法 (CLC) and 中文圖書分類法 (NCL). Only the form can
be judged here: which codes exist, each scheme's keeper publishes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme: its name as EPUB 3's ``authority`` writes it, the form of its codes, an example.

    ``onix`` is its row in ONIX list 27; 24 is a scheme that goes by its name.
    """

    name: str
    form: re.Pattern[str]
    example: str
    onix: str


SCHEMES: Mapping[str, Scheme] = {
    # A category, or a qualifier: 1 place, 2 language, 3 time … 6 style, with national extensions.
    "thema": Scheme(
        "Thema",
        re.compile(
            r"[ACDFGJ-NP-Y][A-Z0-9]{0,7}|[1-6][A-Z][A-Z0-9]*(?:-[A-Z]{2}-[A-Z0-9]+(?:-[A-Z0-9]+)*)?"
        ),
        "NHTB",
        "93",
    ),
    "bisac": Scheme("BISAC", re.compile(r"[A-Z]{3}\d{6}"), "HIS037070", "10"),
    "clc": Scheme(
        "CLC",
        re.compile(r"(?:T[A-V]|[A-KN-VXZ])(?:\d[\d.]*)?[-=+():/<>\"a-z\d.\[\]]*"),
        "K368",
        "88",
    ),
    "ncl": Scheme("NCL", re.compile(r"\d{3}(?:\.\d+)?(?:/\d{3}(?:\.\d+)?)?"), "737.1", "24"),
}
_QUALIFIERS = "123456"
_FIRST_QUALIFIER = 94  # ONIX list 27: place, and so on to 99, style


def problem(scheme: str, code: str) -> str | None:
    """Return what is wrong with a code of a known scheme in words, or None."""
    if SCHEMES[scheme].form.fullmatch(code):
        return None
    return f"a code of {SCHEMES[scheme].name} looks like {SCHEMES[scheme].example}"


def is_qualifier(scheme: str, code: str) -> bool:
    """Return True if a code only qualifies a category, and can't be given without one."""
    return scheme == "thema" and code[0] in _QUALIFIERS


def onix_scheme(scheme: str, code: str) -> str:
    """Return the scheme's code in ONIX list 27; Thema's qualifiers have their own."""
    if is_qualifier(scheme, code):
        return str(_FIRST_QUALIFIER + _QUALIFIERS.index(code[0]))
    return SCHEMES[scheme].onix
