"""Pictures on the web are fetched if the author asks for them, and only pictures are."""

from __future__ import annotations

import http.server
import io
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import Run
from imports import write
from PIL import Image

from nkbook.importing import pictures

pytestmark = pytest.mark.slow

Here = Callable[..., Run]


def _png() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (2, 2), "red").save(made, "PNG")
    return made.getvalue()


class _Site(http.server.BaseHTTPRequestHandler):
    """A picture, one under a wrong name, a page, and a redirection to a file."""

    def do_GET(self) -> None:
        if self.path == "/file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
            return
        if self.path == "/gone.png":
            self.send_error(404)
            return
        data, kind = (b"<p>", "text/html") if self.path == "/page.png" else (_png(), "image/png")
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def _text(run_here: Here, tmp_path: Path, site: str, name: str, *options: str) -> tuple[str, str]:
    source = write(tmp_path / "source", {"a.md": f"# 甲\n\n字。![圖]({site}/{name})\n"})
    run = run_here("import", source, tmp_path / "book", "--force", *options)
    assert run.code == 0
    return (tmp_path / "book/chapters/01-a.md").read_text("utf-8"), run.out


def test_a_picture_is_fetched(tmp_path: Path, run_here: Here, site: str) -> None:
    text, _ = _text(run_here, tmp_path, site, "a.jpg", "--fetch")
    assert "![圖](images/web/a.png)" in text  # by what it is
    assert (tmp_path / "book/chapters/images/web/a.png").read_bytes() == _png()


def test_it_is_not_fetched_unasked(tmp_path: Path, run_here: Here, site: str) -> None:
    text, said = _text(run_here, tmp_path, site, "a.png")
    assert f"![圖]({site}/a.png)" in text
    assert "a picture on the web" in said


@pytest.mark.parametrize("name", ["page.png", "gone.png", "file"])
def test_only_pictures_are_fetched(tmp_path: Path, run_here: Here, site: str, name: str) -> None:
    text, said = _text(run_here, tmp_path, site, name, "--fetch")
    assert f"![圖]({site}/{name})" in text
    assert "a picture on the web" in said
    assert not (tmp_path / "book/chapters/images").exists()


def test_a_picture_that_is_too_large(
    tmp_path: Path, run_here: Here, site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "_LARGEST", 10)
    text, _ = _text(run_here, tmp_path, site, "a.png", "--fetch")
    assert f"![圖]({site}/a.png)" in text
