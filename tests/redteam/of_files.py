"""Links, pipes, devices, modes and names in a book's folder, its output, its cache."""
# ruff: noqa: E501 — hostile texts stand in one piece, as they are sent

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from redteam.attack import Attack, Way
from redteam.of_data import toml

Make = Callable[[Path, Path], None]
BOOK = Way(
    "folder",
    {
        "chapters/one.md": "---\ntitle: 題\n---\n\n顯示無礙\n\n![圖](images/a.svg){alt=替}\n",
        "chapters/images/a.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>",
        "chapters/data/references.yaml": "- {id: a, type: book, title: 書}\n",
        "styles/book.css": "p { color: red }\n",
    },
)
OUTPUT = Way("output", BOOK.files, verb=("build", "-f", "epub", "-f", "site"))
CACHE = Way("cache", BOOK.files, verb=("build", "-f", "epub", "--cache", "@CACHE@"))
_FILES = (
    "chapters/one.md",
    "chapters/book.toml",
    "chapters/images/a.svg",
    "chapters/data/references.yaml",
    "styles/book.css",
)
_FOLDERS = ("chapters/images", "chapters/data", "styles")


def _instead(path: str, act: Callable[[Path, Path], object]) -> Make:
    def make(book: Path, out: Path) -> None:
        place = book / path
        if place.is_file():
            place.unlink()
        elif place.is_dir():
            place.rename(book / "aside")
        place.parent.mkdir(parents=True, exist_ok=True)
        act(place, out)

    return make


