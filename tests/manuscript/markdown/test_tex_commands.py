r"""Commands of TeX outside formulas: ``\textbf{…}`` is bold, ``\newpage`` prints nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from dialect_reader import document
from lxml import etree

from nkbook.checks.conservation import lost_text
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.metadata import Matter
from nkbook.model.trees import text_of


def read(text: str) -> tuple[str, list[str]]:
    """Return a chapter's tree as XML without ids and lines, and the codes of its problems."""
    found, problems = parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))
    assert lost_text(found) == ()
    for element in found.tree.iter():
        for name in ("id", "data-line"):
            element.attrib.pop(name, None)
    tree = etree.tostring(found.tree, encoding="unicode").replace(' class="broken-lines"', "")
    return tree, [one.code for one in problems]


@pytest.mark.parametrize(
    ("text", "printed", "codes"),
    [
        (r"甲\textbf{乙*丙*}丁", "甲<strong>乙<em>丙</em></strong>丁", ["NK270"]),
        (r"\emph{a \textbf{b}}", "<em>a <strong>b</strong></em>", ["NK270", "NK270"]),
        (r"\underline{甲}", '<span class="underline">甲</span>', ["NK270"]),
        (r"用\LaTeX{}與\XeTeX 排", "用LaTeX與XeTeX 排", []),
        ("甲\\newline 乙", "甲<br/>乙", []),
        ("\\noindent 甲\n\n\\vspace*{1em}\n\\newpage\n\n乙", "甲</p><p>乙", ["NK242"] * 3),
        ("\\begin{center}\n甲\n\\end{center}", " 甲 ", ["NK242", "NK242"]),
        (r"\\newpage，C:\newpage，`\newpage`", r"\newpage，C:\newpage，<code>\newpage</code>", []),
        (r"a\hspace{1em}b\textbf{c}", "ab<strong>c</strong>", ["NK270", "NK242"]),
        (r"\textbf{甲", r"\textbf{甲", ["NK260"]),
    ],
)
def test_commands_are_read_or_left_out(text: str, printed: str, codes: list[str]) -> None:
    assert read(text) == (f"<div><p>{printed}</p></div>", codes)


def test_a_footnote_of_tex_is_a_note() -> None:
    found, _ = parse(Chapter("ch", "題", Matter.BODY, r"甲\footnote{見\emph{乙}}。", "ch.md", 1))
    assert [text_of(note.body) for note in found.notes] == ["見乙"]


def test_raw_tex_that_is_a_formula_is_one() -> None:
    printed, codes = read("```{=latex}\n\\begin{align}\na &= b\n\\end{align}\n```\n")
    assert 'display="block"' in printed
    assert codes == []


def test_settings_below_the_header_are_no_text(tmp_path: Path) -> None:
    """Pandoc's yaml_metadata_block may stand anywhere, and list the works that the text cites."""
    works = "references:\n- id: w\n  type: book\n  title: 書\n"
    code = "```\n---\ntitle: 碼\n---\n```\n"
    path = tmp_path / "a.md"
    rules = "---\n\n注意: 文\n\n---\n\n"
    path.write_text(f"引[@w]。\n\n{rules}{code}\n---\n{works}lang: zh\n...\n", "utf-8")
    found, problems = document(path)
    assert "".join(text_of(found.tree).split()) == "引。注意:文---title:碼---"
    assert [one.message.rpartition(": ")[2] for one in problems if one.code == "NK231"] == ["lang"]


def test_divs_of_one_item_follow_one_another() -> None:
    text = ":::: {.a}\n- ::: {.b}\n  甲\n  :::\n  ::: {.c}\n  乙\n  :::\n::::\n\n丙\n"
    printed, codes = read(text)
    assert '<div class="b"><p>甲</p></div><div class="c"><p>乙</p></div></li>' in printed
    assert printed.endswith("</div><p>丙</p></div>")
    assert codes == []
