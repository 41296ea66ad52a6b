"""Numbers parts, chapters and captions through the book."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from lxml import etree

from nkbook.locales.registry import locale
from nkbook.model.book import Book, SpineItem
from nkbook.model.document import Document, Element
from nkbook.model.metadata import Edition, Matter
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page
from nkbook.model.trees import SHORT_TITLE, has_class, title_of

# A number of the author's own at the beginning of a caption.
_NUMBER = r"[ \t]*(?:\d+|[〇零一二三四五六七八九十百]+)(?:[-–.．·]\d+)*(?=[\s:：.．、]|\Z)"
_OWN_NUMBERS = {
    "figure": re.compile(rf"\s*((?:圖|图|Figure|Fig\.){_NUMBER})"),
    "table": re.compile(rf"\s*((?:表|Table){_NUMBER})"),
    "listing": re.compile(rf"\s*((?:程式碼|代码|程序|清單|清单|Listing){_NUMBER})"),
}


def numbered_pages(book: Book, documents: Mapping[str, Document], edition: Edition) -> list[Page]:
    """Return the pages in spine order, parts and chapters numbered through the book."""
    counted = locale(edition.language).numerals.words
    pages: list[Page] = []
    part_number = chapter_number = 0
    for item in _in_order(book, edition):
        if label := item.kind.facts.label:
            pages.append(Page(item.ref, item.kind, item.matter, edition.labels[label]))
        elif item.kind is PageKind.PART:
            part = book.parts[item.ref]
            part_number += 1
            number = edition.labels["part_number"].format(n=counted(part_number))
            pages.append(Page(part.id, item.kind, item.matter, part.title, number))
        else:
            document = _without_short_title(documents[item.ref])
            chapter = document.chapter
            number = None
            if chapter.numbered:
                chapter_number += 1
                number = edition.labels["chapter_number"].format(n=counted(chapter_number))
            pages.append(
                Page(
                    id=chapter.id,
                    kind=item.kind,
                    matter=item.matter,
                    title=chapter.title,
                    number=number,
                    short_title=chapter.short_title,
                    part_title=book.parts[item.part].title if item.part else None,
                    document=document,
                )
            )
    return pages


def _in_order(book: Book, edition: Edition) -> Sequence[SpineItem]:
    """Return the spine, with the colophon at its end where the edition's region has it there."""
    moved = [item for item in book.spine if item.kind is PageKind.COLOPHON]
    by_region = book.metadata.imprint.colophon == "region"
    if not (by_region and locale(edition.language).colophon.place == "back"):
        return book.spine
    rest = [item for item in book.spine if item.kind is not PageKind.COLOPHON]
    return [*rest, *(replace(item, matter=Matter.BACK) for item in moved)]


def _without_short_title(document: Document) -> Document:
    """Return a document whose tree has what is printed on its pages alone."""
    if title_of(document.tree, SHORT_TITLE) is None:
        return document
    tree = copy.deepcopy(document.tree)
    short = title_of(tree, SHORT_TITLE)
    if short is not None:
        tree.remove(short)
    return replace(document, tree=tree)


def with_numbered_captions(pages: Sequence[Page], edition: Edition) -> list[Page]:
    """Return the pages with 圖一, 表一, 程式碼一 … before the captions, counted in the book.

    A caption that begins with a number of the author's own, 圖 2-1, keeps that and is not counted.
    """
    counted = locale(edition.language).numerals.words
    counts = {"figure": 0, "table": 0, "listing": 0}
    numbered = []
    for page in pages:
        if page.document is None:
            numbered.append(page)
            continue
        tree = copy.deepcopy(page.document.tree)
        for block in tree.iter("figure", "table", "div"):
            kind = "listing" if has_class(block, "listing") else str(block.tag)
            caption = _caption(block, kind)
            if caption is None:
                continue
            label = etree.Element("span", {"class": "label"})
            if own := _OWN_NUMBERS[kind].match(caption.text or ""):
                label.text, label.tail = own[1], (caption.text or "")[own.end() :]
                caption.text = None
                caption.insert(0, label)
                continue
            counts[kind] += 1
            label.text = edition.labels[f"{kind}_number"].format(n=counted(counts[kind]))
            # An ideographic space keeps number and words apart in extracted text too.
            label.tail = f"\u3000{caption.text or ''}"
            caption.text = None
            caption.insert(0, label)
        numbered.append(replace(page, document=replace(page.document, tree=tree)))
    return numbered


def _caption(block: Element, kind: str) -> Element | None:
    """Return the caption of a figure, a table or a listing, if it has one."""
    if kind != "listing":
        return block.find({"figure": "figcaption", "table": "caption"}.get(kind, "none"))
    first = block[0] if len(block) else None
    return first if first is not None and has_class(first, "caption") else None
