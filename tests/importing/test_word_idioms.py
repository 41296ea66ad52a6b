"""What people do in Word: fields, title pages, headings that are only large, alignment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import Run
from test_word import imported, made

Here = Callable[..., Run]


def run(words: str, properties: str = "") -> str:
    """Return a run of Word."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


def field(code: str, result: str = "") -> str:
    """Return a field in runs, its code in two pieces as Word writes it."""
    parts = (code[:9], code[9:])
    codes = "".join(
        f'<w:r><w:instrText xml:space="preserve">{one}</w:instrText></w:r>' for one in parts
    )
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    shown = mark.format("separate") + run(result) if result else ""
    return mark.format("begin") + codes + shown + mark.format("end")


def paragraph(inside: str, properties: str = "") -> str:
    """Return a paragraph of Word, as Pandoc takes it."""
    xml = f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"
    return f"```{{=openxml}}\n{xml}\n```\n\n"


def test_fields(tmp_path: Path, run_here: Here) -> None:
    ruby = field(r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(gǎng),港)')
    text = (
        paragraph(run("目錄"))
        + paragraph(field(r'TOC \o "1-3" \h', "碼頭 3"))
        + "# 碼頭\n\n"
        + paragraph(
            ruby + run("也，") + field(r"eq \o\ac(○,秘)") + run("在第")
            + field(r"PAGEREF _a \h", "9") + run("頁") + field('XE "船:帆船"') + run("。")
        )
    )  # fmt: skip
    book = imported(run_here, made(tmp_path, "a.docx", text))
    assert book.body == ["01-碼頭.md"]
    assert '[港]{ruby="gǎng"}也，秘在第9頁[]{.index key="船 > 帆船"}。' in book.chapter(1)
    assert "目錄" not in book.chapter(1)
    for kind in (
        "dropped: a list of contents",
        "look at: a number of a page",
        "in a frame or circle",
    ):
        assert kind in book.report


def test_the_title_page_goes_into_the_settings(tmp_path: Path, run_here: Here) -> None:
    text = "陳大文、李小明　著\n\n譯者：王五\n\n二〇二五年三月\n\n# 一\n\n文。\n\n# 二\n\n文。\n"
    book = imported(run_here, made(tmp_path, "a.docx", f"---\ntitle: 港\n---\n\n{text}"))
    assert book.settings["book"]["creators"] == [
        {"name": "陳大文"}, {"name": "李小明"}, {"name": "王五", "role": "trl"},
    ]  # fmt: skip
    assert book.settings["release"]["date"].isoformat() == "2025-03-01"
    assert book.body == ["01-一.md", "02-二.md"]


def test_headings_that_are_only_large_or_bold(tmp_path: Path, run_here: Here) -> None:
    def line(words: str, size: int, bold: str = "<w:b/>") -> str:
        return paragraph(run(words, f'{bold}<w:sz w:val="{size}"/>'))

    long = "港裏的船一天比一天多，人也一天比一天多，說的話卻一天比一天少。"
    body = "".join(line(long, 24, "") for _ in range(3))
    one = "".join(line(name, 32) + body + line("貨", 28) + body for name in ("碼頭", "燈塔"))
    text = line("港口", 52) + one + line("這一句是粗的，但它是一句話。", 24)
    book = imported(run_here, made(tmp_path, "a.docx", text))
    assert book.settings["book"]["title"] == "港口"
    assert book.body == ["01-碼頭.md", "02-燈塔.md"]
    assert "\n## 貨\n" in book.chapter(1)
    assert "**這一句是粗的，但它是一句話。**" in book.chapter(2)


def test_lines_in_the_middle_and_at_the_right(tmp_path: Path, run_here: Here) -> None:
    center, right = '<w:jc w:val="center"/>', '<w:jc w:val="right"/>'
    text = (
        "# 詩\n\n" + paragraph(run("床前明月光"), center) + paragraph(run("疑是地上霜"), center)
        + paragraph(run("＊＊＊"), center) + paragraph(run("李白"), right) + "文。\n"
    )  # fmt: skip
    written = imported(run_here, made(tmp_path, "a.docx", text)).chapter(1)
    assert "::: {.center}\n\n床前明月光\n\n疑是地上霜\n\n:::\n\n* * *\n\n" in written
    assert "::: {.right}\n\n李白\n\n:::\n\n文。" in written


def test_captions_without_a_style_keep_their_numbers(tmp_path: Path, run_here: Here) -> None:
    table = "| 甲 | 乙 |\n|----|----|\n| 丙 | 丁 |\n"
    center = '<w:jc w:val="center"/>'
    text = f"# 題\n\n{paragraph(run('表1-1　噸位'), center)}{table}\n見表1-1。\n"
    written = imported(run_here, made(tmp_path, "a.docx", text)).chapter(1)
    assert ": 表1-1 噸位" in written.replace("\u3000", " ")
    assert ".center" not in written


def test_quotations_and_lists_of_libreoffice(tmp_path: Path, run_here: Here) -> None:
    quoted = paragraph(run("引"), '<w:pStyle w:val="BlockText"/><w:ind w:left="720"/>')
    text = f"::: {{custom-style='Block Text'}}\n文\n:::\n\n{quoted}- 甲\n\n<!-- -->\n\n- 乙\n"
    written = imported(run_here, made(tmp_path, "a.docx", text)).chapter(1)
    assert "> 文\n>\n> 引\n" in written
    assert "- 甲\n- 乙" in written.replace("\n\n- 乙", "\n- 乙")


def test_words_in_elements_that_pandoc_passes_over(tmp_path: Path, run_here: Here) -> None:
    """Fields of one element, custom XML, and columns to which no width is given."""
    cells = "".join(f"<w:tc>{words}</w:tc>" for words in map(bare, ("左格", "右格")))
    text = (
        paragraph(f'<w:fldSimple w:instr=" AUTHOR ">{run("域詞")}</w:fldSimple>')
        + paragraph(f'<w:customXml w:element="y">{run("標詞")}</w:customXml>')
        + "```{=openxml}\n<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>"
        + f"<w:tr>{cells}</w:tr></w:tbl>\n```\n\n尾。\n"
    )
    book = imported(run_here, made(tmp_path, "a.docx", text))
    for words in ("域詞", "標詞", "左格", "右格"):
        assert words in book.chapter(1)
    assert "did not read" not in book.report


def bare(words: str) -> str:
    return f"<w:p>{run(words)}</w:p>"


def test_words_that_pandoc_does_not_read_are_named(tmp_path: Path, run_here: Here) -> None:
    unknown = '<x:y xmlns:x="urn:x">' + run("藏詞") + "</x:y>"
    book = imported(run_here, made(tmp_path, "a.docx", paragraph(run("文") + unknown)))
    assert "## look at: words that Pandoc did not read" in book.report
    assert "`藏詞`" in book.report
