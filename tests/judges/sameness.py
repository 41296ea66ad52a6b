"""All that a reader or a program gets from a PDF, whatever numbers its objects have."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf

from judges import PATIENCE

_EDGE = re.compile(r"(?<=[xy]M(?:in|ax)=\")([0-9.]+)")
_INVISIBLE = 1e-4  # pt


def facts(path: Path) -> dict[str, Any]:
    """Return the words of a PDF with their boxes, its links, structure, fonts and so on."""
    with pikepdf.open(path) as pdf, pymupdf.open(path) as document:
        pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
        return {
            "words": _words(path),
            "looks": _looks(path),
            "boxes": [_boxes(page) for page in pdf.pages],
            "links": [list(_links(page)) for page in pdf.pages],
            "names": _names(pdf, pages),
            "outline": [
                (level, title, page, str(more.get("to")), more.get("collapse"))
                for level, title, page, more in document.get_toc(simple=False)
            ],
            "labels": [page.get_label() for page in document],
            "structure": list(_structure(pdf, pages)),
            "ids": _ids(pdf),
            "fonts": _fonts(pdf),
            "information": {key: str(value) for key, value in pdf.docinfo.items()},
            "catalogue": _catalogue(pdf),
            "identifier": bytes(pdf.trailer["/ID"][0]),
            "images": sorted(_images(pdf)),
        }


class _Near(float):
    """A length in points; another is equal that differs by less than anybody can see.

    A number that was left open is drawn figure by figure, whose places are rounded one by one.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, float) and abs(self - other) < _INVISIBLE

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]


def _words(path: Path) -> list[list[str | _Near]]:
    """Return for each page its words, and the edges of their boxes (pt)."""
    done = subprocess.run(
        ["pdftotext", "-bbox-layout", path, "-"], capture_output=True, check=True, timeout=PATIENCE
    )
    return [
        [_Near(part) if number % 2 else part for number, part in enumerate(_EDGE.split(page))]
        for page in done.stdout.decode().split("<page ")
    ]


def _looks(path: Path) -> list[str]:
    """Return a hash of each page's image; poppler's does not depend on what else is in a file."""
    done = subprocess.run(
        ["pdftoppm", "-r", "40", path], capture_output=True, check=True, timeout=PATIENCE
    )
    return [hashlib.sha256(image).hexdigest() for image in re.split(rb"(?<=.)P6\n", done.stdout)]


def _boxes(page: Any) -> dict[str, list[float]]:
    names = ("/MediaBox", "/TrimBox", "/BleedBox")
    return {name: [float(edge) for edge in page[name]] for name in names if name in page}


def _links(page: Any) -> Iterator[tuple[str, ...]]:
    for link in page.get("/Annots", ()):
        target = link.get("/Dest") or link.A.URI
        edges = tuple(f"{float(edge):.3f}" for edge in link.Rect)
        yield str(target), *edges, str(link.get("/Contents", "")), str(link.get("/F", ""))


def _names(pdf: pikepdf.Pdf, pages: dict[Any, int]) -> list[tuple[Any, ...]]:
    names = pdf.Root.get("/Names")
    if names is None:
        return []
    items = list(names.Dests.Names)
    return [
        (str(name), pages[place[0].objgen], *(f"{float(value):.3f}" for value in list(place)[2:]))
        for name, place in zip(items[::2], items[1::2], strict=True)
    ]


def _structure(pdf: pikepdf.Pdf, pages: dict[Any, int]) -> Iterator[tuple[Any, ...]]:
    """Yield each element and what is in it; content has to lead back to its element."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        return
    numbers = list(root.ParentTree.Nums)
    keys = [int(key) for key in numbers[::2]]
    assert keys == sorted(keys)
    assert int(root.ParentTreeNextKey) > int(numbers[-2])
    parents = dict(zip(keys, numbers[1::2], strict=True))
    yield tuple(f"{own}={name}" for own, name in sorted(root.RoleMap.items()))

    def walk(element: Any, depth: int, parent: Any) -> Iterator[tuple[Any, ...]]:
        assert element.P.objgen == parent.objgen
        page = pages[element.Pg.objgen] if "/Pg" in element else None
        attributes = element.A.unparse() if "/A" in element else b""
        texts = (str(element.get(key, "")) for key in ("/Alt", "/Lang", "/ID"))
        yield depth, str(element.S), page, *texts, attributes
        kids = element.get("/K", ())
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                owner = parents[int(element.Pg.StructParents)][kid]
                yield depth + 1, "MCID", page, kid
            elif kid.get("/Type") == "/MCR":
                holder = kid.get("/Stm") or kid.Pg
                owner = parents[int(holder.StructParents)][int(kid.MCID)]
                yield depth + 1, "MCR", pages[kid.Pg.objgen], int(kid.MCID), "/Stm" in kid
            elif kid.get("/Type") == "/OBJR":
                owner = parents[int(kid.Obj.StructParent)]
                yield depth + 1, "OBJR", pages[kid.Pg.objgen], str(kid.Obj.get("/Contents"))
            else:
                yield from walk(kid, depth + 1, element)
                continue
            assert owner.objgen == element.objgen

    for top in root.K:
        yield from walk(top, 0, root)


def _ids(pdf: pikepdf.Pdf) -> list[str]:
    root = pdf.Root.get("/StructTreeRoot")
    if root is None or "/IDTree" not in root:
        return []
    items = list(root.IDTree.Names)
    names = [str(name) for name in items[::2]]
    assert names == [str(item.ID) for item in items[1::2]]
    return names


def _fonts(pdf: pikepdf.Pdf) -> dict[str, list[Any]]:
    """Return what each font has, by its name; the glyphs of a table in their order by number."""
    found = {}
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font":
            if "/DescendantFonts" not in item:
                continue
            (own,) = item.DescendantFonts
            descriptor = own.FontDescriptor
            file = descriptor["/FontFile3" if "/FontFile3" in descriptor else "/FontFile2"]
            encoding = item.Encoding
            found[str(item.BaseFont)] = [
                own.W.unparse(),
                hashlib.sha256(file.read_bytes()).hexdigest(),
                {key: str(value) for key, value in descriptor.items() if "File" not in key},
                _lines(item.ToUnicode),
                _lines(encoding) if isinstance(encoding, pikepdf.Stream) else str(encoding),
            ]
    return found


def _lines(stream: Any) -> list[bytes]:
    lines: list[bytes] = stream.read_bytes().split(b"\n")
    return sorted(lines)


def _catalogue(pdf: pikepdf.Pdf) -> dict[str, str]:
    keys = ("/Lang", "/PageMode", "/PageLayout", "/ViewerPreferences", "/MarkInfo")
    found = {key: str(pdf.Root.get(key)) for key in keys}
    if "/Metadata" in pdf.Root:
        found["/Metadata"] = pdf.Root.Metadata.read_bytes().decode()
    for intent in pdf.Root.get("/OutputIntents", ()):
        profile = hashlib.sha256(intent.DestOutputProfile.read_bytes()).hexdigest()
        found["/OutputIntents"] = f"{intent.S} {intent.Info} {profile}"
    return found


def _images(pdf: pikepdf.Pdf) -> Iterator[str]:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image":
            yield hashlib.sha256(item.read_raw_bytes()).hexdigest()
