"""The EPUB: judged by EPUBCheck, and read back to see that nothing is lost on the way."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import io
import os
import posixpath
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tinycss2
from fontTools.ttLib import TTFont
from judges import PATIENCE, epubcheck
from lxml import etree
from opened import NS, TYPE, XML_LANG, Opened, text
from PIL import Image
from places import BOOKS, REPOSITORY
from publications import with_options

from nkbook.diagnostics.errors import InvalidOutputError
from nkbook.formats import epub
from nkbook.formats.base import FormatContext
from nkbook.formats.epub import fonts, metadata
from nkbook.formats.epub.judgement import check_epub
from nkbook.formats.epub.layout import Layout
from nkbook.formats.html import access
from nkbook.look.theme import Theme
from nkbook.model.book import Resource
from nkbook.model.document import Element
from nkbook.model.metadata import Creator
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page, Publication, TocEntry
from nkbook.pipeline import steps as pipeline
from nkbook.project import config


@pytest.fixture(scope="module")
def book(
    source: tuple[Publication, FormatContext], tmp_path_factory: pytest.TempPathFactory
) -> Opened:
    target = tmp_path_factory.mktemp("epub") / "everything.epub"
    assert epub.render(*source, target).path == target
    return Opened(target)


def rendered(publication: Publication, context: FormatContext, folder: Path) -> Opened:
    return Opened(epub.render(publication, context, folder / "book.epub").path)


# --- judges --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_epubcheck_has_nothing_to_say(book: Opened) -> None:
    assert epubcheck.judge(book.path) == ()


def rewritten(book: Opened, target: Path, changes: dict[str, bytes | None]) -> Path:
    """Write a copy of an EPUB with some files changed, added or (None) left out."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in {**book.files, **changes}.items():
            if data is not None:
                archive.writestr(name, data)
    return target


def edited(book: Opened, name: str, old: str, new: str) -> dict[str, bytes | None]:
    before = book.files[name].decode()
    assert old in before
    return {name: before.replace(old, new, 1).encode()}


@pytest.mark.slow
def test_epubcheck_bites(book: Opened, tmp_path: Path) -> None:
    changes = edited(book, "EPUB/text/notes.xhtml", 'href="#', 'href="#gone-')
    found = epubcheck.judge(rewritten(book, tmp_path / "broken.epub", changes))
    assert [(message.id, message.severity) for message in found] == [("RSC-012", "ERROR")]


