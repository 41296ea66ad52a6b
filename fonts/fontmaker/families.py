"""The families to make: their files, weights, repertoires and layout features."""

from __future__ import annotations

from dataclasses import dataclass, field

from fontmaker.repertoires import armenian, han, latin, mono
from fontmaker.sources import (
    ARMENIAN,
    CJK_BOLD,
    CJK_REGULAR,
    LATIN_ITALIC,
    LATIN_ROMAN,
    MONO_BOLD,
    MONO_REGULAR,
    Source,
)

REGULAR_WEIGHT, BOLD_WEIGHT = 400, 700

# fmt: off
CHINESE_FEATURES = [
    "locl", "vert", "vrt2", "halt", "vhal", "palt", "vpal", "kern", "vkrn", "liga", "ccmp",
    "mark", "mkmk", "calt", "hwid", "fwid", "pwid",
]
WESTERN_FEATURES = [
    "locl", "ccmp", "kern", "mark", "mkmk", "liga", "calt", "case", "frac", "numr", "dnom",
    "ordn", "sups", "subs", "lnum", "onum", "pnum", "tnum", "zero",
]
# fmt: on
# No ligatures: => is two characters to whoever types it.
MONO_FEATURES = ["locl", "ccmp", "mark", "mkmk"]
CHINESE_SCRIPTS = [
    f"{script}.{language}"
    for script in ("DFLT", "hani", "latn", "cyrl", "grek", "kana")
    for language in ("dflt", "ZHH", "ZHT", "ZHS")
]


@dataclass(frozen=True)
class Face:
    """One font file to make."""

    source: Source
    weight: int
    style: str = "normal"
    axes: dict[str, float] = field(default_factory=dict)  # where a variable font is cut
    scale: float = 1.0

    @property
    def style_name(self) -> str:
        """Return the style as font menus name it."""
        words = ["Bold"] * self.bold + ["Italic"] * self.italic
        return " ".join(words) or "Regular"

    @property
    def bold(self) -> bool:
        """Return whether this is one of the family's bold faces."""
        return self.weight == BOLD_WEIGHT

    @property
    def italic(self) -> bool:
        """Return whether this is one of the family's italic faces."""
        return self.style == "italic"


@dataclass(frozen=True)
class Family:
    """A family to make, all of whose files share repertoire, layout features and licence."""

    name: str
    role: str
    suffix: str
    codes: frozenset[int]
    features: list[str]
    scripts: list[str]
    changes: str
    faces: tuple[Face, ...]
    narrow: str | None = None  # a feature whose forms replace those of the source
    advance: int | None = None  # of every glyph kept, in units; others are left out
    box_height: int | None = None  # of the strokes of box drawing, in units

    @property
    def folder(self) -> str:
        """Return the family's folder below fonts/."""
        return self.name.replace(" ", "")

    def path(self, face: Face) -> str:
        """Return a face's path below fonts/."""
        return f"{self.folder}/{self.folder}-{face.style_name.replace(' ', '')}{self.suffix}"


# The Latin letters inside Noto Serif CJK are Source Serif, drawn larger and with thinner stems than
# its Regular. These weights and scales make the same height and greyness, so a name that takes Ə
# from one font and the other letters from the other one looks like one word. The reserved name
# "Source" may not be used for a changed font, hence names of our own for all.
_TEXT = {"wght": 345.0, "opsz": 20.0}
_BOLD = {"wght": 550.0, "opsz": 20.0}

FAMILIES = (
    Family(
        "NK Serif CJK",
        "serif-cjk",
        ".otf",
        han(),
        CHINESE_FEATURES,
        CHINESE_SCRIPTS,
        "Trimmed from Noto Serif CJK (Hong Kong face, with the forms of Taiwan and the mainland "
        "by language) to the characters of GBK and Big5-HKSCS; hinting dropped; renamed.",
        (Face(CJK_REGULAR, REGULAR_WEIGHT), Face(CJK_BOLD, BOLD_WEIGHT)),
    ),
    Family(
        "NK Serif Latin",
        "serif-latin",
        ".ttf",
        latin(),
        WESTERN_FEATURES,
        ["*"],
        "Static cuts of a variable serif by Adobe, scaled to the Latin of NK Serif CJK, trimmed, "
        "with its line metrics; renamed.",
        (
            Face(LATIN_ROMAN, REGULAR_WEIGHT, axes=_TEXT, scale=1.084),
            Face(LATIN_ITALIC, REGULAR_WEIGHT, "italic", axes=_TEXT, scale=1.084),
            Face(LATIN_ROMAN, BOLD_WEIGHT, axes=_BOLD, scale=1.114),
            Face(LATIN_ITALIC, BOLD_WEIGHT, "italic", axes=_BOLD, scale=1.114),
        ),
    ),
    Family(
        "NK Serif Armenian",
        "serif-armenian",
        ".ttf",
        armenian(),
        WESTERN_FEATURES,
        ["*"],
        "Static cuts of the variable Noto Serif Armenian, scaled to the Latin of NK Serif CJK, "
        "with its line metrics; renamed.",
        (
            Face(ARMENIAN, REGULAR_WEIGHT, axes={"wght": 350.0}, scale=0.96),
            Face(ARMENIAN, BOLD_WEIGHT, axes={"wght": 610.0}, scale=0.98),
        ),
    ),
    Family(
        "NK Mono",
        "mono",
        ".ttf",
        mono(),
        MONO_FEATURES,
        ["*"],
        "Trimmed from Iosevka to the characters that are half an em wide, arrows and signs in "
        "their narrow forms; strokes of boxes lengthened; ligatures and hinting dropped; with the "
        "line metrics of NK Serif CJK; renamed.",
        (Face(MONO_REGULAR, REGULAR_WEIGHT), Face(MONO_BOLD, BOLD_WEIGHT)),
        narrow="NWID",
        advance=500,
        box_height=1600,
    ),
)
