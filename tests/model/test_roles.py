"""Contributors: every MARC role is printed and catalogued as what it is, or reported."""

from __future__ import annotations

import dataclasses
import datetime
import importlib.util
from pathlib import Path

import pytest
import records
from judges import epubcheck
from lxml import etree
from opened import Opened, text
from records import NS

from nkbook.diagnostics.problems import Diagnostic
from nkbook.formats import epub
from nkbook.formats.html.access import Access
from nkbook.locales.labels import load_labels
from nkbook.locales.registry import languages
from nkbook.look.page_templates import PageTemplates
from nkbook.look.templating import Templates
from nkbook.look.theme import Theme
from nkbook.look.views import BuildView
from nkbook.manuscript.prepare import prepare
from nkbook.model.catalogue import roles
from nkbook.model.metadata import Creator
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Publication
from nkbook.pipeline import steps as pipeline
from nkbook.project import config

BOOK = """
[book]
slug = "small"
title = "小書"
language = "zh-Hant-HK"
creators = [{creators}]

[release]
version = "1"
date = 2026-03-04

[spine]
front = ["title-page", "colophon"]
body = ["one.md"]

[build]
editions = ["zh-Hant-HK", "zh-Hant-TW", "zh-Hans-CN"]
"""
NAMES = ("陳大文", "李小明", "何其多", "文如其")
BUILD = BuildView("0", datetime.datetime(2026, 3, 4, tzinfo=datetime.UTC), ("甲體",))
USUAL = ("aut", "edt", "pbd", "trl", "crr", "pfr", "sad", "ill", "pht", "wpr", "win", "dsr", "nrt")


def made(
    folder: Path, *codes: str, labels: str = ""
) -> tuple[dict[str, Publication], tuple[Diagnostic, ...]]:
    """Return the editions of a book whose contributors have these roles, and what was found."""
    (folder / "chapters").mkdir()
    (folder / "chapters/one.md").write_text("---\ntitle: 一\n---\n\n甲。\n", encoding="utf-8")
    rows = (
        f'{{ name = "{name}", role = "{code}" }}' for name, code in zip(NAMES, codes, strict=False)
    )
    toml = BOOK.replace("{creators}", ", ".join(rows)) + f"\n[labels]\n{labels}\n"
    (folder / "chapters/book.toml").write_text(toml, encoding="utf-8")
    loaded = config.load(folder)
    prepared = prepare(loaded, Theme(folder), loaded.editions)
    return dict(prepared.publications), prepared.diagnostics


def printed(publication: Publication, folder: Path) -> tuple[list[str], list[str]]:
    """Return the contributors' rows of the colophon, and those of the title page."""
    templates = Templates(Theme(folder).template_dirs)
    pages = PageTemplates.of(templates, publication, "epub", BUILD)
    roots = {page.kind: pages.render(page) for page in publication.pages if not page.document}
    count = len(publication.metadata.creators)
    rows = roots[PageKind.COLOPHON].findall(".//dl/div")[:count]
    names = roots[PageKind.TITLE_PAGE].iterfind(".//p[@class='creator']")
    return [text(row) for row in rows], [text(name) for name in names]


def test_each_role_has_its_own_word_in_every_edition(tmp_path: Path) -> None:
    publications, found = made(tmp_path, "edt", "pht", "win", "nrt")
    assert found == ()
    words = {
        "zh-Hant-HK": ("編者", "攝影", "導讀", "朗讀"),
        "zh-Hant-TW": ("編者", "攝影", "導讀", "朗讀"),
        "zh-Hans-CN": ("编者", "摄影", "导读", "朗读"),
    }
    for language, publication in publications.items():
        names = [creator.name for creator in publication.metadata.creators]
        colophon, title_page = printed(publication, tmp_path)
        pairs = list(zip(words[language], names, strict=True))
        assert colophon == [f"{word}{name}" for word, name in pairs]
        assert title_page == [f"{name}\u3000{word}" for word, name in pairs]


def test_a_role_without_a_word_is_reported_and_never_called_an_author(tmp_path: Path) -> None:
    publications, found = made(tmp_path, "aut", "fmo")
    (problem,) = found
    assert problem.code == "NK109"
    assert "李小明" in problem.message
    assert "former owner" in problem.message
    assert "role-fmo" in (problem.hint or "")
    colophon, title_page = printed(publications["zh-Hant-HK"], tmp_path)
    assert colophon == ["著者陳大文", "其他李小明"]
    assert title_page == ["陳大文\u3000著者", "李小明"]


def test_a_book_gives_its_own_words(tmp_path: Path) -> None:
    labels = 'role-fmo = "舊藏"\nrole-aut = "編著"\nrole-pht = "圖片"'
    publications, found = made(tmp_path, "aut", "fmo", "pht", labels=labels)
    assert found == ()
    colophon, _ = printed(publications["zh-Hant-HK"], tmp_path)
    assert colophon == ["編著陳大文", "舊藏李小明", "圖片何其多"]
    colophon, _ = printed(publications["zh-Hans-CN"], tmp_path)
    assert [row[:2] for row in colophon] == ["编著", "旧藏", "图片"]


