"""The regional editions: hand-checked sentences, protection, and one book in three regions."""

from __future__ import annotations

import json
import re
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import pymupdf
import pytest
import uharfbuzz
from conftest import run_nkbook
from lxml import etree
from places import BOOKS, REPOSITORY, TESTS
from quick_yaml import safe_load

from nkbook.diagnostics.codes import Severity
from nkbook.formats import paged, pdf
from nkbook.locales.registry import locale, locales
from nkbook.look.theme import Theme
from nkbook.manuscript.editions.report import report
from nkbook.manuscript.editions.scripts import wrong_characters
from nkbook.manuscript.editions.tables import table
from nkbook.manuscript.editions.text import Converter
from nkbook.manuscript.prepare import Prepared, prepare
from nkbook.model.document import Document, Element
from nkbook.model.publication import Publication
from nkbook.model.trees import text_of
from nkbook.pipeline import steps as pipeline
from nkbook.project import config

HK, TW, CN = "zh-Hant-HK", "zh-Hant-TW", "zh-Hans-CN"
ROOTS = pytest.mark.parametrize(
    "root",
    [
        pytest.param(BOOKS / "editions", id="small"),
        pytest.param(REPOSITORY, id="flagship", marks=pytest.mark.flagship),
    ],
)
BY_KEY = {one.key: one for one in locales().values()}
SENTENCES: list[dict[str, str]] = safe_load(
    (TESTS / "manuscript/editions/sentences.yaml").read_text(encoding="utf-8")
)


@cache
def converter(source: str, target: str) -> Converter:
    return Converter(BY_KEY[source], BY_KEY[target])


@cache
def prepared(root: Path) -> Prepared:
    """Return the three editions of a book project."""
    return prepare(config.load(root), Theme(root), (HK, TW, CN))


@cache
def one_script_only(script: str) -> frozenset[str]:
    """Return the characters of one script only, as Unihan tells them."""
    text = (TESTS / "manuscript/editions/unihan.txt").read_text(encoding="utf-8")
    listed = re.search(rf"^{script}\n((?:[^a-z\n].*\n)+)", text, re.MULTILINE)
    assert listed
    return frozenset(listed[1]) - {"\n"}


def page(publication: Publication, id: str) -> Document:
    (document,) = (page.document for page in publication.pages if page.id == id and page.document)
    return document


def book(text: str, tmp_path: Path, names: str = "", source: str = HK, extra: str = "") -> Path:
    """Write a book of one chapter and return its folder."""
    chapters = tmp_path / "book/chapters"
    (chapters / "data").mkdir(parents=True)
    (chapters / "one.md").write_text(f"---\ntitle: 上\n---\n\n{text}\n", encoding="utf-8")
    (chapters / "book.toml").write_text(
        f'[book]\nslug = "b"\ntitle = "書"\nlanguage = "{source}"\ncreators = [{{ name = "甲" }}]\n'
        '[release]\nversion = "1"\ndate = 2026-03-04\n[spine]\nbody = ["one.md"]\n'
        f'[build]\neditions = ["{HK}", "{TW}", "{CN}"]\n{extra}\n',
        encoding="utf-8",
    )
    if names:
        (chapters / "data/names.yaml").write_text(names, encoding="utf-8")
    return tmp_path / "book"


def test_each_edition_has_its_own_isbn_and_the_same_makers(tmp_path: Path) -> None:
    """An ISBN is one product's; what [imprint] gives is the manuscript's own edition's."""
    root = book(
        "甲。",
        tmp_path,
        extra="""[imprint]
isbn = { print = "978-962-00-0000-3", epub = "978-962-00-0001-0" }
[edition.zh-Hant-TW]
isbn = { print = "978-957-00-0000-9" }
""",
    )
    settings = root / "chapters/book.toml"
    settings.write_text(
        settings.read_text("utf-8").replace(
            '{ name = "甲" }', '{ name = "某會", corporate = true }'
        ),
        "utf-8",
    )
    publications = prepared(root).publications
    found = {key: dict(item.metadata.imprint.isbn) for key, item in publications.items()}
    assert found == {
        HK: {"print": "978-962-00-0000-3", "epub": "978-962-00-0001-0"},
        TW: {"print": "978-957-00-0000-9"},
        CN: {},
    }
    assert [item.metadata.creators[0].corporate for item in publications.values()] == [True] * 3


