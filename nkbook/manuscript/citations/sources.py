"""A CSL item as citation styles see it: text ready to print, in the work's own language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from nkbook.locales.registry import closest
from nkbook.manuscript.editions import opencc
from nkbook.typesetting.han import HAN, HANGUL, KANA

_WHOLE = {"book", "report", "thesis", "motion_picture", "legislation", "legal_case", "treaty"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_HAN = re.compile(f"[{HAN}]")
_KANA_OR_HANGUL = re.compile(f"[{KANA}{HANGUL}]")
_SHORT_LIMIT = 48  # characters of a Western title that a short form keeps


@dataclass(frozen=True, slots=True)
class Source:
    """A work cited: every field is text to print, empty when the item has none."""

    key: str
    type: str  # CSL's
    language: str  # BCP 47 tag of the work's title
    chinese: bool
    whole_work: bool  # set in 《》 or italics, not in 〈〉 or quotation marks
    title: str
    short_title: str
    supplied_title: bool  # the work shows none: ours, in square brackets
    authors: tuple[str, ...]  # or the editors of a work without authors, named as such
    container: str
    publisher: str
    place: str
    number: str
    volume: str
    issue: str
    page: str
    year: str
    date: str
    accessed: str  # always in Chinese: it is the book that tells the reader
    issued_iso: str  # 2020-11-10, as far as known
    accessed_iso: str
    url: str
    shown_url: str

    @property
    def shown_publisher(self) -> str:
        """Return the publisher where it adds something to authors, title and container."""
        named = {*self.authors, self.container, self.title}
        return "" if self.publisher in named else self.publisher

    @property
    def short_author(self) -> str:
        """Return who a short form names: the first author, else the work it stands in."""
        if self.authors:
            return self.authors[0]
        return "" if self.container == self.title else self.container or self.publisher

    @property
    def sort_text(self) -> str:
        """Return the text by which a bibliography sorts the work."""
        return (self.authors[0] if self.authors else self.title).casefold()


def source(item: Mapping[str, Any], edited: str = "編") -> Source:
    """Return the view of a CSL item; items are checked when they are read.

    ``edited`` is the book's word after the names of Chinese editors who stand for authors.
    """
    title = str(item["title"])
    language = str(item.get("language") or _language(title))
    supplied = title.startswith("[") and title.endswith("]")
    title = title[1:-1] if supplied else title
    chinese = closest(language) is not None
    issued = _date_parts(item.get("issued"))
    accessed = _date_parts(item.get("accessed"))
    return Source(
        key=str(item["id"]),
        type=str(item["type"]),
        language=language,
        chinese=chinese,
        whole_work=item["type"] in _WHOLE,
        title=title,
        short_title=str(item.get("title-short") or _shorten(title, chinese)),
        supplied_title=supplied,
        authors=_authors(item, edited if chinese else " (ed.)", chinese),
        container=_text(item, "container-title"),
        publisher=_text(item, "publisher"),
        place=_text(item, "publisher-place"),
        number=_text(item, "number"),
        volume=_text(item, "volume"),
        issue=_text(item, "issue"),
        page=_text(item, "page"),
        year=str(issued[0]) if issued else "",
        date=_date(issued, chinese),
        accessed=_date(accessed, chinese=True),
        issued_iso=_iso(issued),
        accessed_iso=_iso(accessed),
        url=_text(item, "URL"),
        shown_url=_shown_url(_text(item, "URL")),
    )


def _language(title: str) -> str:
    """Return the language of a title whose item names none, as most of Zotero's do: zh or und."""
    if not _HAN.search(title) or _KANA_OR_HANGUL.search(title):
        return "und"
    to_simplified, to_traditional = opencc.standard("t2s"), opencc.standard("s2t")
    simplified = to_simplified.convert(title) == title != to_traditional.convert(title)
    return "zh-Hans" if simplified else "zh-Hant"


def _text(item: Mapping[str, Any], field: str) -> str:
    value = item.get(field)
    return "" if value is None else str(value)


def _authors(item: Mapping[str, Any], mark: str, chinese: bool) -> tuple[str, ...]:
    """Return the names of an item's authors, or those of its editors with a mark after them."""
    if authors := item.get("author"):
        return tuple(_name(name, chinese) for name in authors)
    return tuple(f"{_name(name, chinese)}{mark}" for name in item.get("editor") or [])


def _name(name: Mapping[str, Any], chinese: bool) -> str:
    """Return a CSL name in reading order: family name first, without a space, for Chinese."""
    if "literal" in name:
        return str(name["literal"])
    family, given = str(name.get("family", "")), str(name.get("given", ""))
    return f"{family}{given}" if chinese else f"{given} {family}".strip()


def _date_parts(value: object) -> tuple[int, ...]:
    parts = value.get("date-parts") if isinstance(value, Mapping) else None
    if not isinstance(parts, Sequence) or not parts:
        return ()
    return tuple(int(part) for part in parts[0])


def _date(parts: tuple[int, ...], chinese: bool) -> str:
    if chinese:
        return "".join(f"{part}{unit}" for part, unit in zip(parts, "年月日", strict=False))
    words = [str(part) for part in parts]
    if len(parts) > 1:
        words[1] = _MONTHS[parts[1] - 1]
    return " ".join(reversed(words))


def _iso(parts: tuple[int, ...]) -> str:
    return "-".join(f"{part:02}" for part in parts)


def _shorten(title: str, chinese: bool) -> str:
    """Return a title's short form: up to its colon, a long Western one cut at a word."""
    marks = r"：|——" if chinese else r":\s|\s[(—–]"
    head = re.split(marks, title, maxsplit=1)[0].strip()
    if chinese or len(head) <= _SHORT_LIMIT:
        return head
    return head[:_SHORT_LIMIT].rsplit(" ", 1)[0].rstrip(",;") + " …"


def _shown_url(url: str) -> str:
    """Return an address as readers know it, percent-escapes of letters decoded."""
    decoded = unquote(url)
    return decoded if decoded.isprintable() and " " not in decoded else url
