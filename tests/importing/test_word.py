"""Files of Word, LibreOffice and others, made by Pandoc, come back as nkbook's Markdown."""

from __future__ import annotations

import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pypandoc
import pytest
from conftest import Run
from imports import PICTURE, Book, digest

Here = Callable[..., Run]
# Raw runs of Word's XML, which Pandoc writes as they are.
RUBY = (
    "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>chóng qìng</w:t></w:r></w:rt>"
    "<w:rubyBase><w:r><w:t>重慶</w:t></w:r></w:rubyBase></w:ruby></w:r>"
)
DOTS = "".join(
    f'<w:r><w:rPr><w:em w:val="dot"/></w:rPr><w:t>{letter}</w:t></w:r>' for letter in "山城"
)
HIDDEN = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>不印的字</w:t></w:r>"
PAGE = '<w:r><w:br w:type="page"/></w:r>'
BOX = (
    '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
    "<w:p><w:r><w:t>框內的字</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)
OUTLINE = '<w:p><w:pPr><w:outlineLvl w:val="1"/></w:pPr><w:r><w:t>沿革</w:t></w:r></w:p>'
WHO = 'author="編者" date="2026-01-01T00:00:00Z"'
NOTE = f'[查證]{{.comment-start id="0" {WHO}}}'
ADDED, DELETED = f"[加的]{{.insertion {WHO}}}", f"[刪的]{{.deletion {WHO}}}"
MANUSCRIPT = f"""---
title: 重慶小史
author: 陳大文
---

# 第一章　起源

`{RUBY}`{{=openxml}}在長江邊，`{DOTS}`{{=openxml}}也。`{HIDDEN}{PAGE}`{{=openxml}}

{NOTE}文[]{{.comment-end id="0"}}裏{ADDED}字{DELETED}。[^1]

[^1]: 一段。

    又一段。

`{BOX}`{{=openxml}}框外的字

```{{=openxml}}
{OUTLINE}
```

| 年 | 人 |
|----|----|
| 一 | 二 |

# 第二章　水運

H~2~O 與 m^2^，$E = mc^2$。
"""


def made(tmp_path: Path, name: str, text: str = MANUSCRIPT, *options: str) -> Path:
    """Return a file that Pandoc wrote."""
    path = tmp_path / name
    subprocess.run(
        [pypandoc.get_pandoc_path(), "-f", "markdown", "-s", "-o", path, *options],
        input=text,
        text=True,
        check=True,
        timeout=60,
    )
    return path


def imported(run_here: Here, path: Path, *options: str) -> Book:
    """Import one file; check must find no error in the book."""
    before = digest(path.parent)
    dest = path.parent / "book"
    run = run_here("import", path, dest, "--force", *options)
    assert run.code == 0, run.err
    after = digest(path.parent)
    assert {name: after[name] for name in before if not name.startswith("book")} == {
        name: value for name, value in before.items() if not name.startswith("book")
    }
    checked = run_here("check", dest, "--ignore", "NK3")
    assert checked.code == 0, checked.err
    return Book(dest, run)


@pytest.mark.slow
def test_what_pandoc_alone_would_lose(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, made(tmp_path, "a.docx"))
    assert book.settings["book"]["title"] == "重慶小史"
    assert book.settings["book"]["creators"] == [{"name": "陳大文"}]
    assert book.body == ["01-第一章-起源.md", "02-第二章-水運.md"]
    one = book.chapter(1)
    assert "title: 第一章 起源\nnumbered: false" in one
    assert '[重慶]{ruby="chóng qìng"}在長江邊，[山城]{.dots}也。\n' in one
    assert "文裏加的字。[^1]" in one
    assert "[^1]: 一段。\n\n    又一段。" in one
    assert "框外的字\n\n::: {.box}\n\n框內的字\n\n:::" in one
    assert "## 沿革" in one
    assert "| 一  | 二  |" in one
    assert "H~2~O 與 m^2^，$E = mc^{2}$。" in book.chapter(2)
    assert "不印的字" not in one
    assert "`不印的字`" in book.report
    assert "a page break" in book.run.out


@pytest.mark.slow
def test_comments_and_tracked_changes_by_choice(tmp_path: Path, run_here: Here) -> None:
    source = made(tmp_path, "a.docx")
    rejected = imported(run_here, source, "--changes=reject").chapter(1)
    assert "文裏字刪的。[^1]" in rejected
    kept = imported(run_here, source, "--changes=keep", "--comments=keep").chapter(1)
    assert "文<!-- 批註（編者）：查證 -->裏" in kept
    assert '[加的]{.insertion author="編者"}字[~~刪的~~]{.deletion author="編者"}。' in kept


@pytest.mark.slow
def test_styles_with_chinese_names_are_headings(tmp_path: Path, run_here: Here) -> None:
    source = made(tmp_path, "a.docx", "# 甲\n\n字。\n\n## 乙\n\n字。\n\n# 丙\n\n字。\n")
    with zipfile.ZipFile(source) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for level in (1, 2):
        old = f'w:val="heading {level}"'.encode()
        assert old in files["word/styles.xml"]
        new = f'w:val="标题 {level}"'.encode()
        files["word/styles.xml"] = files["word/styles.xml"].replace(old, new)
    with zipfile.ZipFile(source, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    book = imported(run_here, source)
    assert book.body == ["01-甲.md", "02-丙.md"]
    assert "## 乙" in book.chapter(1)


@pytest.mark.slow
def test_chapters_without_any_style(tmp_path: Path, run_here: Here) -> None:
    lines = [
        "第一章 碼頭",
        "字。",
        "第一節 貨物",
        "第一章說過的話，這裏不再說。",
        "第二章 燈塔",
        "字。",
    ]
    text = "\n\n".join(lines)
    book = imported(run_here, made(tmp_path, "a.docx", text))
    assert book.body == ["01-第一章-碼頭.md", "02-第二章-燈塔.md"]
    assert "## 第一節 貨物\n\n第一章說過的話" in book.chapter(1)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.odt", "a.epub", "a.html", "a.tex", "a.rst", "a.org"])
def test_other_kinds_of_files(
    tmp_path: Path, run_here: Here, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    text = (
        "---\ntitle: 港口\nauthor: 陳大文\n---\n\n# 碼頭 {#pier}\n\n"
        "字 **重** 。[^1]\n\n[^1]: 註。\n\n"
        "- 一\n- 二\n\n# 燈塔\n\n見[碼頭](#pier)。\n"
    )
    made(tmp_path, name, text)
    book = imported(run_here, Path(name))
    assert book.settings["book"]["title"] == "港口"
    assert book.body == ["01-碼頭.md", "02-燈塔.md"]
    one = book.chapter(1)
    assert "字 **重** 。[^1]" in one
    assert "[^1]: 註。" in one
    assert "- 一\n- 二" in one.replace("\n\n- 二", "\n- 二")
    assert "見[碼頭](#01-碼頭)。" in book.chapter(2).replace("#mark-1", "#01-碼頭")


@pytest.mark.slow
def test_ruby_of_html_and_latex(tmp_path: Path, run_here: Here) -> None:
    page = "<h1>甲</h1><p><ruby>重<rp>(</rp><rt>chóng</rt><rp>)</rp>慶<rt>qìng</rt></ruby>。</p>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert '[重慶]{ruby="chóng qìng"}。' in imported(run_here, tmp_path / "a.html").chapter(1)
    (tmp_path / "b.tex").write_text(
        "\\documentclass{book}\\begin{document}\n\\chapter{甲}\n"
        "\\ruby{重}{chóng}與\\CJKunderdot{點}。\n"
        "\\input{c}\n\\end{document}\n",
        encoding="utf-8",
    )
    (tmp_path / "c.tex").write_text("別處的字。\n", encoding="utf-8")
    text = imported(run_here, tmp_path / "b.tex").chapter(1)
    assert '[重]{ruby="chóng"}與[點]{.dots}。' in text
    assert "別處的字。" in text


def test_one_file_of_markdown(tmp_path: Path, run_here: Here) -> None:
    (tmp_path / "a.md").write_text(
        "# 港口\n\n引。\n\n## 碼頭\n\n字。\n\n### 貨物\n\n字。\n\n## 燈塔\n\n字。\n",
        encoding="utf-8",
    )
    book = imported(run_here, tmp_path / "a.md")
    assert book.settings["book"]["title"] == "港口"
    assert book.body == ["01-前言.md", "02-碼頭.md", "03-燈塔.md"]
    assert "## 貨物" in book.chapter(2)
    whole = imported(run_here, tmp_path / "a.md", "--level", "1")
    assert whole.body == ["01-港口.md"]


@pytest.mark.slow
def test_notes_at_the_end_go_to_the_chapters_that_call_them(tmp_path: Path, run_here: Here) -> None:
    text = "# 甲\n\n字。[^a]\n\n# 乙\n\n字[^b]:\n\n[^a]: 一註。\n\n    二段。\n\n[^b]: 二註。\n"
    for name in ("a.md", "a.epub"):
        if name == "a.md":
            (tmp_path / name).write_text(text, encoding="utf-8")
        else:
            made(tmp_path, name, f"---\ntitle: 書\n---\n\n{text}")
        book = imported(run_here, tmp_path / name)
        assert "一註。\n\n    二段。" in book.chapter(1)
        assert "二註" not in book.chapter(1)
        assert "二註。" in book.chapter(2)


def test_the_first_lines_stay(tmp_path: Path, run_here: Here) -> None:
    table = "+----+------+\n| 甲 | 1. 乙 |\n|    | 2. 丙 |\n+----+------+\n"
    book = imported(run_here, made(tmp_path, "a.docx", f"{table}\n文。\n"))
    assert "---\n\n+---" in book.chapter(1)
    assert run_here("check", book.folder).code == 0


def test_parts_above_numbered_chapters(tmp_path: Path, run_here: Here) -> None:
    text = "# 上編\n\n## 第一章　甲\n\n文。\n\n# 下編\n\n## 第二章　乙\n\n文。\n"
    book = imported(run_here, made(tmp_path, "a.docx", text))
    assert [part["part"] for part in book.body] == ["上編", "下編"]


def test_scripts_and_styles_of_libreoffice(tmp_path: Path, run_here: Here) -> None:
    low = '<w:r><w:rPr><w:position w:val="-2"/><w:sz w:val="19"/></w:rPr><w:t>2</w:t></w:r>'
    path = made(
        tmp_path, "a.docx", f"H`{low}`{{=openxml}}O\n\n::: {{custom-style=Quotations}}\n引\n:::\n"
    )
    assert "H~2~O\n\n> 引\n" in imported(run_here, path).chapter(1)


def test_notes_of_opendocument_are_no_quotations(tmp_path: Path, run_here: Here) -> None:
    path = made(tmp_path, "a.odt", "甲[^1]。\n\n[^1]: 註。\n")
    indented = (
        '<style:style style:name="In" style:family="paragraph"><style:paragraph-properties '
        'fo:margin-left="1in"/></style:style></office:automatic-styles>'
    )
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    content = files["content.xml"].decode().replace('"Footnote"', '"In"')
    files["content.xml"] = content.replace("</office:automatic-styles>", indented).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert "[^1]: 註。" in imported(run_here, path).chapter(1)


@pytest.mark.parametrize(("name", "option"), [("a.odt", "--wrap=none"), ("a.html", "--mathjax")])
def test_formulas(tmp_path: Path, run_here: Here, name: str, option: str) -> None:
    path = made(tmp_path, name, "甲 $\\sqrt{2}$ 乙\n\n$$x = 1$$\n", option)
    written = imported(run_here, path).chapter(1)
    assert "甲 $\\sqrt{2}$ 乙\n\n$$x = 1$$\n" in written


def test_only_tables_that_need_one_are_grids(tmp_path: Path, run_here: Here) -> None:
    spans = "+----+----+\n| 橫      |\n+====+====+\n| 甲 | 乙 |\n+----+----+\n"
    text = f"# 題\n\n| 年 | 人 |\n|----|----|\n| 一 | 二 |\n\n文\n\n{spans}"
    written = imported(run_here, made(tmp_path, "a.docx", text)).chapter(1)
    assert "| 一  | 二  |" in written
    assert "+==" in written
    assert "| 橫" in written


def test_code_of_opendocument_is_a_block(tmp_path: Path, run_here: Here) -> None:
    path = made(tmp_path, "a.odt", "- 項\n\n  ```\n  if a:\n      b  # `c`\n  ```\n\n```\nd\n```\n")
    written = imported(run_here, path).chapter(1)
    assert "\n``` text\nd\n```\n" in written
    assert "if a:\n" in written
    assert "b  # `c`" in written


def test_styles_of_publishers_in_opendocument(tmp_path: Path, run_here: Here) -> None:
    path = made(tmp_path, "a.odt", "甲題\n\n字。\n\n乙題\n\n字。\n\nx = 1\n")
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name).decode("latin-1") for name in archive.namelist()}
    body, words = (
        files["content.xml"].encode("latin-1").decode(),
        {"甲題": "HeadA", "x = 1": "CodeB"},
    )
    for said, style in (words | {"乙題": "HeadA"}).items():
        body = re.sub(rf'text:style-name="[^"]*">(?={said})', f'text:style-name="{style}">', body)
    files["content.xml"] = body.encode().decode("latin-1")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data.encode("latin-1"))
    book = imported(run_here, path)
    assert book.body == ["01-甲題.md", "02-乙題.md"]
    assert "``` text\nx = 1\n```" in book.chapter(2)


