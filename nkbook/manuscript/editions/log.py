"""Records what a conversion did, piece by piece, and what it could not do, for the report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.locales.model import Locale
from nkbook.manuscript.editions.punctuation import INTERPUNCTS, fold_interpuncts
from nkbook.manuscript.editions.scripts import foreign_characters, wrong_characters
from nkbook.manuscript.editions.text import Piece
from nkbook.manuscript.editions.words import names
from nkbook.model.book import Decision, Name
from nkbook.typesetting.han import HAN

NAMES = "chapters/data/names.yaml"
_CONTEXT = 14  # characters on either side
_PLACES = 4  # shown of each change
_TABLES = ("decision", "name", "word", "phrase")
# How likely a word of a table is not meant: OpenCC's were not read one by one for prose.
_OF_RULE = {"decision": 0.0, "name": 0.0, "word": 0.004, "phrase": 0.03}
_OF_PART = 0.02  # a surname that is someone else's
_SHORT = 2  # characters of words that oftenest have other senses
_PLAIN = 0.002  # doubt above which the words around a character have a row of their own
_POINTED = re.compile(f"[{HAN}]{{1,8}}(?:[{INTERPUNCTS}][{HAN}]{{1,8}})+")
_LONGEST_TITLE = 4  # characters after a name
_NAME = re.compile(rf"(?<![{HAN}{INTERPUNCTS}-])[{HAN}{INTERPUNCTS}-]+\Z")


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a change: the text around it in the manuscript and in the edition."""

    source: tuple[str, str]  # before and after
    printed: tuple[str, str]
    location: Location


@dataclass(slots=True)
class Change:
    """One word and what is printed for it, how often and where.

    ``rule`` is ``name``, ``word``, ``phrase``, or for a character that was chosen ``character.``
    and what chose it (``words.choice``), within ``word``. ``doubt`` is how likely one of its places
    is wrong, from 0 to 1.
    """

    source: str
    text: str
    rule: str
    name: str = ""
    word: str = ""
    doubt: float = 0.0
    count: int = 0
    places: list[Place] = field(default_factory=list)


