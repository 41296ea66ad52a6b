"""Measures what it costs to count that nothing of a book is lost: less than 5 % of a build.

Run it with ``python -m bench.counts [BOOK]`` where tests/ is on Python's path; ``make bench`` runs
it too, on the flagship and on a plain book of 100 chapters that it writes itself. Seconds are those
of the processor in one process, from the manuscript to the PDF and EPUB of one edition, without the
import of libraries. The counts are those of the source against the tree, the tree against each
edition, and that against the pages and files; with ``--most 5`` the program fails if they take more
per cent than that.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from inspect import isgeneratorfunction
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from places import REPOSITORY

from nkbook.formats.registry import renderer
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.pipeline import steps as pipeline
from nkbook.project import config
from nkbook.project.config.formats import format_named
from nkbook.weasy import engine

# Where the counts are called, by seam. Those of weasy import WeasyPrint, so not before it is ready.
COUNTS = {
    "source → tree": (
        "nkbook.manuscript.prepare:lost_text",
        "nkbook.checks.parts.taken:Taking.blocks",
        "nkbook.checks.parts.taken:Taking.inline",
        "nkbook.manuscript.prepare:lost_calls",
        "nkbook.manuscript.prepare:lost_in_reading",
    ),
    "tree → edition": ("nkbook.manuscript.prepare:lost_in_editing",),
    "edition → pages": (
        "nkbook.weasy.paging.losses:printed",
        "nkbook.weasy.paging.losses:lost_texts",
        "nkbook.weasy.paging.losses:shown_parts",
        "nkbook.formats.paged.layout:judge_notes",
        "nkbook.formats.paged.layout:judge_texts",
        "nkbook.formats.paged.layout:judge_chapters",
        "nkbook.formats.paged.layout:judge_parts",
        "nkbook.weasy.layout:Layout.texts",
        "nkbook.weasy.output.join.archive:report_lost",
    ),
    "edition → EPUB": ("nkbook.formats.epub.format:judge_chapters",),
}
_WORDS = (
    *("渡輪", "碼頭", "燈塔", "漁人", "老街", "風", "霧", "山路", "茶樓", "鐘聲", "夜市", "石階"),
    *(
        "看見",
        "走過",
        "想起",
        "離開",
        "等候",
        "寫下",
        "記得",
        "聽說",
        "早上",
        "黃昏",
        "去年",
        "此後",
    ),
    *("Victoria", "1897", "的", "了", "在", "和", "也", "又", "便", "才", "不", "很"),
)


@dataclass
class Clock:
    """Seconds of the processor by seam; a count inside another one is not counted twice."""

    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0.0))
    calls: Counter[str] = field(default_factory=Counter)  # by the function's name
    running: bool = False

    def wrapped(self, seam: str, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that adds its time; what a generator yields is made at once."""
        is_generator = isgeneratorfunction(function)

        def timed(*given: Any, **named: Any) -> Any:
            self.calls[name] += 1
            if self.running:
                return function(*given, **named)
            self.running = True
            start = process_time()
            try:
                result = function(*given, **named)
                return list(result) if is_generator else result
            finally:
                self.seconds[seam] += process_time() - start
                self.running = False

        return timed


@contextmanager
def measured(clock: Clock) -> Iterator[None]:
    """Measure the counts inside the block."""
    kept = []
    for seam, names in COUNTS.items():
        for name in names:
            module, _, path = name.partition(":")
            *around, last = path.split(".")
            owner: Any = importlib.import_module(module)
            for part in around:
                owner = getattr(owner, part)
            kept.append((owner, last, getattr(owner, last)))
            setattr(owner, last, clock.wrapped(seam, name, kept[-1][2]))
    try:
        yield
    finally:
        for owner, last, function in reversed(kept):
            setattr(owner, last, function)


def plain_book(folder: Path, chapters: int = 100) -> Path:
    """Write a book of plain chapters of some 4000 characters, with a few notes and links."""
    random = Random(1)  # noqa: S311 — any text will do

    def sentence() -> str:
        return "".join(random.choices(_WORDS, k=random.randint(5, 14))) + random.choice("，。。！")

    (folder / "chapters").mkdir()
    names = [f"c{number:03}" for number in range(chapters)]
    for name in names:
        blocks = ["".join(sentence() for _ in range(8)) for _ in range(25)]
        blocks[3] += "^[見本書。]"
        blocks[9] += "[網頁](https://example.org)。"
        text = "\n\n".join(blocks)
        (folder / f"chapters/{name}.md").write_text(f"---\ntitle: {name}\n---\n\n{text}\n", "utf-8")
    body = ", ".join(f'"{name}.md"' for name in names)
    toml = f"""
[book]
slug = "plain"
title = "島"
language = "zh-Hant-HK"
creators = [{{ name = "甲" }}]

[release]
version = "1"
date = 2026-03-04

[spine]
body = [{body}]
"""
    (folder / "chapters/book.toml").write_text(toml, "utf-8")
    return folder


def report(name: str, root: Path) -> float:
    """Print what the counts take of a build of a book, and return it in per cent."""
    settings = config.load(root)
    theme = Theme(root)
    clock = Clock()
    renderers = {name: renderer(format_named(name)) for name in ("pdf", "epub")}
    with (
        tempfile.TemporaryDirectory() as folder,
        engine(theme.fonts, settings.metadata.language),  # loads WeasyPrint
        measured(clock),
    ):
        work = Path(folder)
        context = pipeline.context(settings, theme, work / "work")
        context.work.mkdir()
        start = process_time()
        prepared = prepare(settings, theme, settings.editions[:1])
        (publication,) = prepared.publications.values()
        pdf = renderers["pdf"](publication, context, work / "a.pdf")
        with_map = replace(context, page_map=pdf.page_map)
        renderers["epub"](publication, with_map, work / "a.epub")
        whole = process_time() - start
    print(f"\n{name}: {publication.characters} characters, {pdf.pages} pages, {whole:.1f} s")
    for seam in COUNTS:
        print(f"{seam:<24}{clock.seconds[seam]:>8.2f} s{clock.seconds[seam] / whole:>8.2%}")
    counts = sum(clock.seconds.values())
    print(f"{'all counts':<24}{counts:>8.2f} s{counts / whole:>8.2%}")
    if unused := [name for names in COUNTS.values() for name in names if not clock.calls[name]]:
        sys.exit(f"never called, so not measured: {', '.join(unused)}")
    return 100 * counts / whole


def main() -> None:
    """Measure the books that are named, or the flagship and a plain one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("books", nargs="*", type=Path)
    parser.add_argument("--chapters", type=int, default=100, help="of the plain book")
    parser.add_argument("--most", type=float, default=100, help="per cent of a build")
    options = parser.parse_args()
    if options.books:
        shares = [report(str(book), book) for book in options.books]
    else:
        with tempfile.TemporaryDirectory() as folder:
            plain = plain_book(Path(folder), options.chapters)
            shares = [report("plain book", plain), report("flagship", REPOSITORY)]
    if max(shares) > options.most:
        sys.exit(f"the counts take {max(shares):.1f} % of a build, more than {options.most:g} %")


if __name__ == "__main__":
    main()
