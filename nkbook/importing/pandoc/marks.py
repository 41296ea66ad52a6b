"""Marks that carry through Pandoc what its document model has no place for.

Before Pandoc reads a file, they are put around words as characters of the last private-use plane,
which no font has; afterwards they become nkbook's spans, boxes and comments.
"""

from __future__ import annotations

import re

RUBY, READING, RUBY_END = "\U0010fe00", "\U0010fe01", "\U0010fe02"
DOTS, DOTS_END = "\U0010fe03", "\U0010fe04"
BOX, BOX_END = "\U0010fe05", "\U0010fe06"
NOTE, NOTE_END = "\U0010fe07", "\U0010fe08"
FORMULA, FORMULA_END = "\U0010fe09", "\U0010fe0a"
INDEX, INDEX_END = "\U0010fe0b", "\U0010fe0c"
RULE = "\U0010fe0d"
RIGHT, RIGHT_END = "\U0010fe0e", "\U0010fe0f"
CENTER, CENTER_END = "\U0010fe10", "\U0010fe11"
BACKSLASH = "\U0010fe12"  # one that begins no command
EDGES = (BOX, BOX_END, RULE, RIGHT, RIGHT_END, CENTER, CENTER_END)  # paragraphs of their own

_RUBY = re.compile(f"{RUBY}([^{RUBY}{READING}]*){READING}([^{RUBY}{RUBY_END}]*){RUBY_END}")
# One in a line, as a whole.
LINE = re.compile(
    "("
    + "|".join(
        f"{start}[^{start}{end}]*{end}"
        for start, end in (
            (RUBY, RUBY_END), (DOTS, DOTS_END), (NOTE, NOTE_END), (FORMULA, FORMULA_END),
            (INDEX, INDEX_END),
        )
    )
    + ")"
)  # fmt: skip
_NO_GAP = re.compile(f"{DOTS_END}{DOTS}")
_DOTS = re.compile(f"{DOTS}([^{DOTS}{DOTS_END}]*){DOTS_END}")
_NOTE = re.compile(f"{NOTE}([^{NOTE}{NOTE_END}]*){NOTE_END}")
_FORMULA = re.compile(f"{FORMULA}([0-9a-f]+){FORMULA_END}")
_INDEX = re.compile(f"{INDEX}([0-9a-f]+){INDEX_END}")
_RULE = re.compile(f"^([ \t>]*){RULE}[ \t]*$", re.MULTILINE)
_DIVISIONS = tuple(
    (
        name,
        re.compile(f"^(?P<margin>[ \t>]*)(?:[\\\\]?{start}|(?P<end>{end}))[ \t]*$", re.MULTILINE),
    )
    for name, start, end in (
        ("box", BOX, BOX_END),
        ("right", RIGHT, RIGHT_END),
        ("center", CENTER, CENTER_END),
    )
)
_MARGIN = re.compile(r"[ \t>]*(?:(?:[-*+:]|\w{1,9}[.)])[ \t]+)*")
_ALL = re.compile("[\U0010fe00-\U0010fe12]")
_ESCAPE = re.compile(r"\\([^\w\s])")


def ruby(base: str, reading: str) -> str:
    """Return marked words with their reading."""
    return f"{RUBY}{base}{READING}{' '.join(reading.split())}{RUBY_END}"


def dots(words: str) -> str:
    """Return marked words with emphasis dots (着重號)."""
    return f"{DOTS}{words}{DOTS_END}"


def comment(words: str) -> str:
    """Return a marked comment, which is not printed."""
    return f"{NOTE}{words}{NOTE_END}"


def formula(tex: str, *, display: bool) -> str:
    """Return a marked formula, in digits that no writer escapes."""
    dollars = "$$" if display else "$"
    return raw(f"{dollars}{tex.strip()}{dollars}")


def raw(written: str) -> str:
    """Return marked Markdown, in digits that no writer escapes."""
    return f"{FORMULA}{written.encode().hex()}{FORMULA_END}"


def code(text: str, language: str = "text") -> str:
    """Return a marked block of code."""
    fence = "```"
    while fence in text:
        fence += "`"
    return raw(f"{fence} {language}\n{text}\n{fence}")


def index(entry: str) -> str:
    """Return a marked entry of the index, its levels with > between."""
    return f"{INDEX}{entry.encode().hex()}{INDEX_END}"


def to_markdown(text: str) -> str:
    """Return Markdown in which nkbook's constructs stand for the marks."""
    text = _RUBY.sub(_ruby, text)
    text = _DOTS.sub(r"[\1]{.dots}", _NO_GAP.sub("", text))
    text = _NOTE.sub(_comment, text)
    text = _FORMULA.sub(_raw, text)
    text = _INDEX.sub(_index, text)
    text = _RULE.sub(r"\1* * *", text)
    for name, edge in _DIVISIONS:
        text = _divided(text, name, edge)
    return _ALL.sub("", text)


def _divided(text: str, name: str, edge: re.Pattern[str]) -> str:
    """Return a text with a division for each pair of edges; in it another beginning is none."""
    parts: list[str] = []
    done = 0
    opening: re.Match[str] | None = None
    for found in edge.finditer(text):
        if not found["end"]:
            opening = opening or found
        elif opening:
            margin = opening["margin"]
            inside = text[opening.end() : found.start()]
            parts += [text[done : opening.start()], f"{margin}::: {{.{name}}}{inside}{margin}:::"]
            done, opening = found.end(), None
    return "".join([*parts, text[done:]])


def _ruby(found: re.Match[str]) -> str:
    base, reading = found[1], _ESCAPE.sub(r"\1", found[2]).replace('"', "'")
    count = len(reading.split())
    if not base.strip() or not reading:
        return base
    if count not in (1, len(_ESCAPE.sub(r"\1", base))):
        reading = "\u00a0".join(reading.split())  # one reading for the whole
    return f'[{base}]{{ruby="{reading}"}}'


def _hidden(digits: str) -> str:
    """Return what digits hide, "" for those that an author typed between such marks."""
    try:
        return bytes.fromhex(digits).decode()
    except ValueError:
        return ""


def _raw(found: re.Match[str]) -> str:
    """Return Markdown as it was given; its further lines are where its first one is."""
    written = _hidden(found[1])
    before = found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.start()]
    margin = re.sub(r"[^\s>]", " ", before) if _MARGIN.fullmatch(before) else ""
    return written.replace("\n", f"\n{margin}")


def _index(found: re.Match[str]) -> str:
    entry = " ".join(_hidden(found[1]).replace('"', "'").split())
    return f'[]{{.index key="{entry}"}}'


def _comment(found: re.Match[str]) -> str:
    words = " ".join(_ESCAPE.sub(r"\1", found[1]).split()).replace("--", "—")
    return f"<!-- {words} -->"
