"""Texts of AsciiDoc with the files that they include, as Pandoc reads them.

Pandoc reads no other file, knows no conditions, and no headings of level 0 in a text (parts); nor
titles with a line below them, which older books have. Syntax: docs.asciidoctor.org/asciidoc.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

from nkbook.importing.folder import Folder
from nkbook.importing.model import Log
from nkbook.importing.pandoc.asciidoc.parts import part_of
from nkbook.reading.numbers import whole

SUFFIXES = (".adoc", ".asciidoc", ".asc")
_DEEPEST = 20
_LEVELS = 6  # signs = of the lowest heading
_INCLUDE = re.compile(r"include::([^\[\n]+)\[([^\]\n]*)\][ \t]*\Z")
_IF = re.compile(r"(ifdef|ifndef|ifeval)::([^\[\n]*)\[(.*)\]\Z")
_ENDIF = re.compile(r"endif::[^\[\n]*\[[^\]\n]*\][ \t]*\Z")
_SETTING = re.compile(r":(!?)([\w-]+)(!?):(?:[ \t]+(.*))?\Z")
_NAME = re.compile(r"\{([\w-]+)\}")
_VERBATIM = re.compile(r"(-{4,}|\.{4,}|\+{4,}|/{4,}|`{3,})\w*[ \t]*\Z")
_HEADING = re.compile(r"(={1,6}|#{1,6})(?=[ \t]+\S)")
_PICTURE = re.compile(r"(?<!\\)\b(image::?)(?!:)(?=[^\s\[:{/][^\s\[:]*\[)")
_UNDER = re.compile(r"([=\-~^+])\1{2,}[ \t]*\Z")
_UNDERLINES = "=-~^+"  # of levels 0 to 4
_BLOCK = re.compile(r"([-.+/=*_])\1{3,}\Z|`{3,}\w*\Z")
# Settings not for Pandoc, to which a chapter of a book has the level 0.
_OURS = ("leveloffset", "doctype", "imagesdir")
# Styles of sections that stand beside parts, and are chapters.
_SPECIAL = re.compile(
    r"\[(abstract|acknowledge?ments|appendix|bibliography|colophon|dedication|foreword|glossary"
    r"|index|preface)\b"
)
_NEAR = 2  # a line below a title is longer or shorter by less


def gathered(folder: Folder, name: str, log: Log) -> str:
    """Return a text with what it includes where its conditions hold, its parts raised to level 1.

    A file to include that is missing is said in ``log``.
    """
    gathering = _Gathering(folder, log)
    gathering.add(folder.text(name) or "", posixpath.dirname(name))
    return _lowered(gathering.lines)


def included(folder: Folder, name: str) -> list[str]:
    """Return the files that a text includes by name, without those that a setting names."""
    here = posixpath.dirname(name)
    found = map(_INCLUDE.match, (folder.text(name) or "").split("\n"))
    return [posixpath.normpath(posixpath.join(here, one[1])) for one in found if one]


def main_files(folder: Folder, paths: list[str]) -> list[str]:
    """Return the file that includes most of the others, else those that none includes."""
    known = set(paths)
    below = {path: [one for one in included(folder, path) if one in known] for path in paths}
    sizes = {path: len(folder.text(path) or "") for path in paths}
    reached = {path: _reached(path, below) for path in paths}
    inner = {one for path in paths for one in reached[path] - {path}}
    tops = [path for path in paths if path not in inner]
    if not tops:
        return paths
    most = max(tops, key=lambda path: sum(sizes[one] for one in reached[path]))
    whole_size = sum(sizes.values())
    if below[most] and sum(sizes[one] for one in reached[most]) * 2 >= whole_size:
        return [most]
    texts = [one for one in tops if not posixpath.basename(one).lower().startswith("readme")]
    return texts or tops


def _reached(path: str, below: dict[str, list[str]]) -> set[str]:
    """Return a file and all that it includes, however deep."""
    found = {path}
    open_ones = [path]
    while open_ones:
        for one in below[open_ones.pop()]:
            if one not in found:
                found.add(one)
                open_ones.append(one)
    return found


@dataclass(slots=True)
class _Gathering:
    folder: Folder
    log: Log
    lines: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    offset: int = 0  # what :leveloffset: says
    _verbatim: str = ""  # the line that opened a block of code or a comment
    _conditions: list[bool] = field(default_factory=list)

    def add(self, text: str, here: str, offset: int = 0, depth: int = 0) -> None:
        """Add a file's text whose headings are lower by ``offset``."""
        lines = _titled(text.split("\n")) if not self._verbatim else text.split("\n")
        for line in lines:
            self._line(line.rstrip("\r"), here, offset, depth)

    def _line(self, line: str, here: str, offset: int, depth: int) -> None:
        if self._condition(line, here, offset, depth):
            return
        if not all(self._conditions):
            return
        if self._verbatim.startswith("/"):  # a comment
            self._verbatim = "" if line.rstrip() == self._verbatim else self._verbatim
        elif found := _INCLUDE.match(line):
            self._include(found, here, offset, depth)
        elif line.startswith("include::"):
            self.log.look("a file to include that is missing", line.strip())
        elif self._verbatim:
            self._verbatim = "" if line.rstrip() == self._verbatim else self._verbatim
            self.lines.append(line)
        elif found := _VERBATIM.match(line):
            self._verbatim = "```" if line.startswith("```") else line.rstrip()
            self.lines += [] if line.startswith("/") else [line]
        elif not (line.startswith("//") and not line.startswith("///")):
            self._text(line, offset + self.offset)

    def _text(self, line: str, offset: int) -> None:
        if found := _SETTING.match(line):
            self._set(found)
            if found[2] in _OURS:
                return
        if offset and (found := _HEADING.match(line)):
            level = min(max(len(found[1]) + offset, 1), _LEVELS)
            line = found[1][0] * level + line[found.end() :]
        if base := self.settings.get("imagesdir", "").rstrip("/"):
            line = _PICTURE.sub(lambda one: f"{one[1]}{base}/", line)
        self.lines.append(line)

    def _set(self, found: re.Match[str]) -> None:
        if found[1] or found[3]:
            self.settings.pop(found[2], None)
            self.offset = 0 if found[2] == "leveloffset" else self.offset
            return
        value = self._resolved(found[4] or "")
        self.settings[found[2]] = value
        if found[2] == "leveloffset" and re.fullmatch(r"[+-]?\d{1,2}", value):
            number = whole(value.lstrip("+-")) * (-1 if value.startswith("-") else 1)
            self.offset = self.offset + number if value[0] in "+-" else number

    def _resolved(self, text: str) -> str:
        return _NAME.sub(lambda one: self.settings.get(one[1], one[0]), text)

    def _condition(self, line: str, here: str, offset: int, depth: int) -> bool:
        """Return True if a line opens or closes a condition, which is kept."""
        if _ENDIF.match(line):
            if self._conditions:
                self._conditions.pop()
            return True
        found = _IF.match(line.rstrip())
        if not found:
            return False
        holds = self._holds(found)
        if found[1] == "ifeval" or not found[3].strip():
            self._conditions.append(holds)
        elif holds and all(self._conditions):
            self._line(found[3], here, offset, depth)
        return True

    def _holds(self, found: re.Match[str]) -> bool:
        """Return True if a condition holds; one that cannot be told does, so nothing is lost."""
        if found[1] == "ifeval":
            one, equals, other = self._resolved(found[3]).replace("!=", "==!").partition("==")
            is_same = one.strip(" \"'") == other.strip(" !\"'")
            return not equals or is_same != other.startswith("!")
        known = [one.strip() in self.settings for one in re.split(r"[,+]", found[2])]
        holds = all(known) if "+" in found[2] else any(known)
        return holds == (found[1] == "ifdef")

    def _include(self, found: re.Match[str], here: str, offset: int, depth: int) -> None:
        given = self._resolved(found[1])
        name = posixpath.normpath(posixpath.join(here, given))
        content = self.folder.text(name) if depth < _DEEPEST else None
        if content is None:
            self.log.look("a file to include that is missing", found[0].strip())
            return
        self.log.changed("include::[]", found[0].strip())
        options = dict(re.findall(r"(?<!\w)(\w++)=\"?([^\",]*+)", found[2]))
        content = part_of(content, options.get("lines", ""), _tags(options))
        more = re.fullmatch(r"\+?(-?\d{1,2})", options.get("leveloffset", ""))
        number = whole(more[1].lstrip("-")) * (-1 if more[1].startswith("-") else 1) if more else 0
        if name.lower().endswith((*SUFFIXES, ".txt")) and not self._verbatim:
            self.add(content, posixpath.dirname(name), offset + number, depth + 1)
            self.lines.append("")
        else:
            self.lines += content.rstrip("\n").split("\n")


