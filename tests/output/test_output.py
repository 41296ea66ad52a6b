"""The output folder: whole files or none, whatever goes wrong while they are made."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pytest
from conftest import Run, run_nkbook
from judges import PATIENCE
from places import REPOSITORY

from nkbook.diagnostics.errors import MissingToolError
from nkbook.output import MANIFEST, Finished, manifest, placing, publish, workspace

TRIES = 5
OLD = {"minimal.pdf": b"the last good PDF", "minimal.epub": b"the last good EPUB"}


@pytest.fixture
def minimal(book: Callable[[str], Path]) -> Path:
    """Return a copy of the minimal book with earlier outputs in place."""
    folder = book("minimal")
    put_old(folder)
    return folder


def put_old(book: Path) -> None:
    place = book / "output" / "zh-Hant-HK"
    place.mkdir(parents=True)
    for name, data in OLD.items():
        (place / name).write_bytes(data)


MADE = {*OLD, "onix.xml", "onix-3.1.xml"}  # the records for the trade go with the EPUB


def outputs(book: Path) -> dict[str, bytes]:
    """Return the edition's files and what they hold."""
    return {path.name: path.read_bytes() for path in (book / "output/zh-Hant-HK").iterdir()}


def start(
    book: Path, environment: Mapping[str, str] = MappingProxyType({}), **limits: int
) -> subprocess.Popen[str]:
    """Start a build in a process group of its own, under resource limits."""

    def limit() -> None:
        for name, value in limits.items():
            resource.setrlimit(getattr(resource, name), (value, value))

    return subprocess.Popen(
        [sys.executable, "-m", "nkbook", "build", str(book)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "NO_COLOR": "1", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=limit,  # noqa: PLW1509 — the tests have no threads
    )


def until(condition: Callable[[], object], process: subprocess.Popen[str]) -> bool:
    """Wait until a condition holds; return False if the process ended before that was seen."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if process.poll() is not None:
            return False
        assert time.monotonic() < deadline, "it hangs"
        time.sleep(0.002)
    return process.poll() is None


def workers(parent: int) -> Iterator[int]:
    """Yield the ids of a build's worker processes: copies of a child of it that makes them.

    That child is itself a copy of the build.
    """
    with suppress(FileNotFoundError, ProcessLookupError):  # one has ended in the meantime
        build = Path(f"/proc/{parent}/cmdline").read_bytes()
        for child in children(parent):
            if Path(f"/proc/{child}/cmdline").read_bytes() == build:
                yield from children(child)


def children(parent: int) -> list[int]:
    """Return the ids of a process's children."""
    with suppress(FileNotFoundError):
        listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
        return list(map(int, listed.split()))
    return []


def is_worker(process: int) -> bool:
    """Return False for a process that has ended in the meantime."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return b"nkbook" in Path(f"/proc/{process}/cmdline").read_bytes()
    return False


def have_begun(parent: int, seen: set[int]) -> bool:
    """Return True if two worker processes have been seen, all of which go to ``seen``."""
    seen.update(workers(parent))
    return len(seen) > 1


def row_of(path: str) -> str:
    digest = hashlib.sha256(b"a").hexdigest()
    row = {"path": path, "edition": "e", "format": "f", "sha256": digest, "bytes": 1, "pages": None}
    return json.dumps({"files": [row]})


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "7", "{", '{"files": 7}', '{"files": [7]}', '{"files": {"a": 1}}', "[" * 100_000,
        '{"files": [{"path": "a"}]}', row_of("../output/a"), row_of("/etc/hostname"),
    ],
)  # fmt: skip
def test_a_manifest_that_is_none_lists_nothing(tmp_path: Path, text: str) -> None:
    output = tmp_path / "output"
    output.mkdir()
    (output / "a").write_text("a")
    (output / MANIFEST).write_text(text)
    assert manifest.listed(output) == manifest.kept(output) == []
    (output / MANIFEST).write_text(row_of("a"))
    assert [row["path"] for row in manifest.kept(output)] == ["a"]


@pytest.mark.slow
def test_a_build_leaves_its_files_and_a_true_manifest(minimal: Path) -> None:
    run = run_nkbook("build", minimal)
    assert run.code == 0, run.err
    assert len(run.out.splitlines()) == 1 + len(MADE)
    made = outputs(minimal)
    assert made["minimal.pdf"].startswith(b"%PDF-")
    assert made["minimal.epub"].startswith(b"PK")
    told = json.loads((minimal / "output/manifest.json").read_text(encoding="utf-8"))
    assert {row["path"] for row in told["files"]} == {f"zh-Hant-HK/{name}" for name in MADE}
    for row in told["files"]:
        data = (minimal / "output" / row["path"]).read_bytes()
        assert row["sha256"] == hashlib.sha256(data).hexdigest()
        assert row["bytes"] == len(data)
        assert (row["pages"] is None) == (row["format"] != "pdf")
    assert told["source_date"] == "2026-01-02T00:00:00+00:00"
    assert told["versions"]["weasyprint"] == "70.0"
    assert not list((minimal / "output").glob(".nkbook-*"))


@pytest.mark.slow
def test_one_format_leaves_the_other_in_place(minimal: Path) -> None:
    assert run_nkbook("build", minimal, "-f", "epub").code == 0
    assert outputs(minimal)["minimal.pdf"] == OLD["minimal.pdf"]
    assert outputs(minimal)["minimal.epub"] != OLD["minimal.epub"]
    assert run_nkbook("build", minimal, "-f", "pdf").code == 0
    told = json.loads((minimal / "output/manifest.json").read_text(encoding="utf-8"))
    assert [row["format"] for row in told["files"]] == ["epub", "pdf", "onix-3.1", "onix"]


@pytest.mark.slow
def test_source_date_epoch_dates_the_build(minimal: Path) -> None:
    assert run_nkbook("build", minimal, "-f", "epub", SOURCE_DATE_EPOCH="86400").code == 0
    told = json.loads((minimal / "output/manifest.json").read_text(encoding="utf-8"))
    assert told["source_date"] == "1970-01-02T00:00:00+00:00"


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["work folder", "worker", "finished file"])
def test_killed_build_leaves_the_last_good_files(minimal: Path, moment: str) -> None:
    reached: dict[str, Callable[[], object]] = {
        "work folder": lambda: list((minimal / "output").glob(".nkbook-*")),
        "worker": lambda: list(workers(process.pid)),
        "finished file": lambda: [
            path for path in (minimal / "output").glob(".nkbook-*/**/*.epub") if path.stat().st_size
        ],
    }
    # A moment may pass while a busy machine lets this process wait.
    for _ in range(TRIES):
        process = start(minimal)
        if until(reached[moment], process):
            os.killpg(process.pid, signal.SIGKILL)
        _, err = process.communicate()
        if process.returncode == -signal.SIGKILL:
            break
        assert process.returncode == 0, err
        shutil.rmtree(minimal / "output")
        put_old(minimal)

    assert process.returncode == -signal.SIGKILL, f"the {moment} was never seen"
    assert outputs(minimal) == OLD
    assert not (minimal / "output/manifest.json").exists()

    assert run_nkbook("build", minimal).code == 0
    assert outputs(minimal).keys() == MADE
    assert not list((minimal / "output").glob(".nkbook-*"))


def make_long(book: Path) -> None:
    """Give a book two long chapters, so that two processes have time to begin."""
    settings = book / "chapters/book.toml"
    text = settings.read_text("utf-8").replace('["one.md"]', '["one.md", "two.md"]')
    assert "two.md" in text
    settings.write_text(text, "utf-8")
    for name in ("one", "two"):
        words = f"---\ntitle: {name}\n---\n\n" + "一段文字。\n\n" * 2000
        (book / f"chapters/{name}.md").write_text(words, "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL])
def test_an_ended_build_leaves_no_process_and_what_it_may_nothing(
    minimal: Path, tmp_path: Path, sent: signal.Signals
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    make_long(minimal)
    for _ in range(TRIES):
        process = start(minimal, {"TMPDIR": str(scratch)})
        seen: set[int] = set()
        if until(partial(have_begun, process.pid, seen), process):
            process.send_signal(sent)
        _, err = process.communicate()
        if process.returncode:
            break
        shutil.rmtree(minimal / "output")
        put_old(minimal)
    assert process.returncode == (130 if sent == signal.SIGINT else -sent), err
    assert outputs(minimal) == OLD
    deadline = time.monotonic() + PATIENCE
    while left := [one for one in seen if is_worker(one)]:
        assert time.monotonic() < deadline, f"{left} are still there"
        time.sleep(0.05)
    if sent != signal.SIGKILL:
        assert not list((minimal / "output").glob(".nkbook-*"))
        assert not list(scratch.iterdir())


@pytest.mark.slow
def test_dead_worker_is_reported(minimal: Path) -> None:
    process = start(minimal)
    assert until(lambda: list(workers(process.pid)), process)
    for worker in list(workers(process.pid)):
        os.kill(worker, signal.SIGKILL)
    _, err = process.communicate()
    assert process.returncode == 5
    assert "NK604" in err
    assert "Traceback" not in err
    assert outputs(minimal) == OLD


@pytest.mark.slow
def test_full_disk_is_reported_and_nothing_replaced(minimal: Path) -> None:
    process = start(minimal, RLIMIT_FSIZE=4096)
    _, err = process.communicate()
    assert process.returncode == 5
    assert "NK603" in err
    assert "hint: make room" in err
    assert "Traceback" not in err
    assert outputs(minimal) == OLD


def test_output_that_is_no_folder(minimal: Path, run_here: Callable[..., Run]) -> None:
    shutil.rmtree(minimal / "output")
    (minimal / "output").write_text("a file")
    run = run_here("build", minimal)
    assert run.code == 5
    assert "NK602 output folder" in run.err
    assert (minimal / "output").read_text() == "a file"


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["/sys/nkbook", "/proc/nkbook", "/dev/null/nkbook"])
def test_output_where_nobody_may_write(minimal: Path, folder: str) -> None:
    """Not even root may; each place refuses in its own way."""
    run = run_nkbook("build", minimal, "-o", folder)
    assert run.code == 5
    assert "NK602" in run.err
    assert outputs(minimal) == OLD


@pytest.mark.slow
def test_two_builds_at_once_do_not_mix(minimal: Path) -> None:
    with (minimal / "output/.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # as a running build holds it
        run = run_nkbook("build", minimal)
    assert run.code == 5
    assert "NK602 another build is writing" in run.err
    assert outputs(minimal) == OLD
    assert run_nkbook("build", minimal, "-f", "epub").code == 0


def put(output: Path, contents: dict[str, str] | str, place: str = "e/book-site") -> None:
    """Publish a folder of files given by their names and texts, or one file, as a build does."""
    with workspace(output) as work:
        made = work / "made"
        if isinstance(contents, str):
            made.write_text(contents, encoding="utf-8")
        else:
            for name, text in contents.items():
                (made / name).parent.mkdir(parents=True, exist_ok=True)
                (made / name).write_text(text, encoding="utf-8")
        publish(output, work, [Finished(made, place, "e", "site", None)], {"book": "book"})


def held(folder: Path) -> dict[str, str]:
    """Return the files of a folder and what they hold."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file()
    }


