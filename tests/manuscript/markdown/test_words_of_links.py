"""Links: what their words may hold, and that no link is inside another."""

from __future__ import annotations

import pytest

from nkbook.checks.conservation import lost_text
from nkbook.manuscript.markdown import parse
from nkbook.model.book import Chapter
from nkbook.model.document import Document
from nkbook.model.metadata import Matter


def document(text: str, *codes: str) -> Document:
    """Return the document of a text whose problems have these codes, with all its letters."""
    chapter = Chapter("ch", "題", Matter.BODY, text, "ch.md", 1)
    found, problems = parse(chapter)
    assert {problem.code for problem in problems} == set(codes)
    assert lost_text(found) == ()
    return found


def pieces(text: str, *codes: str) -> list[tuple[str, str]]:
    """Return the address and words of each link in a text, a note's call as its own."""
    tree = document(text, *codes).tree
    assert tree.find(".//a//a") is None
    return [(a.get("href", ""), "".join(map(str, a.itertext()))) for a in tree.iter("a")]


def test_a_link_is_split_around_the_call_of_a_note() -> None:
    text = "見[舊志[^1]卷二](a.md)。\n\n[^1]: 已佚。"
    assert pieces(text) == [("a.md", "舊志"), ("#ch-fn-1", ""), ("a.md", "卷二")]


def test_a_note_in_emphasis_in_a_link_splits_both() -> None:
    tree = document("[甲**乙^[註]丙**](a.md){#here}").tree
    (paragraph,) = tree
    first, call, last = paragraph
    assert (first.get("id"), last.get("id")) == ("here", None)
    assert [one.findtext("strong") for one in (first, last)] == ["乙", "丙"]
    assert call.get("class") == "noteref"


def test_a_citation_in_a_link_stands_between_its_halves() -> None:
    tree = document("[陳氏 [@chan, 頁 3] 一書](a.md)").tree
    assert [one.tag for one in tree[0]] == ["a", "span", "a"]


def test_a_link_with_nothing_but_a_note_keeps_its_address() -> None:
    link, call = pieces("[^[註]](a.md)")
    assert link == ("a.md", "a.md")
    assert call[0].startswith("#ch-fn-")


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[甲[乙]{.x}丙](a.md)", [("a.md", "甲乙丙")]),
        ("[[甲]{lang=en}](a.md)", [("a.md", "甲")]),
        ("[[[甲]{.x}]{.y}](a.md)", [("a.md", "甲")]),
        ("[甲[乙]](a.md)", [("a.md", "甲[乙]")]),
    ],
)
def test_spans_and_brackets_are_words_of_a_link(text: str, links: list[tuple[str, str]]) -> None:
    assert pieces(text) == links


def test_of_links_in_one_another_the_inner_one_is_read_and_the_outer_one_named() -> None:
    assert pieces("[甲 [乙](b.md) 丙](a.md)", "NK260") == [("b.md", "乙")]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (
            '<a href="x.html">甲[乙](y.html)丙</a>',
            [("x.html", "甲"), ("y.html", "乙"), ("x.html", "丙")],
        ),
        ('[甲<a href="y.html">乙</a>](x.html)', [("x.html", "甲"), ("y.html", "乙")]),
        (
            '<a href="x.html">甲*子[乙[^1]](y.html)*</a>\n\n[^1]: 註',
            [("x.html", "甲子"), ("y.html", "乙"), ("#ch-fn-1", "")],
        ),
        (
            '<a href="x.html">甲[[@a]](y.html)</a>',
            [("x.html", "甲"), ("y.html", "y.html")],
        ),
    ],
)
def test_a_link_is_split_around_another(text: str, written: list[tuple[str, str]]) -> None:
    assert pieces(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ('<a href="x.html">[乙](y.html)</a>', ("y.html", "乙")),
        ('<a href="x.html">[[^1]](y.html)</a>\n\n[^1]: 註', ("y.html", "y.html")),
    ],
)
def test_a_link_of_nothing_but_another_link_is_told_of(text: str, written: tuple[str, str]) -> None:
    assert pieces(text, "NK210")[0] == written
