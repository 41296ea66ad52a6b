"""A work cited as citation styles see it: text ready to print, in the work's own language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from markupsafe import Markup

from nkbook.locales.registry import closest
from nkbook.manuscript.citations import dates
from nkbook.manuscript.citations.counted import chapter, counted, edition
from nkbook.manuscript.citations.marked import marked, plain
from nkbook.manuscript.citations.names import Name, names
from nkbook.manuscript.citations.roles import Credit, credited, leaders
from nkbook.manuscript.citations.words.native import Words, counted_page, native
from nkbook.manuscript.citations.words.values import (
    IDEOGRAPH,
    genre,
    language_of_title,
    literal,
    shortened,
)
from nkbook.model.csl.dates import Date
from nkbook.model.csl.item import CslItem
from nkbook.model.plain import Plain

_WHOLE = {
    "bill", "book", "broadcast", "classic", "collection", "legal_case", "legislation", "map",
    "motion_picture", "musical_score", "pamphlet", "performance", "periodical", "regulation",
    "report", "standard", "thesis", "treaty",
}  # fmt: skip
_SERIALS = {
    "article-journal", "article-magazine", "article-newspaper", "periodical", "review",
    "review-book",
}  # fmt: skip
_EAST_ASIAN = ("ja", "ko")
_COMMA = re.compile(r"[,，;；]\s*")
_RANGE = re.compile(r"(?<!\\)-")
_LATE = (9999, 0, 0)  # where works without a date come among their author's


@dataclass(frozen=True, slots=True)
class Source(Plain):
    """A work cited: every field is what to print, empty when the item has nothing for it.

    Titles may have tags: they are XHTML. A name prints as it is read; its other forms are those of
    ``nkbook.manuscript.citations.names.Name``.
    """

    key: str
    type: str  # CSL's
    language: str  # BCP 47 tag of the work's title
    chinese: bool  # cited in the Chinese form, as works in Japanese and Korean are too
    whole_work: bool  # set in 《》 or italics, not in 〈〉 or quotation marks
    title: Markup
    plain_title: str
    short_title: Markup
    supplied_title: bool  # the work shows none: ours, in square brackets
    authors: tuple[Name, ...]  # or who stands for them, such as the editors, with the word for it
    editors: tuple[Name, ...]  # those not among ``authors``
    translators: tuple[Name, ...]
    credits: tuple[Credit, ...]  # all others who made the work, editors and translators too
    dynasty: str  # of the first author: 清
    recipients: tuple[Name, ...]  # of a letter
    container: Markup
    container_authors: tuple[Name, ...]
    collection: Markup  # the series
    collection_editors: tuple[Name, ...]
    counted_collection: str  # 第3種
    volume_title: Markup
    part_title: Markup
    counted_part: str  # 第2部
    counted_chapter: str
    counted_volumes: str  # of the whole work: 全3冊
    section: str  # of a newspaper or law
    supplement: str
    printing: str
    translated_title: Markup
    original_title: Markup
    original_chinese: bool  # set in 《》, whatever the work's own language
    original_authors: tuple[Name, ...]
    original_publisher: str
    original_place: str
    original_date: str
    reviewed_title: Markup
    reviewed_authors: tuple[Name, ...]
    genre: str  # 博士論文, letter
    medium: str
    version: str
    status: str
    scale: str
    dimensions: str
    event: str
    event_place: str
    event_date: str
    authority: str  # 最高法院
    division: str
    jurisdiction: str
    doi: str
    cstr: str
    edition: str  # 第2版, 2nd ed.
    publisher: str
    place: str
    archive: tuple[str, ...]  # the archive, the fonds or papers, the place in it, the call number
    number: str
    volume: str
    issue: str
    counted_volume: str  # with the words for it: 第12卷; " 12" in Western works
    counted_issue: str
    page: str
    counted_page: str  # pp. 1–20, с. 5; of a Chinese work 1–20
    leaf: str  # of a Chinese newspaper: 第3版
    joins: str  # the last of several Western authors: ", and "
    inside: str  # in, before what holds a Western work
    edited: str  # ed., before those who edited that
    year: str
    full_year: str  # with the word for it: 2020年
    year_month: str  # 2020年11月, as far as known
    date: str
    accessed: str  # always in Chinese: it is the book that says so
    issued_iso: str  # 2020-11-10, as far as known
    accessed_iso: str
    day: tuple[int, int, int]  # that a bibliography sorts by
    sort: str  # words that it sorts by in place of the first author's name and the title
    reading: tuple[str, ...]  # in pinyin, of what it sorts by first
    url: str
    shown_url: str
    author_named: bool = False  # by the text, so that ``authors`` is empty

    @property
    def shown_publisher(self) -> str:
        """Return the publisher where it adds something to authors, title and container."""
        named = {*map(str, self.authors), self.container, self.title}
        return "" if self.publisher in named else self.publisher

    @property
    def short_author(self) -> Name | str:
        """Return who a short form names: the first author, else the work that contains it."""
        if self.authors:
            return self.authors[0]
        if self.author_named:
            return ""
        return "" if self.container == self.title else self.container or self.publisher

    def without_authors(self) -> Source:
        """Return the work for a note whose author the text names already."""
        return replace(self, authors=(), author_named=True) if self.authors else self


def source(item: CslItem, labels: Mapping[str, str]) -> Source:
    """Return the view of a CSL item; ``labels`` are the words of the edition."""
    title, supplied = item.title, item.title.startswith("[") and item.title.endswith("]")
    title = title[1:-1] if supplied else title
    language = item.language or language_of_title(plain(title))
    chinese = closest(language) is not None or language.partition("-")[0] in _EAST_ASIAN
    own = native(language)
    page = literal(_RANGE.sub("–", item.page or item.page_first))
    page = _COMMA.sub("、", page) if chinese else page
    event = item.event_title or item.event
    place = item.publisher_place or (item.archive_place if item.publisher else "")
    # Zotero gives the place of every work as that of an event too.
    apart = item.event_place != place
    short = item.title_short or item.short_title
    role, authors = leaders(item, labels, chinese)
    issued = item.issued
    url = item.url or (f"https://doi.org/{item.doi}" if item.doi else "")
    year = dates.year(issued, language)
    return Source(
        key=item.id,
        type=item.type,
        language=language,
        chinese=chinese,
        whole_work=item.type in _WHOLE,
        title=marked(title),
        plain_title=plain(title),
        short_title=marked(short) if short else shortened(title, chinese),
        supplied_title=supplied,
        authors=authors,
        editors=names(item.editor if role != "editor" else ()),
        translators=names(item.translator if role != "translator" else ()),
        credits=credited(item, labels, chinese, {role}, own),
        dynasty=item.dynasty,
        recipients=names(item.recipient),
        container=marked(item.container_title),
        container_authors=names(item.container_author),
        collection=marked(item.collection_title),
        collection_editors=names(item.collection_editor),
        counted_collection=counted(item.collection_number, "第{}種" if chinese else " {}"),
        volume_title=marked(item.volume_title),
        part_title=marked(item.part_title),
        counted_part=counted(item.part_number or item.part, "第{}部" if chinese else ", pt. {}"),
        counted_chapter=chapter(item.chapter_number, chinese),
        counted_volumes=_volumes(item, labels, chinese),
        section=item.section,
        supplement=counted(
            item.supplement_number or item.supplement, "增刊{}" if chinese else ", suppl. {}"
        ),
        printing=counted(
            item.printing_number or item.printing, "第{}次印刷" if chinese else ", printing {}"
        ),
        translated_title=marked(item.translated_title),
        original_title=marked(item.original_title),
        original_chinese=bool(IDEOGRAPH.search(item.original_title)),
        original_authors=names(item.original_author),
        original_publisher=item.original_publisher,
        original_place=item.original_publisher_place,
        original_date=_date(item.original_date, language, chinese),
        reviewed_title=marked(item.reviewed_title),
        reviewed_authors=names(item.reviewed_author),
        genre=genre(item, labels, chinese, own),
        medium=item.medium,
        version=item.version,
        status=item.status,
        scale=item.scale,
        dimensions=item.dimensions,
        event=event,
        event_place=item.event_place if apart or (event and not item.publisher) else "",
        event_date=_date(item.event_date, language, chinese),
        authority=item.authority,
        division=item.division,
        jurisdiction=item.jurisdiction,
        doi=item.doi,
        cstr=item.cstr,
        edition=edition(item.edition, chinese),
        publisher=item.publisher,
        place="" if event and not apart and not item.publisher else place,
        archive=tuple(
            filter(
                None,
                (
                    item.archive_place if item.publisher_place or not item.publisher else "",
                    item.archive,
                    item.archive_collection,
                    item.archive_location,
                    item.call_number if item.archive else "",
                ),
            )
        ),
        number=literal(item.number),
        volume=literal(item.volume),
        issue=literal(item.issue),
        counted_volume=counted(literal(item.volume), _volume_words(item, chinese, own)),
        counted_issue=counted(literal(item.issue), "第{}期" if chinese else own.issue),
        page=literal(item.page or item.page_first),
        counted_page=page if chinese else counted_page(page, own),
        leaf=counted(page, "第{}版") if chinese and item.type == "article-newspaper" else "",
        joins=own.joins,
        inside=own.inside,
        edited=own.edited,
        year=year,
        full_year=dates.chinese(issued and issued.of_years(), language) if chinese else year,
        year_month=dates.chinese(issued and issued.of_months(), language),
        date=_date(issued, language, chinese),
        accessed=dates.chinese(item.accessed),
        issued_iso=dates.iso(issued, language),
        accessed_iso=dates.iso(item.accessed, language),
        day=(issued.start.year, issued.start.month, issued.start.day)
        if issued and issued.start
        else _LATE,
        sort=item.sort,
        reading=tuple(item.reading.replace("'", " ").split()),
        url=url,
        shown_url=_shown_url(url),
    )


def _date(date: Date | None, language: str, chinese: bool) -> str:
    return dates.chinese(date, language) if chinese else dates.western(date, language)


def _volume_words(item: CslItem, chinese: bool, own: Words) -> str:
    if chinese:
        return "第{}卷"
    return own.serial if item.type in _SERIALS else own.volume


def _volumes(item: CslItem, labels: Mapping[str, str], chinese: bool) -> str:
    """Return of how many volumes a work is: 全3冊, 3 vols.; one volume is not said."""
    number = item.number_of_volumes
    if number in ("", "1", "一"):
        return ""
    if not number.isalnum():
        return number
    return labels["cite_volumes"].format(n=number) if chinese else f"{number} vols."


def _shown_url(url: str) -> str:
    """Return an address as readers know it, percent-escapes of letters decoded."""
    decoded = unquote(url)
    return decoded if decoded.isprintable() and " " not in decoded else url
