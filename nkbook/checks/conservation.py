"""Checks that a chapter's tree holds every letter of its source: nothing is lost in reading.

The letters of the source, less what is syntax, are counted against those of the tree, its notes,
citations and index marks. Order does not matter: notes are moved and numbers are generated, but a
letter that is in the source and nowhere in the document was lost. Letters are all characters
except ASCII punctuation and white space, so Chinese marks count too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote

from nkbook.checks.syntax import code_lines, example_calls, without_syntax
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.book import Chapter
from nkbook.model.document import Document, Element
from nkbook.model.raw_html import unescaped, without_tags
from nkbook.reading.addresses import with_readable_hosts

CODE = "NK227"
_AUTOLINK = re.compile(r"<([a-z]+:[^<>\s]*)>")
_SITE = re.compile(r"://[^\s/<>]+")
_ENTITY = re.compile(r"&#?\w+;?")  # HTML does without the last mark
_GENERATED = ("data-line", "data-row", "data-section", "data-title")
_TEXTS = ("alt", "title", "lang", "dir", "src")
_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)
_RUN = re.compile(r"[^\W_]+")


def lost_text(document: Document, source: Chapter | None = None) -> tuple[Diagnostic, ...]:
    """Return NK227 for each line of a chapter's source with letters that its document lacks.

    Lines that are reported as not printed are left out. ``source`` is the chapter as read, whose
    titles are counted too. The cost is one count of the characters of
    source and tree; lines are looked at only when the counts differ.
    """
    chapter = document.chapter
    titles = (source.title, source.short_title) if source else ()
    parts = (without_lines(document), *filter(None, titles))
    printed = (chapter.title, chapter.short_title or "") if source else ()
    written = "\n".join((*texts_of(document), *printed))
    code = code_lines(document)
    marked = "\n".join(without_syntax(part, code) for part in parts)
    # The source is read in several ways: what is an address or an entity in prose is plain in code.
    had = _letters(written)
    missing = _letters(_AUTOLINK.sub(r"\1 \1", marked)) - had
    if missing:
        missing &= _letters(_decoded(marked)) - had
    if missing:  # browsers take 。 in the name of a site for a full stop, and xn--… for its words
        missing &= _letters(_SITE.sub(_stopped, with_readable_hosts(marked))) - had
    if missing:  # a script may hold what looks like code's fence, and a fence what is HTML
        bare = _decoded("\n".join(without_syntax(without_tags(part), code) for part in parts))
        missing &= _letters(bare) - had
    if missing and "{" in marked:  # the value of an attribute may hold what is syntax elsewhere
        plain = "\n".join(without_syntax(part, code, names_first=True) for part in parts)
        missing &= _letters(plain) - had
    if missing and (calls := example_calls(document)):  # which print the example's number
        missing &= _letters(calls.sub("", marked)) - had
    if missing and document.tree.find(".//blockquote") is not None:  # or a tag goes on in its line
        plain = "\n".join(without_syntax(_QUOTE.sub("", part), code) for part in parts)
        missing &= _letters(plain) - had
    return tuple(_places(document, marked, missing, written)) if missing else ()


def _stopped(match: re.Match[str]) -> str:
    return match[0].replace("。", ".")


def without_lines(document: Document) -> str:
    """Return a chapter's text without the lines that are reported as not printed."""
    chapter = document.chapter
    lines = chapter.text.split("\n")
    for start, end in document.unprinted:
        for number in range(start - chapter.first_line, end - chapter.first_line):
            lines[number] = ""
    return "\n".join(lines)


def _letters(text: str) -> Counter[str]:
    counts = Counter(text)
    for character in list(counts):
        if character.isspace() or (character.isascii() and not character.isalnum()):
            del counts[character]
    return counts


def _decoded(text: str) -> str:
    return unquote(_ENTITY.sub(lambda match: unescaped(match[0]), text))


def texts_of(document: Document) -> Iterator[str]:
    """Yield all that a document took from its source: texts, and values of attributes."""
    for root in (document.tree, *(note.body for note in document.notes)):
        for element in root.iter():
            yield from _own(element)
    for citation in document.citations:
        for item in citation.items:
            yield from (item.key, item.lead)
            for words in (item.prefix, item.locator):
                if words is not None:
                    yield from (text for inner in words.iter() for text in _own(inner))
    for mark in document.index_marks:
        yield from (mark.entry, mark.see or "", mark.to or "")


def _own(element: Element) -> Iterator[str]:
    yield element.text or ""
    yield element.tail or ""
    if element.tag == "img":  # in a line of text, words equal to the alternative are one with it
        yield element.get("alt", "")
    for name, value in element.attrib.items():
        if name in ("href", "src"):
            yield unquote(with_readable_hosts(str(value)))
        elif name in _TEXTS or (str(name).startswith("data-") and name not in _GENERATED):
            yield unquote(str(value))
        elif name == "class" and element.tag == "code":
            yield str(value).removeprefix("language-")


def _places(
    document: Document, source: str, missing: Counter[str], written: str
) -> Iterator[Diagnostic]:
    """Yield the lines whose words are not in the document, or else the letters that are not."""
    chapter = document.chapter
    compact = re.sub(r"\s+", "", written)
    found = False
    count = chapter.text.count("\n") + 1
    for number, line in enumerate(source.split("\n")):
        runs = [run for run in _RUN.findall(line) if run not in compact]
        lost = [run for run in runs if any(letter in missing for letter in run)]
        if lost:
            found = True
            yield diagnostic(
                CODE,
                f'words of the source are not in the book: "{"…".join(lost)[:40]}"',
                Location(
                    chapter.source,
                    chapter.first_line + number if number < count else chapter.title_line,
                ),
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
