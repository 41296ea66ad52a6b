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
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.book import Chapter
from nkbook.model.document import Document, Element
from nkbook.model.raw_html import without_tags
from nkbook.model.trees import text_of

CODE = "NK227"
# Marks of the quotations, lists and notes that a line is in.
_MARK = r"\(?(?:\d{1,9}|#|@[\w-]*|[ivxlcdm]+|[IVXLCDM]+|[A-Za-z])[.)]"
_INSIDE = rf"^(?:[ \t>]|(?:[-+*:]|{_MARK})(?=\s|$)|\[\^[^\s\]]+\]:)*"
_OPENING = re.compile(rf"(?P<comment><!--)|{_INSIDE}(?P<fence>`{{3,}}|~{{3,}})", re.MULTILINE)
COMMENT = re.compile(rf"<!--(?s:.*?)(?:-->|\Z)|{_INSIDE}\[//\]: #[^\n]*", re.MULTILINE)
_VALUE = r"""=(?:"[^"\n]*"|'[^'\n]*')"""
_ATTRIBUTES = re.compile(rf"\{{(?:{_VALUE}|[^{{}}\n]|\n(?!\s*\n))*\}}")
# The names of attributes: #id, .class or class="class", and the key of key="words".
_NAMES = re.compile(
    r"[#.][^\s}\"']+|(?<![\w:.-])class=(?:\"[^\"]*\"|'[^']*'|[^\s}\"']+)"
    r"|(?<![\w:.-])[^\W\d][\w:.-]*(?=\s*=)|；"
)
_NOTE_LABEL = re.compile(r"\[\^[^\s\]\[^]+\]:?")
_DEFINITION = re.compile(rf"{_INSIDE}\[[^\]\n]+\]:", re.MULTILINE)
_LABEL = re.compile(r"(?<=\])\[[^\]\[\n^@]+\]")
_LOCATOR = re.compile(r"(@\{[^}@\n]*\}|@[\w:.#$%&+?<>~/-]+)\s*，")
_MARKS = re.compile(_INSIDE, re.MULTILINE)
_CELL = re.compile(
    rf"(?<=\|)(?:[ \t]*:{{3,}}[ \t]*[\w-]+(?=[ \t]*\|)|(?:[ \t>]|(?:[-+*:]|{_MARK})(?=\s))+)"
)
_CAPTION = re.compile(r"^[ \t>]*Table:", re.MULTILINE)
_DIV = re.compile(rf"{_INSIDE}:{{3,}}[ \t]*[^\s{{}}:\[\]]+[ \t]*:*[ \t]*$", re.MULTILINE)
_TASK = re.compile(rf"{_INSIDE}\[[xX]\](?=\s)", re.MULTILINE)
_ALERT = re.compile(rf"{_INSIDE}\[!\w+\]", re.MULTILINE)
_MACROS = re.compile(
    rf"{_INSIDE}[$]*\\(?:(?:new|renew|provide)command|DeclareMathOperator|g?def)\b\*?"
    r"(?:[^\n{}]|\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\})*",
    re.MULTILINE,
)
_DECLARATION = re.compile(r"<![A-Za-z][^<>]*>")  # NK210 says that it is left out
_EXAMPLE = re.compile(r"\(@[\w-]+\)")
# Each with what a text must hold to be searched for it: most texts have little syntax.
_SYNTAX = (
    ("<!--", COMMENT),
    ("[//]", COMMENT),
    ("[^", _NOTE_LABEL),
    ("]:", _DEFINITION),
    ("][", _LABEL),
    (":::", _DIV),
    ("[x]", _TASK),
    ("[X]", _TASK),
    ("[!", _ALERT),
    ("(@", _EXAMPLE),
    ("\\", _MACROS),
    ("", _MARKS),
    ("|", _CELL),
    ("Table:", _CAPTION),
    ("<!", _DECLARATION),
)
_RAW = re.compile(r"(`+)([^`]+)\1\{=([\w+-]+)\}")  # Pandoc's raw_attribute
_RAW_BLOCK = re.compile(r"\s*\{=([\w+-]+)\}\s*\Z")
_IS_HTML = re.compile(r"x?html|epub", re.IGNORECASE)
_AUTOLINK = re.compile(r"<([a-z]+:[^<>\s]*)>")
_SITE = re.compile(r"://[^\s/<>]+")
_ENTITY = re.compile(r"&#?\w+;")
_HOST = re.compile(r"xn--[\w.-]+")
_GENERATED = ("data-line", "data-row", "data-section", "data-title")
_TEXTS = ("alt", "title", "lang", "dir", "src")
_RUN = re.compile(r"[^\W_]+")


def lost_text(
    document: Document, known: Iterable[Diagnostic] = (), source: Chapter | None = None
) -> tuple[Diagnostic, ...]:
    """Return NK227 for each line of a chapter's source with letters that its document lacks.

    What the problems ``known`` report is left out. ``source`` is the chapter as read, whose titles
    are counted too. The cost is one count of the characters of
    source and tree; lines are looked at only when the counts differ.
    """
    chapter = document.chapter
    titles = (source.title, source.short_title) if source else ()
    parts = (without_lines(document, known), *filter(None, titles))
    printed = (chapter.title, chapter.short_title or "") if source else ()
    written = "\n".join((*texts_of(document), *printed))
    code = _code_lines(document)
    marked = "\n".join(_without_syntax(part, code) for part in parts)
    # The source is read in several ways: what is an address or an entity in prose is plain in code.
    had = _letters(written)
    missing = _letters(_AUTOLINK.sub(r"\1 \1", marked)) - had
    if missing:
        missing &= _letters(_decoded(marked)) - had
    if missing:  # browsers take 。 in the name of a site for a full stop, and xn--… for its words
        missing &= _letters(_SITE.sub(_stopped, _HOST.sub(_readable, marked))) - had
    if missing:  # a script may hold what looks like code's fence, and a fence what is HTML
        bare = _decoded("\n".join(_without_syntax(without_tags(part), code) for part in parts))
        missing &= _letters(bare) - had
    return tuple(_places(document, marked, missing, written)) if missing else ()


