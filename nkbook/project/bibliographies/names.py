"""The names of a .bib file's field as CSL has them."""

from __future__ import annotations

from typing import TypeAlias

from bibtexparser.middlewares.names import (
    NameParts,
    parse_single_name_into_parts,
    split_multiple_persons_names,
)

from nkbook.collation.surnames import DOUBLE
from nkbook.project.bibliographies.tex import is_protected, plain_tex
from nkbook.typesetting.han import is_ideograph

Name: TypeAlias = dict[str, str]

_MOST = 4  # characters of a Chinese person's name


def csl_names(value: str, prefix: bool = False) -> list[Name]:
    """Return the names of a field, parted by ``and``: parts of persons, wholes of bodies.

    ``prefix`` is BibLaTeX's option useprefix: particles then belong to the family name. A Chinese
    name without a blank has its family name first. ``others`` is 等, or et al.
    """
    found: list[Name] = []
    for written in split_multiple_persons_names(value):
        if written.strip().lower() == "others":
            chinese = bool(found) and _is_chinese("".join(found[0].values()))
            found.append({"literal": "等" if chinese else "et al."})
        elif name := _name(written.strip(), prefix):
            found.append(name)
    return found


def _name(written: str, prefix: bool) -> Name:
    plain = plain_tex(written)
    if is_protected(written):
        return {"literal": plain}
    if _is_chinese(plain) and "," not in plain:
        return _chinese(plain)
    parts = parse_single_name_into_parts(written.replace("，", ", "), strict=False)
    return _parted(parts, prefix) or ({"literal": plain} if plain else {})


def _parted(parts: NameParts, prefix: bool) -> Name:
    particle = "non-dropping-particle" if prefix else "dropping-particle"
    given = {
        "family": parts.last, "given": parts.first, particle: parts.von, "suffix": parts.jr,
    }  # fmt: skip
    found = {key: plain_tex(" ".join(words)) for key, words in given.items() if words}
    if set(found) == {"family"} and any(is_protected(word) for word in parts.last):
        return {"literal": found["family"]}
    return found


def _is_chinese(name: str) -> bool:
    letters = [mark for mark in name if not mark.isspace()]
    return bool(letters) and all(is_ideograph(mark) or mark in "·." for mark in letters)


def _chinese(name: str) -> Name:
    """Return a Chinese person's name in its parts; a foreigner's or a body's is whole."""
    first, _, rest = name.partition(" ")
    if rest:
        return {"family": first, "given": rest}
    if len(name) > _MOST or not all(map(is_ideograph, name)):
        return {"literal": name}
    size = 2 if name[:2] in DOUBLE else 1
    if len(name) <= size or len(name) > size + 2:
        return {"literal": name}
    return {"family": name[:size], "given": name[size:]}
