"""Judges the typesetting of a finished PDF by where its glyphs are.

Nothing is taken from the layout: PyMuPDF says which glyph is where, and the caller says what the
page should be (a ``Frame`` for each size of text) and which blocks of text it was made from. The
tables of marks are written out again here, so that a mistake in nkbook's own is seen.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pymupdf

FLUSH = 0.5  # pt
OPENING = "「『（《〈【〔“‘"
CLOSING = "」』）》〉】〕”’"
STOPS = "，。、；：？！"
NOT_FIRST = CLOSING + STOPS + "…—·"
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
LEADER = re.compile(r"\.{4}")
# Right blank of a full-width mark, em: in the middle of the square, or at its lower left.
RIGHT = {
    "hant": dict.fromkeys(CLOSING, 0.5) | dict.fromkeys("，。、；：·", 0.25),
    "hans": dict.fromkeys(CLOSING + STOPS, 0.5) | {"·": 0.25},
}
LEFT = {
    "hant": dict.fromkeys(OPENING, 0.5) | dict.fromkeys("，。、；：·", 0.25),
    "hans": dict.fromkeys(OPENING, 0.5) | {"·": 0.25},
}
# What marks give up at a line's end and start, and whether neighbours are set together.
POLICIES = {
    "none": ("never", False, False),
    "hk": ("always", True, True),
    "tw": ("fit", False, True),
    "cn": ("always", True, True),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """Where lines of text of one size are (pt): their edges, and their pitch if on the grid."""

    size: float
    left: float
    right: float
    pitch: float | None = None
    justified: bool = True
    insets: tuple[float, ...] = ()  # of boxes and quotations at the right


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of the source; ``indent`` in em, or None where it isn't judged."""

    text: str
    indent: float | None = None


@dataclass(frozen=True, slots=True)
class Glyph:
    x: float
    end: float
    y: float
    size: float
    character: str


@dataclass(slots=True)
class TextLine:
    page: int
    y: float
    size: float
    glyphs: list[Glyph]
    raised: list[Glyph] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(glyph.character for glyph in self.glyphs if not glyph.character.isspace())

    @property
    def inked(self) -> list[Glyph]:
        return [glyph for glyph in self.glyphs if not glyph.character.isspace()]


