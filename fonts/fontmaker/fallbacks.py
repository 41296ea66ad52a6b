"""The families of last resort: characters that the book's own three families lack.

A page takes one of these only where no other family has the character, so they have one weight
each, and all lie in one folder. Together they are held below 9 MB.
"""

from __future__ import annotations

from fontmaker.family import (
    CHINESE_FEATURES,
    CHINESE_SCRIPTS,
    REGULAR_WEIGHT,
    WESTERN_FEATURES,
    Face,
    Family,
)
from fontmaker.repertoires import ANY, hangul, phonetics, rare_han, urgent_han
from fontmaker.sources import (
    ARABIC,
    CJK_KOREAN,
    CJK_REGULAR,
    DEVANAGARI,
    EMOJI,
    GEORGIAN,
    HANAZONO,
    HEBREW,
    LATIN_NOTO,
    MATHS,
    MONGOLIAN,
    SYMBOLS,
    SYMBOLS_TWO,
    THAI,
    TIBETAN,
    Source,
)

_FOLDER = "NKFallback"


def _family(
    script: str,
    source: Source,
    origin: str,
    codes: frozenset[int] = ANY,
    layout: tuple[list[str], list[str]] = (["*"], ["*"]),
) -> Family:
    """Return a family of one face; ``layout`` are the features and scripts that it keeps."""
    return Family(
        f"NK Fallback {script}",
        "fallback",
        ".otf" if source.path.endswith(".ttc") else ".ttf",
        codes,
        *layout,
        f"{origin}; hinting dropped; the line metrics of NK Serif CJK; renamed.",
        (Face(source, REGULAR_WEIGHT),),
        shelf=_FOLDER,
    )


# In the order in which they are tried: signs of text before emoji, which have many of them too.
FALLBACKS = (
    _family(
        "Han",
        CJK_REGULAR,
        "The characters of Noto Serif CJK (Hong Kong face) that NK Serif CJK lacks",
        rare_han(),
        (CHINESE_FEATURES, CHINESE_SCRIPTS),
    ),
    _family(
        "Han Two",
        HANAZONO,
        "The characters of Extension D in Hanazono Mincho B",
        urgent_han(),
        ([], ["*"]),
    ),
    _family(
        "Hangul",
        CJK_KOREAN,
        "The syllables of Noto Serif CJK (Korean face)",
        hangul(),
        (["vert", "vrt2", "halt", "vhal"], ["*"]),
    ),
    _family(
        "Latin",
        LATIN_NOTO,
        "The phonetic letters, polytonic Greek and rarer Latin and Cyrillic of Noto Serif",
        phonetics(),
        (WESTERN_FEATURES, ["*"]),
    ),
    _family("Hebrew", HEBREW, "Noto Serif Hebrew"),
    _family("Arabic", ARABIC, "Noto Naskh Arabic"),
    _family("Thai", THAI, "Noto Serif Thai"),
    _family("Devanagari", DEVANAGARI, "Noto Serif Devanagari"),
    _family("Georgian", GEORGIAN, "Noto Serif Georgian"),
    _family("Tibetan", TIBETAN, "Noto Serif Tibetan"),
    _family("Mongolian", MONGOLIAN, "Noto Sans Mongolian"),
    _family("Maths", MATHS, "Noto Sans Math"),
    _family("Symbols", SYMBOLS, "Noto Sans Symbols"),
    _family("Symbols Two", SYMBOLS_TWO, "Noto Sans Symbols 2"),
    _family("Emoji", EMOJI, "Noto Emoji"),
)
