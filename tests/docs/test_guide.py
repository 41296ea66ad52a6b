"""What the documents show is true: examples, settings, commands, files and pictures."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from documents import (
    AT_THE_ROOT,
    DOCS,
    GUIDES,
    PAGES,
    commands,
    examples,
    make_pictures,
    name,
)
from lxml import etree
from places import REPOSITORY

from nkbook.cli import cli
from nkbook.formats import base
from nkbook.formats.base import FormatContext
from nkbook.formats.paged import markup
from nkbook.look.theme import Theme
from nkbook.manuscript import markdown
from nkbook.manuscript.prepare import prepare
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Publication
from nkbook.model.trees import text_of
from nkbook.pipeline.catalogue.listing import CatalogueFile
from nkbook.pipeline.request import Request
from nkbook.pipeline.steps import build, check
from nkbook.project import config, load
from nkbook.project.config import formats, options
from nkbook.project.config.tables import BookToml

LARGEST_PICTURE = {"pictures": 60_000, "flagship": 150_000, "gallery": 25_000}  # bytes, by folder
# What a smallest book.toml has; an example of settings is laid over it.
SMALLEST = tomllib.loads((DOCS / "example/chapters/book.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", GUIDES, ids=name)
def test_examples_of_a_page_have_no_problems(path: Path, tmp_path: Path) -> None:
    """Each is a chapter of one book, so that names for links are not used twice either."""
    chapters = list(examples.blocks(path, "markdown"))
    book = examples.book(path, tmp_path / "book")
    names = [f"line-{block.line}.md" for block in chapters] or ["one.md"]
    for file, block in zip(names, chapters, strict=False):
        (book / "chapters" / file).write_text(block.chapter, encoding="utf-8")
    extra = ', "index", "names"' if (book / "chapters/data/index.yaml").exists() else ""
    settings = book / "chapters/book.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace('body = ["one.md"]', f"body = {json.dumps(names)}")
    text = text.replace('"bibliography"]', f'"bibliography"{extra}]')
    settings.write_text(text, encoding="utf-8")
    assert [str(item) for item in check(book)] == []


@pytest.mark.parametrize("path", [*PAGES, *AT_THE_ROOT], ids=name)
def test_examples_of_settings_are_allowed(path: Path) -> None:
    for block in examples.blocks(path, "toml"):
        given = tomllib.loads(block.text)
        if isinstance(given.get("book"), list):
            CatalogueFile.model_validate(given)
        else:
            BookToml.model_validate(_merged(SMALLEST, given))


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        inner = merged.get(key)
        both = isinstance(inner, dict) and isinstance(value, dict)
        merged[key] = _merged(inner, value) if both else value  # type: ignore[arg-type]
    return merged


@pytest.mark.parametrize("path", [*PAGES, *AT_THE_ROOT], ids=name)
def test_commands_that_are_shown_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    shown = re.findall(r"`nkbook ([^`\n]+)`", text)
    for block in examples.blocks(path):
        if block.kind == "text":
            shown += re.findall(r"^nkbook (.+)$", block.text, re.MULTILINE)
    for line in shown:
        words = line.split()
        command = commands().get(words[0])
        assert command is not None or words[0].startswith("-"), line
        parameters = [*cli.params, *(command.params if command else ())]
        known = {option for parameter in parameters for option in parameter.opts}
        assert [word for word in words if word.startswith("-") and word not in known] == [], line


@pytest.mark.parametrize("path", [*PAGES, *AT_THE_ROOT], ids=name)
def test_targets_of_make_that_are_shown_exist(path: Path) -> None:
    targets = re.findall(
        r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    shown = re.findall(r"(?:^|`)make ([a-z-]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert [target for target in shown if target not in targets] == []


@pytest.mark.parametrize("path", [*PAGES, *AT_THE_ROOT[:3]], ids=name)
def test_files_that_are_named_exist(path: Path) -> None:
    """A page names the repository's files by their path; NAME, TAG and NKnnn are any name."""
    named = re.findall(
        r"`((?:nkbook|tests|docs|styles|fonts)/[\w./*-]*)`", path.read_text(encoding="utf-8")
    )
    real = [file for file in named if not re.search("NAME|TAG|NKnnn", file)]
    assert [file for file in real if not any(REPOSITORY.glob(file))] == []


def test_every_page_and_table_that_authors_can_use_is_described() -> None:
    page = (DOCS / "guide/first-book.md").read_text(encoding="utf-8")
    assert [kind for kind in PageKind if kind.is_generated and f"`{kind}`" not in page] == []
    page = (DOCS / "guide/editions.md").read_text(encoding="utf-8")
    tables = (REPOSITORY / "nkbook/manuscript/editions/data").glob("*.tsv")
    assert [table.name for table in tables if f"`{table.name}`" not in page] == []
    page = (DOCS / "guide/printing.md").read_text(encoding="utf-8")
    assert [name for name in formats.FORMATS if f'"{name}"' not in page] == []


def test_pictures_are_of_the_examples_that_they_follow() -> None:
    """If this fails, run docs/make_pictures.py."""
    made = {example.name: example.digest for example in make_pictures.shown()}
    assert made == make_pictures.recorded()