@dataclass(slots=True)
class Verdict:
    """What was counted and what was found wrong: test's name → places."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: dict[str, list[str]] = field(default_factory=dict)

    def blame(self, test: str, line: TextLine, what: str) -> None:
        self.problems.setdefault(test, []).append(f"p{line.page + 1} “{line.text[:40]}”: {what}")

    @property
    def flush(self) -> float:
        """Return the share of full lines that end within half a point of the measure."""
        return self.counts["flush"] / max(1, self.counts["full"])


def read(pdf: Path) -> list[list[TextLine]]:
    """Return the lines of each page from top to bottom; lines side by side are apart."""
    with pymupdf.open(pdf) as document:
        return [list(_lines(number, page)) for number, page in enumerate(document)]


def _lines(number: int, page: pymupdf.Page) -> Iterator[TextLine]:
    glyphs = [
        Glyph(origin[0], box[2], origin[1], span["size"], unicodedata.normalize("NFC", chr(code)))
        for span in page.get_texttrace()
        for code, _, origin, box in span["chars"]
        # Zero-width and control characters show nothing.
        if code > 0 and unicodedata.category(chr(code)) not in ("Cf", "Cc")
    ]
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda item: (item.y, item.x)):
        if rows and abs(rows[-1][0].y - glyph.y) < 0.6:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    lines = [
        TextLine(
            number, row[0].y, Counter(round(g.size, 2) for g in part).most_common(1)[0][0], part
        )
        for row in rows
        for part in _parts(sorted(row, key=lambda item: item.x))
    ]
    for line in lines:  # bopomofo may happen to be on the baseline of its base
        small = [glyph for glyph in line.glyphs if glyph.size < 0.5 * line.size]
        line.raised.extend(small)
        line.glyphs = [glyph for glyph in line.glyphs if glyph not in small]
    for line in [line for line in lines if line.size < 7.2]:
        host = _host(line, lines)
        if host is not None:
            host.raised.extend(line.glyphs)
            lines.remove(line)
    return iter(sorted(lines, key=lambda line: (line.y, line.glyphs[0].x)))


def _parts(row: list[Glyph]) -> Iterator[list[Glyph]]:
    """Yield the stretches of a row that no gap of three em parts: cells, text and folios."""
    part = [row[0]]
    for glyph in row[1:]:
        if glyph.x - part[-1].end > 3 * glyph.size:
            yield part
            part = []
        part.append(glyph)
    yield part


def _host(raised: TextLine, lines: list[TextLine]) -> TextLine | None:
    for line in lines:
        near = line.glyphs[0].x - line.size < raised.glyphs[0].x < line.glyphs[-1].end + line.size
        if line.size >= 7.2 and near and 0 < line.y - raised.y < 0.6 * line.size:
            return line
    return None


def judge(
    pdf: Path,
    frames: Sequence[Sequence[Frame]],
    blocks: Iterable[Block],
    policy: str,
    forms: str,
    generated: str = "$^",
    first_page: int = 0,
) -> Verdict:
    """Judge all lines in the frames; ``frames`` holds those of right-hand pages, then of left.

    ``forms`` is "hant" or "hans"; ``generated`` matches what the PDF adds to the blocks' texts.
    """
    verdict = Verdict()
    ends = _Ends(blocks, re.compile(generated))
    pages = read(pdf)[first_page:]
    origin = _origins(pages, frames)
    for page in pages:
        found = frames[page[0].page % len(frames)] if page else ()
        for frame in found:
            lines = [line for line in page if _belongs(line, frame)]
            for line, following in zip(lines, [*lines[1:], None], strict=False):
                verdict.counts["lines"] += 1
                _judge_breaks(verdict, line, ends)
                _judge_marks(verdict, line, policy, forms)
                _judge_latin(verdict, line)
                _judge_edges(verdict, line, following, frame, ends, policy, forms)
                if frame.pitch is not None:
                    _judge_grid(verdict, line, frame.pitch, origin)
    _judge_pages(verdict, pages, frames, ends)
    return verdict


def _origins(pages: list[list[TextLine]], frames: Sequence[Sequence[Frame]]) -> dict[float, float]:
    """Return, for each pitch, where the grid of most lines begins."""
    found: dict[float, Counter[float]] = {}
    for page in pages:
        for line in page:
            for frame in frames[line.page % len(frames)]:
                if frame.pitch is not None and _belongs(line, frame):
                    places = found.setdefault(frame.pitch, Counter())
                    places[round(line.y % frame.pitch, 1)] += 1
    return {pitch: places.most_common(1)[0][0] for pitch, places in found.items()}


_SPACED = 0.3  # em: no line of text has as much between all its characters


def _belongs(line: TextLine, frame: Frame) -> bool:
    if LEADER.search(line.text):
        return False  # a row of the contents
    gaps = [(two.x - one.end) / line.size for one, two in pairwise(line.glyphs)]
    if gaps and min(gaps) > _SPACED:
        return False  # a country's name, with white between its letters, on a map
    inside = frame.left - frame.size <= line.glyphs[0].x <= frame.right
    return abs(line.size - frame.size) < 0.05 and inside


_GOES_ON = "續续"  # before the rest of a note that goes on overleaf


class _Ends:
    """Knows which lines begin and end a block, by its text."""

    LENGTH = 16  # characters that distinguish one block from another

    def __init__(self, blocks: Iterable[Block], generated: re.Pattern[str]) -> None:
        self._generated = generated
        self._ends: set[str] = set()
        self._whole: dict[str, float | None] = {}  # blocks too short to recognize by a part
        self._starts: dict[str, float | None] = {}
        for block in blocks:
            text = generated.sub("", _solid(block.text))
            if len(text) < self.LENGTH:
                self._whole[text] = block.indent
            else:
                self._ends.add(text[-self.LENGTH :])
                self._starts[text[: self.LENGTH]] = block.indent

    def is_last(self, line: TextLine) -> bool:
        text = self._generated.sub("", line.text.lstrip(_GOES_ON))
        return text[-self.LENGTH :] in self._ends or text.lstrip("0123456789") in self._whole

    def is_short_of_last(self, line: TextLine) -> bool:
        """Return True if a line is so short that its block's end began on the line before."""
        text = self._generated.sub("", line.text.lstrip(_GOES_ON))
        ends = (*self._ends, *self._whole)
        return len(text) < self.LENGTH and any(end.endswith(text) for end in ends)

    def indent(self, line: TextLine) -> tuple[bool, float | None]:
        """Return whether a line begins a block, and by how much it should be indented."""
        text = line.text
        if text in self._whole:
            return True, self._whole[text]
        start = text[: self.LENGTH]
        if start in self._starts:
            return True, self._starts[start]
        short = len(text) < self.LENGTH
        return short and any(known.startswith(text) for known in self._starts), None