def test_ruby_parts_no_words(tmp_path: Path) -> None:
    """A word is known though each of its characters has a reading, which stays as written."""
    root = book('過[軟件]{ruby="ruǎn jiàn"}。', tmp_path)
    (paragraph,) = page(prepared(root).publications[TW], "one").tree.iter("p")
    assert text_of(paragraph) == "過軟體。"
    assert [rt.text for rt in paragraph.iter("rt")] == ["ruǎn", "jiàn"]


def test_private_characters_are_an_authors_own(tmp_path: Path) -> None:
    """One of them once stood for protected text, so that a manuscript with it was not read."""
    root = book("\ue000字`\ue000碼`後，私用\ue000字。", tmp_path)
    assert text_of(first(root, CN)) == "\ue000字\ue000碼后，私用\ue000字。"


def first(root: Path, language: str) -> Element:
    """Return the first block of the one chapter in an edition."""
    return page(prepared(root).publications[language], "one").tree[0]


# The sentences


@pytest.mark.parametrize(("source", "target"), list(permutations(BY_KEY, 2)))
def test_sentences(source: str, target: str) -> None:
    rows = [row for row in SENTENCES if f"{source}>{target}" not in row.get("skip", "").split()]
    found = {row[source]: converter(source, target).text(row[source]) for row in rows}
    assert {
        row[source]: found[row[source]] for row in rows if found[row[source]] != row[target]
    } == {}
    assert len(rows) >= 180


def test_the_table_is_large_and_in_the_right_scripts() -> None:
    assert len(SENTENCES) >= 200
    for row in SENTENCES:
        assert not set(row["cn"]) & one_script_only("traditional"), row["cn"]
        assert not set(row["hk"] + row["tw"]) & one_script_only("simplified") - set("温税脱"), row


def test_the_edition_of_the_manuscript_is_left_alone() -> None:
    text = "『信息』软件，“甚麼”·著"
    assert Converter(locale(HK), locale(HK)).text(text) == text


def test_names_come_first_and_the_longest_wins(tmp_path: Path) -> None:
    names = (
        "- { id: a, forms: { zh-Hant-HK: 沙河, zh-Hant-TW: 砂河 } }\n"
        "- { id: b, forms: { zh-Hant-HK: 沙河軟件, zh-Hant-TW: 砂河體 } }\n"
    )
    root = book("沙河軟件與沙河，軟件。", tmp_path, names)
    assert text_of(first(root, TW)) == "砂河體與砂河，軟體。"


# Marks


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("「甲『乙』丙」", "“甲‘乙’丙”"),
        ("『甲「乙」丙』", "“甲‘乙’丙”"),  # the wrong way round
        # Marks of English stay as they are.
        ("稱為 ‘republic’ 的‘republic’", "称为 ‘republic’ 的‘republic’"),
        ("「好」，It’s ‘fine’ and “good”", "“好”，It’s ‘fine’ and “good”"),
        ("他說「it’s ‘fine’」", "他说“it’s ‘fine’”"),
        ("「第一段。", "“第一段。"),  # goes on in the next paragraph
        ("「第二段完。」", "“第二段完。”"),
        ("續段。」", "续段。”"),
        ("「甲」、「乙」和《丙》、〈丁〉，《戊》、「己」", "“甲”“乙”和《丙》《丁》，《戊》“己”"),
        ("「甲」（一）、「乙」", "“甲”（一）、“乙”"),
    ],
)
def test_quotation_marks(text: str, printed: str) -> None:
    assert converter("hk", "cn").text(text) == printed


def test_items_of_a_list_in_marks_get_their_mark_back() -> None:
    text = "他读过《甲》《乙》，说“好”“妙”。“走吧。”“好。”见《丙报》“社论”。"
    printed = "他讀過《甲》、《乙》，說「好」、「妙」。「走吧。」「好。」見《丙報》「社論」。"
    assert converter("cn", "tw").text(text) == printed


def test_quotation_marks_from_the_mainland() -> None:
    text = "他说：“d’État 是‘政变’，Xi’an 是地名。”"
    assert converter("cn", "hk").text(text) == "他説：「d’État 是『政變』，Xi’an 是地名。」"
    text = "他说‘OK’，使用 “foo” 命令，It’s “fine” and “好”"
    printed = "他説「OK」，使用 「foo」 命令，It’s “fine” and 「好」"
    assert converter("cn", "hk").text(text) == printed


