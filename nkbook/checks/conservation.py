"""Checks that a chapter's tree holds every letter of its source: nothing is lost in reading.

The letters of the source, less what is syntax, are counted against those of the tree, its notes,
citations and index marks. Order does not matter: notes are moved and numbers are generated, but a
letter that is in the source and nowhere in the document was lost. Letters are all characters
except ASCII punctuation and white space, so Chinese marks count too.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.document import Document, Element

CODE = "NK227"
_FENCE = re.compile(r"^[ \t>]*(?:[-+*] +|\d+[.)] +)*(`{3,}|~{3,})", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_NAME = re.compile(r"(?<![\w-])[A-Za-z][\w:.-]*(?=\s*=\s*[\"'\w])")  # alt= in {#id alt="…"}
_ATTRIBUTES = re.compile(r"\{[^{}\n]*\}")
_NOTE_LABEL = re.compile(r"\[\^[^\s\]\[^]+\]:?")
_DEFINITION = re.compile(r"^( {0,3})\[[^\]\n]+\]:", re.MULTILINE)
_LABEL = re.compile(r"(?<=\])\[[^\]\[\n^@]+\]")
_NUMBER = re.compile(r"^([ \t>]*(?:[-+*] +)*)\d{1,9}(?=[.)](?:\s|$))", re.MULTILINE)
_CAPTION = re.compile(r"^\s*Table:", re.MULTILINE)
_ALIGN = re.compile(r"^[\s|:+=-]+$", re.MULTILINE)
_TEXTS = ("alt", "title", "class", "lang", "dir", "href", "src", "start", "style")
_RUN = re.compile(r"[^\W_]+")


def lost_text(document: Document) -> tuple[Diagnostic, ...]:
    """Return NK227 for each line of a chapter's source with letters that its document lacks.

    The cost is one count of the characters of source and tree; lines are looked at only when the
    counts differ.
    """
    chapter = document.chapter
    written = "\n".join(_texts(document))
    missing = _letters(_without_syntax(chapter.text)) - _letters(written)
    if not missing:
        return ()
    return tuple(_places(document, missing, written))


def _letters(text: str) -> Counter[str]:
    counts = Counter(text)
    for character in list(counts):
        if character.isspace() or (character.isascii() and not character.isalnum()):
            del counts[character]
    return counts


def _without_syntax(text: str) -> str:
    """Return a source text without the letters that are Markdown's own, line for line."""
    blank = lambda match: re.sub(r"[^\n]", " ", match[0])  # noqa: E731
    prose = []
    for is_code, part in _parts(text):
        if is_code:
            prose.append(part)
            continue
        part = _COMMENT.sub(blank, part)
        part = _NOTE_LABEL.sub(blank, part)
        part = _DEFINITION.sub(blank, part)
        part = _LABEL.sub(blank, part)
        part = _NUMBER.sub(lambda match: match[1], part)
        part = _CAPTION.sub(blank, part)
        part = _ATTRIBUTES.sub(lambda match: _NAME.sub("", match[0]), part)
        prose.append(unquote(html.unescape(part)))
    return "".join(prose)


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the stretches of a text in fenced code (without their fences) and outside it."""
    position = 0
    while opening := _FENCE.search(text, position):
        yield False, text[position : opening.start()]
        mark = opening[1]
        close = re.compile(rf"^[ \t>]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$", re.MULTILINE)
        end = close.search(text, opening.end())
        yield True, text[opening.end() : end.start() if end else len(text)]
        position = end.end() if end else len(text)
    yield False, text[position:]


def _texts(document: Document) -> Iterator[str]:
    """Yield all that a document took from its source: texts, and values of attributes."""
    for root in (document.tree, *(note.body for note in document.notes)):
        for element in root.iter():
            yield from _own(element)
    for citation in document.citations:
        for item in citation.items:
            yield from (item.prefix, item.key, item.locator)
    for mark in document.index_marks:
        yield from (mark.entry, mark.see or "", mark.to or "")


def _own(element: Element) -> Iterator[str]:
    yield element.text or ""
    yield element.tail or ""
    for name, value in element.attrib.items():
        if name in _TEXTS or (str(name).startswith("data-") and name != "data-line"):
            yield unquote(str(value))
        elif name == "id":
            yield str(value)


def _places(document: Document, missing: Counter[str], written: str) -> Iterator[Diagnostic]:
    """Yield the lines whose words are not in the document, and what is missing besides."""
    chapter = document.chapter
    compact = re.sub(r"\s+", "", written)
    found = False
    for number, line in enumerate(_without_syntax(chapter.text).split("\n")):
        runs = [run for run in _RUN.findall(line) if run not in compact]
        lost = [run for run in runs if any(letter in missing for letter in run)]
        if lost:
            found = True
            yield diagnostic(
                CODE,
                f'words of the source are not in the book: "{"…".join(lost)[:40]}"',
                Location(chapter.source, chapter.first_line + number),
                "look at the marks around them: something that begins there is not closed",
            )
    if not found:
        letters = "".join(missing.elements())
        yield diagnostic(
            CODE,
            f'letters of the source are not in the book: "{letters[:40]}"',
            Location(chapter.source, chapter.first_line),
            "some words are in the source more often than in the book",
        )
