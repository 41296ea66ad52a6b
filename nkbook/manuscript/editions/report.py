"""Writes the report on an edition's conversion for an editor: JSON and an HTML page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nkbook.diagnostics.problems import in_reading_order
from nkbook.look.templating import Templates
from nkbook.manuscript.editions.log import Change, Log
from nkbook.model.book import Name
from nkbook.model.metadata import Metadata

TEMPLATE = "editions/conversion.html.j2"
# How much a change needs an editor's attention, from 0 to 2, and why.
_DOUBTS = {
    "phrase": (2, "a regional word of OpenCC's that nkbook's own table does not have"),
    "character": (2, "a character that stands for several; only sense can choose"),
    "unsure": (1, "a form that no printed use confirms, by the glossary's decision"),
    "name": (0, "the book's glossary"),
    "word": (0, "nkbook's table of regional words"),
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
    """Return what a conversion did; doubtful changes come first, then frequent ones."""
    names = {name.id: name for name in log.names}
    changes = sorted(
        (_change(change, names, log.target.tag) for change in log.changes.values()),
        key=lambda row: (-row["doubt"], row["rule"], -row["count"], row["source"]),
    )
    return {
        "title": metadata.title,
        "edition": log.target.tag,
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


def _change(change: Change, names: Mapping[str, Name], language: str) -> dict[str, Any]:
    name = names.get(change.name)
    kind = "unsure" if name is not None and language in name.unsure else change.rule
    doubt, why = _DOUBTS[kind]
    return {
        "source": change.source,
        "printed": change.text,
        "rule": change.rule,
        "name": change.name or None,
        "doubt": doubt,
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
