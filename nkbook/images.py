"""Finds the images that chapters name and proves each sound before any format uses it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

from lxml import etree
from PIL import Image, UnidentifiedImageError

from nkbook.book import Document, Resource
from nkbook.errors import Diagnostic, Location, diagnostic

DATA_TYPE = "application/yaml"
_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".yaml": DATA_TYPE,  # drawn by nkbook.figures
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
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        return diagnostic(
            "NK303",
            f'image "{name}" lies outside the book',
            where,
            "move it into chapters/images/",
        )
    if not path.is_file():
        names = [str(p.relative_to(folder)) for p in folder.rglob("*") if p.suffix in _TYPES]
        near = difflib.get_close_matches(name, names, n=1)
        hint = f'did you mean "{near[0]}"?' if near else "paths are relative to chapters/"
        return diagnostic("NK301", f'image "{name}" not found', where, hint)
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


def _fault(path: Path, media_type: str) -> str | None:
    """Return what keeps an image file from being used, or None."""
    try:
        if media_type == "image/svg+xml":
            root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True))
            name = etree.QName(root.getroot()).localname
            return None if name == "svg" else f"its root element is <{name}>"
        with Image.open(path) as image:
            image.verify()
            actual = Image.MIME.get(image.format or "", "")
    except UnidentifiedImageError:
        return "it holds no picture, or a damaged one"
    except Image.DecompressionBombError:
        return "it has far more pixels than a page can show; make it smaller"
    except (OSError, SyntaxError, ValueError) as error:
        return str(error) or type(error).__name__
    return None if actual == media_type else f"its content is {actual}"
