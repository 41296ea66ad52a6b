"""What was changed in a manuscript: which files, and the words at the place where it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nkbook.typesetting.han import HAN

# Words as they are on the page too: no marks of Markdown, no addresses.
_WORDS = re.compile(rf"[{HAN}]{{2,}}|[^\W\d_]{{4,}}")
_MOST = 24  # characters by which a place is found
_WATCHED = frozenset((".md", ".toml", ".yaml", ".yml", ".bib", ".ris", ".json", ".geojson", ".css",
                      ".j2", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """The chapter that was changed last, as messages name it, and words at the place."""

    source: str
    words: str


def is_watched(path: str, output: Path) -> bool:
    """Return True if a file belongs to the manuscript: no output, no file that an editor hides."""
    place = Path(path)
    hidden = any(part.startswith(".") for part in place.parts[-3:])
    return place.suffix.lower() in _WATCHED and not hidden and not place.is_relative_to(output)


def texts(chapters: Path) -> dict[str, str]:
    """Return the text of each chapter's file, by its path as messages name it."""
    return dict(_texts(chapters))


def _texts(chapters: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(chapters.rglob("*.md")):
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):  # the build says so
            continue
        yield f"chapters/{path.relative_to(chapters).as_posix()}", text


def change(before: Mapping[str, str], after: Mapping[str, str]) -> Change | None:
    """Return the first change between two states of a manuscript; None if no chapter changed."""
    for source, text in after.items():
        old = before.get(source)
        if old is not None and old != text:
            return Change(source, _words_at(old.splitlines(), text.splitlines()))
    return None


def find_page(site: Path, changed: Change | None) -> str:
    """Return the page, from the folder of all, that has what was changed; the first one if none.

    The page that is called after the chapter's file is the likeliest to have the words.
    """
    pages = sorted(site.glob("*/*.html"))
    first = next((page for page in pages if page.name == "index.html"), None)
    found = first
    if changed is not None:
        stem = Path(changed.source).stem
        pages.sort(key=lambda page: page.stem != stem)
        holding = (page for page in pages if changed.words and changed.words in _read(page))
        named = pages[0] if pages and pages[0].stem == stem else None
        found = next(holding, named) or first
    return found.relative_to(site).as_posix() if found else ""


def _read(page: Path) -> str:
    """Return the text of a page without its tags."""
    return re.sub(r"<[^<>]*+>", "", page.read_text(encoding="utf-8"))


def _words_at(old: list[str], new: list[str]) -> str:
    """Return words of the first line that is new, or of the nearest before it that has any."""
    same = _alike(old, new)
    tail = _alike(old[same:][::-1], new[same:][::-1])
    lines = [*new[same : len(new) - tail], *reversed(new[:same])]
    return next((found for found in map(_longest, lines) if found), "")


def _alike(one: list[str], other: list[str]) -> int:
    """Return how many lines two texts have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (left, right) in pairs if left != right), min(len(one), len(other)))


def _longest(line: str) -> str:
    """Return the longest run of words of a line, without what Markdown hides in brackets."""
    plain = re.sub(r"\{[^{}]*+\}|\]\([^()]*+\)|\[[-^@][^\[\]]*+\]|<[^<>]*+>|^#+ ", " ", line)
    runs: Iterable[str] = _WORDS.findall(plain)
    return max(runs, key=len, default="")[:_MOST]
