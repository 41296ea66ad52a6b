"""OpenCC converters for each pair of locales, from configurations made for the run.

OpenCC has no configuration from one Traditional form to another with regional phrases, and through
Simplified and back text is damaged (里海 → 裡海); its own ones have no room for a curated list.
So a configuration is written for each pair, with OpenCC's bundled dictionaries in it and our stops
before its phrase tables.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nkbook.locales.model import Locale
from nkbook.manuscript.editions import opencc
from nkbook.manuscript.editions.tables import table

_FIRST, _LAST = "first", "last"  # steps, in the table of phrases


def converter(
    source: Locale,
    target: Locale,
    stops: Iterable[str] | None,
    fixes: Mapping[str, str],
    last: Mapping[str, str],
) -> opencc.Converter:
    """Return the converter of a pair; without ``stops`` it leaves out the regional words.

    ``stops`` are words of the regional table to leave alone, in OpenCC's own standard characters;
    ``fixes`` are phrases that its first step gets wrong; ``last`` maps characters of the result.
    Raises MissingToolError (NK607) when OpenCC lacks a dictionary.
    """
    with tempfile.TemporaryDirectory(prefix="nkbook-opencc-") as name:
        folder = Path(name)
        steps: dict[str, list[dict[str, Any]]] = {_FIRST: [], _LAST: []}
        if fixes:
            steps[_FIRST].append(_text(folder / "fixes.txt", fixes))
        if stops is not None:
            for step, phrases in _phrases(source, target):
                if words := dict.fromkeys(stops, ""):
                    steps[step].append(_text(folder / "stops.txt", {w: w for w in words}))
                steps[step].append(_bundled(phrases))
        steps[_FIRST] += map(_bundled, source.conversion.to_standard)
        steps[_LAST] += map(_bundled, target.conversion.from_standard)
        chain = [{"dict": _group(step)} for step in steps.values()]
        if last:
            chain.append({"dict": _text(folder / "last.txt", last)})
        config: dict[str, Any] = {"name": f"{source.tag} to {target.tag}"}
        if source.conversion.segmented:
            # Words first, so that a table of regional words never matches across two of them.
            words_only = _group(steps[_FIRST][:-1])
            config["segmentation"] = {"type": "mmseg", "dict": words_only}
        config["conversion_chain"] = chain
        path = folder / "config.json"
        path.write_text(json.dumps(config), encoding="utf-8")
        return opencc.load(path)


def _phrases(source: Locale, target: Locale) -> Iterable[tuple[str, str]]:
    """Yield OpenCC's tables of regional words for a pair, each with the step it belongs to."""
    pair = (source.conversion.words, target.conversion.words)
    for row in table("phrases.tsv"):
        if (row["from"], row["to"]) == pair:
            yield row["step"], row["dictionary"]


def _group(dictionaries: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a group in which the longest match wins, the earlier dictionary between equals."""
    return {"type": "group", "match_policy": "union", "dicts": dictionaries}


def _bundled(name: str) -> dict[str, Any]:
    return {"type": "ocd2", "file": str(opencc.dictionary(name))}


def _text(path: Path, entries: Mapping[str, str]) -> dict[str, Any]:
    lines = [f"{key}\t{entries[key]}\n" for key in sorted(entries)]
    path.write_text("".join(lines), encoding="utf-8")
    return {"type": "text", "file": str(path)}
