"""What a stranger's book tries: to read outside, to fetch, to run; and what notes if it could."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SECRET = "TOPSECRETWORDS"  # noqa: S105 — what a stranger would like to read
# A module that Python imports when it starts: it notes what is opened and asked of the network.
HOOK = """
import os, sys
_log = os.open({log!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
def _note(event, arguments):
    if event == "open" or event.startswith("socket.") and event != "socket.__new__":
        os.write(_log, f"{{event}} {{arguments[0]!r}} {{arguments[1:2]!r}}\\n".encode())
sys.addaudithook(_note)
"""


@contextmanager
def listening() -> Iterator[socket.socket]:
    """Yield a server that nobody should call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def called(listener: socket.socket) -> bool:
    try:
        listener.accept()
    except BlockingIOError:
        return False
    return True


def noting(hook: Path, log: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Let all Python processes note in a file what they open and ask of the network.

    What is returned reads the notes. Processes that do not see this one's ``PYTHONPATH`` need
    ``hook`` in theirs.
    """
    hook.mkdir()
    (hook / "sitecustomize.py").write_text(HOOK.format(log=str(log)))
    monkeypatch.syspath_prepend(hook)
    return lambda: log.read_text().splitlines()


def hostile(book: Path, outside: Path, port: int) -> None:
    """Fill a book with whatever would read outside, fetch, or run."""
    address = f"http://127.0.0.1:{port}/a"
    secret = outside / "secret.txt"
    own = book / "styles/templates/pages"
    own.mkdir(parents=True)
    (own / "chapter.html.j2").write_text(f"<p>{{% include '{secret}' %}}<img src='{address}'/></p>")
    (book / "styles/book.css").write_text(f"@import '{address}'; p{{background:url({address})}}")
    (book / "fonts").mkdir()
    (book / "fonts/fonts.toml").write_text(f'[[family]]\nname="a"\nfile=[{{path="{secret}"}}]')
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9v9z'/>"
    svg += f"<style>@import '{address}';</style><script href='{address}'>a</script></svg>"
    (book / "chapters/a.svg").write_text(svg)
    with (book / "chapters/one.md").open("a") as chapter:
        chapter.write(
            f"\n\n![甲](a.svg)\n\n![乙]({address})\n\n<iframe src='{address}'></iframe>\n"
        )
