"""What contributors to a book did: the MARC relator codes, and the words that a book prints."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from nkbook.model.metadata import Creator

_TABLE = Path(__file__).parent / "data" / "relators.toml"
_AUTHOR, _OTHER = "aut", "oth"
_OTHER_IN_ONIX = "Z99"
_LABEL = "role_"
# The commonest roles have had labels of their own from the beginning.
_PLAIN_LABELS: Mapping[str, str] = MappingProxyType(
    {_AUTHOR: "author", "edt": "editor", "trl": "translator", "ill": "illustrator"}
)


@dataclass(frozen=True, slots=True)
class Relator:
    """A MARC relator: its code, its term in English, and its row in ONIX list 17."""

    code: str
    term: str
    onix: str = _OTHER_IN_ONIX

    @property
    def is_in_onix(self) -> bool:
        """Return True if ONIX has a code that says the same; otherwise it takes words."""
        return self.onix != _OTHER_IN_ONIX


RELATORS: Mapping[str, Relator] = MappingProxyType(
    {
        code: Relator(code, **row)
        for code, row in tomllib.loads(_TABLE.read_text(encoding="utf-8")).items()
    }
)


def nearest(text: str) -> Relator | None:
    """Return the relator that somebody may have meant by a code or a term that is none."""
    wanted = text.casefold().strip()
    terms = {relator.term: relator for relator in RELATORS.values()}
    if found := difflib.get_close_matches(wanted, terms, n=1, cutoff=0.75):
        return terms[found[0]]
    codes = difflib.get_close_matches(wanted, RELATORS, n=1)
    return RELATORS[codes[0]] if codes else None


def is_role_label(key: str) -> bool:
    """Return True if a label, as ``[labels]`` of book.toml names it, is the word for a role."""
    prefix = label(_OTHER).removesuffix(_OTHER)
    return key.startswith(prefix) and key.removeprefix(prefix) in RELATORS


def label(code: str) -> str:
    """Return the key under which ``[labels]`` of book.toml takes a role's word: role-pht."""
    return f"{_LABEL}{code}".replace("_", "-")


def word(code: str, labels: Mapping[str, str]) -> str | None:
    """Return the word for a role: the book's own, else the edition's, or None if it has none."""
    return labels.get(f"{_LABEL}{code}") or labels.get(_PLAIN_LABELS.get(code, ""))


def other(labels: Mapping[str, str]) -> str:
    """Return what is printed in place of the word that a role lacks: 其他."""
    return labels[f"{_LABEL}{_OTHER}"]


def credited(creators: Sequence[Creator]) -> Iterator[tuple[Creator, bool]]:
    """Yield each contributor, and True for those whom Dublin Core calls creators.

    They are the authors; in a book without an author, whoever is named first.
    """
    has_author = any(creator.role == _AUTHOR for creator in creators)
    for number, creator in enumerate(creators):
        yield creator, creator.role == _AUTHOR if has_author else number == 0