FAULTS: dict[str, tuple[Callable[[Opened], dict[str, bytes | None]], str]] = {
    "mimetype": (lambda _: {"mimetype": b"application/zip"}, "is not the first file"),
    "lost file": (lambda _: {"EPUB/text/blocks.xhtml": None}, "is not in the archive"),
    "stray file": (lambda _: {"EPUB/stray.txt": b""}, "is in the archive but not"),
    "link to nowhere": (
        lambda book: edited(book, "EPUB/text/preface.xhtml", "blocks.xhtml", "nowhere.xhtml"),
        "leads to no file of the book",
    ),
    "link to nothing": (
        lambda book: edited(book, "EPUB/text/preface.xhtml", "#tbl-towns", "#tbl-gone"),
        "leads to nothing in that file",
    ),
    "id twice": (
        lambda book: edited(book, "EPUB/text/blocks.xhtml", 'id="fig-square"', 'id="tbl-towns"'),
        'id "tbl-towns" is there 2 times',
    ),
    "note without its call": (
        lambda book: edited(book, "EPUB/text/notes.xhtml", 'role="doc-noteref" ', ""),
        "is called by nothing",
    ),
    "call without its note": (
        lambda book: edited(book, "EPUB/text/notes.xhtml", 'role="doc-footnote"', ""),
        "is called but not there",
    ),
    "no way back": (
        lambda book: edited(book, "EPUB/text/notes.xhtml", 'role="doc-backlink"', ""),
        "does not lead back",
    ),
    "no nav": (
        lambda book: edited(book, "EPUB/content.opf", 'properties="nav"', ""),
        "0 items are marked as nav",
    ),
    "spine": (
        lambda book: edited(book, "EPUB/content.opf", 'idref="text-', 'idref="gone-'),
        "which the manifest lacks",
    ),
    "manifest id twice": (
        lambda book: edited(book, "EPUB/content.opf", 'id="text-blocks.', 'id="text-notes.'),
        "two items have the id",
    ),
    "no language": (
        lambda book: edited(book, "EPUB/content.opf", "<dc:language>zh-Hant-HK", "<dc:language>"),
        "dc:language is missing",
    ),
    "not XML": (
        lambda _: {"EPUB/text/notes.xhtml": b"<html>"},
        "cannot be read",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_own_check_finds(fault: str, book: Opened, tmp_path: Path) -> None:
    damage, expected = FAULTS[fault]
    found = check_epub(rewritten(book, tmp_path / "broken.epub", damage(book)))
    assert expected in " ".join(item.message for item in found)
    assert {item.code for item in found} == {"NK501"}


def test_own_check_refuses_what_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "book.epub").write_bytes(b"PK no more")
    assert [item.code for item in check_epub(tmp_path / "book.epub")] == ["NK501"]


def test_a_page_that_is_no_xml_stops_the_build(publication: Publication, tmp_path: Path) -> None:
    project = Path(shutil.copytree(BOOKS / "everything", tmp_path / "book"))
    own = project / "styles" / "templates" / "epub"
    own.mkdir(parents=True)
    (own / "page.xhtml.j2").write_text("<html><p>{{ content }}</html>", encoding="utf-8")
    context = pipeline.context(config.load(project), Theme(project), tmp_path)
    with pytest.raises(InvalidOutputError) as caught:
        epub.render(publication, context, tmp_path / "book.epub")
    (found,) = caught.value.diagnostics
    assert found.code == "NK501"
    assert "封面" in found.message
    assert not (tmp_path / "book.epub").exists()


# --- the same bytes everywhere -------------------------------------------------------------------

BUILD = """
import sys
from pathlib import Path
from nkbook.pipeline import steps as pipeline
from nkbook.formats import epub
from nkbook.project import config
from nkbook.manuscript.prepare import prepare
from nkbook.look.theme import Theme
root, target = map(Path, sys.argv[1:])
settings = config.load(root)
(publication,) = prepare(settings, Theme(root), settings.editions).publications.values()
epub.render(publication, pipeline.context(settings, Theme(root), target.parent), target)
"""


@pytest.mark.slow
def test_same_bytes_in_other_places(book: Opened, tmp_path: Path) -> None:
    for seed, zone in (("1", "Asia/Hong_Kong"), ("2", "UTC")):
        folder = tmp_path / f"a place {seed}"
        project = Path(shutil.copytree(BOOKS / "everything", folder / "book"))
        for path in project.rglob("*"):
            os.utime(path, (1_000_000_000 + int(seed), 1_000_000_000))
        target = folder / f"book-{seed}.epub"
        subprocess.run(
            [sys.executable, "-c", BUILD, str(project), str(target)],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                "PYTHONPATH": str(REPOSITORY),
            },
            cwd=folder,
            check=True,
            timeout=PATIENCE,
        )
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        assert digest == hashlib.sha256(book.path.read_bytes()).hexdigest()


def test_archive_holds_no_clock(book: Opened) -> None:
    with zipfile.ZipFile(book.path) as archive:
        entries = archive.infolist()
    assert entries[0].filename == "mimetype"
    assert {entry.date_time for entry in entries} == {(2026, 3, 4, 0, 0, 0)}
    assert book.metas("dcterms:modified") == ["2026-03-04T00:00:00Z"]


