"""The flagship's PDF against the ten tests of typesetting, by its glyphs alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from judges import extraction
from judges.evenness import evenness
from judges.geometry import Block, Frame, judge
from judges.papers import PAPERS, PITCH, SIZE
from lxml import etree, html
from places import REPOSITORY
from publications import load

from nkbook.formats import paged
from nkbook.formats.base import FormatContext
from nkbook.model.publication import Publication

pytestmark = pytest.mark.slow

PAPER = PAPERS["25k"]
NOTE, QUOTATION = 8.5, 10.0  # pt
DISPLAY_PAGES = 12  # cover to map: on no grid
# Page numbers that the PDF adds to cross-references.
GENERATED = r"（頁\s*[0-9xvi]+\s*）|，?\s*頁\s*[0-9xvi]+"
BLOCKS = ("p", "h1", "h2", "h3", "h4", "li", "dt", "dd", "td", "th", "figcaption", "caption")


@pytest.fixture(scope="module")
def made(
    flagship: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Publication, FormatContext]:
    """Return the PDF that was built without a problem, and what it is made of."""
    publication, context = load(REPOSITORY, tmp_path_factory.mktemp("flagship"))
    return flagship / "zh-Hant-HK/nagorno-karabakh.pdf", publication, context


@pytest.fixture(scope="module")
def document(made: tuple[Path, Publication, FormatContext]) -> str:
    """Return the HTML that the PDF is laid out from."""
    return paged.assemble(*made[1:])


@pytest.fixture(scope="module")
def source(document: str) -> tuple[list[extraction.Text], ...]:
    """Return the text that the PDF is to have, without pages that it adds."""
    return printed(extraction.source(document, UNPRINTED))


def frames() -> list[list[Frame]]:
    found = []
    for left in (PAPER.inner, PAPER.outer):
        right = left + PAPER.characters * SIZE
        # Boxes have a rule and a character of white at each side.
        found.append(
            [
                Frame(SIZE, left, right, PITCH, insets=(SIZE + 0.4,)),
                Frame(NOTE, left, right),
                Frame(QUOTATION, left + 2 * SIZE, right - 2 * SIZE, PITCH),
            ]
        )
    return found


def blocks(document: str) -> Iterator[Block]:
    for element in html.fromstring(document).iter():
        classes = element.get("class", "").split()
        is_note = "note" in classes or any(name.startswith("as-") for name in classes)
        if element.tag in BLOCKS or is_note:
            yield Block("".join(text(element)))


def text(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if "note" not in child.get("class", "").split():
            yield from text(child)
        yield child.tail or ""


def test_lines_are_set_as_a_professional_would(
    made: tuple[Path, Publication, FormatContext], document: str
) -> None:
    found = judge(
        made[0], frames(), blocks(document), "hk", "hant", GENERATED, first_page=DISPLAY_PAGES
    )
    assert found.counts["full"] > 1000
    assert found.flush >= 0.995
    assert found.problems == {}


# What the layout adds to the text: pages of cross-references, leaders with the pages of the
# contents, and hyphens in Russian words where lines end.
ADDED = rf"{GENERATED}|(?:\s*\.){{3,}}\s*\w+|(?<=[а-яё])-\n(?=[а-яё])"
UNPRINTED = (
    '//*[contains(@class, "locators")]'
    ' | //li[contains(@class, "matter-front") or contains(@class, "matter-back")]/ol'
    ' | //section[contains(@class, "page-colophon")]/h1'
)
# Where columns stand side by side a row of the page holds pieces of each.
COLUMNS = ' | //table//tr | //section[contains(@class, "page-index")]//section'


@pytest.fixture(scope="module")
def by_chromium(
    made: tuple[Path, Publication, FormatContext], tmp_path_factory: pytest.TempPathFactory
) -> str:
    (found,) = extraction.chromium([made[0]], tmp_path_factory.mktemp("chromium"))
    return found


@pytest.mark.parametrize("by", ["chromium", "pdftotext -raw", "pdftotext -layout"])
def test_extracted_text_is_the_sources(
    by: str,
    made: tuple[Path, Publication, FormatContext],
    document: str,
    source: tuple[list[extraction.Text], ...],
    by_chromium: str,
) -> None:
    path, publication, _ = made
    text = by_chromium if by == "chromium" else extraction.poppler(path, by.split()[1])
    if "-layout" in by:
        source = printed(extraction.source(document, UNPRINTED + COLUMNS))
    whole = extraction.extracted(text, ADDED)
    found = extraction.compare(whole, source)
    assert sum(len(block.characters) for stream in source for block in stream) > 90_000
    # What goes on over the next page may be in two pieces, those of notes with 續 between.
    parted = [block for block in found.missing if is_parted(block, whole.characters)]
    assert [block for block in found.missing if block not in parted] == []
    # Of some 230 pages with notes; and a figure that has moved parts the words around it.
    assert len(parted) < 120
    # A word may be divided over two pages: what stands between its parts is a head and a folio.
    between = re.compile(rf"(?:{heads(document)})[0-9]+")
    blocks = {block.characters for stream in source for block in stream}

    def is_whole(piece: str) -> bool:
        joined, count = between.subn("", piece)
        return count == 1 and any(joined in block for block in blocks)

    assert found.gained == []
    assert found.lost == []
    if "-layout" not in by:
        added = furniture(document, publication)
        pieces = [piece for piece in found.unclaimed if not added.fullmatch(piece)]
        left = [one for one in pieces if not is_whole(one)]
        running = titles(document)
        assert [one for one in left if not is_of(one, parted, added, running)] == []


def printed(source: tuple[list[extraction.Text], ...]) -> tuple[list[extraction.Text], ...]:
    """Return the texts without 頁 12 of notes, which GENERATED takes out of the PDF's as well."""
    return tuple([without_pages(text) for text in stream] for stream in source)


