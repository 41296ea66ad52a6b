"""What is kept of a manuscript is used for an equal one only: each input in turn is changed.

Whatever changes, what comes with a cache is what comes without; and another page, chapter or
citation is made for each change, so that none of the changes is one that the key does not see.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from lxml import etree
from places import FONTS, PACKAGE, REPOSITORY

from nkbook.formats.epub.layout import Layout
from nkbook.formats.epub.pages import page_templates, page_tree
from nkbook.formats.paged.document import Assembly
from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.pipeline import steps
from nkbook.project import config
from nkbook.store import Store, open_store
from nkbook.store.pruning import entries

SETTINGS = """
[book]
slug = "small"
title = "小書"
language = "zh-Hant-HK"
creators = [{ name = "甲" }]

[release]
version = "1"
date = 2026-03-04

[spine]
front = ["contents", "colophon"]
body = ["one.md", "two.md"]
back = ["bibliography"]
"""
CHAPTERS = {
    "one": "甲文。[@wang, 頁 3] `a+b`\n\n## 節\n\n乙文。[@wang]",
    "two": "丙文。見[上章](#one)。注[^n]。\n\n[^n]: 丁。",
}
WORK = """
- id: wang
  type: book
  language: zh-Hant
  title: 青洲百年
  author: [{family: 王, given: 偉}]
  issued: {date-parts: [[2020]]}
