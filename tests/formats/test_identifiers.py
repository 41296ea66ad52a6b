"""Identifiers and titles: stable, each made in one way, the same wherever they are written."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

import pikepdf
import publications
import pypdfium2
import pytest
from lxml import etree
from opened import NS, Opened

from nkbook.formats import epub, pdf
from nkbook.formats.base import FormatContext
from nkbook.formats.paged.xmp import NAMESPACES, Packet
from nkbook.formats.press import printing
from nkbook.locales.labels import load_labels
from nkbook.locales.registry import languages
from nkbook.model.catalogue import identifiers
from nkbook.model.metadata import Imprint, Metadata
from nkbook.model.publication import Publication, numbered

DAY = datetime.datetime(2026, 3, 4, tzinfo=datetime.UTC)


@pytest.fixture
def metadata(publication: Publication) -> Metadata:
    return publication.metadata


def test_a_book_and_its_editions_have_uuids_of_their_own() -> None:
    book = identifiers.of_book("small", "zh-Hant-HK")
    taiwan = identifiers.of_edition(book, "zh-Hant-TW")
    assert book == "urn:uuid:7b9a4511-0311-5a49-b2e0-4755b25e94f1"
    assert len({book, taiwan, identifiers.of_edition(book, "zh-Hans-CN")}) == 3
    assert taiwan == identifiers.of_edition(book, "zh-Hant-TW")
    assert taiwan.startswith("urn:uuid:")


def test_a_file_goes_by_its_isbn(metadata: Metadata) -> None:
    imprint = Imprint(isbn={"epub": "978-962-00-0001-5"})
    numbered_book = dataclasses.replace(metadata, imprint=imprint)
    assert identifiers.of_format(numbered_book, "epub") == "urn:isbn:9789620000015"
    assert identifiers.of_format(numbered_book, "pdf") == metadata.identifier


def test_releases_and_editions_differ_in_the_pdfs_own_identifier(metadata: Metadata) -> None:
    later = dataclasses.replace(
        metadata, release=dataclasses.replace(metadata.release, version="2")
    )
    other = dataclasses.replace(metadata, language="zh-Hans-CN")
    made = [identifiers.permanent(item, DAY) for item in (metadata, later, other)]
    assert len(set(made)) == 3
    assert {len(item) for item in made} == {16}


def xmp(path: Path) -> etree._Element:
    with pikepdf.open(path) as file:
        return etree.fromstring(file.Root.Metadata.read_bytes())


@pytest.mark.slow
def test_every_file_names_the_same_book(
    source: tuple[Publication, FormatContext], screen_pdf: Path, tmp_path: Path
) -> None:
    """The EPUB's package, the PDF's XMP and the printer's, each read by another program."""
    publication, context = source
    metadata = publication.metadata
    book = Opened(epub.render(publication, context, tmp_path / "book.epub").path)
    identifier = book.package.find(".//dc:identifier", NS)
    assert identifier is not None
    assert identifier.text == identifiers.of_format(metadata, "epub")
    screen, printed = xmp(screen_pdf), xmp(printing.render(*source, tmp_path / "a-print.pdf").path)
    assert screen.findtext(".//dc:identifier", "", NAMESPACES) == identifiers.of_format(
        metadata, "pdf"
    )
    titles = {item.findtext(".//dc:title//rdf:li", "", NAMESPACES) for item in (screen, printed)}
    assert titles == {f"{metadata.title}：{metadata.subtitle}"}
    documents = {item.findtext(".//xmpMM:DocumentID", "", NAMESPACES) for item in (screen, printed)}
    assert len(documents) == 2  # two files, each with its own


@pytest.mark.parametrize("language", languages())
def test_titles_in_one_line(language: str, metadata: Metadata) -> None:
    labels = load_labels(language)
    both = dataclasses.replace(metadata, title="甲", subtitle="乙")
    assert both.full_title(labels) == "甲：乙"
    assert dataclasses.replace(both, subtitle=None).full_title(labels) == "甲"
    assert numbered("第一章", "甲") == "第一章\u3000甲"
    assert numbered(None, "甲") == "甲"


def test_a_book_gives_its_own_way_of_naming_pages(tmp_path: Path) -> None:
    made = publications.written(
        tmp_path,
        "甲見[](#there)。（丙見[](#there)）\n\n## 乙 {#there}\n\n乙。",
        settings='[labels]\npage-reference = "〔第{n}頁〕"\npage = "葉"\n',
    )
    target = pdf.render(*made, tmp_path / "book.pdf").path
    document = pikepdf.open(target)
    assert len(document.pages) == 1
    assert "「乙」〔第1頁〕" in words(target)
    assert "「乙」，葉1" in words(target)


def words(path: Path) -> str:
    """Return the text of a PDF's pages as PDFium extracts it, without spaces."""
    document = pypdfium2.PdfDocument(path)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return "".join(text.split())


@pytest.mark.parametrize("form", ["indented", "compact"])
def test_a_packet_is_rdf_whatever_its_texts_hold(form: str) -> None:
    packet = Packet(("dc", "xmp"))
    packet.words("dc:title", '<a> & "b"', "zh-Hant-HK")
    packet.text("xmp:CreatorTool", None)
    packet.list("dc:creator", "Seq", ["甲 & 乙", "丙"])
    packet.list("dc:subject", "Bag", [])
    packet.dates(DAY)
    data = getattr(packet, form)()
    assert data.startswith('<?xpacket begin="\ufeff"'.encode())
    assert data.endswith(b'<?xpacket end="r"?>')
    root = etree.fromstring(data)
    (about,) = root.iterfind("rdf:RDF/rdf:Description", NAMESPACES)
    assert [etree.QName(item).localname for item in about] == [
        *("title", "creator", "CreateDate", "ModifyDate", "MetadataDate"),
    ]
    alternatives = {
        item.get("{http://www.w3.org/XML/1998/namespace}lang"): item.text
        for item in about.iterfind("dc:title/rdf:Alt/rdf:li", NAMESPACES)
    }
    assert alternatives == dict.fromkeys(("x-default", "zh-Hant-HK"), '<a> & "b"')
    creators = about.iterfind("dc:creator/rdf:Seq/rdf:li", NAMESPACES)
    assert [item.text for item in creators] == ["甲 & 乙", "丙"]
    assert about.findtext("xmp:CreateDate", "", NAMESPACES) == "2026-03-04T00:00:00Z"