def test_the_old_labels_still_give_the_four_commonest_words(tmp_path: Path) -> None:
    publications, _ = made(tmp_path, "aut", "trl", labels='author = "作者"\ntranslator = "翻譯"')
    colophon, _ = printed(publications["zh-Hant-HK"], tmp_path)
    assert colophon == ["作者陳大文", "翻譯李小明"]


@pytest.mark.parametrize("language", languages())
def test_usual_roles_have_words_of_their_own_in_every_language(language: str) -> None:
    labels = load_labels(language)
    words = {code: roles.word(code, labels) for code in roles.RELATORS}
    assert all(words[code] for code in USUAL)
    assert len({words[code] for code in USUAL}) == len(USUAL)
    assert sum(word is not None for word in words.values()) > 50
    known = {key for key in labels if key.startswith("role_")}
    assert known <= {f"role_{code}" for code in roles.RELATORS}


def test_languages_have_words_for_the_same_roles() -> None:
    assert len({frozenset(load_labels(language)) for language in languages()}) == 1


def test_the_list_of_relators_is_whole() -> None:
    """Its newest codes are those of the technical notices of 2023 to 2025."""
    assert len(roles.RELATORS) == 304
    assert {"aut", "abr", "wde", "wfw", "waw", "wts", "vfx", "gdv", "oth"} <= set(roles.RELATORS)
    assert len({relator.term for relator in roles.RELATORS.values()}) == len(roles.RELATORS)
    assert all(code.isascii() and code.isalpha() and len(code) == 3 for code in roles.RELATORS)


def onix_roles() -> set[str]:
    """Return the codes of list 17, as EDItEUR's schema has them."""
    spec = importlib.util.find_spec("onixcheck")
    assert spec is not None
    assert spec.submodule_search_locations
    folder = Path(spec.submodule_search_locations[0]) / "schema/xsd3.0"
    tree = etree.parse(folder / "ONIX_BookProduct_CodeLists.xsd")
    path = "//x:simpleType[@name='List17']//x:enumeration/@value"
    found = tree.xpath(path, namespaces={"x": "http://www.w3.org/2001/XMLSchema"})
    return set(map(str, found))


def test_onix_knows_the_codes_that_stand_for_roles() -> None:
    assert {relator.onix for relator in roles.RELATORS.values()} <= onix_roles()
    assert roles.RELATORS["pht"].onix == "A13"
    assert roles.RELATORS["fmo"].onix == "Z99"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return records.schema()


def test_a_role_that_onix_lacks_is_said_in_words(
    publication: Publication, schema: etree.XMLSchema
) -> None:
    creators = (
        Creator("甲", "aut", "甲"),
        Creator("乙", "pfr", "乙"),
        Creator("丙", "fmo"),
        Creator("丁社", "cmt", corporate=True),
    )
    metadata = dataclasses.replace(publication.metadata, creators=creators)
    root = records.record(dataclasses.replace(publication, metadata=metadata), Access())
    assert schema.validate(root), schema.error_log
    found = [
        (
            item.findtext("o:ContributorRole", "", NS),
            item.findtext("o:ContributorDescription", None, NS),
        )
        for item in root.iterfind("o:Product[1]//o:Contributor", NS)
    ]
    assert found == [("A01", None), ("Z99", "校對"), ("Z99", "former owner"), ("Z99", "排版")]
    languages = root.xpath("//o:Product[1]//o:ContributorDescription/@language", namespaces=NS)
    assert languages == ["eng"]


@pytest.mark.slow
def test_the_epub_names_roles_by_their_codes(tmp_path: Path) -> None:
    publications, _ = made(tmp_path, "edt", "pht", "bkd")
    work = tmp_path / "work"
    work.mkdir()
    context = pipeline.context(config.load(tmp_path), Theme(tmp_path), work)
    target = epub.render(publications["zh-Hant-HK"], context, tmp_path / "book.epub").path
    book = Opened(target)
    assert book.metas("role") == ["edt", "pht", "bkd"]
    assert "攝影" in text(book.pages["text/colophon.xhtml"])
    assert epubcheck.judge(target) == ()


def test_creators_are_the_authors_or_who_is_named_first() -> None:
    def split(*codes: str) -> list[bool]:
        people = [Creator(f"人{number}", code) for number, code in enumerate(codes)]
        return [is_creator for _, is_creator in roles.credited(people)]

    assert split("edt", "aut", "trl", "aut") == [False, True, False, True]
    assert split("edt", "trl") == [True, False]


def test_the_nearest_role_is_found_by_code_or_by_term() -> None:
    found = {text: roles.nearest(text) for text in ("author", "Translater", "ilu.", "edt ", "#")}
    codes = {text: relator.code if relator else None for text, relator in found.items()}
    assert codes == {"author": "aut", "Translater": "trl", "ilu.": "ilu", "edt ": "edt", "#": None}
