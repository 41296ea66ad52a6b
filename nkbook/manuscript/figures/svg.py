"""A small SVG writer: the same drawing gives the same bytes, and words stay text.

Lengths are points at the size of a book page. Only what both WeasyPrint and e-readers draw alike is
used: paths, rectangles, circles and text with attributes, no stylesheet and no script.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from nkbook.model.document import Element
from nkbook.typesetting.han import is_ideograph, is_wide

Point = tuple[float, float]
Look = dict[str, str | float]  # attributes, with _ for -
NS = "http://www.w3.org/2000/svg"
# Greys that stay apart on e-ink and in black ink alone; water is the only tint.
INK, DARK, MIDDLE, LIGHT, PALE, PAPER = (
    "#000000", "#4d4d4d", "#808080", "#b3b3b3", "#e6e6e6", "#ffffff",
)  # fmt: skip
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_OVER = 3.0  # pt: by so much a text may be narrower than it's taken to be
_GAP = 0.22  # em between a Chinese character and a letter or digit, as in the text (CLREQ)
_HALF = 0.56  # width of a Latin letter or digit in em, a little over the average


@dataclass(slots=True)
class Drawing:
    """A drawing in the making: its size, fonts and language, and the texts it holds."""

    width: float
    families: Sequence[str]
    language: str
    root: Element = field(init=False)
    texts: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)  # texts that run out of the drawing's sides

    def __post_init__(self) -> None:
        """Open the root element."""
        self.root = etree.Element(f"{{{NS}}}svg", nsmap={None: NS})
        self.root.set("version", "1.1")
        # Fonts choose regional forms by it; some readers know one of the two, some the other.
        self.root.set(_XML_LANG, self.language)
        self.root.set("lang", self.language)
        self.root.set("font-family", ", ".join([*self.families, "serif"]))

    def group(self, **attributes: str | float) -> Element:
        """Open a group whose attributes hold for what is put into it."""
        return self._add(self.root, "g", attributes)

    def rectangle(
        self, x: float, y: float, width: float, height: float, **attributes: str | float
    ) -> None:
        """Draw a rectangle."""
        box: Look = {"x": x, "y": y, "width": width, "height": height}
        self._add(self.root, "rect", box | attributes)

    def circle(self, x: float, y: float, radius: float, **attributes: str | float) -> None:
        """Draw a circle."""
        place: Look = {"cx": x, "cy": y, "r": radius}
        self._add(self.root, "circle", place | attributes)

    def line(
        self, start: Point, end: Point, parent: Element | None = None, **attributes: str | float
    ) -> None:
        """Draw a straight line, in a group or on top of all."""
        look: Look = {"stroke": INK, "stroke_width": 0.5}
        ends: Look = {"x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]}
        self._add(self.root if parent is None else parent, "line", look | ends | attributes)

    def path(
        self, rings: Iterable[Sequence[Point]], closed: bool, **attributes: str | float
    ) -> None:
        """Draw lines through points, each ring closed or open."""
        data = "".join(
            "M" + "L".join(f"{number(x)} {number(y)}" for x, y in ring) + ("Z" if closed else "")
            for ring in rings
        )
        shape: Look = {"d": data}
        if data:
            self._add(self.root, "path", shape | attributes)

    def text(self, x: float, y: float, words: str, size: float, **attributes: str | float) -> None:
        """Write words whose baseline begins at a point, or by ``anchor`` is centred or ends there.

        ``turned`` turns them about the point, in degrees clockwise.
        """
        turned = attributes.pop("turned", 0)
        place: Look = {"x": x, "y": y, "font_size": size}
        if turned:
            place["transform"] = f"rotate({number(float(turned))} {number(x)} {number(y)})"
        if anchor := attributes.pop("anchor", ""):
            place["text_anchor"] = anchor
        if (gaps := gaps_in(words)) and "letter_spacing" not in attributes:
            # Moves of the letters: nothing is added to the words.
            moves = (_GAP * size if index in gaps else 0 for index in range(max(gaps) + 1))
            attributes["dx"] = " ".join(map(number, moves))
        self._add(self.root, "text", place | attributes).text = words
        self.texts.append(words)
        spacing = float(attributes.get("letter_spacing", 0)) * len(words)
        wide = width_of(words, size) + spacing
        left = x - wide * {"middle": 0.5, "end": 1.0}.get(str(anchor), 0.0)
        if not turned and (left < -_OVER or left + wide > self.width + _OVER):
            self.outside.append(words)

    def finish(self, height: float) -> bytes:
        """Return the file's content; ``height`` is that of the whole drawing."""
        self.root.set("width", f"{number(self.width)}pt")
        self.root.set("height", f"{number(height)}pt")
        self.root.set("viewBox", f"0 0 {number(self.width)} {number(height)}")
        etree.indent(self.root)
        data: bytes = etree.tostring(self.root, encoding="utf-8", xml_declaration=True)
        return data + b"\n"

    @staticmethod
    def _add(parent: Element, name: str, attributes: Look) -> Element:
        element = etree.SubElement(parent, f"{{{NS}}}{name}")
        for key, value in attributes.items():
            text = value if isinstance(value, str) else number(value)
            element.set(key.replace("_", "-"), text)
        return element


def number(value: float) -> str:
    """Return a length with two decimals at most, and no minus sign before zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def gaps_in(text: str) -> tuple[int, ...]:
    """Return the places of characters before which there is white: between 年 and 2015."""
    pairs = enumerate(pairwise(text), 1)
    return tuple(place for place, pair in pairs if _part(*pair) or _part(*reversed(pair)))


def _part(han: str, other: str) -> bool:
    return is_ideograph(han) and not is_wide(other) and other.isalnum()


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is: an em a Chinese character, half of one for others."""
    gaps = _GAP * len(gaps_in(text))
    return size * (gaps + sum(1.0 if is_wide(character) else _HALF for character in text))


def broken(text: str, size: float, room: float) -> list[str]:
    """Return a text in lines that fit a width; Latin words stay whole, marks end lines."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width_of(line + piece.rstrip(), size) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line else lines


def _pieces(text: str) -> list[str]:
    """Cut a text where a line may end."""
    pieces: list[str] = []
    for character in text:
        wide = is_wide(character)
        glued = pieces and (
            character in "，。、；：！？）」』》〉·" or pieces[-1][-1] in "（「『《〈"
        )
        latin = pieces and not wide and not pieces[-1][-1].isspace() and not is_wide(pieces[-1][-1])
        if glued or latin:
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