def _solid(text: str) -> str:
    return "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if not character.isspace() and unicodedata.category(character) != "Cf"
    )


def _judge_breaks(verdict: Verdict, line: TextLine, ends: _Ends) -> None:
    """Test 2: no line begins with a closing mark or ends with an opening one."""
    first, last = line.inked[0].character, line.inked[-1].character
    if first in NOT_FIRST and not ends.indent(line)[0]:
        verdict.blame("2 kinsoku", line, f"begins with {first}")
    if last in OPENING and not ends.is_last(line):
        verdict.blame("2 kinsoku", line, f"ends with {last}")
    if line.raised and min(glyph.x for glyph in line.raised) < line.inked[0].x - 0.1:
        verdict.blame("2 kinsoku", line, "begins with a call")


def _judge_edges(  # noqa: C901 — four tests of one place
    verdict: Verdict,
    line: TextLine,
    following: TextLine | None,
    frame: Frame,
    ends: _Ends,
    policy: str,
    forms: str,
) -> None:
    """Tests 1, 4, 6, 7: ends, starts, indents, and the last line of a paragraph."""
    first, last = line.inked[0], line.inked[-1]
    line_end, line_start, _ = POLICIES[policy]
    starts, indent = ends.indent(line)
    is_full_width = first.character in OPENING and first.end - first.x > 0.9 * line.size
    pull = 0.5 * line.size if is_full_width and line_start else 0.0
    if indent is not None:
        verdict.counts["indents"] += 1
        if abs(first.x + pull - frame.left - indent * line.size) > 0.2:
            verdict.blame(
                "6 indent", line, f"stands in {(first.x - frame.left) / line.size:.3f} em"
            )
    elif not starts and is_full_width and abs(first.x - frame.left) < line.size * 0.6:
        verdict.counts["line starts"] += 1
        if abs(first.x + pull - frame.left) > 0.2:
            verdict.blame("4 line start", line, f"bracket off by {first.x - frame.left:.2f} pt")
    if ends.is_last(line) or ends.is_short_of_last(line):
        # A raised call may be all that is after it; it counts for nothing.
        if not starts and sum(map(str.isalnum, line.text)) == 1:
            verdict.blame("7 last line", line, "one character")
        return
    if not frame.justified:
        return
    verdict.counts["full"] += 1
    # The blank that separates the words of two lines may be in a call's type.
    raised = [glyph for glyph in line.raised if not glyph.character.isspace()]
    end = max(glyph.end for glyph in (*line.inked, *raised))
    blank = RIGHT[forms].get(last.character, 0.0) * line.size if end == last.end else 0.0
    if last.end - last.x < 0.9 * line.size or line_end == "never":
        blank = 0.0
    wanted = [frame.right - inset for inset in (0.0, *frame.insets)]
    hang = [blank] if line_end == "always" else [0.0, blank]
    if any(right + hang[0] - FLUSH <= end <= right + hang[-1] + FLUSH for right in wanted):
        verdict.counts["flush"] += 1
    elif _is_explained(line, following):
        verdict.counts["full"] -= 1
        verdict.counts["explained"] += 1
    else:
        verdict.blame("1 flush", line, f"off by {end - blank - frame.right:.2f} pt")


def _is_explained(line: TextLine, following: TextLine | None) -> bool:
    """Return True if a line can't be filled: a piece of a word, or one before too long a word."""
    if not any(HAN.match(g.character) or g.character.isspace() for g in line.glyphs):
        return True
    word = re.match(r"[!-~\u00a1-\u024f]*", following.text if following else "")
    return word is not None and len(word[0]) > 12


