"""Makes a PDF ready for the printer: PDF/X-4 (ISO 15930-7:2010), boxes, marks, images in inks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, PdfImage, Stream

from nkbook.formats.paged.trims import BLEED, OFFSET, SLUG
from nkbook.formats.press.marks import Marks
from nkbook.formats.press.metadata import FileFacts, press_packet
from nkbook.formats.press.slug import Slug
from nkbook.look.colour import Separation


@dataclass(frozen=True, slots=True)
class Sheets:
    """What the pages get when they are laid on the printer's sheets.

    ``multiple`` is of what number their count is made a multiple, by blank pages at the end;
    ``folds`` (pt from the left edge of the trimmed page) is where the sheet is folded.
    """

    slug: Slug | None = None
    multiple: int = 1
    folds: tuple[float, ...] = ()


def finish(
    source: Path, target: Path, separation: Separation, facts: FileFacts, sheets: Sheets
) -> int:
    """Write the PDF of WeasyPrint at ``source`` as PDF/X-4 and return the number of its pages.

    The pages' MediaBox is their trim size with BLEED round it; what they show is OFFSET from the
    sheet's corner already (``nkbook.weasy.Layout.write_inks``).
    """
    with Pdf.open(source) as pdf:
        for _ in range(-len(pdf.pages) % sheets.multiple):
            _add_blank(pdf)
        spaces = [Name.DeviceRGB, *([Name.DeviceCMYK] if separation.black_only else [])]
        for stream in _images(pdf, spaces):
            _convert(stream, separation)
        # Nothing here uses them, and an output intent makes no sense of them.
        for resources in _resources(pdf):
            if "/ColorSpace" in resources:
                del resources["/ColorSpace"]
        marks = Marks(pdf, sheets.slug, sheets.folds, black_only=separation.black_only)
        for number, page in enumerate(pdf.pages, 1):
            _lay_on_sheet(pdf, page.obj, marks, number)
        for key in ("/Names", "/Dests", "/Outlines", "/PageMode", "/ViewerPreferences"):
            if key in pdf.Root:
                del pdf.Root[key]
        _declare(pdf, separation, facts)
        pdf.save(
            target,
            deterministic_id=True,
            force_version="1.6",
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            fix_metadata_version=False,
        )
        return len(pdf.pages)


def _add_blank(pdf: Pdf) -> None:
    """Add a page without content, of the size of the last one."""
    box = pdf.pages[-1].obj["/MediaBox"]
    blank = Dictionary(
        Type=Name.Page,
        MediaBox=Array(list(box)),
        Contents=pdf.make_stream(b""),
        Resources=Dictionary(),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(blank)))


def _lay_on_sheet(pdf: Pdf, page: Any, marks: Marks, number: int) -> None:
    """Give a page its boxes, from the origin on, and its marks (ISO 32000-1 §14.11.2)."""
    left, bottom, right, top = map(float, page["/MediaBox"])
    width, height = right - left - 2 * BLEED, top - bottom - 2 * BLEED
    page["/MediaBox"] = _box(0, 0, width + 2 * OFFSET, height + 2 * OFFSET)
    page["/BleedBox"] = _box(SLUG, SLUG, width + 2 * BLEED, height + 2 * BLEED)
    page["/TrimBox"] = _box(OFFSET, OFFSET, width, height)
    for key in ("/CropBox", "/ArtBox", "/Annots", "/Tabs", "/StructParents"):
        if key in page:
            del page[key]
    opening, closing = pdf.make_stream(b"q"), pdf.make_stream(b"Q")
    shown = page["/Contents"]  # one stream or several
    streams = list(shown) if isinstance(shown, Array) else [shown]
    drawn = pdf.make_stream(marks.on(page["/Resources"], width, height, number))
    page["/Contents"] = Array([opening, *streams, closing, drawn])


def _box(left: float, bottom: float, width: float, height: float) -> Array:
    return Array([round(value, 3) for value in (left, bottom, left + width, bottom + height)])


def _images(pdf: Pdf, spaces: list[Name]) -> Iterator[Stream]:
    """Yield the images in one of the colour spaces named."""
    for item in pdf.objects:
        if (
            isinstance(item, Stream)
            and item.get("/Subtype") == Name.Image
            and item.get("/ColorSpace") in spaces
        ):
            yield item


def _convert(stream: Stream, separation: Separation) -> None:
    """Give an image the inks of its colours; it is packed without loss."""
    picture = separation.image(PdfImage(stream).as_pil_image())
    for key in ("/DecodeParms", "/Decode"):
        if key in stream:
            del stream[key]
    stream["/ColorSpace"] = Name.DeviceGray if picture.mode == "L" else Name.DeviceCMYK
    stream["/BitsPerComponent"] = 8
    stream.write(picture.tobytes())


def _resources(pdf: Pdf) -> Iterator[Any]:
    """Yield every dictionary of resources that the file holds by itself or in a stream."""
    for item in pdf.objects:
        if isinstance(item, Dictionary | Stream):
            if "/ExtGState" in item or "/XObject" in item:
                yield item
            elif "/Resources" in item:
                yield item["/Resources"]


def _declare(pdf: Pdf, separation: Separation, facts: FileFacts) -> None:
    """Write what PDF/X-4 requires of the file: output intent, XMP, trapping, dates."""
    profile = pdf.make_stream(separation.profile)
    profile["/N"] = 4
    pdf.Root["/OutputIntents"] = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFX,
                OutputConditionIdentifier=separation.condition,
                RegistryName="http://www.color.org",
                Info=separation.condition,
                DestOutputProfile=profile,
            )
        ]
    )
    stamp = facts.date.strftime("D:%Y%m%d%H%M%SZ")
    pdf.docinfo["/Title"] = facts.title
    pdf.docinfo["/Author"] = ", ".join(facts.creators)
    pdf.docinfo["/Creator"] = facts.creator_tool
    pdf.docinfo["/CreationDate"] = stamp
    pdf.docinfo["/ModDate"] = stamp
    pdf.docinfo["/Trapped"] = Name("/False")
    metadata = pdf.make_stream(press_packet(facts, str(pdf.docinfo["/Producer"])))
    metadata["/Type"] = Name.Metadata
    metadata["/Subtype"] = Name.XML
    pdf.Root["/Metadata"] = metadata
