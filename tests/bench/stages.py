"""Measures a build of the flagship by stage, and its PDF against bare WeasyPrint on the same HTML.

``make bench`` runs it, as does ``python -m bench --only stages``; about a quarter of an hour. Every
render is a process of its own, the kinds in turn, so that memory is that render's alone and a
machine's slow moments fall on all. Times are wall seconds, memory is the process's peak resident
set. A long book is the flagship with its chapters several times over.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from places import REPOSITORY

from nkbook.diagnostics.timing import Timing
from nkbook.formats import paged
from nkbook.formats.registry import renderer
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.model.publication import Publication
from nkbook.pipeline import steps as pipeline
from nkbook.pipeline.job import Job
from nkbook.project import config
from nkbook.project.config.formats import format_named
from nkbook.store.pickling import dumps, loads
from nkbook.weasy.reading.environment import environment, load
from nkbook.weasy.reading.resources import BASE, fetcher


def measure(kind: str, data: bytes, target: Path) -> dict[str, float]:
    """Make one file in this process and return its seconds, peak memory in MB, size in MB, pages.

    ``layout`` makes no file: its seconds are those of the layout alone.
    """
    job = loads(data)
    job.context.work.mkdir(parents=True, exist_ok=True)
    start = perf_counter()
    if kind == "bare":
        pages = bare(job, target)
    elif kind in ("composed", "layout"):
        with paged.setting(job.publication, job.context) as weasyprint:
            if kind == "layout":
                start = perf_counter()
            _, layout = paged.laid_out(weasyprint, job.publication, job.context)
            if kind == "composed":
                layout.write(target, b"0" * 16, ())
            seconds = perf_counter() - start
        pages = len(layout.pages)
    else:
        pages = renderer(job.format)(job.publication, job.context, target).pages or 0
    return {
        "seconds": seconds if kind == "layout" else perf_counter() - start,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "size": target.stat().st_size / 1e6 if target.exists() else 0.0,
        "pages": pages,
    }


def bare(job: Job, target: Path) -> int:
    """Render the book's HTML by WeasyPrint as it comes, with the same fonts; return its pages."""
    language = job.publication.edition.language
    html = paged.assemble(job.publication, job.context)
    with environment(job.context.theme.fonts, job.context.work, language):
        load()
        import weasyprint  # noqa: PLC0415 — its libraries look for fonts when it is loaded

        files = paged.files(job.publication, job.context.theme.fonts)
        source = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=fetcher(files))
        document = source.render()
        document.write_pdf(target)
    return len(document.pages)


