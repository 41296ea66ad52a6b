"""Resolves the links by which authors point inside the book: to ids, headings and chapter files."""

from __future__ import annotations

import copy
import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.manuscript.assembly.files import Files
from nkbook.manuscript.assembly.targets import Target
from nkbook.manuscript.markdown.maths.tree import equation_id
from nkbook.model.document import Element
from nkbook.model.metadata import Matter
from nkbook.model.publication import Page
from nkbook.model.trees import has_class, unwrap
from nkbook.reading.addresses import usable

_PLACE = re.compile(r"(?:^|&)id=([^&]*)")  # Docsify's way to a heading: b?id=heading
_NOT_A_LETTER = re.compile(r"[\W_]+")
_GENERATED = re.compile(r"-[0-9a-f]{8}(?:-|\Z)")


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a link leads, or None; and the code and message of what is wrong with it."""

    id: str | None
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Links:
    """The places of a book, as links name them.

    ``names`` are the ids of a page and the names that Pandoc, GitHub and others make of its
    headings, by page; ``loose`` are the same without marks, spaces and case. ``shared`` are names
    that several pages have, ``first`` what the first of them leads to.
    """

    targets: Mapping[str, Target]
    files: Files
    names: Mapping[str, Mapping[str, str]]
    loose: Mapping[str, Mapping[str, str]]
    first: Mapping[str, str]
    shared: frozenset[str]

    @classmethod
    def of(cls, pages: Sequence[Page], targets: Mapping[str, Target]) -> Self:
        """Return the places of a book's pages; ``targets`` are all its ids."""
        names: dict[str, dict[str, str]] = {page.id: {} for page in pages}
        for id, target in targets.items():
            names[target.page.id][id] = id
        for page in pages:
            for name, id in (page.document.aliases if page.document else {}).items():
                if id in targets:
                    names[page.id].setdefault(name, id)
        loose: dict[str, dict[str, str]] = {}
        first = {id: id for id in targets}
        shared: set[str] = set()
        for page_id, own in names.items():
            loose[page_id] = {}
            for name, id in own.items():
                loose[page_id].setdefault(_letters(name), id)
                if first.setdefault(name, id) != id:
                    shared.add(name)
        return cls(targets, Files.of(pages), names, loose, first, frozenset(shared))

    def resolved(self, page: Page, hints: int) -> tuple[Page, list[Diagnostic]]:
        """Return a page whose links lead to ids of the book, and problems of those that do not.

        An empty link gets the name of what it points at. A link that leads nowhere becomes its
        words. The first ``hints`` problems name the nearest id: to look for it takes long.
        """
        if page.document is None:
            return page, []
        problems: list[Diagnostic] = []
        tree = copy.deepcopy(page.document.tree)
        notes = tuple(replace(note, body=copy.deepcopy(note.body)) for note in page.document.notes)
        for root in (tree, *(note.body for note in notes)):
            for link in list(_links(root)):
                problems += self._resolve(link, page, hints=len(problems) < hints)
            for link in [link for link in root.iter("a") if has_class(link, "url")]:
                problems += _to_the_web(link, page)
        document = replace(page.document, tree=tree, notes=notes)
        return replace(page, document=document), problems

    def _resolve(self, link: Element, page: Page, *, hints: bool) -> Iterator[Diagnostic]:
        """Set a link's address and words in place; yield what is wrong with it."""
        written = str(link.get("href"))
        source = page.document.chapter.source if page.document else ""
        where = Location(source, int(link.get("data-line") or 0) or None)
        found = self._find(written, page)
        if found.code:
            hint = self._hint(written) if hints and found.code == "NK208" else None
            yield diagnostic(found.code, found.message, where, hint)
        empty = has_class(link, "xref")
        words = link.attrib.pop("data-written", None)  # @fig-x
        if found.id is None:
            if empty:
                link.text = words or written.removeprefix("#")
            _unlink(link)
            return
        target = self.targets[found.id]
        link.set("href", f"#{found.id}")
        if target.page.matter is Matter.FRONT:
            link.set("class", " ".join([*str(link.get("class")).split(), "to-front"]))
        if empty:
            _name(link, target)
            if target.name is None and words is not None:
                link.text = words
                yield diagnostic(
                    "NK248",
                    f"{words} leads to a place without a number or title; "
                    "it is printed as it is written",
                    where,
                    f"write the words: [words](#{found.id})",
                )
            elif target.name is None:
                link.text = self.targets[target.page.id].name
                yield diagnostic(
                    "NK208",
                    f'an empty link to "{found.id}" has no number or title to print; the name of'
                    f" the chapter is printed: {link.text}",
                    where,
                    f"write the words: [words](#{found.id})",
                )

    def _find(self, written: str, page: Page) -> _Found:
        """Return where a link leads from a page."""
        path, _, place = written.partition("#")
        if not path and "/" in place and not self._known(place, page):
            path, place = place, ""  # Docsify: #/b?id=heading
        if path:
            return self._by_file(written, path, place, page)
        if not written:
            return _Found(None, "NK208", f"a link has no address; {_WORDS}")
        id = self._known(place, page)
        if id is None:
            return _Found(None, "NK208", f'nothing has the id "{place}"; {_WORDS}')
        if place in self.shared and self.targets[id].page.id != page.id:
            other = self.targets[id].location
            message = f'several chapters have an id "{place}"; the link leads to {other}'
            return _Found(id, "NK235", message)
        return _Found(id)

    def _by_file(self, written: str, path: str, place: str, page: Page) -> _Found:
        """Return where a link leads that names the file of a chapter, and perhaps a place in it."""
        path, _, query = path.partition("?")
        if wanted := _PLACE.search(query):
            place = place or wanted[1]
        chapter = self.files.find(path, page)
        if chapter is None:
            return _Found(None, "NK234", f'"{written}" is no chapter of the spine; {_WORDS}')
        id = self._inside(chapter, place)
        if id is None:
            message = f'the chapter has no place "{place}"; the link leads to its beginning'
            return _Found(chapter.id, "NK208", message)
        return _Found(id)

    def _known(self, place: str, page: Page) -> str | None:
        """Return the id that a name means on a page, or else in the book."""
        return (
            self._inside(page, place) or self.first.get(place) or self.first.get(equation_id(place))
        )

    def _inside(self, page: Page, name: str) -> str | None:
        """Return the id of a page that a name means, also when another tool made the name."""
        if not name:
            return page.id
        return self.names[page.id].get(name) or self.loose[page.id].get(_letters(name))

    def _hint(self, written: str) -> str:
        name = written.rpartition("#")[2]
        known = (id for id in self.targets if not _GENERATED.search(id))
        near = difflib.get_close_matches(name, list(known), n=1)
        return f'did you mean "#{near[0]}"?' if near else f"give the place {{#{name}}}"


