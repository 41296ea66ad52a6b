"""Texts that a program makes up, and all that ever failed, are a book or problems with a code."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import hypothesis
import pytest
from judges import epubcheck

from fuzz import chapters
from fuzz.books import (
    SAID_LOST,
    epub_of,
    faults,
    mixed,
    pandocs_letters,
    texts_of,
    without_errors,
)
from fuzz.judging import LOST, FoundError, judge
from fuzz.mutation import Mutator
from fuzz.readers import READERS
from nkbook.diagnostics.problems import Location, diagnostic

CORPUS = Path(__file__).parent / "corpus"
KEPT = sorted(path for path in CORPUS.rglob("*.txt"))
CHAPTERS = 60


@pytest.mark.slow
@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_failed_once(path: Path) -> None:
    READERS[path.parent.name].read(path.read_bytes().decode("utf-8", "surrogatepass"))


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_made_up_texts(name: str) -> None:
    """A text that fails is not made smaller here, which takes long: make fuzz does it."""
    reader = READERS[name]
    texts: list[str] = []

    @hypothesis.settings(
        max_examples=reader.cases, database=None, phases=[hypothesis.Phase.generate]
    )
    @hypothesis.given(reader.texts)
    def run(text: str) -> None:
        texts.append(text)
        reader.read(text)

    run()
    changed = Mutator(texts, reader.marks, Random(reader.name))  # noqa: S311
    for _ in range(reader.changed):
        text = changed.text()
        try:
            reader.read(text)
        except Exception as error:
            error.add_note(f"of this text: {text!r}")
            raise


@pytest.mark.slow
def test_a_book_of_made_up_chapters(tmp_path: Path) -> None:
    """EPUBCheck finds no fault in it, and it has what Pandoc reads in the same chapters."""
    made: list[str] = []

    @hypothesis.settings(max_examples=CHAPTERS, database=None, phases=[hypothesis.Phase.generate])
    @hypothesis.given(chapters.sound)
    def make(text: str) -> None:
        made.append(text)

    make()
    left = without_errors(tmp_path / "book", mixed(tmp_path / "book", made))
    assert len(left) > CHAPTERS / 2
    path, problems = epub_of(tmp_path / "book", tmp_path / "work")
    assert path is not None, "\n".join(map(str, problems))
    assert faults(epubcheck.judge(path)) == []
    told = {one.location.path for one in problems if one.code in SAID_LOST and one.location}
    pages = texts_of(path)
    for stem, text in left.items():
        if f"chapters/{stem}.md" not in told:
            assert not pandocs_letters(text) - Counter(pages[stem]), text


@pytest.mark.parametrize("code", sorted(LOST))
def test_the_judge_is_not_blind(code: str) -> None:
    with pytest.raises(FoundError):
        judge([diagnostic(code, "a letter", Location("one.md", 1))])
    with pytest.raises(FoundError):
        judge([diagnostic("NK217", "a construct")])
