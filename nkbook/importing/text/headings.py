"""Headings of a text: its title, levels without gaps, and the names that other tools give them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from nkbook.importing.names import CHINESE_DIGITS
from nkbook.importing.text.prose import with_code
from nkbook.reading.parsed import NOT_IN_XML

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t\u3000]++(.*))?\n?\Z")
_TIGHT = re.compile(r"(#{2,6})(?=[^\s#!])")  # ##標題, which old tools took for a heading
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*\n?\Z")
_NO_TEXT = re.compile(r"\s*(?:[-*+>|#:]|\d+[.)]\s|```|~~~|<|\Z)")
_ATTRIBUTES = re.compile(r"\{:?[ \t]*+((?:[^{}\"']++|\"[^\"]*+\"|'[^']*+')*+)\}\Z")
_ID = re.compile(r"(?:^|\s)#([^\s{}]+)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_KEPT = re.compile("\0(\\d+)\0")
_COUNTED = re.compile(rf"(?:\d+|[{CHINESE_DIGITS}]+)(?:[、．.][ \t]*(?!\d)|[ \t])")
_TOP, _DEEPEST = 2, 6
_ADDRESS = r"\((?:[^()]|\([^()]*+\))*+\)"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: the number of its line, its level, its words, and what is in its braces."""

    line: int
    level: int
    text: str
    attributes: str = ""

    @property
    def id(self) -> str | None:
        """Return the name that the author gave it."""
        found = _ID.search(self.attributes)
        return found[1] if found else None

    def written(self, level: int, id: str | None = None) -> str:
        """Return the heading as a line of nkbook's Markdown."""
        attributes = self.attributes
        if id and self.id:
            attributes = _ID.sub(
                lambda found: found[0].replace(f"#{found[1]}", f"#{id}"), attributes
            )
        elif id:
            attributes = f"#{id} {attributes}".strip()
        braces = f" {{{attributes}}}" if attributes else ""
        return f"{'#' * level} {self.text}{braces}"


def read_headings(text: str) -> tuple[str, list[Heading]]:
    """Return a text with its headings in the form ``## words``, and these headings.

    Underlined headings and those without a space after the marks (``##words``) are written so.
    """
    lines: list[str] = []
    found: list[Heading] = []
    previous_is_text = False
    for line, is_code in with_code(text):
        if is_code:
            lines.append(line)
            previous_is_text = False
            continue
        underline = _SETEXT.match(line)
        if underline and previous_is_text:
            level = 1 if underline[1][0] == "=" else 2
            found.append(_heading(len(lines) - 1, level, lines[-1].strip()))
            lines[-1] = found[-1].written(level) + "\n"
            lines.append("\n")
            previous_is_text = False
            continue
        spaced = _TIGHT.sub(r"\1 ", line, count=1) if _TIGHT.match(line) else line
        if (atx := _ATX.match(spaced)) and (words := _unclosed(atx[2] or "")):
            heading = _heading(len(lines), len(atx[1]), words)
            found.append(heading)
            lines.append(heading.written(heading.level) + "\n")
            previous_is_text = False
            continue
        if atx:  # marks without words
            lines.append("\n")
            continue
        starts_paragraph = not lines or not lines[-1].strip()
        lines.append(line)
        previous_is_text = starts_paragraph and not _NO_TEXT.match(line) and not line[:4].isspace()
    return "".join(lines), found


def _unclosed(words: str) -> str:
    """Return a heading's words without the marks that may close it."""
    words = words.strip()
    bare = words.rstrip("#")
    return bare.rstrip() if not bare or bare[-1] in " \t" else words


def without_braces(words: str) -> str:
    """Return the words of a heading without attributes in braces at their end."""
    words = words.rstrip()
    begin = words.find("{", words.rfind("}", 0, -1) + 1) if words.endswith("}") else -1
    return words if begin < 0 else words[:begin].rstrip()


