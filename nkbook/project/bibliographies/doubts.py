"""What looks wrong in sources that can be read: an address for a title, what is missing, copies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.csl.item import CslItem
from nkbook.model.csl.untitled import UNTITLED

_ADDRESS = re.compile(r"\s*(?:https?://|www\.|doi:|10\.\d{4,9}/)\S+\s*\Z", re.IGNORECASE)
_PLAIN = re.compile(r"[\W_]+")
# What every style prints of a type, so that readers could not find the work without it. Each is
# there if one of the variables is.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "article-journal": ("container_title", "journal_abbreviation", "container_title_short"),
    "article-magazine": ("container_title", "journal_abbreviation", "container_title_short"),
    "article-newspaper": ("container_title", "url", "archive"),
    "chapter": ("container_title", "event_title", "collection_title"),
    "entry-dictionary": ("container_title", "url"),
    "entry-encyclopedia": ("container_title", "url"),
    "patent": ("number", "url"),
    "standard": ("number", "url", "title_short"),
}
# What a family of house styles has a place for in every form of a type, of which a work without
# it cannot be found: the school of a thesis, the day of a newspaper (the rules of Hong Kong and
# Taiwan; GB/T 7714—2015, 4.1 to 4.6, which asks for the year of an article, patent and report
# too). An old book has a dynasty for its year, and what is kept in an archive no publisher. Books
# without a publisher are many, and not told; one that has a publisher had a year.
_DATED = ("issued", "archive", "original_date", "dynasty")
_HUMANITIES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "article-journal": ((*_DATED, "volume", "issue", "url", "doi"),),
    "article-newspaper": (_DATED,),
    "chapter": ((*_DATED, "publisher", "url", "doi"),),
    "paper-conference": (_DATED,),
    "report": (_DATED,),
    "thesis": (("publisher", "archive", "url"), _DATED),
}
_STANDARD: Mapping[str, tuple[tuple[str, ...], ...]] = {
    **_HUMANITIES,
    "article-journal": ((*_DATED, "volume", "issue"),),
    "patent": (_DATED,),
}
_BY_STYLE = {"hk": _HUMANITIES, "tw": _HUMANITIES, "gbt7714": _STANDARD}


def doubts(
    items: Mapping[str, CslItem],
    places: Mapping[str, Location],
    styles: frozenset[str] = frozenset(),
) -> Iterator[Diagnostic]:
    """Yield NK275 for each source that lacks what its kind has, and NK276 for each copy of one.

    ``places`` are those of the sources by id, ``styles`` the citation styles of the book.
    """
    seen: dict[tuple[str, ...], str] = {}
    for key, item in items.items():
        where = places.get(key)
        if _ADDRESS.match(item.title):
            message = f'the title of "{key}" is an address; it is printed as it is'
            hint = "give the page's title, and its address as URL or DOI"
            yield diagnostic("NK275", message, where, hint)
        if UNTITLED in item.custom:
            message = f'"{key}" ({item.type}) has no title; "{item.title}" is printed in its place'
            hint = "give the title, or words in brackets that say what it is: [letter]"
            yield diagnostic("NK275", message, where, hint)
        needed = _NEEDED.get(item.type, ())
        if needed and not any(getattr(item, name) for name in needed):
            name = needed[0].replace("_", "-")
            message = f'"{key}" ({item.type}) has no {name}: readers cannot find it'
            yield diagnostic("NK275", message, where, f"add {name}, or give it another type")
        if lacking := _lacking(item, styles):
            wanted = ", ".join(f"{name} ({', '.join(by)})" for name, by in lacking.items())
            message = f'"{key}" ({item.type}) lacks what its style prints: {wanted}'
            yield diagnostic("NK275", message, where, "add it, or leave it if the work has none")
        if item.cited_in and (item.cited_in not in items or item.cited_in == key):
            message = f'"{key}" is cited in "{item.cited_in}", which is no other source'
            yield diagnostic("NK275", message, where, "cited-in takes the id of a source")
        first = seen.setdefault(_same(item), key)
        if first != key:
            message = f'"{key}" is the same work as "{first}": both are listed if both are cited'
            hint = "cite one of them, and take the other out"
            yield diagnostic("NK276", message, where, hint)


def _lacking(item: CslItem, styles: frozenset[str]) -> dict[str, list[str]]:
    """Return what an item lacks and a style has a place for, with the styles: issued (hk, tw)."""
    found: dict[str, list[str]] = {}
    for style in sorted(styles):
        wanted = _BY_STYLE.get(style.partition("-")[0], {})
        of_type = wanted.get(item.type, ())
        if wanted and item.type == "book" and item.publisher:
            of_type = (_DATED,)
        for needed in of_type:
            if not any(getattr(item, name) for name in needed):
                found.setdefault(needed[0].replace("_", "-"), []).append(style)
    return found


def _same(item: CslItem) -> tuple[str, ...]:
    """Return what two entries of one work have in common, and two works have not."""
    own = item.model_dump(exclude={"id", "note", "custom", "verified", "keyword", "accessed"})
    shown = (
        f"{name}={_PLAIN.sub('', str(value)).casefold()}"
        for name, value in sorted(own.items())
        if value
    )
    return tuple(shown)
