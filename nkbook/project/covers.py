"""The publisher's own picture for the cover: found, proved sound, and measured against the page."""

from __future__ import annotations

import io
from dataclasses import replace

from PIL import Image

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.look.drawings import SVG_TYPE
from nkbook.model.book import Book, Resource
from nkbook.model.page_kinds import PageKind
from nkbook.project.config import Config
from nkbook.project.images import single
from nkbook.store import Store

_PATH = ("book", "cover")
_USUAL = 300  # dots per inch of a printed picture
_FEWEST = 200  # below which it looks coarse
_INCH = 25.4  # mm
_SHAPE = 0.03  # share of a side that may be cut off without a word
_SIZES = {"a5": (148, 210), "25k": (152, 210), "18k": (170, 230)}  # mm, by [pdf] trim


def put(
    config: Config, book: Book, resources: tuple[Resource, ...], store: Store
) -> tuple[Book, tuple[Resource, ...], tuple[Diagnostic, ...]]:
    """Return the book with its cover picture, if it has one that can be used, and the problems.

    ``resources`` are the pictures of its chapters, which may show the same one.
    """
    resource, problems = read(config, store)
    href = resource.href if resource else None
    known = {item.href for item in resources}
    added = (resource,) if resource and href not in known else ()
    book = replace(book, metadata=replace(book.metadata, cover=href))
    return book, (*resources, *added), problems


def read(config: Config, store: Store) -> tuple[Resource | None, tuple[Diagnostic, ...]]:
    """Return the picture that [book] cover names.

    Problems are NK330 (it cannot be used, and nkbook's own cover stands in), NK331 (too few
    pixels), NK332 (another shape than the page's) and NK333 (the book has no cover page).
    """
    name = config.metadata.cover
    if not name:
        return None, ()
    where = config.source.at(*_PATH)
    if all(item.kind is not PageKind.COVER for item in config.spine):
        message = f'the cover picture "{name}" is not shown: the spine has no page "cover"'
        return None, (diagnostic("NK333", message, where, 'front = ["cover", …]'),)
    resource, found = single(name, where, config.chapters, store, config.options.limits)
    if resource is None:
        reason = found[0] if found else None
        message = f'cover picture "{name}": {reason.message if reason else "it is not a picture"}'
        hint = reason.hint if reason else None
        message = f"{message}; nkbook's own cover is printed"
        return None, (diagnostic("NK330", message, where, hint),)
    problems = [replace(item, location=where) for item in found]
    if resource.media_type != SVG_TYPE:
        with Image.open(io.BytesIO(resource.read())) as picture:
            pixels = picture.size
        width, height = _SIZES[config.options.pdf.trim]
        problems += _measured(name, pixels, (width, height), config)
    return resource, tuple(problems)


def _measured(
    name: str, pixels: tuple[int, int], page: tuple[int, int], config: Config
) -> list[Diagnostic]:
    """Return what is wrong with a picture of so many pixels on a page of so many mm."""
    where = config.source.at(*_PATH)
    found = []
    # It fills the page: the side that would be too short decides how large it is.
    scale = max(page[0] / pixels[0], page[1] / pixels[1])  # mm a pixel
    dots = _INCH / scale
    wanted = " × ".join(f"{round(side / _INCH * _USUAL)}" for side in page)
    if dots < _FEWEST:
        message = (
            f'cover picture "{name}" has {pixels[0]} × {pixels[1]} pixels: it is printed coarse,'
            f" with {dots:.0f} dots an inch"
        )
        found.append(diagnostic("NK331", message, where, f"{wanted} pixels are usual"))
    cut = [1 - side / (count * scale) for side, count in zip(page, pixels, strict=True)]
    if max(cut) > _SHAPE:
        sides = "left and right" if cut[0] > cut[1] else "above and below"
        message = (
            f'cover picture "{name}" has another shape than the page: {max(cut) * 100:.0f} % of it'
            f" is cut off, {sides}"
        )
        found.append(
            diagnostic("NK332", message, where, f"save it {page[0]} to {page[1]}: {wanted} pixels")
        )
    return found
