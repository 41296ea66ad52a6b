"""Citations as authors write them: what is a key, a prefix and a locator, as Pandoc reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pypandoc
import pytest
from pandoc import DIALECT

from nkbook.checks.conservation import lost_text
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Document, Element
from nkbook.model.metadata import Matter
from nkbook.model.trees import text_of

_PLAIN = {"Space": " ", "SoftBreak": " "}


def document(text: str) -> Document:
    """Return the document of a chapter that has no problems and has lost no letter."""
    found, problems = parse(Chapter("ch", "題", Matter.BODY, text, "ch.md", 1))
    assert problems == ()
    assert lost_text(found) == ()
    return found


def ours(text: str) -> list[tuple[str, str, str, str]]:
    """Return mode, words before, key and words after of each source cited."""
    return [
        (item.mode.value, words(item.prefix), item.key, words(item.locator))
        for citation in document(text).citations
        for item in citation.items
    ]


def words(element: Element | None) -> str:
    return "" if element is None else " ".join(text_of(element).split())


def theirs(text: str) -> list[tuple[str, str, str, str]]:
    tree = json.loads(pypandoc.convert_text(text, "json", format=DIALECT))
    return [
        (
            one["citationMode"]["t"],
            plain(one["citationPrefix"]),
            one["citationId"],
            plain(one["citationSuffix"]).lstrip(",， "),
        )
        for cite in cites(tree["blocks"])
        for one in cite["c"][0]
    ]


def cites(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and value.get("t") == "Cite":
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from cites(item)
    elif isinstance(value, list):
        for item in value:
            yield from cites(item)


def plain(inlines: Any) -> str:
    if isinstance(inlines, list):
        return " ".join("".join(map(plain, inlines)).replace("\N{NO-BREAK SPACE}", " ").split(" "))
    if not isinstance(inlines, dict):
        return inlines if isinstance(inlines, str) else ""
    if inlines["t"] == "Code":
        return str(inlines["c"][1])
    return _PLAIN.get(inlines["t"]) or plain(inlines.get("c", ""))


@pytest.mark.parametrize(
    "text",
    [
        "說[@a]。",
        "說[見 @a, 頁 33-35; 又 @b, 第三章]。",
        "@a 說，-@b 又說。",
        "@a [頁 33] 說。",
        "@a [頁 33; 又見 @b, p. 3] 說，@a [@b] 又說。",
        "某人說[-@a; 見 -@b, 頁 2]。",
        "說[@王2020, 頁 3]，又[@鍵_一:二]。",
        "說[@{https://example.org/甲}, p. 3]，@{甲,乙} 又說。",
        "說[*見* @a, 頁 33 及 **注**]，又[參 @b `x;y`]。",
        "說[見 **甲; 乙** @a, [sic] 3]。",
        "說[@a, 3\\; 4; @b]。",
        "說[見 @a，\n頁 3]。",
        "說[@a:b--c]，[@a.b.]，[@a//b]。",
        "甲^[註引 @a 與 [@b, 頁 3]。]",
        "## 論 @a 與[@b]\n\n甲。",
        "| 甲 | 乙 |\n|---|---|\n| [@a, 頁 1] | @b |",
        "*重[@a]* 與 **@b [頁 3]**。",
        "[@a; 又乙]。",
        "說[@a](http://u)與[@a]{.x}。",
        "寄 me@a.org，\\@a，見 <me@b.org>。",
        "@a [^1] 說。\n\n[^1]: 註。",
        "@a [圖](http://u) 說。",
        "說[@a, 頁 3][^1]，@b[^1] 又說。\n\n[^1]: 註。",
        "說[@a][@b]，[@a]（見上）、[@a] (見上)、[@a]{見上}。",
        "說[見甲；見 @a]，又[@a, 頁 3；4；@b]。",
    ],
)
def test_citations_are_read_as_pandoc_reads_them(text: str) -> None:
    # A Chinese semicolon between two keys parts them; to Pandoc the second is in the words.
    found = theirs(text.replace("；@", "; @"))
    if text.startswith("說[@a](http://u)"):  # in a link, where a note has no place, it is text
        found = [one for one in found if one[2] == "a"][1:]
    assert sorted(ours(text)) == sorted(found)


def test_mark_up_in_a_citation_is_read() -> None:
    (citation,) = document("說[*見* @a, 頁 **33**]。").citations
    (item,) = citation.items
    assert item.prefix is not None
    assert item.locator is not None
    assert [child.tag for child in item.prefix] == ["em"]
    assert [child.tag for child in item.locator] == ["strong"]


def test_chinese_needs_no_blank_before_a_key() -> None:
    """To Pandoc 「參見@a」 is text; whether it cites is known when the sources are."""
    (citation,) = document("參見@a。").citations
    assert citation.glued
    assert citation.items[0].key == "a"


def test_a_key_is_at_its_own_place() -> None:
    found = document("第一行\n說[見 *甲* @a; @b [c] @d]。")
    places = [
        (item.key, item.location.line, item.location.column)
        for citation in found.citations
        for item in citation.items
        if item.location
    ]
    assert sorted(places) == [("a", 2, 9), ("b", 2, 13), ("d", 2, 20)]


@pytest.mark.parametrize("text", ["[@a " * 800, "[@a " * 60 + "]" * 60, "@a [x " * 60 + "]" * 60])
def test_brackets_without_end(text: str) -> None:
    """None of their letters is lost, and reading ends."""
    assert document(text).tree.find("p") is not None
