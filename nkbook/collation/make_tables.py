"""Makes strokes.tsv and pinyin.tsv from the Unihan database, as Debian packages it.

A build never needs Unihan; this is run by hand when a newer one is wanted, on a machine that has
Debian's package unicode-data::

    python -m nkbook.collation.make_tables

Unihan counts strokes as mainland China writes, also for Traditional characters: 阿 has 7 there, and
8 in Taiwan and Hong Kong. Big5 itself says how Taiwan counts: each of its two levels is in the
order of strokes, so the counts that rise along a level and differ least from Unihan's are Taiwan's.
What Big5 lacks takes the difference of its radical (艹 4 and not 3, 辶 4, 阝 3).
"""

from __future__ import annotations

import bz2
import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

SOURCES = Path("/usr/share/unicode")
# Debian unicode-data 15.0.0-1
SHA256 = {
    "Unihan_IRGSources.txt.bz2": (
        "52e6e55d22dd124d61dfbb845033fe354caf9a62ab84ac89aa0c374b0f8b99c5"
    ),
    "Unihan_Readings.txt.bz2": ("216d9e19e44195522b84a05bf7308e385356615121258869faf919e96824ddd5"),
}
TARGET = Path(__file__).resolve().parent / "data"
# Big5 1984: the characters in common use, and the rarer ones, each level by strokes.
LEVELS = ((0xA440, 0xC67E), (0xC940, 0xF9D5))
_TRAILS = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
_MOST = 64  # strokes; no character has more
_DEAR = 4
# Radicals that have one stroke more in Taiwan than in mainland China when combined.
_HEAVIER = {140: 3, 162: 3, 163: 2, 170: 2}


def main() -> None:
    """Write both tables."""
    print(f"writing {TARGET}", file=sys.stderr)
    strokes: dict[str, int] = {}
    radicals: dict[str, tuple[int, int]] = {}
    for character, field, value in _rows("Unihan_IRGSources.txt.bz2"):
        if field == "kTotalStrokes":
            strokes[character] = int(value.split()[0])
        elif field == "kRSUnicode":
            number, residue = value.split()[0].split(".")
            radicals[character] = int(number.rstrip("'")), int(residue)
    traditional = _traditional(strokes, radicals)
    groups: dict[tuple[int, int, int, int], list[str]] = defaultdict(list)
    for character, count in strokes.items():
        key = (traditional[character], count, *radicals[character])
        groups[key].append(character)
    lines = [
        "\t".join([*map(str, key), "".join(sorted(found))]) for key, found in sorted(groups.items())
    ]
    head = "traditional strokes, simplified strokes, radical, strokes beside it, characters"
    _write("strokes.tsv", head, "Unihan_IRGSources.txt.bz2", lines)
    readings: dict[str, list[str]] = defaultdict(list)
    for character, field, value in _rows("Unihan_Readings.txt.bz2"):
        if field == "kMandarin":
            readings[value.split()[0]].append(character)
    lines = [f"{reading}\t{''.join(sorted(found))}" for reading, found in sorted(readings.items())]
    head = "reading in mainland China, characters"
    _write("pinyin.tsv", head, "Unihan_Readings.txt.bz2", lines)


def _rows(name: str) -> Iterator[tuple[str, str, str]]:
    """Yield the rows of a Unihan file (UAX #38 §4.2): character, field, value."""
    data = (SOURCES / name).read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != SHA256[name]:
        raise SystemExit(f"{name} has sha256 {found}, not {SHA256[name]}")
    for line in bz2.decompress(data).decode("utf-8").splitlines():
        if line.startswith("U+"):
            code, field, value = line[2:].split("\t")
            yield chr(int(code, base=16)), field, value


def _traditional(
    strokes: Mapping[str, int], radicals: Mapping[str, tuple[int, int]]
) -> dict[str, int]:
    """Return the strokes of each character as Taiwan counts them."""
    found = {}
    for character, count in strokes.items():
        radical, residue = radicals[character]
        light = _HEAVIER.get(radical)
        found[character] = count + 1 if light and count == residue + light else count
    for first, last in LEVELS:
        level = [character for character in _big5(first, last) if character in strokes]
        counts = [found[character] for character in level]
        keys = [radicals[character][0] for character in level]
        found.update(zip(level, _rising(counts, keys), strict=True))
    return found


def _big5(first: int, last: int) -> Iterator[str]:
    """Yield the characters of a level of Big5 in its order."""
    for lead in range(first >> 8, (last >> 8) + 1):
        for trail in _TRAILS:
            if first <= lead << 8 | trail <= last:
                try:
                    yield bytes((lead, trail)).decode("big5")
                except UnicodeDecodeError:
                    continue


def _rising(counts: Sequence[int], radicals: Sequence[int]) -> list[int]:
    """Return the counts that never fall and differ least in all from those given.

    With each new count the radicals start again, so an increase costs more where the radical does
    not decrease.
    """
    costs = [0] * (_MOST + 1)
    choices: list[list[int]] = []
    for number, count in enumerate(counts):
        dear = 0 if number and radicals[number] < radicals[number - 1] else _DEAR
        row, choice = [], []
        lower = 0  # the cheapest count below
        for value, cost in enumerate(costs):
            at = lower if costs[lower] + dear < cost else value
            row.append((cost if at == value else costs[at] + dear) + abs(value - count))
            choice.append(at)
            if cost < costs[lower]:
                lower = value
        costs = row
        choices.append(choice)
    value = costs.index(min(costs))
    found = []
    for choice in reversed(choices):
        found.append(value)
        value = choice[value]
    return found[::-1]


def _write(name: str, head: str, source: str, lines: Sequence[str]) -> None:
    text = "\n".join(
        (
            f"# {head}",
            f"# From {source} of Debian's unicode-data, sha256 {SHA256[source]}",
            "# © Unicode, Inc.; see LICENSE-UNICODE. Made by nkbook/collation/make_tables.py.",
            *lines,
            "",
        )
    )
    (TARGET / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
