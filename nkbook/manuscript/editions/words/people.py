"""Finds surnames whose character has another form in other words: 于先生 is no preposition.

What stands around a character decides: a title, 姓, 氏, 某, the rest of a name, another surname in
a list. The words are those of the sentence, so a rule never looks into the middle of one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from nkbook.manuscript.editions.tables import table
from nkbook.manuscript.editions.words.segments import Segmenter, Words

_NOT_FAMILY = frozenset(("百姓", "老百姓", "平民百姓", "万姓"))  # 姓 in them is no surname's
_CLOSED = re.compile(r"[\w·]")  # a word, and not a mark
_BEFORE_SOMETHING = frozenset(  # 小于 and 老于 before these are 'less than' and 'versed in'
    ("世故", "此道", "江湖", "世情", "官场", "户牖", "林泉", "等于", "平均", "其", "该", "它", "或")
)
_NUMERAL = re.compile("[0-9０-９〇零一二三四五六七八九十百千万两半a-zA-ZＡ-Ｚａ-ｚα-ω]")
_IN_NAME = "在于"  # one word in the dictionary, two before a title: 在于先生看来
_CALLS = frozenset("，。！？：；…—”」』’,!?")  # after a name by itself: 小于，你来
FAMILIAR = frozenset(("小于", "阿于", "老于", _IN_NAME))
_PREPOSITION = "于"
_AFTER_NAME = frozenset(("和", "与", "、", "及", "跟", "说", "任", "出任", "当选", "获", "表示"))
_GIVEN = 2  # characters of a given name at most
_NO_NAMES = frozenset(("于今", "于此", "于心", "于是", "于斯", "于理", "于情", "于法", "于焉"))
_PLACE_OF = frozenset(("中", "里", "上", "下", "内", "间", "外", "年", "月", "日", "乡", "中学"))
_KIN = frozenset(("家", "宅", "府", "家村", "家庄", "家人", "公馆", "姓"))


@dataclass(frozen=True, slots=True)
class Surname:
    """A surname's form in Traditional characters, and what makes it one (``surnames.tsv``)."""

    form: str
    trust: str


@cache
def surnames() -> Mapping[str, Surname]:
    """Return the surnames by their Simplified character."""
    return MappingProxyType(
        {row["character"]: Surname(row["form"], row["trust"]) for row in table("surnames.tsv")}
    )


@cache
def _kind(name: str) -> frozenset[str]:
    return frozenset(
        word for row in table("titles.tsv") if row["kind"] == name for word in row["words"].split()
    )


def families() -> frozenset[str]:
    """Return the commonest surnames, in Simplified characters."""
    return _kind("family")


@dataclass(frozen=True, slots=True)
class _Around:
    """The words around one: two before it and three after it, marks and ends as ''."""

    before: str
    earlier: str
    after: str
    later: str
    last: str

    @classmethod
    def of(cls, words: Words, number: int) -> _Around:
        def word(place: int) -> str:
            found = words.words[place] if 0 <= place < len(words.words) else ""
            return found if _CLOSED.match(found) or found == "、" else ""

        return cls(*(word(number + step) for step in (-1, -2, 1, 2, 3)))

    @property
    def free(self) -> bool:
        """Return True if a name may begin here: at a clause's start, after a link or a title."""
        before = self.before
        return (
            not before
            or before in _kind("link")
            or before in _kind("title")
            or before == "、"
            or before[-1] in "的是和与跟及位名了着过给籍"
        )


def surname(words: Words, number: int, segmenter: Segmenter) -> str:
    """Return the rule by which a word's first character is a surname, or '' if none says so."""
    word = words.words[number]
    found = surnames()[word[0]]
    around = _Around.of(words, number)
    if word[0] == _PREPOSITION and (around.before in _kind("verb") or word in _NO_NAMES):
        return ""
    if len(word) > 1:
        return "name" if around.free and segmenter.is_person(word) else ""
    if around.before.endswith("姓") and around.before not in _NOT_FAMILY:
        return "surname"
    if around.after == "氏" or (around.after.startswith("氏") and around.free):
        return "surname"
    if (
        around.after in ("某", "某某", "某人", "某甲", "某氏")
        and around.free
        and around.later not in _PLACE_OF
    ):
        return "surname"
    return "" if found.trust == "strict" else _by_neighbours(around, word[0], segmenter)


