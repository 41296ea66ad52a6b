"""Citations in the house style: full and short forms, locators, 同上, bibliography order."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from places import BOOKS

from nkbook.locales.labels import load_labels
from nkbook.look.theme import Theme
from nkbook.manuscript.citations import source as sources
from nkbook.manuscript.citations.source import Source
from nkbook.manuscript.prepare import prepare
from nkbook.model.csl.item import CslItem
from nkbook.model.document import Document
from nkbook.model.publication import Publication
from nkbook.model.trees import text_of
from nkbook.project import config

ITEMS = """
- { id: zh, type: book, title: 南高加索史：導論, author: [{ family: 陳, given: 大文 }],
    publisher: 某社, publisher-place: 香港, issued: { date-parts: [[2020]] }, language: zh-Hant }
- { id: en, type: article-newspaper, title: "Truce: the view from Baku", container-title: The Paper,
    author: [{ family: Smith, given: Jane }], issued: { date-parts: [[2020, 11, 10]] },
    language: en }
- { id: an, type: webpage, title: 無名之文, language: zh-Hans }
- { id: su, type: webpage, title: "[一則報道]", container-title: 某網, language: zh-Hant,
    URL: "https://example.org/%E5%8D%A1", accessed: { date-parts: [[2026, 1, 2]] } }
"""


def source(item: dict[str, Any]) -> Source:
    """Return a work as the citation styles of the Hong Kong edition see it."""
    return sources.source(CslItem.model_validate(item), load_labels("zh-Hant-HK"))


@pytest.fixture(scope="module")
def cite(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Publication]:
    """Return a function that makes a publication of one chapter text with the items above."""

    def make(
        text: str, recite: str = "short", items: str = ITEMS, style: str = "hk"
    ) -> Publication:
        folder = tmp_path_factory.mktemp("book")
        shutil.copytree(BOOKS / "minimal", folder, dirs_exist_ok=True)
        (folder / "chapters/one.md").write_text(f"---\ntitle: 篇\n---\n\n{text}\n", "utf-8")
        (folder / "chapters/data").mkdir()
        (folder / "chapters/data/references.yaml").write_text(items, "utf-8")
        toml = folder / "chapters/book.toml"
        settings = toml.read_text("utf-8").replace("[spine]", "[spine]\nback = ['bibliography']")
        toml.write_text(
            f"{settings}\n[citations]\nrecite = '{recite}'\nstyle = '{style}'\n", "utf-8"
        )
        loaded = config.load(folder)
        prepared = prepare(loaded, Theme(folder), loaded.editions)
        assert {item.code for item in prepared.diagnostics} <= {"NK275"}
        return prepared.publications["zh-Hant-HK"]

    return make


def notes(publication: Publication) -> list[str]:
    """Return the texts of the notes."""
    return [text_of(note.body) for note in document(publication).notes]


def document(publication: Publication) -> Document:
    """Return the one chapter's document."""
    (found,) = (page.document for page in publication.pages if page.document)
    return found


def test_full_form_has_the_punctuation_of_its_language(cite: Callable[..., Publication]) -> None:
    assert notes(cite("甲。[@zh, 頁 12]乙。[@en]丙。[@an]丁。[@su]")) == [
        "陳大文：《南高加索史：導論》（香港：某社，2020年），頁 12。",
        "Jane Smith, “Truce: the view from Baku”, The Paper, 10 November 2020.",
        "〈無名之文〉。",
        "[一則報道]，《某網》。",
    ]


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("南高加索史", "zh-Hant"),
        ("关于 Karabakh 的书", "zh-Hans"),
        ("山之外", "zh-Hant"),
        ("アルツァフの歴史", "ja"),
        ("Black Garden", "und"),
    ],
)
def test_a_source_without_a_language_is_known_by_its_title(title: str, language: str) -> None:
    found = source({"id": "a", "type": "book", "title": title})
    assert (found.language, found.chinese) == (language, language != "und")
    assert source({"id": "a", "type": "book", "title": title, "language": "ja"}).language == "ja"