def test_dates_before_the_zip_calendar(
    source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
    book = rendered(source[0], dataclasses.replace(source[1], source_date=epoch), tmp_path)
    assert book.metas("dcterms:modified") == ["1970-01-01T00:00:00Z"]


# --- pages ---------------------------------------------------------------------------------------


def test_one_file_a_page_in_reading_order(book: Opened, publication: Publication) -> None:
    assert book.spine() == [f"text/{page.id}.xhtml" for page in publication.pages]
    assert book.items()["nav.xhtml"].get("properties") == "nav"
    assert "nav.xhtml" not in book.spine()


@pytest.mark.parametrize(
    ("page", "term", "role", "matter"),
    [
        ("cover", "cover", None, "frontmatter"),
        ("half-title", "halftitlepage", None, "frontmatter"),
        ("title-page", "titlepage", None, "frontmatter"),
        ("colophon", "copyright-page", None, "frontmatter"),
        ("contents", "toc", "doc-toc", "frontmatter"),
        ("preface", "preamble", None, "frontmatter"),
        ("forms", "part", "doc-part", "bodymatter"),
        ("blocks", "chapter", "doc-chapter", "bodymatter"),
        ("afterword", "afterword", "doc-afterword", "backmatter"),
        ("bibliography", "bibliography", "doc-bibliography", "backmatter"),
    ],
)
def test_pages_say_what_they_are(
    page: str, term: str, role: str | None, matter: str, book: Opened
) -> None:
    root = book.pages[f"text/{page}.xhtml"]
    body = root.find("h:body", NS)
    assert body is not None
    assert body.get(TYPE) == matter
    section = body[0]
    assert (section.get("id"), section.get(TYPE), section.get("role")) == (page, term, role)
    if role:
        assert root.xpath("//*[@id=$id]", id=section.get("aria-labelledby", ""))


def test_language_is_given_twice_everywhere(book: Opened) -> None:
    for root in book.pages.values():
        assert root.get("lang") == "zh-Hant-HK"
        for element in root.iter(etree.Element):
            assert element.get("lang") == element.get(XML_LANG)
    inlines = book.pages["text/inlines.xhtml"]
    assert {span.get("lang") for span in inlines.iterfind(".//h:span[@lang]", NS)} >= {"hy", "az"}
    assert book.package.get(XML_LANG) == "zh-Hant-HK"


def test_nothing_of_the_build_is_left(book: Opened) -> None:
    for name, data in book.files.items():
        if name.endswith((".xhtml", ".opf", ".ncx", ".css")):
            assert b"data-line" not in data, name
            assert str(REPOSITORY).encode() not in data, name


def test_no_element_is_closed_in_a_way_that_html_misreads(book: Opened) -> None:
    void = {"meta", "link", "br", "hr", "img", "col", "wbr"}
    for name in book.pages:
        for event in book.files[f"EPUB/{name}"].decode().split("/>")[:-1]:
            assert event.rsplit("<", 1)[1].split()[0] in void, name


def test_links_lead_across_files(book: Opened) -> None:
    links = {
        text(link): link.get("href")
        for link in book.pages["text/preface.xhtml"].iterfind(".//h:a[@class]", NS)
    }
    assert links == {
        "第一章": "blocks.xhtml",
        "表一": "blocks.xhtml#tbl-towns",
        "圖一": "blocks.xhtml#fig-square",
        "「清單」": "blocks.xhtml#blocks-lists",
    }
    sources = book.pages["text/notes.xhtml"].iterfind(".//h:a[@class='source']", NS)
    assert {str(link.get("href")).split("#")[0] for link in sources} <= {"bibliography.xhtml", ""}


def test_text_is_all_there(book: Opened, publication: Publication) -> None:
    for page in publication.pages:
        if page.document is None:
            continue
        found = text(book.pages[f"text/{page.id}.xhtml"])
        for block in page.document.tree.iter("p", "li", "td", "h2", "h3", "dt", "pre"):
            for piece in block.itertext():
                assert piece in found


# --- notes ---------------------------------------------------------------------------------------


def test_every_note_stands_in_its_chapter_and_leads_back(
    book: Opened, publication: Publication
) -> None:
    for page in publication.pages:
        root = book.pages[f"text/{page.id}.xhtml"]
        calls = root.xpath("//h:a[@role='doc-noteref']", namespaces=NS)
        asides = root.xpath("//h:aside[@role='doc-footnote']", namespaces=NS)
        backlinks = root.xpath("//h:a[@role='doc-backlink']", namespaces=NS)
        notes = page.document.notes if page.document else ()
        assert [aside.get("id") for aside in asides] == [note.id for note in notes]
        assert [call.get("href") for call in calls] == [f"#{note.id}" for note in notes]
        assert [link.get("href") for link in backlinks] == [f"#{note.call_id}" for note in notes]
        assert [text(call) for call in calls] == [text(link) for link in backlinks]
        assert {call.get(TYPE) for call in calls} <= {"noteref"}
        assert {aside.get(TYPE) for aside in asides} <= {"footnote"}
    assert sum(len(page.document.notes) for page in publication.pages if page.document) > 8


def test_a_note_keeps_all_its_paragraphs(book: Opened) -> None:
    (aside,) = (
        aside
        for aside in book.pages["text/notes.xhtml"].iter(f"{{{NS['h']}}}aside")
        if "第二段。" in text(aside)
    )
    assert [etree.QName(child).localname for child in aside] == ["p", "p", "ul"]
    assert text(aside[0]).startswith("2 第一段")


def test_calls_side_by_side_are_parted(book: Opened) -> None:
    root = book.pages["text/notes.xhtml"]
    for call in root.xpath("//h:a[contains(@class, 'adjacent')]", namespaces=NS):
        before = call.getprevious()
        assert (before.get("class"), before.text, before.tail) == ("between", ",", None)


# --- contents ------------------------------------------------------------------------------------


def nav_rows(parent: Element, depth: int = 0) -> Iterator[tuple[int, str, str]]:
    """Yield depth, label and href of each row of a nested list of links."""
    for item in parent.iterfind("h:ol/h:li", NS):
        link = item.find("h:a", NS)
        assert link is not None
        yield depth, text(link), link.get("href", "")
        yield from nav_rows(item, depth + 1)


def toc_rows(entries: tuple[TocEntry, ...], depth: int = 0) -> Iterator[tuple[int, str]]:
    for entry in entries:
        yield depth, f"{entry.number}　{entry.title}" if entry.number else entry.title
        yield from toc_rows(entry.children, depth + 1)


def nav_of(book: Opened) -> Element:
    nav = book.pages["nav.xhtml"].find(".//h:nav[@role='doc-toc']", NS)
    assert nav is not None
    return nav


def test_nav_holds_the_contents(book: Opened, publication: Publication) -> None:
    rows = list(nav_rows(nav_of(book)))
    assert [(depth, label) for depth, label, _ in rows] == list(toc_rows(publication.toc))
    assert (1, "第一章　段落以上", "text/blocks.xhtml") in rows
    assert (2, "清單", "text/blocks.xhtml#blocks-lists") in rows


def test_landmarks(book: Opened) -> None:
    links = book.pages["nav.xhtml"].iterfind(".//h:nav[@hidden]//h:a", NS)
    assert [(link.get(TYPE), link.get("href")) for link in links] == [
        ("cover", "text/cover.xhtml"),
        ("titlepage", "text/title-page.xhtml"),
        ("copyright-page", "text/colophon.xhtml"),
        ("toc", "text/contents.xhtml"),
        ("bodymatter", "text/opening.xhtml"),
        ("bibliography", "text/bibliography.xhtml"),
    ]


def test_ncx_says_what_the_nav_says(book: Opened, publication: Publication) -> None:
    ncx = etree.fromstring(book.files["EPUB/toc.ncx"])
    points = ncx.findall(".//ncx:navPoint", NS)
    assert [point.get("playOrder") for point in points] == [
        str(number) for number in range(1, len(points) + 1)
    ]
    rows = [(href, label) for _, label, href in nav_rows(nav_of(book))]
    assert rows == [
        (
            point.xpath("string(ncx:content/@src)", namespaces=NS),
            point.findtext("ncx:navLabel/ncx:text", namespaces=NS),
        )
        for point in points
    ]
    depth = ncx.find(".//ncx:meta[@name='dtb:depth']", NS)
    assert depth is not None
    assert depth.get("content") == "4"
    assert ncx.get(XML_LANG) == publication.edition.language


@pytest.mark.slow
def test_a_book_without_contents_page_has_a_nav_all_the_same(
    source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    publication, context = source
    pages = tuple(
        page for page in publication.pages if page.kind not in (PageKind.CONTENTS, PageKind.COVER)
    )
    book = rendered(dataclasses.replace(publication, pages=pages), context, tmp_path)
    assert book.items()["nav.xhtml"].get("properties") == "nav"
    assert "text/contents.xhtml" not in book.items()
    assert "images/cover.jpg" not in book.items()
    assert epubcheck.judge(book.path) == ()


# --- cover, images, fonts ------------------------------------------------------------------------


def test_cover_has_the_size_that_shops_ask_for(book: Opened) -> None:
    assert book.items()["images/cover.jpg"].get("properties") == "cover-image"
    with Image.open(io.BytesIO(book.files["EPUB/images/cover.jpg"])) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (1600, 2560))
        assert len(image.getcolors(1 << 24) or ()) > 50  # type is drawn with soft edges
    shown = book.pages["text/cover.xhtml"].find(".//h:img", NS)
    assert shown is not None
    assert shown.get("src") == "../images/cover.jpg"
    assert "百物書" in shown.get("alt", "")


def test_images_are_packed_as_they_are(book: Opened) -> None:
    for name, media_type in (("square.svg", "image/svg+xml"), ("dot.png", "image/png")):
        path = BOOKS / "everything" / "chapters" / "images" / name
        assert book.files[f"EPUB/images/{name}"] == path.read_bytes()
        assert book.items()[f"images/{name}"].get("media-type") == media_type
    for name, root in book.pages.items():
        for image in root.iterfind(".//h:img", NS):
            assert image.get("alt")
            source = posixpath.normpath(posixpath.join("text", image.get("src", "")))
            assert source in book.items(), name


def test_an_image_that_no_page_shows_is_left_out(
    source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    publication, context = source
    unused = Resource("images/unused.png", tmp_path / "not even there.png", "image/png")
    more = dataclasses.replace(publication, resources=(*publication.resources, unused))
    assert "images/unused.png" not in rendered(more, context, tmp_path).items()


def test_file_names_are_portable(publication: Publication) -> None:
    pages = (
        Page("前言", PageKind.CHAPTER, publication.pages[0].matter, "前言"),
        *publication.pages,
    )
    images = tuple(
        Resource(href, Path(href), "image/png")
        for href in ("a/map.png", "b/map.png", "b/MAP.png", "地圖.png", "images/cover.jpg")
    )
    layout = Layout.of(dataclasses.replace(publication, pages=pages, resources=images))
    assert layout.pages["前言"] == "text/page.1.xhtml"
    names = list(layout.images.values())
    assert names[0] == "images/map.png"
    assert all(name.isascii() and " " not in name for name in names)
    assert len({name.lower() for name in names} | {"images/cover.jpg"}) == len(images) + 1


def characters(element: Element) -> set[int]:
    return {ord(character) for character in text(element) if character.isprintable()}


def embedded(book: Opened) -> dict[str, TTFont]:
    return {
        name: TTFont(io.BytesIO(data))
        for name, data in book.files.items()
        if name.startswith("EPUB/fonts/")
    }


def test_fonts_hold_what_they_are_used_for(book: Opened) -> None:
    covered: dict[str, set[int]] = {"heading": set(), "code": set(), "text": set()}
    for name, font in embedded(book).items():
        covered[posixpath.basename(name).split("-")[0]] |= font.getBestCmap().keys()
    headings: set[int] = set()
    words: set[int] = set()
    for name, root in book.pages.items():
        for element in root.iter(etree.Element) if name != "nav.xhtml" else ():
            tag = etree.QName(element).localname
            named = "title" in element.get("class", "").split()
            if named or tag in ("h1", "h2", "h3", "h4", "h5", "h6", "header"):
                headings |= characters(element)
            if "embedded" in element.get("class", "").split():
                words |= characters(element)
    code = [found for found in book.pages.values() for found in found.iterfind(".//h:code", NS)]
    assert {ord(sign) for sign in "".join("".join(found.itertext()) for found in code)} & {
        *range(0x21, 0x7F)
    } <= covered["code"]
    assert headings
    assert headings <= covered["heading"] | covered["code"]
    assert {ord("Ղ"), ord("ğ"), ord("Н")} <= words
    assert words <= covered["text"]


def test_fonts_are_small_renamed_and_licensed(book: Opened) -> None:
    assert embedded(book)
    for name, font in embedded(book).items():
        assert len(book.files[name]) < 100_000
        names = font["name"]
        assert {names.getDebugName(key) for key in (1, 4)} <= {
            f"nkbook {stack} {number}"
            for stack in ("heading", "code", "text")
            for number in range(1, 9)
        }
        # The licence's address
        assert {"OFL", "openfontlicense"} & set(re.findall(r"\w+", names.getDebugName(14)))
        if "CFF " in font:
            assert all(known.startswith("Nkbook") for known in font["CFF "].cff.fontNames)
        assert book.items()[name.removeprefix("EPUB/")].get("media-type") in {
            "font/otf",
            "font/ttf",
        }


def test_body_text_is_left_to_the_readers_font(book: Opened) -> None:
    rules = tinycss2.parse_stylesheet(
        book.files["EPUB/styles/book.css"].decode(), skip_comments=True, skip_whitespace=True
    )
    for rule in rules:
        if rule.type != "qualified-rule":
            continue
        declared = {
            item.name: tinycss2.serialize(item.value).strip()
            for item in tinycss2.parse_blocks_contents(rule.content)
            if item.type == "declaration"
        }
        selectors = {part.strip() for part in tinycss2.serialize(rule.prelude).split(",")}
        if selectors & {"html", "body", "p", "*", ":root", "section", "div"}:
            assert declared.keys().isdisjoint(
                {"font", "font-family", "color", "background", "background-color"}
            ), selectors


def test_fonts_can_be_left_out(source: tuple[Publication, FormatContext], tmp_path: Path) -> None:
    publication, context = source
    plain = with_options(context, epub={"embed-fonts": False})
    book = rendered(publication, plain, tmp_path)
    assert embedded(book) == {}
    assert b"@font-face" not in book.files["EPUB/styles/book.css"]
    assert b"embedded" not in book.files["EPUB/text/inlines.xhtml"]


@pytest.mark.parametrize("character", "aé裏説裡，—〇㎡①→°ㄓˊˇˋ˙")
def test_devices_have(character: str) -> None:
    assert not fonts.is_lacking(character)


@pytest.mark.parametrize("character", "ğıəЖΩā𠮷Ղ")
def test_devices_may_lack(character: str) -> None:
    assert fonts.is_lacking(character)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>卡拉巴赫</p>", "<p>卡拉巴赫</p>"),
        (
            '<p>即<span lang="az">Dağlıq Qarabağ</span>。</p>',
            '<p>即<span lang="az" class="embedded">Dağlıq Qarabağ</span>。</p>',
        ),
        ("<p>到Ağdam去</p>", '<p>到<span class="embedded">Ağdam</span>去</p>'),
        (
            "<p>The town of Ağdam in 1993</p>",
            '<p>The town of <span class="embedded">Ağdam</span> in 1993</p>',
        ),
        (
            "<p>甲<b>乙</b>Ġ丙<i>丁</i></p>",
            '<p>甲<b>乙</b><span class="embedded">Ġ</span>丙<i>丁</i></p>',
        ),
        (
            "<p>𠮷野家𠮷</p>",
            '<p><span class="embedded">𠮷</span>野家<span class="embedded">𠮷</span></p>',
        ),
        ("<h2>Ağdam</h2>", "<h2>Ağdam</h2>"),
    ],
)
def test_marking_keeps_words_whole(markup: str, expected: str) -> None:
    root = etree.fromstring(f"<div>{markup}</div>")
    fonts.mark(root, fonts.Usage())
    assert etree.tostring(root, encoding="unicode") == f"<div>{expected}</div>"


