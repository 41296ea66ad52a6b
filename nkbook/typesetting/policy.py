"""The settings of composition: one policy for punctuation in a book, and the sizes of spaces."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class LineEnd(StrEnum):
    """When a mark at the end of a line loses the blank at its right (CLREQ §3.1.6.3)."""

    ALWAYS = "always"
    FIT = "fit"  # only to make room for one more character
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Policy:
    """How full-width punctuation is compressed; a book has one policy."""

    name: str
    pairs: bool  # two adjacent marks take 1½ em
    line_start: bool  # an opening bracket at the start of a line takes ½ em
    line_end: LineEnd
    compress: bool  # marks inside a line may be narrowed to fit one more character


POLICIES = MappingProxyType(
    {
        policy.name: policy
        for policy in (
            Policy("none", pairs=False, line_start=False, line_end=LineEnd.NEVER, compress=False),
            Policy("hk", pairs=True, line_start=True, line_end=LineEnd.ALWAYS, compress=True),
            Policy("tw", pairs=True, line_start=False, line_end=LineEnd.FIT, compress=True),
            Policy("cn", pairs=True, line_start=True, line_end=LineEnd.ALWAYS, compress=True),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Typesetting:
    """All settings of composition; lengths are in em of the surrounding text."""

    policy: Policy
    autospace: float = 0.25  # between Han and Latin (CSS Text 4 §8.3)
    autospace_least: float = 0.125
    autospace_most: float = 1 / 3
    word_space_least: float = 0.2
    word_space_most: float = 0.45
    word_space_off: float = 0.2  # by how much a word space may shrink
    letter_space_most: float = 0.035  # between letters of a word, in a line that needs it
    keep_units: bool = True  # no break in 2020年, 第4, 10公里
    least_last: int = 2  # ideographs on the last line of a paragraph
    hyphenation: tuple[str, ...] = ()  # words divided at their hyphens only: "Kara-bakh"
