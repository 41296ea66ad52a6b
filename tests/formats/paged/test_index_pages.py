"""The numbers of the index on the finished pages."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from publications import written

from nkbook.formats import pdf


@pytest.mark.slow
def test_entries_of_a_chapter_with_a_chinese_name_have_their_pages(tmp_path: Path) -> None:
    text = "[渡口]{.index}。\n\n" + "長文。\n\n" * 60 + "[燈塔]{.index}。\n"
    publication, context = written(
        tmp_path, "甲。\n", text.replace("[渡口]{.index}", "[渡口]{.index #渡口}"), back='"index"'
    )
    pdf.render(publication, context, tmp_path / "a.pdf")
    with pymupdf.open(tmp_path / "a.pdf") as book:
        index = book[-1].get_text()
        labels = [page.get_label() for page in book]
        texts = [page.get_text() for page in book]
    pages = {
        word: next(label for label, text in zip(labels, texts, strict=True) if f"{word}。" in text)
        for word in ("渡口", "燈塔")
    }
    assert "000" not in index
    for word, label in pages.items():
        assert label in index.split(word)[1].split("\n")[0:3], (word, label, index)