def test_both_languages_show_the_same_examples() -> None:
    english = {block.picture: block.text for block in
               examples.blocks(DOCS / "guide/writing.md", "markdown")}  # fmt: skip
    chinese = {block.picture: block.text for block in
               examples.blocks(DOCS / "zh-Hant/writing.md", "markdown")}  # fmt: skip
    assert chinese == english


def test_pictures_are_small_and_used() -> None:
    pictures = list((DOCS / "pictures").rglob("*.png"))
    assert pictures
    large = [name(path) for path in pictures
             if path.stat().st_size > LARGEST_PICTURE[path.parent.name]]  # fmt: skip
    assert large == []
    pages = "".join(path.read_text(encoding="utf-8") for path in [*PAGES, *AT_THE_ROOT])
    assert [name(path) for path in pictures if path.name not in pages] == []


def test_readmes_are_short() -> None:
    sizes = {path.name: path.stat().st_size for path in AT_THE_ROOT[:2]}
    assert all(size <= 4_000 for size in sizes.values()), sizes


@pytest.mark.slow
def test_the_look_that_is_shown_works(tmp_path: Path) -> None:
    """docs/guide/themes.md shows a stylesheet, a template of chapters and a citation style."""
    page = DOCS / "guide/themes.md"
    files = {
        "styles/book.css": "css",
        "styles/templates/pages/chapter.html.j2": "html",
        "styles/citations/mine.j2": "jinja",
    }
    book = Path(shutil.copytree(DOCS / "example", tmp_path / "book"))
    for file, kind in files.items():
        (book / file).parent.mkdir(parents=True, exist_ok=True)
        (block,) = examples.blocks(page, kind)
        (book / file).write_text(block.text, encoding="utf-8")
    with (book / "chapters/book.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[citations]\nstyle = "mine"\n\n[epub]\npage-list = false\n')
    files_of = _epub(book)
    chapter = files_of["EPUB/text/one.xhtml"]
    assert '<h1 id="one-title">島</h1>' in chapter
    assert "opener" not in chapter
    assert "陳大文《青洲百年：一個島的歷史》（2020），頁 12。" in chapter
    assert "#7a1f1f" in files_of["EPUB/styles/book.css"]


def test_the_format_that_is_shown_works(
    source: tuple[Publication, FormatContext], tmp_path: Path
) -> None:
    """docs/develop/extending.md shows a format: its row and its function."""
    shown = [
        textwrap.dedent(found)
        for found in re.findall(
            r"^    ```python\n(.*?)^    ```$",
            (DOCS / "develop/extending.md").read_text(encoding="utf-8"),
            re.DOTALL | re.MULTILINE,
        )
    ]
    assert len(shown) == 2
    names: dict[str, Any] = {
        **vars(base),
        **vars(formats),
        **vars(options),
        "text_of": text_of,
        "Path": Path,
    }
    for block in shown:
        exec(block, names)  # noqa: S102 — our own documents
    assert names["TEXT"].file_name("book") == "book.txt"
    publication, context = source
    artifact = names["render"](publication, context, tmp_path / "book.txt")
    text = artifact.path.read_text(encoding="utf-8")
    chapters = [page for page in publication.pages if page.document]
    assert all(page.title in text for page in chapters)
    assert "人之初，性本善。" in text


@pytest.mark.slow
def test_the_paragraph_that_is_followed_looks_as_shown(tmp_path: Path) -> None:
    """docs/develop/architecture.md shows what the stages make of docs/example."""
    page = DOCS / "develop/architecture.md"
    chapter = DOCS / "example/chapters/one.md"
    assert [block.text for block in examples.blocks(page, "markdown")] == [
        chapter.read_text(encoding="utf-8")
    ]
    shown = [block.text.strip() for block in examples.blocks(page, "html")]
    settings = config.load(DOCS / "example")
    book, _ = load.load(settings)
    parsed, _ = markdown.parse(book.chapters["one"])
    publication = prepare(settings, Theme(settings.root), settings.editions).publications
    document = publication["zh-Hant-HK"].pages[0].document
    assert document is not None
    paged = markup.chapter_tree(document, publication["zh-Hant-HK"].edition)
    assert [_written(tree) for tree in (parsed.tree, document.tree, paged)] == shown[:3]
    copy = Path(shutil.copytree(DOCS / "example", tmp_path / "book"))
    with (copy / "chapters/book.toml").open("a", encoding="utf-8") as file:
        file.write("\n[epub]\npage-list = false\n")
    assert shown[3] in _epub(copy)["EPUB/text/one.xhtml"]


def _written(tree: etree._Element) -> str:
    return etree.tostring(tree, encoding="unicode", with_tail=False)


def _epub(book: Path) -> dict[str, str]:
    """Return the text files of a book's EPUB, by name."""
    result = build(Request(book, formats=("epub",)))
    with zipfile.ZipFile(result.files[0].path) as epub:
        return {
            name: epub.read(name).decode()
            for name in epub.namelist()
            if name.endswith((".xhtml", ".css"))
        }
