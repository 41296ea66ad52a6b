"""Runs nkbook on what an attack has written, and looks at all that came of it."""

from __future__ import annotations

import atexit
import io
import os
import re
import shutil
import socket
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import copied
from judges import PATIENCE
from lxml import etree
from places import BOOKS
from strangers import SECRET, called

from redteam.attack import Attack, Way, write

EVIL = "evil()"  # what hostile programs call
# What audit hooks hear of: a path is the first argument, or one of the first two.
HOOK = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))  # seconds: thirty times what a way takes
resource.setrlimit(resource.RLIMIT_DATA, (2 << 30, 2 << 30))
_log = os.open({log!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
_kinds = ("open", "os.", "shutil.", "subprocess.", "socket.", "urllib.")
def _note(event, arguments):
    if event.startswith(_kinds) and event not in ("socket.__new__", "os.fork", "os.scandir"):
        os.write(_log, f"{{event}} {{arguments[:2]!r}}\\n".encode(errors="replace"))
sys.addaudithook(_note)
"""
_RUNNING = re.compile(
    rb"<script[^>]*>[^<]*evil\(|\son[a-z]+\s*=\s*[\"'][^\"']*evil\(", re.IGNORECASE
)


@dataclass(frozen=True)
class Run:
    """How nkbook ended, what it printed, what it did, and what it made, by path."""

    code: int
    out: str
    err: str
    events: tuple[str, ...]
    made: dict[str, bytes]

    @property
    def text(self) -> str:
        return "\n".join(data.decode("utf-8", "replace") for data in self.made.values())


@dataclass(frozen=True)
class Place:
    """A folder with room for one run: a book, what is outside of it, and an output."""

    root: Path
    server: socket.socket

    @property
    def book(self) -> Path:
        return self.root / "book"

    @property
    def outside(self) -> Path:
        return self.root / "outside"

    def words(self) -> dict[str, str]:
        address = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        return {"@OUT@": str(self.outside), "@WEB@": address}

    def fill(self, way: Way) -> None:
        self.outside.mkdir()
        (self.outside / "secret.txt").write_text(SECRET)
        (self.outside / "secret.md").write_text(f"# {SECRET}\n\n{SECRET}\n")
        (self.outside / "secret.svg").write_text(
            "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>"
            f"<text>{SECRET}</text></svg>"
        )
        if way.verb[0] == "import":
            self.book.mkdir()
        else:
            shutil.copytree(BOOKS / "minimal", self.book)


def run(place: Place, way: Way, text: str, attack: Attack | None = None) -> Run:
    """Write the files of a way, and of an attack, and run nkbook on them."""
    place.fill(way)
    write(place.book, way.files, text, place.words())
    if attack:
        write(place.book, attack.more, text, place.words())
        attack.make(place.book, place.outside)
    made = place.root / "made"
    work = place.root / "tmp"
    work.mkdir()
    verb, *options = way.verb
    command = [verb]
    if verb == "import":
        name = options.pop(0) if options and not options[0].startswith("-") else ""
        command += [str(place.book / name), str(made), *options]
    elif verb == "build":
        cache = str(place.root / "cache")
        options = [cache if word == "@CACHE@" else word for word in options]
        command += [str(place.book), "-o", str(made), "-j1", *options]
        command += [] if cache in options else ["--no-cache"]
    else:
        command += [str(place.book), *options]
    before = _digest(place.outside)
    hook, log = hooked()
    begin = log.stat().st_size
    code, out, err = copied.run(
        command,
        place.root,
        {**os.environ, "NO_COLOR": "1", "TMPDIR": str(work), "HOME": str(place.root)},
        PATIENCE,
        hook,
    )
    assert _digest(place.outside) == before, "something outside the book has changed"
    known = {"book", "outside", "made", "tmp", "cache", ".cache"}
    assert {path.name for path in place.root.iterdir()} <= known
    assert list(work.iterdir()) == [], "a temporary file is left"
    events = log.read_bytes()[begin:].decode("utf-8", "replace").splitlines()
    found = dict(_files(made)) if made.exists() else {}
    return Run(code, out, err, tuple(events), found)


@cache
def hooked() -> tuple[Path, Path]:
    """Return a folder whose sitecustomize.py notes what processes do, and the file of its notes."""
    folder = Path(tempfile.mkdtemp(prefix="nkbook-hook-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    log = folder / "log"
    log.touch()
    (folder / "sitecustomize.py").write_text(HOOK.format(log=str(log)))
    return folder, log


def _digest(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path): (path.read_bytes() if path.is_file() else b"", path.lstat().st_mode)
        for path in sorted(folder.rglob("*"))
    }


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what is made, and what is in the EPUBs of it."""
    for path in sorted(folder.rglob("*")):
        assert not path.is_symlink()
        if not path.is_file():
            continue
        data = path.read_bytes()
        name = path.relative_to(folder).as_posix()
        yield name, data
        if path.suffix == ".epub":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for inner in archive.namelist():
                    yield f"{name}/{inner}", archive.read(inner)


def judge(found: Run, place: Place) -> None:
    """Nothing was read, written, called or run that is not the book's, and it ended in order."""
    assert found.code in range(7), found.err
    assert "Traceback" not in found.err
    assert not re.search("NK12[013]|NK604", found.err), found.err
    assert found.code == 0 or re.search(r"NK\d{3}", found.err), found.err
    assert not called(place.server)
    assert any("book" in event for event in found.events), "the hook heard nothing"
    for event in found.events:
        kind = event.partition(" ")[0]
        assert not kind.startswith(("os.system", "os.exec")), event
        assert not re.match(r"urllib\.(?!Request \(.data:)", event), event
        assert kind not in ("socket.connect", "socket.getaddrinfo", "socket.sendto"), event
        assert not (kind == "open" and str(place.outside) in event), event
    for name, data in found.made.items():
        assert SECRET.encode() not in data, name
        assert b"root:x:0" not in data, name
        if name.startswith("chapters/images/"):  # copied by an import; what shows them mends them
            continue
        assert not _RUNNING.search(data) or name.endswith((".md", ".json")), name
        if name.endswith((".xhtml", ".html", ".svg", ".opf", ".css")):
            assert_fetches_nothing(name, data, place.words()["@WEB@"])


def assert_fetches_nothing(name: str, data: bytes, web: str) -> None:
    """A page, drawing or stylesheet has no address that a program would ask for by itself."""
    text = data.decode()
    if name.endswith(".css"):
        assert web not in text, name
        return
    parser = (
        etree.HTMLParser() if name.endswith(".html") else etree.XMLParser(resolve_entities=False)
    )
    root = etree.fromstring(data, parser)
    assert not name.endswith((".xhtml", ".svg")) or b"<!ENTITY" not in data, name
    for element in root.iter(etree.Element):
        tag = etree.QName(element).localname.lower()
        assert tag not in ("iframe", "object", "embed", "applet", "foreignobject", "base"), name
        for key, value in element.attrib.items():
            label = str(key).rpartition("}")[2].lower()
            is_link = tag in ("a", "area") and label == "href"
            assert (
                is_link
                or label in ("alt", "title", "content", "cite", "aria-label")
                or web not in value
            ), f"{name}: <{tag} {label}={value}>"
            assert not value.strip().lower().startswith(("javascript:", "vbscript:", "file:")), name
        if tag == "style":
            assert web not in (element.text or ""), name