@dataclass
class Log:
    """Collects the changes and the problems of one edition.

    ``names`` is the book's glossary; without one, missing names are not reported. ``decisions`` are
    its editors' about earlier reports.
    """

    source: Locale
    target: Locale
    names: Sequence[Name] = ()
    decisions: Sequence[Decision] = ()
    changes: dict[tuple[str, ...], Change] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    characters: int = 0
    _reported: set[tuple[str, str]] = field(default_factory=set)

    def add(self, pieces: Sequence[Piece], where: Location) -> None:
        """Record what was done to a flow, and report what an editor must decide."""
        self.characters += sum(len(piece.source) for piece in pieces)
        if self.source.tag == self.target.tag:
            self._own_script(pieces, where)
            return
        for number, piece in enumerate(pieces):
            if piece.rule in _TABLES and piece.source != piece.text:
                self._change(self._of_table(piece), pieces, number, where)
            elif piece.choices:
                self._chosen(pieces, number, where)
            if piece.name:
                self._undecided(piece.name)
        self._scripts(pieces, where)
        if self.names:
            self._unnamed(pieces, where)

    def check_names(self) -> None:
        """Report persons whose name has two forms, whole and by a part (NK278)."""
        for name, part, other, id in names.conflicts(self.source, self.target, self.names):
            self._report(
                "NK278",
                f'{part} has two forms for {self.target.tag}: "{name.id}" has '
                f'{name.forms[self.target.tag]}, "{id}" has {other}',
                name.location,
                "spell one person one way; if they are two, say so under decision:",
            )

    def split(self, piece: Piece, where: Location) -> None:
        """Report a term that is in more than one element (NK222)."""
        self._report(
            "NK222",
            f"{piece.source} becomes {piece.text}, but markup divides it",
            where,
            "put the whole word inside or outside the markup",
        )

    def _report(self, code: str, message: str, where: Location | None, hint: str) -> None:
        """Add a diagnostic once for the whole book."""
        if (code, message) not in self._reported:
            self._reported.add((code, message))
            self.problems.append(diagnostic(code, message, where, hint))

    def _change(
        self,
        new: Change,
        pieces: Sequence[Piece],
        number: int,
        where: Location,
        inner: tuple[int, int] = (0, 0),
    ) -> None:
        key = (new.rule, new.source, new.text, new.word)
        change = self.changes.setdefault(key, new)
        change.count += 1
        change.doubt = max(change.doubt, new.doubt)
        if len(change.places) < _PLACES:
            change.places.append(_place(pieces, number, where, inner))

    def _of_table(self, piece: Piece) -> Change:
        """Return the change of a name or a regional word."""
        doubt = _OF_RULE[piece.rule]
        if piece.rule != "name":
            doubt *= 2 if len(piece.source) <= _SHORT else 1
        elif fold_interpuncts(piece.source) not in self._whole:
            doubt = _OF_PART
        return Change(piece.source, piece.text, piece.rule, piece.name, doubt=doubt)

    @cached_property
    def _whole(self) -> frozenset[str]:
        forms = (name.forms.get(self.source.tag, "") for name in self.names)
        return frozenset(map(fold_interpuncts, forms))

    def _chosen(self, pieces: Sequence[Piece], number: int, where: Location) -> None:
        """Record the characters of a piece that could have become another one."""
        whole = pieces[number]
        for one in whole.choices:
            rest = len(whole.source) - one.place - 1
            word = one.word if one.doubt > _PLAIN else ""
            new = Change(
                whole.source[one.place],
                one.form,
                f"character.{one.rule}",
                word=word,
                doubt=one.doubt,
            )
            self._change(new, pieces, number, where, (one.place, rest))

    def _undecided(self, id: str) -> None:
        """Report a name with an unchecked form, unless the glossary gives a reason (NK221)."""
        for name in self.names:
            if name.id == id and self.target.tag in name.unsure and not name.decision:
                self._report(
                    "NK221",
                    f'the form of "{id}" for {self.target.tag} is unsure',
                    name.location,
                    "check it, then remove it from unsure_forms, or give a reason under decision:",
                )

    def _scripts(self, pieces: Sequence[Piece], where: Location) -> None:
        text = "".join(_unchosen(piece) for piece in pieces if piece.rule != "kept")
        for character in wrong_characters(text, self.target):
            self._report(
                "NK224",
                f"{character} is left in the {self.target.tag} edition",
                where,
                "mark an original as [text]{.orig}, or write the word for this edition: "
                f"[text]{{{self.target.key}=…}}",
            )

    def _own_script(self, pieces: Sequence[Piece], where: Location) -> None:
        """Report what the manuscript itself has in another script, as pasted text (NK224)."""
        text = "".join(piece.text for piece in pieces if piece.rule == "own")
        if wrong := foreign_characters(text, self.source):
            found = diagnostic(
                "NK224",
                f"{''.join(wrong)} in a manuscript of {self.source.tag}",
                where,
                "write the characters of its script, or mark an original as [text]{.orig}",
            )
            if found not in self.problems:  # a heading's text is recorded twice
                self.problems.append(found)

    def _unnamed(self, pieces: Sequence[Piece], where: Location) -> None:
        """Report names not in the glossary: with an interpunct, or an original after them."""
        for number, piece in enumerate(pieces):
            if piece.rule in ("decision", "kept", "name"):
                continue
            for found in _POINTED.findall(piece.source):
                self._lacking(found, where)
            if piece.source.endswith("（") and _is_name(pieces[number + 1 : number + 3]):
                before = _NAME.search(piece.source[:-1])
                whole = before is not None and before.start() == 0
                # 某某將軍, 某區
                title = whole and number and pieces[number - 1].rule == "name"
                if before and not (title and len(before[0]) <= _LONGEST_TITLE):
                    self._lacking(before[0][-8:], where)

    def _lacking(self, name: str, where: Location) -> None:
        self._report(
            "NK223",
            f"…{name} is not in the glossary",
            where,
            f"add the name with its forms to {NAMES}",
        )


def _unchosen(piece: Piece) -> str:
    """Return what is printed of a piece without what a rule kept: 於 as a surname."""
    kept = {
        one.place
        for one in piece.choices
        if one.rule != "usual" and one.form == piece.source[one.place]
    }
    if not kept:
        return piece.text
    return "".join(letter for place, letter in enumerate(piece.text) if place not in kept)


def _is_name(pieces: Sequence[Piece]) -> bool:
    """Return True if protected text begins like a name: one capital letter, not two."""
    text = "".join(piece.source for piece in pieces if piece.rule == "kept")[:2]
    return text.isalpha() and not text[0].islower() and not text[1:].isupper()


def _place(pieces: Sequence[Piece], number: int, where: Location, inner: tuple[int, int]) -> Place:
    """Return the text on both sides of a piece, or of a character inside it."""

    def around(texts: Sequence[str]) -> tuple[str, str]:
        here = texts[number]
        before = "".join(texts[max(0, number - _CONTEXT) : number])
        after = "".join(texts[number + 1 : number + 1 + _CONTEXT])
        before += here[: inner[0]]
        after = here[len(here) - inner[1] :] + after
        return before[-_CONTEXT:], after[:_CONTEXT]

    return Place(
        around([piece.source for piece in pieces]),
        around([piece.text for piece in pieces]),
        where,
    )
