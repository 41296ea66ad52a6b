"""Packs finished files with EbookLib, overriding it in a few places.

EbookLib 0.20 would re-parse pages as HTML 4, write a random identifier, local time called UTC and
the clock's time into the archive. Here pages go in as plain items, metadata as given rows, and the
same input yields the same bytes on every machine.
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ebooklib import epub
from lxml import etree

from nkbook.formats.epub.metadata import IDENTIFIER_ID, Row
from nkbook.formats.epub.navigation import Landmark
from nkbook.formats.html.files.entries import NavEntry
from nkbook.model.document import Element

FOLDER = "EPUB"
NCX = "toc.ncx"
_DC = epub.NAMESPACES["DC"]
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NCX_NAMESPACE = "{http://www.daisy.org/z3986/2005/ncx/}"
# Where the zip format's calendar starts and ends.
_EARLIEST, _LATEST = (1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 58)


@dataclass(frozen=True, slots=True)
class Item:
    """A file as the manifest lists it; ``name`` is relative to the package document."""

    id: str
    name: str
    media_type: str
    data: bytes
    properties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """Everything that the container holds; ``spine`` is the reading order by item id."""

    identifier: str
    title: str
    language: str
    rows: tuple[Row, ...]
    items: tuple[Item, ...]
    spine: tuple[str, ...]
    contents: tuple[NavEntry, ...]  # hrefs relative to the package document
    guide: tuple[Landmark, ...] = ()  # places that EPUB 2 has names for
    page_list: tuple[NavEntry, ...] = ()
    progression: str | None = None  # of pages, where it is not that of the language: ltr or rtl


def write(package: Package, modified: datetime.datetime, target: Path) -> None:
    """Write the package to ``target``; raises OSError when the disk refuses."""
    book = epub.EpubBook()
    book.FOLDER_NAME = FOLDER
    book.IDENTIFIER_ID = IDENTIFIER_ID
    book.uid = package.identifier
    book.title = package.title
    book.language = package.language
    book.direction = package.progression
    for item in package.items:
        raw = epub.EpubItem(item.id, item.name, item.media_type, item.data)
        raw.properties = list(item.properties)
        book.add_item(raw)
    book.add_item(epub.EpubNcx(uid="ncx", file_name=NCX))
    book.spine = list(package.spine)
    book.toc = _toc(package.contents, "nav")
    _Writer(str(target), book, package, modified).write()


def _toc(contents: Iterable[NavEntry], prefix: str) -> list[object]:
    """Return the contents as EbookLib wants them for the NCX."""
    return [
        (epub.Section(entry.label, entry.href), _toc(entry.children, f"{prefix}-{number}"))
        if entry.children
        else epub.Link(entry.href, entry.label, f"{prefix}-{number}")
        for number, entry in enumerate(contents, 1)
    ]


def _depth(contents: Iterable[NavEntry]) -> int:
    """Return how many levels the contents have."""
    return max((1 + _depth(entry.children) for entry in contents), default=0)


class _Writer(epub.EpubWriter):  # type: ignore[misc]  # EbookLib has no types
    """EbookLib's writer with fixed stamps, metadata rows as given, and languages."""

    def __init__(
        self, target: str, book: object, package: Package, modified: datetime.datetime
    ) -> None:
        super().__init__(
            target, book, {"epub2_guide": False, "play_order": {"enabled": True, "start_from": 1}}
        )
        self._package = package
        self._modified = modified

    def write(self) -> None:
        """Write the archive: mimetype first and stored (OCF 3.3 §4.2), then what it names."""
        with zipfile.ZipFile(self.file_name, "w") as archive:
            self.out = _Archive(archive, self._modified)
            self.out.writestr("mimetype", "application/epub+zip")
            self._write_container()
            self._write_opf()
            self._write_items()

    def _write_opf_metadata(self, root: Element) -> None:
        """Write the rows in their order, and drop a prefix that is reserved and unused."""
        root.attrib.pop("prefix", None)
        root.set(_XML_LANG, self.book.language)
        metadata = etree.SubElement(root, "metadata", nsmap={"dc": _DC})
        for row in self._package.rows:
            tag = f"{{{_DC}}}{row.name[3:]}" if row.name.startswith("dc:") else row.name
            element = etree.SubElement(metadata, tag, row.attributes)
            element.text = row.text

    def _write_opf_guide(self, root: Element) -> None:
        """Write the guide, by which Kindle and older readers find cover, contents and text."""
        if self._package.guide:
            guide = etree.SubElement(root, "guide")
            for place in self._package.guide:
                attributes = {"type": place.type, "title": place.title, "href": place.href}
                etree.SubElement(guide, "reference", attributes)

    def _get_ncx(self) -> bytes:
        """Return the NCX with its language, true depth and pages, which EbookLib leaves out."""
        root = etree.fromstring(super()._get_ncx())
        root.set(_XML_LANG, self.book.language)
        pages = self._package.page_list
        values = {
            "dtb:depth": _depth(self._package.contents),
            "dtb:totalPageCount": len(pages),
            "dtb:maxPageNumber": max(
                (int(one.title) for one in pages if one.title.isdecimal()), default=0
            ),
        }
        for meta in root.iter(f"{_NCX_NAMESPACE}meta"):
            if meta.get("name") in values:
                meta.set("content", str(values[str(meta.get("name"))]))
        if pages:
            root.append(_page_targets(pages, len(list(root.iter(f"{_NCX_NAMESPACE}navPoint")))))
        return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _page_targets(pages: Iterable[NavEntry], before: int) -> Element:
    """Return the list of pages of the paged edition, after so many points of the contents."""
    found = etree.Element(f"{_NCX_NAMESPACE}pageList")
    for number, page in enumerate(pages, 1):
        target = etree.SubElement(found, f"{_NCX_NAMESPACE}pageTarget")
        target.set("id", f"page-target-{number}")
        target.set("type", "normal" if page.title.isdecimal() else "front")
        if page.title.isdecimal():
            target.set("value", page.title)
        target.set("playOrder", str(before + number))
        label = etree.SubElement(target, f"{_NCX_NAMESPACE}navLabel")
        etree.SubElement(label, f"{_NCX_NAMESPACE}text").text = page.title
        etree.SubElement(target, f"{_NCX_NAMESPACE}content", {"src": page.href})
    return found


class _Archive:
    """The part of ZipFile that EbookLib calls, with one date, system and mode for all."""

    def __init__(self, archive: zipfile.ZipFile, modified: datetime.datetime) -> None:
        self._archive = archive
        self._date = min(max(modified.timetuple()[:6], _EARLIEST), _LATEST)

    def writestr(self, name: str, data: str | bytes) -> None:
        """Add a file; images that are compressed already are stored."""
        info = zipfile.ZipInfo(name, self._date)
        info.create_system = 3  # Unix, wherever the build runs
        info.external_attr = 0o644 << 16
        stored = name == "mimetype" or name.endswith((".jpg", ".jpeg", ".png", ".webp", ".gif"))
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        self._archive.writestr(info, data, compresslevel=None if stored else 9)
