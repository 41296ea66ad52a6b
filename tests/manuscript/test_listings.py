"""Code: what its fence says, its lines and colours, and what is reported of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from publications import written
from pygments.lexers import get_all_lexers

from nkbook.checks.conservation import lost_text
from nkbook.manuscript import listings
from nkbook.manuscript.markdown import parse
from nkbook.manuscript.markdown.code.fences import read_fence
from nkbook.manuscript.markdown.code.languages import lexer
from nkbook.model.book import Chapter
from nkbook.model.document import Document, Element
from nkbook.model.metadata import Matter
from nkbook.model.trees import text_of
from nkbook.project.listings import include
from nkbook.store import open_store


def document(text: str) -> Document:
    return parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))[0]


def printed(markdown: str) -> Element:
    """Return a chapter's tree as it is printed; nothing of it is lost on the way."""
    read = document(markdown)
    assert lost_text(read) == ()
    return listings.put({"one": read})["one"].tree


def test_what_is_kept_of_code_is_what_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another language or another letter of the code is not found."""
    store = open_store(tmp_path)
    lines = "".join(f"def a{number}(): return '字' # {number}\n" for number in range(40))
    found = {}
    for language in ("python", "ruby", "no-such-language"):
        for text in (lines, f"{lines}x"):
            read = {"one": document(f"``` {language}\n{text}\n```\n")}
            plain = etree.tostring(listings.put(read)["one"].tree)
            assert etree.tostring(listings.put(read, store)["one"].tree) == plain
            found[plain] = read
    assert len(found) == 6
    monkeypatch.setattr(listings, "_coloured", None)  # all is in the store
    for plain, read in found.items():
        assert etree.tostring(listings.put(read, store)["one"].tree) == plain


def reported(markdown: str) -> list[str]:
    return [str(found) for found in listings.problems([document(markdown)])]


@pytest.mark.parametrize(
    ("info", "language", "more"),
    [
        ("python", "python", {}),
        ("{.python #碼}", "python", {"given": {"id": "碼"}}),
        ("c++ {.line-numbers}", "c++", {"first": 1}),
        ('{.python .numberLines startFrom="10"}', "python", {"first": 10}),
        ("{r, echo=FALSE, fig.cap='圖'}", "r", {"executable": True, "given": {}}),
        ("{python}", "python", {"executable": True}),
        ("rust,ignore", "rust", {"dropped": ()}),
        ("js{1,3-4}", "js", {"marked": "1,3-4"}),
        ('js {2} title="甲 乙.js"', "js", {"marked": "2", "caption": "甲 乙.js"}),
        ("ts:line-numbers=2 {1}", "ts", {"first": 2, "marked": "1"}),
        ("ts:no-line-numbers", "ts", {"first": None, "caption": ""}),
        ("js:src/app.js", "js", {"caption": "src/app.js"}),
        ('py linenums="5" hl_lines="2 3"', "py", {"first": 5, "marked": "2,3"}),
        ('go {linenos=true,hl_lines=[8,"15-17"]}', "go", {"first": 1, "marked": "8,15-17"}),
        ("jsx showLineNumbers", "jsx", {"first": 1, "dropped": ()}),
        ('{.python filename="run.py"}', "python", {"caption": "run.py"}),
        ("python 說明", "python", {"dropped": ("說明",)}),
        ('js{1} title="甲" 說明 foo', "js", {"dropped": ("說明", "foo"), "caption": "甲"}),
        ('{.python linenums="7" hl_lines="1"}', "python", {"first": 7, "marked": "1"}),
        ("{r setup, include=FALSE, fig.cap='圖'}", "r", {"executable": True, "given": {}}),
        ("", "", {"first": None}),
    ],
)
def test_what_a_fence_says(info: str, language: str, more: dict[str, object]) -> None:
    fence = read_fence(info)
    assert fence.language == language
    assert {name: getattr(fence, name) for name in more} == more
    printed(f"```{info}\nx\n```\n")


@pytest.mark.parametrize(
    "language", ["console", "cmd", "py", "mongodb-json", "sh-session", "c#", "vue", "golang", "yml"]
)
def test_names_that_authors_use_are_known(language: str) -> None:
    assert lexer(language) is not None


@pytest.mark.parametrize("language", ["", "src", "txt", "nobody-knows", "{python"])
def test_other_code_is_plain(language: str) -> None:
    tree = printed(f"```{language}\nint x = 1;\n```\n")
    assert [line.text for line in tree.iter("span")] == ["int x = 1;\n"]


@pytest.mark.slow
def test_no_language_changes_its_text() -> None:
    text = "\n\t甲 = 'x'\n\n  <b>&amp;</b> # 註 \n\nend -- 尾  \n"
    for _, aliases, _, _ in get_all_lexers():
        for language in aliases[:1]:
            tree = printed(f"```{language}\n{text}```\n")
            assert "".join(tree.itertext()) == text, language


def test_each_line_is_an_element_with_its_number_and_its_parts() -> None:
    tree = printed(
        '```python {.numberLines startFrom=9 hl_lines="2"}\n"""甲\n乙"""\n\nif x: 1\n```'
    )
    lines = tree.xpath("//span[starts-with(@class, 'codeline')]")
    assert ["".join(line.itertext()) for line in lines] == ['"""甲\n', '乙"""\n', "\n", "if x: 1\n"]
    assert [line.get("data-number") for line in lines] == ["9", "10", "11", "12"]
    assert [line.get("class") for line in lines].index("codeline marked") == 1
    assert tree.xpath("string(//span[@class='c-keyword'])") == "if"


def test_inline_code_with_a_language_is_coloured() -> None:
    tree = printed("`if x`{.python} `if x` `` a`b ``")
    assert [len(code) for code in tree.iter("code")] == [1, 0, 0]


def test_a_caption_makes_a_listing() -> None:
    tree = document('```python {#面積 caption="求面積" .wide}\nx\n```').tree
    (listing,) = tree.xpath("//div[@class='listing']")
    assert listing.get("id") == "面積"
    assert [child.tag for child in listing] == ["p", "pre"]
    assert listing[1].get("class") == "wide"


def test_listings_are_numbered_and_referred_to(tmp_path: Path) -> None:
    fences = "".join(f'```{{.c #lst-{name} caption="{name}"}}\nx\n```\n\n' for name in "甲乙")
    publication, _ = written(tmp_path, f"見[](#lst-乙)。\n\n{fences}")
    (page,) = publication.pages
    assert page.document is not None
    labels = [text_of(found) for found in page.document.tree.iter("p") if found.get("class")]
    assert labels == ["程式碼一\u3000甲", "程式碼二\u3000乙"]
    assert page.document.tree.xpath("string(//a)") == "程式碼二"


def test_a_diagram_with_a_picture_is_a_figure() -> None:
    read = document('```{.mermaid picture="a.svg" caption="流程" #圖}\ngraph 甲-->乙\n```')
    (figure,) = read.tree.iter("figure")
    assert figure.get("id") == "圖"
    assert [source for source, _ in read.images] == ["a.svg"]
    assert not list(read.tree.iter("pre"))
    assert lost_text(read) == ()


def test_what_other_tools_were_to_run_or_draw_is_counted() -> None:
    chunk = "```{r, echo=FALSE}\n#| label: 甲\nx <- 1\n```\n\n"
    assert [text.split(" ")[1:3] for text in reported(chunk * 2 + "```dot\na\n```\n")] == [
        ["NK255", "2"],
        ["NK257", "1"],
    ]
    assert "".join(printed(chunk).itertext()) == "x <- 1\n"


def test_signs_that_nobody_sees_are_reported() -> None:
    (text,) = reported("```c\na\u202eb\u2066\n```\n\n```\n平安\n```\n")
    assert "NK258" in text
    assert "U+202E, U+2066" in text


@pytest.mark.parametrize(
    "line",
    [
        "{{#include ../a.rs:here}}",
        "{{#rustdoc_include a.rs}}",
        '--8<-- "a.py"',
        "<<< @/snippets/a.js",
        "@[code{2-3}](./a.js)",
        "{{< include _a.qmd >}}",
    ],
)
def test_a_line_that_another_tool_replaces_is_reported(line: str) -> None:
    (text,) = reported(f"```js\nlet a = 1;\n{line}\n```\n")
    assert text.startswith("ch.md:1: NK259")
    assert line in text


def test_code_that_only_looks_like_it_is_not() -> None:
    assert reported("```c\nx <<< y;\n{{ a }}\n@[a](b)\n<<<<<<< HEAD\nint a = b --8;\n```\n") == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [("", "甲\n乙\n丙\n"), ("2-", "乙\n丙\n"), ("2", "乙\n"), ("1-2", "甲\n乙\n")],
)
def test_a_file_of_code(lines: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("甲\n乙\n丙\n", encoding="utf-8")
    given = f" lines={lines}" if lines else ""
    read = document(f"```{{.text include=甲.txt{given}}}\n```")
    filled, problems = include({"one": read}, tmp_path)
    assert problems == ()
    assert filled["one"].tree.xpath("string(//code)") == expected
    assert etree.tostring(read.tree) != etree.tostring(filled["one"].tree)


def test_a_formula_of_several_lines_that_cannot_be_set_is_one_code_in_its_line() -> None:
    tree = printed("甲\n\n$$\n\\begin{array}{l}\n\\nosuchcommand 1 \\\\\n2\n\\end{array}\n$$\n")
    (code,) = tree.iter("code")
    assert "\\nosuchcommand 1 \\\\ 2" in text_of(code)
    assert [span.get("class") for span in code.iter("span")].count("codeline") == 0
