"""Gives the links and pictures of all chapters the addresses that they have in the book."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from nkbook.diagnostics.doing import at_file
from nkbook.importing.book.chapters import Maker, Spine
from nkbook.importing.book.names_in import Names
from nkbook.importing.book.pieces import Piece, name_headings
from nkbook.importing.pictures import SUFFIXES, Pictures
from nkbook.importing.text.addresses import Address, readdressed
from nkbook.importing.text.headings import key
from nkbook.importing.text.prose import outside_code

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_ELSEWHERE = re.compile(r"file:|[a-z]:[\\/]", re.IGNORECASE)  # on the author's computer
_INDEXES = (
    "README.md",
    "index.md",
    "_index.md",
    "index.Rmd",
    "index.qmd",
    "readme.md",
    "_index.zh.md",
)
_ENDINGS = (".md", ".markdown", ".Rmd", ".qmd", ".mdx")
_SIZE = re.compile(
    r"[ \t]*+(?:=(\d+%?)x(\d+%?)?|:size=(\d+%?)(?:x\d+)?|(?:.*\s)?width=(\d+%?))", re.ASCII
)
_GENERIC = re.compile(
    r"(?:image(?: title)?|img|picture|pic|photo|screenshot|alt(?:[ -]text)?|"
    r"图片|圖片|图像|截图|截圖|截屏|"
    r"在这里插入图片描述|untitled)(?:描述)?[\s\d_.-]*(?:png|jpe?g|gif)?",
    re.IGNORECASE,
)
_TWO_BRACES = re.compile(r"(!\[\]\([^()\n]*\)\{alt=\"[^\"\n]*\")\}\{")
_NOWHERE = "#\U0010fff4"  # stands for the address of a definition that leads nowhere
_DEAD = re.compile(rf"^ {{0,3}}\[([^\]\[\n]+)\]:\s*{_NOWHERE}[^\n]*\n?", re.MULTILINE)
_MISSING = "a picture that is missing: a frame or its words stand for it"


@dataclass(slots=True)
class Resolver:
    """Knows the pieces of the book by their paths in the source."""

    maker: Maker
    spine: Spine
    pictures: Pictures
    root: str
    pieces: dict[str, list[Piece]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # of all pieces
    known: dict[tuple[int, int], Names] = field(default_factory=dict)  # by first piece and number

    def resolve(self) -> None:
        """Rewrite the addresses in all chapters."""
        for made in self.spine.chapters:
            for piece in made.pieces:
                if piece.path:
                    self.pieces.setdefault(piece.path, []).append(piece)
                for old, new in piece.names.items():
                    self.names.setdefault(old, new)
                for old in piece.title_ids:
                    self.names.setdefault(old, piece.anchor)
        # A link to a heading may name it, which changes that text: first all are followed, then
        # the texts are written.
        pieces = [piece for made in self.spine.chapters for piece in made.pieces]
        for piece in pieces:
            at_file(piece.path)
            self._followed(piece)
        for piece in pieces:
            name_headings(piece)
        for piece in pieces:
            at_file(piece.path)
            self._piece(piece)

    def _followed(self, piece: Piece) -> str:
        return readdressed(
            piece.text, lambda one: self._any(piece, one), lambda one: self._defined(piece, one)
        )

    def _piece(self, piece: Piece) -> None:
        kept = list(piece.log.changes)
        piece.text = self._followed(piece)
        piece.text = _TWO_BRACES.sub(r"\1 ", piece.text)
        piece.log.changes[:] = kept
        if _NOWHERE in piece.text:
            piece.text = _without_dead_labels(piece.text)

    def _any(self, piece: Piece, one: Address) -> str:
        if one.is_picture:
            return self._picture(piece, one)
        place = self.link(piece, one.address)
        if place is None and not one.words:
            piece.log.look("a reference to what is not in the book: its name stays", one.address)
            return f"〔{unquote(one.address).lstrip('#')}〕"
        if place is None:
            piece.log.dropped("a link to what is not in the book: its words stay", one.address)
            return one.words
        return one.written(place)

    def _defined(self, piece: Piece, address: str) -> str:
        if address.startswith("data:image/"):
            return self.pictures.inside(address) or self.pictures.missing()
        if posixpath.splitext(address.partition("?")[0])[1].lower() in SUFFIXES:
            if _ADDRESS.match(address):
                return self.pictures.from_the_web(address) or address
            if place := self._place(piece, address):
                return place
            piece.log.look(_MISSING, address)
            return self.pictures.missing()
        place = self.link(piece, address)
        if place is None:
            piece.log.dropped("a link to what is not in the book: its words stay", address)
        return place or _NOWHERE

    def link(self, piece: Piece, address: str) -> str | None:
        """Return where a link leads in the book: an address on the web, ``#name``, or None."""
        if not address:
            return None
        if _ADDRESS.match(address):
            return address
        path, _, fragment = address.partition("#")
        if not path and fragment.startswith("/"):  # docsify: #/path?id=name
            path, _, query = fragment.partition("?")
            fragment = query.removeprefix("id=")
        path, _, query = path.partition("?")
        if query.startswith("id="):
            fragment = fragment or query.removeprefix("id=")
        if not path:
            own = self._inside([piece], fragment, alone=True)
            return own or self._inside(self.pieces.get(piece.path, ()), fragment)
        found = next(
            (self.pieces[one] for one in self._paths(piece, unquote(path)) if one in self.pieces),
            None,
        )
        if found is None:
            return None
        return (self._inside(found, fragment) if fragment else None) or f"#{found[0].anchor}"

    def _inside(self, pieces: Sequence[Piece], fragment: str, *, alone: bool = False) -> str | None:
        """Return the link to a name in a piece, or in all pieces of one file."""
        name = unquote(fragment)
        known = self._known(pieces)
        if place := known.place(name):
            return place
        if match := known.heading(name):
            return f"#{self.maker.anchor(*match)}"
        if alone and name in self.names:
            return f"#{self.names[name]}"
        if alone and name in self.maker.taken:
            return f"#{name}"
        return None

    def _known(self, pieces: Sequence[Piece]) -> Names:
        """Return the names in some pieces: each link asks, of a file of thousands perhaps."""
        which = (id(pieces[0]), len(pieces)) if pieces else (0, 0)
        if which not in self.known:
            self.known[which] = Names.of(pieces)
        return self.known[which]

    def _paths(self, piece: Piece, path: str) -> Iterator[str]:
        """Yield the paths in the source that an address may mean, the likeliest first."""
        here = posixpath.dirname(piece.path)
        bases = [self.root, ""] if path.startswith("/") else [here]
        top, _, below = path.lstrip("/").partition("/")
        if path.startswith("/") and top == self.pictures.folder.path.resolve().name:
            yield from self._paths(piece, f"/{below}")  # a folder of a site, content/zh
        if not path.startswith("/") and posixpath.splitext(path)[1] == "":
            bases.append(posixpath.splitext(piece.path)[0])  # addresses of pages that are folders
        bases += [self.root]
        relative = path.lstrip("/")
        for base in dict.fromkeys(bases):
            whole = posixpath.normpath(posixpath.join(base, relative))
            yield whole
            stem, suffix = posixpath.splitext(whole)
            if suffix in (".html", ".htm", ""):
                yield from (stem + ending for ending in _ENDINGS)
                yield from (posixpath.normpath(posixpath.join(stem, name)) for name in _INDEXES)
            if suffix == ".md":
                yield from (stem + ending for ending in _ENDINGS[1:])

    def _picture(self, piece: Piece, one: Address) -> str:
        """Return a picture with its place in the book, or its words where there is none."""
        size = _SIZE.match(one.title) or _SIZE.match(one.address.partition(" ")[2])
        address = one.address.partition(" =")[0] if size else one.address
        title = "" if size else one.title
        braces = _braces(next((part for part in size.groups() if part), "")) if size else ""
        place: str | None
        if _ELSEWHERE.match(unquote(address)):
            place = None
        elif _ADDRESS.match(address):
            place = self.pictures.from_the_web(address)
            if address.startswith("data:"):
                place = self.pictures.inside(address)
            elif place is None:
                why = self.pictures.refused.get(address, "import --fetch brings it")
                piece.log.look("a picture on the web", f"{address} ({why})")
                place = address
        else:
            place = self._place(piece, address)
        if place is None:
            address = "data:" if address.startswith("data:") else address
            piece.log.look(_MISSING, address)
            words = one.words.strip() or f"〔{posixpath.basename(unquote(address))}〕"
            if one.is_alone:
                frame = self.pictures.missing()
                return Address(True, words, frame, unquote(address), one.braces).written(frame)
            return f'[{words}]{{.missing-picture source="{unquote(address)}"}}'
        given = one.braces or braces
        if _says_nothing(one.words, address):
            piece.log.changed("words of a picture that are no caption", one.words)
            said = one.words.replace('"', "'")
            alt = "" if "alt=" in given else f'alt="{said}"'
            given = f"{{{alt} {given[1:-1]}".rstrip() + "}"
            return Address(True, "", place, title, given).written(place)
        return Address(True, one.words, place, title, given).written(place)

    def _place(self, piece: Piece, address: str) -> str | None:
        path = unquote(address.partition("?")[0].partition("#")[0])
        here = posixpath.dirname(piece.path)
        places = (
            "static",
            "public",
            "docs/public",
            ".vuepress/public",
            "assets",
            ".gitbook/assets",
        )
        bases = (
            [here, posixpath.splitext(piece.path)[0], self.root, ""]
            if not path.startswith("/")
            else []
        )
        bases += [self.root, "", *places, *(posixpath.join(self.root, one) for one in places)]
        for base in dict.fromkeys(bases):
            whole = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
            if self.pictures.folder.has(whole):
                return self.pictures.place(whole)
        return self.pictures.place_of_site(posixpath.normpath(path.lstrip("/")))


def _says_nothing(words: str, address: str) -> bool:
    """Return True for words that a program put there: a file's name, or 圖片."""
    stem = posixpath.splitext(posixpath.basename(unquote(address)))[0]
    name = posixpath.splitext(words.strip())[0]
    return bool(name) and (_GENERIC.fullmatch(words.strip()) is not None or key(name) == key(stem))


def _without_dead_labels(text: str) -> str:
    """Return a text in which only words are left of the links of definitions that lead nowhere."""
    labels = [re.escape(found[1]) for found in _DEAD.finditer(text)]
    one = "|".join(labels)
    full = re.compile(rf"(?<!!)\[([^\[\]]*)\]\[(?:{one})\]", re.IGNORECASE)
    short = re.compile(rf"(?<![!\]])\[({one})\](?:\[\])?(?![\[(:])", re.IGNORECASE)
    return outside_code(text, lambda prose: short.sub(r"\1", full.sub(r"\1", _DEAD.sub("", prose))))


def _braces(width: str) -> str:
    return f"{{width={width if width.endswith('%') else width + 'px'}}}" if width else ""