def run(kind: str, job: Path) -> Mapping[str, float]:
    """Measure one render in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.stages", "--measure", kind, str(job)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def repeated(publication: Publication, times: int) -> Publication:
    """Return a publication whose chapters are in it several times, with different ids."""
    pages = list(publication.pages)
    anchors = dict(publication.anchors)
    chapters = [page for page in pages if page.document]
    for number in range(1, times):
        for page in chapters:
            assert page.document is not None
            suffix = f"-again{number}"
            trees = [copy.deepcopy(page.document.tree)]
            trees += [copy.deepcopy(note.body) for note in page.document.notes]
            own = {element.get("id") for tree in trees for element in tree.iter()} - {None}
            own |= {note.id for note in page.document.notes}
            for element in (element for tree in trees for element in tree.iter()):
                if "id" in element.attrib:
                    element.set("id", element.get("id", "") + suffix)
                if element.get("href", "").removeprefix("#") in own:
                    element.set("href", element.get("href", "") + suffix)
            notes = tuple(
                replace(note, id=note.id + suffix, call_id=note.call_id + suffix, body=body)
                for note, body in zip(page.document.notes, trees[1:], strict=True)
            )
            document = replace(page.document, tree=trees[0], notes=notes, index_marks=())
            pages.append(replace(page, id=page.id + suffix, document=document))
            anchors |= {id + suffix: page.id + suffix for id in own if id}
    return replace(publication, pages=tuple(pages), anchors=anchors)


def report(root: Path, rounds: int, times: int) -> None:
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
    rebuilt(root)
    compare("the book", publication, settings, theme, rounds)
    if times > 1:
        compare(f"its chapters {times} times", repeated(publication, times), settings, theme, 1)
        print(f"\n{'layout alone':<28}{'seconds':>9}{'pages':>8}{'ms a page':>11}")
        for number in (1, times, 2 * times):
            book = repeated(publication, number)
            with tempfile.TemporaryDirectory() as folder:
                found = run("layout", job_for("pdf", book, settings, theme, Path(folder)))
            print(
                f"{f'chapters {number} times':<28}{found['seconds']:>9.2f}{found['pages']:>8.0f}"
                f"{1000 * found['seconds'] / found['pages']:>11.1f}"
            )


def rebuilt(root: Path) -> None:
    """Print what a build costs with nothing kept, with everything kept, and with nothing to do."""
    kinds = {"nothing kept": (), "everything kept": ("--force",), "nothing to do": ()}
    print(f"\n{'first edition, EPUB':<28}{'seconds':>9}{'CPU s':>9}")
    with tempfile.TemporaryDirectory() as folder:
        edition = config.load(root).editions[0]
        build = [
            sys.executable,
            "-m",
            "nkbook",
            "-q",
            "build",
            str(root),
            "-f",
            "epub",
            "-e",
            edition,
        ]
        build += ["-o", f"{folder}/output", "--cache", f"{folder}/cache"]
        for kind, options in kinds.items():
            before, start = os.times(), perf_counter()
            subprocess.run([*build, *options], check=True)
            after = os.times()
            spent = after.children_user + after.children_system
            spent -= before.children_user + before.children_system
            print(f"{kind:<28}{perf_counter() - start:>9.2f}{spent:>9.2f}")


def job_for(
    format: str, publication: Publication, settings: config.Config, theme: Theme, folder: Path
) -> Path:
    """Write down a job for a process of its own, and return its file."""
    context = pipeline.context(settings, theme, folder / f"work-{format}")
    job = Job(format_named(format), publication, context, folder / f"book.{format}")
    path = folder / f"{format}.job"
    path.write_bytes(dumps(job))
    return path


def compare(
    name: str, publication: Publication, settings: config.Config, theme: Theme, rounds: int
) -> None:
    """Print the time and memory of nkbook's files and of bare WeasyPrint's, in turn.

    ``composed`` is what the composition costs alone; the PDF has the archive's tags as well.
    """
    kinds = {
        "nkbook pdf": ("pdf", "pdf"),
        "nkbook composed, no tags": ("composed", "pdf"),
        "bare WeasyPrint": ("bare", "pdf"),
        "nkbook epub": ("epub", "epub"),
    }
    found: dict[str, list[Mapping[str, float]]] = {kind: [] for kind in kinds}
    with tempfile.TemporaryDirectory() as folder:
        jobs = {
            format: job_for(format, publication, settings, theme, Path(folder))
            for format in ("pdf", "epub")
        }
        for _ in range(rounds):
            for kind, (measured, format) in kinds.items():
                found[kind].append(run(measured, jobs[format]))
    print(f"\n{name:<28}{'seconds':>9}{'min':>8}{'max':>8}{'peak MB':>10}{'MB':>8}{'pages':>8}")
    for kind, runs in found.items():
        seconds = [one["seconds"] for one in runs]
        peak = statistics.median(one["peak"] for one in runs)
        print(
            f"{kind:<28}{statistics.median(seconds):>9.2f}{min(seconds):>8.2f}"
            f"{max(seconds):>8.2f}{peak:>10.0f}{runs[0]['size']:>8.2f}{runs[0]['pages']:>8.0f}"
        )
    for kind in ("nkbook pdf", "nkbook composed, no tags"):
        pairs = zip(found[kind], found["bare WeasyPrint"], strict=True)
        ratios = [ours["seconds"] / theirs["seconds"] for ours, theirs in pairs]
        print(
            f"{kind}: {statistics.median(ratios):.2f} times bare WeasyPrint's time "
            f"(pair by pair {min(ratios):.2f} to {max(ratios):.2f})"
        )


def main() -> None:
    """Measure everything, or be one measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", nargs="?", type=Path, default=REPOSITORY)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=8, help="how often to repeat the chapters")
    parser.add_argument("--measure", nargs=2, metavar=("KIND", "JOB"))
    options = parser.parse_args()
    if options.measure:
        kind, job = options.measure
        with tempfile.TemporaryDirectory() as folder:
            found = measure(kind, Path(job).read_bytes(), Path(folder) / "out")
        print(json.dumps(found))
    else:
        report(options.root, options.rounds, options.times)


if __name__ == "__main__":
    main()
