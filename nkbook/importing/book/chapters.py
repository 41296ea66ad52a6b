"""Makes the chapters of the book from the files of the outline: titles, levels, names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nkbook.diagnostics.doing import at_file
from nkbook.importing.book.defined import definitions, renamed
from nkbook.importing.book.notebooks import NOTEBOOK, read
from nkbook.importing.book.pieces import Made, Piece, has_text, separate
from nkbook.importing.book.titles import listed_as, without_repeated
from nkbook.importing.folder import Folder, words
from nkbook.importing.model import Log, Node, Outline, Page
from nkbook.importing.names import CHINESE_DIGITS, file_slug, numeral, without_stand_ins
from nkbook.importing.rewrites.order import COMMON, FIRST
from nkbook.importing.text.header import split_header
from nkbook.importing.text.headings import (
    Heading,
    marked,
    plain,
    read_headings,
    releveled,
    slug,
    take_title,
)
from nkbook.model.page_kinds import PageKind
from nkbook.reading.parsed import NOT_IN_XML, unprintable

TEXTS = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".rmd", ".qmd", ".txt", NOTEBOOK)
_SPAN_ID = re.compile(r"\[\]\{#([^\s{}]++)[^{}]*+\}")
_UNNUMBERED = re.compile(r"(?:^|\s)(?:-|\.unnumbered|\.unlisted)(?=\s|\Z)")
_NUMERAL = rf"(?:\d+|[{CHINESE_DIGITS}]+)"
_OWN_NUMBER = re.compile(
    rf"第\s*{_NUMERAL}\s*[章回講讲課课天節节]|chapter\s+\d|\d+(?:[.、:：]|\s)|{_NUMERAL}、",
    re.IGNORECASE,
)
# No publisher numbers these, though most tools do: the first of a list is their first chapter.
_NO_CHAPTERS = re.compile(
    r"(?:前言|前[記记]|[自代譯译原]?序言?|引子|楔子|尾聲|尾声|[後后][記记]|跋|致謝|致谢|鳴謝|鸣谢|"
    r"參考文獻|参考文献|首頁|首页|主頁|主页|preface|foreword|acknowledge?ments?|afterword|"
    r"references|bibliography|readme|home)(?:\s*[(（].*[)）])?",
    re.IGNORECASE,
)
_ORDER = re.compile(r"(?<!\d)\d++(?:[-_.]\d++)*[-_. ]+(?=\S)")  # before a file's name
_PART_NUMBER = re.compile(rf"第\s*({_NUMERAL})\s*(?:部分|[部篇編编])[\s:：、.，—]*(?=\S)")
# Pages that nkbook makes have these names, and their titles.
_RESERVED = frozenset(name for kind in PageKind for name in (kind.value, f"{kind.value}-title"))


@dataclass(frozen=True, slots=True)
class Spine:
    """The chapters by where they stand; the body has parts, of title "" for chapters outside."""

    front: tuple[Made, ...]
    body: tuple[tuple[str, tuple[Made, ...]], ...]
    back: tuple[Made, ...]

    @property
    def chapters(self) -> tuple[Made, ...]:
        """Return all chapters in order."""
        return (*self.front, *(one for _, made in self.body for one in made), *self.back)


@dataclass(slots=True)
class Maker:
    """Makes chapters of an outline's nodes, each file once, and names them."""

    folder: Folder
    outline: Outline
    logs: list[Log] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)
    within: set[str] = field(default_factory=set)  # files that others took in
    taken: set[str] = field(default_factory=lambda: set(_RESERVED))  # names in the book
    count: int = 0
    numbers: dict[str, int] = field(default_factory=dict)  # the last that a name was given

    def spine(self) -> Spine:
        """Return the chapters of the outline, with names that are unique in the book."""
        front = self._made(self.outline.front)
        body: list[tuple[str, tuple[Made, ...]]] = []
        for node in self.outline.body:
            title = (plain(node.title) or "—") if node.part else ""
            made = self._made(node.children if node.part else (node,))
            if not title and body and not body[-1][0]:
                made = (*body.pop()[1], *made)
            if made:
                body.append((title, made))
        return self._numbered(Spine(front, tuple(body), self._made(self.outline.back)))

    def _numbered(self, spine: Spine) -> Spine:
        """Leave chapters without numbers of nkbook's where their titles have their own."""
        chapters = [made for _, chapters in spine.body for made in chapters]
        own = [made for made in chapters if _OWN_NUMBER.match(made.title)]
        if len(own) > 1 and len(own) * 3 > len(chapters):
            for made in chapters:
                made.numbered = False
            log = self._log(own[0].pieces[0].path)
            log.changed("titles with their own numbers: nkbook adds none", own[0].title)
        parts = []
        number = 0
        for title, inside in spine.body:
            number += bool(title)
            found = _PART_NUMBER.match(title)
            is_own = found is not None and numeral(found[1]) == number
            parts.append((title[found.end() :] if found and is_own else title, inside))
        return Spine(spine.front, tuple(parts), spine.back)

    def _made(self, nodes: Sequence[Node]) -> tuple[Made, ...]:
        return tuple(made for node in nodes if (made := self._chapter(node)) is not None)

    def _chapter(self, node: Node) -> Made | None:
        pieces = list(self._pieces(node, 1))
        if not any(map(has_text, pieces)):
            for piece in pieces:
                piece.log.dropped("a chapter without a text", piece.title)
            return None
        first = pieces[0]
        self.count += 1
        by_title = node.text is not None or not first.path  # one file has many chapters
        stem = file_slug(first.title if by_title else _stem(first.path)) or "chapter"
        is_none = first.unnumbered or _NO_CHAPTERS.fullmatch(first.title)
        numbered = False if is_none else node.numbered
        made = Made(f"{self.count:02d}-{stem}", first.title, numbered, pieces)
        self.taken.add(made.name)
        for number, piece in enumerate(pieces):
            piece.anchor = made.name if number == 0 else self._free(f"sec-{_named(piece)}")
        for piece in pieces:
            self._name(piece)
        if len(pieces) > 1:
            separate(pieces)
        return made

    def _pieces(self, node: Node, level: int) -> Iterator[Piece]:
        if node.path is not None:
            if piece := self._piece(node, node.path, level):
                yield piece
            elif node.children:
                yield self._group(node, level)
        elif any(_paths(node)):
            yield self._group(node, level)
        for child in node.children:
            yield from self._pieces(child, level + 1)

    def _group(self, node: Node, level: int) -> Piece:
        return Piece("", plain(node.title) or "—", level, "", [], self._log(""))

    def _log(self, path: str) -> Log:
        self.logs.append(Log(path))
        return self.logs[-1]

    def _piece(self, node: Node, path: str, level: int) -> Piece | None:
        at_file(path)
        log = self._log(path)
        if node.text is None and posixpath.splitext(path)[1].lower() not in TEXTS:
            log.look("in the contents, but no text in Markdown", path)
            return None
        text = node.text if node.text is not None else read(self.folder, path, log)
        if text is None:
            log.look("in the contents, but not in the folder", path)
            return None
        if (path, node.text or "") in self.seen:
            log.dropped("a second entry in the contents for a file", path)
            return None
        self.seen.add((path, node.text or ""))
        if guess := self.folder.guessed.get(path):
            log.look(f"a file that is not UTF-8, read as {guess}", path)
        if unprintable(text):
            log.dropped("characters that no format can hold", path)
            text = NOT_IN_XML.sub("", text)
        text = without_stand_ins(text)
        headed = split_header(text, path)
        if others := [key for key in headed.values if key not in ("title", "numbered", "layout")]:
            log.dropped("keys of a file's header", ", ".join(others))
        source, variables = self.folder, self._variables(headed.values)
        page = Page(path, self.outline.root, self._read, variables, source.plots_of, source.like)
        text = headed.text
        for rewrite in (*FIRST, *self.outline.rewrites, *COMMON):
            text = rewrite(text, page, log)
        text, headings = read_headings(text)
        text, heading, headings = take_title(text, headings)
        given = plain(words(headed.values.get("title")))
        title = _titled(given or (plain(heading.text) if heading else ""), node.title)
        if given and heading and plain(heading.text) != given and heading.level > 1:
            # The header has the title, so that this is the first section's.
            text, headings = read_headings(headed_again(text, heading))
            heading = None
        title = listed_as(path, title, plain(node.title))
        text, headings = without_repeated(text, headings, title, log)
        text, headings, moved = releveled(text, headings, level + 1)
        if moved and level == 1:
            log.changed("levels of headings", f"{moved} headings")
        inside = _SPAN_ID.findall(heading.text) if heading else []
        names = [heading.id or "", *inside, slug(heading.text)] if heading else []
        return Piece(
            path,
            title or _ORDER.sub("", _stem(path), count=1) or path,
            level,
            text.strip("\n"),
            headings if not text.startswith("\n") else read_headings(text.strip("\n"))[1],
            log,
            unnumbered=bool(heading and _UNNUMBERED.search(heading.attributes)),
            title_ids=tuple(name for name in (*names, slug(title)) if name),
            marked=marked(heading.text) if heading and plain(heading.text) == title else "",
        )

    def _read(self, path: str) -> str | None:
        """Return the text of a file that another one asks for, to include it."""
        text = self.folder.text(path)
        if text is not None:
            self.within.add(path)
        return text

    def _variables(self, header: dict[str, object]) -> dict[str, str]:
        page = {f"page.{key}": words(value) for key, value in header.items()}
        return {**self.outline.variables, **page}

    def _name(self, piece: Piece) -> None:
        """Give the names that a text defines others where a chapter before has the same."""
        defined = definitions(piece.text)
        for name in dict.fromkeys(defined):
            piece.names[name] = self._free(name, f"{piece.anchor}-{name}")
        others = [old for old, new in piece.names.items() if old != new]
        if others or len(defined) > len(piece.names):
            words_of = next(iter(others), "") or max(defined, key=defined.count)
            piece.log.changed("a name that another place has too", words_of)
            given: set[str] = set()

            def rename(name: str) -> str:
                new = piece.names[name]
                if name in given:  # the second of this name in the same text
                    new = self._free(f"{piece.anchor}-{name}")
                given.add(name)
                return new

            piece.text = renamed(piece.text, rename)
        piece.headings = read_headings(piece.text)[1]

    def _free(self, *names: str) -> str:
        """Return the first of some names that the book has not, else the last with a number."""
        last = names[-1]
        number = self.numbers.get(last, 1)
        for name in names:
            last = name
            if name not in self.taken:
                break
        while last in self.taken:
            number += 1
            last = f"{names[-1]}-{number}"
            self.numbers[names[-1]] = number
        self.taken.add(last)
        return last

    def anchor(self, piece: Piece, heading: Heading) -> str:
        """Return the name of a heading in the book; ``name_headings`` gives it one it has not."""
        if heading.id:
            return heading.id
        if heading.line not in piece.named:
            name = self._free(f"sec-{slug(heading.text) or heading.line}"[:60])
            piece.named[heading.line] = name
        return piece.named[heading.line]


def headed_again(text: str, heading: Heading) -> str:
    """Return a text with a heading put back at the line that it had."""
    lines = text.split("\n")
    lines[heading.line] = heading.written(heading.level)
    return "\n".join(lines)


def _titled(own: str, listed: str) -> str:
    """Return a text's title, with the number that the contents give it where it has none."""
    listed = plain(listed)
    return listed if not own or (listed.endswith(own) and _OWN_NUMBER.match(listed)) else own


def _named(piece: Piece) -> str:
    return file_slug(_stem(piece.path) if piece.path else piece.title) or "section"


def _paths(node: Node) -> Iterator[str]:
    if node.path:
        yield node.path
    for child in node.children:
        yield from _paths(child)


def _stem(path: str) -> str:
    folder, name = posixpath.split(path)
    stem = posixpath.splitext(name)[0]
    is_index = stem.lower() in ("readme", "index", "_index", "intro")
    return posixpath.basename(folder) if is_index and folder else stem
