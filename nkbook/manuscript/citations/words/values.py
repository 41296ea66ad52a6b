"""Values of an item as a citation prints them: its language, its short title, its kind of work."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup

from nkbook.manuscript.citations.marked import marked, plain
from nkbook.manuscript.citations.words.native import Words
from nkbook.manuscript.editions import opencc
from nkbook.model.csl.item import MASTER, PHD, CslItem
from nkbook.typesetting.han import HAN, HANGUL, KANA

IDEOGRAPH = re.compile(f"[{HAN}]")
_LETTERS = (
    (re.compile(f"[{KANA}]"), "ja"),
    (re.compile(f"[{HANGUL}]"), "ko"),
    # Languages with letters of their own besides Russian's are not told from one another.
    (re.compile(r"\A(?=.*[а-я])(?!.*[іїєґўђћљњџјѓќѕ])", re.IGNORECASE | re.DOTALL), "ru"),
)
_SHORT_LIMIT = 48  # characters of a Western title that a short form keeps


def literal(number: str) -> str:
    """Return a number without the backslashes that tell processors of CSL to leave a hyphen."""
    return number.replace("\\-", "-")


def genre(item: CslItem, labels: Mapping[str, str], chinese: bool, own: Words) -> str:
    """Return what kind of work an item is, in words of its language: 博士論文, thesis."""
    if chinese:  # BibTeX's kinds of theses have English names
        return {PHD: labels["cite_phd"], MASTER: labels["cite_master"]}.get(item.genre, item.genre)
    return item.genre or (own.thesis if item.type == "thesis" else "")


def language_of_title(title: str) -> str:
    """Return the language of a title whose item names none, as most of Zotero's do: zh or und."""
    for letters, found in _LETTERS:
        if letters.search(title):
            return found
    if not IDEOGRAPH.search(title):
        return "und"
    to_simplified, to_traditional = opencc.standard("t2s"), opencc.standard("s2t")
    simplified = to_simplified.convert(title) == title != to_traditional.convert(title)
    return "zh-Hans" if simplified else "zh-Hant"


def shortened(title: str, chinese: bool) -> Markup:
    """Return a title's short form: up to its colon, a long Western one cut at a word."""
    marks = r"：|——" if chinese else r":\s|\s[(—–]"
    head = re.split(marks, title, maxsplit=1)[0].strip()
    if chinese or len(plain(head)) <= _SHORT_LIMIT:
        return marked(head)
    return marked(plain(head)[:_SHORT_LIMIT].rsplit(" ", 1)[0].rstrip(",;") + " …")