def _stopped(match: re.Match[str]) -> str:
    return match[0].replace("。", ".")


def without_lines(document: Document, known: Iterable[Diagnostic]) -> str:
    """Return a chapter's text without what is reported as not printed: NK206, NK207, NK228."""
    chapter = document.chapter
    lines = chapter.text.split("\n")
    for start, end in document.unprinted:
        for number in range(start - chapter.first_line, end - chapter.first_line):
            lines[number] = ""
    for problem in known:
        if problem.code == "NK228" and problem.location and problem.location.line:
            number = problem.location.line - chapter.first_line
            lines[number] = ""
            for after in range(number + 1, len(lines)):  # the address or the title
                if not lines[after].strip() or lines[after].lstrip().startswith("["):
                    break
                lines[after] = ""
    return "\n".join(lines)


def _letters(text: str) -> Counter[str]:
    counts = Counter(text)
    for character in list(counts):
        if character.isspace() or (character.isascii() and not character.isalnum()):
            del counts[character]
    return counts


def _code_lines(document: Document) -> dict[int, int]:
    """Return how many lines of code follow a line of the chapter's text, in a block that holds it.

    A line of an indented block may look like a fence.
    """
    follow: dict[int, int] = {}
    trees = (document.tree, *(note.body for note in document.notes))
    for block in (block for tree in trees for block in tree.iter("pre")):
        text = text_of(block)
        begin = int(block.get("data-line") or 0) - document.chapter.first_line
        count = text.count("\n")
        is_indented = text.lstrip().startswith(("```", "~~~"))
        follow |= {begin + number: count - number for number in range(1, count)}
        follow[begin] = count - is_indented
    return follow


def _without_syntax(text: str, code: Mapping[int, int]) -> str:
    """Return a source text without the letters that are Markdown's own, line for line."""
    return "".join(part if is_code else _words(part) for is_code, part in _parts(text, code))


def _words(prose: str) -> str:
    prose = without_tags(_RAW.sub(_raw, prose))
    for sign, syntax in _SYNTAX:
        if sign in prose:
            prose = syntax.sub(_blank, prose)
    prose = _LOCATOR.sub(r"\1 ", prose)
    return _ATTRIBUTES.sub(lambda match: _NAMES.sub("", match[0]), prose)


def _raw(match: re.Match[str]) -> str:
    """Return raw text (NK242 reports that of other formats) as HTML, or without its letters."""
    return match[2] if _IS_HTML.match(match[3]) else _blank(match)


def _blank(match: re.Match[str]) -> str:
    return "\n".join(" " * len(line) for line in match[0].split("\n")) if match[0] else ""


def _decoded(text: str) -> str:
    return unquote(_ENTITY.sub(lambda match: html.unescape(match[0]), text))


def _parts(text: str, follow: Mapping[int, int]) -> Iterator[tuple[bool, str]]:
    """Yield the stretches of a text in fenced code (without their fences) and outside it.

    A fence in a comment opens no code. ``follow`` tells which fences are ones, and where code ends
    that is not closed: with the item of a list that it is in.
    """
    begin = position = counted = lines = 0
    last = text.rfind("-->")
    while opening := _OPENING.search(text, position):
        if opening["comment"]:
            end_of_comment = text.find("-->", opening.end()) if opening.end() <= last else -1
            position = opening.end() if end_of_comment < 0 else end_of_comment
            continue
        line = text.find("\n", opening.end())
        code = line if line >= 0 else len(text)
        raw = _RAW_BLOCK.match(text[opening.end() : code])
        lines += text.count("\n", counted, opening.start("fence"))
        counted = opening.start("fence")
        count = follow.get(lines)
        if count is None and raw is None:  # a line of a paragraph, which is printed as it is
            position = opening.end()
            continue
        yield False, text[begin : opening.start()]
        mark = opening["fence"]
        close = re.compile(rf"^[ \t>]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$", re.MULTILINE)
        end = close.search(text, opening.end())
        content = text[code : end.start() if end else len(text)]
        if count is not None and content.count("\n") > count + 1:  # it ends with its item
            content = "".join(content.splitlines(keepends=True)[: count + 1])
            end = None
        begin = position = end.end() if end else code + len(content)
        if raw is None:
            yield False, text[opening.end() : code]  # the language and attributes
        elif not _IS_HTML.match(raw[1]):
            content = "\n" * content.count("\n")
        yield raw is None, content
    yield False, text[begin:]


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
            yield unquote(_HOST.sub(_readable, str(value)))
        elif name in _TEXTS or (str(name).startswith("data-") and name not in _GENERATED):
            yield unquote(str(value))
        elif name == "class" and element.tag == "code":
            yield str(value).removeprefix("language-")


def _readable(host: re.Match[str]) -> str:
    for coding in ("idna", "punycode"):  # the second for letters that a host should not have
        try:
            labels = host[0].split(".")
            return ".".join(
                label.removeprefix("xn--" if coding == "punycode" else "").encode().decode(coding)
                if label.startswith("xn--")
                else label
                for label in labels
            )
        except UnicodeError:
            continue
    return host[0]


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
