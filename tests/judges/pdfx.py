"""Judges a file by PDF/X-4 (ISO 15930-7:2010), clause by clause, from its objects.

No free validator knows PDF/X-4. This one reads the file with pikepdf and takes nothing from nkbook;
``as_archive`` makes of a file one that veraPDF can judge, which checks fonts, colours and
syntax against the same output intent.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree
from PIL import ImageCms

_INTENTS = {"/AbsoluteColorimetric", "/RelativeColorimetric", "/Saturation", "/Perceptual"}
_BLENDS = {
    *("/Normal", "/Compatible", "/Multiply", "/Screen", "/Overlay", "/Darken", "/Lighten"),
    *("/ColorDodge", "/ColorBurn", "/HardLight", "/SoftLight", "/Difference", "/Exclusion"),
    *("/Hue", "/Saturation", "/Color", "/Luminosity"),
}
_NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
}
_ARCHIVE = (
    '<rdf:Description xmlns:rdf="{rdf}" rdf:about="" '
    'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="2" pdfaid:conformance="B"/>'
).format(**_NS)
_VERSION = "pdfxid:GTS_PDFXVersion"
_REQUIRED = ("dc:title", "xmpMM:DocumentID", "xmpMM:VersionID", "xmpMM:RenditionClass")
# What the information dictionary says, and the XMP too.
_DATES = {"/CreationDate": "xmp:CreateDate", "/ModDate": "xmp:ModifyDate"}
_SAME = {
    "/Title": "dc:title",
    "/Creator": "xmp:CreatorTool",
    "/Producer": "pdf:Producer",
    "/Trapped": "pdf:Trapped",
}
_STATES = {"/CA", "/ca", "/SMask", "/BM"}  # keys that only graphics states have
_NESTED = 28  # PDF 1.6, Appendix C: graphics states one in another


def judge(pdf: pikepdf.Pdf) -> list[str]:
    """Return everything in a file that PDF/X-4 forbids or misses, each with its subject."""
    return sorted(
        {
            *_file(pdf),
            *_intent(pdf),
            *_metadata(pdf),
            *(fault for number, page in enumerate(pdf.pages, 1) for fault in _page(page, number)),
            *(fault for item in pdf.objects for fault in _object(item)),
        }
    )


def as_archive(source: Path, target: Path) -> None:
    """Write the file as PDF/A-2b, its colours and all else left alone.

    PDF/A names its output intent otherwise, and itself in the metadata (ISO 19005-2 §6.2.3 and
    §6.6.4). Properties of PDF/X that its schemas lack are dropped.
    """
    with pikepdf.open(source) as pdf:
        (intent,) = pdf.Root.OutputIntents
        intent.S = pikepdf.Name.GTS_PDFA1
        packet = etree.fromstring(pdf.Root.Metadata.read_bytes())
        (holder,) = packet.iter(f"{{{_NS['rdf']}}}RDF")
        for description in holder:
            for name in ("pdfxid:GTS_PDFXVersion", "pdf:Trapped"):
                for element in description.findall(name, _NS):
                    description.remove(element)
        holder.append(etree.fromstring(_ARCHIVE))
        pdf.Root.Metadata = pdf.make_stream(
            b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>'
            + etree.tostring(packet)
            + b'<?xpacket end="w"?>',
            Type=pikepdf.Name.Metadata,
            Subtype=pikepdf.Name.XML,
        )
        pdf.save(target, fix_metadata_version=False)


def _file(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Judge what holds for the whole file: version, ID, and what no press has a use for."""
    if pdf.pdf_version > "1.6":
        yield f"version {pdf.pdf_version}"
    if "/Encrypt" in pdf.trailer:
        yield "encrypted"
    if len(pdf.trailer.get("/ID", [])) != 2:
        yield "no ID"
    for key in ("/OpenAction", "/AA", "/AcroForm", "/OCProperties", "/Collection", "/Requirements"):
        if key in pdf.Root:
            yield f"catalogue has {key}"
    for key in ("/JavaScript", "/EmbeddedFiles", "/AlternatePresentations"):
        if key in pdf.Root.get("/Names", {}):
            yield f"names have {key}"