_WORDS = "only the words of the link are printed"
_OWN = ("internal", "xref", "url")  # classes of links that nkbook gives
_SHOWN = 60  # characters of an address that a message prints


def _name(link: Element, target: Target) -> None:
    """Print what an empty link leads to; an equation's number needs no page beside it."""
    link.text = target.name
    if target.is_equation:
        link.set("class", str(link.get("class")).replace("xref", "equation-ref", 1))
        if has_class(link, "bare") and target.name:
            link.text = target.name[1:-1]
    link.text, goes_on = _said_once(link.text or "", *_around(link))
    if goes_on:  # no page between a number and the words that belong to it
        link.set("class", str(link.get("class")).replace("xref", "internal", 1))


def _around(link: Element) -> tuple[str, str]:
    """Return the words right before and after a link, without spaces."""
    previous, parent = link.getprevious(), link.getparent()
    before = previous.tail if previous is not None else parent.text if parent is not None else ""
    return (before or "").rstrip(), (link.tail or "").lstrip()


def _said_once(name: str, before: str, after: str) -> tuple[str, bool]:
    """Return a name without the words that the author has typed around it, and if any follow.

    圖[](#a), 第[](#b)章: tools whose links print numbers alone make authors do so. A name is cut to
    its number, or not at all.
    """
    if name.startswith("(") and before.endswith("（") and after.startswith("）"):
        return name[1:-1], True
    head = next((end for end in range(len(name) - 1, 0, -1) if before.endswith(name[:end])), 0)
    tail = next((end for end in range(head + 1, len(name)) if after.startswith(name[end:])), None)
    number = name[head:tail].strip()
    is_number = all(
        one.isnumeric() or (one.isascii() and one.isupper()) or one in ".-–" for one in number
    )
    return (number, tail is not None) if head and number and is_number else (name, False)


def _to_the_web(link: Element, page: Page) -> Iterator[Diagnostic]:
    """Make a link out of the book one that every format can have, or its words."""
    written = str(link.get("href"))
    address = usable(written)
    if address is not None:
        link.set("href", address)
        if not len(link) and not link.text:  # nobody could follow what is not there to be seen
            link.text = address
        return
    source = page.document.chapter.source if page.document else ""
    around = (link, *link.iterancestors())
    line = next((one.get("data-line") for one in around if one.get("data-line")), None)
    where = Location(source, int(line) if line else None)
    if not len(link) and not link.text:
        link.text = written
    _unlink(link)
    hint = "copy it again from the browser's address bar"
    yield diagnostic("NK238", f'"{written[:_SHOWN]}" is no address; {_WORDS}', where, hint)


def _letters(name: str) -> str:
    """Return the letters of a name, by which tools differ least; other names stay as they are."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return _NOT_A_LETTER.sub("", plain) or name


def _unlink(link: Element) -> None:
    """Replace a link by its words; attributes of the author's own stay with them."""
    for name in ("href", "class", "data-line"):
        value = link.attrib.pop(name, "")
        classes = [one for one in str(value).split() if one not in _OWN]
        if name == "class" and classes:
            link.set("class", " ".join(classes))
    if link.attrib:
        link.tag = "span"
    else:
        unwrap(link)


def _links(root: Element) -> Iterator[Element]:
    """Yield the links by which authors point inside the book."""
    for link in root.iter("a"):
        if has_class(link, "internal") or has_class(link, "xref"):
            yield link
