"""What books of Quarto and bookdown have in their texts: code, commands of LaTeX, formulas."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from conftest import Run
from imports import PICTURE, Book, imported

Here = Callable[..., Run]
SETTINGS = "book:\n  title: 港\n  chapters: [a.qmd, b.qmd]\n"


def quarto(run_here: Here, folder: Path, text: str, **others: str) -> Book:
    """Import a book of two chapters, the second with the text."""
    files = {"_quarto.yml": SETTINGS, "a.qmd": "# 甲 {#sec-a}\n\n$$\\def\\bm#1{x #1}$$\n\n文。\n"}
    return imported(run_here, folder, files | {"b.qmd": f"# 乙\n\n{text}\n"} | others)


def test_code_in_a_box_is_quoted_with_all_its_lines(tmp_path: Path, run_here: Here) -> None:
    text = "::: {.callout-note}\n```{r}\n#| eval: false\n\nx <- 1\n\ny\n```\n:::\n"
    book = quarto(run_here, tmp_path, text)
    assert "> [!NOTE]\n> ```r\n> x <- 1\n>\n> y\n> ```\n" in book.chapter(2)


def test_code_of_a_file_is_shown(tmp_path: Path, run_here: Here) -> None:
    text = '- 碼\n\n    ```{verbatim, file="code/m.stan", lang="stan"}\n    ```\n'
    book = quarto(run_here, tmp_path, text, **{"code/m.stan": "model {\n}\n"})
    assert "    ```stan\n    model {\n    }\n    ```\n" in book.chapter(2)


def test_commands_of_latex(tmp_path: Path, run_here: Here) -> None:
    text = "燈塔\\index{建築!燈塔@{燈塔}|see{塔}}，用\\LaTeX{}。\n\n\\vspace*{1cm}\\newpage\n"
    book = quarto(run_here, tmp_path, f"\\mainmatter\n\n{text}")
    assert '燈塔[]{.index key="建築 > 燈塔"}，用LaTeX。' in book.chapter(2)
    assert "\\" not in book.chapter(2)
    assert "index" in book.settings["spine"]["back"]


def test_a_formula_has_no_names_of_places(tmp_path: Path, run_here: Here) -> None:
    book = quarto(run_here, tmp_path, "$$\\def\\bm#1{x #1}$$\n\n乙。")
    assert "{x #1}" in book.chapter(1)
    assert "{x #1}" in book.chapter(2)


def test_a_missing_picture_keeps_its_words_number_and_name(tmp_path: Path, run_here: Here) -> None:
    book = quarto(run_here, tmp_path, "見 @fig-l。\n\n![燈](a/l.png){#fig-l}\n\n甲![乙](m.png)丙\n")
    assert '![燈](images/missing.svg "a/l.png"){#fig-l}' in book.chapter(2)
    assert '甲[乙]{.missing-picture source="m.png"}丙' in book.chapter(2)


def test_what_pandoc_reads(tmp_path: Path, run_here: Here) -> None:
    table = "| a | b |\n|---|---|\n| c | d |\n"
    bold = "**粗 **與**細**、**甲**乙 **丙** 2 ** 3。"
    text = f"> --- 陳大文\n\nNew--York，`a--b`。\n\n{bold}\n\n{table}\n---\n"
    written = quarto(run_here, tmp_path, text).chapter(2)
    assert "> ——陳大文\n\nNew–York，`a--b`。\n" in written
    assert "**粗** 與**細**、**甲**乙 **丙** 2 ** 3。" in written
    assert table in written


def test_titles_keep_their_mark_up(tmp_path: Path, run_here: Here) -> None:
    files = {
        "1-a.md": "# 甲*乙*`c_d`[^1]\\* [丙](x.md)\n\n文。\n\n[^1]: 註。\n",
        "02-港口.md": "文。\n",
    }
    book = imported(run_here, tmp_path, files)
    assert "title: 甲*乙*`c_d`[^1]\\* 丙\n" in book.chapter(1)
    assert "title: 港口\n" in book.chapter(2)


def test_a_file_in_which_others_are_joined_is_left_out(tmp_path: Path, run_here: Here) -> None:
    files = {f"{n}.md": f"# 第{n}\n\n{f'文{n}字。' * 99}\n" for n in range(1, 5)}
    book = imported(run_here, tmp_path, {**files, "all.md": "\n".join(files.values())})
    assert len(book.body) == len(files)
    assert "all.md" in book.report


def test_code_that_begins_after_a_chunk_of_r(tmp_path: Path, run_here: Here) -> None:
    text = "# 甲\n\n```{r}\n# 見 `a` 與 `r b`\n```\n\n值 `r 1 + 1`。\n"
    text += "\n見第 \\@ref(s) 節與[@a]\\index{b}。\n\n## 節 {#s}\n"
    text += "\n```{r, fig.cap='圖 `c`'}\nknitr::include_graphics('a.png')\n```\n"
    book = imported(run_here, tmp_path, {"_bookdown.yml": "", "index.Rmd": text})
    assert "```r\n# 見 `a` 與 `r b`\n```\n\n值 `1 + 1`。" in book.chapter(1)
    assert "![圖 `c`](images/missing.svg" in book.chapter(1)
    assert '見[](#s)與[@a]<!-- -->[]{.index key="b"}。' in book.chapter(1)


def test_pictures_that_code_drew_are_those_of_the_last_rendering(
    tmp_path: Path, run_here: Here
) -> None:
    text = "# 甲\n\n見圖 \\@ref(fig:tide)、\\@ref(fig:wind)。\n\n"
    text += "- 項\n\n    ```{r tide, fig.cap='潮', echo=FALSE}\n    plot(x)\n    ```\n\n"
    text += "```{r wind, fig.cap='風'}\nplot(y)\n```\n\n```{r rain, include=FALSE}\nplot(z)\n```\n"
    plots = {f"docs/_main_files/figure-html/{one}-1.svg": PICTURE for one in ("tide", "rain")}
    book = imported(run_here, tmp_path, {"_bookdown.yml": "", "index.Rmd": text, **plots})
    tide = "    ![潮](images/docs/_main_files/figure-html/tide-1.svg){#fig-tide}\n"
    assert f"- 項\n\n\n{tide}" in book.chapter(1)
    assert "```r\nplot(y)\n```\n\n![風](images/missing.svg" in book.chapter(1)
    assert "rain" not in book.chapter(1)


def test_options_of_quarto_are_no_code(tmp_path: Path, run_here: Here) -> None:
    book = quarto(run_here, tmp_path, "```{r}\n#| fig-subcap:\n#|   - 甲\n\nplot(x)\n```\n")
    assert "```r\nplot(x)\n```" in book.chapter(2)


def test_code_of_quarto_that_no_engine_runs_is_shown(tmp_path: Path, run_here: Here) -> None:
    book = quarto(run_here, tmp_path, "```{tex}\n#| eval: false\nA=b\n```\n")
    assert "```tex\nA=b\n```" in book.chapter(2)


def test_theorems_are_numbered_and_named(tmp_path: Path, run_here: Here) -> None:
    text = "::: {#thm-t}\n## 勾股\n\n斜邊。\n:::\n\n::: {.proof}\n易。\n:::\n\n"
    text += "由 @thm-t 與 @lem-x 得。\n"
    book = quarto(run_here, tmp_path, text, **{"a.qmd": "# 甲\n\n::: {#lem-x}\n乙。\n:::\n"})
    two = book.chapter(2)
    assert "::: {#thm-t .theorem}\n\n**定理 1（勾股）**\n\n" in two
    assert "::: {.proof}\n\n**證明**\n\n易。\n:::" in two
    assert "由 [定理 1](#thm-t) 與 [引理](#lem-x) 得。" in two


def test_theorems_of_bookdown(tmp_path: Path, run_here: Here) -> None:
    text = '# 甲\n\n```{theorem, label="p", name="勾股"}\n斜邊。\n```\n\n'
    text += "見 \\@ref(thm:p)、\\@ref(def:d)。\n\n::: {.definition #d}\n港。\n:::\n"
    one = imported(run_here, tmp_path, {"_bookdown.yml": "", "index.Rmd": text}).chapter(1)
    assert "::: {#thm-p .theorem}\n\n**定理 1（勾股）**\n\n斜邊。\n:::" in one
    assert "見 [定理 1](#thm-p)、[定義 1](#def-d)。" in one


def test_words_behind_a_fence_are_not_lost(tmp_path: Path, run_here: Here) -> None:
    text = '# 甲\n\n用 {:?} 與 {:#?}{:.a}。\n{: .b target="_x"}\n\n'
    text += "``` Tip:: 潮退才走。\n\n```\n\n```js 第一段\nx\n```\n"
    book = imported(run_here, tmp_path, {"a.md": text, "b.md": "# 乙\n"})
    assert "用 {:?} 與 {:#?}。\n\n> [!TIP]\n> 潮退才走。\n" in book.chapter(1)
    assert "**第一段**\n\n```js\nx\n```" in book.chapter(1)


def test_notebooks_have_words_code_and_what_it_made(tmp_path: Path, run_here: Here) -> None:
    plot = {"output_type": "display_data", "data": {"image/svg+xml": [PICTURE]}}
    said = {"output_type": "stream", "name": "stdout", "text": ["\x1b[31m潮\x1b[0m高\n"]}
    code = ["#| label: fig-a\n", "#| fig-cap: 圖題\n", "plot()"]
    cells = [
        {"cell_type": "markdown", "source": ["# 丙\n", "\n", "見 @fig-a。"]},
        {"cell_type": "code", "source": code, "outputs": [said, plot]},
        {"cell_type": "code", "source": ["#| echo: false\n", "x"], "outputs": []},
    ]
    settings = SETTINGS.replace("b.qmd", "b.ipynb")
    book = quarto(run_here, tmp_path, "", **{
        "_quarto.yml": settings, "b.ipynb": json.dumps({"cells": cells, "metadata": {}}),
    })  # fmt: skip
    assert "# 丙" not in book.chapter(2)
    assert "見 [](#fig-a)。\n\n```python\nplot()\n```\n\n```text\n潮高\n```\n" in book.chapter(2)
    assert "![圖題](images/b_files/output-1.svg){#fig-a}" in book.chapter(2)
    assert "dropped: code that its notebook does not show (1)" in book.report


def test_a_heading_below_a_dead_definition_is_named_in_its_own_line(
    run_here: Callable[..., Run], tmp_path: Path
) -> None:
    book = imported(run_here, tmp_path, {
        "a.md": "# 甲\n\n字一。\n\n[無]: gone.md\n\n字二。\n\n## 節\n\n字三。\n",
        "b.md": "# 乙\n\n見[節](a.md#節)。\n",
    })  # fmt: skip
    text = book.chapter(1)
    assert [word for word in ("字一", "字二", "字三") if text.count(word) != 1] == []
    assert text.count("## 節") == 1


def test_names_of_emoji(tmp_path: Path, run_here: Here) -> None:
    text = "# 甲\n\n好:smile:，:nobody:，`:tada:`，10:30:45。\n"
    files = {"_sidebar.md": "* [甲](a.md)\n", "index.html": "<p></p>", "a.md": text}
    book = imported(run_here, tmp_path, files)
    assert "好😄，:nobody:，`:tada:`，10:30:45。" in book.chapter(1)
    plain = imported(run_here, tmp_path / "plain", {"a.md": text})
    assert "好:smile:，" in plain.chapter(1)


def test_labels_of_bookdown_outside_captions(tmp_path: Path, run_here: Here) -> None:
    text = "# 甲\n\n(\\#tab:one) 船的表。見 \\@ref(tab:one)。\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    files = {"_bookdown.yml": "rmd_files: [index.Rmd]\n", "index.Rmd": text}
    written = imported(run_here, tmp_path, files).chapter(1)
    assert "[]{#tab-one} 船的表。見 [](#tab-one)。" in written
