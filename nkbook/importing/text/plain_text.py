"""Plain text, as novels are kept: each line a paragraph, 第一章 its only mark of a chapter."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from nkbook.importing.names import CHINESE_DIGITS
from nkbook.typesetting.han import is_ideograph

_NUMBER = rf"[\d０-９{CHINESE_DIGITS}]+"
_PART = re.compile(
    rf"(?:第\s*{_NUMBER}\s*[部卷集輯辑]|卷之?{_NUMBER}|[上中下][部卷篇編编冊册])(?:\Z|[\s:：·]+\S.*)"
)
_CHAPTER = re.compile(
    rf"第\s*{_NUMBER}\s*[章回節节折幕講讲篇](?:\Z|[\s:：·、]*\S.*)|"
    r"(?:楔子|引子|序[章言幕]?|自序|前言|引言|尾[聲声]|終章|终章|後記|后记|跋|番外)(?:\Z|[\s:：·]+\S.*)|"
    r"chapter\s+(?:\d+|[ivxlc]+)\b.*",
    re.IGNORECASE,
)
_NO_HEADING = re.compile(r"[。，；！？,;]\s*\Z|[。！？；].")  # a sentence that begins with 第一章
_LONGEST = 40  # characters of a heading
_MARKDOWN = re.compile(r"#{1,6} |```|~~~|\|.*\|\s*\Z|!?\[[^\]\n]*\]\([^)\n]*\)")
_RULE = re.compile(r"\s*([*＊※☆★◇◆○●=＝~～_—-])(?:\s*\1){2,}\s*")
_MARKS = re.compile(r"([\\`*_\[\]{}<>$^~@|#])")
_LISTS = re.compile(r"(\d*|\(\w{1,3}|\w{1,3})([-+:.)])(?=\s)|(?<!.)()(?=[-=]+\Z)")
_INDENT = re.compile(r"[ \t]{2,}|\u3000")
_AUTHOR = re.compile(r"(?:原?作者|著者|author)\s*[:：]\s*(\S.*)", re.IGNORECASE)
_TITLE = re.compile(r"(?:書名|书名)?[:：]?\s*+[《〈「]?(.+?)[》〉」]?")
_NAMED = re.compile(r"[《〈](.+?)[》〉]\s*(?:作者[:：])?\s*(.*)")
_HEAD = 6  # lines in which title and author stand
_WRAPPED = 0.8  # share of lines as long as the longest where a program broke them
_NEAR = 3  # characters between lines that are as long as each other
_NARROWEST, _WIDEST = 15, 80
_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class PlainText:
    """A plain text as Markdown, and what its first lines say; ``listed`` is a list of chapters."""

    text: str
    title: str = ""
    author: str = ""
    chapters: int = 0
    listed: tuple[str, ...] = ()


def is_plain(text: str) -> bool:
    """Return True for a text mostly in Chinese that has no mark-up of Markdown."""
    letters = [one for one in text[:20_000] if not one.isspace()]
    han = sum(map(is_ideograph, letters))
    return han > _SHARE * len(letters) and not any(map(_MARKDOWN.match, text.split("\n")))


def read_plain(text: str) -> PlainText:
    """Return a plain text with its paragraphs, chapters and parts as Markdown has them."""
    lines = [line.rstrip() for line in text.replace("\f", "\n").split("\n")]
    title, author, lines = _head(lines)
    paragraphs = _paragraphs(lines)
    levels = [_level(one) for one in paragraphs]
    deep = {one for one in levels if one}
    listed = _contents(paragraphs, levels)
    written: list[str] = []
    for at, (words, level) in enumerate(zip(paragraphs, levels, strict=True)):
        if at in listed:
            continue
        if level:
            mark = "##" if level > 1 and 1 in deep else "#"
            written.append(f"{mark} {escaped(' '.join(words.split()))}")
        elif _RULE.fullmatch(words):
            written.append("---")
        else:
            written.append(_unlisted(escaped(words)))
    return PlainText(
        "\n\n".join(written) + "\n",
        title,
        author,
        sum(level > 0 and at not in listed for at, level in enumerate(levels)),
        tuple(paragraphs[at] for at in sorted(listed)),
    )


def escaped(words: str) -> str:
    """Return words with a backslash before what Markdown would read as marks."""
    return _MARKS.sub(r"\\\1", words)


def _unlisted(words: str) -> str:
    """Return a paragraph that begins with a number or a hyphen as words, and no item of a list."""
    found = _LISTS.match(words)
    return f"{found[1] or ''}\\{words[len(found[1] or '') :]}" if found else words


def _head(lines: list[str]) -> tuple[str, str, list[str]]:
    """Return title and author where the first lines are these, and the lines without them."""
    first = [at for at, line in enumerate(lines) if line.strip()][:_HEAD]
    for number, at in enumerate(first):
        found = _AUTHOR.fullmatch(lines[at].strip())
        named = _NAMED.fullmatch(lines[at].strip()) if number == 0 else None
        if named and 0 < len(named[2]) < _LONGEST:
            return named[1], named[2], lines[at + 1 :]
        if found and number == 1 and (title := _TITLE.fullmatch(lines[first[0]].strip())):
            return title[1], found[1], lines[at + 1 :]
    return "", "", lines


def _paragraphs(lines: list[str]) -> list[str]:
    """Return paragraphs: lines, or what a program broke into lines of one length, whole again."""
    filled = [line for line in lines if line.strip()]
    is_indented = sum(bool(_INDENT.match(line)) for line in filled) > _SHARE * len(filled)
    width = _width(lines)
    found: list[str] = []
    previous = ""
    for line in lines:
        words = line.strip()
        continues = (
            width
            and previous
            and abs(len(previous) - width) <= _NEAR
            and not (is_indented and _INDENT.match(line))
            and not _level(words)
        )
        if words and continues:
            gap = " " if found[-1][-1].isascii() and words[0].isascii() else ""
            found[-1] += gap + words
        elif words:
            found.append(words)
        previous = line if words else ""
    return found


def _width(lines: list[str]) -> int:
    """Return the length at which a program broke the lines, 0 if none did."""
    inside = [
        len(one)
        for one, after in itertools.pairwise(lines)
        if one.strip() and after.strip() and not _INDENT.match(after)
    ]
    inside.sort()
    most = inside[len(inside) * 9 // 10] if inside else 0
    near = sum(abs(one - most) <= _NEAR for one in inside)
    is_broken = _NARROWEST < most < _WIDEST and near >= _WRAPPED * len(inside)
    return most if is_broken else 0


def _level(words: str) -> int:
    """Return 1 for the heading of a part, 2 for a chapter's, 0 for a paragraph."""
    if len(words) > _LONGEST or _NO_HEADING.search(words):
        return 0
    return 1 if _PART.fullmatch(words) else 2 if _CHAPTER.fullmatch(words) else 0


def _contents(paragraphs: list[str], levels: list[int]) -> set[int]:
    """Return the places of a list of chapters: headings in a row that come again below."""
    later: dict[str, int] = {}
    for at, (words, level) in enumerate(zip(paragraphs, levels, strict=True)):
        if level:
            later["".join(words.split())] = at
    found: set[int] = set()
    row: list[int] = []
    for at, words in enumerate(paragraphs):
        if levels[at]:
            row.append(at)
            continue
        found |= _listed(row, paragraphs, later)
        row = [at] if words.replace("\u3000", "") in ("目錄", "目录") else []
    return found


def _listed(row: list[int], paragraphs: list[str], later: dict[str, int]) -> set[int]:
    """Return the headings of a row that come again below it, and the word 目錄 above them."""
    again = {at for at in row if later.get("".join(paragraphs[at].split()), 0) > at}
    return again | set(row[:1]) if len(again) > 1 else set()
