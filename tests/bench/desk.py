"""Measures what a reader of the site and an author wait for: answers, and chapters that were saved.

``make bench`` runs it, as does ``python -m bench --only desk``; ``python -m bench.desk BOOK …``
takes other books than the flagship and a generated one of a million characters. Times are
milliseconds: of the clock, and of the processor, which other work on the machine lengthens less. A
search is timed in Chromium, from file://, until its answer is in the page; a save, from when the
file is written until the changed words are in the window of ``nkbook preview``. The targets are
50 ms for a million characters, and a second.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from judges import node
from places import REPOSITORY

from bench.manuscript import generate, write_book

_MILLION = 1_000_000
_ANSWER, _SAVED = 50.0, 1000.0  # milliseconds
_NOWHERE = "絕無此語此書"
_HAN = re.compile("[\u4e00-\u9fff]{4}")


@dataclass(frozen=True, slots=True)
class Waited:
    """What one kind of waiting took, a value a round, in milliseconds; ``most`` is the target."""

    name: str
    wall: tuple[float, ...]
    cpu: tuple[float, ...]  # none where the system does not say
    most: float

    def line(self) -> str:
        """Return the row as printed: the middle values, their ranges, and whether it is met.

        The target is for a machine that does nothing else: the processor's time decides, if known.
        """
        counted = statistics.median(self.cpu or self.wall)
        met = "met" if counted <= self.most else "MISSED"
        return (
            f"{self.name:<52}{_range(self.wall):>22}{_range(self.cpu):>22}  ≤ {self.most:g} {met}"
        )


def _range(values: Sequence[float]) -> str:
    if not values:
        return "–"
    return f"{statistics.median(values):.0f} ({min(values):.0f} to {max(values):.0f})"


def queries(text: str) -> tuple[str, ...]:
    """Return what to look for: the commonest character, pieces of the text, and what it has not."""
    runs = _HAN.findall(text)
    ((commonest, _),) = Counter("".join(runs)).most_common(1)
    middle = runs[len(runs) // 2]
    return (commonest, middle[:2], middle, _NOWHERE)


def answers(
    site: Path, edition: str, asked: Sequence[str], rounds: int, work: Path
) -> list[Waited]:
    """Search an edition of a site in Chromium; the target is that of a million characters."""
    seen = node.run("search.mjs", str(site), edition, str(rounds), *asked, work=work)
    size = f"{seen['characters'] / _MILLION:.2f} million characters"
    most = _ANSWER * max(1.0, seen["characters"] / _MILLION)
    rows = [Waited(f"made ready once, {size}", tuple(seen["prepared"]), (), _SAVED)]
    for query in asked:
        one = seen["queries"][query]
        name = f"「{query}」 {one['said'][:12]}"
        rows.append(Waited(name, tuple(one["wall"]), tuple(one["cpu"]), most))
    return rows


@contextmanager
def _preview(book: Path, log: Path) -> Iterator[tuple[str, int]]:
    """Yield the address of a book's preview, whose pages have been made, and its process."""
    command = [sys.executable, "-m", "nkbook", "preview", str(book), "--no-open", "--no-pdf"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        assert process.stdout is not None
        address = process.stdout.readline().split()[0]
        said = process.stdout.readline()
        try:
            if not said.startswith("made in "):
                raise RuntimeError(f"the preview of {book} said {said!r}")
            yield address, process.pid
        finally:
            process.send_signal(signal.SIGINT)
            process.stdout.read()


def saves(book: Path, rounds: int, work: Path) -> Waited:
    """Save the longest chapter of a copy of a book, so often."""
    copy = work / "saved"
    shutil.copytree(book / "chapters", copy / "chapters")
    chapter = max((copy / "chapters").rglob("*.md"), key=lambda path: path.stat().st_size)
    size = len(chapter.read_text(encoding="utf-8"))
    with _preview(copy, work / "preview.log") as (address, process):
        told = (address, str(chapter), str(process), str(rounds))
        seen = node.run("saved.mjs", *told, work=work)
    shutil.rmtree(copy)
    cpu = tuple(one for one in seen["cpu"] if one is not None)
    return Waited(
        f"a save of {chapter.name}, {size:,} characters", tuple(seen["wall"]), cpu, _SAVED
    )


def report(book: Path, rounds: int, work: Path) -> None:
    """Print what readers and the author of one book wait for."""
    files = sorted((book / "chapters").rglob("*.md"))
    text = "".join(path.read_text(encoding="utf-8") for path in files)
    output = work / "output"
    command = [sys.executable, "-m", "nkbook", "-q", "build", str(book), "-f", "site"]
    command += ["-o", str(output)]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    subprocess.run(command, check=True, env=environment, stderr=subprocess.DEVNULL)
    site = output / "site"
    edition = next(path.parent.name for path in sorted(site.glob("*/search.html")))
    print(f"\n{book.name}: {len(files)} files, {edition}", flush=True)
    print(f"{'':<52}{'wall ms':>22}{'CPU ms':>22}")
    for row in answers(site, edition, queries(text), rounds, work):
        print(row.line(), flush=True)
    print(saves(book, rounds, work).line(), flush=True)


def main() -> None:
    """Measure the books that are named, or the flagship and a generated one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("books", nargs="*", type=Path, metavar="BOOK")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nkbook-desk-") as name:
        folder = Path(name)
        books = options.books
        if not books:
            million = write_book(generate(_MILLION, 4_000), folder / "million")
            books = [REPOSITORY, million]
        for number, book in enumerate(books):
            work = folder / f"work{number}"
            work.mkdir()
            report(book.resolve(), options.rounds, work)


if __name__ == "__main__":
    main()