def _heading(line: int, level: int, words: str) -> Heading:
    words = words.rstrip()
    braces = _ATTRIBUTES.search(words) if words.endswith("}") else None
    if braces and re.search(r"[#.=-]", braces[1]):
        return Heading(line, level, words[: braces.start()].strip(), braces[1].strip())
    return Heading(line, level, words)


def take_title(text: str, headings: list[Heading]) -> tuple[str, Heading | None, list[Heading]]:
    """Return a text without the heading that is its title, that heading, and the others.

    The title is the first heading of level 1, or the first line if it is a heading of any level;
    one of several that count (1、2、 …) is a section's.
    """
    first = [one for one in headings if one.level == 1]
    if len(first) > 1 and all(_COUNTED.match(one.text) for one in first[:2]):
        return text, None, headings
    lines = text.splitlines(keepends=True)
    before = next((i for i, line in enumerate(lines) if line.strip()), 0)
    title = next((one for one in headings if one.level == 1), None)
    if headings and headings[0].line == before and title is None:
        title = headings[0]
    if title is None:
        return text, None, headings
    lines[title.line] = "\n"
    return "".join(lines), title, [one for one in headings if one is not title]


def releveled(
    text: str, headings: list[Heading], top: int = _TOP
) -> tuple[str, list[Heading], int]:
    """Return a text whose headings begin at level ``top`` and go down one level at a time.

    Also the headings as they are then, and how many have another level than before.
    """
    lines = text.splitlines(keepends=True)
    open_levels: list[int] = []
    result: list[Heading] = []
    changed = 0
    for one in headings:
        while open_levels and open_levels[-1] >= one.level:
            open_levels.pop()
        level = min(top + len(open_levels), _DEEPEST)
        open_levels.append(one.level)
        changed += level != one.level
        moved = Heading(one.line, level, one.text, one.attributes)
        result.append(moved)
        lines[one.line] = moved.written(level) + "\n"
    return "".join(lines), result, changed


def plain(words: str) -> str:
    """Return a heading's words without mark-up, as the header of a chapter takes them."""
    kept: list[str] = []
    words = NOT_IN_XML.sub("", words)

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1])
        return f"\0{len(kept) - 1}\0"

    words = _ESCAPED.sub(keep, words)
    words = re.sub(rf"!\[([^\[\]]*+)\]{_ADDRESS}", r"\1", words)
    words = re.sub(rf"\[([^\[\]]*+)\](?:{_ADDRESS}|\{{[^{{}}]*+\}})", r"\1", words)
    words = re.sub(r"<[/a-zA-Z][^<>]*+>|\[\^[^\[\]]*+\]|:[a-z0-9_+-]++:", "", words)
    words = re.sub(r"(?<!\\)(\*{1,3}|`+|~~)", "", words)
    words = re.sub(r"(?<![\w\\])_([^_]+)_(?!\w)", r"\1", words)
    words = re.sub(r"\\([^\w\s])", r"\1", words.replace("&nbsp;", " "))
    return " ".join(_KEPT.sub(lambda found: kept[int(found[1])], words).split())


def marked(words: str) -> str:
    """Return a heading's words with their mark-up, as the header of a chapter takes them too.

    Links and pictures become words: in a header nothing would follow their addresses.
    """
    words = re.sub(r"\[\]\{[^{}]*\}|(?<![\w:]):[a-z0-9_+-]+:(?![\w:])", "", words)
    words = re.sub(rf"!?\[([^\[\]]*+)\]{_ADDRESS}(?:\{{[^{{}}]*+\}})?", r"\1", words)
    return " ".join(words.split())


def key(name: str) -> str:
    """Return the part of a heading's name on which all tools agree: its letters and digits."""
    return re.sub(r"[\W_]+", "", unquote(name).lower())


def slug(words: str) -> str:
    """Return a name made of words: letters and digits of any language, hyphens between."""
    return re.sub(r"[\W_]+", "-", plain(words).lower()).strip("-")
