"""Projects of Sphinx in reST: the order of their documents, links between them, directives."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from conftest import Run
from imports import imported

Here = Callable[..., Run]
CONF = "project = '港口'\nauthor = '陳大文'\nlanguage = 'zh_TW'\nimport nowhere\n"
INDEX = """
    港口小史
    ========

    .. toctree::
       :caption: 上編

       pier
       light/index

    .. toctree::
       :glob:

       end*
"""


def test_the_order_of_toctrees(tmp_path: Path, run_here: Here) -> None:
    book = imported(run_here, tmp_path, {
        "docs/conf.py": CONF,
        "docs/index.rst": INDEX,
        "docs/pier.rst": "碼頭\n====\n\n.. _cargo:\n\n貨物\n----\n\n見 :doc:`light/index`。\n",
        "docs/light/index.rst": "燈塔\n====\n\n字。\n\n.. toctree::\n\n   lamp\n",
        "docs/light/lamp.rst": "燈\n==\n\n:ref:`cargo`、:ref:`這裏 <cargo>` 與 :func:`~a.turn`。\n",
        "docs/end1.rst": "尾一\n====\n\n字。\n",
        "docs/end2.rst": "尾二\n====\n\n字。\n",
        "docs/lost.rst": "沒有人提\n========\n\n字。\n",
    })  # fmt: skip
    assert book.settings["book"]["title"] == "港口小史"
    assert book.settings["book"]["creators"] == [{"name": "陳大文"}]
    part, *rest = book.body
    assert part["part"] == "上編"
    assert part["chapters"] == ["01-碼頭.md", "02-燈塔.md"]
    assert rest == ["03-尾一.md", "04-尾二.md"]
    assert "見 [燈塔](#02-燈塔)。" in book.chapter(1)
    assert "## 燈 {#" in book.chapter(2)
    assert "[貨物](#cargo)、[這裏](#cargo) 與 `turn`。" in book.chapter(2)
    assert "a document that no toctree names" in book.report


def test_directives(tmp_path: Path, run_here: Here) -> None:
    text = """
        甲
        ==

        .. note:: 一行，
           又一行。

        .. admonition:: 自己的題

           字。

        .. code-block:: python
           :caption: ``a.py``

           :ref:`照錄`

        .. literalinclude:: code.py
           :lines: 2

        .. versionadded:: 2.0
           有了它。

        .. function:: turn(x)

           轉。

        .. image:: pier.*

        .. math::
           :label: e

           a = b

        見 :eq:`e`。
    """
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    written = imported(run_here, tmp_path, {
        "conf.py": CONF, "index.rst": text, "code.py": "one\ntwo\n", "pier.svg": drawing,
    }).chapter(1)  # fmt: skip
    assert "> [!NOTE]\n>\n> 一行，又一行。" in written
    assert "**自己的題**" in written
    assert '``` {.python caption="a.py"}\n:ref:`照錄`\n```' in written
    assert "\ntwo\n" in written
    assert "one" not in written
    assert "**2.0 新增：**有了它。" in written
    assert "`turn(x)`\n\n:   轉。" in written
    assert "(images/pier.svg)" in written
    assert "$$a = b$$ {#e}" in written
    assert r"見 \eqref{e}。" in written


def test_marks_after_chinese_punctuation(tmp_path: Path, run_here: Here) -> None:
    source = tmp_path / "a.rst"
    source.write_text(
        "甲\n==\n\n見、``碼``。與，**粗**（*斜*），\n又「`鏈 <https://a.b>`_」。\n", "utf-8"
    )
    dest = tmp_path / "book"
    assert run_here("import", source, dest).code == 0
    (chapter,) = (dest / "chapters").glob("*.md")
    written = chapter.read_text(encoding="utf-8")
    assert "見、`碼`。與，**粗**（*斜*），又「[鏈](https://a.b)」。" in written


def test_names_and_items_that_markdown_writes_otherwise(tmp_path: Path, run_here: Here) -> None:
    text = """
        甲
        ==

        .. _[丙、丁/戊]:

        乙丁
        ----

        見 :ref:`[丙、丁/戊]`，`信 <mailto:a b@c.example>`_。

        - **己**
            - 庚
    """
    book = imported(run_here, tmp_path, {"conf.py": CONF, "index.rst": text})
    assert "## 乙丁 {#丙-丁-戊}" in book.chapter(1)
    assert "[乙丁](#丙-丁-戊)" in book.chapter(1)
    assert "[信](mailto:a%20b@c.example)" in book.chapter(1)
    assert re.search(r"^- \*\*己\*\*\n\s+- 庚", book.chapter(1), re.MULTILINE)


def test_links_to_pages_that_sphinx_makes_are_left_out(tmp_path: Path, run_here: Here) -> None:
    made = "索引\n====\n\n* :ref:`genindex`\n* :ref:`search`\n"
    text = f"港口\n====\n\n有船的地方。\n\n{made}"
    book = imported(run_here, tmp_path, {"conf.py": CONF, "index.rst": text})
    assert book.chapter(1).strip().endswith("有船的地方。")
    assert "links to pages that Sphinx makes" in book.report


def test_options_of_code_with_blanks_at_the_end(tmp_path: Path, run_here: Here) -> None:
    code = ".. code-block:: c   \n   :linenos:   \n   :lineno-start: 3  \n      \n   int a;\n"
    book = imported(run_here, tmp_path, {
        "conf.py": "project = '甲'\n",
        "index.rst": f"甲\n==\n\n字 `詞` 。\n\n{code}",
    })  # fmt: skip
    assert '``` {.c .numberLines startFrom="3"}\nint a;\n```' in book.chapter(1)
    assert "title-ref" not in book.chapter(1)
