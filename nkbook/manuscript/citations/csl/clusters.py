"""Citations of the manuscript as citeproc-js takes them.

What an author wrote around a key may have mark-up and citations in it. Each element of it, and each
sign that HTML has for itself, goes through the processor as one private character, and comes back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from markupsafe import Markup

from nkbook.manuscript.citations.csl.locators import Pinpoint, pinpoint
from nkbook.manuscript.citations.fragments import inside, unbraced
from nkbook.manuscript.citations.source import Source
from nkbook.model.document import Citation, CitationItem, Element, Mode
from nkbook.typesetting.han import is_wide

_FIRST = 0xF0000  # Supplementary Private Use Area-A
_MARKS = frozenset("<>&")
_ENDS = ",，.。;；:：、)）]］"


@dataclass(slots=True)
class Held:
    """The pieces of mark-up that wait for a cluster's text, each behind its character."""

    pieces: list[Markup] = field(default_factory=list)

    def hold(self, piece: Markup) -> str:
        """Return the character that stands for a piece."""
        self.pieces.append(piece)
        return chr(_FIRST + len(self.pieces) - 1)

    def put_back(self, text: str) -> str:
        """Return a text in which the pieces stand where their characters stood."""
        for number, piece in enumerate(self.pieces):
            text = text.replace(chr(_FIRST + number), piece)
        return text

    def words(self, fragment: Markup) -> str:
        """Return a fragment's text with a character for each element and each of HTML's signs."""
        root = etree.fromstring(f"<p>{fragment}</p>")
        return self._plain(root.text) + "".join(
            self.hold(_alone(child)) + self._plain(child.tail) for child in root
        )

    def _plain(self, text: str | None) -> str:
        return "".join(
            self.hold(Markup.escape(mark)) if mark in _MARKS else mark for mark in text or ""
        )


def cluster(  # noqa: PLR0913 — a citation and what it depends on
    id: str,
    citation: Citation,
    sources: Mapping[str, Source],
    number: int,
    held: Held,
    composite: bool,
    marks: tuple[str, str],
) -> dict[str, Any] | None:
    """Return a citation as a processor takes it, or None if no work of it is known.

    ``number`` is that of its note, 0 in the text; ``marks`` are the edition's comma and semicolon.
    ``composite`` styles print the name of ``@key`` in the text themselves.
    A key that is not known is printed as ``key?`` beside the works that are.
    """
    items: list[dict[str, Any]] = []
    missing: list[str] = []
    for item in citation.items:
        if item.key not in sources:
            missing.append(_missing(item, held))
            continue
        made = _item(item, held, marks[0], composite)
        if missing:
            made["prefix"] = marks[1].join([*missing, made.get("prefix", "")])
            missing = []
        items.append(made)
    if not items:
        return None
    if missing:
        items[-1]["suffix"] = marks[1].join([items[-1].get("suffix", ""), *missing])
    properties: dict[str, Any] = {"noteIndex": number}
    if any(item.get("prefix") for item in items):
        properties["unsorted"] = True  # 見甲，又見乙 is in the author's order
    if composite and citation.items[0].mode is Mode.IN_TEXT:
        properties["mode"] = "composite"
    return {"citationID": id, "citationItems": items, "properties": properties}


def missing_alone(citation: Citation, semicolon: str) -> Markup:
    """Return what is printed for a citation of which no work is known."""
    held = Held()
    text = semicolon.join(_missing(item, held) for item in citation.items)
    return Markup(held.put_back(text))  # noqa: S704 — every sign of HTML is held


def _missing(item: CitationItem, held: Held) -> str:
    after = unbraced(inside(item.locator))
    key = held.hold(Markup("<strong>{}?</strong>").format(item.key))
    return held.words(inside(item.prefix)) + key + (f" {held.words(after)}" if after else "")


def _item(item: CitationItem, held: Held, comma: str, composite: bool) -> dict[str, Any]:
    made: dict[str, Any] = {"id": item.key}
    before = held.words(inside(item.prefix)).strip()
    if before:
        made["prefix"] = before if is_wide(before[-1]) or _is_held(before[-1]) else f"{before} "
    point = _pinpoint(item.locator, held)
    if point.value:
        made["locator"], made["label"] = point.value, point.label
    if point.after:
        wide = is_wide(point.after[0])
        own = point.after[0] in _ENDS or point.after[0].isspace()
        joined = "" if own or (point.value and wide) else comma if wide else ", "
        made["suffix"] = joined + point.after
    if item.mode is Mode.SUPPRESSED or (item.mode is Mode.IN_TEXT and not composite):
        made["suppress-author"] = True
    return made


def _pinpoint(locator: Element | None, held: Held) -> Pinpoint:
    return pinpoint(held.words(unbraced(inside(locator))))


def _is_held(mark: str) -> bool:
    return ord(mark) >= _FIRST


def _alone(child: Element) -> Markup:
    tail, child.tail = child.tail, None
    text = Markup(etree.tostring(child, encoding="unicode"))  # noqa: S704 — our own tree
    child.tail = tail
    return text


def keys_of(clusters: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the keys that clusters cite, in their order."""
    return list(dict.fromkeys(item["id"] for one in clusters for item in one["citationItems"]))
