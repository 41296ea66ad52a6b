"""Measures a build of the flagship by stage, and its PDF against bare WeasyPrint on the same HTML.

Run it with ``make bench``. Every render is a process of its own, the two kinds in turn, so that
memory is that render's alone and a machine's slow moments fall on both. Times are wall seconds,
memory is the process's peak resident set.
"""

from __future__ import annotations

import argparse
import json
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter

from nkbook import build, config, pdf, worker
from nkbook.manuscript import Timing, prepare
from nkbook.theme import Theme
from nkbook.weasy.environment import environment, load
from nkbook.weasy.resources import BASE, fetcher

REPOSITORY = Path(__file__).parent.parent


def measure(kind: str, data: bytes, target: Path) -> dict[str, float]:
    """Make one file in this process and return its seconds, peak memory in MB, and size in MB."""
    job: worker.Job = pickle.loads(data)  # noqa: S301 — made by this program
    job.context.work.mkdir(parents=True, exist_ok=True)
    start = perf_counter()
    if kind == "bare":
        bare(job, target)
    else:
        worker.renderer(job.format)(job.publication, job.context, target)
    return {
        "seconds": perf_counter() - start,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "size": target.stat().st_size / 1e6,
    }


def bare(job: worker.Job, target: Path) -> None:
    """Render the book's HTML by WeasyPrint as it comes, with the same fonts."""
    language = job.publication.edition.language
    html = pdf.assemble(job.publication, job.context)
    with environment(job.context.theme.fonts, job.context.work, language):
        load()
        import weasyprint  # noqa: PLC0415 — its libraries look for fonts when it is loaded

        source = weasyprint.HTML(
            string=html, base_url=BASE, url_fetcher=fetcher(pdf.files(job.publication))
        )
        source.write_pdf(target)


def run(kind: str, job: Path) -> Mapping[str, float]:
    """Measure one render in a fresh process."""
    done = subprocess.run(
        [sys.executable, __file__, "--measure", kind, str(job)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(root: Path, rounds: int) -> None:
    """Print the tables."""
    timing = Timing()
    settings = config.load(root)
    theme = Theme(root)
    prepared = prepare(settings, theme, settings.editions[:1], timing)
    (publication,) = prepared.publications.values()
    print(f"{settings.metadata.title}: {publication.characters} characters, {rounds} rounds")
    print(f"\n{'stage':<24}{'seconds':>9}")
    for stage, spent in timing.seconds.items():
        print(f"{stage:<24}{spent:>9.2f}")
    with tempfile.TemporaryDirectory() as folder:
        jobs = {}
        for name in ("pdf", "epub"):
            context = build.context(settings, theme, Path(folder) / f"work-{name}")
            job = worker.Job(name, publication, context, Path(folder) / f"book.{name}")
            jobs[name] = Path(folder) / f"{name}.job"
            jobs[name].write_bytes(worker.dumps(job))
        kinds = {"nkbook pdf": ("pdf", "pdf"), "bare WeasyPrint": ("bare", "pdf"),
                 "nkbook epub": ("epub", "epub")}  # fmt: skip
        found: dict[str, list[Mapping[str, float]]] = {name: [] for name in kinds}
        for _ in range(rounds):
            for name, (kind, job_name) in kinds.items():
                found[name].append(run(kind, jobs[job_name]))
    print(f"\n{'render (median)':<24}{'seconds':>9}{'min':>8}{'max':>8}{'peak MB':>10}{'MB':>8}")
    for name, runs in found.items():
        seconds = [one["seconds"] for one in runs]
        peak = statistics.median(one["peak"] for one in runs)
        print(
            f"{name:<24}{statistics.median(seconds):>9.2f}{min(seconds):>8.2f}"
            f"{max(seconds):>8.2f}{peak:>10.0f}{runs[0]['size']:>8.2f}"
        )
    ratios = [
        ours["seconds"] / theirs["seconds"]
        for ours, theirs in zip(found["nkbook pdf"], found["bare WeasyPrint"], strict=True)
    ]
    print(
        f"\nnkbook's PDF took {statistics.median(ratios):.2f} times bare WeasyPrint's time "
        f"(pair by pair {min(ratios):.2f} to {max(ratios):.2f}; aim: at most 1.40)"
    )


def main() -> None:
    """Measure everything, or be one measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=REPOSITORY)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--measure", nargs=2, metavar=("KIND", "JOB"))
    options = parser.parse_args()
    if options.measure:
        kind, job = options.measure
        with tempfile.TemporaryDirectory() as folder:
            found = measure(kind, Path(job).read_bytes(), Path(folder) / "out")
        print(json.dumps(found))
    else:
        report(options.root, options.rounds)


if __name__ == "__main__":
    main()
