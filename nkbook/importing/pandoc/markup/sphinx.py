"""Sphinx: conf.py, and documents in reST or MyST in the order of their ``toctree``."""

from __future__ import annotations

import posixpath
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nkbook.importing.conf_py import settings
from nkbook.importing.contents import shaped
from nkbook.importing.folder import Folder
from nkbook.importing.model import Change, Log, Node, Outline
from nkbook.importing.myst.contents import REWRITES, matching, toctrees
from nkbook.importing.pandoc.markup import rest, rest_markdown
from nkbook.importing.pandoc.markup.rest_reader import prepared
from nkbook.importing.sources.people import people

NAME = "sphinx"
_PLACES = ("", "source/", "docs/", "doc/", "docs/source/", "doc/source/")
_DEEPEST = 3  # folders above conf.py
_SUFFIXES = (".rst", ".md", ".ipynb", ".txt")
# "Welcome to X's documentation!", which sphinx-quickstart writes, and words for a first page.
_GREETING = re.compile(
    r"(?:welcome\b|欢迎|歡迎).*|(?:home|index|contents?|introduction|overview|readme|目[录錄]|"
    r"(?:table of )?contents|首[页頁]|主[页頁]|索引|前言|簡介|简介|介[绍紹])",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\.(?:rst|md|ipynb|txt)\Z")
_DOCUMENT = re.compile(r":doc:`([^`]+)`")
_ENTRY = re.compile(r"\A(?P<title>.*?)(?<!\s)\s*+<(?P<target>[^<>]+)>\Z")


def detect(folder: Folder) -> bool:
    """Return True if the folder has a project of Sphinx, whose first document is there."""
    return _place(folder) is not None


def _place(folder: Folder) -> str | None:
    return next((place for place in _places(folder) if _is_project(folder, place)), None)


def _places(folder: Folder) -> Iterator[str]:
    """Yield where conf.py may be; elsewhere than usual, only where most of the texts are."""
    yield from _PLACES
    texts = [path for path in folder.files if path.endswith((".rst", ".md"))]
    for path in folder.files:
        place = path.removesuffix("conf.py")
        if path.endswith("/conf.py") and place.count("/") <= _DEEPEST and place not in _PLACES:
            below = sum(one.startswith(place) for one in texts)
            if below * 2 > len(texts):
                yield place


def _is_project(folder: Folder, place: str) -> bool:
    if not folder.has(f"{place}conf.py"):
        return False
    return _first(folder, place, _settings(folder, place)) is not None


def _first(folder: Folder, place: str, values: Mapping[str, Any]) -> str | None:
    """Return the path of the first document, None if it is not there."""
    stem = f"{place}{_master(values)}"
    return next((path for end in (".rst", ".md") if folder.has(path := stem + end)), None)


def outline(folder: Folder) -> Outline:
    """Return the book of a project."""
    place = _place(folder) or ""
    values = _settings(folder, place)
    return of_document(folder, _first(folder, place, values) or f"{place}index.rst", values)


def of_document(folder: Folder, master: str, values: Mapping[str, Any] | None = None) -> Outline:
    """Return the book of the documents that one document in reST lists."""
    root = posixpath.dirname(master)
    values = _settings(folder, f"{root}/" if root else "") if values is None else values
    texts = rest.Texts(
        folder,
        root,
        around=(_str(values, "rst_prolog"), _str(values, "rst_epilog") + _substitutions(values)),
        links=_links(values),
    )
    with tempfile.TemporaryDirectory(prefix="nkbook-") as name:
        book = _Project(texts, Path(name))
        nodes = book.nodes(master)
        own = book.node(master) if book.has_text(master) else None
    for path in folder.files:
        if path.startswith(root) and path.endswith(".rst") and path not in book.seen:
            book.log(path).look("a document that no toctree names: it is left out", path)
    latex = next((one for one in values.get("latex_documents") or () if len(one) > 3), ())  # noqa: PLR2004
    title = _title(texts.titles.get(master, ""), str(latex[2]) if latex else "", values)
    return Outline(
        title=title,
        authors=people(_str(values, "author") or (str(latex[3]) if latex else "")),
        language=_str(values, "language"),
        root=root,
        front=(own,) if own and nodes and not _is_repeated(own, nodes) else (),
        body=shaped(nodes) if nodes else (own,) if own else (),
        rewrites=(rest_markdown.evaluated(texts), *REWRITES),
        changes=tuple(book.changes()),
    )


def _is_repeated(own: Node, nodes: tuple[Node, ...]) -> bool:
    """Return True if the text of the first document is another's too."""
    same = own.text is not None
    return any((same and one.text == own.text) or _is_repeated(own, one.children) for one in nodes)


def _title(first: str, printed: str, values: Mapping[str, Any]) -> str:
    """Return the book's title: of its first document, unless that only greets or says where one is.

    Else of what LaTeX prints, or of the project.
    """
    project = _str(values, "project")
    if first and not _GREETING.fullmatch(first.strip()):
        return first
    return printed or project or first


def _master(values: Mapping[str, Any]) -> str:
    return _str(values, "root_doc") or _str(values, "master_doc") or "index"


def _settings(folder: Folder, place: str) -> dict[str, Any]:
    """Return the values of conf.py that are written out; it is never run."""
    return settings(folder.text(f"{place}conf.py") or "")


def _str(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""


def _substitutions(values: Mapping[str, Any]) -> str:
    return "".join(
        f"\n.. |{name}| replace:: {given}"
        for name in ("version", "release")
        if (given := _str(values, name))
    )


def _links(values: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    given = values.get("extlinks")
    return {
        str(name): (str(pair[0]), str(pair[1] or ""))
        for name, pair in (given.items() if isinstance(given, dict) else ())
        if isinstance(pair, tuple) and len(pair) == 2  # noqa: PLR2004 — address, words
    }


@dataclass(slots=True)
class _Project:
    """The documents of a project, each read once."""

    texts: rest.Texts
    work: Path
    seen: set[str] = field(default_factory=set)
    logs: dict[str, Log] = field(default_factory=dict)
    listed: dict[str, list[tuple[str, list[tuple[str, str]]]]] = field(default_factory=dict)

    def log(self, path: str) -> Log:
        """Return what is noted of a document."""
        return self.logs.setdefault(path, Log(path))

    def changes(self) -> Iterator[Change]:
        """Yield all that was done."""
        for log in self.logs.values():
            yield from log.changes

    def nodes(self, path: str) -> tuple[Node, ...]:
        """Return the documents that a document lists, those below them inside."""
        self._gather(path)
        return tuple(self._below(path, {path}))

    def _gather(self, path: str) -> None:
        if path in self.listed:
            return
        self.texts.add(path)
        self.listed[path] = list(self._trees(path))
        if not self.listed[path] and not self.seen:
            self.listed[path] = [("", list(dict.fromkeys(self._linked(path))))]
        self.seen.add(path)
        for _, entries in self.listed[path]:
            for _, one in entries:
                self._gather(one)

    def _below(self, path: str, above: set[str]) -> Iterator[Node]:
        for caption, entries in self.listed.get(path, []):
            nodes = []
            for title, one in entries:
                if one in above:
                    continue
                children = tuple(self._below(one, above | {one}))
                nodes.append(self.node(one, title, children))
            if caption and nodes:
                yield Node(caption, children=tuple(nodes), part=True)
            else:
                yield from nodes

    def node(self, path: str, title: str = "", children: tuple[Node, ...] = ()) -> Node:
        """Return a document: one in reST read by Pandoc."""
        if not path.endswith(".rst"):
            return Node(title, path, children)
        log = self.log(path)
        text = rest_markdown.markdown_of(prepared(self.texts, path, log), path, self.work, log)
        return Node(title or self.texts.titles.get(path, ""), path, children, text=text)

    def has_text(self, path: str) -> bool:
        """Return True if a document is more than a title and lists of others."""
        if not path.endswith(".rst"):
            return True  # those that are not are left out when their text is read
        written = prepared(self.texts, path, Log(path))
        title = self.texts.titles.get(path, "")
        lines = [one.strip() for one in written.split("\n")]
        return any(
            len(one) > _SHORT and one != title and not one.startswith(("..", "*", ":"))
            for one in lines
            if one and one.strip("=-~^*#") and not rest.LABEL.match(one)
        )

    def _trees(self, path: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Yield the lists of a document: their caption, and titles and paths of their entries."""
        if not path.endswith(".rst"):
            for caption, is_glob, given in toctrees(self.texts.folder.text(path) or ""):
                named = ((title, self._named(path, target, is_glob)) for title, target in given)
                yield caption, [(title, one) for title, paths in named for one in paths]
            return
        lines = (self.texts.folder.text(path) or "").expandtabs(8).split("\n")
        for number, line in enumerate(lines):
            found = rest.DIRECTIVE.match(line)
            if not found or found["name"] != "toctree":
                continue
            end = rest.blocks(lines, number)
            options, entries = rest.options(lines[number + 1 : end])
            listed: list[tuple[str, str]] = []
            for entry in (one.strip() for one in entries):
                titled = _ENTRY.match(entry)
                title, target = (titled["title"], titled["target"]) if titled else ("", entry)
                if not target or target == "self" or "://" in target:
                    continue
                listed += [(title, one) for one in self._named(path, target, "glob" in options)]
            self.log(path).changed(".. toctree::", f"{len(listed)} documents")
            yield options.get("caption", ""), listed

    def _linked(self, path: str) -> list[tuple[str, str]]:
        """Return the documents to which a document leads, in order: for one without a toctree."""
        text = self.texts.folder.text(path) or ""
        targets = [_ENTRY.sub(r"\g<target>", one) for one in _DOCUMENT.findall(text)]
        return [("", one) for target in targets for one in self._named(path, target, False)]

    def _named(self, here: str, target: str, is_pattern: bool) -> list[str]:
        if is_pattern and any(one in target for one in "*?["):
            base = self.texts.root if target.startswith("/") else posixpath.dirname(here)
            pattern = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
            return [one for one in matching(self.texts.folder, pattern) if one != here]
        found = self.texts.path(here, _ENDING.sub("", target), _SUFFIXES)
        if found is None:
            self.log(here).look("in the contents, but not in the folder", target)
        return [found] if found else []


_SHORT = 2  # characters of a line that is no text
