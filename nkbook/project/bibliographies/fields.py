"""An entry of a .bib file as a CSL item: types and fields as Pandoc and Zotero translate them."""

from __future__ import annotations

import re
from typing import Any

from nkbook.model.csl.item import MASTER, PHD
from nkbook.model.csl.languages import language_tag
from nkbook.project.bibliographies.bibtex import BibEntry
from nkbook.project.bibliographies.names import csl_names
from nkbook.project.bibliographies.tex import address, plain_tex
from nkbook.typesetting.han import is_ideograph

_TYPES = {
    "archive": "collection", "article": "article-journal", "artwork": "graphic", "audio": "song",
    "book": "book",
    "bookinbook": "chapter", "booklet": "pamphlet", "collection": "book",
    "conference": "paper-conference", "dataset": "dataset", "electronic": "webpage",
    "inbook": "chapter", "incollection": "chapter", "inproceedings": "paper-conference",
    "inreference": "entry-encyclopedia", "jurisdiction": "legal_case", "legal": "treaty",
    "legislation": "legislation", "letter": "personal_communication", "manual": "book",
    "map": "map", "mastersthesis": "thesis", "movie": "motion_picture", "mvbook": "book",
    "mvcollection": "book", "newspaper": "article-newspaper", "online": "webpage",
    "patent": "patent", "performance": "performance", "periodical": "periodical",
    "phdthesis": "thesis", "preprint": "article",
    "proceedings": "book", "reference": "book", "report": "report",
    "review": "review", "software": "software", "standard": "standard", "suppbook": "chapter",
    "techreport": "report", "thesis": "thesis", "unpublished": "manuscript",
    "video": "motion_picture", "www": "webpage",
}  # fmt: skip
_NEWS = {"magazine": "article-magazine", "newspaper": "article-newspaper"}
_GENRES = {"phdthesis": PHD, "mastersthesis": MASTER}
_LISTS = frozenset(("address", "institution", "location", "organization", "publisher", "school"))
_NAMES = {
    "author": "author", "editor": "editor", "translator": "translator",
    "bookauthor": "container-author", "holder": "author",
}  # fmt: skip
_TEXTS = {
    "abstract": "abstract", "address": "publisher-place", "booktitle": "container-title",
    "chapter": "chapter-number", "edition": "edition", "eventtitle": "event-title",
    "institution": "publisher", "isbn": "ISBN", "issn": "ISSN", "issue": "issue",
    "journal": "container-title", "journaltitle": "container-title", "keywords": "keyword",
    "location": "publisher-place", "note": "note", "organization": "publisher",
    "origlocation": "original-publisher-place", "origpublisher": "original-publisher",
    "origtitle": "original-title", "pagetotal": "number-of-pages", "publisher": "publisher",
    "school": "publisher", "series": "collection-title", "shorttitle": "title-short",
    "type": "genre", "venue": "event-place", "version": "version", "volume": "volume",
    "volumes": "number-of-volumes", "annote": "annote", "library": "archive",
}  # fmt: skip
_DATES = {
    "date": "issued", "urldate": "accessed", "origdate": "original-date",
    "eventdate": "event-date",
}  # fmt: skip
_ARCHIVES = {
    "arxiv": "https://arxiv.org/abs/",
    "jstor": "https://www.jstor.org/stable/",
    "pubmed": "https://www.ncbi.nlm.nih.gov/pubmed/",
    "hdl": "https://hdl.handle.net/",
}
_ISSUES = frozenset(("article-journal", "article-magazine", "article-newspaper", "periodical"))
# What repositories of preprints call themselves, by their names in small letters.
_REPOSITORIES = {
    "arxiv": "arXiv", "biorxiv": "bioRxiv", "chemrxiv": "ChemRxiv", "chinaxiv": "ChinaXiv",
    "medrxiv": "medRxiv", "osf": "OSF", "psyarxiv": "PsyArXiv", "pssxiv": "PSSXiv",
    "socarxiv": "SocArXiv", "ssrn": "SSRN",
}  # fmt: skip
_BEFORE_CSTR = re.compile(r"\A(?:https?://(?:www\.)?cstr\.cn/)?(?:CSTR:\s*)?", re.IGNORECASE)
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


def csl_item(entry: BibEntry) -> dict[str, Any]:
    """Return the values of the CSL item that an entry is; they are not checked yet."""
    given = entry.fields
    kind = _type(entry)
    item: dict[str, Any] = {"id": entry.key, "type": kind}
    for name, target in _TEXTS.items():
        if given.get(name) and target not in item:
            item[target] = plain_tex(_listed(given[name]) if name in _LISTS else given[name])
    item |= _titles(entry, kind) | _numbers(entry, kind) | _addresses(entry)
    item |= _keepers(entry, kind)
    prefix = "useprefix=true" in given.get("options", "").replace(" ", "")
    for name, target in _NAMES.items():
        if given.get(name) and target not in item:
            item[target] = csl_names(given[name], prefix)
    for name, target in _DATES.items():
        if given.get(name):
            item[target] = _date(given[name])
    if "issued" not in item and given.get("year"):
        item["issued"] = {"raw": _day(entry)}
    if language := _language(entry):
        item["language"] = language
    if entry.kind in _GENRES:
        item.setdefault("genre", _GENRES[entry.kind])
    return item


