"""What the documents show is true: examples, settings, commands, files and pictures."""

from __future__ import annotations

import json
import re
import shutil
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
from nkbook.formats.paged import markup
from nkbook.look.theme import Theme
from nkbook.manuscript import markdown
from nkbook.manuscript.prepare import prepare
from nkbook.pipeline import Request, build, check
from nkbook.project import config, load
from nkbook.project.config.tables import BookToml

LARGEST_PICTURE = {"pictures": 60_000, "flagship": 150_000}  # bytes, by folder
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
        given = _merged(SMALLEST, tomllib.loads(block.text))
        BookToml.model_validate(given)


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
    """A page names the repository's files by their path; ``<…>`` and ``…`` stand for any name."""
    named = re.findall(
        r"`((?:nkbook|tests|docs|styles|fonts)/[\w./*-]*)`", path.read_text(encoding="utf-8")
    )
    assert [file for file in named if not any(REPOSITORY.glob(file))] == []


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
    paged = markup.chapter_tree(document, publication["zh-Hant-HK"].edition.labels)
    assert [_written(tree) for tree in (parsed.tree, document.tree, paged)] == shown[:3]
    assert shown[3] in _xhtml_of_the_example(tmp_path)


def _written(tree: etree._Element) -> str:
    return etree.tostring(tree, encoding="unicode", with_tail=False)


def _xhtml_of_the_example(folder: Path) -> str:
    """Return the chapter's file in the EPUB of docs/example."""
    book = Path(shutil.copytree(DOCS / "example", folder / "book"))
    with (book / "chapters/book.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[epub]\npage-list = false\n")
    result = build(Request(book, formats=("epub",)))
    with zipfile.ZipFile(result.files[0].path) as epub:
        return epub.read("EPUB/text/one.xhtml").decode()
