"""Makes the bibliography: the works cited, in the order in which readers look them up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from lxml import etree

from nkbook.collation import Key, Order, sort_key
from nkbook.locales.model import Collation
from nkbook.manuscript.citations.fragments import put
from nkbook.manuscript.citations.source import Source
from nkbook.manuscript.citations.style import Style
from nkbook.manuscript.editions import opencc
from nkbook.manuscript.editions.readings import reading_of, reading_of_name
from nkbook.model.publication import BibliographyEntry
from nkbook.model.trees import unwrap
from nkbook.reading.addresses import usable

# Letters that Unicode does not decompose into a plain one and an accent.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"})
_Order = tuple[bool, Key, tuple[str, str], tuple[int, int, int], Key, str]


def bibliography(cited: Iterable[Source], style: Style) -> tuple[BibliographyEntry, ...]:
    """Return the entries, works in Chinese first, each group in its script's order."""
    entries = []
    own = style.locale.collation
    for work in sorted(cited, key=lambda work: _order(work, own)):
        body = etree.Element("p", {"id": f"ref-{work.key}"})
        put(body, style.render("entry", work))
        for link in list(body.iter("a")):
            address = usable(str(link.get("href")))
            if address is None:  # NK238 says so where a chapter cites the source
                unwrap(link)
            else:
                link.set("href", address)
        entries.append(BibliographyEntry(f"ref-{work.key}", work.key, work.language, body))
    return tuple(entries)


def _order(work: Source, own: Collation) -> _Order:
    """Order by the first author's family name, else the title; one author's works by date.

    Chinese is ordered as the edition's readers look it up, other scripts by letters.
    """
    title = work.plain_title
    family, rest = work.authors[0].sorted_by if work.authors else (title, "")
    if not work.chinese:
        return True, (), (_folded(family), _folded(rest)), work.day, (), _folded(title)
    script = opencc.standard(own.converter)
    by_pinyin = own.order is Order.PINYIN
    reading = reading_of_name(family, rest) if by_pinyin and rest else ()
    name = sort_key(script.convert(f"{family}{rest}"), own.order, reading or _read(family, own))
    by_title = sort_key(script.convert(title), own.order, _read(title, own))
    return False, name, (family, rest), work.day, by_title, title


def _read(text: str, own: Collation) -> tuple[str, ...]:
    return reading_of(text) if own.order is Order.PINYIN else ()


def _folded(text: str) -> str:
    """Return a text without case and accents, by which Western readers look it up."""
    parts = unicodedata.normalize("NFD", text.casefold().translate(_PLAIN))
    return "".join(part for part in parts if not unicodedata.combining(part))
