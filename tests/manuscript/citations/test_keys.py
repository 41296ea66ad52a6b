"""Keys of citations: names in the text, places in the book, and what names nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import Prepared, prepare
from nkbook.model.document import Document
from nkbook.model.trees import text_of
from nkbook.project import config

ITEMS = """
- { id: wang, type: book, title: 港口, author: [{ family: 王, given: 偉 }], language: zh-Hant }
- { id: 李2001, type: webpage, title: 燈塔, author: [{ family: 李, given: 四 }], language: zh-Hans }
- { id: doe, type: book, title: First Book, language: en,
    author: [{ family: Doe, given: John }, { family: van Roe, given: Jane }] }
- { id: four, type: book, title: 合集, language: zh-Hant, author: [{ literal: 甲 }, { literal: 乙 },
    { literal: 丙 }, { literal: 丁 }] }
- { id: none, type: book, title: 無名書：卷一, language: zh-Hant }
"""
Make = Callable[..., Prepared]


@pytest.fixture
def made(book: Callable[[str], Path]) -> Make:
    """Return a function that prepares a book of one chapter and its sources."""

    def make(
        text: str, items: str = ITEMS, language: str = "zh-Hant-HK", more: str = ""
    ) -> Prepared:
        folder = book("minimal")
        (folder / "chapters/one.md").write_text(f"---\ntitle: 篇\n---\n\n{text}\n", "utf-8")
        (folder / "chapters/data").mkdir()
        if items:
            (folder / "chapters/data/references.yaml").write_text(items, "utf-8")
        toml = folder / "chapters/book.toml"
        toml.write_text(f"{toml.read_text('utf-8')}\nback = ['bibliography']\n{more}", "utf-8")
        loaded = config.load(folder)
        prepared = prepare(loaded, Theme(folder), [language])
        assert not prepared.failed, prepared.diagnostics
        return prepared

    return make


def chapter(prepared: Prepared) -> Document:
    (publication,) = prepared.publications.values()
    (found,) = (page.document for page in publication.pages if page.document)
    return found


def body(prepared: Prepared) -> str:
    """Return the text of the chapter, the call of a note as its number in brackets."""
    tree = chapter(prepared).tree
    for call in tree.iter("a"):
        if call.get("class", "").startswith("noteref"):
            call.set("class", "")
            call.text = f"[{call.text}]"
    return "".join(tree.itertext()).strip()


def notes(prepared: Prepared) -> list[str]:
    return [text_of(note.body) for note in chapter(prepared).notes]


def codes(prepared: Prepared) -> list[str]:
    return [problem.code for problem in prepared.diagnostics]


def test_the_text_names_the_author_and_the_note_the_work(made: Make) -> None:
    prepared = made("據 @wang [頁 33] 說，見@wang。又 @doe 說，@doe [p. 3; @wang] 也說。")
    assert body(prepared) == (
        "據王偉[1]說，見王偉[2]。又 John Doe、Jane van Roe[3] 說，Doe、van Roe[4] 也說。"
    )
    assert notes(prepared) == [
        "《港口》，頁 33。",
        "《港口》（同註1）。",
        "First Book.",
        "First Book（同註3），p. 3；王偉：《港口》（同註1）。",
    ]
    assert prepared.diagnostics == ()


def test_references_to_notes_print_what_the_notes_do(made: Make) -> None:
    circled = made("[@wang] 又 [@wang]。", more='[notes]\nmarks = "circled"\n')
    assert notes(circled) == ["王偉：《港口》。", "王偉：《港口》（同註①）。"]


def test_who_is_named_for_many_and_for_none(made: Make) -> None:
    prepared = made("@four 說，@none 說。")
    assert body(prepared) == "甲等[1] 說，《無名書》[2]說。".replace("[1] ", "[1]")
    assert notes(prepared) == ["《合集》。", "《無名書：卷一》。"]


def test_a_suppressed_author_is_not_in_the_note(made: Make) -> None:
    prepared = made("王偉說[-@wang, 頁 3]，又 -@wang 說。")
    assert notes(prepared) == ["《港口》，頁 3。", "《港口》（同註1）。"]
    assert body(prepared) == "王偉說[1]，又[2] 說。"


def test_the_same_again_may_be_ibid(made: Make) -> None:
    prepared = made("@wang 說，@wang [頁 3] 又說。", more="[citations]\nrecite = 'ibid'\n")
    assert notes(prepared) == ["《港口》。", "同上，頁 3。"]


def test_in_a_note_the_work_stands_in_brackets(made: Make) -> None:
    prepared = made("甲[^1]。\n\n[^1]: 據 @wang [頁 3] 說，另見 [-@doe]。")
    assert notes(prepared) == ["據王偉（《港口》，頁 3）說，另見 First Book。"]


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh-Hans-CN", "据王伟[1]说。"), ("zh-Hant-TW", "據王偉[1]說。")],
)
def test_names_are_in_the_script_of_the_edition(made: Make, language: str, text: str) -> None:
    assert body(made("據 @wang 說。", language=language)) == text


def test_titles_of_sections_have_the_name(made: Make) -> None:
    prepared = made("## 論 @wang 之說\n\n甲。")
    assert [heading.title for heading in chapter(prepared).headings] == ["論王偉之說"]


def test_mark_up_around_keys_is_in_the_note(made: Make) -> None:
    prepared = made("說 [*見* @wang, 頁 **3**、[原文]{lang=en}]。", language="zh-Hans-CN")
    (note,) = chapter(prepared).notes
    assert text_of(note.body) == "见王偉. 港口[M]: 3、原文."
    assert [element.tag for element in note.body.iter("em")] == ["em"]
    assert body(prepared) == "说[1]。"


def test_a_chinese_semicolon_parts_sources(made: Make) -> None:
    prepared = made("說[見 @wang；又見 -@wang, 頁 3；4]，[見此；見 @wang]。")
    assert notes(prepared) == [
        "見王偉：《港口》；又見《港口》（同註1），頁 3；4。",
        "見此；見王偉：《港口》（同註1）。",
    ]


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("{ii, A, D-Z}, 又見附錄", "ii, A, D-Z, 又見附錄"),
        (", {頁 3} 及註", "頁 3 及註"),
        ("{}, 九十九年後", "九十九年後"),
        (" {甲", "{甲"),
    ],
)
def test_braces_hold_a_locator(made: Make, written: str, printed: str) -> None:
    assert notes(made(f"說[@wang{written}]。")) == [f"王偉：《港口》，{printed}。"]


def test_works_that_nothing_cites_may_be_listed(made: Make) -> None:
    prepared = made("說[@wang]。", more="[citations]\nnocite = ['doe', 'nobody']\n")
    (publication,) = prepared.publications.values()
    assert [entry.key for entry in publication.bibliography] == ["wang", "doe"]
    assert codes(prepared) == ["NK203"]
    every = made("說。", more="[citations]\nnocite = ['*']\n")
    (publication,) = every.publications.values()
    assert len(publication.bibliography) == 5


def test_the_classes_of_citations_are_free_for_authors(made: Make) -> None:
    prepared = made("甲[乙]{.citation}丙^[[丁]{.citation}]。")
    assert body(prepared) == "甲乙丙[1]。"
    assert notes(prepared) == ["丁"]


def test_an_unknown_key_is_in_its_note(made: Make) -> None:
    prepared = made("說[見 @wnag, 頁 3; @wang]。")
    assert notes(prepared) == ["見wnag?，頁 3；王偉：《港口》。"]
    (problem,) = prepared.diagnostics
    assert problem.code == "NK203"
    assert problem.hint == 'did you mean "wang"?'


def test_a_book_without_sources_prints_what_is_written(made: Make) -> None:
    prepared = made("說[*見* @wang, 頁 3; @b]，@someone 用 @Override [註]。", items="")
    assert body(prepared) == "說[見 @wang, 頁 3; @b]，@someone 用 @Override [註]。"
    assert codes(prepared) == ["NK203"]


def test_a_word_that_names_nothing_is_text_and_reported_once(made: Make) -> None:
    prepared = made("@Override 與 @Override，又@Other。信箱甲@a.org。[@x](http://a.org)")
    assert body(prepared) == "@Override 與 @Override，又@Other。信箱甲@a.org。@x"
    assert codes(prepared) == ["NK248"]
    assert "2 times" in prepared.diagnostics[0].message


def test_the_brackets_after_a_word_that_is_none_still_cite(made: Make) -> None:
    prepared = made("用 @Override [@wang, 頁 3] 標記。")
    assert body(prepared) == "用 @Override[1] 標記。"
    assert notes(prepared) == ["王偉：《港口》，頁 3。"]


def test_chinese_right_after_a_key(made: Make) -> None:
    prepared = made("@李2001認為如此，參見@wang。", language="zh-Hans-CN")
    assert body(prepared) == "李四[1]认为如此，参见王伟[2]。"
    assert codes(prepared) == ["NK212"]


def test_keys_may_lead_into_the_book(made: Make) -> None:
    """As Quarto and pandoc-crossref write it, with a name or not."""
    prepared = made(
        "如 @tbl-a 所示，見[@sec:b; @Tbl-a]；@fig-no [圖 1]。\n\n"
        "| 甲 |\n|---|\n| 乙 |\n\n: 表 {#tbl-a}\n\n## 節 {#sec:b}\n\n丙。"
    )
    assert body(prepared).startswith("如表一所示，見「節」、表一；@fig-no [圖 1]。")
    assert codes(prepared) == ["NK248"]
    assert "@fig-no" in prepared.diagnostics[0].message


def test_a_formula_is_named_as_it_is_written(made: Make) -> None:
    """The id of ``{#eq:x}`` is ``eq-x``; both names lead to it, and of other places too."""
    prepared = made(
        "見 @eq:e、[@eq-e] 與 @tbl:a。\n\n$$E=mc^2$$ {#eq:e}\n\n"
        "| 甲 |\n|---|\n| 乙 |\n\n: 表 {#tbl-a}",
        items="",
    )
    assert body(prepared).startswith("見(1.1)、(1.1)與表一。")
    assert codes(prepared) == []


def test_a_place_without_a_number_has_its_key(made: Make) -> None:
    prepared = made("見 @eq-a 與[乙]{#eq-a}。", items="")
    assert body(prepared) == "見@eq-a與乙。"
    assert codes(prepared) == ["NK248"]


SECONDHAND = """
- { id: old, type: classic, title: 佚書, author: [{ family: 王, given: 偉 }], language: zh-Hant,
    cited-in: new, cited-in-locator: 頁 5 }
- { id: new, type: book, title: 輯佚, author: [{ family: 李, given: 四 }], language: zh-Hant }
"""


@pytest.mark.parametrize(
    ("style", "printed"),
    [
        ("hk", "見王偉：《佚書》，頁 3，轉引自李四：《輯佚》，頁 5。"),
        ("gbt7714", "見王偉. 佚書[M]: 3，轉引自李四. 輯佚[M]: 5."),
    ],
)
def test_a_work_known_from_another_names_it(style: str, printed: str, made: Make) -> None:
    more = f"[citations]\nstyle = '{style}'\n"
    prepared = made("甲[見 @old, 頁 3]。乙[@old; @new]。", items=SECONDHAND, more=more)
    first, second = (text_of(note.body) for note in chapter(prepared).notes)
    assert first == printed
    assert "轉引自" not in second  # the author says how
    (publication,) = prepared.publications.values()
    assert {entry.key for entry in publication.bibliography} == {"old", "new"}
