"""The names of a book's glossary as people use them: whole, and a person's by one part alone.

A person who is introduced as 霍斯羅夫·蘇爾坦諾夫 is 蘇爾坦諾夫 on the next page. Where a form has
as many parts in both editions, its first and its last stand for each other too, unless the
glossary has a row for them or two persons' parts disagree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from nkbook.locales.model import Locale
from nkbook.manuscript.editions.punctuation import fold_interpuncts
from nkbook.model.book import Name

_SHORTEST = 3  # characters of a part: shorter ones are ordinary words too often
_POINT = "·"


def pairs(source: Locale, target: Locale, names: Iterable[Name]) -> Iterator[tuple[str, str, Name]]:
    """Yield the names that have forms for both locales: as a manuscript has them, as printed."""
    for name in names:
        key, text = name.forms.get(source.tag), name.forms.get(target.tag)
        if key and text:
            yield key, fold_interpuncts(text).replace(_POINT, target.marks.interpunct), name


def parts(source: Locale, target: Locale, names: Sequence[Name]) -> Mapping[str, tuple[str, str]]:
    """Return the parts of persons' names: for each what is printed, and the name's id."""
    whole = {fold_interpuncts(key) for key, _, _ in pairs(source, target, names)}
    return {
        key: found[0]
        for key, found in _parts(source, target, names).items()
        if key not in whole and len({text for text, _ in found}) == 1
    }


def conflicts(
    source: Locale, target: Locale, names: Sequence[Name]
) -> Iterator[tuple[Name, str, str, str]]:
    """Yield the names whose form disagrees with a person's of the same part.

    With each are the part, the name's own form of it, and the id of the person.
    """
    found = _parts(source, target, names)
    for key, text, name in pairs(source, target, names):
        if name.kind == "person" and not name.decision:
            for other, id in found.get(fold_interpuncts(key), ()):
                if other != text and id != name.id:
                    yield name, key, other, id


def _parts(
    source: Locale, target: Locale, names: Sequence[Name]
) -> Mapping[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for key, text, name in pairs(source, target, names):
        ours = fold_interpuncts(key).split(_POINT)
        theirs = text.split(target.marks.interpunct)
        if name.kind == "person" and len(ours) == len(theirs) > 1:
            for place in {0, len(ours) - 1}:
                if len(ours[place]) >= _SHORTEST:
                    found.setdefault(ours[place], []).append((theirs[place], name.id))
    return found
