"""The examples of the guide, as pieces of books: for the pictures and for the tests."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1]
BOOK = DOCS / "example"
_BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>(?:(?!```).*\n)*)```\n", re.MULTILINE)
_PICTURE = re.compile(r"\n!\[[^\]]*\]\(\.\./pictures/(?P<name>[\w-]+)\.png\)\n")
_FILE = re.compile(r"# (?P<path>chapters/[\w/.-]+)\n")
HEADER = "---\ntitle: 例\nnumbered: false\n---\n\n"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page: its language, its text, its line, and the picture that follows it."""

    kind: str
    text: str
    line: int
    picture: str | None

    @property
    def chapter(self) -> str:
        """Return the text as a chapter file, with a header if it has none."""
        return self.text if self.text.startswith("---") else HEADER + self.text


def blocks(page: Path, kind: str = "") -> Iterator[Block]:
    """Yield the blocks of a page in order, or those of one language."""
    text = page.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        if kind in ("", found["kind"]):
            picture = _PICTURE.match(text, found.end())
            line = text.count("\n", 0, found.start()) + 1
            yield Block(found["kind"], found["text"], line, picture and picture["name"])


def book(page: Path, folder: Path) -> Path:
    """Copy the example's book to ``folder``, with the data files that a page shows put into it.

    Such a file is a block of YAML whose first line names it: ``# chapters/data/map.yaml``.
    """
    shutil.copytree(BOOK, folder)
    for block in blocks(page, "yaml"):
        if named := _FILE.match(block.text):
            (folder / named["path"]).write_text(block.text, encoding="utf-8")
    return folder
