"""Reopens a written EPUB and checks that all its parts are there and no link is broken."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias
from urllib.parse import unquote

from lxml import etree

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.document import Element
from nkbook.reading.addresses import usable

_CONTAINER = "META-INF/container.xml"
_MIMETYPE = b"application/epub+zip"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_XHTML = "{http://www.w3.org/1999/xhtml}"
_CONTENT = "application/xhtml+xml"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LINKS = {"a": "href", "img": "src", "link": "href"}


def check_epub(path: Path) -> tuple[Diagnostic, ...]:
    """Return NK501 for everything wrong with the EPUB: archive, manifest, pages, links, notes."""
    try:
        with zipfile.ZipFile(path) as archive:
            messages = list(_check(archive))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        messages = [(path.name, f"cannot be read: {error}")]
    return tuple(diagnostic("NK501", message, Location(where)) for where, message in messages)


_Messages: TypeAlias = Iterator[tuple[str, str]]  # file inside the container, what is wrong with it


@dataclass(frozen=True, slots=True)
class _Page:
    root: Element
    ids: Counter[str]


def _check(archive: zipfile.ZipFile) -> _Messages:
    yield from _check_archive(archive)
    package = _package_path(archive)
    root = etree.fromstring(archive.read(package))
    folder = posixpath.dirname(package)
    items = {
        posixpath.join(folder, unquote(item.get("href", ""))): item
        for item in root.iter(f"{_OPF}item")
    }
    yield from _check_package(package, root, items, set(archive.namelist()))
    pages = {}
    for name, item in items.items():
        if item.get("media-type") == _CONTENT and name in archive.namelist():
            tree = etree.fromstring(archive.read(name))
            pages[name] = _Page(tree, Counter(map(str, tree.xpath("//@id"))))
    for name, page in pages.items():
        yield from (
            (name, f'id "{anchor}" is there {n} times') for anchor, n in page.ids.items() if n > 1
        )
        yield from _check_links(name, page, pages, items)
    yield from _check_notes(pages)


def _check_archive(archive: zipfile.ZipFile) -> _Messages:
    """Check the archive's first entry (OCF 3.3 §4.2), and that no name is there twice."""
    first = archive.infolist()[0]
    if first.filename != "mimetype" or archive.read("mimetype") != _MIMETYPE:
        yield "mimetype", "is not the first file of the archive with the right content"
    elif first.compress_type != zipfile.ZIP_STORED or first.extra:
        yield "mimetype", "is compressed or has extra fields"
    for name, count in Counter(archive.namelist()).items():
        if count > 1:
            yield name, f"is packed {count} times"


def _package_path(archive: zipfile.ZipFile) -> str:
    container = etree.fromstring(archive.read(_CONTAINER))
    return str(next(container.iter("{*}rootfile")).get("full-path"))


def _check_package(
    package: str, root: Element, items: Mapping[str, Element], names: set[str]
) -> _Messages:
    """Check that manifest and archive agree, and that spine, nav and metadata are there."""
    for name in sorted(items.keys() - names):
        yield package, f'the manifest lists "{name}", which is not in the archive'
    for name in sorted(names - items.keys() - {package, _CONTAINER, "mimetype"}):
        yield package, f'"{name}" is in the archive but not in the manifest'
    ids = Counter(item.get("id") for item in items.values())
    yield from ((package, f'two items have the id "{key}"') for key, n in ids.items() if n > 1)
    for reference in root.iter(f"{_OPF}itemref"):
        if reference.get("idref") not in ids:
            yield package, f'the spine names "{reference.get("idref")}", which the manifest lacks'
    navs = [item for item in items.values() if "nav" in item.get("properties", "").split()]
    if len(navs) != 1:
        yield package, f"{len(navs)} items are marked as nav, not one"
    for required in ("identifier", "title", "language"):
        if not any((element.text or "").strip() for element in root.iter(f"{_DC}{required}")):
            yield package, f"dc:{required} is missing"


def _check_links(
    name: str, page: _Page, pages: Mapping[str, _Page], items: Mapping[str, Element]
) -> _Messages:
    """Check that every link inside the book leads to a file of it and an element in that."""
    for tag, attribute in _LINKS.items():
        for element in page.root.iter(f"{_XHTML}{tag}"):
            url = element.get(attribute)
            if url is None:
                continue
            if _SCHEME.match(url):
                if usable(url) is None:
                    yield name, f'the link "{url}" is no address'
                continue
            target, fragment = _target(name, url)
            if target not in items:
                yield name, f'the link "{url}" leads to no file of the book'
            elif fragment and (target not in pages or fragment not in pages[target].ids):
                yield name, f'the link "{url}" leads to nothing in that file'


def _check_notes(pages: Mapping[str, _Page]) -> _Messages:
    """Check that calls and notes pair one to one, each note with one link back.

    Notes are in the file of their call, or all in another.
    """
    calls = {
        _target(name, str(anchor.get("href"))): (name, str(anchor.get("id")))
        for name, page in pages.items()
        for anchor in page.root.iter(f"{_XHTML}a")
        if anchor.get("role") == "doc-noteref"
    }
    notes = {
        (name, str(note.get("id"))): [
            _target(name, str(anchor.get("href")))
            for anchor in note.iter(f"{_XHTML}a")
            if anchor.get("role") == "doc-backlink"
        ]
        for name, page in pages.items()
        for note in page.root.iter(f"{_XHTML}aside", f"{_XHTML}li")
        if note.get("role") == "doc-footnote" or note.get("class") == "endnote"
    }
    for place in sorted(calls.keys() - notes.keys()):
        yield calls[place][0], f'the note "{place[1]}" is called but not there'
    for place, backlinks in notes.items():
        if place not in calls:
            yield place[0], f'the note "{place[1]}" is called by nothing'
        elif backlinks != [calls[place]]:
            yield place[0], f'the note "{place[1]}" does not lead back to its call'


def _target(name: str, url: str) -> tuple[str, str]:
    """Return the file and the id that a link in the file ``name`` leads to."""
    path, _, fragment = url.partition("#")
    target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))
    return target if path else name, unquote(fragment)