def listed(output: Path) -> dict[str, dict[str, object]]:
    rows = json.loads((output / MANIFEST).read_text(encoding="utf-8"))["files"]
    return {row["path"]: row for row in rows}


SITE = {"index.html": "一", "text/one.html": "二", "text/一.html": "三", "text.html": "四"}


def test_a_folder_is_put_in_place_and_listed(tmp_path: Path) -> None:
    """Its digest is what sha256sum says of the listing of its files in order."""
    put(tmp_path, SITE)
    assert held(tmp_path / "e/book-site") == SITE
    row = listed(tmp_path)["e/book-site"]
    assert row["files"] == 4
    assert row["bytes"] == 12
    command = r"find . -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum"
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path / "e/book-site",
        capture_output=True,
        text=True,
        check=True,
    )
    assert row["sha256"] == done.stdout.split()[0]
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".nkbook")] == []


@pytest.mark.parametrize("can_exchange", [True, False])
def test_a_folder_replaces_another_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(placing, "_exchanged", lambda *_: False)
    put(tmp_path, SITE)
    first = listed(tmp_path)["e/book-site"]
    put(tmp_path, {"index.html": "新"})
    assert held(tmp_path / "e/book-site") == {"index.html": "新"}
    assert listed(tmp_path)["e/book-site"]["sha256"] != first["sha256"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "e", MANIFEST]
    assert [path.name for path in (tmp_path / "e").iterdir()] == ["book-site"]


