"""What the bench prints can be believed: its text, its clock and its ratios."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.books import new_book
from bench.manuscript import generate, markdown
from bench.measuring import FailedError, Spent, Step, interleave, measure
from bench.report import Row, absolute, per_page, ratio, write_json
from nkbook.project import config

# A third of a second of the processor, in a grandchild that outlives its parent.
ORPHAN = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        while time.process_time() < 0.3:
            pass
    os._exit(0)
os.wait()
"""


def test_the_text_is_the_same_for_the_same_seed_and_as_long_as_asked() -> None:
    text = generate(20_000, 85)
    assert text == generate(20_000, 85)
    assert text != generate(20_000, 85, seed=2)
    source = markdown(text)
    assert source.count("^[") == text.notes == 85
    printed = [one for one in source.replace("^[", "").replace("]", "") if one not in "# \n"]
    assert len(printed) == text.characters
    assert 20_000 <= text.characters < 20_100
    assert len(set(source)) > 1_500


def test_another_run_of_python_writes_the_same_text() -> None:
    program = "from bench.manuscript import *; print(markdown(generate(5000, 20)), end='')"
    path = ":".join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": path, "PYTHONHASHSEED": "7", "PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == markdown(generate(5000, 20))


def test_every_change_is_a_change_and_only_one(tmp_path: Path) -> None:
    book = new_book(generate(20_000, 85), tmp_path / "book")
    assert config.load(book.folder).metadata.slug == "bench"

    def files() -> dict[Path, str]:
        found = (path for path in book.folder.rglob("*") if path.is_file())
        return {path: path.read_text(encoding="utf-8") for path in found}

    for change in (book.change_word, book.move_pages, book.change_style):
        seen = [files()]
        for _ in range(3):
            change()
            seen.append(files())
            different = dict(seen[-1].items() - seen[-2].items()) or dict(
                seen[-2].items() - seen[-1].items()
            )
            assert len(different) == 1
        assert seen[1] == seen[3]
    before = book.chapters()[2].read_text(encoding="utf-8")
    book.move_pages()
    assert abs(len(book.chapters()[2].read_text(encoding="utf-8")) - len(before)) > 1_100


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets a process adopt others")
def test_what_a_command_leaves_behind_is_counted(tmp_path: Path) -> None:
    spent = measure(Step("orphan", (sys.executable, "-c", ORPHAN)), tmp_path)
    assert spent.cpu >= 0.3
    assert spent.peak > 1


def test_only_another_program_may_fail(tmp_path: Path) -> None:
    wrong = (sys.executable, "-c", "raise SystemExit('no such paper')")
    fine = Step("fine", (sys.executable, "-c", ""))
    said: list[str] = []
    found = interleave([Step("theirs", wrong, is_peer=True), fine], 2, tmp_path, said.append)
    assert [(name, len(runs)) for name, runs in found.items()] == [("fine", 2)]
    assert "theirs ended with 1" in said[0]
    assert "no such paper" in said[0]
    with pytest.raises(FailedError, match="no such paper"):
        interleave([Step("ours", wrong)], 1, tmp_path, said.append)


RUNS = {
    "ours": [Spent(8, 4, 300, 200), Spent(9, 6, 300, 200), Spent(12, 5, 330, 200)],
    "one": [Spent(8, 8, 100), Spent(8, 8, 100), Spent(8, 8, 110)],
    "two": [Spent(2, 2, 150), Spent(2, 2, 150), Spent(2, 2, 150)],
    "long": [Spent(88, 4, 300, 2_000), Spent(90, 6, 300, 2_000), Spent(108, 5, 330, 2_000)],
}


def words(row: Row) -> str:
    return " ".join(row.line().split())


def test_ratios_are_taken_round_by_round() -> None:
    (cpu,) = ratio(RUNS, "ours", ["one", "two"], "cpu", most=0.8)
    assert words(cpu) == "ours ÷ (one + two), CPU 0.90 × (0.80 to 1.20) ≤ 0.8 × MISSED"
    (wall,) = ratio(RUNS, "ours", ["one", "two"], "wall", most=0.5)
    assert words(wall) == "ours ÷ (one + two), wall 0.50 × (0.40 to 0.60) ≤ 0.5 × met"
    (peak,) = ratio(RUNS, "ours", ["one", "two"], "peak")
    assert peak.values == pytest.approx((2, 2, 2.2))
    assert peak.line().endswith("2.00 ×  (2.00 to 2.20)")
    (page,) = per_page(RUNS, "long", "ours", least=0.9, most=1.1)
    assert page.values == pytest.approx((1.1, 1.0, 0.9))
    assert page.is_met is True


def test_what_was_not_measured_has_no_ratio() -> None:
    assert ratio(RUNS, "ours", ["one", "absent"], "cpu", most=1) == []
    assert absolute(RUNS, "absent", "wall", most=1) == []


def test_a_lower_bound_is_a_target_too() -> None:
    assert Row("a", (1.69,), least=1.7).is_met is False
    assert words(Row("a", (1.7,), least=1.7)) == "a 1.70 × ≥ 1.7 × met"


def test_the_numbers_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "build/bench.json"
    rows = absolute(RUNS, "one", "wall", most=0.3)
    write_json(path, {"cores": 2}, {"small": RUNS}, {"small": rows})
    data = json.loads(path.read_text(encoding="utf-8"))
    scene = data["scenes"]["small"]
    assert scene["runs"]["ours"][2] == {"cpu": 12, "wall": 5, "peak": 330, "pages": 200}
    assert scene["rows"][0]["median"] == 8
    assert scene["rows"][0]["met"] is False
