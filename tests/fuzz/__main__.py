"""``make fuzz``: goes on making up texts until its time is over, and keeps what failed.

One text of each kind of failure, the smallest that was found, goes to tests/fuzz/corpus/, where
``make test`` reads it again every time. A kind is where an exception was raised, or the code of a
problem. Each reader gets as much time as any other, so those that read a text alone read the most:
``--alone`` leaves the others out, and ``--texts`` ends when so many were read.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import importlib.util
import itertools
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

import hypothesis

from fuzz.judging import FoundError, memory_of_at_most
from fuzz.mutation import Mutator
from fuzz.readers import DIRECT, READERS, Reader

CORPUS = Path(__file__).parent / "corpus"
_MADE = 20  # texts of the grammar in a turn of a reader
_POOL = 400  # texts of which others are made
_TURN = 4.0  # seconds before the next reader has its turn
_HANGS = 600.0  # seconds: as long as no turn takes on a busy machine
_MEGABYTES = 6000
_MOST_TRIES = 400
_MOST_KINDS = 30  # of a reader: what comes after them waits for their repair


def made_up(reader: Reader, number: int, seed: int) -> list[str]:
    """Return some texts of a reader's grammar."""
    texts: list[str] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=number,
        deadline=None,
        database=None,
        derandomize=False,
        suppress_health_check=list(hypothesis.HealthCheck),
        phases=[hypothesis.Phase.generate],
    )
    @hypothesis.given(reader.texts)
    def make(text: str) -> None:
        texts.append(text)

    make()
    return texts


def kept(reader: Reader) -> list[str]:
    """Return what ever failed of a reader."""
    paths = sorted((CORPUS / reader.name).glob("*.txt"))
    return [path.read_bytes().decode("utf-8", "surrogatepass") for path in paths]