def test_cited_again_in_the_chapter_is_short_and_points_back(
    cite: Callable[..., Publication],
) -> None:
    found = cite("甲。[@zh]乙。[見 @zh, 頁 3; @en]丙。[@en]")
    assert notes(found)[1:] == [
        (
            "見陳大文：《南高加索史》（同註1），頁 3；Jane Smith, “Truce: the view from Baku”, "
            "The Paper, 10 November 2020."
        ),
        "Jane Smith, “Truce”（同註2）。",
    ]
    back = document(found).notes[1].body.find(".//a[@class='internal']")
    assert back is not None
    assert back.get("href") == f"#{document(found).notes[0].call_id}"


def test_ibid_only_after_the_same_single_source(cite: Callable[..., Publication]) -> None:
    found = notes(cite("甲。[@zh]乙。[@zh, 頁 3]丙。[@en]丁。[@zh]戊。[@zh; @en]己。[@zh]", "ibid"))
    assert found[1] == "同上，頁 3。"
    assert found[3] == "陳大文：《南高加索史》（同註1）。"
    assert found[5] == "陳大文：《南高加索史》（同註1）。"


def test_an_authors_note_breaks_the_chain_of_ibid(cite: Callable[..., Publication]) -> None:
    found = notes(cite("甲。[@zh]乙。[^n]丙。[@zh]\n\n[^n]: 另見[@en]。", "ibid"))
    assert found[1].startswith("另見Jane Smith")
    assert found[2] == "陳大文：《南高加索史》（同註1）。"


def test_bibliography_holds_what_is_cited_chinese_first(cite: Callable[..., Publication]) -> None:
    found = cite("甲。[@en; @su; @zh]")
    assert [entry.key for entry in found.bibliography] == ["su", "zh", "en"]
    assert text_of(found.bibliography[0].body) == (
        "[一則報道]，《某網》。https://example.org/卡（2026年1月2日檢索）。"
    )
    links = {note.body.find(".//a").get("href") for note in document(found).notes}  # type: ignore[union-attr]
    assert links <= {f"#{entry.id}" for entry in found.bibliography}


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Short title", "Short title"),
        ("Head: and the rest", "Head"),
        (
            "Unification of Armenia and Artsakh (December 1, 1989)",
            "Unification of Armenia and Artsakh",
        ),
        ("A " + "very " * 12 + "long title", "A very very very very very very very very very …"),
    ],
)
def test_short_titles(title: str, short: str) -> None:
    assert (
        source({"id": "x", "type": "webpage", "title": title, "language": "en"}).short_title
        == short
    )


@pytest.mark.parametrize(
    ("language", "names", "printed"),
    [
        ("zh-Hant", {"editor": [{"family": "陳", "given": "大文"}]}, ("陳大文編",)),
        ("zh-Hans", {"author": [], "editor": [{"literal": "某委員會"}]}, ("某委員會編",)),
        (
            "en",
            {"editor": [{"family": "Smith", "given": "Jane"}, {"literal": "The Institute"}]},
            ("Jane Smith", "The Institute (eds.)"),
        ),
        (
            "en",
            {"author": [{"family": "Doe", "given": "J."}], "editor": [{"family": "Smith"}]},
            ("J. Doe",),
        ),
        ("en", {}, ()),
    ],
)
def test_editors_stand_in_for_authors(
    language: str, names: dict[str, list[dict[str, str]]], printed: tuple[str, ...]
) -> None:
    item = {"id": "x", "type": "book", "title": "題", "language": language}
    assert tuple(map(str, source({**item, **names}).authors)) == printed


WESTERN = """
- { id: one, type: book, title: First, language: en, issued: 1991,
    author: [{ family: Øverland, given: Ulla }, { family: Brandt, given: Kai Uwe }] }
- { id: two, type: book, title: Second, language: en, issued: 1980,
    author: [{ family: Åkesson, given: Zelda }] }
- { id: three, type: book, title: Third, language: nl, issued: 1970,
    author: [{ family: Meer, given: Xander J., non-dropping-particle: van der }] }
- { id: four, type: book, title: Fourth, language: en, issued: 1990,
    author: [{ family: Ōyama, given: Yuko }, { literal: Some Society }] }
- { id: five, type: book, title: Fifth, language: en,
    author: [{ literal: Kept Whole Society }] }
- { id: six, type: book, title: Sixth, language: en, issued: 1970,
    author: [{ family: Ōyama, given: Yuko }, { family: Fell, given: Jo },
      { family: Gill, given: Al }, { family: Hunt, given: Bo }] }
"""
ALL_WESTERN = "甲。[@one; @two; @three; @four; @five; @six]"