def test_quotation_marks_nest_across_markup(tmp_path: Path) -> None:
    root = book("他說：「**和約『草**案』」。", tmp_path)
    assert text_of(first(root, CN)) == "他说：“和约‘草案’”。"
    strong = first(root, CN).find("strong")
    assert strong is not None
    assert strong.text == "和约‘草"


# Markup


def test_a_word_parted_by_markup_is_seen(tmp_path: Path) -> None:
    root = book("阿塞**拜**疆的*網*絡。", tmp_path)
    assert etree.tostring(first(root, TW), encoding="unicode").split(">", 1)[1] == (
        "亞塞<strong>拜</strong>然的<em>網</em>路。</p>"
    )
    assert prepared(root).diagnostics == ()


def test_a_word_parted_by_markup_that_grows_is_reported(tmp_path: Path) -> None:
    root = book("哈薩克**斯坦**獨立。", tmp_path)
    (problem,) = prepared(root).diagnostics
    assert (problem.code, problem.severity) == ("NK222", Severity.WARNING)
    assert str(problem.location) == "chapters/one.md:5"
    assert text_of(first(root, TW)) == "哈薩克獨立。"


def test_what_is_protected(tmp_path: Path) -> None:
    root = book(
        "[軟件]{lang=zh-Hant-TW}、`軟件`、[《軟件》]{.orig}、[軟件](https://example.org/軟件)、"
        "[网络]{lang=zh-Hans}、<https://example.org/軟件>",
        tmp_path,
    )
    paragraph = first(root, CN)
    assert text_of(paragraph).split("、")[:5] == ["軟件", "軟件", "《軟件》", "软件", "网络"]
    links = [link.get("href") for link in paragraph.iter("a")]
    assert all(link and "%E8%BB%9F%E4%BB%B6" in link for link in links)
    original = paragraph.find("span[@class='orig']")
    assert original is not None
    assert original.get("lang") == HK


def test_words_for_one_edition(tmp_path: Path) -> None:
    root = book('[信息]{tw=消息 cn="一 則"}與[程式]{hk=軟件}。', tmp_path)
    printed = {language: text_of(first(root, language)) for language in (HK, TW, CN)}
    assert printed == {HK: "信息與軟件。", TW: "消息與程式。", CN: "一 則与程序。"}
    assert all(not len(first(root, language)) for language in printed)  # no marks left


def test_blocks_for_one_edition(tmp_path: Path) -> None:
    root = book(
        "::: {.only edition=zh-Hant-TW}\n軟件[^a]\n:::\n\n"
        '::: {.only edition="zh-Hant-HK zh-Hans-CN"}\n'
        "軟件\n:::\n\n末段。\n\n[^a]: 註文。",
        tmp_path,
    )
    publications = prepared(root).publications
    trees = {language: page(publications[language], "one") for language in (HK, TW, CN)}
    texts = {language: [text_of(block) for block in trees[language].tree] for language in trees}
    assert texts == {HK: ["軟件", "末段。"], TW: ["軟件", "末段。"], CN: ["软件", "末段。"]}
    assert [len(trees[language].notes) for language in (HK, TW, CN)] == [0, 1, 0]


@pytest.mark.parametrize(
    ("setting", "printed"),
    [
        ("words", "《信息報》《亞塞拜然憲法》《砂河》"),
        ("verbatim", "《信息報》《阿塞拜疆憲法》《沙河》"),
        ("convert", "《資訊報》《亞塞拜然憲法》《砂河》"),
    ],
)
def test_titles_of_works(setting: str, printed: str, tmp_path: Path) -> None:
    names = "- { id: a, forms: { zh-Hant-HK: 沙河, zh-Hant-TW: 砂河 } }\n"
    extra = f'[conversion]\ntitles = "{setting}"'
    root = book("《信息報》《阿塞拜疆憲法》《沙河》", tmp_path, names, extra=extra)
    assert text_of(first(root, TW)) == printed


# Problems


