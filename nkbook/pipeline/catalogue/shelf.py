"""The shelf: a page and a feed of the books of a catalogue that have an online edition.

It is made of the feeds that lie in the books' sites, so that a book which was not made anew, or
could not be, stands on it with what it had.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from lxml import etree

from nkbook.output import replace_content, write_errors

PAGE, FEED = "index.html", "opds.xml"
_MARK = "<!-- made by nkbook: a shelf -->"
_ATOM = "{http://www.w3.org/2005/Atom}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_COVER = "http://opds-spec.org/image"
_FEED_TYPE = "application/atom+xml;profile=opds-catalog;kind=acquisition"
_WORDS = MappingProxyType(
    {"zh-Hans": ("书架", "订阅书目（OPDS）"), "zh-Hant": ("書架", "訂閱書目（OPDS）")}
)
_STYLE = """
:root { color-scheme: light dark }
body { margin: 0 auto; max-width: 64rem; padding: 1rem 1.2rem 4rem; font: 1.06rem/1.6 serif }
ul { display: grid; gap: 2rem 1.5rem; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr));
  margin: 0; padding: 0; list-style: none }
img { display: block; width: 100%; height: auto; aspect-ratio: 5 / 8; object-fit: contain }
h1, h2, p { margin: .4em 0; overflow-wrap: anywhere }
h2 { font-size: 1em; line-height: 1.4 }
p { font-size: .85em }
"""


@dataclass(frozen=True, slots=True)
class _Book:
    """A book on the shelf, by its site's feed; ``folder`` is the site's, from the shelf."""

    folder: str
    feed: etree._Element

    def entries(self) -> list[etree._Element]:
        return self.feed.findall(f"{_ATOM}entry")

    def says(self, name: str) -> str:
        """Return a text of the feed, or else of its first entry."""
        for place in (self.feed, *self.entries()):
            if text := place.findtext(f"{_ATOM}{name}"):
                return str(text)
        return ""

    def people(self) -> str:
        found = self.entries()[0].iterfind(f"{_ATOM}author/{_ATOM}name")
        return "、".join(str(one.text) for one in found)

    def cover(self) -> str:
        for link in self.entries()[0].iterfind(f"{_ATOM}link"):
            if link.get("rel") == _COVER:
                return self.place(str(link.get("href")))
        return ""

    def place(self, href: str) -> str:
        """Return an address of the feed as it is from the shelf."""
        return href if urlsplit(href).scheme else f"{self.folder}/{href}"


def put(output: Path, names: Sequence[str], title: str | None = None) -> bool:
    """Write the shelf of a catalogue's books into its output folder; False if it has no sites.

    ``names`` are the books' folders. An index.html that nkbook has not made stays as it is. Raises
    MissingToolError (NK602, NK603) for a folder that cannot be written.
    """
    books = list(_books(output, names))
    page = output / PAGE
    if not books or (page.exists() and _MARK not in page.read_text("utf-8", "replace")):
        return False
    language = str(books[0].feed.get(_LANG) or "zh-Hant")
    heading, subscribe = _WORDS["zh-Hans" if language.startswith("zh-Hans") else "zh-Hant"]
    heading = title or heading
    with write_errors(output):
        replace_content(page, _page(books, language, heading, subscribe))
        replace_content(output / FEED, _feed(books, language, heading))
    return True


def _books(output: Path, names: Sequence[str]) -> Iterator[_Book]:
    for name in names:
        try:
            feed = etree.fromstring((output / name / "site" / FEED).read_bytes())
        except (OSError, etree.XMLSyntaxError):
            continue
        book = _Book(f"{quote(name)}/site", feed)
        if book.entries():
            yield book


def _page(books: Sequence[_Book], language: str, heading: str, subscribe: str) -> bytes:
    html = etree.Element("html", {"lang": language})
    head = etree.SubElement(html, "head")
    etree.SubElement(head, "meta", {"charset": "utf-8"})
    etree.SubElement(head, "title").text = heading
    view = {"name": "viewport", "content": "width=device-width, initial-scale=1"}
    etree.SubElement(head, "meta", view)
    feed = {"rel": "alternate", "type": _FEED_TYPE, "href": FEED, "title": subscribe}
    etree.SubElement(head, "link", feed)
    etree.SubElement(head, "style").text = _STYLE
    main = etree.SubElement(etree.SubElement(html, "body"), "main")
    etree.SubElement(main, "h1").text = heading
    rows = etree.SubElement(main, "ul")
    for book in books:
        row = etree.SubElement(rows, "li", {"lang": str(book.feed.get(_LANG) or language)})
        link = etree.SubElement(row, "a", {"href": f"{book.folder}/{PAGE}"})
        if cover := book.cover():
            etree.SubElement(
                link, "img", {"src": cover, "alt": "", "width": "240", "height": "384"}
            )
        etree.SubElement(link, "h2").text = book.says("title")
        etree.SubElement(row, "p").text = book.people()
    last = etree.SubElement(etree.SubElement(main, "p"), "a", {"href": FEED})
    last.text = subscribe
    data: bytes = etree.tostring(html, encoding="utf-8", method="html", doctype="<!DOCTYPE html>")
    return data.replace(b"<body>", f"<body>{_MARK}".encode(), 1)


def _feed(books: Sequence[_Book], language: str, heading: str) -> bytes:
    """Return the feed with the entries of all books (OPDS 1.2), newest date of all as its own."""
    feed = etree.Element(f"{_ATOM}feed", nsmap=books[0].feed.nsmap)
    feed.set(_LANG, language)
    etree.SubElement(feed, f"{_ATOM}id").text = f"{books[0].says('id')}:shelf"
    etree.SubElement(feed, f"{_ATOM}title").text = heading
    etree.SubElement(feed, f"{_ATOM}updated").text = max(book.says("updated") for book in books)
    etree.SubElement(etree.SubElement(feed, f"{_ATOM}author"), f"{_ATOM}name").text = heading
    for relation, href, kind in (
        ("self", FEED, _FEED_TYPE), ("start", FEED, _FEED_TYPE), ("alternate", PAGE, "text/html"),
    ):  # fmt: skip
        attributes = {"rel": relation, "href": href, "type": kind}
        etree.SubElement(feed, f"{_ATOM}link", attributes)
    for book in books:
        for entry in book.entries():
            for link in entry.iterfind(f"{_ATOM}link"):
                link.set("href", book.place(str(link.get("href"))))
            feed.append(entry)
    etree.indent(feed)
    data: bytes = etree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return data + b"\n"
