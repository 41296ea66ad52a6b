"""ONIX records for tests: made as nkbook makes them, and EDItEUR's schema that judges them."""

from __future__ import annotations

import datetime
import importlib.util
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from nkbook.formats.html.access import Access
from nkbook.formats.trade import onix
from nkbook.model.document import Element
from nkbook.model.publication import Publication

NS = {"o": "http://ns.editeur.org/onix/3.0/reference"}
DAY = datetime.datetime(2026, 3, 4, tzinfo=datetime.UTC)


@cache
def schema(release: str = "3.0") -> etree.XMLSchema:
    """Return the XSD of a release of ONIX, which the package onixcheck carries."""
    spec = importlib.util.find_spec("onixcheck")
    assert spec is not None, "the test extra is not installed"
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0]) / "schema" / f"xsd{release}"
    return etree.XMLSchema(etree.parse(folder / f"ONIX_BookProduct_{release}_reference.xsd"))


def record(publication: Publication, access: Access, identifier: str = "") -> Element:
    return etree.fromstring(message(publication, access, identifier))


def message(publication: Publication, access: Access, identifier: str = "", **facts: Any) -> bytes:
    own = identifier or publication.metadata.identifier
    return onix.record(publication, onix.Facts(own, access, 123_456, DAY, **facts))