def without_pages(text: extraction.Text) -> extraction.Text:
    kept = bytearray(b"\x01" * len(text.characters))
    for match in re.finditer(r"，?頁[0-9xvi]+", text.characters):
        kept[match.start() : match.end()] = bytes(match.end() - match.start())
    return extraction.Text(
        "".join(one for one, keep in zip(text.characters, kept, strict=True) if keep),
        bytes(gap for gap, keep in zip(text.gaps, kept, strict=True) if keep),
    )


def titles(document: str) -> set[str]:
    """Return the running heads."""
    texts = html.fromstring(document).xpath("//@data-verso | //@data-recto")
    return {re.sub(r"\s", "", str(text)) for text in texts}


def heads(document: str) -> str:
    """Return a pattern of the running heads."""
    return "|".join(map(re.escape, sorted(titles(document) - {""}, key=len, reverse=True)))


def is_parted(block: str, read: str) -> bool:
    """Return True if the text has a block in two pieces."""
    return any(block[:place] in read and block[place:] in read for place in range(1, len(block)))


def is_of(piece: str, blocks: list[str], added: re.Pattern[str], running: set[str]) -> bool:
    """Return True for blocks and ends of blocks, with what stands around them on their pages."""
    while end := max((_end_in(piece, block) for block in blocks), key=len, default=""):
        piece = piece.replace(end, _TAKEN, 1)
    rests = piece.split(_TAKEN)

    def is_part_of_a_head(rest: str) -> bool:
        words = rest.strip("0123456789")
        return any(head.startswith(words) or head.endswith(words) for head in running)

    def is_short_end(rest: str) -> bool:
        # 續 says that what follows is one, however short.
        return rest[:1] == "續" and any(block.endswith(rest[1:]) for block in blocks)

    return all(
        added.fullmatch(rest.strip("續"))
        or is_part_of_a_head(rest.strip("續"))
        or is_short_end(rest)
        for rest in rests
    )


_TAKEN = "\0"
_LEAST = 6  # characters of an end: fewer may be anything


def _end_in(piece: str, block: str) -> str:
    """Return a block that is in a piece, or its longest beginning or end that is, or nothing."""
    for length in range(len(block), _LEAST - 1, -1):
        for end in (block[:length], block[-length:]):
            if end in piece:
                return end
    return ""


def furniture(document: str, publication: Publication) -> re.Pattern[str]:
    """Return a pattern of what stands on the pages besides the text: heads, folios, figures."""
    root = html.fromstring(document)
    texts = {str(value) for value in root.xpath("//@data-verso | //@data-recto")}
    texts |= {"".join(head.itertext()) for head in root.iter("thead")}
    texts |= {str(said) for said in root.xpath("//@data-continued")}
    for item in publication.resources:
        if item.media_type == "image/svg+xml":
            data = item.path.read_bytes() if item.data is None else item.data
            texts |= {"".join(text.itertext()) for text in etree.fromstring(data).iter("{*}text")}
    solid = {re.sub(r"\s", "", text) for text in texts} - {""}
    words = "|".join(map(re.escape, sorted(solid, key=len, reverse=True)))
    return re.compile(rf"(?:{words}|[0-9]+|[xvi]+|[、，–續])*")


def test_no_character_is_lost_in_columns(
    made: tuple[Path, Publication, FormatContext], source: tuple[list[extraction.Text], ...]
) -> None:
    path = made[0]
    wanted = Counter("".join(block.characters for stream in source for block in stream))
    for mode in ([], ["-layout"]):
        text = re.sub(ADDED, "", extraction.poppler(path, *mode))
        assert not wanted - Counter(extraction.extracted(text).characters)


def test_blank_pages_are_blank_and_labels_are_those_of_a_book(
    made: tuple[Path, Publication, FormatContext],
) -> None:
    with pymupdf.open(made[0]) as book:
        labels = [page.get_label() for page in book]
        assert any(not page.get_text().strip() for page in book)
    assert "i" in labels
    assert labels[-1].isdigit()


def test_lines_are_even(made: tuple[Path, Publication, FormatContext]) -> None:
    found = evenness(made[0])
    body, notes = found[SIZE], found[NOTE]
    assert len(body.loose(0.1)) <= 0.001 * len(body.lines)
    assert len(notes.spaced(0.51)) <= 0.08 * notes.with_words
    assert notes.spaced(0.81) == []
    assert sum(line.divided for line in notes.lines) < 0.15 * len(notes.lines)
