"""What each element of HTML becomes. What is not in these tables is left out, its text is kept."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

_T = TypeVar("_T")


class Inline(StrEnum):
    """What an element in a line of text becomes, if not the element of the same meaning."""

    TEXT = "text"  # its text only: it says how letters look
    SPAN = "span"
    BREAK = "break"
    LINK = "link"
    PICTURE = "picture"
    RUBY = "ruby"
    CODE = "code"
    MEDIA = "media"  # a link to what paper cannot play
    BOX = "box"  # a box to be ticked
    NOTHING = "nothing"


class Block(StrEnum):
    """What an element that stands by itself becomes."""

    PARAGRAPH = "paragraph"
    DIV = "div"
    CENTER = "center"
    HEADING = "heading"
    LIST = "list"
    ITEM = "item"
    QUOTATION = "quotation"
    DEFINITIONS = "definitions"
    TABLE = "table"
    PART = "part"  # of a table
    FIGURE = "figure"
    CAPTION = "caption"
    DETAILS = "details"
    SUMMARY = "summary"
    RULE = "rule"
    CONTENT = "content"  # its content only


def _table(*rows: tuple[_T, str]) -> Mapping[str, _T]:
    """Return what each tag becomes, of rows of what and the tags."""
    return MappingProxyType({tag: becomes for becomes, tags in rows for tag in tags.split()})


# The element of nkbook that has the same meaning.
_SAME = "sup sub u ins kbd samp var small mark q cite dfn abbr em strong del bdi bdo"
ELEMENTS: Mapping[str, str] = _table(
    *((tag, tag) for tag in _SAME.split()),
    ("abbr", "acronym"),
    ("em", "i"),
    ("strong", "b"),
    ("s", "s strike"),
)

INLINE: Mapping[str, Inline] = _table(
    (Inline.TEXT, "big font nobr time data label blink picture o:p"),
    (Inline.NOTHING, "source track param basefont"),
    (Inline.MEDIA, "iframe video audio embed object"),
    (Inline.RUBY, "ruby rb rt rp rtc"),
    (Inline.CODE, "code tt"),
    (Inline.SPAN, "span"),
    (Inline.LINK, "a"),
    (Inline.BREAK, "br wbr"),
    (Inline.PICTURE, "img image"),
    (Inline.BOX, "input"),
)

BLOCKS: Mapping[str, Block] = _table(
    (Block.PARAGRAPH, "p"),
    (Block.CENTER, "center"),
    (Block.DIV, "div section article aside header footer main nav address search"),
    (Block.HEADING, "h1 h2 h3 h4 h5 h6"),
    (Block.LIST, "ul ol menu dir"),
    (Block.ITEM, "li"),
    (Block.QUOTATION, "blockquote"),
    (Block.DEFINITIONS, "dl dt dd"),
    (Block.TABLE, "table"),
    (Block.PART, "caption colgroup col thead tbody tfoot tr td th"),
    (Block.FIGURE, "figure"),
    (Block.CAPTION, "figcaption"),
    (Block.DETAILS, "details"),
    (Block.SUMMARY, "summary"),
    (Block.RULE, "hr"),
    (Block.CONTENT, "html body head hgroup form fieldset legend dialog noscript template"),
)
UNNAMED = frozenset(("html", "body", "head", "hgroup"))  # left out without a word

# An opening tag ends those of these elements that are open, up to the nearest of the others
# (HTML §13.2.6.4, "generate implied end tags").
_CELLS = ("td", "th", "caption", "colgroup")
_GROUPS = ("thead", "tbody", "tfoot")
IMPLIED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = _table(
    ((("li",), ("ul", "ol", "menu", "dir")), "li"),
    ((("dt", "dd"), ("dl",)), "dt dd"),
    ((_CELLS, ("table",)), " ".join(_CELLS)),
    (((*_CELLS, "tr"), ("table",)), "tr"),
    (((*_CELLS, "tr", *_GROUPS), ("table",)), " ".join(_GROUPS)),
    ((("summary",), ("details",)), "summary"),
)
# A closing tag does not reach beyond these, unless it is a table's own (HTML §13.2.4.2, scopes).
SCOPES = frozenset(("td", "th", "caption", "table"))
TABLE_TAGS = frozenset((*_CELLS, *_GROUPS, "tr", "table"))
