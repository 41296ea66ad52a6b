"""MyST's Markdown: books of Jupyter Book, and projects of Sphinx whose documents are in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Run
from imports import PICTURE, Book, imported

Here = Callable[..., Run]


def of_text(tmp_path: Path, run_here: Here, text: str, **files: str) -> Book:
    """Return the book of one text, which is its only chapter."""
    toc = "format: jb-book\nroot: one\n"
    return imported(run_here, tmp_path, {"_toc.yml": toc, "one.md": text, **files})


def test_the_contents_of_jupyter_book(tmp_path: Path, run_here: Here) -> None:
    toc = """
        format: jb-book
        root: intro
        parts:
          - caption: 上編
            chapters:
              - file: pier
                sections:
                  - file: boats.md
          - caption: 下編
            chapters:
              - glob: late/*
              - url: https://a.example
    """
    book = imported(run_here, tmp_path, {
        "_toc.yml": toc,
        "_config.yml": "title: 港口\nauthor: 陳大文、李四\n",
        "intro.md": "# 開頭\n\n字。\n",
        "pier.md": "# 碼頭\n\n見 {doc}`boats`。\n",
        "boats.md": "# 船\n\n字。\n",
        "late/a.md": "# 尾\n\n字。\n",
    })  # fmt: skip
    assert book.settings["book"]["title"] == "港口"
    assert [one["name"] for one in book.settings["book"]["creators"]] == ["陳大文", "李四"]
    assert [one["part"] for one in book.body if isinstance(one, dict)] == ["上編", "下編"]
    assert "見 [船](#" in book.chapter(2)
    assert "## 船" in book.chapter(2)


def test_a_project_of_sphinx_in_markdown(tmp_path: Path, run_here: Here) -> None:
    index = "# 港口小史\n\n```{toctree}\n:caption: 上編\n\n碼頭 <pier>\n```\n"
    index += "```{toctree}\n:caption: 下編\nlate\n```\n"
    book = imported(run_here, tmp_path, {
        "source/conf.py": "project = '港口'\nauthor = '陳大文'\n",
        "source/index.md": index,
        "source/pier.md": "# 碼頭\n\n字。\n",
        "source/late.md": "# 尾\n\n字。\n",
    })  # fmt: skip
    assert book.settings["book"]["title"] == "港口小史"
    assert [one["part"] for one in book.body] == ["上編", "下編"]
    assert "toctree" not in book.chapter(1)


def test_rest_inside_markdown(tmp_path: Path, run_here: Here) -> None:
    index = """
        # 港口

        ```{eval-rst}
        .. note:: 見 :doc:`pier`。

        ``ls`` [x + *y*]
        ```

        ```{tip}
        字，{doc}`pier`。
        ```

        ```{toctree}
        pier
        ```
    """
    book = imported(run_here, tmp_path, {
        "conf.py": "author = '陳大文'\n", "index.md": index, "pier.md": "# 碼頭\n\n字。\n"
    })  # fmt: skip
    assert "> 見 [碼頭](#" in book.chapter(1)
    assert "`ls` &#91;x + *y*" in book.chapter(1)
    assert "> 字，[碼頭](#" in book.chapter(1)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("```{code-cell} ipython3\n:tags: [output]\nx = 1\n```", "```python\nx = 1\n```"),
        ("```{code-block} c\n---\ncaption: 題\nname: a\n---\nx;\n```", '{#a .c caption="題"}'),
        (":::{tip} 題\n:class: a\n字。\n:::", "::: {.box .tip}\n\n**題**\n\n字。\n\n:::"),
        ("::::{note}\n:::{code} sh\nls\n:::\n::::", "> ```sh\n> ls\n> ```"),
        ("- 甲\n\n  ```{warning}\n  字。\n  ```", "  > [!WARNING]\n  > 字。"),
        ("```{figure} a.svg\n:name: fig-a\n:width: 50%\n一隻船\n```", "{#fig-a width=50%}"),
        ("```{math}\n:label: eq-a\na &= b\n```", "\na &= b\n\\end{aligned}\n$$ {#eq-a}"),
        ("```{list-table}\n* - 甲\n  - 乙|\n* - 丙\n  -\n```", "| 甲 | 乙\\| |\n| 丙 |  |"),
        ("```{prf:theorem} 勾股\n字。\n```", "**定理 1（勾股）**"),
        ("```{literalinclude} a.py\n:lines: 2\n```", "```py\nb\n```"),
        ("% 甲\n\n字。\n\n+++\n", "字。"),
        ("```{glossary}\n甲\n  乙。\n```", "甲\n: 乙。"),
        ("```{nowhere} 甲\n字。\n```", "**甲**\n\n字。"),
        ("{kbd}`Ctrl`、{math}`x^2`、{sub}`2`、{guilabel}`甲`", "`Ctrl`、$x^2$、~2~、**甲**"),
        ("(here)=\n## 節\n\n見 {ref}`這 <here>`。", "## 節 {#here}\n\n見 [這](#here)。"),
        ("```\n{doc}`a`\n% 甲\n```", "```\n{doc}`a`\n% 甲\n```"),
    ],
)  # fmt: skip
def test_directives_and_roles(tmp_path: Path, run_here: Here, text: str, wanted: str) -> None:
    files = {"a.svg": PICTURE, "a.py": "a\nb\n"}
    book = of_text(tmp_path, run_here, f"# 題\n\n{text}\n\n完。\n", **files)
    written = book.chapter(1)
    assert wanted in written
    assert "完。" in written


def test_contents_of_a_project_of_mystmd(tmp_path: Path, run_here: Here) -> None:
    project = """
        version: 1
        project:
          title: 地震
          authors: [{name: 林一}]
          toc:
            - file: index.md
            - title: 基礎
              children: [{file: a.md, children: [{file: b.md}]}]
    """
    texts = {f"source/{name}.md": f"# 題{name}\n\n字。\n" for name in ("index", "a", "b")}
    book = imported(run_here, tmp_path, {"source/myst.yml": project} | texts)
    assert book.settings["book"]["title"] == "地震"
    assert book.body[1]["part"] == "基礎"
    assert "## 題b" in book.chapter(2)
