"""Mandoku: the texts of Kanripo, a file for each scroll, whose lines are those of a printed page.

Readme.org has the contents. Format: mandoku.org, kanripo.org.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter

from nkbook.importing.folder import Folder
from nkbook.importing.model import Log, Node, Outline, Page
from nkbook.importing.text.plain_text import escaped

NAME = "mandoku"
_CONTENTS = "Readme.org"
_VIEW = re.compile(r"#[ \t]*-\*-[ \t]*mode:[ \t]*mandoku-view\b")
_ENTRY = re.compile(r"\[\[file:([^\[\]\n]+)\]\[([^\[\]\n]*)\]\]")
_TITLE = re.compile(r"^#\+TITLE:([^\n]*+)", re.MULTILINE)
_REVERSED = re.compile(r"^#\+PROPERTY:[ \t]+BASEEDITION[ \t]+SBCK\b", re.MULTILINE)
_PAGE = re.compile(r"<(?:pb|md):[^<>\n]*>")
_HEADING = re.compile(r"(\*+)[ \t]+(?:\d+[ \t]+)?(.+)\Z")
_NOTE = re.compile(r"\(([^()/\n]*)/([^()/\n]*)\)")
_NOTES = re.compile(r"（([^（）\n]*)）(?:（[^（）\n]*）)+")
_MARKS = re.compile("[，。；：！？]")
_FEW = 0.01  # marks of punctuation a letter: with fewer, the text has none
_UNKNOWN = re.compile(r"&KR\d+;")  # a character that Unicode lacks, by its number
_HEAD = 4  # lines in which a scroll's name may stand
_END, _BLANK = "¶", "\u3000"


def detect(folder: Folder) -> bool:
    """Return True if the folder is a text of Mandoku."""
    return folder.has(_CONTENTS) and bool(_texts(folder))


def _texts(folder: Folder) -> list[str]:
    names = (one for one in folder.files if re.fullmatch(r"\w+_\d+\.txt", one))
    return sorted(one for one in names if _VIEW.match(folder.text(one) or ""))


def outline(folder: Folder) -> Outline:
    """Return the book of the scrolls that Readme.org names, then of those that it does not."""
    contents = folder.text(_CONTENTS) or ""
    texts = _texts(folder)
    named = {
        posixpath.normpath(path.partition("::")[0]): title
        for path, title in reversed(_ENTRY.findall(contents))
    }
    order = [path for path in reversed(named) if path in texts]
    title = _book(contents)
    nodes = [
        Node(_title(named.get(path, ""), folder.text(path) or "", title), path, numbered=False)
        for path in dict.fromkeys((*order, *texts))
    ]
    return Outline(title=title, language="zh-Hant", body=tuple(nodes), rewrites=(scroll,))


def _title(named: str, text: str, book: str) -> str:
    """Return the name of a scroll: that of the contents, or its first line with the book's."""
    if named and not named.isascii() and not re.fullmatch(rf"{re.escape(book)} *\d*", named):
        return named
    lines = (_PAGE.sub("", one).strip(f"{_END}{_BLANK} \t") for one in text.split("\n"))
    words = [one for one in lines if one and not one.startswith("#")]
    known = next((one for one in words[:_HEAD] if one.startswith(book) and one != book), "")
    return known or named or next(iter(words), "")


def _book(text: str) -> str:
    found = _TITLE.search(text)
    return (found[1] if found else "").partition(" / ")[0].strip()


def scroll(text: str, _page: Page, log: Log) -> str:
    """Rewrite a scroll: places of pages go, lines become paragraphs, small notes are in brackets.

    In the pages of 四部叢刊 the second of the two columns of a note is written first.
    """
    if not _VIEW.match(text):
        return text
    second, first = (1, 2) if _REVERSED.search(text) else (2, 1)
    if pages := len(_PAGE.findall(text)):
        log.dropped("a place where a page of the edition begins", f"{pages} ×")
    notes = len(_NOTE.findall(text))
    if notes:
        log.look("small notes of two columns, now in brackets", f"{notes} ×")
    for one in _UNKNOWN.findall(text):
        log.look("a character that Unicode lacks, now 〓", one)
    text = _UNKNOWN.sub("〓", text)
    text = _NOTE.sub(lambda found: f"（{found[first]}{found[second]}）", text)
    lines = [
        _PAGE.sub("", one)
        for one in text.split("\n")
        if not re.match(r"#(?:[ \t]|\+|\Z)", one)
        and not re.fullmatch(rf"<[^<>]*>{_END}?", one.strip())
    ]
    paragraphs = _paragraphs(lines)
    title = _title("", text, _book(text))
    if title in paragraphs[:_HEAD] and title.startswith(_book(text)):
        paragraphs.remove(title)
    joined = "\n\n".join(paragraphs)
    return _NOTES.sub(lambda found: f"（{found[0][1:-1].replace('）（', '')}）", joined) + "\n"


def _paragraphs(lines: list[str]) -> list[str]:
    """Return lines joined to paragraphs: at empty lines if the text has punctuation.

    Else a line goes on in the next if it fills the page, which has as many letters as most have.
    """
    bare = [one.replace(_END, "").rstrip().lstrip(" \t") for one in lines]
    whole = "".join(bare)
    is_marked = len(_MARKS.findall(whole)) > _FEW * max(len(whole), 1)
    sizes = Counter(_width(one) for one in bare if one and not one.startswith(_BLANK))
    full = sizes.most_common(1)[0][0] if sizes else 0
    done: list[str] = []
    is_open = False
    for line in bare:
        if found := _HEADING.match(line):
            done.append(f"{'#' * min(len(found[1]), 6)} {escaped(found[2])}")
            is_open = False
        elif line:
            starts = line.startswith(_BLANK)
            written = escaped(line.strip(_BLANK))
            if is_open and (is_marked or not starts):
                done[-1] += written
            else:
                done.append(written)
            is_open = is_marked or (not starts and _width(line) >= full)
        else:
            is_open = is_open and not is_marked
    return done


def _width(line: str) -> float:
    """Return the letters of a line as wide as it is: two of a note in brackets are one."""
    notes = sum(len(one) for one in re.findall("（([^（）]*)）?", line))
    return len(re.sub("（[^（）]*）?", "", line)) + (notes + 1) // 2
