"""nkbook check --fix: mends what can be mended in one way only.

A remedy is sure if the author can have meant nothing else, or if the book stays as it is: a name
that differs from the right one by capitals, width or a hyphen, marks of Chinese text where TOML has
its own, unseen characters that are left out anyway, a file that says itself that it is UTF-16.
Nothing else of a file changes: not its line ends, not its byte-order mark.
"""

from __future__ import annotations

import codecs
import difflib
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from nkbook.diagnostics.problems import Diagnostic
from nkbook.output import replace_content, write_errors
from nkbook.reading.files import Kind, read_bytes
from nkbook.reading.text import printable

_MEANT = re.compile(r'did you mean "([^"]+)"\?')
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Marks that an input method for Chinese writes for those of TOML.
_TOML_MARKS: Mapping[int, int] = MappingProxyType(
    {
        ord(wide): ord(own)
        for wide, own in zip("“”＂‘’＇＝，［］｛｝", "\"\"\"'''=,[]{}", strict=True)
    }
)


@dataclass(frozen=True, slots=True)
class Mended:
    """A file as it was and as it is to be, and the problems that are mended so."""

    path: Path
    shown: str
    before: bytes
    after: bytes
    problems: tuple[Diagnostic, ...]

    def diff(self) -> str:
        """Return the change as people and ``patch`` read it."""
        old, new = (_lines_of(data) for data in (self.before, self.after))
        rows = difflib.unified_diff(old, new, f"a/{self.shown}", f"b/{self.shown}")
        return "".join(row if row.endswith("\n") else f"{row}\n" for row in rows)

    def write(self) -> None:
        """Put the new text in the file's place at one stroke; raises MissingToolError NK602/603."""
        with write_errors(self.path.parent):
            replace_content(self.path, self.after)


def mend(root: Path, problems: Iterable[Diagnostic]) -> Iterator[Mended]:
    """Yield the files of a book in which something can be mended, without a change of them."""
    by_file: dict[str, list[Diagnostic]] = {}
    for problem in problems:
        if problem.location is not None and problem.code in CODES:
            by_file.setdefault(problem.location.path, []).append(problem)
    for shown, own in by_file.items():
        path = root / shown
        # A link may lead to a file of which others make use.
        if path.is_symlink() or not path.resolve().is_relative_to(root.resolve()):
            continue
        try:
            before = read_bytes(path, Kind.TEXT)
        except (OSError, ValueError):
            continue
        after, mended = before, []
        for problem in own:
            new = CODES[problem.code](after, problem)
            if new is not None and new != after:
                after = new
                mended.append(problem)
        if mended:
            yield Mended(path, shown, before, after, tuple(mended))


def _meant(data: bytes, problem: Diagnostic) -> bytes | None:
    """Write the name that is meant, if what stands there is that name but for its dress."""
    found = _MEANT.search(problem.hint or "")
    line = problem.location.line if problem.location else None
    text = _decoded(data)
    if found is None or line is None or text is None:
        return None
    lines = _LINES.findall(text)
    wanted = found[1]
    if line > len(lines):
        return None
    old = lines[line - 1]
    plain, dressed = _plain(old), _plain(wanted)
    places = [
        match.start()
        for match in re.finditer(rf"(?<![\w-]){re.escape(dressed)}(?![\w-])", plain)
        if old[match.start() : match.end()] != wanted
    ]
    if len(places) != 1:
        return None
    start, end = places[0], places[0] + len(wanted)
    lines[line - 1] = f"{old[:start]}{wanted}{old[end:]}"
    return _encoded("".join(lines), data)


def _plain(text: str) -> str:
    """Return a text in which letters of one name are one: of its length, place by place."""
    made = []
    for character in text:
        plain = unicodedata.normalize("NFKC", character).casefold()
        plain = {"_": "-", "\\": "/"}.get(plain, plain)
        made.append(plain if len(plain) == 1 else character)
    return "".join(made)


def _unseen(data: bytes, problem: Diagnostic) -> bytes | None:
    """Take out of a chapter what its reader leaves out of the book."""
    text = _decoded(data)
    if text is None or not (problem.location and problem.location.path.endswith(".md")):
        return None
    return _encoded(printable(text, problem.location.path)[0], data)


def _toml_marks(data: bytes, problem: Diagnostic) -> bytes | None:
    """Write TOML's own marks in a line, if it is TOML then, alone or in its place."""
    line = problem.location.line if problem.location else None
    text = _decoded(data)
    if text is None or line is None:
        return None
    lines = _LINES.findall(text)
    old = lines[line - 1] if line <= len(lines) else ""
    # Inside straight quotes the marks are the author's.
    pieces = re.split(r"(\"[^\"]*\"|'[^']*'|#.*)", old)
    new = "".join(
        piece if number % 2 else piece.translate(_TOML_MARKS) for number, piece in enumerate(pieces)
    )
    try:
        tomllib.loads(new.replace("\r", ""))
    except tomllib.TOMLDecodeError:
        return None
    lines[line - 1] = new
    return _encoded("".join(lines), data)


def _utf8(data: bytes, problem: Diagnostic) -> bytes | None:
    """Save as UTF-8 what says by its first bytes that it is UTF-16."""
    del problem
    if not data.startswith(_UTF16):
        return None
    try:
        return data.decode("utf-16").encode()
    except UnicodeDecodeError:
        return None


def _decoded(data: bytes) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _encoded(text: str, like: bytes) -> bytes:
    """Return the bytes of a text, with a byte-order mark if it had one."""
    return (codecs.BOM_UTF8 if like.startswith(codecs.BOM_UTF8) else b"") + text.encode()


def _lines_of(data: bytes) -> list[str]:
    encoding = "utf-16" if data.startswith(_UTF16) else "utf-8-sig"
    return _LINES.findall(data.decode(encoding, "replace").replace("\r\n", "\n"))[:-1]


# What each code's remedy is; docs/guide/editors.md lists them.
CODES: Mapping[str, Callable[[bytes, Diagnostic], bytes | None]] = MappingProxyType(
    {
        "NK101": _meant,  # a key of a settings file
        "NK104": _toml_marks,
        "NK201": _meant,  # a chapter in the spine
        "NK202": _utf8,
        "NK203": _meant,  # a citation's key
        "NK208": _meant,  # a reference
        "NK214": _meant,  # a key of references.yaml
        "NK211": _meant,  # a key of a chapter's header
        "NK236": _unseen,
        "NK237": _unseen,
        "NK248": _meant,  # @key
        "NK301": _meant,  # a picture's file
        "NK313": _meant,  # one that is found by its name in other letters
    }
)
