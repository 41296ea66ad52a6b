"""Judges the colours of a PDF for the printer: what each operator, image and gradient asks for.

The file is walked from its pages down, through forms, patterns and soft masks, by pikepdf; nothing
is taken from what nkbook says of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

BLACK_OR_GREY = {"g", "G"}
INKS = {"k", "K"}
COLOURED = {"rg", "RG", "cs", "CS", "sc", "SC", "scn", "SCN", "ri"}
MARKS = "/NkMarks"  # what the names of the printer's marks begin with
SPACES = {"/DeviceCMYK", "/DeviceGray"}
SHOWING = {"Tj", "TJ", "'", '"'}


@dataclass(slots=True)
class Verdict:
    """What a file paints with: inks by kind of mark, and everything that is no ink."""

    faults: list[str] = field(default_factory=list)
    text: set[tuple[float, ...]] = field(default_factory=set)  # inks that letters are filled with
    painted: set[tuple[float, ...]] = field(default_factory=set)
    images: list[tuple[str, int, int]] = field(default_factory=list)
    shadings: int = 0
    registration: bool = False  # the colour of all plates
    marks: Verdict | None = None  # on the printer's marks, which are forms of their own


def judge(pdf: pikepdf.Pdf) -> Verdict:
    """Return the verdict on all pages of a file."""
    verdict = Verdict()
    seen: set[tuple[int, int]] = set()
    for number, page in enumerate(pdf.pages, 1):
        _walk(page.obj, page.obj.get("/Resources", {}), verdict, seen, f"page {number}")
    return verdict


def _walk(
    holder: Any, resources: Any, verdict: Verdict, seen: set[tuple[int, int]], where: str
) -> None:
    _operators(holder, verdict, where)
    for kind, name, item in _named(resources):
        if item.is_indirect and item.objgen in seen:
            continue
        seen.add(item.objgen)
        if name.startswith(MARKS) and kind == "/XObject":
            if verdict.marks is None:
                verdict.marks = Verdict()
                verdict.marks.marks = verdict.marks  # what marks hold are marks
            _form(item, verdict.marks, seen, f"{where} {name}")
            continue
        _resource(kind, item, verdict, seen, f"{where} {name}")


def _resource(
    kind: str, item: Any, verdict: Verdict, seen: set[tuple[int, int]], where: str
) -> None:
    if kind == "/XObject" and item["/Subtype"] == "/Image":
        _image(item, verdict, where)
    elif kind == "/Shading":
        _shading(item, verdict, where)
    elif kind == "/ExtGState":
        if isinstance(item.get("/SMask"), pikepdf.Dictionary):
            _form(item["/SMask"]["/G"], verdict, seen, where)
    elif kind == "/ColorSpace":
        if _is_registration(item):
            verdict.registration = True
            return
        verdict.faults.append(f"{where}: colour space {item!r}")
    elif kind == "/Pattern" and item["/PatternType"] == 2:
        _shading(item["/Shading"], verdict, where)
    else:
        _form(item, verdict, seen, where)


def _named(resources: Any) -> Iterator[tuple[str, str, Any]]:
    for kind in ("/XObject", "/Pattern", "/Shading", "/ExtGState", "/ColorSpace"):
        for name, item in resources.get(kind, {}).items():
            yield kind, name, item


def _form(form: Any, verdict: Verdict, seen: set[tuple[int, int]], where: str) -> None:
    group = form.get("/Group", {})
    if "/CS" in group and str(group["/CS"]) not in SPACES:
        verdict.faults.append(f"{where}: blended in {group['/CS']!r}")
    _walk(form, form.get("/Resources", {}), verdict, seen, where)


def _operators(holder: Any, verdict: Verdict, where: str) -> None:
    fill: tuple[float, ...] = (0.0,)
    kept: list[tuple[float, ...]] = []
    for instruction in pikepdf.parse_content_stream(holder):
        name, operands = str(instruction.operator), instruction.operands
        if name == "q":
            kept.append(fill)
        elif name == "Q":
            fill = kept.pop()
        elif name in INKS | BLACK_OR_GREY:
            inks = tuple(float(number) for number in operands)
            verdict.painted.add(inks)
            if name.islower():
                fill = inks
        elif name in COLOURED and not _is_elsewhere(operands):
            verdict.faults.append(f"{where}: {name} {list(operands)}")
        elif name == "INLINE IMAGE":
            verdict.faults.append(f"{where}: inline image")
        elif name in SHOWING:
            verdict.text.add(fill)


def _is_registration(space: Any) -> bool:
    """Return True for the colour of all plates, with all four inks in its place on a proof."""
    if not isinstance(space, pikepdf.Array) or len(space) != 4:
        return False
    names, tint = list(map(str, list(space)[:3])), space[3]
    ends = [[float(ink) for ink in tint[end]] for end in ("/C0", "/C1")]
    return names == ["/Separation", "/All", "/DeviceCMYK"] and ends == [[0.0] * 4, [1.0] * 4]


def _is_elsewhere(operands: Any) -> bool:
    """Return True if an operator chooses what is judged as a resource: a pattern, or all plates."""
    name = operands[-1]
    if isinstance(name, pikepdf.Name):
        return str(name) in ("/Pattern", "/All") or str(name).startswith("/p")
    return list(operands) == [1]  # one number: all of the ink of a space that was chosen


def _image(image: Any, verdict: Verdict, where: str) -> None:
    space = str(image.get("/ColorSpace"))
    verdict.images.append((space, int(image["/Width"]), int(image["/Height"])))
    if space not in SPACES:
        verdict.faults.append(f"{where}: image in {space}")
    if "/SMask" in image and str(image["/SMask"]["/ColorSpace"]) != "/DeviceGray":
        verdict.faults.append(f"{where}: mask in {image['/SMask']['/ColorSpace']}")


def _shading(shading: Any, verdict: Verdict, where: str) -> None:
    verdict.shadings += 1
    space = str(shading["/ColorSpace"])
    if space not in SPACES:
        verdict.faults.append(f"{where}: gradient in {space}")
    width = {"/DeviceCMYK": 4, "/DeviceGray": 1}.get(space)
    function = shading["/Function"]
    for piece in function.get("/Functions", [function]):
        for end in ("/C0", "/C1"):
            if len(piece[end]) != width:
                verdict.faults.append(f"{where}: {len(piece[end])} inks in {space}")