def _listed(value: str) -> str:
    """Return BibLaTeX's list of places or publishers, parted by ``and``, as it is printed."""
    several = [part.strip() for part in re.split(r"(?<!\s)\s++and\s++", value) if part.strip()]
    if len(several) < 2 or not all(is_ideograph(part[0]) for part in several):  # noqa: PLR2004
        return value
    return "、".join(several)


def _keepers(entry: BibEntry, kind: str) -> dict[str, str]:
    """Return who has a work besides its author: the repository of a preprint, a patent's owner."""
    given = entry.fields
    if kind == "article" and not given.get("publisher") and (repository := _repository(entry)):
        return {"publisher": repository}
    if kind == "patent" and given.get("author") and given.get("holder"):
        return {"authority": plain_tex(given["holder"].replace(" and ", ", "))}
    return {}


def _type(entry: BibEntry) -> str:
    kind = _TYPES.get(entry.kind, "document")
    if kind in ("document", "webpage", "manuscript") and _repository(entry):
        return "article"
    if kind == "document" and (entry.fields.get("url") or "url" in _published(entry)):
        return "webpage"
    return _NEWS.get(entry.fields.get("entrysubtype", "").lower(), kind)


def _repository(entry: BibEntry) -> str:
    """Return the repository that holds a preprint; nothing for another work."""
    given = entry.fields
    name = given.get("eprinttype") or given.get("archiveprefix") or ""
    return _REPOSITORIES.get(name.strip().lower(), "")


def _published(entry: BibEntry) -> str:
    return entry.fields.get("howpublished", "")


def _titles(entry: BibEntry, kind: str) -> dict[str, str]:
    """Return titles with their subtitles; a volume's own title is below that of the whole work."""
    found = {}
    for name, below, target in (
        ("title", "subtitle", "title"),
        ("booktitle", "booksubtitle", "container-title"),
        ("journaltitle", "journalsubtitle", "container-title"),
        ("maintitle", "mainsubtitle", "container-title"),
    ):
        title = plain_tex(entry.fields.get(name, ""))
        if title and target not in found:
            subtitle = plain_tex(entry.fields.get(below, ""))
            chinese = is_ideograph(title[-1])
            colon = "：" if chinese else ": "
            found[target] = f"{title}{colon}{subtitle}" if subtitle else title
    if kind == "book" and entry.fields.get("maintitle") and "title" in found:
        found["volume-title"], found["title"] = found["title"], found.pop("container-title")
    return found


def _numbers(entry: BibEntry, kind: str) -> dict[str, str]:
    found = {}
    if pages := entry.fields.get("pages"):
        found["page"] = re.sub(r"(?:(?<!\s)\s++)?+[-–—]++\s*+", "-", plain_tex(pages))
    elif article := entry.fields.get("eid"):
        found["page"] = plain_tex(article)  # the number of an article that has no pages
    if number := plain_tex(entry.fields.get("number", "")):
        place = "issue" if kind in _ISSUES else "number"
        if place == "number" and entry.fields.get("series"):
            place = "collection-number"
        found[place] = number
    return found


def _addresses(entry: BibEntry) -> dict[str, str]:
    found = {}
    if url := entry.fields.get("url"):
        found["URL"] = address(url)
    elif "\\url" in _published(entry) or _published(entry).startswith("http"):
        found["URL"] = address(_published(entry))
    elif eprint := entry.fields.get("eprint"):
        archive = entry.fields.get("eprinttype") or entry.fields.get("archiveprefix") or ""
        if place := _ARCHIVES.get(archive.lower()):
            found["URL"] = f"{place}{address(eprint)}"
    if doi := entry.fields.get("doi"):
        found["DOI"] = re.sub(r"^https?://(?:dx\.)?doi\.org/", "", address(doi))
    if cstr := entry.fields.get("cstr"):
        found["CSTR"] = _BEFORE_CSTR.sub("", address(cstr))
    return found


def _date(value: str) -> dict[str, Any]:
    """Return a date of BibLaTeX: ISO 8601-2, whose year 0 is 1 BC and whose ~ is about."""
    if before := re.fullmatch(r"-(\d{4})(?:-\d\d){0,2}", value.strip()):
        return {"date-parts": [[-int(before[1]) - 1]]}
    about = "~" if re.search(r"\d~", value) else ""
    return {"raw": plain_tex(value.replace("~", "")).replace("–", "-") + about}


def _day(entry: BibEntry) -> str:
    """Return the date of BibTeX's fields year, month and day."""
    year = plain_tex(entry.fields["year"])
    month = plain_tex(entry.fields.get("month", "")).strip(". ").lower()
    for number, name in enumerate(_MONTH_NAMES, 1):
        if len(month) > 2 and name.startswith(month[:3]):  # noqa: PLR2004 — not a number
            month = str(number)
    day = entry.fields.get("day", "")
    if not re.fullmatch(r"\d{4}", year) or not re.fullmatch(r"\d{1,2}", month):
        return year
    text = f"{year}-{int(month):02}"
    return f"{text}-{int(day):02}" if re.fullmatch(r"\d{1,2}", day) else text


def _language(entry: BibEntry) -> str:
    written = (entry.fields.get("langid") or entry.fields.get("language") or "").strip()
    # Chinese is left to the title, which says of which script it is.
    return "" if re.match(r"zh(?:-CN|-TW|-HK)?\Z", written) else language_tag(written)
