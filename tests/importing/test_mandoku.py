"""Texts of Kanripo, in the format of Mandoku: pages of an old edition become paragraphs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import Run
from imports import imported

Here = Callable[..., Run]
_HEAD = "# -*- mode: mandoku-view; -*-\n#+TITLE: 港志\n#+PROPERTY: BASEEDITION {}\n"


def _scroll(edition: str, *lines: str) -> str:
    return _HEAD.format(edition) + "".join(f"{one}¶\n" for one in lines)


def test_lines_of_printed_pages(tmp_path: Path, run_here: Here) -> None:
    lines = (
        "<pb:KX0001_SBCK_001-1a>", "港志卷第一", "　山城第一", "港在山南其水深黑(潮者/早晚)",
        "(海之/息也)舟人待", "之而後行", "　　燈塔", "燈在石上&KR0001;", "<pb:KX0001_SBCK_001-1b>",
    )  # fmt: skip
    files = {
        "Readme.org": "#+TITLE: 港志 / SBCK\n* 目次\n[[file:KX0001_001.txt][港志 1]]\n",
        "KX0001_001.txt": _scroll("SBCK", *lines),
        "KX0001_002.txt": _scroll("WYG", "港志卷二", "潮(早/晚)生"),
    }
    book = imported(run_here, tmp_path, files)
    assert book.settings["book"]["title"] == "港志"
    assert book.chapter(1).split("---\n")[-1].strip().split("\n\n") == [
        "山城第一", "港在山南其水深黑（早晚潮者息也海之）舟人待之而後行", "燈塔", "燈在石上〓",
    ]  # fmt: skip
    assert "title: 港志卷第一\n" in book.chapter(1)
    assert "潮（早晚）生" in book.chapter(2)
    assert "a character that Unicode lacks" in book.report


def test_lines_with_punctuation(tmp_path: Path, run_here: Here) -> None:
    lines = (
        "** 1 《港篇第一》",
        "",
        "1.1陳子曰：",
        "「港小，",
        "舟大。」",
        "",
        "# src: X 1",
        "1.2舟、¶行。",
    )
    files = {
        "Readme.org": "#+TITLE: 港志\n[[file:KX0002_001.txt][〈港〉第一]]\n",
        "KX0002_001.txt": _scroll("CHANT", *lines),
    }
    written = imported(run_here, tmp_path, files).chapter(1)
    assert "title: 〈港〉第一" in written or "title: 《港篇第一》" in written
    assert "1.1陳子曰：「港小，舟大。」\n\n1.2舟、行。" in written