def _tags(options: dict[str, str]) -> list[str]:
    return [one for one in re.split(r"[;,]", options.get("tags") or options.get("tag", "")) if one]


def _titled(lines: list[str]) -> list[str]:
    """Return lines whose titles have no line below them, but signs before them."""
    done: list[str] = []
    opened: list[str] = []  # lines that begin blocks, which the same line ends
    for line in lines:
        bare = line.rstrip()
        if opened and _VERBATIM.match(opened[-1]):
            opened = opened[:-1] if bare == opened[-1] else opened
        elif bare in opened:
            opened = opened[: opened.index(bare)]
        elif (found := _UNDER.match(bare)) and _is_below(done, bare):
            done[-1] = "=" * (_UNDERLINES.index(found[1]) + 1) + f" {done[-1]}"
            continue
        elif _BLOCK.match(bare):
            opened.append("```" if bare.startswith("```") else bare)
        done.append(line)
    return done


def _is_below(lines: list[str], line: str) -> bool:
    """Return True if a line is as long as the title over it: in letters, or in their columns."""
    title = lines[-1].rstrip() if lines else ""
    above = lines[-2].rstrip() if len(lines) > 1 else ""
    if not re.search(r"\w", title) or title.startswith((".", "[", ":", "//", "=", "*", "|")):
        return False
    columns = sum(1 if one.isascii() else 2 for one in title)
    is_alone = not above or above.startswith(("[", ":", "//"))
    return is_alone and any(abs(len(line) - length) < _NEAR for length in (len(title), columns))


