"""The pages of the spine as documents of their own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

import lxml.html
from markupsafe import Markup, escape

from nkbook.formats.html.locators import fill
from nkbook.formats.paged.apart.selectors import Elements, Root
from nkbook.formats.paged.document import Assembly, files, html
from nkbook.model.document import Element
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page
from nkbook.weasy import File

_MARK = "\ue000pages\ue000"
_HEAD = re.compile(r"<title>.*?</title>\s*|<meta name=[^>]*>\s*", re.DOTALL)
_STYLE = re.compile(r"<style>.*?</style>\s*", re.DOTALL)
_URL = re.compile(r"""url\(\s*["']?([^"')]+)""")


@dataclass(frozen=True, slots=True)
class Source:
    """A page of the spine, ready to be laid out.

    ``body`` is its HTML, ``shows`` the paths of the files in it, ``leads`` the ids in the book that
    it links to, ``root`` what selectors see of its element, ``text`` all text in it.
    """

    id: str
    body: str
    shows: tuple[str, ...]
    leads: frozenset[str]
    part: str | None
    root: Root
    text: str


class Documents:
    """Makes a document of each page of an assembly."""

    def __init__(self, assembly: Assembly, printed: Assembly | None = None) -> None:
        """Read the assembly's stylesheets and files once.

        A page that ``printed``, another format's assembly, prints otherwise is as in that format.
        """
        self._assembly = assembly
        self._printed = printed
        self.files = files(assembly.publication, assembly.context.theme.fonts)
        self._paths = {unquote(path): path for path in self.files}
        # The book's own stylesheets and templates may name files too: they are for all pages.
        self._shown_by_all = frozenset(self._named("\n".join(assembly.sheets)))

    def source(self, page: Page, part: str | None, locators: Mapping[str, str]) -> Source:
        """Return a page ready to be laid out; ``locators`` are the numbers that an index prints."""
        root = self._page(page, part)
        if page.kind is PageKind.INDEX:
            fill(root, locators)
        return Source(
            id=page.id,
            body=html(root),
            shows=tuple(sorted(self._shown_by_all.union(self._shown(root)))),
            leads=frozenset(_leads(root)),
            part=part,
            root=Root.of(root),
            text=str(root.xpath("string()")),
        )

    def _page(self, page: Page, part: str | None) -> Element:
        root = self._assembly.plain(page)
        if self._printed is not None:
            other = self._printed.plain(page)
            if html(other) != html(root):
                return other
        return self._assembly.described(root, page, part)

    def document(self, source: Source, before: Source | None) -> str:
        """Return a page as a document of its own.

        An element of the page before it stands in it, not shown, for rules of stylesheets that
        depend on what precedes.
        """
        first, last = self._shell
        stub = ""
        if before is not None:
            classes = escape(" ".join(before.root.classes))
            stub = f'<section class="{classes}" style="display: none"></section>\n'
        return f"{first}{stub}{source.body}{last}"

    @property
    def empty(self) -> str:
        """Return a document without pages, for their margin boxes."""
        return "".join(self._shell)

    @property
    def head(self) -> str:
        """Return a document without pages and stylesheets that says what the book is."""
        first, last = self._whole
        return _STYLE.sub("", first) + last

    def shown(self, source: Source) -> dict[str, File]:
        """Return the files that a page shows, by the paths that it names them with."""
        return {path: self.files[path] for path in source.shows}

    def digests(self, source: Source) -> tuple[str, ...]:
        """Return paths, types and SHA-256 of the files that a page shows."""
        return tuple(self._described(source.shows))

    def common(self) -> dict[str, File]:
        """Return the files that stylesheets name, which every page may show."""
        return {path: self.files[path] for path in sorted(self._shown_by_all)}

    def common_digests(self) -> tuple[str, ...]:
        """Return paths, types and SHA-256 of the files that stylesheets name."""
        return tuple(self._described(sorted(self._shown_by_all)))

    def _described(self, paths: Iterable[str]) -> Iterator[str]:
        for path in paths:
            yield from (path, self.files[path].media_type, self.file_digests[path])

    @cached_property
    def file_digests(self) -> Mapping[str, str]:
        """Return the SHA-256 of each of the book's files, by path."""
        return {path: hashlib.sha256(file.read()).hexdigest() for path, file in self.files.items()}

    def elements(self, sources: Iterable[Source]) -> Elements:
        """Return what selectors see of pages and of what is around them."""
        body, page = (_tag(self.empty, name) for name in ("body", "html"))
        return Elements(tuple(source.root for source in sources), (body, page))

    @property
    def sheets(self) -> tuple[str, ...]:
        """Return the stylesheets of all pages."""
        return self._assembly.sheets

    @property
    def adds_to_the_body(self) -> bool:
        """Return True if the book's template of documents prints more than the pages."""
        first, last = self._shell
        return bool(
            re.sub(r"^.*<body[^<>]*+>|\s+", "", first, flags=re.DOTALL)
            or re.sub(r"</body>|</html>|\s+", "", last)
        )

    @cached_property
    def _whole(self) -> tuple[str, str]:
        document = self._assembly.document([Markup(_MARK)])  # noqa: S704 — a mark of our own
        first, _, last = document.partition(_MARK)
        return first, last

    @cached_property
    def _shell(self) -> tuple[str, str]:
        """Return what is before and after the pages, but for what describes the book.

        That goes into the file at the end, and a new date or title would change every section.
        """
        first, last = self._whole
        return _HEAD.sub("", first), last

    def _shown(self, root: Element) -> Iterator[str]:
        for element in root.iter("*"):
            for name, value in element.items():
                if name == "style":
                    yield from self._named(value)
                elif (path := self._paths.get(unquote(value))) is not None:
                    yield path

    def _named(self, style: str) -> Iterator[str]:
        for name in _URL.findall(style):
            if (path := self._paths.get(unquote(name))) is not None:
                yield path


def _leads(root: Element) -> Iterator[str]:
    for link in root.iter("a"):
        target = link.get("href", "")
        if target.startswith("#"):
            yield unquote(target[1:])


def _tag(document: str, name: str) -> Root:
    """Return what selectors see of an element that a document has once."""
    found = lxml.html.document_fromstring(document).xpath(f"//{name}")
    return Root.of(found[0])
