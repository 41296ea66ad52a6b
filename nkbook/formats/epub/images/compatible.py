"""Pictures for reading systems of every age: drawings and WebP in pixels, which all can show.

Adobe's RMSDK and older Kindles show no SVG in an ``img``, or not its letters; WebP came with EPUB
3.3. What is drawn for a phone is that which is turned into pixels, if there is such a drawing.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pypdfium2
from PIL import Image

from nkbook.formats.base import FormatContext
from nkbook.look.drawings import SVG_TYPE, drawing
from nkbook.model.book import Resource
from nkbook.model.publication import Publication
from nkbook.weasy import File, engine

PNG = "image/png"
_WEBP = "image/webp"
_WIDTH = 1200  # pixels: 300 dpi on the 10 cm of a page
_DEFAULT = (300.0, 150.0)  # CSS pixels of what says nothing of its size (CSS Images 3 §5.3)
_NUMBER = r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
_LENGTH = re.compile(rf"\s*({_NUMBER})(px|pt|mm|cm|in|pc|em|rem|q)?\s*\Z", re.IGNORECASE)
_PIXELS = {
    "": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4,
    "q": 96 / 101.6, "em": 16.0, "rem": 16.0,
}  # fmt: skip


def in_pixels(publication: Publication, context: FormatContext) -> Publication:
    """Return the publication with PNG in the place of drawings and of WebP.

    Raises MissingToolError when WeasyPrint or its libraries are not as needed.
    """
    language = publication.edition.language
    return replace(
        publication,
        resources=tuple(_in_pixels(item, context, language) for item in publication.resources),
    )


def _in_pixels(resource: Resource, context: FormatContext, language: str) -> Resource:
    if resource.media_type == _WEBP:
        with Image.open(io.BytesIO(resource.read())) as image:
            buffer = io.BytesIO()
            image.convert("RGBA" if image.has_transparency_data else "RGB").save(buffer, "PNG")
        return replace(resource, media_type=PNG, data=buffer.getvalue())
    if resource.media_type != SVG_TYPE:
        return resource
    svg = resource.read() if resource.small is None else resource.small
    most = min(_WIDTH, context.options.epub.largest_picture)
    png = context.store.made(
        "pixels",
        lambda: _drawn(svg, most, context, language),
        svg=svg,
        most=most,
        fonts=context.theme.fonts.content(context.store.digest),
        language=language,
    )
    return replace(resource, media_type=PNG, data=png, small=resource.small and png)


def _drawn(svg: bytes, most: int, context: FormatContext, language: str) -> bytes:
    """Return a drawing as PNG on white, whose longer side is ``most`` pixels."""
    width, height = size(svg)
    html = (
        f"<!DOCTYPE html><html lang='{language}'><head><title>_</title><style>"
        f"@page{{size:{width:.3f}px {height:.3f}px;margin:0}}body{{margin:0}}"
        f"img{{display:block;width:{width:.3f}px;height:{height:.3f}px}}</style></head>"
        "<body><img src='drawing.svg' alt=''></body></html>"
    )
    path = context.work / "drawing.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    with engine(context.theme.fonts, language) as weasyprint:
        files = {"drawing.svg": File(path, SVG_TYPE, svg)}
        weasyprint.lay_out(html, files).write(path, b"drawing", ())
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        page = document[0]
        image = page.render(scale=most / max(page.get_size())).to_pil().convert("RGB")
    finally:
        document.close()
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def size(svg: bytes) -> tuple[float, float]:
    """Return the width and height of a drawing in CSS pixels, as CSS Images 3 §5 finds them."""
    root = drawing(svg)
    width, height = (_length(root.get(name)) for name in ("width", "height"))
    numbers = re.findall(r"[-+]?[0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?", root.get("viewBox") or "")
    box = tuple(map(float, numbers[2:4]))
    ratio = box[0] / box[1] if len(box) == 2 and min(box) > 0 else None  # noqa: PLR2004 — two sides
    if width and height:
        return width, height
    if ratio is None:
        return width or _DEFAULT[0], height or _DEFAULT[1]
    if width:
        return width, width / ratio
    return (height * ratio, height) if height else (box[0], box[1])


def _length(value: str | None) -> float | None:
    match = _LENGTH.match(value or "")
    return float(match[1]) * _PIXELS[(match[2] or "").lower()] or None if match else None
