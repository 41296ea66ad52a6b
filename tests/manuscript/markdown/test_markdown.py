"""The authors' language: every construct, its place, and Pandoc's reading of the same file."""

from __future__ import annotations

import json
import re
from pathlib import Path

import dialect_reader
import pypandoc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pandoc import DIALECT, read
from places import BOOKS, REPOSITORY

from nkbook.diagnostics.problems import Diagnostic
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Document
from nkbook.model.metadata import Matter
from nkbook.model.trees import text_of, text_pieces

CHAPTERS = [
    *(
        pytest.param(path, marks=pytest.mark.flagship)
        for path in sorted((REPOSITORY / "chapters").glob("*.md"))
    ),
    *sorted((BOOKS / "everything/chapters").glob("*.md")),
]


def parsed(text: str) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Parse a chapter's text."""
    return parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))


def tree(text: str) -> str:
    """Return the tree of a faultless text as XHTML, ids and lines taken out."""
    document, problems = parsed(text)
    assert problems == ()
    written = etree.tostring(document.tree, encoding="unicode")
    return re.sub(
        r' (?:id|data-line)="[^"]*"', "", written.removeprefix("<div>").removesuffix("</div>")
    )


def file_document(path: Path) -> tuple[str, Document]:
    """Return a chapter file's text and its document, which has no problems."""
    document, problems = dialect_reader.document(path)
    assert problems == ()
    return path.read_text(encoding="utf-8"), document


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_pandoc_reads_the_same_chapter(path: Path) -> None:
    source, document = file_document(path)
    # A remark parts no list of ours.
    pandoc = read(re.sub(r"^<!--.*?-->\n", "", source, flags=re.DOTALL | re.MULTILINE))

    def count(*tags: str) -> int:
        return sum(1 for _ in document.tree.iter(*tags))

    for code in document.tree.iter("pre"):
        code[0].text = (code[0].text or "").removesuffix("\n")
    assert text_of(document.tree).strip() == pandoc.text.strip()
    assert len(document.notes) == pandoc.counts["Note"]
    assert len(document.citations) == pandoc.counts["Cite"]
    keys = sorted(item.key for citation in document.citations for item in citation.items)
    assert keys == sorted(pandoc.keys)
    assert len(document.headings) == pandoc.counts["Header"]
    assert count("table") == pandoc.counts["Table"]
    assert count("figure") == pandoc.counts["Figure"]
    assert count("img") == pandoc.counts["Image"]
    assert count("blockquote") == pandoc.counts["BlockQuote"]
    assert count("dl") == pandoc.counts["DefinitionList"]
    assert count("ul", "ol") + sum(
        1 for note in document.notes for _ in note.body.iter("ul", "ol")
    ) == (pandoc.counts["BulletList"] + pandoc.counts["OrderedList"])
    explicit = set(re.findall(r"\{[^}\n]*#([\w-]+)", source))
    assert explicit <= pandoc.ids
    assert explicit <= {element.get("id") for element in document.tree.iter()}


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_every_block_has_an_id_and_a_true_line(path: Path) -> None:
    source, document = file_document(path)
    lines = source.split("\n")
    blocks = [
        element
        for root in (document.tree, *(note.body for note in document.notes))
        for element in root.iter("p", "h2", "h3", "h4", "li", "dt", "dd", "tr", "table", "figure")
    ]
    ids = [block.get("id") for block in blocks]
    assert None not in ids
    assert len(set(ids)) == len(ids)
    for block in document.tree.iter("p"):
        first = next(text_pieces(block), "").strip()[:6]
        assert first.split(" ")[0][:4] in lines[int(block.get("data-line", 0)) - 1]


