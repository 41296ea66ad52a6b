"""What pages of the web and other accounts may ask the desk for: the pages and the PDF, no more."""

# ruff: noqa: E501 — what is asked stands in one piece, as it is sent
from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from judges import PATIENCE
from strangers import SECRET

from nkbook.cli.previewing.serving import Desk, Server

INSIDE = "words of the page"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    root = tmp_path_factory.mktemp("desk")
    (root / "secret.txt").write_text(SECRET)
    (root / "site-of-others").mkdir()
    (root / "site-of-others/secret.txt").write_text(SECRET)
    site = root / "site"
    (site / "a").mkdir(parents=True)
    (site / "index.html").write_text(INSIDE)
    (site / "a/index.html").write_text(INSIDE)
    (site / "out.txt").symlink_to(root / "secret.txt")
    (site / "out").symlink_to(root)
    with Server(Desk(site, root / "book.pdf")) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def asked(server: Server, request: str) -> str:
    """Return all that is answered to a request, sent as it is."""
    with closing(
        socket.create_connection(("127.0.0.1", server.server_address[1]), PATIENCE)
    ) as link:
        link.sendall(request.encode("latin-1"))
        link.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: link.recv(1 << 16), b"")).decode("latin-1")


def get(server: Server, path: str, *headers: str, method: str = "GET") -> str:
    lines = headers or ("Host: localhost",)
    return asked(
        server, f"{method} {path} HTTP/1.1\r\n" + "".join(f"{one}\r\n" for one in lines) + "\r\n"
    )


@pytest.mark.parametrize(
    "path", ["/site/", "/site/a/", "/site/a/../", "/site/%61/", "/site/?a=b#c"]
)
def test_pages_are_shown(server: Server, path: str) -> None:
    assert INSIDE in get(server, path)


@pytest.mark.parametrize(
    "path",
    [
        "/site/../secret.txt", "/../secret.txt", "/site/..%2fsecret.txt", "/site/%2e%2e/secret.txt",
        "/site/%2e%2e%2fsecret.txt", "/site/..%5csecret.txt", "/site/%252e%252e/secret.txt",
        "/site/....//secret.txt", "/site/a/../../secret.txt", "/site/../site-of-others/secret.txt",
        "/site-of-others/secret.txt", "/site/out.txt", "/site/out/secret.txt", "/site//etc/passwd",
        "//etc/passwd", "/site/%2fetc%2fpasswd", "/-/../serving.py", "/-/..%2fserving.py",
        "/-//etc/passwd", "/site/%00", "/site/\x01", "/site/" + "../" * 500 + "etc/passwd",
        "/site/%ff%fe", "/site/" + "a" * 9_000, "http://[::1/", "http://localhost/../secret.txt",
        "file:///etc/passwd", "/site/secret.txt/../../secret.txt", "/book.pdf", "/book.pdf/../secret.txt",
        "*", "/site/..;/secret.txt", "/site/.%2e/secret.txt", "/site/%c0%ae%c0%ae/secret.txt",
    ],
)  # fmt: skip
def test_nothing_else_is_shown(
    server: Server, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = get(server, path)
    assert answer.startswith(("HTTP/1.1 404", "HTTP/1.1 400"))
    assert SECRET not in answer
    assert "root:x:0" not in answer
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "host",
    [
        "Host: evil.example", "Host: evil.example:80", "Host: localhost.evil.example",
        "Host: evil.example#localhost", "Host: localhost@evil.example", "Host: 127.0.0.1.evil.example",
        "Host: 0.0.0.0", "Host: [::ffff:127.0.0.1]", "Host:", "X: a", "Host: evil.example:localhost",
        "Host: 2130706433", "Host: \x00localhost", "Host: LOCALHOST.evil.example:80",
    ],
)  # fmt: skip
def test_names_that_lead_here_are_refused(server: Server, host: str) -> None:
    answer = get(server, "/site/", host)
    assert answer.startswith("HTTP/1.1 403")
    assert INSIDE not in answer


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("POST", ("Host: localhost", "Content-Length: 3")),
        ("PUT", ("Host: localhost",)),
        ("DELETE", ("Host: localhost",)),
        ("OPTIONS", ("Host: localhost", "Origin: http://evil.example")),
        ("TRACE", ("Host: localhost", "Cookie: a")),
        ("CONNECT", ("Host: localhost",)),
    ],
)
def test_pages_are_read_and_nothing_is_changed(
    server: Server, method: str, headers: tuple[str, ...]
) -> None:
    assert get(server, "/site/index.html", *headers, method=method).startswith("HTTP/1.1 501")


def test_pages_of_the_web_may_not_read_what_is_answered(server: Server) -> None:
    headers = ("Host: localhost", "Origin: http://evil.example", "Upgrade: websocket")
    answer = get(server, "/site/", *headers)
    assert "access-control" not in answer.lower()
    assert "101 " not in answer.partition("\r\n")[0]


@pytest.mark.parametrize(
    "request_line",
    [
        "GET\r\n\r\n", "\r\n\r\n", "GET /site/\r\n\r\n", "GET /site/ HTTP/9.9\r\n\r\n", "\x16\x03\x01\r\n",
        "GET /site/ HTTP/1.1\r\n" + "a: b\r\n" * 500 + "\r\n", "GET /site/ HTTP/1.1\r\nHost: " + "a" * 70_000,
        "GET " + "a" * 70_000,
    ],
)  # fmt: skip
def test_what_is_no_request(
    server: Server, request_line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert INSIDE not in asked(server, request_line)
    assert "Traceback" not in capsys.readouterr().err