def test_a_folder_is_there_at_every_moment(tmp_path: Path) -> None:
    put(tmp_path, {"index.html": "0", "same.html": "0"})
    page = tmp_path / "e/book-site/index.html"
    missing: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                page.read_text("utf-8")
            except OSError as error:
                missing.append(str(error))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(40):
        put(tmp_path, {"index.html": str(number), "same.html": str(number)})
    stop.set()
    reader.join()
    assert missing == []


def test_what_cannot_be_replaced_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where names cannot be exchanged, the old folder is put back if the new one cannot come."""
    put(tmp_path, SITE)
    monkeypatch.setattr(placing, "_exchanged", lambda *_: False)
    rename = Path.rename

    def refused(self: Path, target: Path) -> Path:
        if self.name == "made":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(MissingToolError, match="NK603"):
        put(tmp_path, {"index.html": "新"})
    assert held(tmp_path / "e/book-site") == SITE


def test_a_file_and_a_folder_replace_each_other(tmp_path: Path) -> None:
    place = tmp_path / "e/book-site"
    put(tmp_path, "a file")
    put(tmp_path, SITE)
    assert held(place) == SITE
    put(tmp_path, "a file again")
    assert place.read_text("utf-8") == "a file again"
    assert "files" not in listed(tmp_path)["e/book-site"]


def test_a_link_at_the_place_is_replaced_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").write_text("kept")
    (tmp_path / "output/e").mkdir(parents=True)
    (tmp_path / "output/e/book-site").symlink_to(elsewhere)
    put(tmp_path / "output", SITE)
    assert held(elsewhere) == {"precious": "kept"}
    assert not (tmp_path / "output/e/book-site").is_symlink()


def test_an_earlier_folder_is_listed_while_it_is_as_it_was(tmp_path: Path) -> None:
    put(tmp_path, SITE)
    put(tmp_path, "text", "e/book.pdf")
    assert listed(tmp_path).keys() == {"e/book-site", "e/book.pdf"}
    (tmp_path / "e/book-site/text/one.html").write_text("changed")
    put(tmp_path, "text", "e/book.pdf")
    assert listed(tmp_path).keys() == {"e/book.pdf"}


@pytest.mark.parametrize("kind", ["pipe", "folder", "endless"])
def test_what_is_no_manifest_is_replaced(tmp_path: Path, kind: str) -> None:
    place = tmp_path / MANIFEST
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        place.symlink_to("/dev/zero")
    with workspace(tmp_path) as work:
        (work / "a.pdf").write_text("a")
        publish(tmp_path, work, [Finished(work / "a.pdf", "a.pdf", "e", "pdf", 1)], {})
    assert [row["path"] for row in manifest.listed(tmp_path)] == ["a.pdf"]


def test_a_lock_that_is_a_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / ".lock").mkdir()
    with pytest.raises(MissingToolError) as raised, workspace(tmp_path):
        pass
    assert [found.code for found in raised.value.diagnostics] == ["NK602"]
