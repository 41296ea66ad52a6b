"""Folders of files that Pandoc reads: a chapter each, or one that includes the others."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from conftest import Run
from imports import imported
from test_word import made

Here = Callable[..., Run]


def test_a_chapter_in_each_file_of_word(tmp_path: Path, run_here: Here) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for number, name in (("十", "丙"), ("一", "甲"), ("二", "乙")):
        text = f"# 第{number}章 {name}\n\n字[^1]。\n\n[^1]: {name}註。\n"
        made(tmp_path, "a.docx", text)
        shutil.move(tmp_path / "a.docx", source / f"第{number}章.docx")
    (source / "~$第一章.docx").write_bytes(b"open in Word")
    book = imported(run_here, tmp_path, {})
    assert [name[:2] for name in book.body] == ["01", "02", "03"]
    assert "第一章 甲" in book.chapter(1)
    assert "[^1]: 乙註。" in book.chapter(2)


def test_pages_in_the_order_of_the_first(tmp_path: Path, run_here: Here) -> None:
    page = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>"
    links = '<a href="b.html">乙</a> <a href="a.html">甲</a>'
    book = imported(run_here, tmp_path, {
        "index.html": page.format("書", links),
        "a.html": page.format("甲", '見<a href="b.html">乙</a>。'),
        "b.html": page.format("乙", "字。"),
    })  # fmt: skip
    assert book.body == ["01-書.md", "02-乙.md", "03-甲.md"]
    assert "見[乙](#02-乙)。" in book.chapter(3)


def test_pages_of_a_site_have_its_name_and_their_titles(tmp_path: Path, run_here: Here) -> None:
    page = (
        "<head><title>{0} | 港口</title></head><h1>{0}<a class=anchor href='#a'><i></i></a></h1>{1}"
    )
    code = '<div id="cb1"><pre class="sourceCode r"><code>x</code></pre></div>'
    book = imported(run_here, tmp_path, {
        "a.html": page.format("甲", f"<p class=lead>字。<a href='#a'>¶</a></p>{code}"),
        "b.html": page.format("乙", "<p>字。"),
    })  # fmt: skip
    assert book.settings["book"]["title"] == "港口"
    assert book.chapter(1) == "---\ntitle: 甲\n---\n\n字。\n\n``` r\nx\n```\n"


def test_what_leads_through_a_site_is_no_text(tmp_path: Path, run_here: Here) -> None:
    page = "<head><title>{0}</title></head><body><div class='md-sidebar md-sidebar--primary'>"
    page += "<a href='b.html'>選單</a></div><nav>選單</nav><div role=main><h1>{0}</h1><p>字。"
    page += "<form>搜尋</form></p></div><div class=related>下一頁</div></body>"
    book = imported(run_here, tmp_path, {f"{one}.html": page.format(one) for one in "甲乙"})
    assert book.chapter(1).endswith("---\n\n字。\n")
    assert "dropped: what leads through the site (8)" in book.report


def test_the_file_of_latex_that_is_the_book(tmp_path: Path, run_here: Here) -> None:
    whole = (
        "\\documentclass{ctexbook}\n\\title{港}\n\\begin{document}\n\\input{one}\n\\end{document}\n"
    )
    one = "\\chapter{甲}\n字。\n\\chapter{乙}\n字。\n"
    about = "# 怎樣排版\n\n用 xelatex。\n"
    book = imported(run_here, tmp_path, {"main.tex": whole, "one.tex": one, "README.md": about})
    assert book.settings["book"]["title"] == "港"
    assert book.body == ["01-甲.md", "02-乙.md"]


def test_links_in_raised_words_begin_no_note(tmp_path: Path, run_here: Here) -> None:
    page = '<h1>甲</h1><p>乙<sup>見<a href="#n" id="c">1</a></sup>。</p><p><a id="n"></a>丙</p>'
    book = imported(run_here, tmp_path, {"a.html": page, "b.html": "<h1>丁</h1><p>戊</p>"})
    assert "乙^見^[^1^](#n){#c}。" in book.chapter(1)


def test_a_site_of_mdbook_is_its_pages(tmp_path: Path, run_here: Here) -> None:
    head = "<html><head><title>{0} - 書</title></head>"
    page = f"{head}<body><h1>第 {{1}} 章 {{0}}</h1><p>字。</p>"
    link = '<p><a href="#%E7%AF%80">節</a></p><h2 id="節">節</h2><p>字。</p>'
    book = imported(run_here, tmp_path, {
        "a.html": page.format("甲", 1) + link,
        "b.html": page.format("乙", 2),
        "print.html": "<h1>全</h1>", "404.html": "<h1>無</h1>",
    })  # fmt: skip
    assert book.settings["book"]["title"] == "書"
    assert len(book.body) == 2
    assert book.chapter(1).startswith("---\ntitle: 第 1 章 甲")
    assert "[節](#sec-節)" in book.chapter(1)
