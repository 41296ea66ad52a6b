"""What a conversion did, piece by piece, and what it could not do: the report's material."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.manuscript.editions.punctuation import INTERPUNCTS
from nkbook.manuscript.editions.regions import Region
from nkbook.manuscript.editions.scripts import slipped_in, wrong_characters
from nkbook.manuscript.editions.text import Piece
from nkbook.model.book import Name
from nkbook.typesetting.han import HAN

NAMES = "chapters/data/names.yaml"
_CONTEXT = 14  # characters on either side
_PLACES = 4  # shown of each change
_TABLES = ("name", "word", "phrase")
_POINTED = re.compile(f"[{HAN}]{{1,8}}(?:[{INTERPUNCTS}][{HAN}]{{1,8}})+")
_LONGEST_TITLE = 4  # characters after a name
_NAME = re.compile(rf"[{HAN}{INTERPUNCTS}-]+\Z")
# Characters that stand for several in the other script, so that only sense can choose.
_MANY_TRADITIONAL = frozenset(
    "发后里干面台系准征余复谷采向伙借制卷只吁回困岳幸御扎托朱松板欲沈注涂游"
    "演漓炼症秋签篱累纤胡脏致药获蒙蔑表辟迹郁钟云丑冲出升叶合吊周咸坛坝尝"
    "尽局布帘当志折斗曲暗术朴杠极松柜栗核梁沾洒熏琅着种筑苏范荡蜡须饥饮几据"
)
_MANY_SIMPLIFIED = frozenset("乾著瞭藉徵覆夥摺剋")


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a change: the text around it in the manuscript and in the edition."""

    source: tuple[str, str]  # before and after
    printed: tuple[str, str]
    location: Location


@dataclass(slots=True)
class Change:
    """One word and what is printed for it, with how often and where."""

    source: str
    text: str
    rule: str  # name | word | phrase | character
    name: str = ""
    count: int = 0
    places: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class Log:
    """Collects the changes and the problems of one edition.

    ``names`` is the book's glossary; a book without one is not told which names it lacks.
    """

    source: Region
    target: Region
    names: Sequence[Name] = ()
    changes: dict[tuple[str, str, str], Change] = field(default_factory=dict)
    problems: list[Diagnostic] = field(default_factory=list)
    characters: int = 0
    _told: set[tuple[str, str]] = field(default_factory=set)

    def add(self, pieces: Sequence[Piece], where: Location) -> None:
        """Note what was done to a flow, and what in it needs a person."""
        self.characters += sum(len(piece.source) for piece in pieces)
        if self.source == self.target:
            self._own_script(pieces, where)
            return
        many = _MANY_TRADITIONAL if self.source.hans else _MANY_SIMPLIFIED
        for number, piece in enumerate(pieces):
            if piece.rule in _TABLES and piece.source != piece.text:
                self._change(piece, pieces, number, where)
            elif (
                piece.rule == "characters"
                and self.source.hans != self.target.hans
                and len(piece.source) == len(piece.text)
                and not many.isdisjoint(piece.source)
            ):
                self._many(pieces, number, many, where)
            if piece.name:
                self._undecided(piece.name)
        self._scripts(pieces, where)
        if self.names:
            self._unnamed(pieces, where)

    def split(self, piece: Piece, where: Location) -> None:
        """Note a term whose letters stand in more than one element."""
        self._tell(
            "NK222",
            f"{piece.source} becomes {piece.text}, but markup parts it",
            where,
            "put the whole word inside or outside the markup",
        )

    def _tell(self, code: str, message: str, where: Location | None, hint: str) -> None:
        """Add a diagnostic once for the whole book."""
        if (code, message) not in self._told:
            self._told.add((code, message))
            self.problems.append(diagnostic(code, message, where, hint))

    def _change(
        self,
        piece: Piece,
        pieces: Sequence[Piece],
        number: int,
        where: Location,
        inner: tuple[int, int] = (0, 0),
    ) -> None:
        key = (piece.rule, piece.source, piece.text)
        change = self.changes.setdefault(
            key, Change(piece.source, piece.text, piece.rule, piece.name)
        )
        change.count += 1
        if len(change.places) < _PLACES:
            change.places.append(_place(pieces, number, where, inner))

    def _many(
        self, pieces: Sequence[Piece], number: int, many: frozenset[str], where: Location
    ) -> None:
        """Note characters that could have become another one."""
        whole = pieces[number]
        for offset, (before, after) in enumerate(zip(whole.source, whole.text, strict=True)):
            if before in many:
                rest = len(whole.source) - offset - 1
                self._change(
                    Piece(before, after, "character"), pieces, number, where, (offset, rest)
                )

    def _undecided(self, id: str) -> None:
        """Refuse a name whose form nobody has checked, unless the glossary says why it stands."""
        for name in self.names:
            if name.id == id and self.target.language in name.unsure and not name.decision:
                self._tell(
                    "NK221",
                    f'the form of "{id}" for {self.target.language} is unsure',
                    name.location,
                    "check it, then take it out of unsure_forms or note a decision:",
                )

    def _scripts(self, pieces: Sequence[Piece], where: Location) -> None:
        text = "".join(piece.text for piece in pieces if piece.rule != "kept")
        for character in wrong_characters(text, self.target):
            self._tell(
                "NK224",
                f"{character} is left in the {self.target.language} edition",
                where,
                "mark an original as [text]{.orig}, or write the word for this edition: "
                f"[text]{{{self.target.key}=…}}",
            )

    def _own_script(self, pieces: Sequence[Piece], where: Location) -> None:
        """Note what the manuscript itself has in the other script, as text that was pasted in."""
        text = "".join(piece.text for piece in pieces if piece.rule == "own")
        if wrong := slipped_in(text, self.source):
            found = diagnostic(
                "NK224",
                f"{''.join(wrong)} in a manuscript of {self.source.language}",
                where,
                "write the characters of its script, or mark an original as [text]{.orig}",
            )
            if found not in self.problems:  # a heading's text is seen twice
                self.problems.append(found)

    def _unnamed(self, pieces: Sequence[Piece], where: Location) -> None:
        """Note names that the glossary lacks: those with an interpunct or their original after."""
        for number, piece in enumerate(pieces):
            if piece.rule in ("kept", "name"):
                continue
            for found in _POINTED.findall(piece.source):
                self._lacking(found, where)
            if number + 2 < len(pieces) and pieces[number + 1].source == "（":
                before = _NAME.search(piece.source)
                named = _is_name(pieces[number + 2 : number + 4])
                title = number and pieces[number - 1].rule == "name"  # 某某將軍, 某區
                if named and before and not (title and len(before[0]) <= _LONGEST_TITLE):
                    self._lacking(before[0][-8:], where)

    def _lacking(self, name: str, where: Location) -> None:
        self._tell(
            "NK223",
            f"…{name} is not in the glossary",
            where,
            f"add the name with its forms to {NAMES}",
        )


def _is_name(pieces: Sequence[Piece]) -> bool:
    """Tell whether protected text begins like a name: a capital that no other one follows."""
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
