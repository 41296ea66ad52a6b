"""The pieces of which a chapter is made, and how they become one text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from nkbook.importing.model import Log
from nkbook.importing.text.headings import Heading, read_headings
from nkbook.importing.text.prose import outside_code

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_NOTE = re.compile(r"\[\^([^\s\]\[^]+)\]")
_LABEL = re.compile(r"^ {0,3}\[([^\]\[\n^@]+)\]:[ \t]*(\S+)", re.MULTILINE)
_WHOLE = re.compile(r"^( {0,3})\[([^\]\[\n]+)\]:", re.MULTILINE)
_FULL = re.compile(r"\]\[([^\]\[\n]+)\]")
_SHORT = re.compile(r"(?<!\])\[([^\]\[\n]+)\](?:\[\])?(?![\[(:])")
_FIRST_LEVEL = 2


@dataclass(slots=True)
class Piece:
    """The text of one file of the source, or of a piece of one, ready but for its addresses.

    ``level`` is that of its title: 1 for a chapter's, more for what is a section of one.
    """

    path: str
    title: str
    level: int
    text: str
    headings: list[Heading]
    log: Log
    unnumbered: bool = False
    title_ids: tuple[str, ...] = ()  # the names of its title in the source
    names: dict[str, str] = field(default_factory=dict)  # names in the source → in the book
    named: dict[int, str] = field(default_factory=dict)  # by line: headings that links lead to
    anchor: str = ""  # its name in the book
    marked: str = ""  # its title in Markdown, if that is more than its words


@dataclass(slots=True)
class Made:
    """A chapter of the book: the name of its file without .md, and its pieces in order."""

    name: str
    title: str
    numbered: bool | None
    pieces: list[Piece]


def joined(made: Made) -> str:
    """Return the text of a chapter: its pieces, those after the first under their headings."""
    parts = []
    for number, piece in enumerate(made.pieces):
        if number:
            level = min(max(piece.level, _FIRST_LEVEL), 6)
            title = piece.marked or escaped(piece.title)
            parts.append(f"{'#' * level} {title} {{#{piece.anchor}}}")
        if piece.text.strip():
            parts.append(piece.text.strip("\n"))
    return "\n\n".join(parts) + "\n"


def escaped(title: str) -> str:
    """Return words as a title in Markdown."""
    return re.sub(r"([\\`*\[\]{}<>])", r"\\\1", title)


def separate(pieces: Sequence[Piece]) -> None:
    """Give notes and definitions of links names of their own where files become one text."""
    known: dict[str, str] = {}
    for number, piece in enumerate(pieces):
        text = outside_code(
            piece.text,
            lambda prose, n=number: _NOTE.sub(rf"[^\g<1>-{n + 1}]", prose),  # type: ignore[misc]
        )
        renamed = {
            label: f"{label}-{number + 1}"
            for label, address in _LABEL.findall(text)
            if known.setdefault(label.lower(), address) != address
        }
        piece.text = outside_code(text, _relabel(renamed)) if renamed else text


def _relabel(new: Mapping[str, str]) -> Callable[[str], str]:
    """Return what gives the definitions of links, and the links by them, other labels."""

    def full(found: re.Match[str]) -> str:
        return f"][{new.get(found[1], found[1])}]"

    def whole(found: re.Match[str]) -> str:
        return f"{found[1]}[{new.get(found[2], found[2])}]:"

    def short(found: re.Match[str]) -> str:
        return f"[{found[1]}][{new[found[1]]}]" if found[1] in new else found[0]

    return lambda prose: _SHORT.sub(short, _WHOLE.sub(whole, _FULL.sub(full, prose)))


def name_headings(piece: Piece) -> None:
    """Write the names that links have given to headings of a piece."""
    if not piece.named:
        return
    lines = piece.text.split("\n")
    for heading in piece.headings:
        if name := piece.named.get(heading.line):
            lines[heading.line] = heading.written(heading.level, name)
    piece.text = "\n".join(lines)
    piece.headings = read_headings(piece.text)[1]


def has_text(piece: Piece) -> bool:
    """Return True if a piece has more than comments; one that is not closed is none."""
    # What looks for the end of a comment that has none would read all the rest each time.
    closed, mark, rest = piece.text.rpartition("-->")
    return bool(_COMMENT.sub("", closed + mark).strip() or rest.strip())