def test_ids_outlive_edits_elsewhere() -> None:
    before, _ = parsed("甲。\n\n乙。\n")
    after, _ = parsed("新段。\n\n甲。\n\n新段。\n\n乙。\n")
    ids = {text_of(block): block.get("id") for block in after.tree}
    assert [ids[text_of(block)] for block in before.tree] == [
        block.get("id") for block in before.tree
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("甲\n乙", "<p>甲乙</p>"),
        ("甲\nword", "<p>甲 word</p>"),
        ("甲，\n*乙*\n丙", "<p>甲，<em>乙</em>丙</p>"),
        ("a\nb", "<p>a b</p>"),
        ("[x]{lang=az .c}", '<p><span lang="az" class="c">x</span></p>'),
        (r"\@c", "<p>@c</p>"),
        ("a@b.org", '<p><a class="url" href="mailto:a@b.org">a@b.org</a></p>'),
        ("甲<!-- 不印 -->乙", "<p>甲乙</p>"),
        (
            '[甲乙]{ruby="a b"}',
            '<p><span class="annotated">{}{}</span></p>'.format(
                *("<ruby>甲<rt>a</rt></ruby>", "<ruby>乙<rt>b</rt></ruby>")
            ),
        ),
        (
            '[甲[乙]{.dots}]{ruby="a b"}',
            '<p><span class="annotated">{}{}</span></p>'.format(
                "<ruby>甲<rt>a</rt></ruby>",
                '<span class="dots"><ruby>乙<rt>b</rt></ruby></span>',
            ),
        ),
        (
            '[[爾察]{.dots}]{ruby="Rtsa"}',
            '<p><span class="annotated">{}</span></p>'.format(
                '<span class="dots"><ruby>爾察<rt>Rtsa</rt></ruby></span>'
            ),
        ),
        (
            '[爾察]{.name ruby="Rtsa"}',
            '<p><span class="name annotated"><ruby>爾察<rt>Rtsa</rt></ruby></span></p>',
        ),
        (
            '[注]{ruby="ㄓㄨˋ"}',
            '<p><span class="annotated"><ruby class="bopomofo">注<rt>ㄓㄨˋ</rt></ruby></span></p>',
        ),
        (
            "::: 框\n:::: {.內}\n甲\n::::\n乙\n:::",
            '<div class="框"><div class="內"><p>甲</p></div><p>乙</p></div>',
        ),
        ("```\n::: {.x}\n```\n", "<pre><code>::: {.x}\n</code></pre>"),
        ("## 題 {#t}", '<section class="level2"><h2>題</h2></section>'),
        ("[](#t)", '<p><a class="xref" href="#t"/></p>'),
        ("- 甲\n- 乙", "<ul><li>甲</li><li>乙</li></ul>"),
        ("甲\n:   乙", "<dl><dt>甲</dt><dd>乙</dd></dl>"),
        ("| 甲 |\n|--:|\n| 1 |\n\n: 題", None),
    ],
)  # fmt: skip
def test_construct(source: str, expected: str | None) -> None:
    if expected is None:
        assert "<caption>題</caption><thead>" in tree(source)
    else:
        assert tree(source) == expected


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('[重慶市]{ruby="chóng qìng"}', "ruby of 2 words over 3 characters"),
        ('[重慶]{ruby=""}', "ruby of 0 words over 2 characters"),
        ('[注音]{ruby="ㄓㄨˋ"}', "ruby of 1 words over 2 characters"),
        ('[重`慶`]{ruby="chóng qìng"}', "ruby over text that has markup inside"),
    ],
)
def test_ruby_that_does_not_fit(source: str, message: str) -> None:
    _, (problem,) = parsed(f"甲\n{source}\n")
    assert (problem.code, problem.message) == ("NK217", f"{message}; it is printed in parentheses")
    assert problem.location is not None
    assert problem.hint is not None


def test_ruby_is_no_part_of_the_text() -> None:
    document, problems = parsed('## [重慶]{.index ruby="chóng qìng"}城\n\n甲。\n')
    assert problems == ()
    assert [heading.title for heading in document.headings] == ["重慶城"]
    assert [mark.entry for mark in document.index_marks] == ["重慶"]


