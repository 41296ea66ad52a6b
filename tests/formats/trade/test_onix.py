"""The ONIX record: valid by EDItEUR's schema with its code lists, true, in the manifest."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
import records
from conftest import EDITIONS, run_nkbook
from lxml import etree
from places import BOOKS
from records import NS, record

from nkbook.formats.epub.metadata import CONFORMANCE
from nkbook.formats.html.access import Access
from nkbook.model.metadata import Creator, Imprint, Publisher, Series, SubjectCode
from nkbook.model.publication import Publication


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
    assert root.findtext(".//o:RelatedProduct//o:IDValue", "", NS) == "9789620000022"
    assert root.findtext(".//o:CorporateName", "", NS) == "某會"
    subjects = [
        (
            item.find("o:MainSubject", NS) is not None,
            item.findtext("o:SubjectSchemeIdentifier", "", NS),
            item.findtext("o:SubjectCode", "", NS),
        )
        for item in root.iterfind(".//o:Subject[o:SubjectCode]", NS)
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
