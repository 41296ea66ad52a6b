"""What a hostile manuscript reaches while it is imported, or shown as it is written: nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from judges import PATIENCE
from places import BOOKS, REPOSITORY
from strangers import SECRET, called, hostile, listening, noting

pytestmark = pytest.mark.slow

SOURCES = {
    "mdbook": "[book]\nsrc = '{0}'\n[preprocessor.a]\ncommand = 'touch {0}/ran'\n",
    "mkdocs": "docs_dir: {0}\nINHERIT: {0}/secret.txt\nhooks: [{0}/a]\nnav: [{0}/secret.txt]\n",
}
TEXT = """# 題

{{{{#include {0}/secret.txt}}}} {{{{#include ../outside/secret.txt}}}}

![甲]({1}) ![乙]({0}/secret.txt)

--8<-- "{0}/secret.txt"

--8<-- "{1}"

<img src="{1}"> <iframe src="{1}"></iframe> [丙]: {1} ![[../outside/secret.txt]] [link](link.md)
"""


@pytest.mark.parametrize(("tool", "settings"), [
    ("mdbook", "book.toml"), ("mkdocs", "mkdocs.yml"), ("obsidian", ".obsidian/app.json"),
])  # fmt: skip
def test_an_import(
    tool: str, settings: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside, source = tmp_path / "outside", tmp_path / "source"
    for folder in (outside, source / "src", source / "docs", source / ".obsidian"):
        folder.mkdir(parents=True)
    (outside / "secret.txt").write_text(SECRET)
    with listening() as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a"
        (source / settings).write_text(SOURCES.get(tool, "{{}}").format(outside))
        text = TEXT.format(outside, address)
        for path in ("a.md", "src/SUMMARY.md", "src/a.md", "docs/a.md"):
            (source / path).write_text(f"* [甲](a.md)\n* [乙](../../outside/secret.txt)\n\n{text}")
        (source / "link.md").symlink_to(outside / "secret.txt")
        lines = noting(tmp_path / "hook", tmp_path / "opened", monkeypatch)
        places = os.pathsep.join([str(tmp_path / "hook"), str(REPOSITORY)])
        done = subprocess.run(
            [sys.executable, "-m", "nkbook", "import", source, tmp_path / "book"],
            env={**os.environ, "PYTHONPATH": places},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert not called(server)
    assert any("a.md" in line for line in lines())  # the hook was there
    assert [line for line in lines() if line.startswith("socket.")] == []
    assert [line for line in lines() if str(outside) in line] == []
    made = [path.read_bytes() for path in (tmp_path / "book").rglob("*") if path.is_file()]
    assert SECRET.encode() not in b"".join(made)
    assert [path.name for path in outside.iterdir()] == ["secret.txt"]


def test_a_preview(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text(SECRET)
    book = Path(shutil.copytree(BOOKS / "minimal", tmp_path / "book"))
    lines = noting(tmp_path / "hook", tmp_path / "opened", monkeypatch)
    places = os.pathsep.join([str(tmp_path / "hook"), str(REPOSITORY)])
    with listening() as server:
        hostile(book, outside, server.getsockname()[1])
        shutil.rmtree(book / "styles/templates")  # which would be the first that is refused
        command = [sys.executable, "-m", "nkbook", "preview", str(book), "--no-open", "--no-pdf"]
        environment = {**os.environ, "PYTHONPATH": places, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert "http://127.0.0.1:" in process.stdout.readline()
            made = process.stdout.readline()
            process.send_signal(2)
            process.wait(PATIENCE)
            assert process.stderr is not None
            assert "Traceback" not in process.stderr.read()
        assert made
        assert not called(server)
    asked = [line for line in lines() if line.startswith(("socket.connect", "socket.getaddrinfo"))]
    assert [line for line in asked if "127.0.0.1" not in line and "localhost" not in line] == []
    assert [line for line in lines() if "/secret.txt" in line and "open" in line] == []
