"""All that can be seen, asked and clicked in a PDF, as plain values that another's can equal.

It leaves out how a file is written: the numbers of objects, how streams are cut and compressed.
"""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf

_DPI = 50


def described(path: Path) -> dict[str, Any]:
    """Return what a PDF is: a list of rows for each kind of thing in it."""
    with pymupdf.open(path) as book, pikepdf.open(path) as pdf:
        numbers = {page.objgen: number for number, page in enumerate(pdf.pages)}
        return {
            "words": _words(path),
            "pixels": _pixels(path),
            "outline": [(level, title, page) for level, title, page in book.get_toc()],
            "labels": [page.get_label() for page in book],
            "links": [
                (link["kind"], link.get("page"), link.get("uri"), link.get("nameddest"), _box(link))
                for page in book
                for link in page.get_links()
            ],
            "boxes": [
                (key, [round(float(value), 2) for value in page.obj[key]])
                for page in pdf.pages
                for key in ("/MediaBox", "/TrimBox", "/BleedBox")
                if key in page.obj
            ],
            "destinations": list(_destinations(pdf, numbers)),
            "structure": list(_structure(pdf, numbers)),
            "ids": list(_ids(pdf)),
            "parents": _parents(pdf, numbers),
            "fonts": sorted(_font_names(book)),
            "information": {key: str(value) for key, value in pdf.docinfo.items()},
            "packet": pdf.Root.Metadata.read_bytes() if "/Metadata" in pdf.Root else b"",
            "catalogue": sorted(
                (key, str(value))
                for key, value in pdf.Root.items()
                if not isinstance(value, pikepdf.Dictionary | pikepdf.Array | pikepdf.Stream)
            ),
        }


def _words(path: Path) -> str:
    command = ["pdftotext", "-bbox-layout", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _pixels(path: Path) -> list[str]:
    command = ["pdftoppm", "-r", str(_DPI), str(path)]
    images = subprocess.run(command, check=True, capture_output=True).stdout
    return [hashlib.sha256(image).hexdigest() for image in images.split(b"P6\n")[1:]]


def _box(link: dict[str, Any]) -> tuple[float, ...]:
    return tuple(round(value, 2) for value in link["from"])


def _font_names(book: Any) -> Iterator[str]:
    names = {font[3] for number in range(len(book)) for font in book.get_page_fonts(number)}
    for name in names:
        yield name.partition("+")[2] or name


def _destinations(pdf: pikepdf.Pdf, numbers: dict[Any, int]) -> Iterator[tuple[Any, ...]]:
    if "/Names" not in pdf.Root:
        return
    items: list[Any] = list(pdf.Root.Names.Dests.Names)
    for name, place in zip(items[::2], items[1::2], strict=True):
        where = [round(float(value), 2) for value in list(place)[2:4]]
        yield str(name), numbers[place[0].objgen], *where


def _structure(pdf: pikepdf.Pdf, numbers: dict[Any, int]) -> Iterator[tuple[Any, ...]]:
    """Yield the elements and what is in them, in reading order, with depth and attributes."""
    if "/StructTreeRoot" not in pdf.Root:
        return
    waiting = [(0, item) for item in reversed(_kids(pdf.Root.StructTreeRoot))]
    while waiting:
        depth, element = waiting.pop()
        page = numbers[element.Pg.objgen] if "/Pg" in element else None
        said = [str(element.get(key, "")) for key in ("/Alt", "/ActualText", "/Lang", "/ID")]
        attributes = element.A.unparse() if "/A" in element else b""
        yield depth, str(element.S), page, *said, attributes
        inner: list[tuple[int, Any]] = []
        for kid in _kids(element):
            if isinstance(kid, int):
                inner.append((depth + 1, ("content", page, kid)))
            elif kid.get("/Type") == "/MCR":
                inner.append((depth + 1, ("content", numbers[kid.Pg.objgen], int(kid.MCID))))
            elif kid.get("/Type") == "/OBJR":
                box = tuple(round(float(value), 2) for value in kid.Obj.Rect)
                words = str(kid.Obj.get("/Contents", ""))
                inner.append((depth + 1, ("link", numbers[kid.Pg.objgen], words, box)))
            else:
                inner.append((depth + 1, kid))
        # What is no element is yielded when its turn comes, so that order counts.
        yield from (item for item in inner if isinstance(item[1], tuple))
        waiting += [item for item in reversed(inner) if not isinstance(item[1], tuple)]


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _ids(pdf: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    root: Any = pdf.Root.get("/StructTreeRoot", {})
    if "/IDTree" in root:
        items = list(root.IDTree.Names)
        for name, element in zip(items[::2], items[1::2], strict=True):
            yield str(name), str(element.S)


def _parents(pdf: pikepdf.Pdf, numbers: dict[Any, int]) -> list[Any]:
    """Return for each page the elements of its content by MCID, as (type, id)."""
    if "/StructTreeRoot" not in pdf.Root:
        return []
    items: list[Any] = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    rows = dict(zip(map(int, items[::2]), items[1::2], strict=True))
    assert len(numbers) == len(pdf.pages)
    return [
        [
            (str(element.S), str(element.get("/ID", "")))
            for element in rows[int(page.obj.StructParents)]
        ]
        for page in pdf.pages
    ]
