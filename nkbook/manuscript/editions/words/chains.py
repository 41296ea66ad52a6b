"""OpenCC converters for each pair of locales, from configurations made for the run.

They convert characters: regional words are found in the sentence by ``vocabulary``. OpenCC has no
configuration from one Traditional form to another, and through Simplified and back text is damaged
(里海 → 裡海); its own ones have no room for a curated list. So one is written for each pair, with
OpenCC's bundled dictionaries in it.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from nkbook.locales.model import Locale
from nkbook.manuscript.editions import opencc


def converter(
    source: Locale, target: Locale, fixes: Mapping[str, str], last: Mapping[str, str]
) -> opencc.Converter:
    """Return the converter of a pair, for characters alone.

    ``fixes`` are phrases that its first step gets wrong; ``last`` maps characters of the result.
    Raises MissingToolError (NK607) when OpenCC lacks a dictionary.
    """
    return _made(
        f"{source.tag} to {target.tag}",
        source.conversion.to_standard,
        target.conversion.from_standard,
        fixes,
        last,
        segmented=source.conversion.segmented,
    )


def from_standard(target: Locale, last: Mapping[str, str]) -> opencc.Converter:
    """Return the converter from OpenCC's standard Traditional characters to those of a locale.

    Raises MissingToolError (NK607) when OpenCC lacks a dictionary.
    """
    return _made(f"to {target.tag}", (), target.conversion.from_standard, {}, last)


def _made(  # noqa: PLR0913 — the two steps and what is added to them
    name: str,
    first_step: Iterable[str],
    last_step: Iterable[str],
    fixes: Mapping[str, str],
    last: Mapping[str, str],
    *,
    segmented: bool = False,
) -> opencc.Converter:
    with tempfile.TemporaryDirectory(prefix="nkbook-opencc-") as made:
        folder = Path(made)
        first = [_text(folder / "fixes.txt", fixes)] if fixes else []
        first += map(_bundled, first_step)
        steps = [first, list(map(_bundled, last_step))]
        chain = [{"dict": _group(step)} for step in steps if step]
        if last:
            chain.append({"dict": _text(folder / "last.txt", last)})
        config: dict[str, Any] = {"name": name}
        if segmented:
            # Words first, so that a table of phrases never matches across two of them.
            config["segmentation"] = {"type": "mmseg", "dict": _group(first[:-1])}
        config["conversion_chain"] = chain
        path = folder / "config.json"
        path.write_text(json.dumps(config), encoding="utf-8")
        return opencc.load(path)


def _group(dictionaries: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a group in which the longest match wins, the earlier dictionary between equals."""
    return {"type": "group", "match_policy": "union", "dicts": dictionaries}


def _bundled(name: str) -> dict[str, Any]:
    return {"type": "ocd2", "file": str(opencc.dictionary(name))}


def _text(path: Path, entries: Mapping[str, str]) -> dict[str, Any]:
    lines = [f"{key}\t{entries[key]}\n" for key in sorted(entries)]
    path.write_text("".join(lines), encoding="utf-8")
    return {"type": "text", "file": str(path)}
