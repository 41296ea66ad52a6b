"""Paints a document as data that can be joined with that of others.

WeasyPrint paints it; what belongs to a whole file is left open: fonts, the tree of pages, the root
of the structure, links to other sections.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint import DEFAULT_OPTIONS
from weasyprint.document import Document

from nkbook.weasy.facts import Plates, Proof
from nkbook.weasy.output.paint import glyphs, record
from nkbook.weasy.output.paint.elements import Elements
from nkbook.weasy.output.paint.inks import Inking
from nkbook.weasy.output.paint.marking import Archiving, Marking, report_lost
from nkbook.weasy.output.paint.profile import add_profile
from nkbook.weasy.output.paint.record import (
    Loose,
    PaintedFont,
    PaintedPage,
    PaintedSection,
    Parts,
    StructureRecord,
    Top,
)
from nkbook.weasy.output.paint.tree import Annotation, build
from nkbook.weasy.patches.installing import installed
from nkbook.weasy.patches.patch import Group

_ONE_VALUE = ("Font", "ColorSpace")
_FACTS = (
    "index", "font_size", "style", "family", "variations", "weight", "hash", "name", "ascent",
    "descent", "tables", "bitmap", "italic_angle", "upem", "png", "svg", "colr", "glyph_count",
    "stemv", "stemh", "used_in_forms", "flags",
)  # fmt: skip

_build_fonts_dictionary = weasyprint.pdf.build_fonts_dictionary
_resolve_links = weasyprint.pdf.resolve_links
_add_tags = weasyprint.pdf.add_tags
_make_bookmark_tree = Document.make_bookmark_tree


@dataclass(slots=True)
class Recording:
    """A weasyprint.Document that is being painted as data."""

    document: Any
    marking: Marking | None
    fonts: Any = field(default_factory=pydyf.Dictionary)
    structure: StructureRecord | None = None


def build_fonts_dictionary(  # noqa: PLR0913 — WeasyPrint's signature
    recording: Recording, pdf: Any, fonts: Any, compress: Any, subset: Any, options: Any
) -> Any:
    """Return an empty dictionary in place of the book's."""
    if fonts is not recording.document.fonts:
        return _build_fonts_dictionary(pdf, fonts, compress, subset, options)
    return recording.fonts


def resolve_links(recording: Recording, pages: Any) -> Iterator[Any]:
    """Yield the links of pages, wherever they lead, and their anchors."""
    if pages is not recording.document.pages:
        yield from _resolve_links(pages)
        return
    seen: set[str] = set()
    for page in pages:
        anchors = [(name, x, y) for name, (x, y, *_) in page.anchors.items() if name not in seen]
        seen.update(name for name, *_ in anchors)
        yield list(page.links), anchors


def make_bookmark_tree(
    recording: Recording, document: Any, scale: Any = 1, transform_pages: Any = False
) -> Any:
    """Return no bookmarks: their tree is of the whole file."""
    if document is not recording.document:
        return _make_bookmark_tree(document, scale, transform_pages)
    return []


def add_tags(
    recording: Recording, pdf: Any, document: Any, pdf_version: Any, page_streams: Any
) -> None:
    """Add the elements of a section to its objects, and record what leads to them."""
    if document is not recording.document or recording.marking is None:
        _add_tags(pdf, document, pdf_version, page_streams)
        return
    above = pydyf.Dictionary()
    pdf.add_object(above)
    root = recording.marking.tree.root
    elements = Elements(recording.marking, pdf, page_streams, elsewhere=True)
    elements.references[root] = above.reference
    tops = tuple(_tops(elements, root, above.reference))
    recording.structure = StructureRecord(
        above.number,
        tops,
        tuple(tuple(map(_number, row)) for row in elements.page_rows()),
        tuple((stream.number, tuple(map(_number, row))) for stream, row in elements.group_rows()),
        tuple(
            (link.number, _number(elements.references[node])) for link, node in elements.annotated
        ),
        tuple((key, name, _number(reference)) for key, name, reference in elements.ids),
    )


def _tops(elements: Elements, root: Any, above: bytes) -> Iterator[Top | Loose]:
    """Yield what is at the top of the structure."""
    for child in elements.kept(root):
        if isinstance(child, Annotation):
            yield Loose(child.page, None, _parts(elements.link(child, root)))
        elif isinstance(child, tuple):
            content, mcid = child
            is_group = content.stream.extra.get("Type") == "/XObject"
            reference = _parts(elements.item(content, mcid, same_page=False))
            yield Loose(content.page, None if is_group else mcid, reference)
        else:
            element = elements.element(child, above)
            kids, first = elements.kids(child)
            kept = elements.kept(child)
            cut = len(kids) - sum(note in kept for note in child.last)
            values = [_parts(kid) for kid in kids]
            is_part = child.type == "Part"
            yield Top(element.number, tuple(values[:cut]), tuple(values[cut:]), first, is_part)


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _parts(value: Any) -> Parts:
    """Return any value of pydyf in parts."""
    return record.parts(pydyf.Array([value]).data[1:-1])


