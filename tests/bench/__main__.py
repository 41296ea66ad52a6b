"""Measures nkbook beside the programs that users would pick instead: ``make bench``.

Every scene runs its commands in turn, as many rounds as asked, in a folder that is removed
afterwards. The columns are CPU seconds (user and system, with all descendants), seconds of the
clock, and MB of the largest process. Ratios are taken round by round; the middle one is printed,
with the range. All numbers go to build/bench.json too. Other work on the machine lengthens the wall
times most, CPU less; one round says little. Three programs with tables of their own run last:
bench/stages.py, bench/desk.py, and bench/counts.py, which fails if the counts of losses take too
much.
"""

from __future__ import annotations

import argparse
import compileall
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from fnmatch import fnmatch
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from places import REPOSITORY

import nkbook
from bench.measuring import interleave
from bench.report import Row, Runs, write_json
from bench.scenes import QUICK, SCENES

# What prints tables of its own, with its options; the last may fail.
PROGRAMS = {"stages": (), "desk": (), "counts": ("--most", "5")}


def machine() -> dict[str, object]:
    """Return what the numbers depend on."""
    found: dict[str, object] = {
        "system": platform.platform(),
        "cores": os.cpu_count(),
        "load before": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "nkbook": nkbook.__version__,
    }
    for package in ("weasyprint", "typst", "distributed"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = None
    return found


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)


def scenes(names: Sequence[str], rounds: int, target: Path, wanted: Sequence[str] = ("*",)) -> None:
    """Measure scenes, print their tables and write all numbers into a file.

    Of each, the steps are run whose names match one of the patterns ``wanted``.
    """
    about = machine()
    # As pip does where nkbook is installed: else each of its processes compiles what it imports.
    compileall.compile_dir(REPOSITORY / "nkbook", quiet=1)
    say("; ".join(f"{name} {value}" for name, value in about.items()))
    runs: dict[str, Runs] = {}
    rows: dict[str, list[Row]] = {}
    for name in names:
        with tempfile.TemporaryDirectory(prefix="nkbook-bench-") as folder:
            scene = SCENES[name](Path(folder))
            does = (SCENES[name].__doc__ or "").partition("\n")[0]
            say(f"\n{name}: {does} {rounds} round{'s' * (rounds > 1)}")
            for line in scene.absent:
                say(f"not here, so not measured: {line}")
            say(f"{'':<44}{'CPU s':>9}{'wall s':>9}{'MB':>8}")
            steps = [step for step in scene.steps if any(fnmatch(step.name, one) for one in wanted)]
            runs[name] = interleave(steps, rounds, Path(folder), say)
        rows[name] = scene.rows(runs[name])
        say("")
        for row in rows[name]:
            say(row.line())
        # After each scene: an hour's numbers outlive the next scene's failure.
        write_json(target, about, runs, rows)
    missed = [row.name for found in rows.values() for row in found if row.is_met is False]
    say(f"\ntargets missed: {len(missed)}")


def main() -> int:
    """Measure what is asked for, all if nothing is; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    choices = (*SCENES, *PROGRAMS)
    parser.add_argument("--quick", action="store_true", help="the small text only, one round")
    parser.add_argument(
        "--only", action="append", choices=choices, metavar="NAME", help=", ".join(choices)
    )
    parser.add_argument(
        "--step",
        action="append",
        metavar="PATTERN",
        help="of the scenes, only the steps of that name (Pandoc* for several), with what they "
        "are compared with and what they build on",
    )
    parser.add_argument("--rounds", type=int, help="of each scene [3]")
    parser.add_argument("--json", type=Path, default=REPOSITORY / "build/bench.json")
    options = parser.parse_args()
    names = options.only or (QUICK if options.quick else choices)
    if chosen := [name for name in names if name in SCENES]:
        scenes(
            chosen,
            options.rounds or (1 if options.quick else 3),
            options.json,
            options.step or ("*",),
        )
    code = 0
    for name, given in PROGRAMS.items():
        if name in names:
            say("")
            command = [sys.executable, "-m", f"bench.{name}", *given]
            code = max(code, subprocess.run(command, check=False).returncode)
    return code


if __name__ == "__main__":
    sys.exit(main())
