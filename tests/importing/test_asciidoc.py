"""Texts of AsciiDoc: what they include, and what Pandoc's reader of it says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import Run
from imports import PICTURE, imported

Here = Callable[..., Run]


def test_a_book_of_included_files(tmp_path: Path, run_here: Here) -> None:
    files = {
        "README.md": "# 關於\n",
        "book.adoc": """
            = 港口: 一本小書
            陳大文 <chan@example.org>
            :doctype: book
            :imagesdir: pictures
            :ebook:

            include::parts/preface.adoc[]

            include::parts/one.adoc[leveloffset=+1]

            ifdef::print[]
            只在紙上
            endif::[]
            ifdef::ebook[在電子書]
            ifndef::ebook[include::nowhere.adoc[]]

            [index]
            = 索引
        """,
        "parts/preface.adoc": "[preface]\n== 給讀者\n\n話。\n",
        "parts/one.adoc": "= 碼頭\n\n[[quay]]\n== 舊碼頭\n\n(((岸)))\n見 <<quay>>。((船))在。\n\n"
        "image::a.svg[一艘船]\n\n== 新碼頭\n\n字。\n\n[source,python]\n----\n"
        "include::code.py[tag=mid]\n----\n\n////\n不印\n////\n",
        "parts/code.py": "a = 1\n# tag::mid[]\n= 2\n# end::mid[]\n",
        "pictures/a.svg": PICTURE,
    }
    book = imported(run_here, tmp_path, files)
    assert book.settings["book"]["title"] == "港口"
    assert book.settings["book"]["subtitle"] == "一本小書"
    assert book.settings["book"]["creators"] == [{"name": "陳大文"}]
    assert "title: 給讀者\nnumbered: false\n" in book.chapter(1)
    written = book.chapter(2)
    assert "title: 碼頭\n" in written
    assert (
        '## 舊碼頭 {#quay}\n\n[]{.index key="岸"}見 [舊碼頭](#quay)。船[]{.index key="船"}在。'
        in written
    )
    assert '![](images/a.svg){alt="一艘船"}' in written
    assert "``` python\n= 2\n```" in written
    assert "在電子書" in written
    assert not {"不印", "只在紙上"} & set(written.split())
    assert "index" in book.settings["spine"]["back"]


def test_blocks_with_titles(tmp_path: Path, run_here: Here) -> None:
    text = """
        = 部

        == 甲

        .列表
        [source,c]
        ----
        = 1; // <1>
        ----
        <1> 說明

        NOTE: 小心。

        .慢
        [WARNING]
        ====
        風大

        浪高
        ====

        .例
        ====
        一例
        ====

        .表
        [%header]
        |===
        |一 |二
        |三 |四
        |五 |六
        |===

        按 kbd:[Ctrl+C]。

        舊題
        ----

        文字。
    """
    book = imported(run_here, tmp_path, {"a.adoc": text, "b.adoc": "= 別\n\n話。\n"})
    written = book.chapter(1)
    for expected in (
        '``` {.c caption="列表"}\n= 1; // ①\n```\n\n1.  說明',
        "> [!NOTE]\n>\n> 小心。",
        "::: {.box .warning}\n**慢**\n\n風大\n\n浪高\n:::",
        "::: box\n**例**\n\n一例\n:::",
        "| 三  | 四  |\n| 五  | 六  |\n\n: 表",
        "<kbd>Ctrl</kbd>+<kbd>C</kbd>",
        "## 舊題 {#_舊題}\n\n文字。",
    ):
        assert expected in written, written
