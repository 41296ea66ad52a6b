"""Checks that every call in a source is one in the tree, or text: labels are no letters of a book.

The source is read by itself here, whatever the parser took; of the other parts, the letters of
their addresses and words say as much (NK227).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator

from lxml import etree

from nkbook.checks.conservation import texts_of, without_lines
from nkbook.checks.parts.kinds import CELLS, line_of, roots
from nkbook.checks.parts.losses import lost
from nkbook.checks.syntax import without_comments
from nkbook.diagnostics.problems import Diagnostic
from nkbook.model.document import Document, Element, Kind
from nkbook.model.raw_html import without_tags

_PRINTED = re.compile(r"\[\^([^\s\]\[^]+)\]")
# Not escaped, nor after what makes it another thing, such as a note in its place, ^[^a]; a
# definition's colon may follow any of them.
_CALL = re.compile(rf"(?<![\\!\]^]){_PRINTED.pattern}(?![:([{{])")
# A superscript may begin at a mark that begins no call: [^a[^b] has a raised "a[".
_SUPERSCRIPT = re.compile(r"(?!(?<=(?<!!)\[)\^[^\s\]\[^]+\])\^(?:[^ \t\n\\^]|\\.)+\^")
# What is left out, the calls in it too, is told by these.
_LEFT_OUT = frozenset(("NK210", "NK242", "NK246"))
# Around elements: what is typed, and what makes one text of a row that dashes cut into cells,
# with the blocks in them.
_EDGES = {"sup": "^", "sub": "~", "td": "", "th": ""}
_NESTED = ("NK217", "note inside a note")  # whose text is printed in place


def lost_calls(document: Document, known: Collection[Diagnostic] = ()) -> Iterator[Diagnostic]:
    """Yield NK264 for each call in a chapter's source that is neither a call nor printed.

    What the problems ``known`` report is no loss.
    """
    if "[^" not in document.chapter.text or any(one.code in _LEFT_OUT for one in known):
        return
    code, beginning = _NESTED
    nested = sum(one.code == code and one.message.startswith(beginning) for one in known)
    source = without_comments(without_lines(document))
    there = Counter(_PRINTED.findall("\n".join(texts_of(document))))
    there |= Counter(_PRINTED.findall("\n".join(map(_with_carets, roots(document)))))
    prefix = f"{document.chapter.id}-fn-"
    for note in document.notes:
        label = note.id.removeprefix(prefix)
        there[label] += 1
        if again := re.fullmatch(r"(.+)-\d+", label):  # the second call of a note
            there[again[1]] += 1
    missing = Counter(filter(_is_label(source), _CALL.findall(source))) - there
    for read_so in _readings(source, document):
        if missing.total() <= nested:
            return
        missing &= Counter(_CALL.findall(read_so)) - there
    if missing.total() > nested:
        yield from _places(document, without_tags(source), missing)


def _is_label(source: str) -> Callable[[str], bool]:
    """Return what tells labels from the end of code and words behind it, which define nothing."""
    return lambda label: "`" not in label or f"[^{label}]:" in source


def _readings(source: str, document: Document) -> Iterator[str]:
    """Yield a source without what holds something that only looks like a call, in several ways."""
    bare = without_tags(source)  # scripts and attributes
    yield bare
    for text in (bare, source):  # a superscript may end at such a mark, or hold a tag
        yield _SUPERSCRIPT.sub("", text)
    for text in (bare, source):  # and begin with what looks like a note in its place
        yield _SUPERSCRIPT.sub("", text.replace("^[", ""))
    yield _in_cells(bare, document)  # nor is a label what goes on in the next cell


def _with_carets(root: Element) -> str:
    """Return a tree's text with superscripts as typed: ``^a[^c]`` has the text of a call in it."""
    found: list[str] = []
    cells = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        edge = _EDGES.get(str(element.tag), "" if cells else "\n")
        found.append(edge)
        if element.tag in CELLS:
            cells += 1 if event == "start" else -1
        found.append((element.text if event == "start" else element.tail) or "")
    return "".join(found)


def _in_cells(source: str, document: Document) -> str:
    """Return the source with blanks around the bars in the rows of tables."""
    lines = source.split("\n")
    for root in roots(document):
        for row in root.iter("tr"):
            number = line_of(row) - document.chapter.first_line
            if 0 <= number < len(lines):
                lines[number] = lines[number].replace("|", " | ")
    return "\n".join(lines)


def _places(document: Document, source: str, missing: Counter[str]) -> Iterator[Diagnostic]:
    """Yield the missing calls, at lines that have fewer than the source where that is known."""
    calls = [
        (number, label)
        for number, line in enumerate(source.split("\n"), document.chapter.first_line)
        for label in _CALL.findall(line)
    ]
    written = Counter(number for number, _ in calls)
    called = Counter(note.location.line for note in document.notes)
    calls.sort(key=lambda call: called[call[0]] >= written[call[0]])
    for number, label in calls:
        if missing[label] > 0:
            missing[label] -= 1
            words = f"[^{label}]"
            yield lost(document, Kind.CALL, number, words, "of the source is not in the book")