# --- metadata ------------------------------------------------------------------------------------


def test_metadata(book: Opened) -> None:
    root = book.package
    assert root.get("unique-identifier") == "publication-id"
    assert [element.text for element in root.iterfind(".//dc:title", NS)] == [
        "百物書",
        "一本甚麼都有的書",
    ]
    assert book.metas("title-type") == ["main", "subtitle"]
    found = {
        etree.QName(element).localname: element.text
        for element in root.iterfind("opf:metadata/dc:*", NS)
    }
    assert found["creator"] == "陳大文"
    assert found["contributor"] == "李小明"
    assert book.metas("role") == ["aut", "trl"]
    assert book.metas("file-as") == ["百物書", "Chan, Tai Man"]
    assert found["language"] == "zh-Hant-HK"
    assert found["publisher"] == "測試社"
    assert found["date"] == "2026-03-04"
    assert book.metas("belongs-to-collection") == ["測試叢書"]
    assert book.metas("collection-type") == ["series"]
    assert book.metas("group-position") == ["3"]
    assert found["source"] == "urn:isbn:9789620000010"
    assert found["rights"] == "版權所有"
    assert found["description"] == "測試用書：每種寫法各有一例。"
    assert book.metas("schema:bookEdition") == ["第二版"]


def test_subjects_name_their_scheme(book: Opened) -> None:
    subjects = {item.get("id"): item.text for item in book.package.iterfind(".//dc:subject", NS)}
    assert subjects == {
        None: "測試",
        "subject-1": "社會與文化史",
        "subject-2": "1FPC",
        "subject-3": "HISTORY / Modern / 20th Century",
        "subject-4": "K103",
        "subject-5": "712.7",
    }
    refined = [
        (meta.get("refines"), meta.get("property"), meta.text)
        for meta in book.package.iterfind(".//opf:meta[@refines]", NS)
        if meta.get("property") in ("authority", "term")
    ]
    assert refined[:4] == [
        ("#subject-1", "authority", "Thema"),
        ("#subject-1", "term", "NHTB"),
        ("#subject-2", "authority", "Thema"),
        ("#subject-2", "term", "1FPC"),
    ]
    assert [name for _, kind, name in refined if kind == "authority"][2:] == ["BISAC", "CLC", "NCL"]


def test_accessibility_claims_are_those_that_are_true(book: Opened) -> None:
    assert book.metas("schema:accessMode") == ["textual", "visual"]
    assert book.metas("schema:accessModeSufficient") == ["textual"]
    assert "alternativeText" in book.metas("schema:accessibilityFeature")
    assert "pageNavigation" not in book.metas("schema:accessibilityFeature")
    assert len(book.metas("schema:accessibilitySummary")) == 1
    assert book.metas("dcterms:conformsTo") == []  # nobody has evaluated the book yet


def test_a_book_of_editors_has_one_as_creator(publication: Publication) -> None:
    editors = (Creator("甲", "edt"), Creator("乙", "edt"))
    edited_book = dataclasses.replace(publication.metadata, creators=editors)
    rows = metadata.rows(
        dataclasses.replace(publication, metadata=edited_book),
        datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        cover_id=None,
        access=access.Access(),
    )
    named = [(row.name, row.text) for row in rows if row.name in ("dc:creator", "dc:contributor")]
    assert named == [("dc:creator", "甲"), ("dc:contributor", "乙")]
    assert ("meta", "visual") not in [(row.name, row.text) for row in rows]