def test_ruby_of_epub(tmp_path: Path, run_here: Here) -> None:
    ruby = "`<ruby>重<rt>chóng</rt>慶<rt>qìng</rt></ruby>`{=html}"
    path = made(tmp_path, "a.epub", f"---\ntitle: 書\n---\n\n# 甲\n\n在{ruby}。\n")
    assert '在[重慶]{ruby="chóng qìng"}。' in imported(run_here, path).chapter(1)


def test_pages_of_epub_outside_the_order_of_reading(tmp_path: Path, run_here: Here) -> None:
    words = "這一頁不在閱讀的次序裏，但它有字，書裏不能沒有它，所以放在它的地方。"
    path = made(tmp_path, "a.epub", f"---\ntitle: 書\n---\n\n# 甲\n\n字。\n\n# 乙\n\n{words}\n")
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    (opf,) = (name for name in files if name.endswith(".opf"))
    old, new = b'idref="ch002_xhtml"', b'idref="ch002_xhtml" linear="no"'
    assert old in files[opf]
    files[opf] = files[opf].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert words in imported(run_here, path).chapter(2)


def test_brackets_in_a_text_are_no_formula(tmp_path: Path, run_here: Here) -> None:
    text = '甲 \\["一\\\\n二"\\] 乙。\n'
    book = imported(run_here, made(tmp_path, "a.docx", text))
    assert "NK250" not in run_here("check", book.folder).out
    assert "&#91;“一" in book.chapter(1)