class Fuzzer:
    """Reads texts, counts them, and keeps the smallest of each kind of failure."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.reading, self.place = tempfile.mkstemp(prefix="nkbook-fuzz-")
        self.pools: dict[str, list[str]] = {}
        self.found: dict[str, dict[str, str]] = {}  # by reader: the smallest text of each kind

    def read(self, reader: Reader, text: str) -> None:
        """Read a text; a failure of a kind that is known already stops nothing."""
        known = self.found.setdefault(reader.name, {})
        self.counts[reader.name] += 1
        kind = kind_of(reader, text)
        if kind is None:
            return
        text = smaller(reader, text, kind)
        kind = f"{kind} {_skeleton(text)}" if kind.startswith("lost") else kind
        is_new = kind not in known and len(known) < _MOST_KINDS
        if is_new:
            message = _message(reader, text)
            print(f"{reader.name}: {kind}\n    {text!r}\n    {message}", flush=True)
        if is_new or len(text) < len(known.get(kind, "")):
            known[kind] = text
            _keep(reader, kind, text)

    def turn(self, reader: Reader, seed: int, most: int) -> None:
        """Read new texts of the grammar, and others made of all so far, for a few seconds.

        A pattern that never ends heeds no signal: then the process ends, and ``reading`` has the
        text.
        """
        faulthandler.dump_traceback_later(_HANGS, exit=True)
        end = time.monotonic() + _TURN
        before = self.counts[reader.name]
        new = made_up(reader, _MADE, seed)
        pool = self.pools.setdefault(reader.name, kept(reader))
        pool[:] = [*pool, *new][-_POOL:]
        changed = Mutator(pool, reader.marks, Random(seed))  # noqa: S311
        texts: Iterable[str] = new
        if reader.marks:
            texts = itertools.chain(new, iter(changed.text, None))
        for text in texts:
            if time.monotonic() > end or self.counts[reader.name] - before >= most:
                break
            os.pwrite(self.reading, text.encode("utf-8", "surrogatepass") + b"\0" * 20, 0)
            self.read(reader, text)
        faulthandler.cancel_dump_traceback_later()


def kind_of(reader: Reader, text: str) -> str | None:
    """Return in what way a reader fails of a text, None if it does not."""
    try:
        reader.read(text)
    except Exception as error:  # noqa: BLE001 — whatever it is, it is what we look for
        return _kind(error)
    return None


def _kind(error: Exception) -> str:
    if isinstance(error, FoundError):
        code = re.match(r"(lost|without a place): (?:\S+:\d\S* )?(NK\d+)", str(error))
        return f"{code[1]} {code[2]}" if code else str(error)
    frames = traceback.extract_tb(error.__traceback__)
    place = [frame for frame in frames if "/nkbook/" in frame.filename][-1:] or frames[-1:]
    return f"{type(error).__name__} {Path(place[0].filename).stem}.{place[0].name}"


def _message(reader: Reader, text: str) -> str:
    try:
        reader.read(text)
    except Exception as error:  # noqa: BLE001 — as above
        return str(error)[:300]
    return ""


def smaller(reader: Reader, text: str, kind: str) -> str:
    """Return the text without all pieces that it can do without to fail in the same way.

    This is the algorithm ddmin (Zeller and Hildebrandt 2002) with its first step left out.
    """
    tries = 0
    size = max(1, len(text) // 2)
    while size and tries < _MOST_TRIES:
        begin = 0
        while begin < len(text) and tries < _MOST_TRIES:
            tries += 1
            shorter = text[:begin] + text[begin + size :]
            if kind_of(reader, shorter) == kind:
                text = shorter
            else:
                begin += size
        size //= 2
    return text


def _skeleton(text: str) -> str:
    """Return the marks of a text, so that texts that differ in words alone are one kind."""
    return re.sub(r"\w+", "a", text)


def _keep(reader: Reader, kind: str, text: str) -> None:
    folder = CORPUS / reader.name
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(kind.encode()).hexdigest()[:10]
    (folder / f"new-{digest}.txt").write_bytes(text.encode("utf-8", "surrogatepass"))


def _guided(names: Sequence[str], minutes: float) -> int:
    """Give each reader its share of the time in a process of its own, as Atheris wants it."""
    if importlib.util.find_spec("atheris") is None:
        print("Atheris is not installed: pip install atheris (Linux)", file=sys.stderr)
        return 2
    before = set(CORPUS.rglob("new-*.txt"))
    for name in names:
        seconds = str(60 * minutes / len(names))
        command = [sys.executable, "-m", "fuzz.guided", name, seconds]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        runs = re.findall(r"Done (\d+) runs|#(\d+)", done.stderr)
        print(f"{name}: {max((int(a or b) for a, b in runs), default=0):,} texts", flush=True)
        print(done.stdout, end="", flush=True)
        if done.returncode:
            print(done.stderr[-2000:], flush=True)
    return 1 if set(CORPUS.rglob("new-*.txt")) - before else 0


def _totals(counts: Counter[str]) -> str:
    return "; ".join(f"{name}: {count:,}" for name, count in counts.items())


def main() -> int:
    """Fuzz for as long as was asked; return 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="make fuzz FUZZ=", description=__doc__)
    parser.add_argument("minutes", nargs="?", type=float, default=10)
    parser.add_argument("--only", action="append", choices=READERS, help="a reader")
    parser.add_argument("--alone", action="store_true", help="readers of one text alone")
    parser.add_argument("--texts", type=int, default=sys.maxsize, help="how many are enough")
    parser.add_argument("--seed", type=int, default=time.time_ns())
    parser.add_argument(
        "--guided", action="store_true", help="by what of nkbook a text reaches; needs Atheris"
    )
    asked = parser.parse_args()
    chosen = DIRECT if asked.alone else READERS.values()
    names = asked.only or [reader.name for reader in chosen]
    if asked.guided:
        return _guided(names, asked.minutes)
    memory_of_at_most(_MEGABYTES)
    end = time.monotonic() + 60 * asked.minutes
    fuzzer = Fuzzer()
    print(f"the text that is being read is in {fuzzer.place}", flush=True)
    readers = [READERS[name] for name in names]
    for number in itertools.count():
        left = asked.texts - fuzzer.counts.total()
        if time.monotonic() > end or left <= 0:
            break
        fuzzer.turn(readers[number % len(readers)], asked.seed + number, left)
        if number % (10 * len(readers)) == 0:
            print(f"{fuzzer.counts.total():,} so far: {_totals(fuzzer.counts)}", flush=True)
    print(_totals(fuzzer.counts))
    kinds = sum(map(len, fuzzer.found.values()))
    print(f"{fuzzer.counts.total():,} texts, {kinds} kinds of failure (seed {asked.seed})")
    return 1 if kinds else 0


if __name__ == "__main__":
    sys.exit(main())
