"""A citation style in CSL, read and found to be usable."""

from __future__ import annotations

from dataclasses import dataclass

NOTES = "note"  # CSL's class of styles whose citations stand in notes


@dataclass(frozen=True, slots=True)
class CslStyle:
    """A style's own text, with what nkbook has to know of it.

    ``language`` is the locale that the style asks for, empty for that of its readers. Styles that
    are ``by_language`` say what they print for works in other languages (CSL-M's layouts).
    """

    name: str  # as messages show it: chapters/apa.csl
    text: str
    in_text: bool  # author and year or a number in the text, not a note
    numeric: bool
    lists: bool  # it says how a bibliography looks
    language: str = ""
    by_language: bool = False
