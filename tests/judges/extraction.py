"""Judges the text that others extract from a PDF against the HTML that it was made from.

Every block of the source is looked for, in order, body and notes each by themselves; each of its
characters may be claimed once, and spaces must be where the source has them and nowhere else.
What nobody claims is for the caller to explain: folios, running heads, numbers made by the layout.
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import html

from judges import node

_NONE, _SPACE, _EDGE = 0, 1, 2  # before a character: nothing, a space, the edge of a line or block
_BLOCKS = frozenset(
    {"article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "figcaption",
     "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "nav", "ol",
     "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)  # fmt: skip
_REACH = 6000  # characters: more than there are on two pages
_DISTINCT = 12  # characters that distinguish a block from others, wherever it is
_NOT_PRINTED = frozenset(("head", "style", "script", "title"))


@dataclass(frozen=True, slots=True)
class Text:
    """Characters without spaces, and what is before each of them."""

    characters: str
    gaps: bytes


@dataclass(slots=True)
class Findings:
    """What of the source isn't in the extracted text as it should be, and what is there besides."""

    missing: list[str] = field(default_factory=list)
    gained: list[str] = field(default_factory=list)  # with “␣” where a space is too many
    lost: list[str] = field(default_factory=list)  # with “␣” where a space is wanted
    unclaimed: list[str] = field(default_factory=list)


def poppler(pdf: Path, *mode: str) -> str:
    """Return the text that pdftotext extracts."""
    command = ["pdftotext", "-enc", "UTF-8", *mode, str(pdf), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def chromium(pdfs: Sequence[Path], work: Path) -> list[str]:
    """Return the text that Chromium's PDF viewer selects when all is selected, for each file."""
    texts = node.run("pdf_text.mjs", *map(str, pdfs), work=work)
    assert isinstance(texts, list)
    return texts


def extracted(text: str, generated: str = "$^") -> Text:
    """Return extracted text as read; what ``generated`` matches is taken out."""
    return _text(re.sub(generated, "", text), lines=True)


def source(document: str, unprinted: str = "") -> tuple[list[Text], list[Text]]:
    """Return the blocks of an HTML document: those of the body, and those of its notes.

    ``unprinted`` is an XPath of elements that styles hide, or whose text the layout makes.
    """
    root = html.fromstring(document)
    for element in root.xpath(unprinted) if unprinted else ():
        for child in list(element):
            element.remove(child)
        element.tag, element.text = "br", None
    found = []
    for notes in (False, True):
        blocks: list[list[str]] = [[]]
        for piece in _pieces(root, notes):
            if piece is None:
                blocks.append([])
            else:
                blocks[-1].append(piece)
        texts = [_text("".join(block)) for block in blocks]
        found.append([text for text in texts if text.characters])
    return found[0], found[1]


def compare(found: Text, streams: Sequence[Sequence[Text]]) -> Findings:
    """Look for each stream's blocks in order."""
    findings = Findings()
    claimed = bytearray(len(found.characters))
    for stream in streams:
        place = 0
        for block in stream:
            after = _claim(found, block, place, claimed, findings)
            if after is None:
                findings.missing.append(block.characters)
            else:
                place = after
    for match in re.finditer(b"\x00+", bytes(claimed)):
        findings.unclaimed.append(found.characters[match.start() : match.end()])
    return findings


def _claim(
    found: Text, block: Text, place: int, claimed: bytearray, findings: Findings
) -> int | None:
    """Claim a block's characters from ``place`` on; return where it ends, or None.

    It may be divided by the end of a page, where notes, folio and running head come between.
    """
    parts = _parts(found, block.characters, place, claimed)
    if not parts and len(block.characters) > _DISTINCT:
        whole = _free(found.characters, block.characters, place, claimed, len(found.characters))
        parts = [] if whole is None else [(whole, len(block.characters))]
    if not parts:
        return None
    done = 0
    for start, length in parts:
        claimed[start : start + length] = b"\x01" * length
        for index in range(1, length):
            theirs, ours = found.gaps[start + index], block.gaps[done + index]
            if theirs == _SPACE and ours == _NONE:
                findings.gained.append(_around(found.characters, start + index))
            elif theirs == _NONE and ours == _SPACE:
                findings.lost.append(_around(found.characters, start + index))
        done += length
    start, length = parts[-1]
    return start + length


def _parts(
    found: Text, wanted: str, place: int, claimed: bytearray, ends: int = 2
) -> list[tuple[int, int]]:
    """Return where the parts of a text are and how long; none when it isn't there.

    It may be divided where a line ends that is the last of its page; the first part is the longest
    that is near by. ``ends`` is how many page ends there may be.
    """
    text = found.characters
    whole = _free(text, wanted, place, claimed)
    if whole is not None:
        return [(whole, len(wanted))]
    if not ends:
        return []
    low, high = 0, len(wanted)
    while high - low > 1:
        middle = (low + high) // 2
        there = _free(text, wanted[:middle], place, claimed) is not None
        low, high = (middle, high) if there else (low, middle)
    for length in range(low, 0, -1):
        start = _free(text, wanted[:length], place, claimed)
        assert start is not None
        if found.gaps[start + length] != _EDGE and wanted[length - 1] != "-":
            continue
        rest = _parts(found, wanted[length:], start + length, claimed, ends - 1)
        # Chromium joins what a hyphen parts with whatever comes next.
        hyphen = wanted[length - 1] == "-"
        if rest and (hyphen or _EDGE == found.gaps[start + length] == found.gaps[rest[0][0]]):
            return [(start, length), *rest]
    return []


def _free(
    text: str, wanted: str, place: int, claimed: bytearray, reach: int = _REACH
) -> int | None:
    """Return where a text is that nobody has claimed, within the reach from ``place``."""
    end = place + len(wanted) + reach
    while (start := text.find(wanted, place, end)) >= 0:
        if not any(claimed[start : start + len(wanted)]):
            return start
        place = start + 1
    return None


def _around(text: str, place: int) -> str:
    return f"{text[place - 8 : place]}␣{text[place : place + 8]}"


def _text(text: str, lines: bool = False) -> Text:
    characters: list[str] = []
    gaps = bytearray()
    gap = _EDGE
    for character in unicodedata.normalize("NFC", text):
        if lines and character in "\r\n\f":
            gap = _EDGE
        elif character.isspace():
            gap = max(gap, _SPACE)
        elif unicodedata.category(character) not in ("Cf", "Cc"):
            characters.append(character)
            gaps.append(gap)
            gap = _NONE
    return Text("".join(characters), bytes(gaps))


def _pieces(element: Any, notes: bool, in_note: bool = False) -> Iterator[str | None]:
    """Yield texts of the body or of the notes, and None for an edge of a block."""
    if not isinstance(element.tag, str) or element.tag in _NOT_PRINTED:
        return
    classes = element.get("class", "").split()
    begins = "note" in classes
    in_note = in_note or begins
    is_block = element.tag in _BLOCKS or _is_next_block(element, classes, in_note)
    edge = is_block or (begins and notes)
    if edge:
        yield None
    if begins:  # its number is printed at the call, and before the note
        yield element.get("data-number", "") + (" " if notes else "")
    if in_note == notes and element.text:
        yield element.text
    for child in element:
        yield from _pieces(child, notes, in_note)
        if in_note == notes and child.tail:
            yield child.tail
    if edge:
        yield None


def _is_next_block(element: Any, classes: Sequence[str], in_note: bool) -> bool:
    """Return True if an element is a block of a note but its first, which follows the number."""
    return (
        in_note
        and any(name.startswith("as-") for name in classes)
        and element.getprevious() is not None
    )
