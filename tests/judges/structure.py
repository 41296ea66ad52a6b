"""The logical structure of a PDF as assistive technology gets it: elements with their text.

The text is read from the page contents by marked-content identifiers and the fonts' ToUnicode
tables (ISO 32000-1 §9.10), without a look at places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf

_PAIR = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


@dataclass(eq=False)
class Element:
    """A structure element: type, attributes, and in order its elements, texts and annotations."""

    type: str
    attributes: dict[str, Any]
    pages: set[int] = field(default_factory=set)
    children: list[Element | str] = field(default_factory=list)
    annotations: list[Any] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return all text in the element."""
        parts = (child if isinstance(child, str) else child.text for child in self.children)
        return "".join(parts)

    def walk(self) -> Iterator[Element]:
        """Yield the element and all in it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def all(self, *types: str) -> list[Element]:
        """Return the elements of some types."""
        return [element for element in self.walk() if element.type in types]

    def kinds(self) -> list[str]:
        """Return the types of the children, "" for text."""
        return ["" if isinstance(child, str) else child.type for child in self.children]


@dataclass(frozen=True)
class Structure:
    """The structure's root element, and the texts of artifacts by page and kind."""

    root: Element
    artifacts: list[tuple[int, str, str]]


def read(path: Path) -> Structure:
    """Read a tagged PDF; raises KeyError for content that is neither tagged nor an artifact."""
    with pikepdf.open(path) as pdf:
        contents: dict[tuple[int, int], str] = {}
        artifacts: list[tuple[int, str, str]] = []
        numbers = {}
        for number, page in enumerate(pdf.pages):
            numbers[page.objgen] = number
            for key, text in _contents(page):
                if isinstance(key, int):
                    contents[number, key] = contents.get((number, key), "") + text
                else:
                    artifacts.append((number, key, text))
        (root,) = pdf.Root.StructTreeRoot.K
        return Structure(_element(root, contents, numbers), artifacts)


def _element(node: Any, contents: dict[tuple[int, int], str], numbers: dict[Any, int]) -> Element:
    attributes = {
        name: str(node[f"/{name}"]) for name in ("Alt", "Lang", "ID") if f"/{name}" in node
    }
    if "/A" in node:
        attributes |= {str(name)[1:]: value for name, value in _plain(node.A)}
    element = Element(str(node.S)[1:], attributes)
    own = numbers[node.Pg.objgen] if "/Pg" in node else -1
    for kid in node.K if isinstance(node.K, pikepdf.Array) else [node.K]:
        page = numbers[kid.Pg.objgen] if not isinstance(kid, int) and "/Pg" in kid else own
        if isinstance(kid, int) or kid.get("/Type") == "/MCR":
            mcid = kid if isinstance(kid, int) else int(kid.MCID)
            element.pages.add(page)
            element.children.append(contents[page, mcid])
        elif kid.get("/Type") == "/OBJR":
            facts = {str(key)[1:]: str(kid.Obj[key]) for key in ("/Contents", "/Dest", "/Subtype")
                     if key in kid.Obj}  # fmt: skip
            if "/A" in kid.Obj:
                facts["URI"] = str(kid.Obj.A.URI)
            element.annotations.append(facts | {"page": page})
        else:
            child = _element(kid, contents, numbers)
            element.pages |= child.pages
            element.children.append(child)
    return element


def _plain(attributes: Any) -> Iterator[tuple[str, Any]]:
    for name, value in attributes.items():
        if isinstance(value, pikepdf.Array):
            yield name, [float(item) for item in value]
        else:
            yield name, value if isinstance(value, int) else str(value)


def _contents(page: Any) -> Iterator[tuple[int | str, str]]:
    """Yield the texts of a page with their MCID or the kind of artifact."""
    fonts: dict[str, dict[int, str]] = {}
    open_: list[tuple[str, Any]] = []
    current: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator in ("BDC", "BMC"):
            properties: Any = operands[1] if operator == "BDC" else {}
            open_.append((str(operands[0]), properties))
            if "/MCID" in properties:
                yield int(properties["/MCID"]), ""  # a picture has no more
            if "/ActualText" in properties:
                yield _owner(open_), str(properties["/ActualText"])
        elif operator == "EMC":
            open_.pop()
        elif operator == "Tf":
            name = str(operands[0])
            if name not in fonts:
                fonts[name] = _characters(page.resources.Font[name])
            current = fonts[name]
        elif operator == "TJ" and not any("/ActualText" in properties for _, properties in open_):
            yield (
                _owner(open_),
                "".join(
                    current[int.from_bytes(bytes(item)[at : at + 2], "big")]
                    for item in operands[0]
                    if isinstance(item, pikepdf.String)
                    for at in range(0, len(bytes(item)), 2)
                ),
            )


def _owner(open_: list[tuple[str, Any]]) -> int | str:
    for tag, properties in reversed(open_):
        if "/MCID" in properties:
            return int(properties["/MCID"])
        if tag == "/Artifact":
            return str(properties.get("/Subtype", properties.get("/Type", "")))[1:]
    raise KeyError("content without a tag")


def _characters(font: Any) -> dict[int, str]:
    """Return what the codes of a font stand for, from its ToUnicode table."""
    table = font.ToUnicode.read_bytes()
    found = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in _PAIR.findall(block):
            found[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    return found
