"""Rules that choose a character's form by the words around it (``choices.tsv``)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from nkbook.manuscript.editions.tables import table
from nkbook.manuscript.editions.words.segments import Words

_WINDOW = 5  # words on either side
_NUMERAL = "[0-9０-９〇零一二两三四五六七八九十百千万亿]"
_LITERAL = re.compile(r"[^9\[\](){}?+*|.\\]+")
_MARK = re.compile(r"[^\w·]")


@dataclass(frozen=True, slots=True)
class Rule:
    """A form, and what is asked of the text before and after it; ``doubt`` is a share, 0 to 1.

    What precedes is most often one of many words, which are compared quicker than searched.
    """

    form: str
    ends: tuple[str, ...]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    doubt: float

    @property
    def narrow(self) -> bool:
        """Return True if the rule asks for something, and is not the last resort."""
        return bool(self.ends) or self.before is not None or self.after is not None

    def holds(self, before: str, after: str) -> bool:
        """Return True if the words around have what the rule asks for."""
        if self.after is not None and self.after.match(after) is None:
            return False
        if not self.ends and self.before is None:
            return True
        ended = before.removesuffix("/")
        if self.ends and (ended.endswith(self.ends) or before.endswith(self.ends)):
            return True
        return self.before is not None and self.before.search(before) is not None


@cache
def rules(script: str) -> Mapping[str, Sequence[Rule]]:
    """Return the rules of a manuscript's script (hans or hant) by character or word."""
    found: dict[str, list[Rule]] = {}
    for row in table("choices.tsv"):
        if row["script"] == script:
            parts = row["before"].split()
            ends = tuple(part for part in parts if _LITERAL.fullmatch(part))
            before = _pattern([part for part in parts if part not in ends])
            after = _pattern(row["after"].split())
            rule = Rule(
                row["form"],
                ends,
                re.compile(f"(?:{before})/?$") if before else None,
                re.compile(f"/?(?:{after})") if after else None,
                float(row["doubt"]) / 100,
            )
            found.setdefault(row["key"], []).append(rule)
    return MappingProxyType({key: tuple(rows) for key, rows in found.items()})


def _pattern(parts: Sequence[str]) -> str:
    return "|".join(part.replace("9", _NUMERAL) for part in parts)


def around(words: Words, number: int, offset: int, length: int) -> tuple[str, str]:
    """Return what precedes and follows a part of a word, / at the ends of words, 。 for marks.

    A colon that follows is 。：, the end of a title before is 》。, and a space beside a figure or
    a Latin word is none: 65 天.
    """

    def shown(found: Sequence[str]) -> str:
        if " " in found:
            found = [
                word
                for place, word in enumerate(found)
                if word != " " or not _beside_latin(found, place)
            ]
        return "/".join(map(_shown, found))

    word = words.words[number]
    first = max(0, number - _WINDOW)
    before = shown(words.words[first:number])
    if number and words.words[number - 1] in "》〉":
        before = f"{before[:-1]}》。"
    after = shown(words.words[number + 1 : number + 1 + _WINDOW])
    if number + 1 < len(words.words) and words.words[number + 1][0] in "：:":
        after = f"。：{after[1:]}"
    start = "。/" if first == 0 else "/"
    end = "/。" if number + 1 + _WINDOW >= len(words.words) else ""
    return (
        f"{start}{before}{'/' if before else ''}{word[:offset]}",
        f"{word[offset + length :]}{'/' if after else ''}{after}{end}",
    )


@lru_cache(maxsize=1 << 16)
def _shown(word: str) -> str:
    return "。" if _MARK.match(word) else word


def _beside_latin(found: Sequence[str], place: int) -> bool:
    """Return True if a space stands at a figure or a Latin word, not between two Chinese ones."""
    before = found[place - 1][-1] if place else ""
    after = found[place + 1][0] if place + 1 < len(found) else ""
    return (before + after).isascii() or (before or "。").isascii() or (after or "。").isascii()


def chosen(script: str, key: str, before: str, after: str) -> Rule | None:
    """Return the first rule of a character or word that holds, or None."""
    for rule in rules(script).get(key, ()):
        if rule.holds(before, after):
            return rule
    return None