def test_a_name_that_the_glossary_lacks(tmp_path: Path) -> None:
    names = "- { id: a, forms: { zh-Hant-HK: 沙河, zh-Hant-TW: 砂河, zh-Hans-CN: 沙河 } }\n"
    text = "沙河（[Shahe]{lang=en}）、蘇姆蓋特（[Sumqayıt]{lang=az}）、伊凡·伊凡諾夫、"
    root = book(text + "歐安組織（[OSCE]{lang=en}）、事件（[pogrom]{lang=en}）。", tmp_path, names)
    found = [(item.code, item.message) for item in prepared(root).diagnostics]
    assert found == [
        ("NK223", "…蘇姆蓋特 is not in the glossary"),
        ("NK223", "…伊凡·伊凡諾夫 is not in the glossary"),
    ]


def test_a_character_in_the_wrong_script(tmp_path: Path) -> None:
    """Told for the manuscript, where it is a slip, and for the editions that it is left in."""
    root = book("這個羣裏的东西，[东西]{.orig}、[国]{lang=ja}。\n\n一边。\n\n东。", tmp_path)
    found = prepared(root).diagnostics
    assert [(item.message, item.location and item.location.line) for item in found] == [
        ("东 in a manuscript of zh-Hant-HK", 5),
        ("边 in a manuscript of zh-Hant-HK", 7),
        ("东 in a manuscript of zh-Hant-HK", 9),
        ("东 is left in the zh-Hant-TW edition", 5),
        ("边 is left in the zh-Hant-TW edition", 7),
    ]
    assert {item.code for item in found} == {"NK224"}
    assert wrong_characters("後乾著徵瞭於藉", locale(CN)) == ["後", "於"]
    assert wrong_characters("着裏衞説綫温群峰国", locale(HK)) == ["国"]


def test_an_unsure_name_needs_a_decision(tmp_path: Path) -> None:
    row = (
        "- id: a\n  forms: { zh-Hant-HK: 沙河, zh-Hant-TW: 砂河, zh-Hans-CN: 沙河 }\n"
        "  unsure: true\n  unsure_forms: [zh-Hant-TW]\n"
    )
    root = book("沙河。", tmp_path, row)
    (problem,) = prepared(root).diagnostics
    assert (problem.code, problem.severity) == ("NK221", Severity.ERROR)
    (root / "chapters/data/names.yaml").write_text(row + "  decision: so spelt\n", "utf-8")
    again = prepare(config.load(root), Theme(root), (TW,))
    assert again.diagnostics == ()
    (change,) = report(again.logs[TW], again.publications[TW].metadata)["changes"]
    assert (change["printed"], change["doubt"], change["why"]) == ("砂河", 1, "so spelt")


# Other source editions


@pytest.mark.parametrize(
    ("source", "text", "printed"),
    [
        (
            CN,
            "他说：“阿塞拜疆的‘软件’在这里。”",
            {
                HK: "他説：「阿塞拜疆的『軟件』在這裏。」",
                TW: "他說：「亞塞拜然的『軟體』在這裡。」",
            },
        ),
        (
            TW,
            "他說：「亞塞拜然的『軟體』在這裡。」",
            {HK: "他説：「阿塞拜疆的『軟件』在這裏。」", CN: "他说：“阿塞拜疆的‘软件’在这里。”"},
        ),
    ],
)
def test_any_source_edition(
    source: str, text: str, printed: dict[str, str], tmp_path: Path
) -> None:
    root = book(text, tmp_path, source=source)
    assert prepared(root).diagnostics == ()
    assert {language: text_of(first(root, language)) for language in printed} == printed
    assert text_of(first(root, source)) == text


# One book in three regions


@pytest.fixture(scope="module")
def editions() -> dict[str, Publication]:
    found = prepared(BOOKS / "editions")
    assert found.diagnostics == ()
    return dict(found.publications)


def skeleton(publication: Publication) -> list[Any]:
    """Return what the editions share: pages, elements with their ids and links, notes."""
    found: list[Any] = []
    for item in publication.pages:
        found.append((item.id, item.kind, item.matter))
        if item.document:
            roots = [item.document.tree, *(note.body for note in item.document.notes)]
            found += [(note.id, note.call_id, note.number) for note in item.document.notes]
            found += [
                (element.tag, element.get("id"), element.get("href"), element.get("class"))
                for root in roots
                for element in root.iter()
            ]
    return [*found, sorted(publication.anchors), sorted(e.id for e in publication.bibliography)]


