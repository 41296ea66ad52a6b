"""Makes the pictures that an EPUB packs: upright, in the colours and the size of a screen."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree
from PIL import Image

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.formats import pictures
from nkbook.formats.base import FormatContext
from nkbook.formats.html.screens.figures import for_phones
from nkbook.look.drawings import SVG_TYPE, drawing
from nkbook.look.svg.western import FOR_READERS, part_western
from nkbook.model.book import Resource
from nkbook.model.publication import Publication
from nkbook.typesetting.quotes import QUOTES

_QUALITY = 88  # of a JPEG that is made smaller


@dataclass(frozen=True, slots=True)
class Packed:
    """A picture as it is packed, and what there is to say of it."""

    name: str
    media_type: str
    data: bytes
    found: tuple[Diagnostic, ...] = ()


def packed(
    publication: Publication,
    context: FormatContext,
    names: Mapping[str, str],
    words: Mapping[str, str],
) -> Iterator[Packed]:
    """Yield the pictures that pages show; NK505 says which are made smaller.

    ``names`` are those in the EPUB by those in the book; ``words`` by the former are what stands in
    the place of the pictures that pages show, of which alone it may have any (EPUBCheck: OPF-097).
    """
    for resource in publication.resources:
        name = names[resource.href]
        if name not in words:
            continue
        worded = _with_marks(for_phones(resource, words[name]), publication.edition.language)
        shown = pictures.on_screen(worded, context)
        yield _fitted(shown, name, context.options.epub.largest_picture)


def _with_marks(resource: Resource, language: str) -> Resource:
    """Return a drawing whose quotation marks are as wide as their words say."""
    if resource.media_type != SVG_TYPE or not QUOTES.search(
        resource.read().decode("utf-8", "replace")
    ):
        return resource
    root = drawing(resource.read())
    part_western(root, language, FOR_READERS)
    return replace(resource, data=etree.tostring(root, encoding="utf-8", xml_declaration=True))


def _fitted(resource: Resource, name: str, most: int) -> Packed:
    """Return a picture whose longer side is ``most`` pixels or less."""
    data, kind = resource.read(), resource.media_type
    if kind == SVG_TYPE:
        return Packed(name, kind, data)
    with Image.open(io.BytesIO(data)) as image:
        width, height = image.size
        if max(width, height) <= most or getattr(image, "is_animated", False):
            return Packed(name, kind, data)
        image.load()
        smaller = image.copy()
    if smaller.mode == "P":
        smaller = smaller.convert("RGBA" if "transparency" in smaller.info else "RGB")
    smaller.thumbnail((most, most), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    options = {"quality": _QUALITY, "subsampling": 0} if kind == "image/jpeg" else {}
    smaller.save(buffer, kind.removeprefix("image/").upper(), **options)
    message = (
        f'"{resource.href}" has {width} × {height} pixels; '
        f"the EPUB's copy has {smaller.width} × {smaller.height}"
    )
    hint = "for more, [epub] largest-picture = … (pixels)"
    found = diagnostic("NK505", message, hint=hint)
    return Packed(name, kind, buffer.getvalue(), (found,))
