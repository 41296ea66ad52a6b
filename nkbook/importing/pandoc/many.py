"""Imports a folder of files that Pandoc reads: a chapter in each, or one that includes the rest."""

from __future__ import annotations

import posixpath
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from nkbook.diagnostics.doing import at_file
from nkbook.importing.contents import source_path
from nkbook.importing.folder import Folder, words
from nkbook.importing.model import Log, Node, Outline
from nkbook.importing.pandoc.asciidoc import gathering as asciidoc
from nkbook.importing.pandoc.reading import PACKED, READERS, Choices, converted
from nkbook.importing.pandoc.single import read_single, tracked, without_names
from nkbook.importing.sources.people import people
from nkbook.importing.sources.plain import natural
from nkbook.importing.text.header import split_header
from nkbook.importing.text.headings import plain, read_headings
from nkbook.importing.text.prose import outside_code

_KINDS = tuple(one for one in READERS if one not in (".ipynb", ".opml", ".latex"))
_SAME = {".htm": ".html", ".xhtml": ".html", ".asciidoc": ".adoc", ".asc": ".adoc"}
_CLASS = re.compile(r"^[^%\n]*\\documentclass", re.MULTILINE)
_BEGIN = re.compile(r"^[^%\n]*\\begin\{document\}", re.MULTILINE)
_MAIN = ("main", "book", "thesis", "index", "master", "root")
_LINK = re.compile(r"<a\b[^<>]*\bhref\s*=\s*[\"']([^\"'#?]+)", re.IGNORECASE)
_AFTER = re.compile(r"\s*[|·–—_-]\s*(.*)\Z")
_OF_SITE = re.compile(r"(.+?)(?<!\s)\s++[|·–—-]\s++(.+)\Z")
# Pages that programs make of the others, or for no reader: a search, mdBook's page to print.
_NO_CHAPTERS = ("404.html", "print.html", "search.html", "genindex.html", "py-modindex.html")
_INDEXES = ("index.html", "index.htm", "toc.html", "contents.html")


def _is_whole(text: str) -> bool:
    """Return True if a file of LaTeX is a document, and no part of one."""
    found = _CLASS.search(text)
    return found is not None and _BEGIN.search(text, found.end()) is not None


def files_of(folder: Folder) -> list[str]:
    """Return the files of the kind of which most are in a folder, in order; [] if there is none."""
    found = [
        path
        for path in folder.files
        if _kind(path) in _KINDS and not posixpath.basename(path).startswith(("~$", ".", "_"))
    ]
    if not found:
        return []
    (most, _), *_ = Counter(map(_kind, found)).most_common(1)
    paths = sorted((one for one in found if _kind(one) == most), key=natural)
    if most == ".tex":
        return _main(folder, paths)
    if most == ".adoc":
        return asciidoc.main_files(folder, paths)
    if most != ".html":
        return paths
    own = [one for one in paths if posixpath.basename(one).lower() not in _NO_CHAPTERS]
    return _linked(folder, own or paths)


def _kind(path: str) -> str:
    suffix = posixpath.splitext(path)[1].lower()
    return _SAME.get(suffix, suffix)


def _main(folder: Folder, paths: list[str]) -> list[str]:
    """Return the file of LaTeX that is a whole book: by its name, or the one nearest to the top."""
    whole = [one for one in paths if _is_whole(folder.text(one) or "")]
    if not whole:
        return paths
    named = [one for one in whole if posixpath.basename(one).lower().removesuffix(".tex") in _MAIN]
    return [min(named or whole, key=lambda one: (one.count("/"), -len(folder.text(one) or "")))]


def _linked(folder: Folder, paths: list[str]) -> list[str]:
    """Return pages in the order in which the first page leads to them, if it leads to most."""
    first = next((one for name in _INDEXES for one in paths if one.lower() == name), None)
    if first is None:
        return paths
    text = folder.text(first) or ""
    targets = (source_path(one, posixpath.dirname(first)) for one in _LINK.findall(text))
    known = set(paths)
    linked = [one for one in dict.fromkeys(targets) if one in known and one != first]
    if len(linked) * 2 < len(paths) - 1:
        return paths
    rest = known.difference(linked, (first,))
    return [first, *linked, *(one for one in paths if one in rest)]


@contextmanager
def read_many(path: Path, choices: Choices) -> Iterator[tuple[Folder, Outline]]:
    """Yield the book of the files in a folder, as long as its pictures are needed.

    Raises what ``read_single`` does.
    """
    folder = Folder(path)
    paths = files_of(folder)
    if len(paths) == 1:
        with read_single(path / paths[0], choices) as one:
            yield one
        return
    with tempfile.TemporaryDirectory(prefix="nkbook-") as name:
        work = Path(name)
        logs = {one: Log(one) for one in paths}
        outlines = [
            _chapter(path, one, work / str(number), logs[one], choices)
            for number, one in enumerate(paths)
        ]
        known = [facts for _, facts in outlines]
        packed = paths[0].endswith(PACKED)
        yield (
            Folder(work) if packed else folder,
            replace(
                known[0],
                title=next((one.title for one in known if one.title), ""),
                authors=next((one.authors for one in known if one.authors), ()),
                body=tuple(node for node, _ in outlines),
                changes=tuple(change for log in logs.values() for change in log.changes),
            ),
        )


def _chapter(path: Path, name: str, work: Path, log: Log, choices: Choices) -> tuple[Node, Outline]:
    """Return a file as a chapter, and what it says of the book."""
    at_file(name)
    work.mkdir()
    file = path / name
    text, facts = converted(file, work, file.suffix.lower(), log, choices)
    place = work.name if name.endswith(PACKED) else ""
    text = text.replace(f"{work.resolve()}/", f"{place}/" if place else "")
    headed = split_header(text, name)
    title = plain(words(headed.values.get("title")))
    body = outside_code(headed.text, lambda prose: tracked(prose, log, choices))
    headings = read_headings(body)[1]
    first = plain(headings[0].text) if headings else ""
    site = ""
    if first and title.startswith(first) and (found := _AFTER.match(title.removeprefix(first))):
        title, site = first, found[1].strip()
    elif first and (found := _OF_SITE.match(title)) and first.endswith(found[1]):
        title, site = first, found[2]  # 第一章 題 — 題 | 書
    if title and first != title:
        body = f"# {title}\n\n{body}"
    outline = Outline(
        title=site,
        authors=people(headed.values.get("author")),
        language=words(headed.values.get("lang")) or facts.language,
        rewrites=(without_names,),
    )
    return Node(title, name, text=body), outline
