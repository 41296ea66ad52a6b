"""Makes the bibliography: the works cited, in the order in which readers look them up."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from nkbook.collation import Key, Order, folded, sort_key
from nkbook.locales.model import Collation
from nkbook.manuscript.citations.fragments import put
from nkbook.manuscript.citations.source import Source
from nkbook.manuscript.citations.style import Style
from nkbook.manuscript.editions import opencc
from nkbook.manuscript.editions.readings import reading_of, reading_of_name
from nkbook.model.publication import BibliographyEntry
from nkbook.model.trees import unwrap
from nkbook.reading.addresses import usable

_Order = tuple[int, bool, str, bool, Key, tuple[str, str], tuple[int, int, int], Key, str]


def bibliography(cited: Iterable[Source], style: Style) -> tuple[BibliographyEntry, ...]:
    """Return the entries in the groups that the style's settings ask for, each in its order."""
    entries = []
    for work in sorted(cited, key=lambda work: _order(work, style)):
        body = etree.Element("p", {"id": f"ref-{work.key}"})
        put(body, style.render("entry", work))
        for link in list(body.iter("a")):
            address = usable(str(link.get("href")))
            if address is None:  # NK238 says so where a chapter cites the source
                unwrap(link)
            else:
                link.set("href", address)
        group = style.groups.of(work, style.locale)
        entries.append(BibliographyEntry(f"ref-{work.key}", work.key, work.language, body, group))
    return tuple(entries)


def _order(work: Source, style: Style) -> _Order:
    """Order by the group, then the first author's family name, else the title, then by date.

    Chinese is ordered as the edition's readers look it up, other scripts by letters. In a list that
    is not parted by languages Chinese in pinyin stands among them, by strokes before them.
    """
    own = style.locale.collation
    group = style.groups.number(work, style.locale)
    title = work.plain_title
    family, rest = work.authors[0].sorted_by if work.authors else (title, "")
    if work.sort:
        family, rest = work.sort, ""
    if not work.chinese:
        letters = folded(family) if own.order is Order.PINYIN else ""
        names = (folded(family), folded(rest))
        return (
            group,
            style.groups.parts_languages,
            letters,
            True,
            (),
            names,
            work.day,
            (),
            folded(title),
        )
    script = opencc.standard(own.converter)
    by_pinyin = own.order is Order.PINYIN
    reading = reading_of_name(family, rest) if by_pinyin and rest else ()
    reading = work.reading or reading or _read(family, own)
    name = sort_key(script.convert(f"{family}{rest}"), own.order, reading)
    by_title = sort_key(script.convert(title), own.order, _read(title, own))
    letters = folded("".join(reading)) if by_pinyin and not style.groups.parts_languages else ""
    return group, False, letters, False, name, (family, rest), work.day, by_title, title


def _read(text: str, own: Collation) -> tuple[str, ...]:
    return reading_of(text) if own.order is Order.PINYIN else ()
