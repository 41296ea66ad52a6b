"""A book with every construct of the guide that names what it is, in three regions and formats."""

from __future__ import annotations

import shutil
from pathlib import Path

import pymupdf
import pytest
from judges import epubcheck, verapdf
from opened import Opened
from places import BOOKS

from nkbook.model.classes import NAMED
from nkbook.pipeline.request import Request
from nkbook.pipeline.steps import build, check

BOOK = BOOKS / "constructs"
WORDS = ("獻給守", "——屈原", "謹啟", "又：", "小結：", "繪圖：", "資料來源：")


def test_the_book_has_every_named_block() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (BOOK / "chapters").glob("*.md"))
    assert [name for name in NAMED if name not in source] == ["flush"]


@pytest.mark.slow
def test_pandoc_reads_it_as_nkbook_does() -> None:
    assert check(BOOK, ["zh-Hant-HK"], second_reading=True) == ()


@pytest.mark.slow
def test_every_edition_and_format_is_sound(tmp_path: Path) -> None:
    book = Path(shutil.copytree(BOOK, tmp_path / "book"))
    result = build(Request(book, formats=("pdf", "epub", "print")))
    assert result.diagnostics == ()
    made = {(file.path.parent.name, file.path.name): file.path for file in result.files}
    for edition in ("zh-Hant-HK", "zh-Hant-TW", "zh-Hans-CN"):
        printed = made[edition, "constructs.pdf"]
        assert not any(verapdf.judge(printed, "2a", "ua1").values()), edition
        with pymupdf.open(printed) as pages:
            words = "".join("".join(page.get_text().split()) for page in pages)
        if edition == "zh-Hant-HK":
            assert [word for word in WORDS if word not in words] == []
        ebook = made[edition, "constructs.epub"]
        assert epubcheck.judge(ebook) == (), edition
        assert len(Opened(ebook).pages) >= 14
        assert (edition, "constructs-print.pdf") in made