def _intent(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Judge the output intent: one, of a printing condition, with its profile."""
    intents = [item for item in pdf.Root.get("/OutputIntents", []) if item.get("/S") == "/GTS_PDFX"]
    if len(intents) != 1:
        yield f"{len(intents)} output intents"
        return
    (intent,) = intents
    for key in ("/OutputConditionIdentifier", "/Info"):
        if not str(intent.get(key, "")):
            yield f"output intent without {key}"
    if str(intent.get("/RegistryName", "")) != "http://www.color.org":
        yield "output intent of no registry"
    profile = intent.get("/DestOutputProfile")
    if profile is None:
        yield "output intent without profile"
        return
    try:
        opened = ImageCms.ImageCmsProfile(io.BytesIO(profile.read_bytes())).profile
    except OSError:
        yield "output intent without a sound profile"
        return
    channels = {"GRAY": 1, "RGB": 3, "CMYK": 4}.get(opened.xcolor_space.strip())
    if opened.device_class != "prtr" or profile.get("/N") != channels:
        yield f"profile of class {opened.device_class} with {profile.get('/N')} channels"


def _metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Judge the XMP."""
    if "/Metadata" not in pdf.Root:
        yield "no XMP"
        return
    if "/Filter" in pdf.Root.Metadata:
        yield "XMP compressed"
    xmp = etree.fromstring(pdf.Root.Metadata.read_bytes())
    names = (*_REQUIRED, *_SAME.values(), *_DATES.values(), "xmp:MetadataDate", "pdf:Trapped")
    facts = {
        name: "".join(str(xmp.xpath(f"string(//{name})", namespaces=_NS)).split())
        for name in (*names, _VERSION)
    }
    if facts[_VERSION] != "PDF/X-4":
        yield f"version {facts[_VERSION]!r}"
    yield from (f"no {name}" for name in _REQUIRED if not facts[name])
    for name in (*_DATES.values(), "xmp:MetadataDate"):
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", facts[name]):
            yield f"{name} {facts[name]!r}"
    if facts["pdf:Trapped"] not in ("True", "False"):
        yield f"trapped {facts['pdf:Trapped']!r}"
    yield from _information(pdf, facts)


def _information(pdf: pikepdf.Pdf, facts: dict[str, str]) -> Iterator[str]:
    """Judge that the information dictionary says what the XMP says."""
    info = {key: str(item) for key, item in pdf.docinfo.items()}
    for key, name in _DATES.items():
        if re.sub(r"\D", "", info.get(key, "")) != re.sub(r"\D", "", facts[name]):
            yield f"{key} is not {name}"
    for key, name in _SAME.items():
        if "".join(info.get(key, "").removeprefix("/").split()) != facts[name]:
            yield f"{key} is not {name}"


def _page(page: pikepdf.Page, number: int) -> Iterator[str]:
    """Judge a page's boxes, annotations, blending and operators."""
    where = f"page {number}"
    boxes = {
        name: tuple(map(float, page.obj[name]))
        for name in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
        if name in page.obj
    }
    finished = [name for name in ("/TrimBox", "/ArtBox") if name in boxes]
    if len(finished) != 1:
        yield f"{where}: {len(finished)} boxes give the finished page"
    chain = [name for name in ("/MediaBox", "/BleedBox", *finished) if name in boxes]
    for outer, inner in pairwise(chain):
        if not _holds(boxes[outer], boxes[inner]):
            yield f"{where}: {inner} outside {outer}"
    for key in ("/AA", "/UserUnit", "/PresSteps"):
        if key in page.obj:
            yield f"{where}: {key}"
    bleed = boxes.get("/BleedBox", boxes.get("/TrimBox", boxes.get("/MediaBox", (0, 0, 0, 0))))
    for annotation in page.obj.get("/Annots", []):
        if annotation.get("/Subtype") not in ("/PrinterMark", "/TrapNet") and _meet(
            bleed, tuple(map(float, annotation.Rect))
        ):
            yield f"{where}: {annotation.get('/Subtype')} on the page"
    yield from (f"{where}: {fault}" for fault in _operators(page))


def _holds(outer: tuple[float, ...], inner: tuple[float, ...]) -> bool:
    return (
        outer[0] <= inner[0] <= inner[2] <= outer[2]
        and outer[1] <= inner[1] <= inner[3] <= outer[3]
    )


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _operators(holder: Any) -> Iterator[str]:
    depth = 0
    for instruction in pikepdf.parse_content_stream(holder):
        name = str(instruction.operator)
        if name in ("PS", "BX", "EX"):
            yield f"operator {name}"
        elif name == "ri" and str(instruction.operands[0]) not in _INTENTS:
            yield f"rendering intent {instruction.operands[0]}"
        elif name in ("q", "Q"):
            depth += 1 if name == "q" else -1
            if not 0 <= depth <= _NESTED:
                yield f"{depth} graphics states deep"
    if depth:
        yield f"{depth} graphics states left open"


def _object(item: Any) -> Iterator[str]:
    """Judge an object by its kind, wherever it is used."""
    if not isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
        return
    kind, subtype = str(item.get("/Type", "")), str(item.get("/Subtype", ""))
    if isinstance(item, pikepdf.Stream):
        named: Any = item.get("/Filter") if "/Filter" in item else pikepdf.Array([])
        filters = map(str, [named] if isinstance(named, pikepdf.Name) else named)
        yield from (f"filter {name}" for name in filters if name in ("/LZWDecode", "/Crypt"))
        yield from (f"stream with {key}" for key in ("/F", "/FFilter") if key in item)
    if kind == "/Font":
        yield from _font(item)
    elif kind == "/Action" or subtype in ("/PS", "/Movie", "/Sound"):
        yield f"{kind or subtype}"
    elif kind == "/ExtGState" or (
        {"/CA", "/ca", "/SMask", "/BM"} & set(item.keys()) and not subtype
    ):
        yield from _state(item)
    if subtype == "/Image":
        yield from (f"image with {key}" for key in ("/Alternates", "/OPI") if key in item)
        if str(item.get("/Intent", "/Perceptual")) not in _INTENTS:
            yield f"image with intent {item.Intent}"
    elif subtype == "/Form":
        yield from (f"form with {key}" for key in ("/OPI", "/Ref", "/PS") if key in item)
        yield from _operators(item)


def _font(font: Any) -> Iterator[str]:
    """Judge a font: its program is in the file, and fits what the dictionaries say."""
    subtype, name = str(font.Subtype), str(font.get("/BaseFont", "font"))
    if subtype == "/Type0":
        if str(font.Encoding) not in ("/Identity-H", "/Identity-V") and isinstance(
            font.Encoding, pikepdf.Name
        ):
            yield f"{name} by {font.Encoding}"
        (descendant,) = font.DescendantFonts
        if descendant.Subtype == "/CIDFontType2" and "/CIDToGIDMap" not in descendant:
            yield f"{name} without CIDToGIDMap"
        return
    if subtype != "/Type3":
        descriptor = font.get("/FontDescriptor", {})
        programs = [key for key in ("/FontFile", "/FontFile2", "/FontFile3") if key in descriptor]
        if len(programs) != 1:
            yield f"{name} not embedded"


def _state(state: Any) -> Iterator[str]:
    """Judge a graphics state: nothing of the device but overprint, and blending that PDF knows."""
    yield from (f"graphics state with {key}" for key in ("/TR", "/HTP") if key in state)
    if str(state.get("/TR2", "/Default")) != "/Default":
        yield "graphics state with /TR2"
    halftone = state.get("/HT", pikepdf.Name.Default)
    if isinstance(halftone, pikepdf.Dictionary) and (
        halftone.get("/HalftoneType") not in (1, 5) or "/HalftoneName" in halftone
    ):
        yield "graphics state with a halftone"
    if str(state.get("/RI", "/Perceptual")) not in _INTENTS:
        yield f"graphics state with intent {state.RI}"
    blend = state.get("/BM", pikepdf.Name.Normal)
    for mode in [blend] if isinstance(blend, pikepdf.Name) else list(blend):
        if str(mode) not in _BLENDS:
            yield f"blend mode {mode}"