def _socket(place: Path, _out: Path) -> None:
    here = Path.cwd()
    os.chdir(place.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(place.name)
    finally:
        os.chdir(here)


def _deep(place: Path, _out: Path) -> None:
    for _ in range(200):
        place = place / "a"
    place.mkdir(parents=True)


def _hop(place: Path, out: Path) -> None:
    place.with_name("hop").symlink_to(out / "secret.txt")
    place.symlink_to("hop")


def _closed(place: Path, _out: Path) -> None:
    place.write_text("a")
    place.chmod(0)


def _holes(place: Path, _out: Path) -> None:
    place.touch()
    os.truncate(place, 1 << 32)


def _open_to_all(place: Path) -> None:
    place.mkdir()
    place.chmod(0o777)


_ACTS: dict[str, Callable[[Path, Path], object]] = {
    "a link outside": lambda place, out: place.symlink_to(out / "secret.txt"),
    "a relative link outside": lambda place, out: place.symlink_to(
        os.path.relpath(out / "secret.txt", place.parent)
    ),
    "a link to a link outside": _hop,
    "a link to itself": lambda place, _out: place.symlink_to(place.name),
    "a link to nothing": lambda place, _out: place.symlink_to("gone"),
    "a pipe": lambda place, _out: os.mkfifo(place),
    "an endless device": lambda place, _out: place.symlink_to("/dev/zero"),
    "a terminal": lambda place, _out: place.symlink_to("/dev/tty"),
    "standard input": lambda place, _out: place.symlink_to("/dev/stdin"),
    "an environment": lambda place, _out: place.symlink_to("/proc/self/environ"),
    "a socket": _socket,
    "a folder": lambda place, _out: place.mkdir(),
    "deep folders": _deep,
    "a file of no mode": _closed,
    "four gigabytes of holes": _holes,
    "bytes": lambda place, _out: place.write_bytes(bytes(range(256)) * 99),
}
_FOLDER_ACTS: dict[str, Callable[[Path, Path], object]] = {
    "a link outside": lambda place, out: place.symlink_to(out),
    "a link to itself": lambda place, _out: place.symlink_to(place.name),
    "a link to the root": lambda place, _out: place.symlink_to("/"),
    "a link to its parent": lambda place, _out: place.symlink_to(".."),
    "a pipe": lambda place, _out: os.mkfifo(place),
    "a file": lambda place, _out: place.write_text("a"),
}


def _made(act: Callable[[Path, Path], object], path: str = "") -> Make:
    def make(book: Path, out: Path) -> None:
        place = book.parent / "made" / path if path else book.parent / "made"
        place.parent.mkdir(parents=True, exist_ok=True)
        act(place, out)

    return make


def _write(text: str) -> Callable[[Path, Path], object]:
    return lambda place, _out: place.write_text(text)


_STATES = {
    "a manifest that is a list": ("manifest.json", _write("[]")),
    "a manifest that lists what is outside": (
        "manifest.json",
        _write(
            '{"book": "minimal", "files": [{"path": "../outside/secret.txt", "edition": "a", "format": "epub", "sha256": "0", "bytes": 1, "pages": null, "files": 1}]}'
        ),
    ),
    "a manifest that lists an absolute path": (
        "manifest.json",
        _write(
            '{"book": "minimal", "files": [{"path": "/etc/passwd", "edition": "a", "format": "epub", "sha256": "0", "bytes": 1, "pages": null, "files": 1}]}'
        ),
    ),
    "a deep manifest": ("manifest.json", _write("[" * 9000)),
    "a manifest of digits": ("manifest.json", _write('{"files": ' + "9" * 6000 + "}")),
    "a manifest that is a pipe": ("manifest.json", lambda place, _out: os.mkfifo(place)),
    "a manifest that is a folder": ("manifest.json", lambda place, _out: place.mkdir()),
    "a manifest that is a device": (
        "manifest.json",
        lambda place, _out: place.symlink_to("/dev/zero"),
    ),
    "a lock that is a link": (".lock", lambda place, out: place.symlink_to(out / "secret.txt")),
    "a lock that is a pipe": (".lock", lambda place, _out: os.mkfifo(place)),
    "a lock that is a folder": (".lock", lambda place, _out: place.mkdir()),
    "an EPUB that is a folder": ("zh-Hant-HK/minimal.epub", lambda place, _out: place.mkdir()),
    "an EPUB that is a link": (
        "zh-Hant-HK/minimal.epub",
        lambda place, out: place.symlink_to(out / "secret.txt"),
    ),
    "an edition that is a link": ("zh-Hant-HK", lambda place, out: place.symlink_to(out)),
    "an edition that is a file": ("zh-Hant-HK", _write("a")),
    "a site that is a link": ("site", lambda place, out: place.symlink_to(out)),
    "a site that is a file": ("site", _write("a")),
    "a site of somebody": ("site/mine.html", _write("mine")),
    "a page of the site that is a link": (
        "site/index.html",
        lambda place, out: place.symlink_to(out / "secret.txt"),
    ),
    "an output that is a link": ("", lambda place, out: place.symlink_to(out)),
    "an output that is a file": ("", _write("a")),
    "an output that is a pipe": ("", lambda place, _out: os.mkfifo(place)),
    "an output that is a link to itself": ("", lambda place, _out: place.symlink_to(place.name)),
}


def _cache(act: Callable[[Path, Path], object], path: str = "") -> Make:
    def make(book: Path, out: Path) -> None:
        place = book.parent / "cache" / path if path else book.parent / "cache"
        place.parent.mkdir(parents=True, exist_ok=True)
        act(place, out)

    return make


def _named(name: str) -> Attack:
    """Return a chapter, picture and file of sources with an odd name, that nobody asks for."""

    def make(book: Path, _out: Path) -> None:
        for folder, suffix, text in (
            ("chapters", ".md", "# 題\n"),
            ("chapters/images", ".svg", "<svg/>"),
            ("chapters/data", ".yaml", "a"),
            ("chapters", ".bib", "@"),
            ("styles", ".css", "p{"),
        ):
            try:
                (book / folder / f"{name}{suffix}").write_text(text)
            except OSError:
                continue

    return Attack(BOOK, f"a file called {ascii(name)[1:30]}", make=make)


def _spine(name: str) -> Attack:
    """Return a chapter with an odd name in the spine."""

    def make(book: Path, _out: Path) -> None:
        (book / "chapters" / name).write_text("---\ntitle: 奇\n---\n\n字。\n")
        escaped = "".join(f"\\U{ord(letter):08x}" for letter in name)
        (book / "chapters/book.toml").write_text(toml(spine=f'body = ["one.md", "{escaped}"]'))

    return Attack(BOOK, f"a chapter called {ascii(name)[1:30]}", make=make)


ATTACKS = (
    *(
        Attack(BOOK, f"{path} is {name}", make=_instead(path, act))
        for path in _FILES
        for name, act in _ACTS.items()
    ),
    *(
        Attack(BOOK, f"{path} is {name}", make=_instead(path, act))
        for path in _FOLDERS
        for name, act in _FOLDER_ACTS.items()
    ),
    *(Attack(OUTPUT, name, make=_made(act, path)) for name, (path, act) in _STATES.items()),
    *(
        Attack(CACHE, name, make=_cache(act))
        for name, act in {
            "a link outside": lambda place, out: place.symlink_to(out),
            "a file": _write("a"),
            "a pipe": lambda place, _out: os.mkfifo(place),
            "a link to itself": lambda place, _out: place.symlink_to(place.name),
            "no mode": lambda place, _out: place.mkdir(0),
            "open to all": lambda place, _out: _open_to_all(place),
        }.items()
    ),
    *map(
        _named,
        (
            "\x1b[31m",
            "\u202egp",
            "a\nb",
            "a\tb",
            " ",
            "-rf",
            "$(touch ran)",
            "`touch ran`",
            "';evil();'",
            "<script>evil()<",
            "a" * 240,
            "\udcff",
            "%00",
            "..",
            "~",
            "CON",
            "a:b",
            "*",
            "?",
            "甲乙丙" * 25,
        ),
    ),
    *map(
        _spine,
        (
            "\x1b[31m.md",
            "\u202edm.md",
            "a b.md",
            "-rf.md",
            "$(touch ran).md",
            "';evil();'.md",
            "<script>.md",
            "a" * 240 + ".md",
            "%2e%2e.md",
            "%00.md",
            "~.md",
            "con.md",
            "a:b.md",
            "a?b#c.md",
            "a&b.md",
            '甲"乙.md',
            "index.md",
            "nav.md",
            "ONE.md",
            "{{ x }}.md",
            "a..md",
        ),
    ),
)
