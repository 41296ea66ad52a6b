"""The flagship's EPUBs as readers get them: small, whole, every link leading somewhere."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from conftest import EDITIONS
from lxml import etree
from opened import NS, TYPE, XML_LANG, Opened, text

from nkbook.model.document import Element

LIMIT = 1_500_000  # bytes
LINKING = {"a": "href", "img": "src", "link": "href", "content": "src", "item": "href"}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@pytest.fixture(scope="module", params=EDITIONS)
def book(flagship: Path, request: pytest.FixtureRequest) -> Opened:
    return Opened(flagship / request.param / "nagorno-karabakh.epub")


def links(book: Opened) -> Iterator[tuple[str, Element, str]]:
    """Yield every reference of every file: the file inside the package, the element, the URL."""
    trees = {
        **book.pages,
        "content.opf": book.package,
        "toc.ncx": etree.fromstring(book.files["EPUB/toc.ncx"]),
    }
    for name, root in trees.items():
        for element in root.iter(etree.Element):
            attribute = LINKING.get(etree.QName(element).localname)
            if attribute and (url := element.get(attribute)) is not None:
                yield name, element, url


def local(element: Element) -> str:
    return etree.QName(element).localname


def test_it_is_small(book: Opened) -> None:
    assert book.path.stat().st_size < LIMIT


def test_every_link_leads_somewhere(book: Opened) -> None:
    ids = {name: set(root.xpath("//@id")) for name, root in book.pages.items()}
    inside = 0
    for name, element, url in links(book):
        if scheme := urlsplit(url).scheme:
            assert scheme in ("http", "https", "mailto"), url
            assert local(element) == "a", url  # nothing is fetched from outside
            continue
        path, fragment = urldefrag(url)
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))
        target = target if path else name
        assert f"EPUB/{target}" in book.files, (name, url)
        if fragment:
            assert unquote(fragment) in ids[target], (name, url)
        inside += 1
    assert inside > 2000


def test_every_file_is_reached(book: Opened) -> None:
    manifest = set(book.items())
    assert {f"EPUB/{name}" for name in manifest} == {
        name for name in book.files if name.startswith("EPUB/") and name != "EPUB/content.opf"
    }
    assert set(book.spine()) == {name for name in book.pages if name != "nav.xhtml"}


def test_ids_stand_once_and_languages_twice(book: Opened) -> None:
    for name, root in book.pages.items():
        counts: Counter[str] = Counter(map(str, root.xpath("//@id")))
        assert [key for key, count in counts.items() if count > 1] == [], name
        for element in root.iter(etree.Element):
            assert element.get("lang") == element.get(XML_LANG), name


def test_headings_go_down_one_level_at_a_time(book: Opened) -> None:
    for name in book.spine():
        levels = [
            int(local(e)[1]) for e in book.pages[name].iter(etree.Element) if local(e) in HEADINGS
        ]
        assert levels[:1] in ([1], []), name
        assert levels.count(1) <= 1, name
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_contents_name_the_headings_they_lead_to(book: Opened) -> None:
    checked = 0
    for link in book.pages["nav.xhtml"].iterfind(".//h:nav[@role='doc-toc']//h:a", NS):
        name, _, fragment = str(link.get("href")).partition("#")
        root = book.pages[name]
        place = root if not fragment else next(e for e in root.iter() if e.get("id") == fragment)
        heading = next(e for e in place.iter(etree.Element) if local(e) in HEADINGS)
        words, title = ("".join(text(one).split()) for one in (link, heading))
        assert words.endswith(title)  # whatever is between a number and its title
        checked += 1
    assert checked > 50


def test_every_note_pops_up_and_leads_back(book: Opened) -> None:
    notes = 0
    for name, root in book.pages.items():
        calls = {
            str(a.get("href"))[1:]: a for a in root.iterfind(".//h:a[@role='doc-noteref']", NS)
        }
        asides = root.findall(".//h:aside[@role='doc-footnote']", NS)
        assert list(calls) == [aside.get("id") for aside in asides], name
        for aside in asides:
            call = calls[str(aside.get("id"))]
            (back,) = aside.iterfind(".//h:a[@role='doc-backlink']", NS)
            assert back.get("href") == f"#{call.get('id')}"
            assert (call.get(TYPE), aside.get(TYPE)) == ("noteref", "footnote")
            assert call.get("aria-label")
            assert len(text(aside).strip()) > len(text(back))
        notes += len(asides)
    assert notes > 200


def test_pictures_have_words(book: Opened) -> None:
    for name, root in book.pages.items():
        for image in root.iterfind(".//h:img", NS):
            assert len(image.get("alt", "")) > 3, name
