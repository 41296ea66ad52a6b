"""Every listed error: its message with place and remedy, its exit code, nothing damaged."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run, run_nkbook
from places import BAD, BOOKS, TESTS

from nkbook.diagnostics.codes import CODES

CASES = sorted(path.name for path in BAD.iterdir() if path.is_dir())
# Codes whose fault lies outside the manuscript have tests of their own, in the files named.
ELSEWHERE = {
    "NK109": "test_roles.py",
    "NK120": "test_pool.py",
    "NK121": "test_pool.py",
    "NK123": "test_whole_limits.py",
    "NK110": "test_untrusted.py",
    "NK212": "test_keys.py",
    "NK248": "test_keys.py",
    "NK222": "test_editions.py",
    "NK223": "test_editions.py",
    "NK224": "test_editions.py",
    "NK227": "test_losses.py",
    "NK228": "test_losses.py",
    "NK259": "test_listings.py",
    "NK251": "test_maths_in_books.py",
    "NK260": "test_reports.py",
    "NK261": "test_reports.py",
    "NK262": "test_second_reading.py",
    **{f"NK26{number}": "test_parts.py" for number in range(3, 7)},
    "NK111": "test_csl.py",
    "NK619": "test_csl.py",
    **{f"NK27{number}": "test_doubts.py" for number in range(5, 8)},
    "NK280": "test_anchors.py",
    "NK281": "test_ledger.py",
    "NK306": "test_fonts.py",
    "NK309": "test_print.py",
    "NK307": "test_fonts.py",
    **{f"NK33{number}": "test_covers.py" for number in range(4)},
    "NK401": "test_pdf.py",
    "NK402": "test_pdf.py",
    "NK403": "test_pdf.py",
    "NK404": "test_pdf.py",
    "NK405": "test_pdf.py",
    "NK406": "test_weasy.py",
    "NK407": "test_weasy.py",
    "NK408": "test_pdf.py",
    "NK409": "test_print.py",
    "NK410": "test_pdf.py",
    "NK411": "test_losses.py",
    "NK435": "test_printers_marks.py",
    **{f"NK42{number}": "test_losses.py" for number in range(3)},
    **{f"NK41{number}": "test_parts.py" for number in range(6, 10)},
    "NK501": "test_epub.py",
    "NK502": "test_page_list.py",
    "NK503": "test_losses.py",
    "NK504": "test_sample.py",
    "NK505": "test_screens.py",
    "NK601": "test_weasy.py",
    "NK602": "test_output.py",
    "NK603": "test_output.py",
    "NK604": "test_output.py",
    "NK605": "test_doctor.py",
    "NK606": "test_doctor.py",
    "NK607": "test_locales.py",
    "NK608": "test_cache_folder.py",
    "NK609": "test_cluster.py",
    "NK610": "test_cluster.py",
    "NK614": "test_refused.py",
    "NK618": "test_config.py",
    "NK621": "test_fonts_verb.py",
    **{f"NK61{number}": "test_untrusted.py" for number in range(1, 4)},
    **{f"NK70{number}": "test_refusals.py" for number in range(1, 8)},
}


def broken_book(case: str, tmp_path: Path) -> Path:
    """Return the minimal book with a case's files laid over it and earlier outputs in place."""
    book = tmp_path / "book"
    shutil.copytree(BOOKS / "minimal", book)
    overlay = BAD / case
    shutil.copytree(
        overlay, book, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt", "absent")
    )
    if (overlay / "absent").is_file():
        for name in (overlay / "absent").read_text(encoding="utf-8").split():
            (book / name).unlink()
    earlier = book / "output" / "zh-Hant-HK"
    earlier.mkdir(parents=True)
    (earlier / "minimal.pdf").write_text("the last good PDF")
    (earlier / "minimal.epub").write_text("the last good EPUB")
    return book


def without_remedy(printed: str) -> set[str]:
    """Return the codes of problems after which no hint is printed."""
    told: dict[str, bool] = {}
    code = ""
    for line in printed.splitlines():
        if found := re.search(r"(?:^|: )(NK\d{3}) ", line):
            code = found[1]
            told.setdefault(code, False)
        elif line.strip().startswith("hint: ") and code:
            told[code] = True
    return {code for code, is_told in told.items() if not is_told}


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_bad_book(case: str, tmp_path: Path, run_here: Callable[..., Run]) -> None:
    book = broken_book(case, tmp_path)
    code, *expected = (BAD / case / "expected.txt").read_text(encoding="utf-8").splitlines()

    # What is printed all the same is built; a house may insist that nothing needs it (--strict).
    strict = ["--strict"] if code == "exit 0" else []
    if strict:
        assert run_here("check", book).code == 0
    run = run_here("build", book, *strict)

    assert run.code == (1 if strict else int(code.removeprefix("exit "))), run.err
    assert "Traceback" not in run.err
    assert run.out == ""
    assert without_remedy(run.err) == set()
    position = 0
    for line in expected:
        found = run.err.find(line, position)
        assert found >= 0, f"{line!r} is not in what follows:\n{run.err[position:]}"
        position = found + len(line)
    earlier = sorted(path.name for path in (book / "output").rglob("*") if path.is_file())
    assert [name for name in earlier if name != ".lock"] == ["minimal.epub", "minimal.pdf"]
    assert (book / "output/zh-Hant-HK/minimal.pdf").read_text() == "the last good PDF"
    assert (book / "output/zh-Hant-HK/minimal.epub").read_text() == "the last good EPUB"


@pytest.mark.slow
@pytest.mark.parametrize("case", ["several-at-once", "NK105-no-book", "NK201-missing-file"])
def test_the_shell_learns_the_same(case: str, tmp_path: Path, run_here: Callable[..., Run]) -> None:
    """Each is of another exit code: problems, settings, sources."""
    book = broken_book(case, tmp_path)
    assert run_nkbook("check", book) == run_here("check", book)


def test_every_code_has_its_example() -> None:
    shown = {case.split("-")[0] for case in CASES} - {"several"}
    assert shown | set(ELSEWHERE) == set(CODES)
    for code, name in ELSEWHERE.items():
        (module,) = TESTS.rglob(name)
        assert code in module.read_text(encoding="utf-8"), f"{name} has no test of {code}"


def test_check_finds_what_build_finds(tmp_path: Path, run_here: Callable[..., Run]) -> None:
    book = broken_book("several-at-once", tmp_path)
    run = run_here("check", book, "--ignore", "NK3")
    assert run.code == 0
    assert "NK205" in run.err
    assert "NK208" in run.err
    assert "NK301" not in run.err


def test_usage_error_exits_2(tmp_path: Path, run_here: Callable[..., Run]) -> None:
    assert run_here("build", "--no-such-option").code == 2
    assert run_here("build", tmp_path / "nowhere").code == 2
    assert run_here("check", "--explain", "NK999").code == 2


def test_explain_every_code(run_here: Callable[..., Run]) -> None:
    listing = run_here("check", "--list").out
    assert all(code in listing for code in CODES)
    assert CODES["NK203"].rationale.split(".")[0][:30] in run_here(
        "check", "--explain", "nk203"
    ).out.replace("\n", " ")