def test_citations_keep_prefix_locator_and_place() -> None:
    document, problems = parsed("信箱[a@b.org]{.x}不是引用。\n")
    assert problems == ()
    assert document.citations == ()
    document, problems = parsed("第一行\n前文。[見 @a-1, 頁 12–13; @b]\n")
    assert problems == ()
    first, second = document.citations[0].items
    assert first.prefix is not None
    assert first.locator is not None
    assert (text_of(first.prefix), first.key, text_of(first.locator)) == ("見", "a-1", "頁 12–13")
    assert (second.prefix, second.key, second.locator) == (None, "b", None)
    assert first.location is not None
    assert (first.location.line, first.location.column) == (2, 7)


def test_a_note_called_twice_is_printed_twice() -> None:
    document, problems = parsed("甲[^1]乙[^1]\n\n[^1]: 註。\n")
    assert problems == ()
    assert [text_of(note.body) for note in document.notes] == ["註。", "註。"]
    assert len({note.id for note in document.notes}) == 2


def test_notes_of_several_blocks() -> None:
    document, _ = parsed("甲[^1]\n\n[^1]: 一。\n\n    二。\n\n    - 三\n")
    assert [child.tag for child in document.notes[0].body] == ["p", "p", "ul"]


def test_index_marks() -> None:
    document, _ = parsed('[甲]{.index} [乙]{.index key="丙"} [丁]{.index see="甲"}\n')
    assert [(mark.entry, mark.see) for mark in document.index_marks] == [
        ("甲", None),
        ("丙", None),
        ("丁", "甲"),
    ]
    assert all(document.tree.xpath("//*[@id=$id]", id=mark.id) for mark in document.index_marks)


def test_an_index_mark_of_several_entries_and_a_passage() -> None:
    words = '[停*火*線]{.index #line key="停火>1994年；接觸線; 線 > 停火" to=end}[完]{#end}'
    document, problems = parsed(f"{words}\n")
    assert problems == ()
    marks = [(mark.entry, mark.to) for mark in document.index_marks]
    assert marks == [("停火 > 1994年", "end"), ("接觸線", "end"), ("線 > 停火", "end")]
    assert document.index_marks[0].id == "line"
    for mark in document.index_marks:
        (element,) = document.tree.xpath("//*[@id=$id]", id=mark.id)
        assert "".join(element.itertext()) == "停火線"
        assert not {name for name in element.attrib if name.startswith("data-")} - {"data-line"}


def test_an_index_mark_needs_an_entry() -> None:
    _, problems = parsed("甲[]{.index}乙\n")
    assert [problem.code for problem in problems] == ["NK217"]


@given(st.text(alphabet="甲乙。，a @[]{}^:#*_`~!<>|-\\\n1", max_size=80))
def test_any_text_parses(text: str) -> None:
    document, problems = parsed(text)
    ids = [element.get("id") for element in document.tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)) or any(problem.code for problem in problems)
    for problem in problems:
        assert problem.location is not None
        assert 1 <= (problem.location.line or 0) <= text.count("\n") + 1


@given(st.text(alphabet="甲乙丙，。、「」《》12ab ", min_size=1, max_size=60))
def test_plain_text_is_never_lost(text: str) -> None:
    document, problems = parsed(f"文{text}文\n")
    if not problems and len(document.tree) == 1:
        assert text_of(document.tree) == f"文{text}文"


@pytest.mark.parametrize("length", [20, 31, 32, 40])
def test_columns_of_long_tables_are_as_wide_as_their_dashes(length: int) -> None:
    source = f"| 年 | 事 |\n|:--------|----------:|\n| 甲 | {'史' * length} |\n"
    document, _ = parsed(source)
    table = json.loads(pypandoc.convert_text(source, "json", format=DIALECT))["blocks"][0]
    pandoc = [width.get("c") for _, width in table["c"][2]]
    columns = [column.get("style") for column in document.tree.iterfind(".//colgroup/col")]
    assert columns == [f"width:{100 * share:.4g}%" for share in pandoc if share]
    assert bool(columns) == (length > 31)
