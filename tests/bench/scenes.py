"""What is measured: each scene is a list of commands that run in turn, and the ratios of them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from places import REPOSITORY

from bench.books import EDITION, Book, catalogue, change_word, new_book
from bench.manuscript import generate, markdown
from bench.measuring import Step
from bench.peers import PANDOC_EPUB, TYPST, XELATEX, peers, typst_of
from bench.report import Row, Runs, absolute, per_page, ratio, ratios

COLD = "nkbook, cold"
ALONE = "nkbook, cold, -j 1"
UNCHANGED = "nkbook, unchanged"
WORD = "nkbook, one word"
SHIFT = "nkbook, text that moves pages"
STYLE = "nkbook, one style"
_A_PAGE = 500  # characters of a page of the book, roughly
_NOTE = 236  # characters between two notes


@dataclass(frozen=True, slots=True)
class Scene:
    """Steps, in their order of running; ``rows`` makes the report of what they took."""

    steps: tuple[Step, ...]
    rows: Callable[[Runs], list[Row]]
    absent: tuple[str, ...] = ()


def beside_peers(work: Path, characters: int, notes: int) -> Scene:
    """One text by nkbook and by the others, and what nkbook makes anew after each change."""
    text = generate(characters, notes)
    source = work / "text.md"
    source.write_text(markdown(text), encoding="utf-8")
    others = peers([source], work / "peers")
    book = new_book(text, work / "book")
    alone = new_book(text, work / "alone")
    steps = (
        book.build(COLD, book.forget),
        *others.steps,
        book.build(UNCHANGED, lambda: None),
        book.build(WORD, book.change_word),
        book.build(SHIFT, book.move_pages),
        book.build(STYLE, book.change_style),
        alone.build(ALONE, alone.forget, "-j", "1"),
    )

    def rows(runs: Runs) -> list[Row]:
        latex = (XELATEX, PANDOC_EPUB)
        found = ratio(runs, COLD, latex, "cpu", most=0.8)
        found += ratio(runs, COLD, latex, "wall", most=0.5)
        found += ratio(runs, COLD, latex, "peak")
        for step in others.steps:
            if step.name not in latex:
                found += ratios(runs, COLD, [step.name])
        found += absolute(runs, UNCHANGED, "wall", most=0.3)
        for name in (UNCHANGED, WORD, SHIFT, STYLE):
            found += ratio(runs, name, [COLD], "cpu") + ratio(runs, name, [COLD], "wall")
        for name in (WORD, SHIFT):
            found += ratio(runs, name, [TYPST], "cpu") + ratio(runs, name, [TYPST], "wall")
        return found + ratios(runs, COLD, [ALONE])

    return Scene(steps, rows, others.absent)


def small(work: Path) -> Scene:
    """A book of 130,000 characters."""
    return beside_peers(work, 130_000, 550)


def large(work: Path) -> Scene:
    """A book of 640,000 characters."""
    return beside_peers(work, 640_000, 2_700)


def flagship(work: Path) -> Scene:
    """One word of the book in chapters/, beside Typst's whole compilation of its text."""
    cold, word = "the book, cold", "the book, one word"
    book = Book(work / "book", slug="nagorno-karabakh")
    # Not styles/ with them: those are the theme, and a copy would be a book's own stylesheets.
    shutil.copytree(REPOSITORY / "chapters", book.folder / "chapters")
    chapter = book.folder / "chapters/history-war.md"
    # From the EPUB, which has what citations print; the manuscript only says what is cited.
    other = typst_of(book.output / EDITION / f"{book.slug}.epub", work / "typst")
    steps = [book.build(cold, book.forget), book.build(word, lambda: change_word(chapter))]
    absent: tuple[str, ...] = ()
    if other is None:
        absent = (f"{TYPST}: pip install typst",)
    else:
        steps.append(other)

    def rows(runs: Runs) -> list[Row]:
        found = ratio(runs, word, [TYPST], "cpu", most=2) + ratio(
            runs, word, [TYPST], "wall", most=2
        )
        return found + ratios(runs, word, [cold])

    return Scene(tuple(steps), rows, absent)


