"""What an attack is: something hostile, put where something harmless is read and shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Content = str | bytes
HERE = "@@"  # in a way's files: where the harmless or hostile text is put
OUT = "@OUT@"  # the folder outside the book that holds secret.txt
WEB = "@WEB@"  # the address of a server that nobody should call
WORKS = "顯示無礙"  # what a way's outputs show


@dataclass(frozen=True)
class Way:
    """Where a text of a book goes in, with what shows that it comes out.

    ``files`` are those of the book besides the smallest one's; ``harmless`` is what stands at HERE
    when nothing is wrong, and ``shows`` is then in the outputs.
    """

    name: str
    files: Mapping[str, Content]
    harmless: str = ""
    shows: str = WORKS
    verb: tuple[str, ...] = ("build", "-f", "epub")


@dataclass(frozen=True)
class Attack:
    """Something hostile by a way, and what is to come of it.

    ``codes`` are problems of which one is said, "" that nothing need be said. ``more`` are files
    besides, ``make`` makes what is no file: links, pipes, modes.
    """

    way: Way
    name: str
    text: str = ""
    codes: str = ""
    more: Mapping[str, Content] = field(default_factory=dict)
    make: Callable[[Path, Path], None] = lambda _book, _out: None

    def __str__(self) -> str:
        return f"{self.way.name}: {self.name}"


def write(folder: Path, files: Mapping[str, Content], text: str, words: Mapping[str, str]) -> None:
    """Write files with a text at HERE, and words for what stands for them."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else _filled(content, text, words)
        if path.is_symlink() or path.exists():
            path.unlink()
        path.write_bytes(data)


def _filled(content: str, text: str, words: Mapping[str, str]) -> bytes:
    content = content.replace(HERE, text)
    for mark, word in words.items():
        content = content.replace(mark, word)
    return content.encode("utf-8", "surrogateescape")
