"""What a formula says aloud in an edition: in its script, for those who cannot see it drawn."""

from __future__ import annotations

from nkbook.locales.model import Locale
from nkbook.manuscript.editions import opencc
from nkbook.maths import drawing
from nkbook.model.document import Element


def say(root: Element, locale: Locale) -> None:
    """Give each formula of a tree its words, ``data-speech``, in place."""
    for formula in root.iter("math"):
        plain = str(formula.get("data-plain"))
        speech = drawing(plain, display=formula.get("display") == "block").speech
        if "\\" in speech:  # a command that has no words: the TeX itself is no worse
            speech = plain
        formula.set("data-speech", opencc.standard(locale.collation.converter).convert(speech))