def entries(publication: Publication) -> list[str]:
    """Return the texts of the bibliography."""
    return [text_of(entry.body) for entry in publication.bibliography]


@pytest.mark.parametrize("style", ["hk", "tw", "gbt7714"])
def test_western_works_are_sorted_by_family_name(
    cite: Callable[..., Publication], style: str
) -> None:
    """Accents do not count, nor do particles, as CSL's display-and-sort has it."""
    found = cite(ALL_WESTERN, items=WESTERN, style=style)
    assert [entry.key for entry in found.bibliography] == [
        *("two", "five", "three", "one", "six", "four")
    ]


@pytest.mark.parametrize(
    ("style", "first"),
    [
        ("hk", "Øverland, Ulla, and Kai Uwe Brandt, First, 1991."),
        ("tw", "Øverland, Ulla, and Kai Uwe Brandt, First, 1991."),
        ("gbt7714", "ØVERLAND U, BRANDT K U. First[M]. 1991."),
    ],
)
def test_western_names_in_the_bibliography(
    cite: Callable[..., Publication], style: str, first: str
) -> None:
    found = entries(cite(ALL_WESTERN, items=WESTERN, style=style))
    assert found[3] == first


def test_western_names_in_notes(cite: Callable[..., Publication]) -> None:
    """In reading order in Hong Kong; the standard of the mainland has one form for both."""
    (hong_kong,) = notes(cite("甲。[@three; @six]", items=WESTERN))
    assert hong_kong == (
        "Xander J. van der Meer, Third, 1970；"
        "Yuko Ōyama, Jo Fell, Al Gill, and Bo Hunt, Sixth, 1970."
    )
    (mainland,) = notes(cite("甲。[@three; @six]", items=WESTERN, style="gbt7714"))
    assert mainland == (
        "VAN DER MEER X J. Third[M]. 1970；ŌYAMA Y, FELL J, GILL A, et al. Sixth[M]. 1970."
    )


@pytest.mark.parametrize(
    ("name", "natural", "inverted", "short", "initials"),
    [
        (
            {"family": "Beck", "given": "Jean-Luc", "suffix": "Jr."},
            *("Jean-Luc Beck Jr.", "Beck, Jean-Luc, Jr.", "Beck", "BECK J L, Jr"),
        ),
        (
            {"family": "Alun", "given": "R.S.", "non-dropping-particle": "d'"},
            *("R.S. d'Alun", "Alun, R.S. d'", "d'Alun", "D'ALUN R S"),
        ),
        (
            {"family": "Lund", "given": "Per", "dropping-particle": "von"},
            *("Per von Lund", "Lund, Per von", "Lund", "LUND P von"),
        ),
        ({"family": "柳", "given": "一刀"}, "柳一刀", "柳一刀", "柳一刀", "柳一刀"),
        ({"family": "山本", "given": "はな"}, "山本はな", "山本はな", "山本はな", "山本はな"),
        (
            {"family": "Nagy", "given": "Béla", "static-ordering": True},
            "Nagy Béla",
            "Nagy Béla",
            "Nagy",
            "NAGY B",
        ),
        ({"literal": "The Club"}, "The Club", "The Club", "The Club", "The Club"),
        (
            {"family": "Единица", "given": "Пётр"},
            "Пётр Единица",
            "Единица, Пётр",
            "Единица",
            "ЕДИНИЦА П",
        ),
        ({"family": "Solo"}, "Solo", "Solo", "Solo", "SOLO"),
    ],
)
def test_forms_of_a_name(
    name: dict[str, object], natural: str, inverted: str, short: str, initials: str
) -> None:
    item = {"id": "x", "type": "book", "title": "T", "language": "zh", "author": [name]}
    (found,) = source(item).authors
    assert (found.natural, found.inverted) == (natural, inverted)
    assert (found.short, found.initials) == (short, initials)


