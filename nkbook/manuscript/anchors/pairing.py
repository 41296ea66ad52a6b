"""Knows the blocks of a book again in the rows of its ledger, whatever was corrected since.

First come those that have not changed, told from their doubles by their neighbours; then those that
have, by what they share of words. In the gap between two that are known little needs to be shared;
elsewhere, as for a paragraph that was moved and corrected, most of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nkbook.manuscript.anchors.blocks import Block
from nkbook.manuscript.anchors.ledger import Row
from nkbook.manuscript.anchors.sketch import contained, likeness

_IN_PLACE, _ELSEWHERE = 0.05, 0.5  # the least likeness
_NEAR = 0.2  # what is nearly as like as the best may be it, if it comes first in the text
_PART, _SAYING = 0.6, 4  # of a block's digests, of which at least so many: it was split off
_COMMON = 40  # blocks that share a digest: it says nothing of which is meant

Item = Block | Row


def pair(rows: Sequence[Row], blocks: Sequence[Block]) -> dict[int, int]:
    """Return the place in ``rows`` of each block that is known again, by its place in ``blocks``.

    Both are in the order of the book; no row is of two blocks.
    """
    pairing = _Pairing(rows, blocks)
    pairing.by_name()
    for near in (_with_both, _with_one(-1), _with_one(1), _alone, _anywhere):
        pairing.by_key(near)
    for near in (_alone, _anywhere):  # what comes back as it was
        pairing.by_key(near, gone=True)
    pairing.by_likeness()
    return pairing.found


Key = Callable[[Sequence[Item], int], Hashable]


def _own(items: Sequence[Item], at: int) -> Hashable:
    if not 0 <= at < len(items):
        return None
    return items[at].tag, items[at].sketch


def _with_both(items: Sequence[Item], at: int) -> Hashable:
    around = tuple(_own(items, near) for near in (at - 1, at, at + 1))
    return items[at].chapter, around


def _with_one(step: int) -> Key:
    return lambda items, at: (items[at].chapter, _own(items, at), _own(items, at + step))


def _alone(items: Sequence[Item], at: int) -> Hashable:
    return items[at].chapter, _own(items, at)


def _anywhere(items: Sequence[Item], at: int) -> Hashable:
    return _own(items, at)


@dataclass(slots=True)
class _Pairing:
    rows: Sequence[Row]
    blocks: Sequence[Block]
    found: dict[int, int] = field(default_factory=dict)  # block → row
    taken: set[int] = field(default_factory=set)  # rows

    def by_name(self) -> None:
        """Pair ids that the author gave: whatever the words, they are the same."""
        places = {row.id: at for at, row in enumerate(self.rows)}
        for at, block in enumerate(self.blocks):
            if block.named and block.id in places and places[block.id] not in self.taken:
                self._pair(at, places[block.id])

    def by_key(self, key: Key, *, gone: bool = False) -> None:
        """Pair what has one key, in order; those that an author named are paired by name.

        Rows of ids that are no more are paired if they are what is asked for.
        """
        waiting: defaultdict[Hashable, list[int]] = defaultdict(list)
        for row in reversed(range(len(self.rows))):
            if row not in self.taken and bool(self.rows[row].leads_to) == gone:
                waiting[key(self.rows, row)].append(row)
        for block in self._left():
            same = waiting.get(key(self.blocks, block))
            if same:
                self._pair(block, same.pop())

    def by_likeness(self) -> None:
        """Pair what is most alike first."""
        every = sorted(
            self._likely(),
            key=lambda one: (-one.likeness, one.block, one.row),
        )
        best: dict[int, float] = {}
        for one in every:
            best.setdefault(one.row, one.likeness)
        # Of the parts of one paragraph the first comes first.
        every.sort(key=lambda one: (-_step(best[one.row]), one.row, one.rank(best[one.row])))
        for one in every:
            if one.block not in self.found and one.row not in self.taken:
                self._pair(one.block, one.row)

    def _likely(self) -> Iterator[_Likely]:
        gap_of_block, gap_of_row = self._gaps()
        seen: set[tuple[int, int]] = set()
        for block, row in (*self._same_gap(gap_of_block, gap_of_row), *self._sharing()):
            if (block, row) in seen or self.blocks[block].tag != self.rows[row].tag:
                continue
            seen.add((block, row))
            like = likeness(self.blocks[block].sketch, self.rows[row].sketch)
            in_place = gap_of_block[block] == gap_of_row[row]
            if in_place and self.blocks[block].tag == "section":
                like = max(like, _IN_PLACE)  # its text says which it is, whatever its title
            if like >= (_IN_PLACE if in_place else _ELSEWHERE):
                one, other = self.blocks[block].sketch, self.rows[row].sketch
                part = in_place and len(one) >= _SAYING and contained(one, other) >= _PART
                yield _Likely(block, row, like + in_place, part)

    def _gaps(self) -> tuple[dict[int, Hashable], dict[int, Hashable]]:
        """Return in which gap each block and each row is that is left.

        A gap is named by the last paired row before it and the next one after it; of blocks that
        were moved only the way from one neighbour counts.
        """
        of_block: dict[int, Hashable] = {}
        before: Hashable = None
        chapter = None
        for at, block in enumerate(self.blocks):
            if block.chapter != chapter:
                before, chapter = ("chapter", block.chapter), block.chapter
            if at in self.found:
                before = self.found[at]
            elif not block.named:
                of_block[at] = before
        of_row: dict[int, Hashable] = {}
        before = chapter = None
        for at, row in enumerate(self.rows):
            if row.chapter != chapter:
                before, chapter = ("chapter", row.chapter), row.chapter
            if at in self.taken:
                before = at
            elif not row.leads_to:
                of_row[at] = before
        return of_block, of_row

    def _same_gap(
        self, of_block: Mapping[int, Hashable], of_row: Mapping[int, Hashable]
    ) -> Iterator[tuple[int, int]]:
        """Yield the pairs in each gap; in long ones those that are about as far into it."""
        rows: defaultdict[Hashable, list[int]] = defaultdict(list)
        for row, gap in of_row.items():
            rows[gap].append(row)
        blocks: defaultdict[Hashable, list[int]] = defaultdict(list)
        for block, gap in of_block.items():
            blocks[gap].append(block)
        for gap, inside in blocks.items():
            for number, block in enumerate(inside):
                low = max(0, number - _COMMON // 2)
                for row in rows.get(gap, [])[low : low + _COMMON]:
                    yield block, row

    def _sharing(self) -> Iterator[tuple[int, int]]:
        """Yield pairs that share digests which few others have."""
        rows: defaultdict[int, list[int]] = defaultdict(list)
        for row in range(len(self.rows)):
            if row not in self.taken and not self.rows[row].leads_to:
                for value in self.rows[row].sketch:
                    rows[value].append(row)
        for block in self._left():
            found: set[int] = set()
            for value in self.blocks[block].sketch:
                if len(rows.get(value, ())) <= _COMMON:
                    found.update(rows.get(value, ()))
            for row in sorted(found):
                yield block, row

    def _left(self) -> Iterator[int]:
        """Yield the blocks that nothing is known of and that nobody named."""
        for at, block in enumerate(self.blocks):
            if at not in self.found and not block.named:
                yield at

    def _pair(self, block: int, row: int) -> None:
        self.found[block] = row
        self.taken.add(row)


@dataclass(frozen=True, slots=True)
class _Likely:
    """A block and a row that may be one; more than 1 alike are those of one gap."""

    block: int
    row: int
    likeness: float
    part: bool = False  # the block is a part of what the row is of

    def rank(self, best: float) -> tuple[int, float]:
        """Return the order among those of one row: those near the best as they come in the text."""
        if self.part or self.likeness >= best - _NEAR:
            return (0, self.block)
        return (1, -self.likeness)


def _step(likeness: float) -> int:
    """Return a likeness in steps, so that nearly equal ones keep the order of the text."""
    return round(likeness * 20)
