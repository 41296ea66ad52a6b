"""nkbook's reading of one Markdown file, for judges that compare it with another reader's.

The only door to the parser for such judges, ours and others', so that they outlive every move
inside nkbook: ``read`` has the signature that a differential judge asks of a reader. It goes by the
same way as a book does: settings, loader, parser.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from lxml import etree
from publications import BOOK_TOML

from nkbook.diagnostics.codes import Severity
from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Diagnostic
from nkbook.manuscript import listings
from nkbook.manuscript.markdown import parse
from nkbook.model.document import Document, Element
from nkbook.model.elements import HEADINGS
from nkbook.model.trees import append_text, text_of, unwrap
from nkbook.project import config
from nkbook.project.load import load

# Severity (E or W), code and message of a problem.
Problem: TypeAlias = tuple[str, str, str]
# Key of a source, the text before it and its locator.
Cited: TypeAlias = tuple[str, str, str]


def document(path: Path) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Return the document of a chapter file, with its header, and the problems of both.

    Raises SourceError when the file cannot be read or its header is broken.
    """
    with tempfile.TemporaryDirectory() as folder:
        chapters = Path(folder, "chapters")
        chapters.mkdir()
        shutil.copyfile(path, chapters / path.name)
        toml = f'{BOOK_TOML}body = ["{path.name}"]\n'
        (chapters / "book.toml").write_text(toml, encoding="utf-8")
        book, found = load(config.load(Path(folder)))
    parsed, problems = parse(book.chapters[path.stem])
    return parsed, (*found, *problems, *listings.problems([parsed]))


def read(
    path: Path,
) -> tuple[Element | None, dict[str, Element], dict[str, list[Cited]], list[Problem]]:
    """Return a chapter's tree, note bodies by id of the call, citations by id, and problems.

    The tree is None when the file cannot be read as a chapter; the problems say why.
    """
    try:
        parsed, problems = document(path)
    except SourceError as error:
        return None, {}, {}, _plain(error.diagnostics)
    notes = {note.call_id: note.body for note in parsed.notes}
    citations = {
        citation.id: [
            (item.key, _words(item.prefix), _words(item.locator)) for item in citation.items
        ]
        for citation in parsed.citations
    }
    trees = [parsed.tree, *notes.values()]
    for tree in trees:
        _as_pandoc_has_it(tree)
        _put_written_levels(tree, path.read_text(encoding="utf-8").split("\n"))
    return parsed.tree, notes, citations, _plain(problems)


def _put_written_levels(tree: Element, lines: Sequence[str]) -> None:
    """Give headings the levels that the source writes: a book brings them into order."""
    for heading in tree.iter(*HEADINGS):
        line = int(heading.get("data-line") or 0)
        marks = re.match(r"[\s>:*+-]*(#{1,6})(?=\s|$)", lines[line - 1]) if line else None
        under = re.match(r"[\s>]*(=+|-+)\s*$", lines[line]) if 0 < line < len(lines) else None
        if marks:
            heading.tag = f"h{len(marks[1])}"
        elif under:
            heading.tag = "h1" if under[1].startswith("=") else "h2"


def _as_pandoc_has_it(tree: Element) -> None:
    """Give a tree the shape in which Pandoc has the same, where a page asks for another one.

    A displayed formula is a block on a page, and a part of its paragraph in Pandoc; a caption of
    code is an attribute there.
    """
    for link in tree.iter("a"):
        if title := link.attrib.pop("title", None):
            link.set("data-title", title)
    for listing in list(tree.iter("div")):
        caption, code = listing.find("p[@class='caption']"), listing.find("pre")
        if listing.get("class") == "listing" and caption is not None and code is not None:
            code.set("data-caption", text_of(caption))
            code.set("id", str(listing.get("id")))
            listing.remove(caption)
            unwrap(listing)
    for block in list(tree.iter("div")):
        if "equation" in str(block.get("class")).split():
            _into_paragraph(block)


def _into_paragraph(block: Element) -> None:
    """Put a displayed formula into the paragraph that goes on after it, or into one of its own."""
    after, before = block.getnext(), block.getprevious()
    goes_on = after is not None and after.get("class") == "continued"
    began = before is not None and before.tag == "p" and goes_on
    if began and before is not None:
        paragraph = before
    else:
        paragraph = etree.Element("p", {"data-line": str(block.get("data-line"))})
        block.addprevious(paragraph)
    for formula in list(block.iter("math")):
        formula.tail = None
        paragraph.append(formula)
    if goes_on and after is not None:
        append_text(paragraph, after.text or "")
        paragraph.extend(list(after))
        _drop(after)
    _drop(block)


def _drop(element: Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)


def _words(element: Element | None) -> str:
    return "" if element is None else text_of(element)


def _plain(problems: Iterable[Diagnostic]) -> list[Problem]:
    return [
        ("E" if problem.severity is Severity.ERROR else "W", problem.code, problem.message)
        for problem in problems
    ]