CHINESE = """
- { id: a, type: book, title: 后记, author: [{ family: 曾, given: 一 }], issued: 2011 }
- { id: b, type: book, title: 前记, author: [{ family: 曾, given: 一 }], issued: 1995 }
- { id: c, type: book, title: 无年, author: [{ family: 曾, given: 一 }], language: zh-Hans }
- { id: d, type: book, title: 其他, author: [{ family: 尉迟, given: 二 }], language: zh-Hans }
- { id: e, type: book, title: 其他, author: [{ family: 魏, given: 三 }], language: zh-Hans }
- { id: f, type: book, title: 其他, author: [{ family: 詹, given: 四 }], language: zh-Hans }
- { id: g, type: book, title: 其他, author: [{ family: 于, given: 五 }], language: zh-Hans }
- { id: h, type: book, title: 其他, author: [{ family: 仇, given: 六 }], language: zh-Hans }
- { id: i, type: book, title: 其他, author: [{ family: 任, given: 七 }], language: zh-Hans }
"""


def test_surnames_are_sorted_as_they_are_read(book: Callable[[str], Path]) -> None:
    """曾 is Zēng, not céng; 尉迟 Yùchí, not wèi; 仇 Qiú, not chóu: by pinyin on the mainland."""
    folder = book("minimal")
    (folder / "chapters/one.md").write_text(
        "---\ntitle: 篇\n---\n\n" + "".join(f"文。[@{key}]" for key in "abcdefghi"), "utf-8"
    )
    (folder / "chapters/data").mkdir()
    (folder / "chapters/data/references.yaml").write_text(CHINESE, "utf-8")
    toml = folder / "chapters/book.toml"
    toml.write_text(toml.read_text("utf-8").replace("zh-Hant-HK", "zh-Hans-CN"), "utf-8")
    loaded = config.load(folder)
    found = prepare(loaded, Theme(folder), ("zh-Hans-CN",)).publications["zh-Hans-CN"]
    assert [entry.key for entry in found.bibliography] == [
        "h",
        "i",
        "e",
        "g",
        "d",
        "b",
        "a",
        "c",
        "f",
    ]


RICH = """
- { id: tr, type: book, title: 海濱, language: zh-Hant, publisher: 某社,
    publisher-place: 廣州, issued: 2003, author: [{ literal: 瑪莉·懷特 }],
    translator: [{ family: 高, given: 一 }, { family: 程, given: 二 }],
    edition: 2, collection-title: 小叢書 }
- { id: ch, type: chapter, title: 論燈塔, language: zh-Hant, container-title: 海岸論集, page: 21-40,
    author: [{ family: 魯, given: 三 }], editor: [{ family: 顧, given: 四 }], issued: 1998 }
- { id: en, type: chapter, title: On Light, language: en, container-title: Coasts, page: 9-31,
    author: [{ family: Fisk, given: Una }], editor: [{ family: Nye, given: Ola }], issued: 1998,
    edition: 3 }
- { id: ar, type: manuscript, title: 日記, language: zh-Hant, author: [{ literal: 某人 }],
    archive: 市立檔案館, archive_location: 卷宗8, archive-place: 澳門,
    issued: { literal: 宣統二年 } }
- { id: ma, type: article-journal, title: "論<i>Alga</i>與H<sub>2</sub>O<b", language: zh-Hant,
    container-title: 水誌, volume: 卷三, issue: 4, page: 5-9, issued: 1950-22 }
- { id: bc, type: book, title: 古卷, language: zh-Hant, issued: { date-parts: [[-97]] } }
- { id: se, type: book, title: 月報, language: zh-Hant, issued: 1921/1927, publisher: 報社 }
- { id: ci, type: book, title: Leaves, language: en, issued: 1810~ }
- { id: do, type: webpage, title: 網上, language: zh-Hant, DOI: 10.5555/xyz }
- { id: st, type: standard, title: 某标准, language: zh-Hans, number: GB 1, issued: 2015 }
"""


@pytest.fixture(scope="module")
def rich(cite: Callable[..., Publication]) -> Mapping[str, Mapping[str, str]]:
    """Return the entries of these sources by their keys, in two styles."""
    text = "\n\n".join(f"甲。[@{key}]" for key in re.findall(r"id: (\w+)", RICH))
    made = {style: cite(text, items=RICH, style=style) for style in ("hk", "gbt7714")}
    return {
        style: {entry.key: text_of(entry.body) for entry in publication.bibliography}
        for style, publication in made.items()
    }


