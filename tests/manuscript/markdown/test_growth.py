"""What an author writes four times takes about four times as long to read, whatever it is.

Each line below is some mark-up, n times, closed or not.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from growth import assert_linear, seconds_of
from publications import BOOK_TOML

from nkbook.look.theme import Theme
from nkbook.manuscript.prepare import prepare
from nkbook.project import config

pytestmark = pytest.mark.slow

Text = Callable[[int], str]

MARKS: dict[str, Text] = {
    "asterisks": lambda n: "*" * n + "字",
    "emphasis not closed": lambda n: "*字 " * n,
    "strong not closed": lambda n: "**字* " * n,
    "underscores": lambda n: "_字 " * n,
    "backticks of many lengths": lambda n: " ".join("`" * (i % 50 + 1) for i in range(n)),
    "code not closed": lambda n: "`字" * n,
    "brackets": lambda n: "[" * n,
    "brackets in brackets": lambda n: "[字" * n + "]" * n,
    "pictures not closed": lambda n: "![字" * n,
    "links not closed": lambda n: "[字](a" * n,
    "spans not closed": lambda n: "[字]{.b " * n,
    "links": lambda n: "[字](https://example.org/) " * n,
    "addresses": lambda n: "https://example.org/a " * n,
    "mail": lambda n: "a@b." * n,
    "at signs": lambda n: "a @ " * n,
    "citations of nothing": lambda n: "字 @a " * n,
    "citations in a group": lambda n: "[@a" + "; @b" * n + "]",
    "citations not closed": lambda n: "[@a; " * n,
    "notes in line": lambda n: "字^[註]" * n,
    "notes not closed": lambda n: "字^[" * n,
    "notes": lambda n: "".join(f"字[^{i}]\n\n[^{i}]: 註\n\n" for i in range(n)),
    "link definitions": lambda n: "".join(f"[a{i}]: b\n" for i in range(n)) + "\n字",
    "link definitions with formulas": lambda n: "".join(f"[a{i}]: b$c$\n" for i in range(n)),
    "items of formulas": lambda n: "- $a$ 甲\n" * n,
    "headings over formulas": lambda n: "# 甲\n$a$ 乙\n" * n,
    "items after open code": lambda n: "- 字 ` $\n" * n,
    "attributes": lambda n: "[字]{" + ".b " * n + "}",
    "braces": lambda n: "# 字 " + "{" * n,
    "spaces in a heading": lambda n: "## 甲" + " " * n + "乙",
    "spaces in a caption": lambda n: "![甲" + " " * n + "乙](a.png)",
    "headings": lambda n: "".join(f"## 字{i}\n\n" for i in range(n)),
    "comments": lambda n: "<!-- a -->" * n + "字",
    "comments between rows": lambda n: "|甲|乙|\n|-|-|\n" + "<!-- a -->" * n + "字\n|丙|丁|",
    "comments in a text": lambda n: "字<!-- a -->" * n,
    "comments not closed": lambda n: "<!--" * n,
    "comments in a text, not closed": lambda n: "字<!-- a " * n,
    "marks of the index": lambda n: "[字]{.index}" * n,
    "ruby": lambda n: "<ruby>字<rt>a</rt></ruby>" * n,
    "ruby not closed": lambda n: "<ruby>字" * n,
    "formulas": lambda n: "$a$ " * n,
    "formulas not closed": lambda n: "字$a " * n,
    "braces in a formula": lambda n: "$" + "{" * n + "$",
    "powers": lambda n: "$" + "a^" * n + "$",
    "brackets of TeX": lambda n: "\\(" * n,
    "tags": lambda n: "<b>字</b>" * n,
    "tags not closed": lambda n: "<b>字" * n,
    "tags not opened": lambda n: "字</b>" * n,
    "tags not finished": lambda n: '<b a="' * n,
    "angle brackets": lambda n: "<" * n,
    "divisions in HTML": lambda n: "<div>\n\n" * n,
    "tables in tables": lambda n: "<table><tr><td>" * n,
    "instructions not closed": lambda n: "<?a " * n,
    "entities": lambda n: "&amp;" * n,
    "entities not closed": lambda n: "&a" * n,
    "fences": lambda n: "```\n字\n```\n\n" * n,
    "fences not closed": lambda n: "```a\n" * n,
    "fences in comments": lambda n: "<!--\n```\n" * n,
    "divisions": lambda n: "::: {.a}\n字\n:::\n\n" * n,
    "divisions not closed": lambda n: "::: {.a}\n" * n,
    "strokes": lambda n: "~~字" * n,
    "small letters": lambda n: "字^a" * n,
    "quotations in quotations": lambda n: "> " * n + "字",
    "quotations": lambda n: "> 字\n" * n,
    "lists in lists": lambda n: "- " * n + "字",
    "lists": lambda n: "1. 字\n" * n,
    "tasks": lambda n: "- [ ] 字\n" * n,
    "definitions": lambda n: "字\n: 義\n\n" * n,
    "rows": lambda n: "|甲|乙|\n|-|-|\n" + "|丙|丁|\n" * n,
    "columns": lambda n: "|" + "甲|" * n + "\n|" + "-|" * n + "\n|" + "乙|" * n,
    "tables of signs": lambda n: "+---+\n| 甲 |\n" * n + "+---+",
    "pipes": lambda n: "|甲|乙|\n|-|-|\n" + "|" * n,
    "lines of a verse": lambda n: "| 字\n" * n,
    "lines": lambda n: "字\n" * n,
    "hard lines": lambda n: "字\\\n" * n,
    "paragraphs": lambda n: "字\n\n" * n,
    "letters": lambda n: "字" * n,
    "quotation marks": lambda n: "「『" * n,
    "backslashes": lambda n: "\\" * n,
    "marks of other tools": lambda n: "{{< a " * n,
    "links of wikis": lambda n: "[[字" * n,
    "commands of TeX": lambda n: "\\a{" * n,
    "alerts": lambda n: "> [!NOTE]\n> 字\n\n" * n,
    "carriage returns": lambda n: "字\r" * n,
}
HEADERS: dict[str, Text] = {
    "keys": lambda n: "".join(f"k{i}: a\n" for i in range(n)),
    "lists": lambda n: "k: " + "[a, " * min(n, 90) + "]" * min(n, 90),
    "letters": lambda n: "subtitle: " + "字" * n,
    "quotes": lambda n: 'subtitle: "' + "\\n" * n + '"',
    "aliases": lambda n: "k: &a [b]\nl: [" + "*a, " * n + "]",
}
FILES: dict[str, tuple[str, Text]] = {
    "sources": (
        "chapters/data/references.yaml",
        lambda n: "".join(
            f"- id: a{i}\n  type: book\n  title: 書{i}\n  author: [{{family: 陳, given: 大}}]\n"
            for i in range(n)
        ),
    ),
    "BibTeX": (
        "chapters/a.bib",
        lambda n: "".join(f"@book{{a{i},title={{書}},author={{陳大 and 李}}}}\n" for i in range(n)),
    ),
    "braces of BibTeX": ("chapters/a.bib", lambda n: "@book{a,title=" + "{" * n),
    "names": (
        "chapters/data/names.yaml",
        lambda n: "".join(f"- zh-Hant-HK: 甲{i}\n  zh-Hans-CN: 乙{i}\n" for i in range(n)),
    ),
    "index": (
        "chapters/data/index.yaml",
        lambda n: "".join(f"- term: 甲{i}\n  see: 乙\n" for i in range(n)),
    ),
    "rules": ("styles/book.css", lambda n: ".a > p:hover { color: red }\n" * n),
    "declarations": ("styles/book.css", lambda n: "p {" + "color: red;" * n + "}"),
    "variables": (
        "styles/book.css",
        lambda n: ":root {" + "".join(f"--a{i}: var(--b);" for i in range(n)) + "}",
    ),
    "comments of CSS": ("styles/book.css", lambda n: "/* " * n),
    "escapes": ("styles/book.css", lambda n: "p { a: " + "\\72 " * n),
    "strings": ("styles/book.css", lambda n: "p { a: " + "'b\n" * n),
}


class Book:
    """A book of one chapter, read as often as it is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("chapters/book.toml", f'{BOOK_TOML}body = ["one.md"]\n')
        self.seconds("字。")  # what is loaded once

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8", newline="")

    def seconds(self, text: str, header: str = "") -> float:
        """Return the processor time of reading a chapter."""
        self.write("chapters/one.md", f"---\ntitle: 題\n{header}\n---\n\n{text}\n")
        return seconds_of(self._read)

    def _read(self) -> None:
        settings = config.load(self.folder)
        prepare(settings, Theme(self.folder), ("zh-Hant-HK",), for_print=False)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Book(tmp_path_factory.mktemp("growth"))


@pytest.mark.parametrize("kind", MARKS)
def test_marks(kind: str, book: Book) -> None:
    assert_linear(lambda n: book.seconds(MARKS[kind](n)))


@pytest.mark.parametrize("kind", HEADERS)
def test_headers(kind: str, book: Book) -> None:
    assert_linear(lambda n: book.seconds("字。", HEADERS[kind](n)))


@pytest.mark.parametrize("kind", FILES)
def test_files(kind: str, book: Book) -> None:
    path, text = FILES[kind]

    def seconds(n: int) -> float:
        book.write(path, text(n))
        return book.seconds("字。")

    try:
        assert_linear(seconds)
    finally:
        (book.folder / path).unlink()
