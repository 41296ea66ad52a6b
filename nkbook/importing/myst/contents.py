"""The contents of a book in MyST: ``_toc.yml``, ``myst.yml``, and ``toctree`` in fences."""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterator
from typing import Any

from nkbook.importing.conf_py import settings
from nkbook.importing.contents import shaped
from nkbook.importing.folder import Folder, listed, mapping, parse_yaml, words
from nkbook.importing.model import Node, Outline
from nkbook.importing.myst.blocks import directives
from nkbook.importing.myst.rewrite import myst
from nkbook.importing.rewrites.theorems import theorems
from nkbook.importing.sources.people import people

NAME = "jupyter-book"
REWRITES = (myst, theorems)
SUFFIXES = (".md", ".ipynb", ".rst", ".txt")
_TOC, _CONFIG, _PROJECT = "_toc.yml", "_config.yml", "myst.yml"
_PLACES = ("", "docs/", "book/", "source/", "docs/source/", "src/", "content/")
_BELOW = ("chapters", "sections", "subtrees", "entries", "parts", "children")
_ENTRY = re.compile(r"(?P<title>(?:.*\S)?)\s*<(?P<target>[^<>]+)>\Z")
_DEEPEST = 12


def detect(folder: Folder) -> bool:
    """Return True if the folder has the contents of a Jupyter Book, or of sphinx-external-toc."""
    return _place(folder, _TOC) is not None or bool(listed(_project(folder)[1].get("toc")))


def _place(folder: Folder, name: str) -> str | None:
    known = next((place for place in _PLACES if folder.has(f"{place}{name}")), None)
    below = [path for path in folder.files if path.count("/") == 1 and path.endswith(f"/{name}")]
    return below[0].removesuffix(name) if known is None and len(below) == 1 else known


def _project(folder: Folder) -> tuple[str, dict[str, Any]]:
    """Return the place and the values of a project of mystmd, which Jupyter Book 2 is made of."""
    place = _place(folder, _PROJECT) or ""
    return place, mapping(folder.yaml(f"{place}{_PROJECT}").get("project"))


def outline(folder: Folder) -> Outline:
    """Return the book of ``_toc.yml``, in its old form, a list, or its new one."""
    found = _place(folder, _TOC)
    if found is None:
        return _of_project(folder, *_project(folder))
    place = found
    value = parse_yaml(folder.text(f"{place}{_TOC}") or "", f"{place}{_TOC}")
    entries = listed(value)
    config = folder.yaml(f"{place}{_CONFIG}")
    nodes = [node for one in entries for node in _nodes(folder, place, mapping(one), 0)]
    first = nodes[0] if nodes else None
    # The root of the new form has all others below it.
    if len(nodes) == 1 and first is not None and first.children:
        nodes = [Node(first.title, first.path), *first.children]
    # Without a file of its own it has Sphinx's, as sphinx-external-toc does.
    given = settings(folder.text(f"{place}conf.py") or "")
    sphinx = {**given, **mapping(mapping(config.get("sphinx")).get("config"))}
    named = config.get("bibtex_bibfiles") or sphinx.get("bibtex_bibfiles")
    files = [f"{place}{words(one)}" for one in listed(named)]
    return Outline(
        title=words(config.get("title") or given.get("html_title") or given.get("project")),
        authors=people(words(config.get("author") or given.get("author"))),
        language=words(sphinx.get("language")),
        root=place.rstrip("/"),
        body=shaped([node for node in nodes if node.path or node.children]),
        bibliographies=tuple(one for one in files if folder.has(one)),
        rewrites=REWRITES,
    )


def _of_project(folder: Folder, place: str, project: dict[str, Any]) -> Outline:
    """Return the book of ``myst.yml``: a title without a file is a part's."""
    nodes = [
        node
        for one in listed(project.get("toc"))
        for node in _nodes(folder, place, mapping(one), 0)
    ]
    files = [f"{place}{words(one)}" for one in listed(project.get("bibliography"))] or [
        path for path in folder.files if path.endswith(".bib") and path.startswith(place)
    ]
    return Outline(
        title=words(project.get("title")),
        subtitle=words(project.get("subtitle")),
        authors=people(project.get("authors") or project.get("author")),
        description=words(project.get("description")),
        date=words(project.get("date")),
        root=place.rstrip("/"),
        body=shaped([node for node in nodes if node.path or node.children]),
        bibliographies=tuple(one for one in files if folder.has(one)),
        rewrites=REWRITES,
    )


def _nodes(folder: Folder, base: str, entry: dict[str, Any], depth: int) -> Iterator[Node]:
    """Yield the nodes of an entry: a file, the files of a pattern, or a part of several."""
    inside = tuple(
        node
        for name in _BELOW
        for one in (listed(entry.get(name)) if depth < _DEEPEST else ())
        for node in _nodes(folder, base, mapping(one), depth + 1)
    )
    title = words(entry.get("title"))
    caption = words(entry.get("caption")) or words(entry.get("part"))
    named = words(entry.get("file") or entry.get("root"))
    if pattern := words(entry.get("glob") or entry.get("pattern")):
        yield from (Node(path=path) for path in matching(folder, f"{base}{pattern}"))
    if named:
        path = document(folder, f"{base}{named}")
        yield Node(title or caption, path, inside) if path else Node(title, children=inside)
    elif inside and (caption or (title and "children" in entry)):
        yield Node(caption or title, children=inside, part=depth == 0)
    else:
        yield from inside


def document(folder: Folder, named: str) -> str | None:
    """Return the path of a document that is named with its suffix or without."""
    clean = posixpath.normpath(named)
    return next((path for end in ("", *SUFFIXES) if folder.has(path := clean + end)), None)


def matching(folder: Folder, pattern: str) -> list[str]:
    """Return the documents that a pattern names, in order."""
    clean = posixpath.normpath(pattern)
    return [
        path
        for path in folder.files
        if path.endswith(SUFFIXES) and fnmatch.fnmatch(posixpath.splitext(path)[0], clean)
    ]


def toctrees(text: str) -> Iterator[tuple[str, bool, list[tuple[str, str]]]]:
    """Yield the lists of documents in a text: caption, whether patterns are, titles and names."""
    for one in directives(text):
        if one.name != "toctree":
            continue
        entries = []
        for line in filter(None, map(str.strip, one.body.split("\n"))):
            found = _ENTRY.match(line)
            title, target = (found["title"], found["target"]) if found else ("", line)
            if target != "self" and "://" not in target:
                entries.append((title, target))
        yield one.options.get("caption", ""), "glob" in one.options, entries
