"""Finds the images that chapters name and proves each sound before any format uses it."""

from __future__ import annotations

import difflib
import io
import os
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree
from PIL import Image, ImageCms, UnidentifiedImageError

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.look.colour import open_profile
from nkbook.model.book import Resource
from nkbook.model.document import Document, Element

DATA_TYPE = "application/yaml"
_SVG = "image/svg+xml"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_DATA_URL = re.compile(r"data:(image/(?:png|jpeg|gif|webp));base64,(.*)", re.DOTALL)
_TYPES = {
    ".svg": _SVG,
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".yaml": DATA_TYPE,  # drawn by nkbook.manuscript.figures
}


def collect(
    documents: Iterable[Document], folder: Path
) -> tuple[tuple[Resource, ...], tuple[Diagnostic, ...]]:
    """Return the images that documents name, each once, and NK301–NK303 for unusable ones.

    ``folder`` is the book's chapters/ folder: an image outside it is refused, so that the book
    builds from its own files alone.
    """
    resources: dict[str, Resource] = {}
    problems: list[Diagnostic] = []
    for document in documents:
        for source, where in document.images:
            if source in resources:
                continue
            found = _find(source, folder, where)
            if isinstance(found, Resource):
                resources[source] = found
            else:
                problems.append(found)
    return tuple(resources.values()), tuple(problems)


def _find(source: str, folder: Path, where: Location) -> Resource | Diagnostic:
    name = unquote(source)  # as the author wrote it, or as Markdown's parser made it
    if "://" in source or source.startswith(("data:", "/", "\\")):
        return diagnostic(
            "NK303",
            f'image "{name}" is not a file of the book',
            where,
            "put the file into chapters/images/ and name it from there",
        )
    path = _inside(folder / name, folder)
    if path is None:
        return diagnostic(
            "NK303",
            f'image "{name}" lies outside the book',
            where,
            "move it into chapters/images/",
        )
    if not os.path.isfile(path):  # noqa: PTH113 — Path.is_file raises for a name that is too long
        names = [str(p.relative_to(folder)) for p in folder.rglob("*") if p.suffix in _TYPES]
        near = difflib.get_close_matches(name, names, n=1)
        hint = f'did you mean "{near[0]}"?' if near else "paths are relative to chapters/"
        return diagnostic("NK301", f'image "{name.replace(chr(0), "%00")}" not found', where, hint)
    media_type = _TYPES.get(path.suffix.lower())
    if media_type is None:
        return diagnostic(
            "NK302",
            f'image "{name}" is of no known kind',
            where,
            f"use {', '.join(sorted(_TYPES))}",
        )
    fault = None if media_type == DATA_TYPE else _fault(path, media_type)
    if fault:
        return diagnostic("NK302", f'image "{name}" is unreadable: {fault}', where)
    return Resource(source, path, media_type)


def _inside(path: Path, folder: Path) -> Path | None:
    """Return a path without links, or None if it leads out of the folder.

    One that the system cannot follow (links in a circle, a NUL) is returned as it is.
    """
    try:
        real = path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path
    return real if real.is_relative_to(folder.resolve()) else None


@dataclass(frozen=True, slots=True)
class Embedded:
    """A picture inside a drawing, as a data URL (RFC 2397) in an attribute of an element."""

    element: Element
    attribute: str
    media_type: str
    data: bytes

    def put(self, media_type: str, data: bytes) -> None:
        """Put another picture in its place."""
        text = b64encode(data).decode()
        self.element.set(self.attribute, f"data:{media_type};base64,{text}")


def drawing(data: bytes) -> Element:
    """Return the root of an SVG; raises XMLSyntaxError, which is a SyntaxError."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def embedded(root: Element) -> Iterator[Embedded]:
    """Yield the pictures that a drawing holds; raises ValueError for one that is not base64."""
    for element in root.iter("{*}image"):
        for attribute in ("href", _XLINK):
            found = _DATA_URL.fullmatch(element.get(attribute) or "")
            if found:
                data = b64decode("".join(found[2].split()), validate=True)
                yield Embedded(element, attribute, found[1], data)


def _fault(path: Path, media_type: str) -> str | None:
    """Return what keeps an image file from being used, or None."""
    try:
        if media_type != _SVG:
            return _raster_fault(path.read_bytes(), media_type)
        root = drawing(path.read_bytes())
        name = etree.QName(root).localname
        if name != "svg":
            return f"its root element is <{name}>"
        faults = (_raster_fault(item.data, item.media_type) for item in embedded(root))
        return next((f"a picture in it: {fault}" for fault in faults if fault), None)
    except UnidentifiedImageError:
        return "it holds no picture, or a damaged one"
    except Image.DecompressionBombError:
        return "it has far more pixels than a page can show; make it smaller"
    except (OSError, SyntaxError, ValueError) as error:
        return str(error) or type(error).__name__


def _raster_fault(data: bytes, media_type: str) -> str | None:
    with Image.open(io.BytesIO(data)) as image:
        profile = image.info.get("icc_profile")
        # Cameras put a second picture behind the first: what shows JPEG shows that.
        format = {"MPO": "JPEG"}.get(image.format or "", image.format or "")
        image.verify()
    if profile:
        try:
            open_profile(profile)
        except (OSError, ImageCms.PyCMSError):
            return "its colour profile is broken; save it with another, or with none"
    actual = Image.MIME.get(format, "")
    return None if actual == media_type else f"its content is {actual}"