def test_structure_is_the_same_in_all_editions(editions: dict[str, Publication]) -> None:
    """But for the block and the note that only the Taiwan edition has."""
    base = skeleton(editions[HK])
    assert skeleton(editions[CN])[:3] == base[:3]
    only = {item for item in skeleton(editions[TW])[:-2] if item not in base}
    assert {row[1] for row in only if row[0] != "one"} <= set(editions[TW].anchors)
    shared = set(editions[HK].anchors) & set(editions[TW].anchors)
    assert {"one", "two", "net-az", "towns", "fig-net", "one-fn-n", "ref-book"} <= shared


@pytest.mark.flagship
def test_structure_of_the_flagship_is_the_same() -> None:
    publications = prepared(REPOSITORY).publications
    # Its colophon stands where its region has it.
    source, tw, cn = (
        [row for row in skeleton(publications[language])
         if isinstance(row, tuple) and row[0] != "colophon"]
        for language in (HK, TW, CN)
    )  # fmt: skip
    for language, found in ((TW, tw), (CN, cn)):
        in_text = [row for row in found if row[0] not in ("a", "span", "cite")]
        assert in_text == [row for row in source if row[0] not in ("a", "span", "cite")]
        assert set(publications[language].anchors) >= set(publications[HK].anchors)
        notes = [len(page.document.notes) for page in publications[language].pages if page.document]
        assert notes == [
            len(page.document.notes) for page in publications[HK].pages if page.document
        ]


@ROOTS
@pytest.mark.parametrize(("language", "script"), [(TW, "simplified"), (CN, "traditional")])
def test_no_character_of_the_other_script_on_any_page(
    root: Path, language: str, script: str, tmp_path: Path
) -> None:
    """The whole book as it is set: title page, colophon, contents, lists, running words."""
    publication = prepared(root).publications[language]
    loaded = config.load(root)
    page = etree.HTML(paged.assemble(publication, pipeline.context(loaded, Theme(root), tmp_path)))
    body = page.find("body")
    assert body is not None
    foreign = one_script_only(script)
    wrong = {
        text[:60]: found for text in foreign_free(body, language) if (found := set(text) & foreign)
    }
    assert wrong == {}


def foreign_free(element: Element, language: str) -> list[str]:
    """Return the texts below an element in the edition's language, but no addresses and code."""
    own = element.get("lang") in (None, language) and element.tag not in ("code", "pre")
    address = "url" in str(element.get("class")).split()
    texts = [element.text or ""] if own and not address else []
    for child in element:
        if isinstance(child.tag, str) and own:
            texts += foreign_free(child, language)
        texts.append(child.tail or "" if own else "")
    return texts


def counts(publication: Publication) -> list[tuple[int, int]]:
    """Return the notes and the links of each chapter."""
    documents = [item.document for item in publication.pages if item.document]
    return [(len(item.notes), len(list(item.tree.iter("a")))) for item in documents]


@ROOTS
@pytest.mark.parametrize(("language", "script"), [(TW, "simplified"), (CN, "traditional")])
def test_no_character_of_the_other_script(root: Path, language: str, script: str) -> None:
    """Judged by Unihan: everything but what is marked as an original or as a source's own words."""
    publication = prepared(root).publications[language]
    foreign = one_script_only(script)
    found = {}
    for text in printed_texts(publication):
        if wrong := set(text) & foreign:
            found[text[:60]] = wrong
    assert found == {}


@ROOTS
def test_no_marks_of_another_region(root: Path) -> None:
    publications = prepared(root).publications
    marks = {HK: "“‧", TW: "“", CN: "「」『』‧"}
    for language, foreign in marks.items():
        texts = printed_texts(publications[language])
        assert [text for text in texts if set(text) & set(foreign)] == [], language
        han = re.compile("[\u4e00-\u9fff][·‧][\u4e00-\u9fff]")
        found = {pair[1] for text in texts for pair in han.findall(text)}
        assert found <= {locale(language).marks.interpunct}


