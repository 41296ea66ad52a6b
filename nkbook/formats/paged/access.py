"""Adds to a page's tree what the PDF's structure needs beyond the names of elements.

ARIA's attributes where it has them, ``data-…`` where it has not: the roles of pages, the levels of
headings in the whole book, what links say in words, and which element a span replaces.
"""

from __future__ import annotations

from collections.abc import Mapping

from nkbook.model.document import Element
from nkbook.model.elements import HEADINGS
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page
from nkbook.model.trees import has_class, is_call, text_of

_OUTWARD = ("http:", "https:", "mailto:")


def describe(root: Element, page: Page, labels: Mapping[str, str], part: str | None) -> None:
    """Describe a page of the book in its own tree; ``part`` is the id of the part it belongs to."""
    if role := page.kind.facts.pdf_role:
        root.set("role", role)
    if part:
        root.set("data-part", part)
    for entry in root.iter("li") if page.kind is PageKind.INDEX else ():
        _describe_entry(entry, labels)
    _describe_notes(root, labels)
    for element in root.iter("*"):
        if page.part_title and element.tag in HEADINGS:
            # A chapter of a part is one level lower, as in the bookmarks.
            element.set("aria-level", str(int(str(element.tag)[1]) + 1))
        elif element.tag == "span":
            _describe_span(element, labels)
        elif element.tag == "a" and element.get("href", "").startswith(_OUTWARD):
            _describe_outward(element, labels)
        elif element.tag == "header":
            _describe_opener(element)
        elif element.tag == "p" and _is_entry(element):
            element.set("data-tag", "entry")


def _describe_notes(root: Element, labels: Mapping[str, str]) -> None:
    """Describe the calls and notes of a chapter that has them at its end."""
    for call in filter(is_call, root.iter("a")):
        call.set("role", "doc-noteref")
        call.set("aria-label", f"{labels['note']} {call.get('data-number', '')}")
    for number in root.iterfind(".//div[@class='endnote']/span"):
        note = f"{labels['note']} {number.get('data-number', '')}"
        back = labels["with_remark"].format(text=labels["back_to_text"], remark=note)
        number.set("data-tag", "label")
        number[0].set("aria-label", back)
        if (row := number.getparent()) is not None:
            row.set("role", "doc-endnote")


def _describe_span(span: Element, labels: Mapping[str, str]) -> None:
    if span.get("data-call"):
        note = f"{labels['note']} {span.get('data-number', '')}"
        span.set("data-call-label", note)
        back = labels["with_remark"].format(text=labels["back_to_text"], remark=note)
        span.set("data-note-label", back)
    elif has_class(span, "label"):
        span.set("data-tag", "label")
    else:
        for name in str(span.get("class", "")).split():
            if name.startswith("as-"):
                span.set("data-tag", name.removeprefix("as-"))


def _describe_outward(link: Element, labels: Mapping[str, str]) -> None:
    """Say of a link that it leads out of the book, and mark it unless it shows its address."""
    text = text_of(link) or "".join(image.get("alt", "") for image in link.iter("img"))
    said = labels["with_remark"].format(text=text, remark=labels["external_link"])
    link.set("aria-label", said)
    if not text.startswith(_OUTWARD):
        link.set("class", f"{link.get('class', '')} outward".strip())


def _describe_entry(entry: Element, labels: Mapping[str, str]) -> None:
    """Say of an index entry's page numbers what they are, and of which words."""
    term = entry.find("span")
    for link in entry.iterfind("span/a") if term is not None else ():
        parent = link.getparent()
        if term is not None and parent is not None and has_class(parent, "locators"):
            before, _, _ = labels["index_locator"].partition("{n}")
            said = before.format(term=text_of(term), page=labels["page"])
            link.set("data-said-before", said)


def _describe_opener(header: Element) -> None:
    """Make 第一章 a label of the chapter's title, so that both are heard as one heading."""
    title = header.find("h1")
    for number in header.iterfind("p"):
        if title is not None and has_class(number, "number"):
            number.set("data-tag", "label")
            number.set("data-label-of", title.get("id", ""))


def _is_entry(paragraph: Element) -> bool:
    parent = paragraph.getparent()
    return parent is not None and has_class(parent, "entry")
