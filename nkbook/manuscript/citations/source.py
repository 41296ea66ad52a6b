"""A work cited as citation styles see it: text ready to print, in the work's own language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from markupsafe import Markup

from nkbook.locales.registry import closest
from nkbook.manuscript.citations import dates
from nkbook.manuscript.citations.marked import marked, plain
from nkbook.manuscript.citations.names import Name, names
from nkbook.manuscript.editions import opencc
from nkbook.model.csl.item import CslItem
from nkbook.model.plain import Plain
from nkbook.typesetting.han import HAN, HANGUL, KANA

_WHOLE = {"book", "report", "thesis", "motion_picture", "legislation", "legal_case", "treaty"}
_HAN = re.compile(f"[{HAN}]")
_KANA_OR_HANGUL = re.compile(f"[{KANA}{HANGUL}]")
_SHORT_LIMIT = 48  # characters of a Western title that a short form keeps
_COUNT = re.compile(r"\d+(?:[-–—/]\d+)*|[IVXLC]+|[〇一二三四五六七八九十百千]+")
_ORDINALS = {1: "st", 2: "nd", 3: "rd"}
_LATE = (9999, 0, 0)  # where works without a date come among their author's
# Who is named first: the first of these that the item has, with the word after their names.
_LEADERS = (
    ("author", "", ""),
    ("composer", "", ""),
    ("director", "directed", " (dir.)"),
    ("compiler", "edited", " (comp.)"),
    ("editor", "edited", " (ed.)"),
    ("editor_translator", "edited", " (ed.)"),
    ("translator", "translated", " (trans.)"),
)


@dataclass(frozen=True, slots=True)
class Source(Plain):
    """A work cited: every field is what to print, empty when the item has nothing for it.

    Titles may have tags: they are XHTML. A name prints as it is read; its other forms are those of
    ``nkbook.manuscript.citations.names.Name``.
    """

    key: str
    type: str  # CSL's
    language: str  # BCP 47 tag of the work's title
    chinese: bool
    whole_work: bool  # set in 《》 or italics, not in 〈〉 or quotation marks
    title: Markup
    plain_title: str
    short_title: Markup
    supplied_title: bool  # the work shows none: ours, in square brackets
    authors: tuple[Name, ...]  # or who stands for them, such as the editors, with the word for it
    editors: tuple[Name, ...]  # those not among ``authors``
    translators: tuple[Name, ...]
    container: Markup
    collection: Markup  # the series
    edition: str  # 第2版, 2nd ed.
    publisher: str
    place: str
    archive: tuple[str, ...]  # the archive, then the place in it
    number: str
    volume: str
    issue: str
    counted_volume: str  # with the words for it: 第12卷; " 12" in Western works
    counted_issue: str
    page: str
    year: str
    full_year: str  # with the word for it: 2020年
    date: str
    accessed: str  # always in Chinese: it is the book that says so
    issued_iso: str  # 2020-11-10, as far as known
    accessed_iso: str
    day: tuple[int, int, int]  # that a bibliography sorts by
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
    language = item.language or _language(plain(title))
    chinese = closest(language) is not None
    short = item.title_short or item.short_title
    role, authors = _leaders(item, labels, chinese)
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
        short_title=marked(short) if short else _shorten(title, chinese),
        supplied_title=supplied,
        authors=authors,
        editors=names(item.editor if role != "editor" else ()),
        translators=names(item.translator if role != "translator" else ()),
        container=marked(item.container_title),
        collection=marked(item.collection_title),
        edition=_edition(item.edition, chinese),
        publisher=item.publisher,
        place=item.publisher_place or item.archive_place,
        archive=tuple(filter(None, (item.archive, item.archive_location))),
        number=item.number,
        volume=item.volume,
        issue=item.issue,
        counted_volume=_counted(item.volume, "第{}卷" if chinese else " {}"),
        counted_issue=_counted(item.issue, "第{}期" if chinese else ", no. {}"),
        page=item.page,
        year=year,
        full_year=f"{year}年" if chinese and issued and not issued.literal else year,
        date=dates.chinese(issued, language) if chinese else dates.western(issued),
        accessed=dates.chinese(item.accessed),
        issued_iso=dates.iso(issued, language),
        accessed_iso=dates.iso(item.accessed, language),
        day=(issued.start.year, issued.start.month, issued.start.day)
        if issued and issued.start
        else _LATE,
        url=url,
        shown_url=_shown_url(url),
    )


def _leaders(
    item: CslItem, labels: Mapping[str, str], chinese: bool
) -> tuple[str, tuple[Name, ...]]:
    """Return the role of who is named first, and their names."""
    for role, label, western in _LEADERS:
        if people := getattr(item, role):
            mark = (labels[label] if label else "") if chinese else western
            return role, names(people, mark)
    return "", ()


def _language(title: str) -> str:
    """Return the language of a title whose item names none, as most of Zotero's do: zh or und."""
    if not _HAN.search(title) or _KANA_OR_HANGUL.search(title):
        return "und"
    to_simplified, to_traditional = opencc.standard("t2s"), opencc.standard("s2t")
    simplified = to_simplified.convert(title) == title != to_traditional.convert(title)
    return "zh-Hans" if simplified else "zh-Hant"


def _counted(value: str, words: str) -> str:
    """Return a number with the words for what it counts; what is in words already stays so."""
    if not value:
        return ""
    if _COUNT.fullmatch(value):
        return words.format(value)
    return value if words.startswith("第") else f", {value}"


def _edition(value: str, chinese: bool) -> str:
    """Return which edition a work is in words: 第2版, 修訂版, 2nd ed."""
    if chinese:
        return _counted(value, "第{}版")
    if value.isdigit():
        number = int(value)
        teen = number % 100 // 10 == 1
        value += "th" if teen else _ORDINALS.get(number % 10, "th")
    return f"{value} ed." if re.fullmatch(r"\d+[a-z]{2}", value) else value


def _shorten(title: str, chinese: bool) -> Markup:
    """Return a title's short form: up to its colon, a long Western one cut at a word."""
    marks = r"：|——" if chinese else r":\s|\s[(—–]"
    head = re.split(marks, title, maxsplit=1)[0].strip()
    if chinese or len(plain(head)) <= _SHORT_LIMIT:
        return marked(head)
    return marked(plain(head)[:_SHORT_LIMIT].rsplit(" ", 1)[0].rstrip(",;") + " …")


def _shown_url(url: str) -> str:
    """Return an address as readers know it, percent-escapes of letters decoded."""
    decoded = unquote(url)
    return decoded if decoded.isprintable() and " " not in decoded else url