def paint(
    document: Any, paint: Proof | Plates | None, fonts: dict[Any, Any] | None = None
) -> PaintedSection:
    """Return what is painted of a weasyprint.Document, which stays as it was.

    ``fonts`` keeps what WeasyPrint reads of font files, for other documents.
    """
    with _unchanged(document), ExitStack() as stack:
        if fonts is not None:
            document.fonts = fonts
            for font in fonts.values():
                font.widths, font.to_unicode, font.missing = {}, {}, {}
        options: dict[str, Any] = {}
        marking = None
        if isinstance(paint, Proof):
            add_profile(document)
            marking = Marking(build(document.pages))
            options = {"pdf_tags": True, "output_intent": "given"}
            archiving = Archiving(document, marking, paint.show)
            stack.enter_context(installed(Group.ARCHIVE, archiving))
        elif paint is not None:
            document.output_intent = "device-cmyk"  # the colour space of groups and gradients
            for page in document.pages:
                page.links = []
            stack.enter_context(installed(Group.INKS, Inking(document, paint)))
        recording = Recording(document, marking)
        stack.enter_context(installed(Group.RECORD, recording))
        pdf = weasyprint.pdf.generate_pdf(document, None, 1, **{**DEFAULT_OPTIONS, **options})
        if marking is not None:
            report_lost(document, marking)
        return _recorded(recording, pdf)


@contextmanager
def _unchanged(document: Any) -> Iterator[None]:
    """Give a document back what painting changes of it."""
    links = [page.links for page in document.pages]
    before = document.fonts, document.color_profiles, document.output_intent
    for page in document.pages:
        page.links = list(page.links)
    document.fonts, document.color_profiles = {}, dict(document.color_profiles)
    try:
        yield
    finally:
        document.fonts, document.color_profiles, document.output_intent = before
        for page, kept in zip(document.pages, links, strict=True):
            page.links = kept


def _recorded(recording: Recording, pdf: Any) -> PaintedSection:
    document = recording.document
    numbers = pdf.pages["Kids"][::3]
    contents = [_number(pdf.objects[number].pop("Contents")) for number in numbers]
    pages = [pdf.objects[number] for number in numbers]
    resources = pdf.objects[_number(pdf.objects[numbers[0]]["Resources"])]
    for number in numbers:
        for key in ("Parent", "StructParents"):
            pdf.objects[number].pop(key, None)
    for number in contents:  # so that other content can follow
        pdf.objects[number].stream = [b"q", *pdf.objects[number].stream, b"Q"]
    whole = {id(item) for item in (pdf.pages, pdf.catalog, pdf.info, recording.fonts, resources)}
    lacking = any(font.missing for font in document.fonts.values())
    composition = document.font_config.composition
    figures = tuple(composition.numbers.figures) if composition is not None else ()
    open_fonts = {figure.font for figure in figures}
    objects = {
        item.number: glyphs.painted(
            item, figures, tagged=recording.marking is not None, lacking=lacking
        )
        for item in pdf.objects[1:]
        if id(item) not in whole
    }
    if recording.structure is not None:
        del objects[recording.structure.above]
    return PaintedSection(
        objects=objects,
        pages=tuple(map(_page, document.pages, pages, contents, _anchors(pdf, numbers))),
        tree=pdf.pages.number,
        fonts_object=recording.fonts.number,
        resources_object=resources.number,
        resources={
            kind: {name: _parts(value) for name, value in resources[kind].items()}
            for kind in resources
            if kind not in _ONE_VALUE
        },
        shared={kind: _parts(resources[kind]) for kind in _ONE_VALUE},
        fonts=tuple(
            _font(font, document.font_config)
            for font in document.fonts.values()
            if font.widths or font.hash in open_fonts
        ),
        intents=_intents(pdf, tagged=recording.marking is not None),
        structure=recording.structure,
    )


def _anchors(pdf: Any, numbers: Any) -> list[list[tuple[str, Parts]]]:
    """Return the names on each page with their destinations."""
    places = {number: place for place, number in enumerate(numbers)}
    found: list[list[tuple[str, Parts]]] = [[] for _ in numbers]
    names = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", ())
    for name, destination in zip(names[::2], names[1::2], strict=True):
        found[places[_number(destination[0])]].append((name.string, _parts(destination)))
    return found


def _page(page: Any, item: Any, content: int, anchors: Any) -> PaintedPage:
    left, bottom, right, top = map(float, item["MediaBox"])
    return PaintedPage(
        item.number,
        content,
        (left, bottom, right, top),
        page.height,
        tuple(anchors),
        tuple(target for kind, target, *_ in page.links if kind == "internal"),
        tuple((level, label, (x, y), state) for level, label, (x, y), state in page.bookmarks),
    )


def _font(font: Any, fonts: Any) -> PaintedFont:
    facts = {name: getattr(font, name) for name in _FACTS}
    return PaintedFont(
        fonts.digest(font.file_content),
        facts,
        {int(glyph): width for glyph, width in font.widths.items()},
        {int(glyph): text for glyph, text in font.to_unicode.items()},
        {codepoint: int(glyph) for codepoint, glyph in font.missing.items()},
    )


def _intents(pdf: Any, *, tagged: bool) -> Parts:
    """Return the output intents: that of PDF/A is named otherwise (ISO 19005-2 §6.2.3)."""
    intents = pdf.catalog.get("OutputIntents")
    if intents is None or not tagged:
        return ()
    for intent in intents:
        intent["S"] = "/GTS_PDFA1"
    return _parts(intents)
