"""What books of the public have, in other words: each was a fault of an import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import Run
from imports import imported

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
