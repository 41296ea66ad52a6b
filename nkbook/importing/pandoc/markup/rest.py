"""Documents in reST: their titles, labels, directives and options."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from nkbook.importing.folder import Folder
from nkbook.importing.text.headings import plain, read_headings

DIRECTIVE = re.compile(
    r"(?P<indent>[ \t]*)\.\. (?P<name>[\w:+.-]+)::(?:[ \t]+(?P<said>.*))?[ \t]*\Z"
)
LABEL = re.compile(r"^[ \t]*\.\. _(?P<name>[^:\n`]+|`[^`]+`):[ \t]*$", re.MULTILINE)
OPTION = re.compile(r"[ \t]+:([\w-]+):[ \t]*(.*)\Z")
_UNDERLINE = re.compile(r"([!-/:-@\[-`{-~])\1{2,}[ \t]*\Z")


@dataclass(slots=True)
class Texts:
    """The texts of one project: titles by their documents, places by their labels."""

    folder: Folder
    root: str = ""  # where the project's documents begin
    titles: dict[str, str] = field(default_factory=dict)
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)  # document, title below
    around: tuple[str, str] = ("", "")  # before and after each text
    links: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # extlinks

    def add(self, path: str) -> None:
        """Take note of a document's title and labels."""
        text = self.folder.text(path) or ""
        if path.endswith((".md", ".ipynb")):
            first = next(iter(read_headings(text)[1]), None) if path.endswith(".md") else None
            self.titles[path] = plain(first.text) if first else ""
            return
        self.titles[path] = title_of(text)
        for found in LABEL.finditer(text):
            name = found["name"].strip("`").lower()
            self.labels[name] = (path, title_of(text[found.end() :], near=True))

    def path(self, here: str, named: str, suffixes: tuple[str, ...] = ("",)) -> str | None:
        """Return the path of a file that a document names, None if it is not there."""
        base = self.root if named.startswith("/") else posixpath.dirname(here)
        for suffix in suffixes:
            whole = posixpath.normpath(posixpath.join(base, named.lstrip("/") + suffix))
            if self.folder.has(whole):
                return whole
        return None


def title_of(text: str, *, near: bool = False) -> str:
    """Return the first title of a text; ``near``: the one with which it begins, else ""."""
    lines = [line.rstrip() for line in text.split("\n")]
    for number, line in enumerate(lines[:-1]):
        if line.strip() and not line[0].isspace() and _UNDERLINE.match(lines[number + 1]):
            return line.strip() if not _UNDERLINE.match(line) else lines[number + 1].strip()
        if near and line.strip() and not _UNDERLINE.match(line) and not line.startswith(".. _"):
            return ""
    return ""


def blocks(lines: list[str], start: int) -> int:
    """Return the end of the block that is indented below a line."""
    margin = margin_of(lines[start])
    end = start + 1
    while end < len(lines) and (not lines[end].strip() or margin_of(lines[end]) > margin):
        end += 1
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def margin_of(line: str) -> int:
    """Return the spaces with which a line begins."""
    return len(line) - len(line.lstrip())


def options(body: list[str]) -> tuple[dict[str, str], list[str]]:
    """Return the options of a directive, and what is below them."""
    options: dict[str, str] = {}
    place = 0
    while place < len(body) and (found := OPTION.match(body[place])):
        options[found[1]] = found[2].strip()
        place += 1
    while place < len(body) and not body[place].strip():
        place += 1
    return options, body[place:]
