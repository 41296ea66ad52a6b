"""OpenCC converters for each pair of regions, from configurations made for the run.

OpenCC has no configuration from one Traditional form to another with regional phrases, and through
Simplified and back text is damaged (里海 → 裡海); its own ones have no room for a curated list.
So a configuration is written for each pair, naming OpenCC's bundled dictionaries, with our stops
before its phrase tables.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import opencc

from nkbook.manuscript.editions.regions import Region

_SHARE = Path(opencc.__file__).parent / "clib" / "share" / "opencc"
_TO_SIMPLIFIED = ("TSPhrases", "TSCharacters")  # TSCharactersExt may give characters no font has
_FROM_SIMPLIFIED = ("STPhrases", "STPhrases_GeneratedFromRegionalPhrases", "STCharacters")
_TO_STANDARD = {
    "hk": ("HKVariantsRevPhrases", "HKVariantsRev"),
    "tw": ("TWVariantsRevPhrases", "TWVariantsRev"),
    "cn": _FROM_SIMPLIFIED,
}
_FROM_STANDARD = {
    "hk": ("HKVariantsPhrases", "HKVariants"),
    "tw": ("TWVariantsPhrases", "TWVariants"),
    "cn": _TO_SIMPLIFIED,
}
# Which of OpenCC's tables of regional words serves a pair: in the first step or in the last.
_PHRASES_FIRST = {
    ("tw", "cn"): "TWPhrasesRev",
    ("tw", "hk"): "TWPhrasesRev",
    ("hk", "cn"): "HKPhrasesRev",
}
_PHRASES_LAST = {("hk", "tw"): "TWPhrases", ("cn", "tw"): "TWPhrases", ("cn", "hk"): "HKPhrases"}


def converter(
    source: Region,
    target: Region,
    stops: Iterable[str] | None,
    fixes: Mapping[str, str],
    last: Mapping[str, str],
) -> opencc.OpenCC:
    """Return the converter of a pair; without ``stops`` it leaves out the regional words.

    ``stops`` are words of the regional table to leave alone, in OpenCC's own standard characters;
    ``fixes`` are phrases that its first step gets wrong; ``last`` maps characters of the result.
    """
    pair = (source.key, target.key)
    with tempfile.TemporaryDirectory(prefix="nkbook-opencc-") as name:
        folder = Path(name)
        first: list[dict[str, Any]] = []
        second: list[dict[str, Any]] = []
        if fixes:
            first.append(_text(folder / "fixes.txt", fixes))
        if stops is not None:
            for steps, table in ((first, _PHRASES_FIRST), (second, _PHRASES_LAST)):
                if pair in table:
                    if words := dict.fromkeys(stops, ""):
                        steps.append(_text(folder / "stops.txt", {w: w for w in words}))
                    steps.append(_bundled(table[pair]))
        first += [_bundled(file) for file in _TO_STANDARD[source.key]]
        second += [_bundled(file) for file in _FROM_STANDARD[target.key]]
        chain = [{"dict": _group(first)}, {"dict": _group(second)}]
        if last:
            chain.append({"dict": _text(folder / "last.txt", last)})
        config: dict[str, Any] = {"name": f"{source.key} to {target.key}"}
        if source.hans:
            # Words first, so that a table of regional words never matches across two of them.
            config["segmentation"] = {"type": "mmseg", "dict": _group(first[:-1])}
        config["conversion_chain"] = chain
        path = folder / "config.json"
        path.write_text(json.dumps(config), encoding="utf-8")
        return opencc.OpenCC(str(path))


def _group(dictionaries: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a group in which the longest match wins, the earlier dictionary between equals."""
    return {"type": "group", "match_policy": "union", "dicts": dictionaries}


def _bundled(name: str) -> dict[str, Any]:
    return {"type": "ocd2", "file": str(_SHARE / f"{name}.ocd2")}


def _text(path: Path, entries: Mapping[str, str]) -> dict[str, Any]:
    lines = [f"{key}\t{entries[key]}\n" for key in sorted(entries)]
    path.write_text("".join(lines), encoding="utf-8")
    return {"type": "text", "file": str(path)}
