"""Books of strangers: what the process that reads them can reach, and what is made of them."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from places import BOOKS, REPOSITORY
from strangers import SECRET, called, hostile, listening, noting

import nkbook
from nkbook import ConfigError, MissingToolError, Result
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.pipeline.request import Built
from nkbook.pipeline.untrusted import answers, running

# Does what its argument says, and prints by name what could be done.
TRIES = """
import json, os, socket, subprocess, sys
from pathlib import Path
from nkbook.pipeline.untrusted.confinement import confine
book, out, outside, port = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])
secret = outside / "secret.txt"
missing = confine((book,), (out,))
tries = {
    "read the book": lambda: (book / "chapters/book.toml").read_text(),
    "read a link of the book": lambda: (book / "link").read_text(),
    "write into the book": lambda: (book / "new").write_text("x"),
    "empty a chapter": lambda: os.truncate(book / "chapters/one.md", 0),
    "write the output": lambda: (out / "new").write_text("x"),
    "move in the output": lambda: (out / "new").rename(out / "other"),
    "read outside": lambda: secret.read_text(),
    "list outside": lambda: os.listdir(outside),
    "write outside": lambda: (outside / "new").write_text("x"),
    "delete outside": lambda: secret.unlink(),
    "move outside": lambda: (out / "other").rename(outside / "other"),
    "link from outside": lambda: os.link(secret, out / "hard"),
    "change the mode outside": lambda: secret.chmod(0o777),
    "read passwords": lambda: Path("/etc/passwd").read_text(),
    "read another process": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
    "read by a program": lambda: subprocess.check_output(["/bin/cat", secret], stderr=-3),
    "open TCP": lambda: socket.create_connection(("127.0.0.1", port), 2),
    "open UDP": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
    "open a UNIX socket": lambda: socket.socket(socket.AF_UNIX),
    "open TCP by a program": lambda: subprocess.check_output(
        [sys.executable, "-c", f"import socket; socket.create_connection(('127.0.0.1', {port}))"],
        stderr=-3),
    "speak to its own": lambda: socket.socketpair(),
    "end its parent": lambda: os.kill(os.getppid(), 0),
}
done = []
for name, act in tries.items():
    try:
        act()
    except (OSError, subprocess.SubprocessError):
        continue
    done.append(name)
