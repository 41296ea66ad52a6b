"""Writes XMP packets (ISO 16684-1), the metadata inside a PDF."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from nkbook.model.document import Element

NAMESPACES = {
    "x": "adobe:ns:meta/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The packet's wrapper; "r": a change of the file in place would break its checksum.
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_END = '\n<?xpacket end="r"?>'
_DATE = "%Y-%m-%dT%H:%M:%SZ"


class Packet:
    """RDF about a file, property after property; names are written with their prefix: dc:title."""

    def __init__(self, prefixes: Sequence[str]) -> None:
        """Begin a packet whose properties are in the namespaces of ``prefixes``."""
        self._prefixes = tuple(prefixes)
        self._meta = etree.Element(_name("x:xmpmeta"), nsmap={"x": NAMESPACES["x"]})
        spaces = {key: NAMESPACES[key] for key in ("rdf", *prefixes)}
        rdf = etree.SubElement(self._meta, _name("rdf:RDF"), nsmap=spaces)
        self._about = etree.SubElement(rdf, _name("rdf:Description"), {_name("rdf:about"): ""})

    def text(self, name: str, value: str | None) -> None:
        """Add a simple property, if there is a value."""
        if value:
            etree.SubElement(self._about, _name(name)).text = value

    def words(self, name: str, value: str | None, *languages: str) -> None:
        """Add a text for readers: by default, and in the languages named (BCP 47)."""
        if value:
            rows = etree.SubElement(etree.SubElement(self._about, _name(name)), _name("rdf:Alt"))
            for tag in ("x-default", *languages):
                etree.SubElement(rows, _name("rdf:li"), {_LANG: tag}).text = value

    def list(self, name: str, kind: str, values: Iterable[str]) -> None:
        """Add an ordered (Seq) or unordered (Bag) list, if there is anything in it."""
        items = list(values)
        if items:
            rows = etree.SubElement(
                etree.SubElement(self._about, _name(name)), _name(f"rdf:{kind}")
            )
            for item in items:
                etree.SubElement(rows, _name("rdf:li")).text = item

    def dates(self, date: datetime.datetime) -> None:
        """Add the dates of a file made at one time (UTC)."""
        for name in ("CreateDate", "ModifyDate", "MetadataDate"):
            self.text(f"xmp:{name}", date.strftime(_DATE))

    def extension(self, schema: str, prefix: str, *properties: tuple[str, str, str, str]) -> None:
        """Describe a schema that XMP doesn't know (PDF/A-2 §6.6.2.3.3)."""
        schemas = etree.SubElement(self._about, _name("pdfaExtension:schemas"))
        about = _resource(etree.SubElement(schemas, _name("rdf:Bag")))
        _fill(about, "pdfaSchema", schema=schema, namespaceURI=NAMESPACES[prefix], prefix=prefix)
        rows = etree.SubElement(about, _name("pdfaSchema:property"))
        rows = etree.SubElement(rows, _name("rdf:Seq"))
        for name, kind, category, description in properties:
            _fill(
                _resource(rows), "pdfaProperty",
                name=name, valueType=kind, category=category, description=description,
            )  # fmt: skip

    def indented(self) -> bytes:
        """Return the packet with an element on each line."""
        text = etree.tostring(self._meta, encoding="utf-8", pretty_print=True)
        return _BEGIN.encode() + text + _END.encode()

    def compact(self) -> bytes:
        """Return the packet with a property on each line, and its namespaces above them."""
        declared = [
            'rdf:about=""',
            *(f"xmlns:{prefix}={quoteattr(NAMESPACES[prefix])}" for prefix in self._prefixes),
        ]
        pairs = (" ".join(declared[at : at + 2]) for at in range(0, len(declared), 2))
        lines = [
            f"<x:xmpmeta xmlns:x={quoteattr(NAMESPACES['x'])}>",
            f"<rdf:RDF xmlns:rdf={quoteattr(NAMESPACES['rdf'])}>",
            "<rdf:Description " + "\n ".join(pairs) + ">",
            *map(_written, self._about),
            "</rdf:Description>",
            "</rdf:RDF>",
            "</x:xmpmeta>",
        ]
        return (_BEGIN + "\n".join(lines) + _END).encode()


def _name(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _resource(parent: Element) -> Element:
    return etree.SubElement(parent, _name("rdf:li"), {_name("rdf:parseType"): "Resource"})


def _fill(parent: Element, space: str, /, **values: str) -> None:
    for name, value in values.items():
        etree.SubElement(parent, _name(f"{space}:{name}")).text = value


def _written(element: Element) -> str:
    """Return an element in one line, by prefixes declared above it; its attributes are xml:lang."""
    name = f"{element.prefix}:{etree.QName(element).localname}"
    language = element.get(_LANG)
    opening = f"{name} xml:lang={quoteattr(language)}" if language else name
    content = escape(element.text or "") + "".join(map(_written, element))
    return f"<{opening}>{content}</{name}>"