def pages(work: Path) -> Scene:
    """Books of some 200, 1,000 and 3,000 pages: the time of a page, and memory."""
    sizes = (200, 1_000, 3_000)
    names = {size: f"{size:,} pages" for size in sizes}
    steps = []
    for size in sizes:
        characters = size * _A_PAGE
        text = generate(characters, characters // _NOTE)
        book = new_book(text, work / str(size))
        steps.append(book.build(names[size], book.forget, "-j", "1", formats=("pdf",)))
    first, *_, last = names.values()

    def rows(runs: Runs) -> list[Row]:
        found = per_page(runs, names[1_000], first, least=0.9, most=1.1)
        found += per_page(runs, last, first, least=0.9, most=1.1)
        return found + absolute(runs, last, "peak", most=300)

    return Scene(tuple(steps), rows)


def workers(work: Path) -> Scene:
    """One book of 130,000 characters by one process, by two, and on a Dask cluster of two."""
    one, two, dask = "one process", "two processes", "a cluster of two"
    options = {one: ("-j", "1"), two: ("-j", "2"), dask: ("-j", "2", "--cluster", "local")}
    text = generate(130_000, 550)
    steps = []
    for number, (name, given) in enumerate(options.items()):
        book = new_book(text, work / str(number))
        steps.append(book.build(name, book.forget, *given))
    return Scene(tuple(steps), lambda runs: ratios(runs, two, [one]) + ratios(runs, dask, [two]))


def books(work: Path) -> Scene:
    """A catalogue of 12 small books by one and two workers of a Dask cluster on this machine.

    The start of the cluster is counted, as whoever starts it waits for it.
    """
    one, two, alone = "12 books, 1 worker", "12 books, 2 workers", "12 books, 2 processes"
    options = {
        one: ("--cluster", "local", "-j", "1"),
        two: ("--cluster", "local", "-j", "2"),
        alone: ("-j", "2"),
    }
    path = catalogue(work, books=12, characters=12_000, notes=50)
    command = (sys.executable, "-m", "nkbook", "-q", "catalogue", str(path), "--no-cache")
    steps = tuple(
        Step(name, (*command, *given), lambda: shutil.rmtree(work / "made", ignore_errors=True))
        for name, given in options.items()
    )

    def rows(runs: Runs) -> list[Row]:
        found = ratio(runs, one, [two], "wall", least=1.7)
        return found + ratio(runs, two, [one], "cpu") + ratios(runs, two, [alone])

    return Scene(steps, rows)


def editions(work: Path) -> Scene:
    """Three editions in both formats beside one edition."""
    one, three = "one edition", "three editions"
    text = generate(130_000, 550)
    first, second = new_book(text, work / "one"), new_book(text, work / "three")
    all_ = ("zh-Hant-HK", "zh-Hant-TW", "zh-Hans-CN")
    steps = (first.build(one, first.forget), second.build(three, second.forget, editions=all_))

    def rows(runs: Runs) -> list[Row]:
        found = ratio(runs, three, [one], "cpu", most=2.2)
        return (
            found + ratio(runs, three, [one], "wall", most=2.2) + ratio(runs, three, [one], "peak")
        )

    return Scene(steps, rows)


def inks(work: Path) -> Scene:
    """The screen's PDF with the printer's and the booklet beside the screen's alone."""
    one, three = "pdf", "pdf + print + booklet"
    text = generate(130_000, 550)
    first, second = new_book(text, work / "pdf"), new_book(text, work / "all")
    steps = (
        first.build(one, first.forget, formats=("pdf",)),
        second.build(three, second.forget, formats=("pdf", "print", "booklet")),
    )

    def rows(runs: Runs) -> list[Row]:
        found = ratio(runs, three, [one], "cpu", most=1.3)
        return (
            found + ratio(runs, three, [one], "wall", most=1.3) + ratio(runs, three, [one], "peak")
        )

    return Scene(steps, rows)


SCENES: Mapping[str, Callable[[Path], Scene]] = MappingProxyType(
    {
        "small": small,
        "large": large,
        "flagship": flagship,
        "pages": pages,
        "workers": workers,
        "catalogue": books,
        "editions": editions,
        "inks": inks,
    }
)
QUICK = ("small",)
