"""Whole EPUBs of made-up books, and what other programs find in them."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from documents import GUIDES, examples
from judges.epubcheck import Message
from lxml import etree
from places import BOOKS

import nkbook
from fuzz.judging import LOST, judge
from nkbook.diagnostics.codes import Severity
from nkbook.diagnostics.errors import NkbookError
from nkbook.diagnostics.problems import Diagnostic, has_errors
from nkbook.formats import epub
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.pipeline import steps
from nkbook.project import config
from nkbook.reading.pandoc import find_pandoc
from nkbook.typesetting.han import is_ideograph

FAULTS = ("FATAL", "ERROR")
# These say of words that they are not printed, or another program than Pandoc would print them.
SAID_LOST = {"NK206", "NK207", "NK210", "NK228", "NK230", "NK240", "NK242", "NK250"}


def epub_of(folder: Path, work: Path) -> tuple[Path | None, tuple[Diagnostic, ...]]:
    """Return a book's EPUB in its own edition, None if there is none, and the problems found."""
    try:
        settings = config.load(folder)
        theme = Theme(folder)
        prepared = prepare(settings, theme, (settings.metadata.language,))
        if prepared.failed:
            return None, prepared.diagnostics
        (publication,) = prepared.publications.values()
        work.mkdir(parents=True, exist_ok=True)
        made = epub.render(publication, steps.context(settings, theme, work), work / "book.epub")
    except NkbookError as error:
        return None, error.diagnostics
    found = (*prepared.diagnostics, *made.diagnostics)
    return (None if has_errors(made.diagnostics) else made.path), found


def faults(messages: tuple[Message, ...]) -> list[str]:
    """Return what EPUBCheck finds wrong, and where."""
    return [f"{one.id} {one.text} {one.places[:2]}" for one in messages if one.severity in FAULTS]


def texts_of(path: Path) -> dict[str, str]:
    """Return the text and the alternative texts of each page of an EPUB, by its file's stem."""
    with zipfile.ZipFile(path) as archive:
        return {
            posixpath.basename(name).removesuffix(".xhtml"): "\n".join(_texts(archive.read(name)))
            for name in archive.namelist()
            if name.endswith(".xhtml")
        }


def _texts(page: bytes) -> Iterator[str]:
    root = etree.fromstring(page)
    yield "".join(map(str, root.itertext()))
    yield from map(str, root.xpath("//@alt | //@title | //@aria-label | //@alttext"))


def mixed(folder: Path, chapters: Sequence[str]) -> dict[str, str]:
    """Write a book of chapters made of the guide's constructs; return them by their files' stems.

    It has the files that the guide's examples name.
    """
    (page,) = (path for path in GUIDES if path.name == "figures.md" and path.parent.name == "guide")
    examples.book(page, folder)
    inside = folder / "chapters"
    (inside / "one.md").unlink()
    for name in ("nope.png", "images/a.png"):
        shutil.copyfile(BOOKS / "everything/chapters/images/dot.png", inside / name)
    written = {f"c{number:03}": text for number, text in enumerate(chapters)}
    for stem, text in written.items():
        (inside / f"{stem}.md").write_text(f"---\ntitle: 題\n---\n\n{text}\n", encoding="utf-8")
    put_spine(folder, written)
    return written


def put_spine(folder: Path, stems: Iterable[str]) -> None:
    """Have a book consist of these chapters."""
    path = folder / "chapters/book.toml"
    names = ", ".join(f'"{stem}.md"' for stem in stems)
    text = re.sub(
        r"^body = .*", f"body = [{names}]", path.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    path.write_text(text, encoding="utf-8")


def without_errors(folder: Path, chapters: Mapping[str, str]) -> dict[str, str]:
    """Take the chapters with errors out of a book, and return the others."""
    left = dict(chapters)
    while True:
        found = [one for one in nkbook.check(folder) if one.severity is Severity.ERROR]
        wrong = {Path(one.location.path).stem for one in found if one.location} & left.keys()
        judge(one for one in found if one.code in LOST)
        if not found:
            return left
        assert wrong, found
        for stem in wrong:
            del left[stem]
        put_spine(folder, left)


def pandocs_letters(text: str) -> Counter[str]:
    """Return the Chinese letters in Pandoc's tree of a chapter, as a reader of its own."""
    program = find_pandoc()
    assert program is not None, "the test extra is not installed"
    done = subprocess.run(
        [program, "--from=markdown", "--to=json"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
    )
    return Counter(filter(is_ideograph, "".join(_words(json.loads(done.stdout)["blocks"]))))


def _words(node: Any) -> Iterator[str]:
    """Yield the words in a part of Pandoc's tree; of a figure those of its caption alone."""
    if isinstance(node, list):
        for one in node:
            yield from _words(one)
    elif isinstance(node, dict):
        content: Any = node.get("c")
        match node.get("t"):
            case "Str":
                yield content
            case "Code" | "CodeBlock" | "Math":
                yield content[1]
            case "RawInline" | "RawBlock":
                pass
            case "Figure":
                yield from _words(content[1])
            case "Cite":
                yield from _words(content[1])
            case "Link" | "Image" | "Span":
                yield from _words(content[1])
            case _:
                yield from _words(content)
