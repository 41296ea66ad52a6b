"""The ONIX record: valid by EDItEUR's schema with its code lists, true, in the manifest."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest
import records
from conftest import EDITIONS, run_nkbook
from judges import PATIENCE
from lxml import etree
from places import BOOKS
from records import NS, record

from nkbook.formats.epub.metadata import CONFORMANCE
from nkbook.formats.html.access import Access
from nkbook.formats.trade.google import for_google
from nkbook.formats.trade.prices import prices
from nkbook.formats.trade.tags import newer
from nkbook.model.metadata import Creator, Imprint, Publisher, Series, SubjectCode
from nkbook.model.publication import Publication
from nkbook.project.config.trade_tables import TradeTable


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return records.schema()


def values(root: etree._Element, kind: str) -> list[str]:
    features = root.iterfind(".//o:ProductFormFeature", NS)
    return [
        feature.findtext("o:ProductFormFeatureValue", "", NS)
        for feature in features
        if feature.findtext("o:ProductFormFeatureType", "", NS) == kind
    ]


def test_a_plain_record_is_valid(publication: Publication, schema: etree.XMLSchema) -> None:
    root = record(publication, Access())
    assert schema.validate(root), schema.error_log
    title = root.find(".//o:DescriptiveDetail/o:TitleDetail/o:TitleElement", NS)
    assert title is not None
    assert title.findtext("o:TitleText", "", NS) == "百物書"
    assert root.findtext(".//o:Collection//o:TitleText", "", NS) == "測試叢書"
    assert root.findtext(".//o:Collection//o:PartNumber", "", NS) == "3"
    assert root.findtext(".//o:ScriptCode", "", NS) == "Hant"
    assert {"00", "11", "13", "22"} <= set(values(root, "09"))
    assert set(values(root, "09")).isdisjoint({"04", "12", "14", "19", "41", "82", "85"})


def test_a_full_record_is_valid(publication: Publication, schema: etree.XMLSchema) -> None:
    metadata = dataclasses.replace(
        publication.metadata,
        creators=(Creator("陳大文", "aut", "陳, 大文"), Creator("某會", "edt", corporate=True)),
        publisher=Publisher("測試社", "香港", website="https://example.org/"),
        imprint=Imprint(isbn={"epub": "978-962-00-0001-5", "print": "978-962-00-0002-2"}),
        series=Series("叢書", "3"),
        subject_codes=(
            SubjectCode("thema", "NHTB", "社會與文化史"),
            SubjectCode("thema", "1DTA-AZ-K"),
            SubjectCode("thema", "3MPQ"),
            SubjectCode("bisac", "HIS037070"),
            SubjectCode("clc", "K368"),
            SubjectCode("ncl", "737.1", "高加索"),
        ),
        rights_url="https://example.org/licence",
        rights="某約",
    )
    whole = dataclasses.replace(publication, metadata=metadata)
    access = Access(pictures=True, paged=True, indexed=True, certified_by="某評審")
    root = record(whole, access, "urn:isbn:9789620000015")
    assert schema.validate(root), schema.error_log
    assert {"04", "12", "14", "19", "41", "82", "85", "90"} <= set(values(root, "09"))
    assert values(root, "12") == ["14", "16", "18"]
    assert root.findtext(".//o:Product/o:ProductIdentifier/o:IDValue", "", NS) == "9789620000015"
    related = root.find("o:Product/o:RelatedMaterial/o:RelatedProduct", NS)
    assert related is not None
    assert related.findtext(".//o:IDValue", "", NS) == "9789620000022"
    assert root.findtext(".//o:CorporateName", "", NS) == "某會"
    subjects = [
        (
            item.find("o:MainSubject", NS) is not None,
            item.findtext("o:SubjectSchemeIdentifier", "", NS),
            item.findtext("o:SubjectCode", "", NS),
        )
        for item in root.iterfind("o:Product[1]//o:Subject[o:SubjectCode]", NS)
    ]
    assert subjects == [
        (True, "93", "NHTB"),
        (False, "94", "1DTA-AZ-K"),
        (False, "96", "3MPQ"),
        (True, "10", "HIS037070"),
        (True, "88", "K368"),
        (True, "24", "737.1"),
    ]
    assert root.findtext(".//o:SubjectSchemeName", "", NS) == "NCL"


def products(root: etree._Element) -> dict[str, etree._Element]:
    """Return the products of a message by the codes of their forms."""
    rows = root.findall("o:Product", NS)
    path = "o:DescriptiveDetail/o:ProductForm{}"
    codes = (
        row.findtext(path.format("Detail"), "", NS) or row.findtext(path.format(""), "", NS)
        for row in rows
    )
    return dict(zip(codes, rows, strict=True))


TRADE = TradeTable.model_validate({
    "prices": [
        {"amount": "320", "currency": "TWD", "countries": ["TW"]},
        {"amount": "12.50", "currency": "USD", "format": "print", "tax": "excluded"},
    ],
    "territories": ["WORLD"],
    "supplier": "某經銷",
    "contact": "陳大文",
    "email": "a@example.org",
})  # fmt: skip


@pytest.fixture(scope="module")
def sold(publication: Publication) -> Publication:
    """Return a book with all that shops ask for."""
    isbn = {"epub": "978-962-00-0001-0", "print": "978-962-00-0002-7", "pdf": "978-962-00-0003-4"}
    metadata = dataclasses.replace(
        publication.metadata,
        publisher=Publisher("測試社", "香港"),
        imprint=Imprint(isbn=isbn),
    )
    return dataclasses.replace(publication, metadata=metadata)


@pytest.mark.parametrize("release", ["3.0", "3.1"])
def test_every_product_has_a_valid_record_of_its_own(sold: Publication, release: str) -> None:
    editions = {
        "zh-Hant-HK": {"": "urn:uuid:1", "epub": "urn:isbn:9789620000010"},
        "zh-Hans-CN": {"": "urn:uuid:2", "print": "urn:isbn:9787100000000"},
    }
    message = records.message(
        sold, Access(paged=True), "urn:isbn:9789620000010", trade=TRADE, pages=99,
        made=("pdf", "epub"), editions=editions, cover="https://example.org/cover.jpg",
        sample={"epub": "https://example.org/sample.epub"},
    )  # fmt: skip
    if release == "3.1":
        judged = etree.fromstring(newer(message))
        assert records.schema("3.1").validate(judged), records.schema("3.1").error_log
        return
    root = etree.fromstring(message)
    assert records.schema().validate(root), records.schema().error_log
    rows = products(root)
    assert list(rows) == ["E101", "E107", "BC"]
    numbers = {form: row.findtext("o:RecordReference", "", NS) for form, row in rows.items()}
    assert len(set(numbers.values())) == 3
    costs = {
        form: [one.text for one in row.iterfind(".//o:PriceAmount", NS)]
        for form, row in rows.items()
    }
    assert costs == {"E101": ["320"], "E107": ["320"], "BC": ["320", "12.50"]}
    codes = {
        form: [one.text for one in row.iterfind(".//o:ProductRelationCode", NS)]
        for form, row in rows.items()
    }
    assert codes == {"E101": ["06", "13", "11"], "E107": ["06", "13"], "BC": ["27", "27", "11"]}
    assert rows["BC"].findtext(".//o:Extent[o:ExtentType='00']/o:ExtentValue", "", NS) == "99"
    links = [one.text for one in rows["E101"].iterfind(".//o:ResourceLink", NS)]
    assert links == ["https://example.org/cover.jpg", "https://example.org/sample.epub"]


def test_a_book_to_come_is_forthcoming(sold: Publication, schema: etree.XMLSchema) -> None:
    message = records.message(sold, Access(), trade=TRADE, forthcoming=True)
    root = etree.fromstring(message)
    assert schema.validate(root), schema.error_log
    assert {one.text for one in root.iterfind(".//o:PublishingStatus", NS)} == {"02"}
    assert {one.text for one in root.iterfind(".//o:ProductAvailability", NS)} == {"10"}
    assert {one.text for one in root.iterfind(".//o:NotificationType", NS)} == {"02"}


def test_a_record_goes_to_google_or_says_what_it_lacks(sold: Publication, tmp_path: Path) -> None:
    number = "urn:isbn:9789620000010"
    reduced, missing = for_google(records.message(sold, Access(), number, trade=TRADE))
    assert (missing, reduced is not None) == ((), True)
    path = tmp_path / "onix.xml"
    path.write_bytes(reduced or b"")
    # The command, not the library: that leaves its files open, which pytest calls a fault.
    done = subprocess.run(
        [sys.executable, "-m", "onixcheck", str(path), "-s", "xsd", "google"],
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert "INVALID" not in done.stdout, done.stdout
    assert "VALID" in done.stdout.split()
    plain = dataclasses.replace(
        sold, metadata=dataclasses.replace(sold.metadata, imprint=Imprint())
    )
    reduced, missing = for_google(records.message(plain, Access()))
    assert reduced is None
    assert [one.partition(":")[0] for one in missing] == [
        "an ISBN of the epub",
        "where it may be sold",
        "a price above zero",
    ]


@pytest.mark.parametrize(
    ("words", "region", "read"),
    [
        ("NT$320", "TW", [("320", "TWD")]),
        ("新臺幣三百二十元整", "TW", [("320", "TWD")]),
        ("港幣一百元／新台幣400元", "HK", [("100", "HKD"), ("400", "TWD")]),
        ("定價：1,280元", "TW", [("1280", "TWD")]),
        ("￥38.00", "CN", [("38.00", "CNY")]),
        ("38.00元", "CN", [("38.00", "CNY")]),
        ("$98", "HK", [("98", "HKD")]),
        ("一萬二千元", "TW", [("12000", "TWD")]),
        ("全三冊，US$ 45", "HK", [("45", "USD")]),
        ("免費", "HK", [("0", "HKD")]),
        ("精裝400元，平裝300元", "TW", []),
        ("請向書店查詢", "TW", []),
        ("2026年", "TW", []),
    ],
)
def test_prices_in_words_are_read(words: str, region: str, read: list[tuple[str, str]]) -> None:
    found = prices(TradeTable(), words, "epub", region)
    assert [(price.amount, price.currency) for price in found] == read


def test_the_schema_bites(publication: Publication, schema: etree.XMLSchema) -> None:
    root = record(publication, Access())
    value = root.find(".//o:ProductFormFeatureValue", NS)
    assert value is not None
    form = root.find(".//o:ProductForm", NS)
    assert form is not None
    form.text = "XYZ"
    assert not schema.validate(root)


@pytest.mark.slow
def test_every_edition_has_a_record_of_its_own(schema: etree.XMLSchema, tmp_path: Path) -> None:
    run = run_nkbook("build", BOOKS / "editions", "-f", "epub", "-o", tmp_path)
    assert run.code == 0, run.err
    judge_records(tmp_path, schema)


@pytest.mark.slow
@pytest.mark.flagship
def test_every_edition_of_the_flagship_has_a_record_of_its_own(
    flagship: Path, schema: etree.XMLSchema
) -> None:
    judge_records(flagship, schema)


def judge_records(output: Path, schema: etree.XMLSchema) -> None:
    """Judge the records of a book built in all editions."""
    listed = json.loads((output / "manifest.json").read_text(encoding="utf-8"))["files"]
    for edition in EDITIONS:
        path = output / edition / "onix.xml"
        root = etree.parse(path).getroot()
        assert schema.validate(root), schema.error_log
        assert {"14", "19", "41"} <= set(values(root, "09"))
        (row,) = [row for row in listed if row["path"] == f"{edition}/onix.xml"]
        assert row["format"] == "onix"
        assert row["bytes"] == path.stat().st_size


def test_the_claim_is_worded_as_the_standard_words_it() -> None:
    assert CONFORMANCE == "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
