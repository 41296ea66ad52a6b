"""Taiwan's editions have the colophon at the back, and the contents are those of the spine."""

from __future__ import annotations

from pathlib import Path

from publications import BOOK_TOML, load


def test_contents_follow_the_spine_where_the_colophon_moves(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    spine = (
        '\nfront = ["colophon", "contents"]\n'
        'body = [{ part = "海", id = "sea", chapters = ["one.md"] }, "two.md"]\n'
    )
    settings = BOOK_TOML.replace("zh-Hant-HK", "zh-Hant-TW") + spine
    (tmp_path / "chapters/book.toml").write_text(settings, encoding="utf-8")
    for name in ("one", "two"):
        (tmp_path / f"chapters/{name}.md").write_text(f"# 題{name}\n\n文。\n", encoding="utf-8")
    publication, _ = load(tmp_path, tmp_path / "work")
    assert publication.pages[-1].id == "colophon"
    rows = [(row.href, [inner.href for inner in row.children]) for row in publication.toc]
    assert rows == [("#sea", ["#one"]), ("#two", [])]