print(json.dumps([missing, done]))
"""


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BOOKS / "minimal", tmp_path / "book"))


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.txt").write_text(SECRET)
    return folder


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with listening() as server:
        yield server


def tried(book: Path, outside: Path, port: int, tmp_path: Path) -> tuple[list[str], set[str]]:
    out = tmp_path / "out"
    out.mkdir()
    run = [sys.executable, "-c", TRIES, str(book), str(out), str(outside), str(port)]
    missing, done = json.loads(subprocess.check_output(run, cwd=REPOSITORY))
    return missing, set(done)


def test_the_confined_process_reaches_the_book_and_the_output_alone(
    book: Path, outside: Path, listener: socket.socket, tmp_path: Path
) -> None:
    (book / "link").symlink_to(outside / "secret.txt")
    missing, done = tried(book, outside, listener.getsockname()[1], tmp_path)
    if missing:
        pytest.skip(f"this machine cannot keep a process from {missing}")
    assert done == {"read the book", "write the output", "move in the output", "speak to its own"}
    assert not called(listener)
    assert [path.name for path in outside.iterdir()] == ["secret.txt"]


@pytest.mark.slow
@pytest.mark.parametrize("format", ["epub", "pdf", "site"])
def test_a_hostile_book_reads_and_reaches_nothing_else(
    format: str,
    book: Path,
    outside: Path,
    listener: socket.socket,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hostile(book, outside, listener.getsockname()[1])
    output = tmp_path / "out"
    output.mkdir()
    lines = noting(tmp_path / "hook", output / "opened", monkeypatch)

    result = nkbook.build(book, output=output, formats=[format], untrusted=True)

    assert result.files
    assert {"NK110"} <= {found.code for found in result.diagnostics}
    assert not called(listener)
    opened = lines()
    assert any("book.toml" in line for line in opened)  # the hook was there
    assert [line for line in opened if line.startswith("socket.")] == []
    assert [line for line in opened if str(outside) in line] == []
    assert [line for line in opened if "/styles/" in line and str(book) in line] == []
    made = b"".join(
        path.read_bytes() for path in output.rglob("*") if path.is_file() and path.name != "opened"
    )
    assert SECRET.encode() not in made


@pytest.mark.slow
def test_a_harmless_book_comes_out_the_same(book: Path, tmp_path: Path) -> None:
    lines: list[str] = []
    found = nkbook.build(book, output=tmp_path / "a", untrusted=True, progress=lines.append)
    other = nkbook.build(book, output=tmp_path / "b", use_cache=False)
    assert any("epub" in line for line in lines)
    assert [item.code for item in found.diagnostics if item.code != "NK611"] == []
    assert [file.path.read_bytes() for file in found.files] == [
        file.path.read_bytes() for file in other.files
    ]


@pytest.mark.slow
def test_what_a_book_brings_of_its_own_is_left_aside(book: Path) -> None:
    (book / "styles/citations").mkdir(parents=True)
    (book / "styles/citations/own.j2").write_text("{% broken")
    (book / "styles/book.css").write_text("p {")
    settings = book / "chapters/book.toml"
    settings.write_text(settings.read_text() + '\n[citations]\nstyle = "own"\n')
    found = nkbook.check(book, untrusted=True)
    assert {item.code for item in found} - {"NK611"} == {"NK110"}
    messages = [item.message for item in found if item.code == "NK110"]
    assert any("styles/book.css, styles/citations/own.j2" in message for message in messages)
    assert any("citation style" in message for message in messages)


@pytest.mark.slow
def test_problems_come_back_with_their_places(book: Path, outside: Path) -> None:
    (book / "chapters/data").mkdir(exist_ok=True)
    (book / "chapters/data/references.yaml").symlink_to(outside / "secret.txt")
    with pytest.raises(nkbook.SourceError) as raised:
        nkbook.build(book, untrusted=True, output=outside.parent / "out")
    (problem,) = (item for item in raised.value.diagnostics if item.code == "NK215")
    assert str(problem.location) == "chapters/data/references.yaml"


@pytest.mark.slow
def test_a_machine_that_cannot_confine_says_so(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "landlockpy.py").write_text("raise ImportError")
    (tmp_path / "pyseccomp.py").write_text("raise RuntimeError('no libseccomp')")
    monkeypatch.syspath_prepend(tmp_path)
    (found,) = nkbook.check(book, untrusted=True)
    assert found.code == "NK611"
    assert "the network and files outside the book" in found.message
    with pytest.raises(MissingToolError) as raised:
        nkbook.check(book, untrusted=True, confined=True)
    assert [item.code for item in raised.value.diagnostics] == ["NK612"]


def test_a_cluster_gets_no_book_of_strangers(book: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        nkbook.build(book, untrusted=True, cluster="tcp://127.0.0.1:9")
    assert [item.code for item in raised.value.diagnostics] == ["NK613"]


def test_the_output_folder_of_a_strangers_book_is_no_link(book: Path, outside: Path) -> None:
    (book / "output").symlink_to(outside)
    with pytest.raises(MissingToolError) as raised:
        nkbook.build(book, untrusted=True)
    assert [item.code for item in raised.value.diagnostics] == ["NK602"]
    assert [path.name for path in outside.iterdir()] == ["secret.txt"]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"cos\nsystem\n(S'echo'\ntR.",
        b"[]",
        b'{"kind": "result", "value": 5}',
        b"[" * 99_999,
        b'{"kind": []}',
    ],
)
def test_what_the_process_answers_is_not_believed(
    answer: bytes, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = (
        "import sys; from multiprocessing.connection import Connection\n"
        f"c = Connection(int(sys.argv[1])); c.recv_bytes(); c.send_bytes({answer!r})"
    )
    monkeypatch.setattr(running, "_MAIN", program)
    with pytest.raises(MissingToolError) as raised:
        nkbook.check(book, untrusted=True)
    assert [item.code for item in raised.value.diagnostics] == ["NK604"]


def test_a_process_that_dies_is_a_problem(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "_MAIN", "import os; os._exit(1)")
    with pytest.raises(MissingToolError, match="NK604"):
        nkbook.check(book, untrusted=True)


def test_answers_are_read_as_they_were_written() -> None:
    problem = diagnostic("NK215", "壞了", Location("chapters/one.md", 3, 4), "看看")
    found: tuple[Diagnostic, ...] = (problem, diagnostic("NK604", "x"))
    result = Result((Built(Path("a/b.pdf"), "pdf", "zh", 9, 1),), found, 1.5, {"pdf": 0.5})
    assert answers.read(answers.written("result", result)) == ("result", result)
    assert answers.read(answers.written("diagnostics", found)) == ("diagnostics", found)
    kind, error = answers.read(answers.written("error", ConfigError(found)))
    assert (kind, type(error), error.diagnostics) == ("error", ConfigError, found)
