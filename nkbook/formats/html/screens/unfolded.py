"""Tables too wide for a phone: each row unfolded into lines, each cell after its column's head.

It is a form for every width: readers that show pages make the window as wide as all pages of a
chapter together, so that no media query tells a phone. The table stays one: its heads are unseen,
not gone, and each part has its role, for a ``display`` of another kind would take that away.
"""

from __future__ import annotations

from collections.abc import Iterator

from nkbook.formats.html.wide_tables import column_needs
from nkbook.model.document import Element
from nkbook.model.trees import has_class, is_call

UNFOLDED = "unfolded"
LABEL = "data-label"  # of a cell: the words of its column's head
_ROOM = 22.0  # em of a table's letters in a line of a phone: 360 px, letters of 16 px
_READABLE = 4.0  # em: what a column of Chinese is narrowed to
_PADDING = 1.0  # em of each column
_ROLES = {"table": "table", "tr": "row", "td": "cell"}
_GROUPS = ("thead", "tbody", "tfoot")


def unfold_tables(root: Element) -> None:
    """Mark the tables of a tree that are too wide, and name their cells, in place."""
    for table in root.iter("table"):
        if (has_class(table, "names") or _is_wide(table)) and _is_plain(table):
            _unfold(table)


def unfold_standing(root: Element, standing: str) -> None:
    """Do so with those of vertical pages: a table of the class ``standing`` has columns in height.

    A table of names has columns enough, and its stylesheet lets them give way.
    """
    for table in root.iter("table"):
        names = has_class(table, "names")
        if has_class(table, standing) and not names and _is_wide(table) and _is_plain(table):
            _unfold(table)


def _is_wide(table: Element) -> bool:
    needs = column_needs(table)
    least = sum(max(need.word, min(need.line, _READABLE)) + _PADDING for need in needs)
    return least > _ROOM


def _is_plain(table: Element) -> bool:
    """Return True for a table with one row of heads, whose cells are each of one row and column.

    What belongs to several rows would be told of the first alone.
    """
    heads = table.findall("thead/tr")
    cells = [cell for cell in table.iter("th", "td") if _table_of(cell) is table]
    spans = ("rowspan", "colspan")
    return (
        len(heads) == 1
        and len(heads[0]) > 1
        and all(cell.get(span, "1") == "1" for cell in cells for span in spans)
        and next(table.iterancestors("table"), None) is None
        and table.find(".//table") is None
    )


def _table_of(cell: Element) -> Element | None:
    return next(cell.iterancestors("table"), None)


def _put_marks_before(table: Element) -> None:
    """Put what marks a page in the caption before the table: its role may hold no such thing."""
    for mark in list(table.iterfind("caption//span[@role='doc-pagebreak']")):
        before, parent = mark.getprevious(), mark.getparent()
        tail = mark.tail or ""
        if before is not None:
            before.tail = (before.tail or "") + tail
        elif parent is not None:
            parent.text = (parent.text or "") + tail
        mark.tail = None
        table.addprevious(mark)


def _unfold(table: Element) -> None:
    _put_marks_before(table)
    table.set("class", f"{table.get('class', '')} {UNFOLDED}".strip())
    heads = [_words(cell) for cell in table.findall("thead/tr/*")]
    for element in table.iter(*_ROLES):
        element.set("role", _ROLES[str(element.tag)])
    for group in table.iter(*_GROUPS):
        group.set("role", "rowgroup")
    for cell in table.findall("thead/tr/th"):
        cell.set("role", "columnheader")
    for old in table.findall("colgroup"):
        table.remove(old)
    for row in (*table.findall("tbody/tr"), *table.findall("tfoot/tr"), *table.findall("tr")):
        for head, cell in zip(heads, row, strict=False):
            if cell.tag == "th":
                cell.set("role", "rowheader")
            elif head and (cell.text or len(cell)):
                cell.set(LABEL, head)


def _words(cell: Element) -> str:
    return " ".join("".join(_texts(cell)).split())


def _texts(element: Element) -> Iterator[str]:
    """Yield the texts of a head, without calls of notes."""
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and not is_call(child) and not has_class(child, "between"):
            yield from _texts(child)
        yield child.tail or ""