def printed_texts(publication: Publication) -> list[str]:
    """Return the edition's own words: text that carries no language of its own."""
    metadata = publication.metadata
    texts = [
        metadata.title,
        metadata.subtitle or "",
        metadata.description or "",
        *metadata.subjects,
    ]
    texts += [creator.name for creator in metadata.creators] + list(
        publication.edition.labels.values()
    )
    for item in publication.pages:
        texts += [item.title, item.short_title or "", item.part_title or "", item.number or ""]
        if item.document:
            roots = [item.document.tree, *(note.body for note in item.document.notes)]
            texts += [text for root in roots for text in own_texts(root)]
            texts += [str(image.get("alt")) for image in item.document.tree.iter("img")]
    return texts


def own_texts(element: Element) -> list[str]:
    if element.tag in ("code", "pre") or element.get("lang"):
        return []
    # An address is no text of ours.
    texts = [element.text or ""] if "url" not in str(element.get("class")).split() else []
    for child in element:
        texts += [*own_texts(child), child.tail or ""]
    return texts


def test_everything_follows_the_edition(editions: dict[str, Publication]) -> None:
    titles = {language: editions[language].metadata.title for language in editions}
    assert titles == {
        HK: "裏海信息：「記」的歷史",
        TW: "裏海資訊：「記」的歷史",
        CN: "里海信息：“记”的历史",
    }
    assert editions[CN].metadata.subtitle == "斯大林之后"  # book.toml's own
    assert editions[TW].metadata.subtitle == "史達林以後"
    assert editions[CN].metadata.rights == "知识共享 署名-相同方式共享 4.0 国际"
    assert len({edition.metadata.identifier for edition in editions.values()}) == len(editions)
    assert [edition.metadata.language for edition in editions.values()] == list(editions)
    parts = {language: [row.title for row in editions[language].toc][1] for language in editions}
    assert parts == {HK: "網絡與戰爭", TW: "網路與戰爭", CN: "网络与战争"}
    alt = page(editions[TW], "two").tree.find(".//img")
    assert alt is not None
    assert alt.get("alt") == "圖示軟體與裏海"
    caption = page(editions[CN], "two").tree.find(".//caption")
    assert caption is not None
    assert text_of(caption) == "表一　各城的信息"
    assert text_of(page(editions[CN], "one").tree[-1][-1]).startswith("参见“阿塞拜疆的网络”、表一")
    marks = {mark.entry for mark in page(editions[TW], "one").index_marks}
    assert marks == {"電腦軟體", "硬體"}


@pytest.mark.parametrize(
    ("language", "note", "entry"),
    [
        (
            HK,
            (
                "見陳大文：《軟件史：導論》（香港：某社，2020年），頁 12；"
                "某网編：〈软件的历史〉，2020年11月10日。"
            ),
            "某网編：〈软件的历史〉，2020年11月10日。https://example.org/a（2026年1月2日檢索）。",
        ),
        (
            TW,
            (
                "見陳大文：《軟件史：導論》（香港：某社，2020年），頁 12；"
                "某网編：〈软件的历史〉，2020年11月10日。"
            ),
            (
                "某网編：〈软件的历史〉，2020年11月10日。"
                "https://example.org/a（檢索日期：2026年1月2日）。"
            ),
        ),
        (
            CN,
            (
                "见陳大文. 軟件史：導論[M]. 香港: 某社, 2020: 12；"
                "某网. 软件的历史[EB/OL]. (2020-11-10)."
            ),
            "某网. 软件的历史[EB/OL]. (2020-11-10)[2026-01-02]. https://example.org/a.",
        ),
    ],
)
def test_citations_follow_the_house_style(
    editions: dict[str, Publication], language: str, note: str, entry: str
) -> None:
    assert text_of(page(editions[language], "one").notes[0].body) == note
    rows = {row.key: text_of(row.body) for row in editions[language].bibliography}
    assert rows["site"] == entry


def test_the_words_of_a_source_keep_their_language(editions: dict[str, Publication]) -> None:
    body = page(editions[CN], "one").notes[0].body
    spans = [(span.text, span.get("lang")) for span in body.iter("span")]
    assert ("軟件史：導論", HK) in spans
    assert "软件的历史" not in [text for text, _ in spans]


# The report


