"""The structure of a joined file: its root, and the trees that lead to the elements of sections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

import pydyf

from nkbook.weasy.output.join.structure import role_map
from nkbook.weasy.output.join.writer import Writer
from nkbook.weasy.output.paint.record import Loose, Painted, StructureRecord, filled

Numbers = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class _Kid:
    """What is in an element: the page where it begins, from 0, and how the element refers to it.

    ``short`` is how one that begins on the same page does.
    """

    page: int | None
    reference: bytes
    short: bytes | None = None
    is_content: bool = False  # or a link, not an element


@dataclass(slots=True)
class _Part:
    """A part's element, which is written when all its chapters are known."""

    number: int
    value: bytes
    kids: list[_Kid]
    last: list[_Kid]
    chapters: list[_Kid] = field(default_factory=list)

    def all(self) -> list[_Kid]:
        return [*self.kids, *self.chapters, *self.last]


class Trees:
    """Gathers the structure section by section."""

    def __init__(self, writer: Writer, pages: int) -> None:
        self._writer = writer
        self.root = writer.number()
        self.document = writer.number()
        self._kids: list[_Kid | _Part] = []
        self._parts: dict[str, _Part] = {}
        self._keys = count(pages)
        self._rows: dict[int, bytes] = dict.fromkeys(range(pages), b"[]")
        self._ids: list[tuple[bytes, bytes, int]] = []

    def above(self, part: str | None) -> int:
        """Return the element that a section's go into: that of its part, or the document's."""
        known = self._parts.get(part) if part is not None else None
        return self.document if known is None else known.number

    def add(  # noqa: PLR0913 — a section is all of this
        self,
        section: str,
        part: str | None,
        record: StructureRecord,
        objects: dict[int, Painted],
        numbers: Numbers,
        first: int,
    ) -> dict[int, bytes]:
        """Add a section whose first page is ``first``, and write the elements at its top.

        Return what is to be added to the dictionaries of its links and groups.
        """
        parent = self._parts.get(part) if part is not None else None
        into: list[_Kid | _Part] | list[_Kid] = self._kids if parent is None else parent.chapters
        for top in record.tops:
            if isinstance(top, Loose):
                page = first + top.page
                short = None if top.mcid is None else b"%d" % top.mcid
                into.append(_Kid(page, filled(top.reference, numbers), short, is_content=True))
                continue
            number = numbers(top.number)
            page_of = None if top.page is None else first + top.page
            element = _Part(
                number,
                filled(objects.pop(top.number).value, numbers),
                [_Kid(page_of, filled(kid, numbers)) for kid in top.kids],
                [_Kid(page_of, filled(kid, numbers)) for kid in top.last],
            )
            if top.is_part and parent is None:
                self._parts.setdefault(section, element)
                self._kids.append(element)
            elif self._write(element):
                into.append(_Kid(page_of, b"%d 0 R" % number))
        for place, row in enumerate(record.pages):
            self._rows[first + place] = _references(numbers(element) for element in row)
        self._ids += ((key, name, numbers(element)) for key, name, element in record.ids)
        return dict(self._keyed(record, numbers))

    def _keyed(self, record: StructureRecord, numbers: Numbers) -> Iterator[tuple[int, bytes]]:
        for stream, row in record.groups:
            key = next(self._keys)
            self._rows[key] = _references(numbers(element) for element in row)
            yield stream, b"/StructParents %d" % key
        for link, element in record.annotations:
            key = next(self._keys)
            self._rows[key] = b"%d 0 R" % numbers(element)
            yield link, b"/StructParent %d" % key

    def finish(self) -> None:
        """Write the parts, the document and the trees."""
        kids = []
        for kid in self._kids:
            if isinstance(kid, _Part):
                if self._write(kid):
                    kids.append(_Kid(_begin(kid.all()), b"%d 0 R" % kid.number))
            else:
                kids.append(kid)
        writer = self._writer
        head = b"<</Type /StructElem/S /Document/P %d 0 R>>" % self.root
        self._write(_Part(self.document, head, kids, []))
        rows = b" ".join(b"%d %b" % item for item in self._rows.items())
        parents = writer.add(b"<</Nums [%b]>>" % rows)
        names = b" ".join(b"%b %d 0 R" % item[1:] for item in sorted(self._ids))
        ids = b"/IDTree <</Names [%b]>>" % names if names else b""
        writer.write(
            self.root,
            b"<</Type /StructTreeRoot/ParentTree %d 0 R/K [%d 0 R]/ParentTreeNextKey %d"
            b"/RoleMap %b%b>>" % (parents, self.document, len(self._rows), role_map().data, ids),
        )
        writer.catalog["StructTreeRoot"] = b"%d 0 R" % self.root
        writer.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})

    def _write(self, element: _Part) -> bool:
        """Write an element with what is in it; return False for one that is empty."""
        kids = element.all()
        if not kids:
            return False
        begin = _begin(kids)
        written = b" ".join(
            kid.short if kid.short is not None and kid.page == begin else kid.reference
            for kid in kids
        )
        page = b"/Pg %b" % self._writer.page_references[begin] if begin is not None else b""
        self._writer.write(element.number, extended(element.value, b"%b/K [%b]" % (page, written)))
        return True


def extended(value: bytes, entries: bytes) -> bytes:
    """Return a dictionary with more entries."""
    return value[:-2] + entries + b">>"


def _begin(kids: list[_Kid]) -> int | None:
    """Return the page of an element: that of its own first content, or of what is in it."""
    own = (kid for kid in kids if kid.is_content)
    return next((kid.page for kid in (*own, *kids) if kid.page is not None), None)


def _references(numbers: Iterator[int]) -> bytes:
    return b"[%b]" % b" ".join(b"%d 0 R" % number for number in numbers)
