"""Checks that what a format made of a chapter has all parts of its tree: on pages, or in a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import unquote

from nkbook.checks.parts.kinds import CELLS, cell_text, line_of, parts, roots, tables, words_of
from nkbook.checks.parts.letters import is_held, plain
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.document import Document, Element, Kind

_CODES: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.CELL: "NK416",
        Kind.CALL: "NK417",
        Kind.LINK: "NK418",
        Kind.PICTURE: "NK419",
    }
)
_HINT = "look in the book's templates and stylesheets for what leaves it out"


@dataclass(frozen=True, slots=True)
class Shown:
    """The parts of a chapter in a format: cells' texts by table, counts of links and pictures.

    The text of a cell that is not shown is None, where that is known. ``calls`` are the addresses
    of calls by their ids; None where another check looks after notes.
    """

    cells: Mapping[str, Sequence[str | None]]
    links: Counter[str] = field(default_factory=Counter)
    pictures: Counter[str] = field(default_factory=Counter)
    calls: Mapping[str, str] | None = None


def address(written: str) -> str:
    """Return an address as two formats can be compared: each writes it in its own way."""
    return unquote(" ".join(written.split()))


def missing(
    document: Document,
    shown: Shown,
    place: str,
    named: Callable[[Kind, str], str | None] = lambda _, written: written,
) -> Iterator[Diagnostic]:
    """Yield NK416–NK419 for each part of a chapter that a format has not.

    ``place`` completes the messages: "is on no page of the PDF". ``named`` is the address that the
    format has for a link or a picture, None if the format has no such thing.
    """
    links, pictures = Counter(shown.links), Counter(shown.pictures)
    for root in roots(document):
        for kind, element in parts(root):
            if kind is Kind.CALL and shown.calls is not None:
                id = str(element.get("id"))
                if shown.calls.get(id) != address(str(element.get("href"))):
                    yield _missing(document, kind, element, place)
            elif kind in (Kind.LINK, Kind.PICTURE):
                left = links if kind is Kind.LINK else pictures
                written = str(element.get("href" if kind is Kind.LINK else "src") or "")
                wanted = named(kind, written) if written else None
                if wanted is None:
                    continue
                if left[address(wanted)] > 0:
                    left[address(wanted)] -= 1
                else:
                    yield _missing(document, kind, element, place)
        for table in tables(root):
            yield from _cells(document, table, shown.cells.get(str(table.get("id")), ()), place)


def _cells(
    document: Document, table: Element, shown: Sequence[str | None], place: str
) -> Iterator[Diagnostic]:
    """Yield NK416 for each cell of a table that is missing or has lost letters.

    Where cells are missing, those whose words are not in the next of the format's are.
    """
    left = list(shown)
    spare = len(left) - sum(1 for _ in table.iter(*CELLS))
    for cell in table.iter(*CELLS):
        text = plain(cell_text(cell))
        shown_text = left[0] if left else None
        if (
            shown_text is not None
            and is_held(text, shown_text)
            and (spare >= 0 or not shown_text or text)
        ):
            left.pop(0)
            continue
        yield _missing(document, Kind.CELL, cell, place)
        if spare >= 0 and left:
            left.pop(0)
        else:
            spare += 1


def _missing(document: Document, kind: Kind, element: Element, place: str) -> Diagnostic:
    words = words_of(kind, element)
    name = f"{kind} {words}" if words else f"an empty {kind}"
    where = Location(document.chapter.source, line_of(element) or None)
    return diagnostic(_CODES[kind], f"{name} {place}", where, _HINT)