def test_marks_behind_a_backslash_stay(tmp_path: Path, run_here: Here) -> None:
    book = imported(
        run_here,
        made(tmp_path, "a.docx", "見 `` ` ``D:\\\\(舊)\\\\.x 與 \\[x=1\\] 和 \\[*甲 a*\\]。\n"),
    )
    assert r"D:\\(舊)\\.x 與 &#91;x=1\] 和 &#91;*甲 a*\]。" in book.chapter(1)


def test_grids_are_drawn_around_ruby(tmp_path: Path, run_here: Here) -> None:
    ruby = "<ruby>重慶<rt>chóngqìng</rt></ruby>"
    cells = f"<tr><td><p>{ruby}</p><p>二</p></td><td>丙</td></tr><tr><td colspan=2>合</td></tr>"
    (tmp_path / "a.html").write_text(f"<h1>甲</h1><table>{cells}</table><h1>乙</h1>文", "utf-8")
    book = imported(run_here, tmp_path / "a.html")
    grid = [line for line in book.chapter(1).split("\n") if line.startswith(("|", "+"))]
    assert len({len(line) + len(re.findall("[一-龥]", line)) for line in grid}) == 1


def test_fields_of_opendocument_are_words(tmp_path: Path, run_here: Here) -> None:
    path = made(tmp_path, "a.odt", "甲在此。\n")
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    field = "在<text:expression text:formula='1'>一百</text:expression>此"
    files["content.xml"] = files["content.xml"].decode().replace("在此", field).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    assert "甲在一百此。" in imported(run_here, path).chapter(1)


