"""Rules of stylesheets that could see more than one section of a book are found, and no others."""

from __future__ import annotations

import pytest
from places import REPOSITORY

from nkbook.formats.paged.apart.reach import reaches_across
from nkbook.formats.paged.apart.selectors import Elements, Root

BOOK = Elements(
    sections=(
        Root("section", "cover", ("page-cover", "paper-cover")),
        Root("section", "title", ("page-title-page", "paper-display")),
        Root("section", "one", ("page-chapter", "matter-body", "paper-body-start")),
        Root("section", "index", ("page-index", "matter-back", "paper-body")),
    ),
    around=(Root("body", "", ("chapters-on-recto",)), Root("html", "", ())),
)


@pytest.mark.parametrize("name", ["base", "pdf", "print", "cover"])
def test_the_theme_reaches_across_nothing(name: str) -> None:
    sheet = (REPOSITORY / f"styles/{name}.css").read_text("utf-8")
    assert reaches_across([sheet], BOOK) is None


@pytest.mark.parametrize(
    "rule",
    [
        "section:nth-child(2n) { color: red }",
        ":first-child { color: red }",
        "body > *:nth-child(3) { color: red }",
        "html body :last-child p { color: red }",
        ".page-chapter ~ .page-index { color: red }",
        "#one + .page-index { color: red }",
        ".page-chapter:not(:last-child) { color: red }",
        "section:has(+ .page-index) { color: red }",
        "body:has(.page-index) p { color: red }",
        "p:is(.page-chapter ~ section p) { color: red }",
        "body { counter-reset: figure }",
        ".page-chapter { counter-increment: chapter }",
        "p::after { content: counter(page) }",
        "p::after { content: counter(pages) }",
        "p { counter-reset: page 7 }",
        "sup { counter-increment: footnote }",
        "a::after { content: target-text(attr(href url)) }",
        "a::after { content: target-counter(attr(href url), figure) }",
        "p { break-after: page }",
        "p { position: fixed }",
        "h1 { position: running(head) }",
        "@media print { body { counter-reset: figure } }",
        "@page { @top-left { content: element(head) } }",
        "@page { @top-left { content: counter(chapter) } }",
        "@page :nth(2n) { margin: 1cm }",
        "@page :nth(2n of body) { margin: 1cm }",
        "@page body { counter-increment: page 2 }",
    ],
)
def test_what_reaches_across_is_found(rule: str) -> None:
    found = reaches_across(["p { color: black }", rule], BOOK)
    assert found
    assert rule.removeprefix("@media print { ").startswith(found)


@pytest.mark.parametrize(
    "rule",
    [
        "p:first-child { color: red }",
        ".box > :first-child { color: red }",
        ".page-chapter p:nth-child(2) { color: red }",
        ".page-title-page + .page-index { color: red }",
        "section + .page-index h1 { color: red }",
        "tr > :first-child:nth-last-child(-n + 3) ~ * img { width: 1em }",
        "ruby:not(.bopomofo, :only-child) rt { color: red }",
        "tr > :first-child:nth-last-child(2) ~ * img { color: red }",
        "li:has(+ li) { color: red }",
        "figure { counter-increment: figure }",
        "ol { counter-reset: list-item }",
        "h2 { string-set: head content() }",
        "a::after { content: target-counter(attr(href url), page, lower-roman) }",
        "p { break-after: avoid; position: relative }",
        "@page { @top-left { content: string(head) counter(page) '/' counter(pages) } }",
        "@page :first { margin: 1cm }",
        "@page :nth(1 of body-start) { counter-reset: page 1 }",
        "p:unknown( { color: red }",
    ],
)
def test_what_stays_inside_a_section_is_left_alone(rule: str) -> None:
    assert reaches_across([rule], BOOK) is None
