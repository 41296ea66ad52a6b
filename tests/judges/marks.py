"""Finds Chinese marks in the form of another region in a finished PDF, by the ink of their glyphs.

A font has several glyphs for 、 and 。: on the mainland they stand at the left of their square, in
Hong Kong and Taiwan in its middle. Which one a file draws is read from the fonts embedded in it.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pymupdf

from judges.overlap import Fonts

MARKS = frozenset("、。，；：！？")
LEFT, MIDDLE = "left", "middle"
_FORMS = {"zh-Hans-CN": LEFT, "zh-Hant-HK": MIDDLE, "zh-Hant-TW": MIDDLE}


def forms(pdf: Path) -> Counter[tuple[str, str]]:
    """Return how often each mark of a file is drawn in each form."""
    found: Counter[tuple[str, str]] = Counter()
    with pymupdf.open(pdf) as document:
        fonts = Fonts(document, range(document.page_count))
        for page in document:
            for span in page.get_texttrace():
                for code, glyph, _, _ in span["chars"]:
                    if glyph < 0 or chr(code) not in MARKS:
                        continue
                    if extents := fonts.extents(span["font"], glyph):
                        middle = (extents[0] + extents[2]) / 2
                        found[chr(code), LEFT if middle < 0.4 else MIDDLE] += 1
    return found


def foreign(pdf: Path, edition: str) -> dict[str, int]:
    """Return the marks that are drawn in another form than an edition's, with how often."""
    return {mark: count for (mark, form), count in forms(pdf).items() if form != _FORMS[edition]}


if __name__ == "__main__":
    edition, *paths = sys.argv[1:]
    for path in paths:
        print(path, dict(forms(Path(path))), foreign(Path(path), edition))
