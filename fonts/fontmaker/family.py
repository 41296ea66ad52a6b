"""What a family and a face are, and the layout features that families keep."""

from __future__ import annotations

from dataclasses import dataclass, field

from fontmaker.sources import Source

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
    shelf: str = ""  # a folder that it shares with other families
    narrow: str | None = None  # a feature whose forms replace those of the source
    advance: int | None = None  # of every glyph kept, in units; others are left out
    box_height: int | None = None  # of the strokes of box drawing, in units

    @property
    def stem(self) -> str:
        """Return the family's name in the names of files, and in PostScript."""
        return self.name.replace(" ", "")

    @property
    def folder(self) -> str:
        """Return the family's folder below fonts/."""
        return self.shelf or self.stem

    def path(self, face: Face) -> str:
        """Return a face's path below fonts/."""
        return f"{self.folder}/{self.stem}-{face.style_name.replace(' ', '')}{self.suffix}"
