"""Serves the desk to a browser on this machine, and tells it what is new.

Nothing beyond the loopback interface can connect, and a request that names another host is refused:
a page of the web that has its name point here (DNS rebinding) sees nothing of the manuscript.
"""

from __future__ import annotations

import json
import mimetypes
import queue
import sys
import threading
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

DESK = Path(__file__).parent / "desk"
LOOPBACK = "127.0.0.1"
_NAMES = frozenset(("localhost", LOOPBACK, "[::1]"))
_BEAT = 15.0  # seconds after which a browser that has gone is noticed


class Desk:
    """What browsers see: the folder of the pages, the PDF, and the last news of each kind."""

    def __init__(self, site: Path, pdf: Path) -> None:
        """Show the pages in ``site`` and the file ``pdf``; either may come later."""
        self.site = site
        self.pdf = pdf
        self._news: dict[str, bytes] = {}
        self._listeners: list[queue.SimpleQueue[bytes]] = []
        self._lock = threading.Lock()

    def tell(self, kind: str, value: Mapping[str, Any]) -> None:
        """Send news of a kind to all browsers; one that comes later gets the last of each kind."""
        event = f"event: {kind}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n".encode()
        with self._lock:
            self._news[kind] = event
            for listener in self._listeners:
                listener.put(event)

    def listen(self) -> queue.SimpleQueue[bytes]:
        """Return a queue of news, with the last of each kind in it."""
        listener: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        with self._lock:
            for event in self._news.values():
                listener.put(event)
            self._listeners.append(listener)
        return listener

    def leave(self, listener: queue.SimpleQueue[bytes]) -> None:
        """Send no more news to a queue."""
        with self._lock:
            self._listeners.remove(listener)


class Server(ThreadingHTTPServer):
    """A server of one desk; port 0 takes one that is free."""

    daemon_threads = True

    def __init__(self, desk: Desk, port: int = 0, host: str = LOOPBACK) -> None:
        """Listen at once; raises OSError for a port that is taken."""
        self.desk = desk
        self.hosts = _NAMES | {host}
        super().__init__((host, port), _Handler)

    @property
    def address(self) -> str:
        """Return the address that a browser opens."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that no longer wants an answer, as when a page is read anew."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer with the desk's own page, news, the PDF, or a page of the book."""
        name = self.headers.get("Host", "").rpartition(":")[0] or self.headers.get("Host", "")
        if name not in self.server.hosts:
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        path = unquote(self.path.partition("#")[0].partition("?")[0])
        if path == "/-/events":
            self._events()
        elif path == "/":
            self._file(DESK, "desk.html")
        elif path.startswith("/-/"):
            self._file(DESK, path.removeprefix("/-/"))
        elif path == "/book.pdf":
            self._file(self.server.desk.pdf.parent, self.server.desk.pdf.name)
        else:
            self._file(self.server.desk.site, path.removeprefix("/site/"))

    def _file(self, folder: Path, name: str) -> None:
        """Send a file of a folder, and none outside it."""
        try:
            place = (folder / name).resolve()
            if place.is_dir():
                place /= "index.html"
            is_inside = place.is_relative_to(folder.resolve()) and place.is_file()
            data = place.read_bytes() if is_inside else None
        except (OSError, RuntimeError, ValueError):  # no name that a file can have
            data = None
        if data is None:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        kind = mimetypes.guess_type(place.name)[0] or "application/octet-stream"
        text = kind.startswith("text/") or kind.endswith("javascript")
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def _events(self) -> None:
        """Send news until the browser goes (HTML, server-sent events)."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        listener = self.server.desk.listen()
        try:
            while True:
                try:
                    event = listener.get(timeout=_BEAT)
                except queue.Empty:
                    event = b": nothing new\n\n"
                self.wfile.write(event)
                self.wfile.flush()
        except OSError:  # it has gone
            return
        finally:
            self.server.desk.leave(listener)
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing: what matters is on the page."""
