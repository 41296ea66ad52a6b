"""Styles in CSL: in the text, by numbers and in notes, with Pandoc's citeproc as the judge."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypandoc
import pytest
from places import TESTS

from nkbook.diagnostics.errors import ConfigError, MissingToolError
from nkbook.look.theme import Theme
from nkbook.manuscript.citations.csl import processor
from nkbook.manuscript.citations.csl.locators import Pinpoint, pinpoint
from nkbook.manuscript.prepare import Prepared, prepare
from nkbook.model.document import Document
from nkbook.model.trees import text_of
from nkbook.project import config
from nkbook.project.config.strangers import of_strangers
from nkbook.project.csl_styles import valid
from nkbook.store import open_store

STYLES = TESTS / "manuscript/citations/csl"
ITEMS = [
    {
        "id": "chan", "type": "book", "title": "群島", "language": "zh-TW",
        "author": [{"family": "陳", "given": "大文"}, {"family": "李", "given": "四"}],
        "issued": {"date-parts": [[2020]]}, "publisher": "某社",
    },
    {
        "id": "doe", "type": "book", "title": "First & last", "language": "en-US",
        "author": [{"family": "Doe", "given": "John"}],
        "issued": {"date-parts": [[2001]]}, "publisher": "Press",
    },
    {
        "id": "doe2", "type": "book", "title": "Second", "language": "en-US",
        "author": [{"family": "Doe", "given": "John"}],
        "issued": {"date-parts": [[2001]]}, "publisher": "Press",
    },
    {
        "id": "many", "type": "book", "title": "Third", "language": "en-US",
        "author": [{"family": name, "given": "Ann"} for name in ("Roe", "Poe", "Moe")],
        "issued": {"date-parts": [[1999]]}, "publisher": "Press",
    },
    {
        "id": "su", "type": "book", "title": "简史", "language": "zh-CN",
        "author": [{"family": "苏", "given": "三"}], "issued": {"date-parts": [[2010]]},
    },
]  # fmt: skip
needs_node = pytest.mark.skipif(
    not (shutil.which("node") or shutil.which("nodejs")), reason="Node.js is not installed"
)
Make = Callable[..., Prepared]


@pytest.fixture
def made(book: Callable[[str], Path]) -> Make:
    """Return a function that prepares a book of two chapters in a style."""

    def make(
        style: str, text: str, second: str = "乙。", language: str = "zh-Hant-TW", more: str = ""
    ) -> Prepared:
        folder = book("minimal")
        chapters = folder / "chapters"
        (chapters / "one.md").write_text(f"---\ntitle: 篇\n---\n\n{text}\n", "utf-8")
        (chapters / "two.md").write_text(f"---\ntitle: 二\n---\n\n{second}\n", "utf-8")
        (chapters / "references.json").write_text(json.dumps(ITEMS), "utf-8")
        for path in STYLES.glob("*.csl"):
            shutil.copy(path, chapters)
        toml = chapters / "book.toml"
        settings = toml.read_text("utf-8").replace('["one.md"]', '["one.md", "two.md"]')
        settings += f'\nback = ["bibliography"]\n[citations]\nstyle = "{style}"\n{more}'
        toml.write_text(settings, "utf-8")
        loaded = config.load(folder)
        return prepare(loaded, Theme(folder), [language])

    return make


def chapters(prepared: Prepared) -> list[Document]:
    (publication,) = prepared.publications.values()
    return [page.document for page in publication.pages if page.document]


def body(prepared: Prepared) -> str:
    return text_of(chapters(prepared)[0].tree)


def notes(prepared: Prepared, number: int = 0) -> list[str]:
    return [text_of(note.body) for note in chapters(prepared)[number].notes]


def listed(prepared: Prepared) -> list[str]:
    (publication,) = prepared.publications.values()
    return [text_of(entry.body) for entry in publication.bibliography]


def pandoc(style: str, text: str, language: str) -> tuple[str, list[str]]:
    """Return the text and the bibliography's entries as Pandoc's citeproc prints them."""
    source = json.dumps({"references": ITEMS, "lang": language})
    document = f"---\n{source}\n---\n\n{text}\n\n::: {{#refs}}\n:::\n"
    arguments = ["--citeproc", f"--csl={STYLES / style}", "--wrap=none"]
    plain = pypandoc.convert_text(document, "html", "markdown", extra_args=arguments)
    head, *entries = re.split(r'<div id="ref-[^>]*>', plain)
    return _words(head), [_words(entry) for entry in entries]


def _words(html: str) -> str:
    text = re.sub(r"<[^>]+>", "", html).replace("&amp;", "&")
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.slow
@needs_node
@pytest.mark.parametrize(
    "text",
    [
        "A [@doe].",
        "A [@doe, p. 3; @many, pp. 4-5].",
        "A [see @doe2, chap. 7].",
        "A [-@doe, p. 3].",
        "@many [p. 3] said, and [@doe; @doe2].",
        "A [@doe, p. 3 and *elsewhere*].",
        "[@su, p. 3]",
    ],
)
def test_authors_and_years_are_those_of_pandoc(text: str, made: Make) -> None:
    """Both processors print the same in a plain style whose locale is English."""
    ours = made("english.csl", text)
    theirs, entries = pandoc("english.csl", text, "en-US")
    assert body(ours).removeprefix("篇").strip() == theirs
    assert listed(ours) == entries


@pytest.mark.slow
@needs_node
def test_a_chinese_edition_has_chinese_terms_and_western_works_keep_theirs(made: Make) -> None:
    found = made("author-date.csl", "甲[@chan, 頁 12]，乙[@many, p. 3]。@chan [第3卷] 說。")
    assert "甲(陳及李 2020, 頁 12)，乙(Roe et al. 1999, p. 3)。" in body(found)
    assert body(found).endswith("陳及李 (2020, 卷 3)說。")
    found = made("author-date.csl", "甲[@chan, 頁 12]。", language="zh-Hans-CN")
    assert "(陈和李 2020, 页 12)" in body(found) or "(陳和李 2020, 页 12)" in body(found)


@needs_node
def test_numbers_run_together_and_lead_to_their_entries(made: Make) -> None:
    found = made("numeric.csl", "甲[@doe]乙[@many]丙[@chan]丁[@doe; @chan; @many]。@many 說。")
    assert body(found).endswith("甲[1]乙[2]丙[3]丁[1–3]。Roe、Poe、Moe[2]說。")
    assert listed(found)[:2] == [
        "[1] J. Doe, First & last, 2001.",
        "[2] A. Roe, A. Poe, A. Moe, Third, 1999.",
    ]
    links = [a.get("href") for a in chapters(found)[0].tree.iter("a")]
    assert links == ["#ref-doe", "#ref-many", "#ref-chan", "#ref-doe", "#ref-chan", "#ref-many"]


@needs_node
def test_notes_begin_anew_in_each_chapter(made: Make) -> None:
    text = (
        "甲[@chan, 頁 12]乙[@chan, 頁 13]丙[見 @doe, p. 3; 又見 @many]丁[@chan]戊[^n]。\n\n"
        "[^n]: 另見[@doe, p. 4]。"
    )
    found = made("notes.csl", text, second="甲[@chan]。@doe 說。")
    assert notes(found) == [
        "陳大文, 李四, 群島, 2020: 12.",
        "同上: 13.",
        "見John Doe, First & last, 2001: 3; 又見Ann Roe et al., Third, 1999.",
        "同注1.",
        "另見同注3: 4。",
    ]
    assert notes(found, 1) == ["陳大文, 李四, 群島, 2020.", "First & last, 2001."]
    assert listed(found) == ["群島.", "First & last.", "Third."]


@needs_node
def test_a_note_on_each_page_names_no_earlier_number(made: Make) -> None:
    found = made("notes.csl", "甲[@chan]乙[@doe]丙[@chan]", more="[notes]\nnumbering = 'page'\n")
    assert notes(found)[2] == "同注."


@needs_node
def test_words_around_a_key_keep_their_mark_up_and_their_citations(made: Make) -> None:
    found = made("author-date.csl", "甲[見 <i>a&b</i> @doe, p. 3, **重** [@su]]。")
    assert "(見 a&b Doe 2001, p. 3, 重 (苏 2010))" in body(found)
    (strong,) = chapters(found)[0].tree.iter("strong")
    assert strong.text == "重"


@needs_node
def test_an_unknown_key_is_printed_and_told(made: Make) -> None:
    found = made("author-date.csl", "甲[@doe; @nobody, 頁 3]乙[@nothing]。")
    assert [item.code for item in found.diagnostics] == ["NK203", "NK203"]
    assert "甲(Doe 2001；nobody? 頁 3)乙nothing?。" in body(found)


@needs_node
def test_works_that_are_not_cited_can_be_listed(made: Make) -> None:
    found = made("author-date.csl", "甲[@doe]", more='nocite = ["*"]\n')
    assert len(listed(found)) == len(ITEMS)


@needs_node
def test_words_in_another_script_say_their_language(made: Make) -> None:
    found = made("author-date.csl", "甲[@su]乙[@doe]。")
    (publication,) = found.publications.values()
    spoken = {
        text_of(element): element.get("lang")
        for entry in publication.bibliography
        for element in entry.body.iter("span", "em")
    }
    assert spoken["简史"] == "zh-Hans-CN"
    assert spoken["First & last"] == "en-US"


@pytest.mark.slow
@needs_node
def test_what_is_printed_is_kept_until_something_changes(
    made: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    style = "author-date.csl"
    made(style, "甲[@doe]")  # finds the folder of the book
    runs: list[str] = []
    real = processor._run

    def run(request: Any, csl: Any) -> Any:
        runs.append(csl.name)
        return real(request, csl)

    monkeypatch.setattr(processor, "_run", run)
    folder = next(path for path in tmp_path.rglob("chapters")).parent
    store = open_store(tmp_path / "store")
    for text in ("甲[@doe]", "甲，乙[@doe]", "甲[@doe, p. 3]"):
        (folder / "chapters/one.md").write_text(f"---\ntitle: 篇\n---\n\n{text}\n", "utf-8")
        loaded = config.load(folder)
        assert not prepare(loaded, Theme(folder), ["zh-Hant-TW"], store=store).failed
    assert len(runs) == 2  # words of the text are no input of the processor


@needs_node
def test_a_style_may_list_only_some_works(
    tmp_path: Path, made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "styles"
    shutil.copytree(STYLES, copy)
    monkeypatch.setitem(globals(), "STYLES", copy)
    before, bibliography = (copy / "author-date.csl").read_text("utf-8").split("<bibliography")
    bibliography = bibliography.replace(
        '<group delimiter=". ">', '<choose><if variable="publisher"><group delimiter=". ">'
    ).replace("</group>", "</group></if></choose>")
    (copy / "some.csl").write_text(f"{before}<bibliography{bibliography}", "utf-8")
    prepared = made("some.csl", "A [@su; @doe; @many].", language="zh-Hant-TW")
    assert [entry.split(",")[0] for entry in listed(prepared)] == ["Doe", "Roe"]  # su has none


def test_a_style_may_be_as_long_as_those_of_apa_and_chicago() -> None:
    text = (STYLES / "author-date.csl").read_text("utf-8")
    calls = "".join(
        f'<macro name="x{n}">{f"""<text macro="x{n + 1}"/>""" * 3}</macro>' for n in range(12)
    )  # some 800,000 elements; Chicago has 1.4 million, APA 130,000
    text = text.replace("<citation", f'{calls}<macro name="x12"><text value="x"/></macro><citation')
    text = text.replace('<text macro="year"/></group>', '<text macro="x0"/></group>', 1)
    style = valid.parse(text, "long.csl", "NK111")
    assert isinstance(style, valid.Style)
    assert not valid.problems_of(style, "long.csl", "NK111")


def refused(made: Make, style: str) -> tuple[str, str]:
    with pytest.raises(ConfigError) as caught:
        made(style, "甲[@doe]")
    (first, *_) = caught.value.diagnostics
    return first.code, str(first)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("</bibliography>", "", "not well-formed XML"),
        ("http://purl.org/net/xbiblio/csl", "http://x", "no style in CSL"),
        ('class="in-text" version="1.0"', 'class="in-text" version="2"', "version 2 of CSL"),
        ('class="in-text"', 'class="other"', 'class is "other"'),
        ('<text macro="year"/></group>', '<text macro="yaer"/></group>', '"yaer" is not defined'),
        ('<text variable="publisher"/>', "<publisher/>", "<publisher> is no element of CSL"),
        ('<macro name="year">', '<macro name="year"><text macro="year"/>', "calls itself"),
        # Fifty macros of a few lines print 3 to the 48th texts.
        (
            "</info>",
            "</info>"
            + "".join(
                f'<macro name="x{n}">{f"""<text macro="x{n + 1}"/>""" * 3}</macro>'
                for n in range(48)
            )
            + '<macro name="x48"><text variable="title"/></macro><citation><layout>'
            '<text macro="x0"/></layout></citation>',
            "more than 4,000,000 elements",
        ),
    ],
)
def test_a_style_that_cannot_be_used_is_told_with_its_line(
    old: str, new: str, words: str, tmp_path: Path, made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "styles"
    shutil.copytree(STYLES, copy)
    monkeypatch.setitem(globals(), "STYLES", copy)
    text = (copy / "author-date.csl").read_text("utf-8")
    assert text.count(old) == 1
    text = text.replace(old, new)
    (copy / "broken.csl").write_text(text, "utf-8")
    code, message = refused(made, "broken.csl")
    assert code == "NK111"
    assert words in message
    line = text[: text.index(new)].count("\n") + 1 if new else text.count("\n")
    assert f"chapters/broken.csl:{line}: " in message


def test_a_style_that_is_not_there_or_outside_is_told(made: Make) -> None:
    assert refused(made, "nowhere.csl")[0] == "NK111"
    assert "outside the book" in refused(made, "../../../x.csl")[1]


@needs_node
def test_a_dependent_style_is_that_of_its_parent(
    made: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "styles"
    shutil.copytree(STYLES, copy)
    monkeypatch.setitem(globals(), "STYLES", copy)
    link = '<link href="http://www.zotero.org/styles/{}" rel="independent-parent"/>'
    for name in ("numeric", "missing"):
        (copy / f"of-{name}.csl").write_text(
            '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0"><info><title>t</title>'
            f"<id>x</id>{link.format(name)}<updated>2026-01-01T00:00:00Z</updated></info></style>",
            "utf-8",
        )
    assert "甲[1]" in body(made("of-numeric.csl", "甲[@doe]"))
    code, message = refused(made, "of-missing.csl")
    assert code == "NK111"
    assert "put missing.csl beside it" in message


def test_without_node_the_build_says_what_is_missing(
    made: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingToolError) as caught:
        made("notes.csl", "甲[@doe]")
    assert [item.code for item in caught.value.diagnostics] == ["NK619"]


def test_a_book_of_strangers_gets_a_house_style(book: Callable[[str], Path]) -> None:
    toml = book("minimal") / "chapters/book.toml"
    toml.write_text(f'{toml.read_text("utf-8")}\n[citations]\nstyle = "a.csl"\n', "utf-8")
    strict, problems = of_strangers(config.load(toml.parent.parent), ("hk", "tw"))
    assert strict.citation_style is None
    assert [item.code for item in problems] == ["NK110"]


@pytest.mark.parametrize(
    ("text", "label", "value", "after"),
    [
        ("頁 12", "page", "12", ""),
        ("頁12—14", "page", "12-14", ""),
        ("页 12、14", "page", "12、14", ""),
        ("第12頁", "page", "12", ""),
        ("第三卷", "volume", "三", ""),
        ("卷 3，頁 4", "volume", "3", "，頁 4"),
        ("第5章", "chapter", "5", ""),
        ("第十條", "article-locator", "十", ""),
        ("p. 7", "page", "7", ""),
        ("pp. 7–9, 12", "page", "7-9, 12", ""),
        ("chap. 3, 又見附錄", "chapter", "3", ", 又見附錄"),
        ("§ 4", "section", "4", ""),
        ("с. 7", "page", "7", ""),
        ("12", "page", "12", ""),
        ("12, 又", "page", "12", ", 又"),
        ("iv", "", "", "iv"),
        ("全書", "", "", "全書"),
        ("頁數不詳", "", "", "頁數不詳"),
        ("2020年版", "", "", "2020年版"),
        ("passim", "", "", "passim"),
    ],
)
def test_a_pinpoint_is_read_by_its_words(text: str, label: str, value: str, after: str) -> None:
    assert pinpoint(text) == Pinpoint(label, value, after)
