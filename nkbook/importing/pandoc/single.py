"""Imports one file: Pandoc reads it, and its headings of one level become chapters."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from nkbook.importing.folder import Folder, listed, words
from nkbook.importing.model import Log, Node, Outline, Page
from nkbook.importing.names import CHINESE_DIGITS
from nkbook.importing.pandoc import sections
from nkbook.importing.pandoc.markup import (
    sphinx,
)
from nkbook.importing.pandoc.office import word
from nkbook.importing.pandoc.reading import PACKED, READERS, Choices, converted
from nkbook.importing.pandoc.title_page import title_page
from nkbook.importing.sources.people import people
from nkbook.importing.text.header import split_header
from nkbook.importing.text.headings import Heading, key, plain, read_headings
from nkbook.importing.text.plain_text import is_plain, read_plain
from nkbook.importing.text.prose import outside_code

MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".txt")
_SPAN = re.compile(r"\[([^\[\]]*)\]\{\.(insertion|deletion)([^{}]*)\}")
_STRUCTURE = re.compile(
    r"\[\]\{\.(?:paragraph-)?(?:insertion|deletion|comment-end)[^{}]*\}|"
    r"\[\]\{#(?=[^\s{}]*(?:_GoBack|_Toc\d|_Hlk\d))[^{}]*+\}"
)
_ANCHOR = re.compile(r"(\[\]\{#[^\s{}]+) \.anchor\}")  # Word's bookmarks, by Pandoc
_NUMBER = rf"(?:\d+|[{CHINESE_DIGITS}]+)"
_CHAPTER = re.compile(rf"第\s*{_NUMBER}\s*[章回講讲課课]")
_PART = re.compile(rf"^[上中下]\s*[編编篇部卷]|第\s*{_NUMBER}\s*(?:部分|[部篇編编卷輯辑])")
# What stands before and after the chapters of a book, and has no number.
_BESIDE = re.compile(
    r"前言|引言|[自代總总]?序[言文]?|[一二三再]版[前序]言?|编者的话|編者的話|凡例|摘要|鸣谢|鳴謝|致[谢謝]|跋|"
    r"[后後][记記]|[结結][语語]|[尾附][声聲录錄].*|参考[文书][献目]|參考[文書][獻目]|索引|术语表|術語表|"
    r"preface|foreword|abstract|acknowledge?ments?|appendix.*|bibliography|references|index",
    re.IGNORECASE,
)
_INCHES = re.compile(r"(?<=[{ ])(width|height)=\"([\d.]+)in\"")
_SCORE = 2  # headings that make a level that of chapters


def is_single(path: Path) -> bool:
    """Return True if a file is of a kind that can be imported."""
    return path.suffix.lower() in (*READERS, *MARKDOWN)


@contextmanager
def read_single(path: Path, choices: Choices) -> Iterator[tuple[Folder, Outline]]:
    """Yield a file's book, and the folder in which its pictures are, as long as that is needed.

    Raises SourceError: NK703 damaged, NK705 too large; MissingToolError: NK704 no Pandoc.
    """
    log = Log(path.name)
    suffix = path.suffix.lower()
    beside = Folder(path.parent)
    if suffix in MARKDOWN:
        yield beside, outline_of(beside, path.name, log, choices)
        return
    if suffix == ".rst" and ".. toctree::" in (beside.text(path.name) or ""):
        yield beside, sphinx.of_document(beside, path.name)
        return
    with tempfile.TemporaryDirectory(prefix="nkbook-") as name:
        work = Path(name)
        text, facts = converted(path, work, suffix, log, choices)
        packed = suffix in PACKED or (work / "media").is_dir()
        if packed:
            text = text.replace(f"{work.resolve()}/", "").replace(f"{work}/", "")
        folder = Folder(work) if packed else beside
        yield folder, _outline(text, path.name, log, choices, facts)


def outline_of(folder: Folder, name: str, log: Log, choices: Choices) -> Outline:
    """Return the book in one file of Markdown or of plain text."""
    text = folder.text(name) or ""
    if not name.lower().endswith(".txt") or not is_plain(text):
        return _outline(text, name, log, choices, word.Facts())
    found = read_plain(text)
    log.changed("lines of plain text, each a paragraph", f"{found.chapters} headings")
    if found.listed:
        log.dropped("a list of chapters", found.listed[0])
    known = _outline(found.text, name, log, choices, word.Facts())
    return replace(
        known, title=known.title or found.title, authors=known.authors or people(found.author)
    )


def _outline(text: str, name: str, log: Log, choices: Choices, facts: word.Facts) -> Outline:
    headed = split_header(text, name)
    values = headed.values
    body = outside_code(headed.text, lambda prose: tracked(prose, log, choices))
    title = plain(words(values.get("title"))) or facts.title
    authors = people(values.get("author") or values.get("creator"))
    named = (title, words(values.get("subtitle")), words(values.get("date")))
    known = {key(plain(one)) for one in (*named, *(name for name, _ in authors))}
    page = title_page(body, known | {key(facts.author)}, log)
    authors = authors or page.authors
    if not authors and facts.author:
        authors = people(facts.author)
        log.look("who wrote it is what the program says: the owner of a computer?", facts.author)
    body, headings = read_headings(page.text)
    level = choices.level or facts.level or _level(headings)
    above = [one for one in headings if one.level < level]
    if not title and len(above) == 1 and level > 1:
        title = plain(above[0].text)
        lines = body.split("\n")
        lines[above[0].line] = ""
        body, headings = read_headings("\n".join(lines))
    nodes = sections.with_their_notes(tuple(_nodes(body, headings, level, name)))
    return Outline(
        title=title,
        subtitle=plain(words(values.get("subtitle"))),
        authors=authors,
        language=words(values.get("lang") or values.get("language")) or facts.language,
        description=words(values.get("description")),
        date=words(values.get("date")) or page.date or facts.date,
        body=nodes,
        bibliographies=tuple(map(_source, listed(values.get("bibliography")))),
        rewrites=(without_names,),
        changes=tuple(log.changes),
    )


def _source(given: object) -> str:
    """Return the name of a file of sources, which LaTeX may give without its suffix."""
    name = words(given)
    return name if name.endswith((".bib", ".json", ".yaml")) or not name else f"{name}.bib"


def tracked(prose: str, log: Log, choices: Choices) -> str:
    """Keep insertions and deletions as spans that say so, deletions struck out."""
    prose = _ANCHOR.sub(r"\1}", _STRUCTURE.sub("", prose))
    if choices.changes != "keep":
        return prose

    def one(found: re.Match[str]) -> str:
        log.look(f"a tracked {found[2]} that is kept", found[1])
        who = re.search(r"author=\"[^\"]*\"", found[3])
        words_of = f"~~{found[1]}~~" if found[2] == "deletion" and found[1].strip() else found[1]
        return f"[{words_of}]{{.{found[2]}{' ' + who[0] if who else ''}}}"

    return _SPAN.sub(one, prose)


def _level(headings: list[Heading]) -> int:
    """Return the level of a text's chapters: the highest that has more than one heading.

    Where all above 第一章 are 上編, 第一部 and their like, it is that of 第一章.
    """
    levels = [one.level for one in headings]
    if chapters := [one for one in headings if _CHAPTER.match(plain(one.text))]:
        parts = [one for one in headings if one.level < chapters[0].level]
        if len({one.level for one in chapters}) == 1 and all(map(_is_part, parts)):
            return chapters[0].level
    return next((level for level in sorted(set(levels)) if levels.count(level) >= _SCORE), 1)


def _is_part(heading: Heading) -> bool:
    return bool(_PART.search(plain(heading.text)))


def _nodes(text: str, headings: list[Heading], level: int, name: str) -> Iterator[Node]:
    """Yield the chapters of a text; headings above their level are parts."""
    lines = text.split("\n")
    starts = [one for one in headings if one.level <= level]
    before = "\n".join(lines[: starts[0].line] if starts else lines).strip()
    if before:
        yield Node(
            "" if not starts else "前言", name, text=before, numbered=None if not starts else False
        )
    part: Node | None = None
    for number, one in enumerate(starts):
        end = starts[number + 1].line if number + 1 < len(starts) else len(lines)
        body = "\n".join(lines[one.line : end])
        if one.level < level:
            if part is not None and part.children:
                yield part
            rest = "\n".join(lines[one.line + 1 : end]).strip()
            part = Node(plain(one.text), part=True)
            if rest:
                part = Node(
                    part.title,
                    part=True,
                    children=(Node(part.title, name, text=rest, numbered=False),),
                )
            continue
        numbered = False if _BESIDE.fullmatch(plain(one.text)) else None
        node = Node(plain(one.text), name, text=_raised(body, one.level), numbered=numbered)
        if part is None:
            yield node
        else:
            part = Node(part.title, part=True, children=(*part.children, node))
    if part is not None and part.children:
        yield part


def _raised(body: str, level: int) -> str:
    """Return a chapter whose heading is of level 1; what is below is put right later."""
    return body.replace("#" * level, "#", 1) if level > 1 else body


def without_names(text: str, _page: Page, log: Log) -> str:
    """Leave out what Word and EPUB name in every paragraph and nothing refers to."""

    def one(found: re.Match[str]) -> str:
        log.dropped("a style's name that nkbook does not know", found[1])
        return found[2].strip("\n")

    styled = re.compile(
        r"^::: \{custom-style=\"([^\"]*)\"\}\n(.*?)^:::[ \t]*$", re.DOTALL | re.MULTILINE
    )
    text = _INCHES.sub(lambda found: f"{found[1]}={float(found[2]) * 25.4:.1f}mm", text)
    text = re.sub(
        r"^([ \t>]*)&nbsp;$", r"\1<!-- -->", text, flags=re.MULTILINE
    )  # between two lists
    text = re.sub(r"\[([^\[\]]*)\]\{custom-style=\"[^\"]*\"\}", r"\1", text)
    return styled.sub(one, text)
