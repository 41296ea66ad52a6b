"""Gives the blocks of a book the ids that its ledger has for them, and writes the ledger anew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nkbook.diagnostics.problems import Diagnostic
from nkbook.manuscript.anchors.blocks import Block, blocks
from nkbook.manuscript.anchors.ledger import Ledger, Row, ends, read, written
from nkbook.manuscript.anchors.pairing import pair
from nkbook.manuscript.anchors.renaming import renamed
from nkbook.manuscript.anchors.sketch import contained, likeness
from nkbook.model.document import Document

_COMMON = 40  # blocks that share a digest: it says nothing of where words have gone
_SAYING = 4  # digests: fewer words than these are in many paragraphs
_MOVED = 0.5  # the part of a block's words that says where they have gone


@dataclass(frozen=True, slots=True)
class Kept:
    """The chapters with lasting ids, the ledger of them, and what is wrong with the one before.

    ``elsewhere`` has by the id of each chapter of before or of now what was in it and is in another
    one: old ids with those that stand for them, and "" for the chapter itself if it is no more.
    """

    documents: dict[str, Document]
    ledger: str
    problems: tuple[Diagnostic, ...]
    elsewhere: dict[str, dict[str, str]]


def keep(documents: Mapping[str, Document], ledger: str | None, shown: str) -> Kept:
    """Return the chapters with the ids that their blocks had, and the ledger to be kept.

    What is new has the id that it was read with. An id that is no more is ``former`` in the
    chapter with what stands for it: what has most of its words, else the block next to it.
    ``shown`` names the file of the ledger in problems (NK280).
    """
    before = read(ledger or "", shown)
    rows = before.rows
    own = {stem: tuple(blocks(document)) for stem, document in documents.items()}
    every = [block for found in own.values() for block in found]
    known = {at: rows[row].id for at, row in pair(rows, every).items()}
    ids = _ids(every, known, rows)
    now = [
        Row(block.chapter, id, block.tag, block.sketch)
        for block, id in zip(every, ids, strict=True)
    ]
    back = {*ids}
    gone = [row for row in rows if row.id not in back]
    places = _Places(rows, now)
    kept = places.with_gone([places.led(row) for row in gone])
    leads = dict(ends(kept, back))
    left = _left(before, now)
    made: dict[str, Document] = {}
    names = iter(ids)
    for stem, document in documents.items():
        mapping = {block.id: next(names) for block in own[stem]}
        here = {*mapping.values()}
        former = {old: new for old, new in leads.items() if new in here}
        named = renamed(document, mapping)
        made[stem] = replace(named, former=former, aliases={**former, **named.aliases})
    homes = {row.id: row.chapter for row in now}
    chapters = {document.chapter.id for document in documents.values()}
    elsewhere = _elsewhere((*kept, *left), leads, homes, chapters)
    return Kept(made, written((*kept, *left)), before.problems, elsewhere)


def _left(before: Ledger, now: Sequence[Row]) -> tuple[Row, ...]:
    """Return a row for each chapter that an id has left, now or before."""
    homes = {row.id: row.chapter for row in now}
    parted = [
        replace(row, leads_to=row.id)
        for row in before.rows
        if row.leads_to is None and homes.get(row.id, row.chapter) != row.chapter
    ]
    every = {(row.chapter, row.id): row for row in (*before.left, *parted)}
    return tuple(row for row in every.values() if homes.get(row.id) != row.chapter)


def _elsewhere(
    rows: Iterable[Row],
    leads: Mapping[str, str],
    homes: Mapping[str, str],
    chapters: Collection[str],
) -> dict[str, dict[str, str]]:
    """Return by chapter what of it is in other chapters now; ``homes`` are the chapters of ids."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        to = leads.get(row.id, row.id)
        if row.leads_to is not None and homes.get(to, row.chapter) != row.chapter:
            found[row.chapter][row.id] = to
    for chapter, places in found.items():
        if chapter not in chapters:
            # Of as many ways the last taken: what left long ago did not take the chapter along.
            ways = Counter(homes[to] for to in reversed(places.values()))
            places[""] = ways.most_common(1)[0][0]
    return dict(found)