@pytest.mark.parametrize(
    ("key", "hong_kong", "mainland"),
    [
        (
            "tr",
            "瑪莉·懷特：《海濱》，高一、程二譯，第2版（廣州：某社，2003年），小叢書。",
            "瑪莉·懷特. 海濱[M]. 高一, 程二, 譯. 2版. 廣州: 某社, 2003.",
        ),
        (
            "ch",
            "魯三：〈論燈塔〉，載顧四編：《海岸論集》，1998年，頁21–40。",
            "魯三. 論燈塔[M]//顧四. 海岸論集. 1998: 21-40.",
        ),
        (
            "en",
            "Fisk, Una, “On Light”, in Coasts, ed. Ola Nye, 3rd ed., 1998, pp. 9–31.",
            "FISK U. On Light[M]//NYE O. Coasts. 3rd ed. 1998: 9-31.",
        ),
        (
            "ar",
            "某人：〈日記〉，宣統二年，澳門，市立檔案館，卷宗8。",
            "某人. 日記[A]. 澳門: 市立檔案館: 卷宗8, 宣統二年.",
        ),
        (
            "ma",
            "〈論Alga與H2O<b〉，《水誌》，卷三第4期（1950年夏），頁5–9。",
            "論Alga與H2O<b[J]. 水誌, 1950, 卷三(4): 5-9.",
        ),
        ("bc", "《古卷》，公元前97年。", "古卷[M]. 公元前97."),
        ("se", "《月報》（報社，1921—1927年）。", "月報[M]. 報社, 1921-1927."),
        ("ci", "Leaves, c. 1810.", "Leaves[M]. c. 1810."),
        (
            "do",
            "〈網上〉。https://doi.org/10.5555/xyz。",
            "網上[EB/OL]. DOI:10.5555/xyz.",
        ),
        ("st", "《某标准》，GB 1，2015年。", "某标准: GB 1[S]. 2015."),
    ],
)
def test_what_a_source_has_is_printed(
    rich: Mapping[str, Mapping[str, str]], key: str, hong_kong: str, mainland: str
) -> None:
    assert rich["hk"][key] == hong_kong
    assert rich["gbt7714"][key] == mainland


def test_taiwan_prints_years_in_words_as_they_are(cite: Callable[..., Publication]) -> None:
    items = RICH.replace("{ literal: 宣統二年 }", "{ literal: 宣統二年 }, publisher: 某社").replace(
        "type: manuscript", "type: book"
    )
    (found,) = entries(cite("甲。[@ar]", items=items, style="tw"))
    assert found == "某人：《日記》（澳門：某社，宣統二年），市立檔案館，卷宗8。"


def test_tags_in_titles_become_elements(cite: Callable[..., Publication]) -> None:
    body = cite("甲。[@ma]", items=RICH).bibliography[0].body
    assert [(found.tag, found.text) for found in body.iter("em", "sub")] == [
        ("em", "Alga"),
        ("sub", "2"),
    ]


def test_names_of_both_scripts_in_one_work(cite: Callable[..., Publication]) -> None:
    """A name is printed by its own letters, not by the language of the title."""
    items = (
        "- { id: a, type: book, title: 合著, language: zh-Hant,"
        " author: [{ family: 曹, given: 一 }, { family: Pike, given: Amy }] }\n"
        "- { id: b, type: book, title: Joint, language: en,"
        " author: [{ family: 曹, given: 一 }, { family: Pike, given: Amy }] }\n"
    )
    assert entries(cite("甲。[@a; @b]", items=items)) == [
        "曹一、Amy Pike：《合著》。",
        "曹一 and Amy Pike, Joint.",
    ]


def test_notes_of_a_book_without_bibliography_link_to_none(book: Callable[[str], Path]) -> None:
    folder = book("minimal")
    (folder / "chapters/one.md").write_text("---\ntitle: 篇\n---\n\n甲。[@zh]\n", "utf-8")
    (folder / "chapters/data").mkdir()
    (folder / "chapters/data/references.yaml").write_text(ITEMS, "utf-8")
    loaded = config.load(folder)
    found = prepare(loaded, Theme(folder), loaded.editions).publications["zh-Hant-HK"]
    (note,) = document(found).notes
    assert text_of(note.body).startswith("陳大文：《南高加索史：導論》")
    assert note.body.find(".//a[@class='source']") is None
