"""Writes the report on an edition's conversion for an editor: JSON and an HTML page."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from nkbook.diagnostics.problems import in_reading_order
from nkbook.look.templating import Templates
from nkbook.manuscript.editions.log import Change, Log
from nkbook.model.book import Name
from nkbook.model.metadata import Metadata

TEMPLATE = "editions/conversion.html.j2"
# Above these, a row is to be read first, or to be read; the rest are those of the dictionaries.
_LIKELY, _POSSIBLE = 0.05, 0.015
_UNSURE = 0.045  # of a name's form that nobody has seen in print
_ABOUT = {
    "decision": "an editor's decision (data/conversion.yaml)",
    "phrase": "a regional word of OpenCC's that nkbook's own table does not have",
    "unsure": "a form that no printed use confirms, by the glossary's decision",
    "name": "the book's glossary",
    "word": "nkbook's table of regional words",
    "character.phrase": "a character that stands for several: the dictionary's form in this word",
    "character.context": "a character that stands for several: by the words around it",
    "character.usual": "a character that stands for several: its usual form, nothing else held",
    "character.surname": "a surname, by 姓, 氏 or 某 beside it",
    "character.title": "a surname, by the title after it",
    "character.familiar": "a surname, by 老, 小 or 阿 before it",
    "character.list": "a surname, by the others in the list",
    "character.given": "a surname, by the given name after it",
    "character.name": "a person's name in the dictionary",
}


def write(log: Log, metadata: Metadata, templates: Templates, folder: Path) -> tuple[Path, Path]:
    """Write ``conversion.json`` and ``conversion.html`` into a folder and return their paths."""
    data = report(log, metadata)
    written = folder / "conversion.json"
    written.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    page = folder / "conversion.html"
    page.write_text(templates.render(TEMPLATE, report=data), encoding="utf-8")
    return written, page


def report(log: Log, metadata: Metadata) -> dict[str, Any]:
    """Return what a conversion did, the likeliest errors first, then the frequent changes."""
    names = {name.id: name for name in log.names}
    right = {
        (one.source, one.printed, one.word)
        for one in log.decisions
        if not one.given and one.edition in (log.target.tag, log.target.key)
    }
    changes = sorted(
        (_change(change, names, log.target.tag, right) for change in log.changes.values()),
        key=lambda row: (-row["risk"], row["rule"], -row["count"], row["source"], row["printed"]),
    )
    return {
        "title": metadata.title,
        "edition": log.target.tag,
        "key": log.target.key,
        "source": log.source.tag,
        "characters": log.characters,
        "replaced": sum(row["count"] for row in changes),
        "doubtful": sum(row["count"] for row in changes if row["doubt"]),
        "changes": changes,
        "ambiguous": list(_ambiguous(log.changes.values())),
        "problems": [
            {"code": item.code, "message": item.message, "place": str(item.location or "")}
            for item in in_reading_order(log.problems)
        ],
    }


def _change(
    change: Change,
    names: Mapping[str, Name],
    language: str,
    right: Collection[tuple[str, str, str]],
) -> dict[str, Any]:
    name = names.get(change.name)
    kind = "unsure" if name is not None and language in name.unsure else change.rule
    accepted = (change.source, change.text, change.word) in right
    risk = 0.0 if accepted else _UNSURE if kind == "unsure" else change.doubt
    why = _ABOUT[kind]
    return {
        "source": change.source,
        "printed": change.text,
        "rule": change.rule.partition(".")[0],
        "name": change.name or None,
        "word": change.word or None,
        "accepted": accepted,
        "risk": round(risk, 4),
        "doubt": 2 if risk >= _LIKELY else 1 if risk >= _POSSIBLE else 0,
        "why": (name.decision or why) if name is not None and kind == "unsure" else why,
        "count": change.count,
        "places": [
            {
                "source": place.source,
                "printed": place.printed,
                "file": place.location.path,
                "line": place.location.line,
            }
            for place in change.places
        ],
    }


def _ambiguous(changes: Iterable[Change]) -> Iterable[dict[str, Any]]:
    """Yield the sources that were printed in more than one way: the most likely mistakes."""
    by_source: dict[str, dict[str, int]] = {}
    for change in changes:
        counts = by_source.setdefault(change.source, {})
        counts[change.text] = counts.get(change.text, 0) + change.count
    for source, counts in sorted(by_source.items()):
        if len(counts) > 1:
            yield {"source": source, "printed": dict(sorted(counts.items()))}