@pytest.mark.slow
def test_report_is_part_of_the_build(tmp_path: Path) -> None:
    output = tmp_path / "out"
    run = run_nkbook("build", BOOKS / "editions", "-o", output, "-f", "epub", "-j", "2")
    assert run.code == 0, run.err
    manifest = json.loads((output / "manifest.json").read_text(encoding="utf-8"))
    paths = [row["path"] for row in manifest["files"]]
    assert [path for path in paths if "conversion" in path] == [
        f"{language}/conversion.{suffix}" for language in (CN, TW) for suffix in ("html", "json")
    ]
    assert {f"{language}/editions.epub" for language in (HK, TW, CN)} <= set(paths)
    data = json.loads((output / TW / "conversion.json").read_text(encoding="utf-8"))
    changes = {(row["source"], row["printed"]): row for row in data["changes"]}
    assert changes["阿塞拜疆", "亞塞拜然"]["name"] == "azerbaijan"
    assert changes["軟件", "軟體"]["rule"] == "word"
    doubts = [row["doubt"] for row in data["changes"]]
    assert doubts == sorted(doubts, reverse=True)
    place = changes["導彈", "飛彈"]["places"][0]
    assert (place["file"], place["line"]) == ("chapters/two.md", 17)
    page = etree.HTML((output / TW / "conversion.html").read_text(encoding="utf-8"))
    rows = [[str(cell.text or "") for cell in row.iter("mark")] for row in page.iter("tr")]
    assert any("飛彈" in row and "導彈" in row for row in rows)


def test_report_shows_context_and_doubt() -> None:
    root = BOOKS / "editions"
    log = prepared(root).logs[TW]
    log_changes = {change.source: change for change in log.changes.values()}
    (place,) = log_changes["普京"].places
    assert place.printed[1].startswith("與泰爾-彼得羅相在葉里凡會")
    assert place.source[1].startswith("與特爾-彼得羅相在埃里溫會")


# The tables


@pytest.mark.parametrize("name", ["words", "plain", "stops", "fixes", "characters", "units"])
def test_tables_have_no_row_twice(name: str) -> None:
    keys = [
        tuple(row.values())[: 3 if name in ("words", "units") else 2]
        for row in table(f"{name}.tsv")
    ]
    assert sorted({key for key in keys if keys.count(key) > 1}) == []
    assert all(all(cell.strip() == cell for cell in key) for key in keys)


# Glyphs


def shaped(text: str, language: str) -> dict[str, int]:
    """Return the glyph of the book's Chinese font for each character, as HarfBuzz chooses it."""
    blob = uharfbuzz.Blob.from_file_path(
        str(REPOSITORY / "fonts/NKSerifCJK/NKSerifCJK-Regular.otf")
    )
    font = uharfbuzz.Font(uharfbuzz.Face(blob))
    found = {}
    for character in set(text):
        buffer = uharfbuzz.Buffer()
        buffer.add_str(character)
        buffer.guess_segment_properties()
        buffer.language = language
        uharfbuzz.shape(font, buffer)
        found[character] = buffer.glyph_infos[0].codepoint
    return found


@pytest.mark.slow
def test_glyphs_are_those_of_the_region(tmp_path: Path) -> None:
    """Each edition's PDF prints the glyphs of its own region, and here and there they differ."""
    settings = config.load(BOOKS / "editions")
    theme = Theme(BOOKS / "editions")
    differing = set()
    for language in (HK, TW, CN):
        publication = prepared(BOOKS / "editions").publications[language]
        work = tmp_path / language
        work.mkdir()
        target = work / "book.pdf"
        pdf.render(publication, pipeline.context(settings, theme, work), target)
        # Originals in another region's script have that region's glyphs.
        own = {c for text in printed_texts(publication) for c in text if "\u4e00" <= c <= "\u9fff"}
        printed: dict[str, set[int]] = {}
        with pymupdf.open(target) as document:
            for sheet in document:
                for span in sheet.get_texttrace():
                    if "NKSerifCJK" in span["font"].replace("-", "").replace(" ", ""):
                        for code, glyph, *_ in span["chars"]:
                            printed.setdefault(chr(code), set()).add(glyph)
        wanted = shaped("".join(own & set(printed)), language)
        assert len(wanted) > 100
        assert [c for c, glyph in wanted.items() if glyph not in printed[c]] == []
        others = [shaped("".join(wanted), other) for other in {HK, TW, CN} - {language}]
        regional = {c for c, g in wanted.items() if any(other[c] != g for other in others)}
        assert regional
        differing |= regional
    assert len(differing) > 30