def test_an_epub_has_the_chapters_and_notes_of_its_contents(tmp_path: Path, run_here: Here) -> None:
    cover = tmp_path / "a.svg"
    cover.write_text(PICTURE, "utf-8")
    text = "# 甲\n\n[文]{.cjk}。\n\n# 乙\n\n文。\n\n# 丙\n\n文。\n"
    path = made(tmp_path, "a.epub", text, f"--epub-cover-image={cover}")
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    one, two, three = sorted(name for name in files if "/ch0" in name)
    call = '<p><a epub:type="noteref" href="ch003.xhtml#n1">文</a>'.encode()
    files[one] = re.sub(rb"<p>", call, files[one].replace(b"h1", b"h3"), count=1)
    files[two] = files[two].replace(b"<h1>", b"<p>").replace(b"</h1>", b"</p>") + b" "
    notes = '<section epub:type="endnotes"><ol><li id="n1"><p>註文。</p></li></ol></section></body>'
    files[three] = files[three].replace(b"</body>", notes.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    book = imported(run_here, path)
    assert "title: 甲\n" in book.chapter(1)
    assert "[文](#ch003.xhtml_n1)文。" in book.chapter(1)
    assert "dropped: the page of the cover (2)" in book.report
    assert "1.  []{#ch003.xhtml_n1}註文。" in book.chapter(len(book.body))
