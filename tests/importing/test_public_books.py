"""What books of the public have, in other words: each was a fault of an import."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run
from imports import PICTURE, imported

from nkbook.importing.book import lengths

pytestmark = pytest.mark.slow

Here = Callable[..., Run]


def test_formulas_are_no_text_to_rewrite(tmp_path: Path, run_here: Here) -> None:
    tex = r"\text{ if }x^^a^^ ==b== \text{ of }y"
    book = imported(run_here, tmp_path, {
        "mkdocs.yml": "site_name: 甲\n",
        "docs/a.md": f"# 題\n\n見 ${tex}$ 與：\n\n!!! note\n    $$\n    {tex}\n    $$\n",
    })  # fmt: skip
    assert f"見 ${tex}$ 與" in book.chapter(1)
    assert f"> $$\n> {tex}\n> $$" in book.chapter(1)


def test_what_fences_and_addresses_say_besides(tmp_path: Path, run_here: Here) -> None:
    state = "a%20" * 80
    fences = '```{important} 先看\n:class: x\n見[乙](b.md)。\n```\n\n```go title=""\nx\n```\n'
    book = imported(run_here, tmp_path, {
        "a.md": f"# 甲\n\n{fences}\nhttps://example.org/run#{state}\n\n文。\n",
        "b.md": "# 乙\n\n字。\n",
    })  # fmt: skip
    one = book.chapter(1)
    assert "::: {.box .important}\n\n**先看**\n\n見[乙](#02-b)。\n\n:::" in one
    assert "\n\n```go\nx\n```" in one
    assert '**""**' not in one
    assert f"[example.org](https://example.org/run#{state})" in one


def test_numbers_and_parts_of_the_contents(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "mkdocs.yml": """
            nav:
              - 書:
                - index.md
                - 第 1 章 &nbsp; 甲: a.md
                - 第 2 章 &nbsp; 乙: [b/index.md, 2.1 丙: c.md]
        """,
        "docs/index.md": "# 書\n\n字。\n",
        "docs/a.md": "# 甲\n\n字。\n",
        "docs/b/index.md": "# 乙\n\n字。\n",
        "docs/c.md": "# 丙\n\n字。\n",
    })  # fmt: skip
    assert len(book.body) == 3
    assert "title: 第 1 章 甲\nnumbered: false" in book.chapter(2)
    assert "## 2.1 丙" in book.chapter(3)


def test_readme_gives_the_order_where_it_lists_nearly_all(tmp_path: Path, run_here: Here) -> None:
    names = "abcdef"
    listed = "".join(f"- [題{name}](x/{name}.md)\n" for name in reversed(names[1:-1]))
    files = {f"x/{name}.md": f"# 題{name}\n\n{name * 30}\n" for name in names}
    copy = {"all.md": "\n".join(files.values())}
    readme = "# [書名](https://example.org)\n\n文。\n\n## 菜\n\n"
    readme += f"{listed}\n## 湯\n\n- [一](x/a.md)\n"
    book = imported(run_here, tmp_path, files | copy | {"README.md": readme})
    assert book.settings["book"]["title"] == "書名"
    assert book.body[0] == "01-readme.md"
    assert book.body[1]["part"] == "菜"
    assert [name[3:] for name in book.body[1]["chapters"]] == [f"{n}.md" for n in "edcb"]
    assert book.body[2]["part"] == "湯"
    assert book.body[3:] == ["07-f.md"]
    assert "a file that repeats the others" in book.run.out


def test_a_file_that_is_not_there_is_a_link_to_it(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "_sidebar.md": "- [甲](a.md)\n",
        "a.md": "# 甲\n\n[見](https://example.org/b.md ':include')\n",
    })  # fmt: skip
    assert "[見](https://example.org/b.md)\n" in book.chapter(1)


def test_an_entry_too_long_for_a_chapter_is_a_part(
    tmp_path: Path, run_here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lengths, "_LONGEST", 1_000)
    long = "港口的字。\n\n" * 90
    book = imported(run_here, tmp_path, {
        "SUMMARY.md": "# 目錄\n\n- [甲](a.md)\n  - [乙](b.md)\n    - [丙](c.md)\n- [丁](d.md)\n",
        "a.md": f"# 甲\n\n{long}\n", "b.md": f"# 乙\n\n{long}\n",
        "c.md": "# 丙\n\n字。\n", "d.md": "# 丁\n\n見[丙](c.md)。\n",
    })  # fmt: skip
    assert book.body[0] == {"part": "甲", "id": "part-1", "chapters": ["01-a.md", "02-b.md"]}
    assert "## 丙" in book.chapter(2)
    assert "a chapter too long for one" in book.run.out


def test_pictures_in_addresses_and_missing_ones(tmp_path: Path, run_here: Here) -> None:
    data = base64.b64encode(PICTURE.encode()).decode()
    text = f"# 甲\n\n![燈](data:image/svg+xml;base64,{data})\n\n乙![塔][1]\n\n[1]: /a/b.png\n"
    text += f"\n[2]: data:image/svg+xml;base64,{data}\n"
    book = imported(run_here, tmp_path, {"a.md": text, "b.md": "# 乙\n\n字。\n"})
    assert "![燈](images/data/" in book.chapter(1)
    assert "[1]: images/missing.svg" in book.chapter(1)
    assert "[2]: images/data/" in book.chapter(1)


def test_backslashes_of_markdown_in_formulas(tmp_path: Path, run_here: Here) -> None:
    text = r"設 $S = \\{0, 1\\}$、$S^\*$、`$\*$`，$$\begin{cases} a \\\\ \\{b\\} \end{cases}$$"
    book = imported(run_here, tmp_path, {"a.md": f"# 甲\n\n{text}\n", "b.md": "# 乙\n\n字。\n"})
    assert r"設 $S = \{0, 1\}$、$S^*$、`$\*$`，$$\begin{cases} a \\ \\{b" in book.chapter(1)


def test_formulas_that_mdbook_leaves_to_mathjax(tmp_path: Path, run_here: Here) -> None:
    text = r"角\\(\frac{a}{b}\\)與：" + "\n\n" + r"\\[ x\_1 = \{2\} \\]" + "\n\n" + r"`\\(c\\)`"
    book = imported(run_here, tmp_path, {
        "book.toml": "[book]\ntitle = '甲'\n",
        "src/SUMMARY.md": "- [乙](a.md)\n",
        "src/a.md": f"# 乙\n\n{text}\n",
    })  # fmt: skip
    one = book.chapter(1)
    assert r"角\(\frac{a}{b}\)與：" in one
    assert r"`\\(c\\)`" in one


def test_quotation_marks_in_titles_of_boxes(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "mkdocs.yml": "site_name: 甲\n",
        "docs/a.md": '# 題\n\n??? note "設 $A = "M"$"\n    字。\n',
    })  # fmt: skip
    assert '**設 $A = "M"$**\n\n字。' in book.chapter(1)


def test_attributes_below_blocks_of_hugo(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "hugo.toml": "title = '港'\n",
        "content/_index.md": "字。\n{.h1 .text-center}\n\n![](a.png)\n{width=20px}\n",
        "content/b.md": "# 乙\n\n字。\n",
    })  # fmt: skip
    assert "text-center" not in book.chapter(1)


def test_languages_of_a_site_of_hugo(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "config/_default/hugo.toml": "title = '港'\ncontentDir = 'content/'\n"
        "defaultContentLanguage = 'zh-TW'\n",
        "config/_default/languages.toml": "[en]\nweight = 2\n[zh-TW]\ntitle = '海港'\n",
        "content/_index.zh-tw.md": "---\ntitle: 首頁\n---\n這是==首頁==的字。\n",
        "content/_index.en.md": "---\ntitle: Home\n---\nHome.\n",
        "content/a/index.md": "---\ntitle: 甲\n---\n字。\n",
        "content/a/index.en.md": "---\ntitle: A\n---\nText.\n",
        "README.md": "# 說明\n\n字。\n",
    })  # fmt: skip
    assert book.settings["book"]["title"] == "海港"
    assert len(book.body) == 2
    assert "這是[首頁]{.mark}的字。" in book.chapter(1)


def test_sidebars_of_folders_of_docsify(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "index.html": "<script>$docsify = {loadSidebar: true, basePath: 'docs/'}</script>",
        "README.md": "# 倉庫\n\n字。\n",
        "docs/README.md": "# 首頁\n\n見[乙](x/b.md)。\n",
        "docs/_sidebar.md": "- [首頁](README.md)\n",
        "docs/x/_sidebar.md": "- 第一章 甲\n  - [乙](x/b.md)\n- [丙](x/c)\n",
        "docs/x/README.md": "# 船\n\n字。\n",
        "docs/x/b.md": "# 乙\n\n字。\n",
        "docs/x/c.md": "# 丙\n\n字。\n",
        "docs/other.md": "# 別的\n\n字。\n",
    })  # fmt: skip
    assert book.body[1]["part"] == "船"
    assert len(book.body[1]["chapters"]) == 3
    assert "見[乙](#sec-b)。" in book.chapter(1)
    assert "a text that the contents do not name" in book.run.out


def test_groups_of_code_of_vuepress(tmp_path: Path, run_here: Here) -> None:
    code = '<code-group>\n  <code-block title="npm">\n  ```sh\n  npm i\n  ```\n  </code-block>\n'
    book = imported(run_here, tmp_path, {
        "docs/.vuepress/config.js": "module.exports = {title: '港'}",
        "docs/a.md": f"# 甲\n\n{code}</code-group>\n",
        "docs/b.md": "# 乙\n\n字。\n",
    })  # fmt: skip
    assert "\n**npm**\n\n  ```sh\n  npm i\n  ```\n" in book.chapter(1)
    assert "code-" not in book.chapter(1)


def test_what_other_tools_write_in_a_plain_folder(tmp_path: Path, run_here: Here) -> None:
    text = ":::tip[港]\n文。\n:::\n\n![](a/圖1.png =50x50)\n\n[甲](b.md)與![](a/圖1.png)\n"
    book = imported(run_here, tmp_path, {
        "a.md": f"# 甲\n\n{text}", "b.md": "# 乙\n\n字。\n", "a/圖1.png": PICTURE,
    })  # fmt: skip
    one = book.chapter(1)
    assert "::: {.box .tip}\n\n**港**\n\n文。\n\n:::" in one
    assert "![](images/a/圖1.svg){width=50px}" in one
    assert "[甲](#02-b)與![](images/a/圖1.svg)" in one


def test_a_component_that_ends_after_a_word(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "sidebars.js": "module.exports = {docs: ['a', 'b']}",
        "docs/a.mdx": '# 甲\n\n是<Highlight color="red">red</Highlight>。\n',
        "docs/b.md": "# 乙\n\n字。\n",
    })  # fmt: skip
    assert "是red。" in book.chapter(1)


def test_a_preface_in_the_list_is_no_chapter(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "SUMMARY.md": "# 目錄\n\n- [前言](a.md)\n- [港](b.md)\n- [後記](c.md)\n",
        "a.md": "# 前言\n\n字。\n", "b.md": "# 港\n\n字。\n", "c.md": "# 後記\n\n字。\n",
    })  # fmt: skip
    assert ["numbered: false" in book.chapter(n) for n in (1, 2, 3)] == [True, False, True]


def test_names_of_headings_in_docsify(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "_sidebar.md": "- [甲](a.md)\n- [乙](b.md)\n",
        "a.md": "# 甲 :id=top\n\n見[丙](b.md?id=x)。\n",
        "b.md": "# 乙 :id=top\n\n## 丙 :id=x :class=y\n\n字。\n",
    })  # fmt: skip
    assert "title: 甲\n---\n\n見[丙](#x)。" in book.chapter(1)
    assert "## 丙 {#x}\n" in book.chapter(2)


def test_counted_headings_are_sections(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "港口.md": "# 1、船\n\n字。\n\n# 2、燈\n\n字。\n",
        "b.md": "# 一 乙\n\n字。\n",
    })  # fmt: skip
    assert "title: 港口" in book.chapter(2)
    assert "## 1、船\n\n字。\n\n## 2、燈" in book.chapter(2)
    assert "title: 一 乙" in book.chapter(1)


def test_names_of_code_includes_by_scripts_and_settings_of_sphinx(
    tmp_path: Path, run_here: Here
) -> None:
    code = "```{code-block} python\n:name: code-a\n:caption: a.py\nx = 1\n```\n"
    book = imported(run_here, tmp_path, {
        "_toc.yml": "root: index\nformat: jb-book\nchapters:\n- file: a\n",
        "conf.py": 'html_title = "書名"\nauthor = "某甲"\n',
        "index.md": "# 首\n\n文。\n",
        "a.md": f"# 甲\n\n見{{numref}}`code-a`，留下 $ x^2$ 與 $y $，價 $ 5 或 6 $。\n\n{code}",
    })  # fmt: skip
    assert "見[](#code-a)，留下 $x^2$ 與 $y $，價 $ 5 或 6 $" in book.chapter(2)
    assert book.settings["book"]["title"] == "書名"


def test_an_include_that_a_script_makes_of_another_file(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "_quarto.yml": "project:\n  type: book\nbook:\n  title: 書\n  chapters: [index.qmd]\n",
        "index.qmd": "# 甲\n\n{{< include contents/one.qmd >}}\n",
        "_contents/one.md": "入文。\n",
        "part/_index.md": "---\ntitle: 編\n---\n",
    })  # fmt: skip
    assert "入文。" in book.chapter(1)
    assert "another one stands for" in book.report
    assert "contents do not name" not in book.report


def test_contents_of_loppo_and_settings_of_wabook(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path / "a", {
        "loppo.yml": "dir: docs\nsite: 書名\n",
        "chapters.yml": "- z.md: 首\n- one/: 編一\n- one/b.md: 乙\n- one/a.md: 甲\n",
        "docs/z.md": "# 首\n\n文。\n", "docs/one/a.md": "# 甲\n\n文。\n",
        "docs/one/b.md": "# 乙\n\n文。\n",
    })  # fmt: skip
    assert book.settings["book"]["title"] == "書名"
    assert book.body[0] == "01-z.md"
    assert (book.body[1]["part"], book.body[1]["chapters"]) == ("編一", ["02-b.md", "03-a.md"])
    ini = '[book]\ntitle = "入門"\nauthors = ["某甲"]\n'
    files = {"SUMMARY.md": "- [甲](a.md)\n", "book.ini": ini, "a.md": "# 甲\n\n文。\n"}
    assert imported(run_here, tmp_path / "b", files).settings["book"]["title"] == "入門"


def test_badges_are_no_part_of_a_text(tmp_path: Path, run_here: Here) -> None:
    badge = "[![Stars](https://img.shields.io/github/stars/a/b.svg)](https://example.org)"
    book = imported(run_here, tmp_path, {
        "README.md": f"# 甲\n\n{badge} 文 ![圖](https://example.org/badge-of-honour.png)\n",
    })  # fmt: skip
    assert "shields" not in book.chapter(1)
    assert "badge-of-honour" in book.chapter(1)
    assert "dropped: a badge of a website (1)" in book.report


def test_the_first_page_of_a_gitbook_and_its_title(tmp_path: Path, run_here: Here) -> None:
    files = {"SUMMARY.md": "# Summary\n\n* [甲](a.md)\n", "README.md": "# 關於本書\n\n字。\n"}
    book = imported(run_here, tmp_path, files | {"a.md": "# 甲\n\n字。\n"})
    assert book.body == ["01-readme.md", "02-a.md"]
    assert book.settings["book"]["title"] == "source"


def test_boxes_of_bookdown_and_marks_of_latex(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "_bookdown.yml": "book_filename: a\n",
        "index.Rmd": '# 甲\n\n\\chaptermark{甲}\n\n::: {.rmdtip data-latex="{提}"}\n字。\n:::\n',
    })  # fmt: skip
    assert "\n\n::: {.box .tip}\n字。\n:::" in book.chapter(1)
    assert "chaptermark" not in book.chapter(1)


def test_asides_are_boxes(tmp_path: Path, run_here: Here) -> None:
    text = "# 甲\n\n<aside>\n注意：字。\n</aside>\n"
    book = imported(run_here, tmp_path, {"a.md": text, "b.md": "# 乙\n\n字。\n"})
    assert "NK274" not in run_here("check", book.folder).err


def test_the_place_of_the_sources_is_no_chapter(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "_quarto.yml": "book:\n  chapters: [index.qmd, refs.qmd]\nbibliography: a.bib\n",
        "index.qmd": "# 甲\n\n字 [@k]。\n",
        "refs.qmd": "# 文獻\n\n---\nnocite: |\n  @*\n---\n\n::: {#refs}\n:::\n",
        "a.bib": "@book{k, title={甲}, author={林一}, year={2000}, publisher={社}}\n",
    })  # fmt: skip
    assert len(book.body) == 1
    assert book.settings["citations"]["nocite"] == ["*"]


def test_a_folder_of_hugo_with_both_kinds_of_first_page(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "hugo.toml": 'title = "書名"\n',
        "content/one/_index.md": "---\ntitle: 編一\n---\n",
        "content/one/a.md": "---\ntitle: 甲\n---\n\n甲文。\n",
        "content/one/index.md": "---\ntitle: 首\nweight: 9\n---\n\n首文。\n",
    })  # fmt: skip
    assert [book.chapter(number).split()[-1] for number in (1, 2)] == ["首文。", "甲文。"]


def test_one_line_of_colons_ends_two_boxes(tmp_path: Path, run_here: Here) -> None:
    text = ":::tip 題\n甲。\n:::right\n—— 乙\n:::\n\n文。\n\n"
    text += "::: tip\n丙。\n::: right\n丁\n:::\n:::\n\n末。\n"
    book = imported(run_here, tmp_path, {"a.md": f"# 甲\n\n{text}", "b.md": "# 乙\n\n字。\n"})
    one = book.chapter(1)
    assert "::: {.box .tip}\n\n**題**\n\n甲。\n\n—— 乙\n\n:::\n\n\n文。" in one
    assert one.rstrip().endswith("> [!TIP]\n> 丙。\n>\n> 丁\n\n\n末。")


def test_formulas_marks_and_code_of_plugins_of_gitbook(tmp_path: Path, run_here: Here) -> None:
    text = "設 {% math %}a \\ne 0{% endmath %}，{% em type='red' %}紅{% endem %}。\n\n"
    text += "{% math %}\nb_1\n{% endmath %}\n\n"
    text += "{%ace edit=true, lang='c_cpp'%}\n// a *b*\n{%endace%}\n"
    text += "\n{% uml %}\nA -> B\n{% enduml %}\n"
    files = {"SUMMARY.md": "- [甲](a.md)\n", "a.md": f"# 甲\n\n{text}"}
    one = imported(run_here, tmp_path, files).chapter(1)
    assert "設 $a \\ne 0$，[紅]{.mark}。\n\n$$\nb_1\n$$\n" in one
    assert "```cpp\n// a *b*\n```\n" in one
    assert "```plantuml\nA -> B\n```" in one


def test_words_that_r_prints_for_one_format(tmp_path: Path, run_here: Here) -> None:
    when = "`r if (knitr:::is_{}_output()) '{}'`\n\n"
    text = when.format("html", "# 文獻 {.unnumbered}") + when.format("latex", "\\\\printindex")
    files = {
        "_bookdown.yml": "book_filename: a\n",
        "index.Rmd": "# 甲\n\n字。\n",
        "b.Rmd": text + "末。\n",
    }
    two = imported(run_here, tmp_path, files).chapter(2)
    assert "title: 文獻" in two
    assert two.split("---")[-1].strip() == "末。"