def _lowered(lines: list[str]) -> str:
    """Return a text whose headings of level 0, but for its title, are of level 1, and so on."""
    starts = _headings(lines)
    for number in starts:
        above = _above(lines, number)
        if not (found := _SPECIAL.match(lines[above])):
            continue
        if lines[number].startswith(("= ", "# ")):
            lines[number] = lines[number][0] + lines[number]
        if found[1] != "appendix":
            lines[above] = "[.unnumbered]"  # which Pandoc knows
    if any(re.match(r"[=#][ \t]", lines[number]) for number in starts):
        for number in starts:
            sign = lines[number][0]
            if not lines[number].startswith(sign * _LEVELS):
                lines[number] = sign + lines[number]
    return "\n".join(lines)


def _headings(lines: list[str]) -> list[int]:
    """Return the numbers of the lines that are headings, without the title of the text."""
    starts: list[int] = []
    verbatim = ""
    first = next((number for number, line in enumerate(lines) if _is_said(line)), 0)
    for number, line in enumerate(lines):
        if verbatim:
            verbatim = "" if line.rstrip() == verbatim else verbatim
        elif found := _VERBATIM.match(line):
            verbatim = "```" if found[1].startswith("`") else line.rstrip()
        elif _HEADING.match(line) and number != first:
            starts.append(number)
    return starts


def _above(lines: list[str], number: int) -> int:
    """Return the number of the line with words above a line, or 0."""
    while number > 1 and not lines[number - 1].strip():
        number -= 1
    return max(number - 1, 0)


def _is_said(line: str) -> bool:
    return bool(line.strip()) and not line.startswith((":", "//"))
