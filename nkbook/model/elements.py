"""The elements of XHTML that a book may hold: what each is for Markdown, conversion, PDF and EPUB.

Everything that asks what an element is reads this table. A tag that is not in it has no place in
every format, so ``of`` raises for it; for templates that is NK305.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

SVG = "{http://www.w3.org/2000/svg}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
XHTML = "{http://www.w3.org/1999/xhtml}"


class Level(StrEnum):
    """How an element is laid out when no stylesheet says otherwise (HTML §15.3)."""

    BLOCK = "block"  # begins a text of its own; parts of tables and lists too
    INLINE = "inline"  # its text runs on in the block around it
    NONE = "none"  # holds no text of the page


class Text(StrEnum):
    """What the text in an element is to whoever reads the text around it."""

    PROSE = "prose"
    VERBATIM = "verbatim"  # never converted, spaced or turned: code, formulas, drawings
    ANNOTATION = "annotation"  # next to the text and no part of it: ruby
    GAP = "gap"  # no text: words end before it and begin after it


@dataclass(frozen=True, slots=True)
class ElementType:
    """A row of the table.

    ``structure`` is the type in the structure tree of a PDF (ISO 32000-1 §14.8.4, or one of
    nkbook's own that is mapped to a standard type), None for an element without meaning there.
    ``identified`` says whether the Markdown parser gives every such element an id; ``whole``
    whether a page break inside it is marked before it.
    """

    tag: str
    level: Level
    structure: str | None = None
    text: Text = Text.PROSE
    identified: bool = False
    whole: bool = False

    @property
    def heading_level(self) -> int:
        """Return 1 to 6 for a heading, 0 for any other element."""
        return int(self.tag[1]) if self.tag in HEADINGS else 0


class UnknownElementError(LookupError):
    """A tag is not in the table."""


HEADINGS = tuple(f"h{level}" for level in range(1, 7))

_B, _I, _N = Level
_ROWS = (
    # Sections
    ElementType("html", _B),
    ElementType("body", _B),
    ElementType("main", _B, "Div"),
    ElementType("article", _B, "Art"),
    ElementType("section", _B, "Sect", identified=True),
    ElementType("nav", _B, "Div"),
    ElementType("aside", _B, "Div"),
    ElementType("header", _B),
    ElementType("footer", _B),
    ElementType("hgroup", _B),
    ElementType("address", _B, "P"),
    *(ElementType(tag, _B, tag.upper(), identified=True) for tag in HEADINGS),
    # Blocks
    ElementType("div", _B, "Div", identified=True),
    ElementType("p", _B, "P", identified=True),
    ElementType("hr", _B, text=Text.GAP, identified=True),
    ElementType("pre", _B, "P", Text.VERBATIM, identified=True),
    ElementType("blockquote", _B, "BlockQuote", identified=True),
    ElementType("ul", _B, "L", identified=True),
    ElementType("ol", _B, "L", identified=True),
    ElementType("li", _B, "LI", identified=True),
    ElementType("dl", _B, "L", identified=True),
    ElementType("dt", _B, "Lbl", identified=True),
    ElementType("dd", _B, "LBody", identified=True),
    ElementType("figure", _B, "Figure", identified=True),
    ElementType("figcaption", _B, "Caption", identified=True),
    # Tables
    ElementType("table", _B, "Table", identified=True),
    ElementType("caption", _B, "Caption", identified=True),
    ElementType("colgroup", _N),
    ElementType("col", _N),
    ElementType("thead", _B, "THead"),
    ElementType("tbody", _B, "TBody"),
    ElementType("tfoot", _B, "TFoot"),
    ElementType("tr", _B, "TR", identified=True),
    ElementType("th", _B, "TH"),
    ElementType("td", _B, "TD"),
    # Inline
    ElementType("a", _I, "Link", whole=True),
    ElementType("span", _I),
    ElementType("em", _I, "Em"),
    ElementType("strong", _I, "Strong"),
    ElementType("del", _I, "Del"),
    ElementType("sub", _I, "Sub"),
    ElementType("sup", _I, "Sup"),
    ElementType("cite", _I),
    ElementType("q", _I, "Quote"),
    ElementType("code", _I, "Code", Text.VERBATIM),
    *(
        ElementType(tag, _I)
        for tag in (
            *("abbr", "b", "bdi", "bdo", "data", "dfn", "i", "ins", "kbd"),
            *("mark", "s", "samp", "small", "time", "u", "var", "wbr"),
        )
    ),
    ElementType("ruby", _I, "Ruby", whole=True),
    ElementType("rb", _I),
    ElementType("rt", _I, "RT", Text.ANNOTATION),
    ElementType("rp", _I, "RP", Text.ANNOTATION),
    ElementType("br", _I, text=Text.GAP),
    ElementType("img", _I, "Figure", Text.GAP),
    ElementType("svg", _I, "Figure", Text.VERBATIM),
    ElementType("math", _I, text=Text.VERBATIM),
    # What belongs to a document and not to its text
    *(ElementType(tag, _N, text=Text.VERBATIM) for tag in ("head", "title", "style", "script")),
    *(ElementType(tag, _N) for tag in ("base", "link", "meta")),
)
ELEMENTS: Mapping[str, ElementType] = MappingProxyType({row.tag: row for row in _ROWS})
ANNOTATIONS = frozenset(row.tag for row in _ROWS if row.text is Text.ANNOTATION)


def of(tag: str) -> ElementType:
    """Return the row of a tag, with or without the namespace of XHTML.

    All elements of SVG and MathML are what their roots are. Raises UnknownElementError.
    """
    if tag.startswith(SVG):
        return ELEMENTS["svg"]
    if tag.startswith(MATHML):
        return ELEMENTS["math"]
    found = ELEMENTS.get(tag.removeprefix(XHTML))
    if found is None:
        message = f"<{tag}> is not in nkbook's table of elements (nkbook/model/elements.py)"
        raise UnknownElementError(message)
    return found
