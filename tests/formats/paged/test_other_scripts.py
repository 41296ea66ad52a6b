"""Words of other scripts in Chinese lines: their order, and where their lines end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pymupdf
import pytest
from publications import written

from nkbook.formats import pdf

pytestmark = pytest.mark.slow

HEBREW, ARABIC = "שלום", "مرحبا"
THAI = "ภาษาไทยเป็นภาษาที่มีระดับเสียงของคำแน่นอนและมีการสร้างคำใหม่อยู่เสมอ" * 3
TIBETAN = "བོད་ཀྱི་སྐད་ཡིག་ནི་རྒྱ་ཆེན་པོའི་ནང་དུ་སྤྱོད་པའི་སྐད་ཡིག་ཅིག་ཡིན།" * 4
JAPANESE = "ちょっと待ってください、コーヒーをもう一杯いかがですか。「はい」ぜひどうぞっ。" * 6
KOREAN = "한국어 문장은 낱말 사이를 띄어 쓴다. 그래서 줄은 빈칸에서 끝난다, 그렇다. " * 5
TEXT = f"""漢文[{HEBREW}]{{lang=he}}與[{ARABIC}]{{lang=ar}}在一行之中。

泰文：[{THAI}]{{lang=th}}完。

藏文：[{TIBETAN}]{{lang=bo}}完。

日文：[{JAPANESE}]{{lang=ja}}完。

韓文：[{KOREAN}]{{lang=ko}}完。
"""


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[list[tuple[str, float]]]:
    """Return the lines of a page: letters from left to right, with where each begins."""
    folder: Path = tmp_path_factory.mktemp("scripts")
    publication, context = written(folder, TEXT, settings="[pdf]\ntrim = 'a5'\n")
    made = pdf.render(publication, context, folder / "a.pdf")
    assert not made.diagnostics
    with pymupdf.open(made.path) as book:
        return [line for page in book for line in _lines(page)]


def _lines(page: pymupdf.Page) -> Iterator[list[tuple[str, float]]]:
    letters: dict[int, list[tuple[str, float]]] = {}
    for block in page.get_text("rawdict")["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                for letter in span["chars"]:
                    place = round(letter["origin"][1])
                    letters.setdefault(place, []).append((letter["c"], letter["origin"][0]))
    for _, line in sorted(letters.items()):
        yield sorted(line, key=lambda letter: letter[1])


def of(lines: list[list[tuple[str, float]]], first: str, last: str) -> list[str]:
    """Return the texts of lines that begin with letters of a script."""
    texts = ["".join(letter for letter, _ in line).strip() for line in lines]
    return [text for text in texts if text and first <= text[0] <= last]


@pytest.mark.parametrize("word", [HEBREW, ARABIC])
def test_words_from_right_to_left(word: str, lines: list[list[tuple[str, float]]]) -> None:
    (line,) = (one for one in lines if any(letter == word[0] for letter, _ in one))
    places = [next(x for letter, x in line if letter == one) for one in word]
    assert places == sorted(places, reverse=True)
    before = next(x for letter, x in line if letter == "漢")
    after = next(x for letter, x in line if letter == "行")
    assert before < min(places) <= max(places) < after


def test_thai_breaks_between_words(lines: list[list[tuple[str, float]]]) -> None:
    found = of(lines, "\u0e00", "\u0e7f")
    assert len(found) >= 2
    # Marks above, below and after a consonant, and what follows one, begin no line.
    assert not any(line[0] in "ะาำิีึืุูๅๆ็่้๊๋์ํ" for line in found)


def test_tibetan_breaks_after_syllables(lines: list[list[tuple[str, float]]]) -> None:
    found = of(lines, "\u0f00", "\u0fff")
    assert len(found) >= 2
    assert not any(line[0] in "་།" for line in found)
    before = ["".join(letter for letter, _ in line).strip() for line in lines]
    ends = [one[-1] for one, after in pairwise(before) if after in found]
    assert set(ends) <= {"་", "།"}


def test_japanese_and_korean_lines_begin_as_theirs_may(
    lines: list[list[tuple[str, float]]],
) -> None:
    japanese = of(lines, "\u3040", "\u30ff")
    assert len(japanese) >= 2
    assert not any(line[0] in "、。っょゃゅー」" for line in japanese)
    assert not any(line.endswith("「") for line in japanese)
    # Korean breaks between syllables too (KLREQ §2.2), but not before a stop or a comma.
    assert len(of(lines, "\uac00", "\ud7a3")) >= 2
    starts = ["".join(letter for letter, _ in line).strip()[:1] for line in lines]
    assert not {*starts} & {".", ",", "。", "、"}
