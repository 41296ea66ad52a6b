"""How nkbook is run on a book: from nothing, again, and after one change of each kind."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.manuscript import Text, generate, write_book
from bench.measuring import Step

EDITION = "zh-Hant-HK"
BOTH = ("pdf", "epub")
# A page and a half, which moves all pages after it, whatever room its chapter has at its end: by
# two, where chapters begin on right-hand pages.
_TWO_PAGES = 1200
_WORD, _OTHER = "燈塔", "碼頭"


@dataclass(frozen=True, slots=True)
class Book:
    """A book of nkbook's in a folder that may be changed, with a cache and an output of its own."""

    folder: Path
    slug: str = "bench"

    @property
    def cache(self) -> Path:
        """Return the folder of what nkbook keeps."""
        return self.folder / "cache"

    @property
    def output(self) -> Path:
        """Return the folder of what nkbook makes."""
        return self.folder / "output"

    def forget(self) -> None:
        """Remove what was made and kept."""
        shutil.rmtree(self.cache, ignore_errors=True)
        shutil.rmtree(self.output, ignore_errors=True)

    def build(
        self,
        name: str,
        prepare: Callable[[], object],
        *options: str,
        formats: tuple[str, ...] = BOTH,
        editions: tuple[str, ...] = (EDITION,),
    ) -> Step:
        """Return the step that builds formats of editions."""
        command = [sys.executable, "-m", "nkbook", "-q", "build", str(self.folder)]
        command += ["-o", str(self.output), "--cache", str(self.cache), *options]
        for format in formats:
            command += ["-f", format]
        for edition in editions:
            command += ["-e", edition]
        pdf = self.output / EDITION / f"{self.slug}.pdf"
        counted = pdf if "pdf" in formats and EDITION in editions else None
        return Step(name, tuple(command), prepare, counted)

    def chapters(self) -> list[Path]:
        """Return the files of the chapters."""
        return sorted((self.folder / "chapters").glob("*.md"))

    def change_word(self) -> None:
        """Put one word for another as long, in the middle of the book; each call changes it."""
        chapters = self.chapters()
        change_word(chapters[len(chapters) // 2])

    def move_pages(self) -> None:
        """Add text to the third chapter, or take it away again, so that later pages move by two."""
        path = self.chapters()[2]
        text = path.read_text(encoding="utf-8")
        added = "\n" + "".join(generate(_TWO_PAGES, 0, seed=7).chapters[0].blocks[:1]) + "\n"
        more = "\n".join(added for _ in range(_TWO_PAGES // len(added) + 1))
        changed = text.removesuffix(more) if text.endswith(more) else text + more
        path.write_text(changed, encoding="utf-8")

    def change_style(self) -> None:
        """Change one colour of the book's own style sheet; each call changes it."""
        sheet = self.folder / "styles/book.css"
        sheet.parent.mkdir(exist_ok=True)
        colours = ("h2 { color: #124 }\n", "h2 { color: #142 }\n")
        old = sheet.read_text(encoding="utf-8") if sheet.exists() else ""
        sheet.write_text(colours[old == colours[0]], encoding="utf-8")


def change_word(path: Path) -> None:
    """Put one word for another as long in a chapter's first paragraph of prose."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    number = next(
        index
        for index, block in enumerate(blocks)
        if index and len(block) > 40 and block[:9].isalpha() and "\n" not in block.strip()
    )
    block = blocks[number]
    word = _OTHER if block.startswith(_WORD) else _WORD
    blocks[number] = word + block[len(word) :]
    path.write_text("\n\n".join(blocks), encoding="utf-8")


def new_book(text: Text, folder: Path) -> Book:
    """Write a text as a book into a new folder."""
    return Book(write_book(text, folder))


def catalogue(folder: Path, books: int, characters: int, notes: int) -> Path:
    """Write small books, each of a text of its own, and a catalogue of them; return its file."""
    rows = []
    for number in range(books):
        name = f"book{number + 1:02}"
        write_book(generate(characters, notes, seed=100 + number), folder / name, name)
        rows.append(f'[[book]]\npath = "{name}"\neditions = ["{EDITION}"]\n')
    path = folder / "CATALOGUE.toml"
    path.write_text('output = "made"\n\n' + "\n".join(rows), encoding="utf-8")
    return path
