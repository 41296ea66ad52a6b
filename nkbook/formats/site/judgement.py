"""Reopens the written site and checks that its pages are whole and every link leads somewhere."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.formats.site import layout as places
from nkbook.model.document import Element
from nkbook.model.elements import XHTML
from nkbook.reading.addresses import usable

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LINKS = {"a": "href", "img": "src", "link": "href", "script": "src", "form": "action"}
_FOLLOWED = ("a",)  # by readers who want to; the others are loaded with the page
_SAID = ("canonical", "alternate")  # links that say where pages are, and load nothing


@dataclass(frozen=True, slots=True)
class _Page:
    root: Element
    ids: Counter[str]


def judge_site(folder: Path) -> Iterator[Diagnostic]:
    """Yield NK501 for everything wrong with the pages of a site: marks, ids, links."""
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    pages: dict[str, _Page] = {}
    for name in sorted(name for name in names if name.endswith(".html")):
        try:
            root = etree.fromstring((folder / name).read_bytes())
        except etree.XMLSyntaxError as error:
            yield _wrong(name, f"is not well-formed: {error.msg}")
            continue
        pages[name] = _Page(root, Counter(str(one) for one in root.xpath("//@id")))
    for name, page in pages.items():
        for id, count in page.ids.items():
            if count > 1:
                yield _wrong(name, f'the id "{id}" is there {count} times')
        if name != places.MISSING:
            yield from _links(name, page, pages, names)


def _links(
    name: str, page: _Page, pages: Mapping[str, _Page], names: set[str]
) -> Iterator[Diagnostic]:
    for tag, attribute in _LINKS.items():
        for element in page.root.iter(f"{XHTML}{tag}"):
            url = element.get(attribute)
            if url is None or element.get("rel") in _SAID:
                continue
            if _SCHEME.match(url) or url.startswith("//"):
                loads = tag not in _FOLLOWED and not url.startswith("data:image/")
                if loads or usable(url) is None:
                    yield _wrong(name, f'the address "{url}" is not for a book')
                continue
            path, _, fragment = url.partition("#")
            path = unquote(path.partition("?")[0])
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
            target = target if path else name
            if target not in names:
                yield _wrong(name, f'the link "{url}" leads to no file of the site')
            elif fragment and target in pages and unquote(fragment) not in pages[target].ids:
                yield _wrong(name, f'the link "{url}" leads to nothing in that file')


def _wrong(name: str, message: str) -> Diagnostic:
    return diagnostic("NK501", message, Location(f"site/{name}"))