def _judge_marks(verdict: Verdict, line: TextLine, policy: str, forms: str) -> None:
    """Tests 1 and 3: even gaps between Han, and adjacent marks set together."""
    pairs = POLICIES[policy][2]
    gaps = han_gaps(line)
    if gaps and max(gaps) - min(gaps) > 0.1:
        verdict.blame("1 even", line, f"gaps from {min(gaps):.3f} to {max(gaps):.3f} em")
    even = sum(gaps) / len(gaps) if gaps else None
    for one, two in pairwise(line.glyphs):
        wide = min(one.end - one.x, two.end - two.x) > 0.9 * line.size
        marks = (one.character, two.character)
        called = any(one.end - 0.1 <= raised.x <= two.x + 0.1 for raised in line.raised)
        judged = OPENING + CLOSING + STOPS + "·"
        if forms == "hant":
            judged = judged.replace("！", "").replace("？", "")
        if called or not wide or not all(mark in judged for mark in marks):
            continue
        verdict.counts["pairs"] += 1
        blank = max(RIGHT[forms].get(marks[0], 0.0), LEFT[forms].get(marks[1], 0.0))
        gap = (two.x - one.end) / line.size
        close = -0.5 if blank >= 0.5 and pairs else 0.0
        if (close and even is not None and abs(gap - close - even) > 0.06) or (
            not close and gap < -0.51
        ):
            verdict.blame("3 pairs", line, f"{''.join(marks)} {gap:.3f} em")


def han_gaps(line: TextLine) -> list[float]:
    """Return the gaps between neighbouring ideographs, em, but where a call or an object is."""
    return [
        (two.x - one.end) / line.size
        for one, two in pairwise(line.glyphs)
        if HAN.match(one.character)
        and HAN.match(two.character)
        and abs(one.size - two.size) < 0.1
        and two.x - one.end < 0.95 * line.size
        and not any(one.end - 0.1 <= raised.x <= two.x + 0.1 for raised in line.raised)
    ]


def _judge_latin(verdict: Verdict, line: TextLine) -> None:
    """Test 5: a quarter of an em between Han and Latin, from an eighth to what the line needs."""
    gaps = han_gaps(line)
    even = max(0.0, sum(gaps) / len(gaps)) if gaps else 1.0
    for one, two in pairwise(line.glyphs):
        sides = {bool(HAN.match(one.character)), bool(HAN.match(two.character))}
        alnum = [g for g in (one, two) if g.character.isalnum() and not HAN.match(g.character)]
        if (
            sides != {True, False}
            or len(alnum) != 1
            or unicodedata.east_asian_width(alnum[0].character) in "WF"
        ):
            continue
        gap = (two.x - one.end) / line.size
        if gap > 0.5 and (line.text[0].isdigit() or line.text[0] in "續续"):
            continue  # the number of a note, or what says that it goes on, and its text
        verdict.counts["Han–Latin"] += 1
        if not 0.125 - 0.02 <= gap <= 1 / 3 + even + 0.05:
            verdict.blame("5 Han–Latin", line, f"{one.character}{two.character} {gap:.3f} em")


def _judge_grid(verdict: Verdict, line: TextLine, pitch: float, origin: dict[float, float]) -> None:
    """Test 8: every line of the text is on the one grid of the book."""
    off = (line.y - origin[pitch]) / pitch
    verdict.counts["grid"] += 1
    if abs(off - round(off)) * pitch > 0.1:
        verdict.blame("8 grid", line, f"off by {(off - round(off)) * pitch:.2f} pt")


def _judge_pages(
    verdict: Verdict, pages: list[list[TextLine]], frames: Sequence[Sequence[Frame]], ends: _Ends
) -> None:
    """Test 7: no paragraph leaves one line alone on a page, no heading comes last."""
    for page in pages:
        if not page:
            continue
        body = frames[page[0].page % len(frames)][0]
        text = [line for line in page if _belongs(line, body)]
        larger = [line for line in page if line.size > body.size + 0.4 and line.y > page[0].y]
        if not text:
            continue
        top, bottom = text[0], text[-1]
        if ends.is_last(top) and not ends.indent(top)[0] and top.y <= page[0].y + 60:
            verdict.blame("7 widow", top, "last line of a paragraph alone at the top")
        if ends.indent(bottom)[0] and not ends.is_last(bottom) and _full(bottom, body):
            verdict.blame("7 orphan", bottom, "first line of a paragraph alone at the foot")
        if larger and larger[-1].y > bottom.y:
            verdict.blame("7 heading", larger[-1], "heading last on its page")


def _full(line: TextLine, frame: Frame) -> bool:
    return line.inked[-1].end > frame.right - 2 * frame.size
