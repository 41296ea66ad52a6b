"""``<table>``: rows of cells, with spans and heads of rows, made whole (HTML §4.9.12)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from nkbook.manuscript.markdown.html.nodes import Node
from nkbook.manuscript.markdown.html.tokens import (
    aligned,
    block,
    declarations,
    global_attributes,
    tight,
)
from nkbook.reading.numbers import whole

Content = Callable[[Node], list[Token]]

_MOST = 1000  # columns and rows that a cell may span (HTML §4.9.11)
_SECTIONS = ("thead", "tbody", "tfoot")
_SHARE = re.compile(r"(\d+(?:\.\d+)?)%\Z")


@dataclass(slots=True)
class _Section:
    """A part of a table: its rows, each a list of cells."""

    name: str
    rows: list[tuple[Node | None, list[Node]]] = field(default_factory=list)


def table(node: Node, content: Content) -> list[Token]:
    """Return a table's tokens; what stands outside of its cells comes before it."""
    sections: list[_Section] = []
    outside: list[Node] = []
    captions: list[Node] = []
    columns: list[Node] = []
    for child in node.children:
        if child.name == "caption":
            captions.append(child)
        elif child.name in ("colgroup", "col"):
            columns += [child] if child.name == "col" else child.children
        elif child.name in _SECTIONS:
            section = _Section(child.name)
            sections.append(section)
            for row in child.children:
                _place(row, section, outside)
        else:
            if not sections or sections[-1].name != "":
                sections.append(_Section(""))
            _place(child, sections[-1], outside)
    found = content(Node(children=outside))
    sections = _ordered(sections)
    width = _complete(sections)
    words = [token for caption in captions for token in content(caption)]
    if not width:
        return [*found, *words]
    inner: list[Token] = []
    if words:
        inner += block("caption", tight(words), captions[0].lines)
    for section in sections:
        inner += block(
            section.name,
            [
                token
                for row, cells in section.rows
                for token in _row(row, cells, section.name, content)
            ],
            node.lines,
        )
    attributes = global_attributes(node.attributes)
    meta = {"widths": list(_widths(columns, width)), "html": True}
    return [*found, *block("table", inner, node.lines, attributes, meta)]


def _place(child: Node, section: _Section, outside: list[Node]) -> None:
    """Put a row, or a cell without one, into a section; anything else is outside the table."""
    if child.name == "tr":
        cells = [cell for cell in child.children if cell.name in ("td", "th")]
        outside += [other for other in child.children if other.name not in ("td", "th")]
        section.rows.append((child, cells))
    elif child.name in ("td", "th"):
        if not section.rows or section.rows[-1][0] is not None:
            section.rows.append((None, []))
        section.rows[-1][1].append(child)
    else:
        outside.append(child)


def _ordered(sections: Sequence[_Section]) -> list[_Section]:
    """Return the sections with rows, the head first and the foot last.

    Without a ``thead``, the first rows are the head if all their cells are ``th``.
    """
    rows = [section for section in sections if section.rows]
    head, foot = _Section("thead"), _Section("tfoot")
    body: list[_Section] = []
    for section in rows:
        if section.name == "thead":
            head.rows += section.rows
        elif section.name == "tfoot":
            foot.rows += section.rows
        else:
            body.append(_Section("tbody", list(section.rows)))
    if not head.rows and body:
        first = body[0].rows
        while first and first[0][1] and all(cell.name == "th" for cell in first[0][1]):
            if len(first) == 1 and len(body) == 1:
                break  # a table of heads only has a body
            head.rows.append(first.pop(0))
    return [section for section in (head, *body, foot) if section.rows]


def _complete(sections: Sequence[_Section]) -> int:
    """Make all rows of one width, in place, and return it in columns.

    Spans that reach beyond their section are cut; a row that is too short gets empty cells.
    """
    last = -1  # the last column that a cell begins in: none spans what no other cell divides
    for section in sections:
        for _, starts in _grid(section):
            last = max((last, *starts[-1:]))
    filled = []
    for section in sections:
        rows = zip(section.rows, _grid(section, last + 1), strict=True)
        filled += [(cells, len(columns)) for (_, cells), (columns, _) in rows]
    widest = max((columns for _, columns in filled), default=0)
    for cells, columns in filled:
        cells += [Node(name="td") for _ in range(widest - columns)]
    return widest


def _grid(section: _Section, cut: int | None = None) -> list[tuple[set[int], list[int]]]:
    """Return each row's columns that are taken, and those that cells begin in.

    With ``cut``, spans end at that column, and where another cell is or the section ends.
    """
    found: list[tuple[set[int], list[int]]] = [(set(), []) for _ in section.rows]
    for number, (_, cells) in enumerate(section.rows):
        taken, starts = found[number]
        column = 0
        for cell in cells:
            while column in taken:
                column += 1
            across = _span(cell, "colspan")
            if cut is not None:
                across = max(1, min(across, cut - column))
            across = next((n for n in range(1, across) if column + n in taken), across)
            down = min(_span(cell, "rowspan"), len(found) - number)
            if cut is not None:
                cell.attributes |= {"colspan": str(across), "rowspan": str(down)}
            for below, _ in found[number : number + down]:
                below.update(range(column, column + across))
            starts.append(column)
            column += across
    return found


def _span(cell: Node, name: str) -> int:
    value = cell.attributes.get(name, "").strip()
    return min(max(whole(value), 1), _MOST) if value.isascii() else 1


def _row(row: Node | None, cells: Sequence[Node], section: str, content: Content) -> list[Token]:
    inner: list[Token] = []
    for cell in cells:
        head = cell.name == "th" or section == "thead"
        name = "th" if head else "td"
        attributes = {
            span: cell.attributes[span]
            for span in ("colspan", "rowspan")
            if cell.attributes.get(span, "1") != "1"
        }
        inherited = row.attributes if row else {}
        for given in (cell.attributes, inherited):
            for place in aligned(given).get("class", "").split()[-1:]:
                if place in ("left", "center", "right"):
                    attributes.setdefault("style", f"text-align:{place}")
        if head and section != "thead":
            scope = cell.attributes.get("scope", "").lower()
            attributes["scope"] = scope if scope in ("col", "colgroup", "rowgroup") else "row"
        inner += block(name, tight(content(cell)), None, attributes)
    attributes = global_attributes(row.attributes) if row else {}
    return block("tr", inner, row.lines if row else None, attributes)


def _widths(columns: Sequence[Node], width: int) -> Iterator[float]:
    """Yield the columns' widths in per cent, if each has one."""
    shares = []
    for column in columns:
        value = declarations(column.attributes).get("width") or column.attributes.get("width", "")
        share = _SHARE.match(value.strip())
        if share is None:
            return
        shares += [float(share[1])] * _span(column, "span")
    if len(shares) == width and sum(shares) > 0:
        yield from (100 * share / max(sum(shares), 100) for share in shares)
