"""The author's desk: what is saved is shown, at its place, and to nobody else."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from judges import PATIENCE, node
from places import BOOKS, REPOSITORY

from nkbook.cli.previewing.changes import change, is_watched

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Running:
    address: str
    chapter: Path

    def ask(self, path: str, host: str | None = None) -> int:
        """Return the status of an answer."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        with closing(connection):
            connection.request("GET", f"/{path}", headers={"Host": host} if host else {})
            return connection.getresponse().status

    def news(self, change: Callable[[], object], kind: str, **wanted: object) -> dict[str, Any]:
        """Return the first news of a kind, after a change, that have the values wanted."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        with closing(connection):
            connection.request("GET", "/-/events")
            answer = connection.getresponse()
            change()
            last = ""
            while True:
                word, _, rest = answer.readline().decode().strip().partition(": ")
                last = rest if word == "event" else last
                told = json.loads(rest) if (word, last) == ("data", kind) else {}
                if told and {key: told[key] for key in wanted} == wanted:
                    return dict(told)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Yield the desk of a small book, and end it as an author does."""
    root = Path(shutil.copytree(BOOKS / "minimal", tmp_path_factory.mktemp("desk") / "book"))
    lines = "".join(f"第{number}段的文字，寫得不長。\n\n" for number in range(60))
    chapter = root / "chapters/one.md"
    chapter.write_text(f"{chapter.read_text(encoding='utf-8')}\n\n{lines}", encoding="utf-8")
    command = [sys.executable, "-m", "nkbook", "preview", str(root), "--no-open", "--no-pdf"]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[0]
        assert process.stdout.readline().startswith("made in ")
        yield Running(address, chapter)
        process.send_signal(2)
        assert process.wait(PATIENCE) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_only_this_machine_is_answered(desk: Running) -> None:
    assert desk.address.startswith("http://127.0.0.1:")
    assert desk.ask("") == 200
    assert desk.ask("site/zh-Hant-HK/one.html") == 200
    assert desk.ask("", host="evil.example") == 403
    assert desk.ask("", host="evil.example:80") == 403


@pytest.mark.parametrize(
    "path",
    [
        "site/../../chapters/one.md",
        "-/../serving.py",
        "site/%2e%2e/%2e%2e/one.md",
        "none",
        "site/%00",
        "site/" + "a" * 5000,
        "//etc/passwd",
        "site//etc/passwd",
        "-/%00",
    ],
)
def test_nothing_else_is_served(desk: Running, path: str) -> None:
    assert desk.ask(path) == 404


def test_a_chapter_is_shown_before_its_book(desk: Running) -> None:
    old = desk.chapter.read_text("utf-8")
    new = old.replace("第30段的文字", "第三十段改過了")
    words = "第三十段改過了"
    draft = desk.news(lambda: desk.chapter.write_text(new, "utf-8"), "draft", words=words)
    assert draft["page"] == "zh-Hant-HK/one.html"
    assert desk.ask("site/zh-Hant-HK/one.html") == 200
    assert desk.news(lambda: None, "pages", words=words)["made"]


def test_settings_that_are_wrong_are_said_and_the_pages_stay(desk: Running) -> None:
    settings = desk.chapter.with_name("book.toml")
    right = settings.read_text("utf-8")
    told = desk.news(lambda: settings.write_text(f"{right}\n[x", "utf-8"), "pages", made=False)
    assert [one["code"] for one in told["problems"]] == ["NK104"]
    assert desk.ask("site/zh-Hant-HK/one.html") == 200
    desk.news(lambda: settings.write_text(right, "utf-8"), "pages", made=True)


def test_what_is_saved_is_shown_at_its_place(desk: Running, tmp_path: Path) -> None:
    seen = node.run(
        "desk.mjs", desk.address, str(desk.chapter), "第50段的文字", "第五十段改過了", "",
        work=tmp_path,
    )  # fmt: skip
    assert isinstance(seen, dict)
    assert (seen["words"], seen["inside"]) == ("第五十段改過了，寫得不長。", True)
    assert "NK301" in seen["problems"][0]
    assert seen["link"].startswith(f"vscode://file/{desk.chapter}:")
    assert seen["state"].startswith("not made")
    assert seen["outward"] == []


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("# 甲\n\n一段文字。\n", "# 甲\n\n一段新的文字。\n", "一段新的文字"),
        ("甲乙丙。\n", "甲乙丙。\n\n[新詞語句]{.index key=別的} 完。\n", "新詞語句"),
        ("甲乙丙。\n", "甲乙丙。\n\n---\n", "甲乙丙"),
        ("甲。\n", "甲。\n", None),
    ],
)
def test_words_at_a_change(before: str, after: str, words: str | None) -> None:
    found = change({"chapters/a.md": before}, {"chapters/a.md": after})
    assert (found.words if found else None) == words


def test_outputs_and_hidden_files_are_no_changes() -> None:
    output = Path("/book/output")
    assert is_watched("/book/chapters/one.md", output)
    assert not is_watched("/book/output/zh/book.pdf", output)
    assert not is_watched("/book/chapters/.one.md.swp", output)
    assert not is_watched("/book/chapters/one.md~", output)