def _by_neighbours(around: _Around, character: str, segmenter: Segmenter) -> str:
    """Return the rule by which a title, a list or a given name makes a surname, or ''."""
    return (
        _titled(around, character)
        or _called(around)
        or _listed(around)
        or _given(around, segmenter, character)
    )


def is_free(words: Words, number: int) -> bool:
    """Return True if a name may begin with a word: after a mark, a link, a title."""
    return _Around.of(words, number).free


def is_nearly(words: Words, number: int) -> bool:
    """Return True if a character stands like a surname, though no rule says that it is one."""
    around = _Around.of(words, number)
    after, given = around.after, _kind("given")
    return (
        after in _kind("title")
        or after[:1] in ("某", "氏")
        or (len(after) == 1 and after in given and around.later[:1] in given)
        or (around.free and len(after) == 1 and after in given)
    )


def is_familiar(words: Words, number: int, offset: int) -> bool:
    """Return True if 小于, one word in the dictionary, is somebody: 小于说今晚加班, not 小于五."""
    if offset != 1 or words.words[number] not in FAMILIAR:
        return False
    around = _Around.of(words, number)
    last = number + 1 == len(words.words)
    if not around.after and not last and words.words[number + 1][0] not in _CALLS:
        return False  # smaller than what is written in code, or one of several signs
    if words.words[number] == _IN_NAME:
        return not around.before and around.after in _kind("title")
    return around.free and _acts(around.after)


def _titled(around: _Around, character: str) -> str:
    """Return the rule for a surname before a title; a preposition must stand where a name may."""
    free = around.free or (character != _PREPOSITION and len(around.after) > 1)
    if around.after in _kind("title") and free and around.later not in _kind("of"):
        return "title"
    if around.after in _KIN and around.free and around.later not in _PLACE_OF:
        return "title"
    return ""


def _called(around: _Around) -> str:
    """Return the rule for 老于 and 小于."""
    if around.before not in ("老", "小", "阿") or around.after in _BEFORE_SOMETHING:
        return ""
    free = not around.earlier or around.earlier in _kind("link") or around.earlier == "、"
    return "familiar" if free and not _NUMERAL.match(around.after) else ""


def _acts(word: str) -> bool:
    return not word or (word[0] in _kind("act") and not _NUMERAL.match(word))


def _listed(around: _Around) -> str:
    """Return the rule for 余、王二人 and 王、余二人."""
    joints = ("、", "和", "与", "及")
    counted = _kind("count")
    first = around.after in joints and around.later in _kind("family") and around.free
    if first and (around.after == "、" or around.last in counted or around.last in joints):
        return "list"
    other = around.before in joints and around.earlier in _kind("family")
    if other and (around.after in counted or around.after in joints):
        return "list"
    return ""


def _given(around: _Around, segmenter: Segmenter, character: str) -> str:
    """Return the rule for a surname before a given name, which no dictionary has as a whole."""
    given = _kind("given")
    first, second = around.after, around.later
    if not around.free:
        whole = first + second if len(first) == 1 else first
        title = around.last if len(first) == 1 else second
        sure = character != _PREPOSITION and len(title) > 1 and title in _kind("title")
        return "given" if sure and len(whole) <= _GIVEN and set(whole) <= given else ""
    titled = (len(around.before) > 1 and around.before in _kind("title")) or around.before in (
        "叫",
        "名叫",
        "叫做",
        "、",
    )
    if len(first) == 1 and first in given:
        if len(second) == 1 and second in given:
            return "given" if around.last not in _PLACE_OF else ""
        return "given" if titled or second in _kind("title") or _speaks(second) else ""
    if len(first) == _GIVEN and set(first) <= given:
        known = segmenter.known(first)
        if not known or titled or second in _kind("title") or _speaks(second):
            return "given"
        if segmenter.is_person(first) or (character != _PREPOSITION and second in _AFTER_NAME):
            return "given"
    return ""


def _speaks(word: str) -> bool:
    says = ("是", "站", "坐", "站起来", "认为")
    return word in says or (bool(word) and word[0] in "说道笑问答叹喊骂")