"""
KINDS = ("chapter", "citations", "page")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    (folder / "chapters/data").mkdir(parents=True)
    (folder / "styles").mkdir()
    (folder / "chapters/book.toml").write_text(SETTINGS)
    (folder / "chapters/data/references.yaml").write_text(WORK)
    for name, text in CHAPTERS.items():
        (folder / f"chapters/{name}.md").write_text(f"---\ntitle: 題目{name}\n---\n\n{text}\n")
    return folder


def made(folder: Path, store: Store | None) -> dict[str, bytes]:
    """Return the pages of a book for paper and for screens, as they are before links are led."""
    settings, theme = config.load(folder), Theme(folder)
    languages = settings.editions
    prepared = prepare(settings, theme, languages, store=store)
    assert not prepared.failed
    context = steps.context(settings, theme, folder, store=store)
    pages = {}
    for language, publication in prepared.publications.items():
        assembly, layout = Assembly.of(publication, context), Layout.of(publication)
        templates = page_templates(publication, context)
        for page in publication.pages:
            for name, tree in (
                ("paper", assembly.plain(page)),
                ("screen", page_tree(publication, page, layout, templates, context)),
            ):
                pages[f"{language} {page.id} {name}"] = etree.tostring(tree)
    return pages


def counts(store: Store) -> dict[str, int]:
    """Return how many of each kind are kept."""
    found = [entry.kind for entry in entries(store.folder or Path())]
    return {kind: found.count(kind) for kind in KINDS}


def put(name: str, old: str, new: str) -> Callable[[Path], None]:
    """Return a change of a word in a file."""

    def change(folder: Path) -> None:
        path = folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new, 1))

    return change


def add(name: str, text: str) -> Callable[[Path], None]:
    """Return the addition of a file to the book's own styles, over the theme's of that name."""

    def change(folder: Path) -> None:
        path = folder / "styles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return change


def own_font(folder: Path) -> None:
    (folder / "fonts").mkdir()
    shutil.copy(FONTS / "NKSerifLatin/NKSerifLatin-Regular.ttf", folder / "fonts/own.ttf")


def setting(text: str) -> Callable[[Path], None]:
    return put("chapters/book.toml", "[spine]", f"{text}\n[spine]")


HOUSE = (REPOSITORY / "styles/citations/hk.j2").read_text()
PAGE = (PACKAGE / "look/templates/pages/chapter.html.j2").read_text()
CHANGES: Mapping[str, tuple[Callable[[Path], None], set[str]]] = {
    "a word": (put("chapters/one.md", "乙文", "戊文"), {"chapter", "page"}),
    "a formula": (put("chapters/one.md", "`a+b`", "$a+b$"), {"chapter", "page"}),
    "a place": (put("chapters/one.md", "頁 3", "頁 4"), {"chapter", "page"}),
    "a note": (put("chapters/two.md", "丁", "庚"), {"chapter", "page"}),
    "a title": (put("chapters/two.md", "題目two", "題目二"), {"chapter", "page"}),
    "a line more": (put("chapters/one.md", "---\n\n", "---\n\n\n"), {"chapter", "page"}),
    "a source": (put("chapters/data/references.yaml", "2020", "2021"), {"page"}),
    "the name": (put("chapters/book.toml", "小書", "大書"), {"page"}),
    "a macro": (setting("[maths.macros]\n'\\x' = 'y'"), {"chapter"}),
    "marks of notes": (setting('[notes]\nmarks = "circled"'), {"page"}),
    "place of notes": (setting('[notes]\nplace = "chapter"'), {"page"}),
    "the trim": (setting('[pdf]\ntrim = "18k"'), {"page"}),
    "a label": (setting('[labels]\nchapter-number = "第{n}回"'), {"citations", "page"}),
    "ibid": (setting('[citations]\nrecite = "ibid"'), {"page"}),
    "an edition": (setting('[build]\neditions = ["zh-Hant-TW"]'), {"citations", "page"}),
    "a house style": (add("citations/hk.j2", HOUSE + "{# mine #}"), {"citations", "page"}),
    "a template": (
        add("templates/pages/chapter.html.j2", PAGE.replace("opener", "opener mine")),
        {"citations", "page"},
    ),
    "a hidden template": (add("templates/.inner/x.j2", "x"), {"citations", "page"}),
    "a font": (own_font, {"page"}),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_seen(name: str, book: Path, tmp_path: Path) -> None:
    change, kinds = CHANGES[name]
    store = open_store(tmp_path / "cache")
    first = made(book, store)
    assert first == made(book, None)
    before = counts(store)
    assert made(book, store) == first
    assert counts(store) == before, "an equal book made something anew"
    change(book)
    changed = made(book, store)
    assert changed == made(book, None)
    after = counts(store)
    grown = {kind for kind in KINDS if after[kind] > before[kind]}
    assert kinds <= grown


def test_citations_are_kept_again_for_another_source(book: Path, tmp_path: Path) -> None:
    """They lie in one entry, of which only the sources that changed are printed anew."""
    store = open_store(tmp_path / "cache")
    for year in ("2020", "2021", "2022", "2020"):
        path = book / "chapters/data/references.yaml"
        path.write_text(WORK.replace("2020", year))
        assert f"{year}".encode() in made(book, store)["zh-Hant-HK bibliography paper"]


def test_a_chapter_is_not_rendered_for_a_change_of_another(book: Path, tmp_path: Path) -> None:
    store = open_store(tmp_path / "cache")
    made(book, store)
    before = counts(store)
    put("chapters/one.md", "甲文", "己文己文")(book)
    made(book, store)
    after = counts(store)
    assert after["chapter"] == before["chapter"] + 1
    # All pages but the other chapter's, for paper and screens: contents, colophon and bibliography
    # may print anything of the book.
    assert after["page"] == before["page"] + 2 * 4


def test_a_template_that_reads_the_book_sees_all_of_it(book: Path, tmp_path: Path) -> None:
    """Whatever a book's own template prints of other chapters is right after they change."""
    mine = PAGE.replace("{{ content }}", "<p>{{ publication.characters }}</p>{{ content }}")
    add("templates/pages/chapter.html.j2", mine)(book)
    store = open_store(tmp_path / "cache")
    first = made(book, store)
    put("chapters/one.md", "甲文", "己文己文")(book)
    changed = made(book, store)
    assert changed == made(book, None)
    assert changed["zh-Hant-HK two paper"] != first["zh-Hant-HK two paper"]


def test_a_template_inside_another_may_read_the_book(book: Path, tmp_path: Path) -> None:
    mine = PAGE.replace("{{ content }}", "{% include 'inner.j2' %}{{ content }}")
    add("templates/pages/chapter.html.j2", mine)(book)
    add("templates/inner.j2", "<p>{{ publication.characters }}</p>")(book)
    store = open_store(tmp_path / "cache")
    made(book, store)
    put("chapters/one.md", "甲文", "己文己文")(book)
    assert made(book, store) == made(book, None)


def test_a_template_that_changes_meanwhile_is_not_kept(book: Path, tmp_path: Path) -> None:
    """What was printed by another text than was digested is kept under no key."""
    name = "templates/pages/chapter.html.j2"
    add(name, PAGE)(book)
    store = open_store(tmp_path / "cache")
    settings, theme = config.load(book), Theme(book)
    (publication,) = prepare(settings, theme, ("zh-Hant-HK",)).publications.values()
    context = steps.context(settings, theme, book, store=store)
    assembly = Assembly.of(publication, context)
    context.templates.content(store.digest)
    add(name, PAGE.replace("opener", "opener other"))(book)
    page = next(page for page in publication.pages if page.document)
    assert b"opener other" in etree.tostring(assembly.plain(page))
    assert counts(store)["page"] == 0
