"""Page numbers are settled the same way whatever was laid out before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import publications
import pytest

from nkbook.diagnostics.errors import InvalidOutputError
from nkbook.formats.base import FormatContext
from nkbook.formats.paged.apart.rounds import settle
from nkbook.formats.paged.apart.settled import Settled, Want
from nkbook.formats.paged.apart.work import Archive, LayJob
from nkbook.formats.tasks import Tasks
from nkbook.model.publication import Publication
from nkbook.store import Store, open_store
from nkbook.weasy import Frame, PageFacts, Section, SectionPage, SectionRecord

Source = tuple[Publication, FormatContext]
Pages = Callable[[int], int]  # of a section, by the number that it prints
THERE = "there"


def record(section: Section, pages: Pages) -> SectionRecord:
    """Return a section of some pages that prints the number of its last one."""
    known = section.known.get(THERE, section.guess)
    count = pages(known or 0)
    return SectionRecord(
        section.id,
        "recto",
        tuple(
            SectionPage(
                PageFacts("body", False, "", frozenset([THERE] if number == count else [])),
                Frame(("right", False, "body", number, ()), number),
            )
            for number in range(1, count + 1)
        ),
        {}, (), (None,) * count, (), (), {},
        {THERE: section.known.get(THERE)},
        frozenset(),
    )  # fmt: skip


def settled(source: Source, store: Store, pages: Pages) -> tuple[Settled, int]:
    """Settle a book of one chapter; return it, and how often the chapter was laid out."""
    publication, context = source
    steps = settle(publication, context, Want("pdf", "pdf", {"pdf": Archive.of(context)}), store)
    laid = 0
    answer: list[object] | None = None
    while True:
        try:
            asked = steps.send(answer)
        except StopIteration as stop:
            return stop.value, laid
        assert isinstance(asked, Tasks)
        answer = []
        assert asked.taken is not None or not asked.tasks
        for number, task in enumerate(asked.tasks):
            assert isinstance(task.argument, LayJob)
            made = record(task.argument.section, pages)
            result = made, {} if made.guessed else {"pdf": b""}
            answer.append(asked.taken(number, result) if asked.taken else result)
            laid += 1


def count(book: Settled) -> int:
    return sum(len(one.placed.record.pages) for one in book.sections)


@pytest.mark.parametrize("earlier", [3, 12])
def test_of_two_true_numbers_the_same_is_found(earlier: int, tmp_path: Path) -> None:
    """With one digit there are 9 pages, and with two 10: both are true."""

    def pages(number: int) -> int:
        return 10 if number > 9 else 9

    source = publications.written(tmp_path / "a", f"文字見[彼處](#{THERE})。\n\n## 彼 {{#{THERE}}}")
    fresh, _ = settled(source, open_store(tmp_path / "fresh"), pages)
    used = open_store(tmp_path / "used")
    other = publications.written(tmp_path / "b", f"別的[彼處](#{THERE})。\n\n## 彼 {{#{THERE}}}")
    before, _ = settled(other, used, lambda _: earlier)
    found, _ = settled(source, used, pages)
    assert count(before) == earlier
    assert count(found) == count(fresh)
    assert [one.key for one in found.sections] == [one.key for one in fresh.sections]


def test_what_was_laid_out_is_not_laid_out_again(tmp_path: Path) -> None:
    source = publications.written(tmp_path / "a", f"文字見[彼處](#{THERE})。\n\n## 彼 {{#{THERE}}}")
    store = open_store(tmp_path / "store")
    first, laid = settled(source, store, lambda _: 12)
    again, none = settled(source, store, lambda _: 12)
    assert (laid, none) == (2, 0)
    assert [one.key for one in again.sections] == [one.key for one in first.sections]


def test_numbers_that_never_settle_are_a_problem(tmp_path: Path) -> None:
    """More pages with few digits, and fewer with more."""
    source = publications.written(tmp_path / "a", f"文字見[彼處](#{THERE})。\n\n## 彼 {{#{THERE}}}")
    with pytest.raises(InvalidOutputError, match="NK405"):
        settled(source, open_store(tmp_path / "store"), lambda number: 9 if number > 9 else 10)
