"""Theorems of Quarto and bookdown, which number them: the number and the title as words."""

from __future__ import annotations

import re
from collections import Counter
from types import MappingProxyType

from nkbook.importing.model import Log, Page
from nkbook.importing.names import language
from nkbook.importing.text.prose import outside_code
from nkbook.typesetting.han import is_ideograph

# The name of the class, what its ids begin with, and its words in English and in both scripts.
_KINDS = (
    ("theorem", "thm", "Theorem", "定理", "定理"),
    ("lemma", "lem", "Lemma", "引理", "引理"),
    ("corollary", "cor", "Corollary", "推論", "推论"),
    ("proposition", "prp", "Proposition", "命題", "命题"),
    ("conjecture", "cnj", "Conjecture", "猜想", "猜想"),
    ("definition", "def", "Definition", "定義", "定义"),
    ("example", "exm", "Example", "例", "例"),
    ("exercise", "exr", "Exercise", "習題", "习题"),
    ("hypothesis", "hyp", "Hypothesis", "假設", "假设"),
)
_PLAIN = (
    ("proof", "", "Proof", "證明", "证明"),
    ("remark", "", "Remark", "註", "注"),
    ("solution", "", "Solution", "解", "解"),
)
_ENGLISH = 2  # the column
_ROUND = ("（{}）", " ({})")
_BY_CLASS = MappingProxyType({row[0]: row for row in (*_KINDS, *_PLAIN)})
_BY_PREFIX = MappingProxyType({row[1]: row for row in _KINDS})
_OPENING = re.compile(
    r"^(:{3,})[ \t]*\{([^{}\n]*)\}[ \t]*\n((?:[ \t]*\n)*(#{1,6}[ \t][^\n]*)?)", re.MULTILINE
)
_ID = re.compile(r"#([\w:-]+)")
_CLASS = re.compile(r"\.([\w-]+)")
_NAME = re.compile(r"\bname=(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(rf"\[\]\(#(({'|'.join(_BY_PREFIX)})-[\w-]+)\)")


def theorems(text: str, _page: Page, log: Log) -> str:
    """Write before each theorem what its tool prints there, and its number where it is named.

    Numbers go through a file, as both tools number theorems by chapter.
    """
    if ":::" not in text and "](#" not in text:
        return text
    column = _column(text)
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}

    def opened(found: re.Match[str]) -> str:
        given = found[2]
        id, kind = _kind(given)
        if kind is None:
            return found[0]
        log.changed("a theorem", found[0].split("\n", 1)[0])
        words = kind[column]
        if kind[1]:
            counts[kind[0]] += 1
            words = f"{words} {counts[kind[0]]}"
            names[id] = words
        name = _NAME.search(given)
        heading = re.sub(
            r"(?:(?<![ \t])[ \t]++)?+\{[^{}]*+\}[ \t]*+\Z", "", (found[4] or "").lstrip("# \t")
        )
        title = next(filter(None, name.groups()), "") if name else heading
        said = f"{words}{_ROUND[column == _ENGLISH].format(title)}" if title else words
        rest = found[3] if not found[4] or name else ""
        braces = " ".join(filter(None, (f"#{id}" if id else "", f".{kind[0]}")))
        return f"{found[1]} {{{braces}}}\n\n**{said}**\n\n{rest}"

    def referred(found: re.Match[str]) -> str:
        return f"[{names.get(found[1]) or _BY_PREFIX[found[2]][column]}](#{found[1]})"

    return outside_code(text, lambda prose: _REFERENCE.sub(referred, _OPENING.sub(opened, prose)))


def _column(text: str) -> int:
    """Return the column of the words in the language of a text."""
    if sum(map(is_ideograph, text)) * 20 < len(text):
        return _ENGLISH
    return 3 if "Hant" in language("", text) else 4


def _kind(given: str) -> tuple[str, tuple[str, str, str, str, str] | None]:
    """Return the id, with its prefix, and the kind that the attributes of a div name."""
    found = _ID.search(given)
    id = found[1].replace(":", "-") if found else ""
    kind = _BY_PREFIX.get(id.partition("-")[0]) if "-" in id else None
    classes = (_BY_CLASS.get(one) for one in _CLASS.findall(given))
    kind = kind or next(filter(None, classes), None)
    if kind and kind[1] and id and not id.startswith(f"{kind[1]}-"):
        id = f"{kind[1]}-{id}"
    return id, kind
