"""No class or attribute of an author's is taken for one of nkbook's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from judges import epubcheck
from opened import Opened, text
from places import PACKAGE, REPOSITORY
from publications import written

from nkbook.checks.conservation import lost_text
from nkbook.formats import epub, pdf
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.classes import BLOCKS, OWN, PUBLIC, is_own
from nkbook.model.metadata import Matter

# One of everything that takes a class; {} is the class, and n its number.
EVERYTHING = """
## 題{0} {{.{0}}}

[段{0}]{{.{0}}}、[連{0}](https://a.example/){{.{0}}}、[節{0}](#b{1}){{.{0}}}、`碼{0}`{{.{0}}}。
註{0}^[註[文{0}]{{.{0}}}。]

::: {{.{0} #b{1}}}
框{0}。
:::

```{{.text .{0}}}
行{0}
```

| 甲 | 乙 |
|---|---|
| 格{0} | 子[字{0}]{{.{0}}} |

: 表{0} {{.{0}}}

![圖{0}](images/dot.png){{.{0} alt="圖"}}

文中![](images/dot.png){{.{0} alt="畫{0}"}}。
"""
FAMILIES = (
    "as-p",
    "as-table",
    "page-index",
    "paper-cover",
    "toc-1",
    "cover-title",
    "wrap-back",
    "site-bar",
)
# What a book's own pages have around it before it looks like anything.
AROUND = re.compile(
    r"\.(?:page-(?!chapter)|paper-|cover|wrap|chapters-on|bleed|crowded)|table\.names"
)
HARMLESS = {"creator", "matter-body", "number", "place", "publisher", "subtitle"}
# Inside what only nkbook's own pages have.
INSIDE = {"compact", "count", "editions", "hit", "home", "locators", "tools", "way"}


def test_no_element_of_an_author_has_a_class_of_nkbook() -> None:
    for name in sorted({*OWN, *FAMILIES}):
        chapter = Chapter("ch", "題", Matter.BODY, EVERYTHING.format(name, 1), "ch.md", 1)
        document, _ = parse(chapter)
        assert lost_text(document) == (), name
        for root in (document.tree, *(note.body for note in document.notes)):
            for element in root.iter():
                found = element.get("class", "").split()
                if name in found:
                    # A link is given these by nkbook too; an alert and verse are blocks.
                    assert name in ("internal", "url", "noteref") or element.tag == "div", name
                    assert name not in BLOCKS or element.tag == "div"


def test_classes_for_authors_are_not_renamed() -> None:
    assert not PUBLIC & OWN
    document, _ = parse(Chapter("ch", "題", Matter.BODY, "[甲]{.dots .poem}", "ch.md", 1))
    (span,) = document.tree.iter("span")
    assert span.get("class") == "dots poem"


@pytest.mark.parametrize("name", ["line", "section", "call", "tag", "bookmark", "recto", "task"])
def test_no_attribute_of_an_author_is_taken_for_one_of_nkbook(name: str) -> None:
    source = (
        f"## 題 {{{name}=x}}\n\n[甲]{{{name}=x}}\n\n| 乙 |\n|---|\n| 丙 |\n\n: 表 {{{name}=x}}\n"
    )
    document, problems = parse(Chapter("ch", "題", Matter.BODY, source, "ch.md", 1))
    assert problems == ()
    assert len(document.tree.xpath(f"//*[@data-author-{name}='x']")) == 3
    assert all(int(one.get("data-line", "1")) for one in document.tree.iter())


def selectors() -> Iterator[str]:
    for path in (REPOSITORY / "styles").rglob("*.css"):
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for group in re.findall(r"([^{}]+)\{", rules):
            if path.name != "cover.css" and "@" not in group:
                yield from re.split(r",(?![^(]*\))", group)


def test_every_class_of_the_stylesheets_is_known() -> None:
    for selector in selectors():
        if not AROUND.search(selector):
            for name in re.findall(r"\.([a-z][\w-]*)", selector):
                assert is_own(name) or name in PUBLIC | HARMLESS | INSIDE, f"{name} in {selector}"


def test_every_class_that_the_code_looks_for_is_known() -> None:
    asked = re.compile(r'(?:has_class\(\w+, |get\("class"\) == )"([\w-]+)"')
    for path in PACKAGE.rglob("*.py"):
        if path.parent.name == "csl":
            continue  # reads what the processor of citation styles writes
        for name in asked.findall(path.read_text(encoding="utf-8")):
            assert is_own(name) or name in PUBLIC | {
                "number",
                "locators",
                "columns",
                "contains-task-list",
            }, f"{name} in {path}"


@pytest.mark.slow
def test_a_book_with_every_class_is_whole(tmp_path: Path) -> None:
    names = sorted({*OWN, *PUBLIC, *FAMILIES} - {"only", "decorative", "index"})
    images = tmp_path / "chapters/images"
    images.mkdir(parents=True)
    dot = REPOSITORY / "tests/books/everything/chapters/images/dot.png"
    (images / "dot.png").write_bytes(dot.read_bytes())
    chapter = "\n".join(EVERYTHING.format(name, number) for number, name in enumerate(names))
    (tmp_path / "styles").mkdir()
    sheet = "\n".join(f".{name} {{}}" for name in names)
    (tmp_path / "styles/book.css").write_text(sheet, encoding="utf-8")
    publication, context = written(tmp_path, chapter, front='"contents"')
    assert not pdf.render(publication, context, tmp_path / "book.pdf").diagnostics
    made = epub.render(publication, context, tmp_path / "book.epub").path
    assert epubcheck.judge(made) == ()
    words = text(Opened(made).pages["text/one.xhtml"])
    for name in names:
        for kind in "題段連節碼註文框行格字表圖":
            assert f"{kind}{name}" in words
