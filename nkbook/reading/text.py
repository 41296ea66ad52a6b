"""Reads a book's text files."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.reading.files import read_bytes
from nkbook.reading.parsed import NOT_IN_XML

_FENCE = re.compile(r"[ \t>]*(?:`{3}|~{3})")
# Marks that turn what follows around until another ends it (Unicode Standard Annex 9, §2).
_OPENED, _ISOLATED, _FORCED = "\u202a\u202b", "\u2066\u2067\u2068", "\u202d\u202e"
_POP, _POP_ISOLATE = "\u202c", "\u2069"
_TURNING = re.compile(f"[{_OPENED}{_ISOLATED}{_FORCED}{_POP}{_POP_ISOLATE}]")
# Unseen copies of ASCII; only in the flags of regions they are part of a sign (UTS 51, §C).
_TAGS = re.compile(r"(\U0001f3f4[\U000e0030-\U000e007a]{1,6}\U000e007f)|[\U000e0000-\U000e007f]")


# A syllable in letters that a block of its own has whole, as macOS writes Korean (Unicode §3.12).
_SYLLABLE = re.compile("[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?")


def composed(text: str) -> str:
    """Return a text with the syllables of Hangul as one character each, which fonts have."""
    return _SYLLABLE.sub(lambda match: normalize("NFC", match[0]), text)


def read_text(path: Path, shown: str) -> str:
    r"""Return a file's text, decoded as UTF-8, without byte-order mark, with ``\n`` as line end.

    ``shown`` is the path that messages print. Raises SourceError: NK201 missing, NK202 not UTF-8
    (with the line and byte), NK215 unreadable.
    """
    text = read_optional(path, shown)
    if text is None:
        raise SourceError(diagnostic("NK201", "file not found", Location(shown)))
    return text


def read_optional(path: Path, shown: str) -> str | None:
    """Return a file's text as ``read_text`` does, or None if there is no such file."""
    try:
        data = read_bytes(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(
            diagnostic("NK215", f"cannot be read: {reason}", Location(shown))
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            diagnostic(
                "NK202",
                f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}",
                Location(shown, line),
                f"save the file as UTF-8 ({_encoding(data)})",
            )
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def printable(text: str, shown: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return a text without the characters that no format can hold, and NK236 and NK237.

    These are controls, tags, and in a paragraph that forces a direction or does not end one all
    marks of direction. In fenced code they stay: NK258 tells of them. DEL and the controls that XML
    has are left to the look, which shows nothing of them.
    """
    cleaned = NOT_IN_XML.sub("", text)
    problems = []
    if cleaned != text:
        problems.append(_left_out(text, list(NOT_IN_XML.finditer(text)), shown, "NK236"))
    unseen = [match for match in _TAGS.finditer(text) if not match[1]]
    unseen += _turning(text) if _TURNING.search(text) else ()
    if unseen:
        unseen.sort(key=re.Match.start)
        problems.append(_left_out(text, unseen, shown, "NK237"))
        cleaned = _TAGS.sub(lambda match: match[1] or "", cleaned)
        for match in reversed(list(_turning(cleaned))):
            cleaned = cleaned[: match.start()] + cleaned[match.end() :]
    return cleaned, tuple(problems)


def seen(word: str, where: Location) -> tuple[str, Diagnostic | None]:
    """Return a text of a data file without what changes how it is read, and NK237 if there was any.

    A text of data is a paragraph of its own, and no code.
    """
    found = [match for match in _TAGS.finditer(word) if not match[1]]
    turning = list(_TURNING.finditer(word))
    found += [] if _is_balanced(turning) else turning
    if not found:
        return word, None
    for match in sorted(found, key=re.Match.start, reverse=True):
        word = word[: match.start()] + word[match.end() :]
    return word, _said(sorted(found, key=re.Match.start), where, "NK237")


def _left_out(text: str, found: list[re.Match[str]], shown: str, code: str) -> Diagnostic:
    before = text[: found[0].start()]
    where = Location(shown, before.count("\n") + 1, len(before) - before.rfind("\n"))
    return _said(found, where, code)


def _said(found: list[re.Match[str]], where: Location, code: str) -> Diagnostic:
    kinds = ", ".join(f"U+{ord(sign):04X}" for sign in dict.fromkeys(match[0] for match in found))
    count = "" if len(found) == 1 else f", {len(found)} times"
    what = {
        "NK236": "characters that no book can hold",
        "NK237": "unseen characters that change what is read",
    }
    message = f"{what[code]} are left out: {kinds}{count}"
    return diagnostic(code, message, where, "take them out: another program left them there")


def _turning(text: str) -> Iterator[re.Match[str]]:
    """Yield the marks of direction in paragraphs that force one or do not end one."""
    fenced, found = False, list[re.Match[str]]()
    begin = 0
    for line in text.splitlines(keepends=True):
        fenced ^= bool(_FENCE.match(line))
        if not line.strip() and found:
            yield from () if _is_balanced(found) else found
            found = []
        if not fenced:
            found += _TURNING.finditer(text, begin, begin + len(line))
        begin += len(line)
    yield from () if _is_balanced(found) else found


def _is_balanced(marks: list[re.Match[str]]) -> bool:
    """Return True if every direction ends as it began, and none is forced."""
    ends: list[str] = []
    for mark in marks:
        if mark[0] in _FORCED:
            return False
        if mark[0] in _OPENED:
            ends.append(_POP)
        elif mark[0] in _ISOLATED:
            ends.append(_POP_ISOLATE)
        elif not ends or ends.pop() != mark[0]:
            return False
    return not ends


def _encoding(data: bytes) -> str:
    """Return what the encoding of text may be that is not UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "it is UTF-16, which some editors call Unicode"
    return "it may be Big5 or GB18030"
