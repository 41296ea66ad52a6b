"""The one way to ask whether a layout is nkbook's, and what nkbook hangs on foreign objects.

Patches are seen by every document that WeasyPrint lays out in this process. Those that are not laid
out with a ``BookFonts`` are left as WeasyPrint has them.
"""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from nkbook.weasy.reading.fonts import BookFonts

T = TypeVar("T")


def book_fonts(holder: Any) -> BookFonts | None:
    """Return the fonts of the book that something belongs to, or None if it is not nkbook's.

    ``holder`` is anything in which WeasyPrint keeps its font configuration: a layout context, a
    computed style, a document, the collection of all styles, a drawing.
    """
    fonts = holder.font_config
    return fonts if isinstance(fonts, BookFonts) else None


def draws(document: Any, stream: Any) -> bool:
    """Return True if a stream of a PDF is one that a weasyprint.Document is drawn in."""
    return stream._fonts is document.fonts


class Slot(Generic[T]):
    """A private attribute of nkbook's on objects of WeasyPrint or pydyf."""

    def __init__(self, name: str) -> None:
        self._name = f"nkbook_{name}"

    def get(self, owner: Any) -> T | None:
        """Return what was put on an object (or on the one that it is a copy of), or None."""
        found: T | None = getattr(owner, self._name, None)
        return found

    def put(self, owner: Any, value: T) -> None:
        """Put a value on an object."""
        setattr(owner, self._name, value)


# All slots that there are. Boxes take theirs along when they are copied.

# On a line box: the ``compose.plan.Plan`` by which it is set.
LINE_PLAN: Slot[Any] = Slot("plan")
# On the last text box of a line: what is drawn after it for readers of the text, not of the page.
AFTER_LINE: Slot[str] = Slot("after")
# On a pydyf.PDF: how many entries the list of its pages had, and the references to them.
PAGE_REFERENCES: Slot[tuple[int, tuple[bytes, ...]]] = Slot("references")
# On a pydyf.Stream: a hash of the content that it was last written with, and that deflated.
DEFLATED: Slot[tuple[bytes, bytes]] = Slot("deflated")
# On a layout context: the ``paging.speed.Known`` anchors and texts of each page.
KNOWN: Slot[Any] = Slot("known")
# On a layout context: whether any page has fixed boxes.
HAS_FIXED: Slot[bool] = Slot("has_fixed")
# On a target collector: how many texts with counters it had, and those that lack an anchor's.
WANTING: Slot[tuple[int, dict[str, list[tuple[Any, Any]]]]] = Slot("wanting")
# On the collection of styles: how many it had, and the kinds of margin boxes of each page type.
PAGE_STYLES: Slot[tuple[int, dict[Any, list[str]]]] = Slot("page_styles")
# On the collection of styles: those that elements share, by what they depend on.
SHARED_STYLES: Slot[dict[Any, Any]] = Slot("shared_styles")
# On a style: the values that used lengths depend on, and the lengths if on nothing else.
USED_VALUES: Slot[tuple[Any, dict[str, Any] | None]] = Slot("used_values")
# On a style: the values that name its font and the height of its lines, and that name.
FONT_KEY: Slot[tuple[Any, str]] = Slot("font_key")
# On a page's area for notes: what its notes measure, by their boxes.
NOTE_HEIGHTS: Slot[dict[Any, Any]] = Slot("note_heights")
# On a page's area for notes: the figures that stand above it, at the foot of the text.
AT_FOOT: Slot[tuple[Any, ...]] = Slot("at_foot")
# On a page's area for notes: the ``paging.notes.splitting.Cut`` of its last note.
CUT: Slot[Any] = Slot("cut")
# On the box of a note that goes on from the page before: where.
CONTINUES: Slot[Any] = Slot("continues")
# How the mark of such a note is named, as WeasyPrint names what is generated.
CONTINUED = "span::continued"
# On a layout context: how the text of the page that was made came out (``paging.lengths``), and how
# pages are to be set for the sake of those after them.
OUTCOME: Slot[Any] = Slot("outcome")
WISHES: Slot[dict[int, Any]] = Slot("wishes")
# On a layout context: the ``paging.lengths.order.Order`` of figures and text.
ORDER: Slot[Any] = Slot("order")
# On a layout context: the notes with which the page that is made begins.
LEFT: Slot[tuple[Any, ...]] = Slot("left")
# On a layout context: the element of the block that ends the text.
LAST: Slot[Any] = Slot("last")
# On the box of a note that goes on: that of the whole note.
WHOLE: Slot[Any] = Slot("whole")
# On a stream: the colour for fills that was asked for last, and whether text is being shown.
FILLING: Slot[Any] = Slot("filling")
IN_TEXT: Slot[bool] = Slot("in_text")
# On a box with columns: the children whose columns were tried last.
TRIED: Slot[Any] = Slot("tried")
# On a column that is tried: the ``columns.Trial``; and on the layout context meanwhile.
COLUMN_OF: Slot[Any] = Slot("column_of")
TRIAL: Slot[Any] = Slot("trial")
