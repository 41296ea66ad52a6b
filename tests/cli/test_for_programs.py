"""Problems as other programs read them: GitHub's annotations and SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run

TEXT = "---\ntitle: 篇\n---\n\n見[](#無)，50% 用 [^x]。\n\n![圖](沒,有.png)\n"


@pytest.fixture
def broken(book: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a book with warnings and an error, in a folder below the current one."""
    folder = book("minimal")
    (folder / "chapters/one.md").write_text(TEXT, "utf-8")
    monkeypatch.chdir(folder.parent)
    return Path(folder.name)


def test_annotations_of_a_workflow(broken: Path, run_here: Callable[..., Run]) -> None:
    run = run_here("check", broken, "--no-pandoc", "--format", "github")
    assert run.code == 1
    lines = run.out.splitlines()
    assert {line.partition(" ")[0] for line in lines} == {"::warning", "::error"}
    found = [line for line in lines if "title=NK301" in line]
    assert found[0].startswith("::error title=NK301,file=minimal/chapters/one.md,line=7::")
    assert "沒,有.png" in found[0]  # a comma is a comma in the message
    assert "%0Ahint: " in found[0]


def test_sarif(broken: Path, run_here: Callable[..., Run]) -> None:
    run = run_here("check", broken, "--no-pandoc", "--format", "sarif")
    log = json.loads(run.out)
    assert (run.code, log["version"]) == (1, "2.1.0")
    (only,) = log["runs"]
    rules = only["tool"]["driver"]["rules"]
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    note = next(row for row in only["results"] if row["ruleId"] == "NK205")
    place = note["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "minimal/chapters/one.md"
    assert place["region"]["startLine"] == 5
    line = TEXT.splitlines()[place["region"]["startLine"] - 1]
    assert line[place["region"]["startColumn"] - 1 :].startswith("[^x]")


@pytest.mark.slow
def test_events_of_a_build(broken: Path, run_here: Callable[..., Run]) -> None:
    run = run_here("build", broken, "-f", "epub", "--json")
    *problems, end = map(json.loads, run.out.splitlines())
    assert (run.code, run.err, end) == (1, "", {"event": "end", "exit_code": 1})
    told = [one for one in problems if one["event"] == "problem"]
    assert {one["code"] for one in told} >= {"NK205", "NK301"}
    assert told[0]["location"]["path"] == "chapters/one.md"
    (broken / "chapters/one.md").write_text("# 篇\n\n文。\n", "utf-8")
    run = run_here("build", broken, "-f", "epub", "--json")
    lines = [json.loads(line) for line in run.out.splitlines()]
    assert [one["event"] for one in lines[-3:]] == ["file", "file", "end"]
    assert all(Path(one["path"]).is_file() for one in lines[-3:-1])
    assert lines[0]["event"] == "step"


def test_a_sound_book_is_told_of_in_no_line(
    book: Callable[[str], Path], run_here: Callable[..., Run]
) -> None:
    folder = book("minimal")
    assert run_here("check", folder, "--no-pandoc", "--format", "github").out == ""
    log = json.loads(run_here("check", folder, "--no-pandoc", "--format", "sarif").out)
    assert log["runs"][0]["results"] == []
