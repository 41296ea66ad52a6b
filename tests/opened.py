"""An EPUB read back for tests."""

from __future__ import annotations

import zipfile
from pathlib import Path

from lxml import etree

from nkbook.model.document import Element

NS = {
    "h": "http://www.w3.org/1999/xhtml",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
}
TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Opened:
    """A written EPUB, read back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            self.files = {name: archive.read(name) for name in archive.namelist()}
        self.package = etree.fromstring(self.files["EPUB/content.opf"])
        self.pages = {
            name.removeprefix("EPUB/"): etree.fromstring(data)
            for name, data in self.files.items()
            if name.endswith(".xhtml")
        }

    def items(self) -> dict[str, Element]:
        """Return the manifest's items by path inside the package."""
        return {item.get("href", ""): item for item in self.package.iterfind(".//opf:item", NS)}

    def spine(self) -> list[str]:
        names = {item.get("id"): name for name, item in self.items().items()}
        return [names[ref.get("idref")] for ref in self.package.iterfind(".//opf:itemref", NS)]

    def metas(self, name: str) -> list[str | None]:
        return [meta.text for meta in self.package.iterfind(f".//opf:meta[@property='{name}']", NS)]


def text(element: Element) -> str:
    return "".join(element.itertext())