def _ids(every: Sequence[Block], known: Mapping[int, str], rows: Iterable[Row]) -> list[str]:
    """Return the id of each block: the known one, or its own if nothing else has or had it."""
    used = {row.id for row in rows} | {block.id for block in every if block.named}
    found: list[str] = []
    for at, block in enumerate(every):
        id, number = known.get(at, block.id), 2
        while at not in known and not block.named and id in used:
            id, number = f"{block.id}-{number}", number + 1
        used.add(id)
        found.append(id)
    return found


class _Places:
    """Where the rows of a ledger stood, and what there is now."""

    def __init__(self, rows: Sequence[Row], now: Sequence[Row]) -> None:
        self._rows = rows
        self._now = now
        self._at = {row.id: at for at, row in enumerate(rows)}
        self._living = {row.id: row for row in now}
        self._place = {row.id: at for at, row in enumerate(now)}
        self._chapters = {row.chapter for row in now}
        self._holding: defaultdict[int, list[Row]] = defaultdict(list)
        for row in now:
            for value in row.sketch:
                self._holding[value].append(row)

    def led(self, row: Row) -> Row:
        """Return the row of an id that is no more, with where it leads."""
        if row.leads_to is not None:
            return row
        to = self._with_its_words(row) or self._next(row)
        return replace(row, leads_to=to or row.chapter)

    def _with_its_words(self, row: Row) -> str | None:
        if len(row.sketch) < _SAYING:
            return None
        near = {
            other.id: other
            for value in row.sketch
            if len(self._holding[value]) <= _COMMON
            for other in self._holding[value]
        }
        likely = [
            (contained(row.sketch, other.sketch), likeness(row.sketch, other.sketch), other.id)
            for other in near.values()
        ]
        best = max(likely, default=(0.0, 0.0, ""))
        return best[2] if best[0] >= _MOVED else None

    def _next(self, row: Row) -> str | None:
        """Return the id of what stands where a row stood: after what was before it, or that.

        Of a chapter that is gone it is the end of the one before, else the beginning of the book.
        """
        for before in reversed(self._rows[: self._at[row.id]]):
            now = self._living.get(before.id)
            if now is not None and now.chapter == before.chapter:
                place = self._place[now.id]
                after = self._now[place + 1 : place + 2]
                same = row.chapter == now.chapter and after and after[0].chapter == row.chapter
                return after[0].id if same else now.id
            if before.chapter != row.chapter and row.chapter in self._chapters:
                break
        own = (one.id for one in self._now if one.chapter == row.chapter)
        return next(own, None) or next((one.id for one in self._now), None)

    def with_gone(self, gone: Sequence[Row]) -> tuple[Row, ...]:
        """Return the rows of the new ledger: each that is gone after what it stood after."""
        after: defaultdict[tuple[str, str | None], list[Row]] = defaultdict(list)
        last: dict[str, str | None] = {}
        by_id = {row.id: row for row in gone}
        for row in self._rows:
            now = self._living.get(row.id)
            if now is not None and now.chapter == row.chapter:
                last[row.chapter] = row.id
            elif row.id in by_id:
                after[row.chapter, last.get(row.chapter)].append(by_id[row.id])
        return tuple(self._ordered(after))

    def _ordered(self, after: Mapping[tuple[str, str | None], Sequence[Row]]) -> Iterator[Row]:
        begun: set[str] = set()
        for row in self._now:
            if row.chapter not in begun:
                begun.add(row.chapter)
                yield from after.get((row.chapter, None), ())
            yield row
            yield from after.get((row.chapter, row.id), ())
        for (chapter, before), rows in after.items():
            if chapter not in begun and before is None:
                yield from rows
