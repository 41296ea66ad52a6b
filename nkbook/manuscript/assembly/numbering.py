"""Numbers parts, chapters and captions through the book."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree

from nkbook.locales.registry import locale
from nkbook.model.book import Book, Chapter, SpineItem
from nkbook.model.catalogue.chapter_kinds import APPENDIX, ChapterKind, kind_of
from nkbook.model.document import Document, Element
from nkbook.model.metadata import Edition, Matter
from nkbook.model.page_kinds import PageKind
from nkbook.model.publication import Page
from nkbook.model.trees import SHORT_TITLE, TITLE, has_class, title_of

_APPENDIX_TITLES = ("附錄", "附录")
# A number of the author's own at the beginning of a caption.
_NUMBER = r"[ \t]*(?:\d+|[〇零一二三四五六七八九十百]+)(?:[-–.．·]\d+)*(?=[\s:：.．、]|\Z)"
_OWN_NUMBERS = {
    "figure": re.compile(rf"\s*((?:圖|图|Figure|Fig\.){_NUMBER})"),
    "table": re.compile(rf"\s*((?:表|Table){_NUMBER})"),
    "listing": re.compile(rf"\s*((?:程式碼|代码|程序|清單|清单|Listing){_NUMBER})"),
}


def numbered_pages(book: Book, documents: Mapping[str, Document], edition: Edition) -> list[Page]:
    """Return the pages in spine order; parts, chapters and appendices numbered through the book."""
    counts = _Counts(edition, _appendices(documents))
    pages: list[Page] = []
    for item in _in_order(book, edition):
        if label := item.kind.facts.label:
            pages.append(Page(item.ref, item.kind, item.matter, edition.labels[label]))
        elif item.kind is PageKind.PART:
            part = book.parts[item.ref]
            number = counts.of("part") if part.number is None else part.number or None
            text = documents.get(part.text) if part.text else None
            pages.append(
                Page(part.id, item.kind, item.matter, part.title, number, document=_on_part(text))
            )
        else:
            document = _without_short_title(documents[item.ref])
            chapter = document.chapter
            terms = kind_of(chapter.kind, chapter.title)
            pages.append(
                Page(
                    id=chapter.id,
                    kind=item.kind,
                    matter=item.matter,
                    title=chapter.title,
                    number=counts.of_chapter(chapter, terms),
                    short_title=chapter.short_title,
                    part_title=book.parts[item.part].title if item.part else None,
                    document=document,
                    terms=terms,
                    headed=chapter.headed,
                )
            )
    return pages


@dataclass(slots=True)
class _Counts:
    """The numbers of a book so far, by what they are of; ``appendices`` is how many there are."""

    edition: Edition
    appendices: int
    counts: dict[str, int] = field(default_factory=dict)

    def of(self, kind: str, *, alone: bool = False) -> str | None:
        """Return the next number in an edition's words: 第三章; ``alone`` without the count."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        words = locale(self.edition.language).numerals.words(self.counts[kind])
        return self.edition.labels[f"{kind}_number"].format(n="" if alone else words) or None

    def of_chapter(self, chapter: Chapter, terms: ChapterKind | None) -> str | None:
        """Return what is printed before a chapter's title, or None."""
        if chapter.number is not None:
            return chapter.number or None
        if not chapter.numbered:
            return None
        if terms is not None and terms.name == APPENDIX:
            if chapter.title.startswith(_APPENDIX_TITLES):
                return None  # the author has numbered it
            return self.of(APPENDIX, alone=self.appendices == 1)
        if terms is not None and not (terms.counted or chapter.counted):
            return None
        return self.of("chapter")


def _appendices(documents: Mapping[str, Document]) -> int:
    chapters = [document.chapter for document in documents.values()]
    return sum(chapter.kind == APPENDIX and chapter.numbered for chapter in chapters)


def _on_part(document: Document | None) -> Document | None:
    """Return the text on a part's page, whose title is the part's."""
    if document is None:
        return None
    tree = copy.deepcopy(document.tree)
    for role in (SHORT_TITLE, TITLE):
        title = title_of(tree, role)
        if title is not None:
            tree.remove(title)
    return replace(document, tree=tree)


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
            if caption is None or has_class(caption, "bare"):
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
