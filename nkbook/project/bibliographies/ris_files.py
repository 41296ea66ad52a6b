"""Reads RIS files, which Zotero, EndNote and the databases of libraries export, as CSL items."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import rispy
from pydantic import ValidationError

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.csl.item import CslItem
from nkbook.project.bibliographies.bibtex import CODE
from nkbook.project.bibliographies.csl_files import Found
from nkbook.project.bibliographies.names import csl_names
from nkbook.reading.text import printable

_TYPES = {
    "ABST": "article-journal", "ADVS": "motion_picture", "AGGR": "dataset", "ANCIENT": "classic",
    "ART": "graphic", "BILL": "bill", "BLOG": "post-weblog", "BOOK": "book", "CASE": "legal_case",
    "CHAP": "chapter", "CHART": "figure", "CLSWK": "classic", "COMP": "software", "CONF": "book",
    "CPAPER": "paper-conference", "CTLG": "book", "DATA": "dataset", "DBASE": "dataset",
    "DICT": "entry-dictionary", "EBOOK": "book", "ECHAP": "chapter", "EDBOOK": "book",
    "EJOUR": "article-journal", "ELEC": "webpage", "ENCYC": "entry-encyclopedia",
    "FIGURE": "figure", "GOVDOC": "report", "HEAR": "hearing", "ICOMM": "post",
    "INPR": "article", "JFULL": "periodical", "JOUR": "article-journal", "LEGAL": "regulation",
    "MANSCPT": "manuscript", "MAP": "map", "MGZN": "article-magazine", "MPCT": "motion_picture",
    "MULTI": "webpage", "MUSIC": "musical_score", "NEWS": "article-newspaper",
    "PAMP": "pamphlet", "PAT": "patent", "PCOMM": "personal_communication", "RPRT": "report",
    "SER": "book", "SLIDE": "speech", "SOUND": "song", "STAND": "standard", "STAT": "legislation",
    "THES": "thesis", "UNPB": "manuscript", "VIDEO": "motion_picture",
}  # fmt: skip
# The first tag that a record has gives the variable its text.
_TEXTS = {
    "title": ("title", "primary_title"),
    "title-short": ("short_title",),
    "translated-title": ("translated_title",),
    "collection-title": ("tertiary_title",),
    "publisher": ("publisher",),
    "publisher-place": ("place_published",),
    "volume": ("volume",),
    "edition": ("edition",),
    "number-of-volumes": ("number_of_volumes",),
    "genre": ("type_of_work",),
    "section": ("section",),
    "call-number": ("call_number",),
    "language": ("language",),
    "DOI": ("doi",),
    "abstract": ("abstract", "notes_abstract"),
    "archive": ("name_of_database",),
    "reviewed-title": ("reviewed_item",),
}
_HOSTED = frozenset(
    ("article-journal", "article-magazine", "article-newspaper", "chapter", "paper-conference",
     "entry-dictionary", "entry-encyclopedia", "webpage", "post", "post-weblog", "dataset")
)  # fmt: skip
_HOSTS = ("secondary_title", "alternate_title3", "journal_name", "alternate_title2")
_NUMBERED = frozenset(("report", "patent", "standard", "legislation", "bill", "regulation"))
_START = re.compile(r"^\ufeff?TY {2}- ?", re.MULTILINE)
_DAY = re.compile(r"(\d{1,4})(?:[/-](\d{1,2}))?(?:[/-](\d{1,2}))?/?(?:/(.*))?\Z")


def read_ris(text: str, shown: str) -> tuple[list[Found], list[Diagnostic]]:
    """Return the items of a RIS file, or None for each that is wrong, with problems and places.

    A record without an ID is cited by its first author's family name and its year: ``@陳2001``,
    and by ``@陳2001b`` where that is another's already.
    """
    text, unseen = printable(text, shown)
    found: list[Found] = []
    used: set[str] = set()
    for record, line in _records(text):
        found.append(_item(record, Location(shown, line), used))
    problems = [*unseen]
    if not found:
        hint = "each work begins with a line TY  - BOOK and ends with ER  -"
        problems.append(diagnostic(CODE, "no record of RIS", Location(shown, 1), hint))
    return found, problems


def _records(text: str) -> Iterator[tuple[str, int]]:
    """Yield each record with the number of its first line."""
    starts = [match.start() for match in _START.finditer(text)]
    for start, end in pairwise([*starts, len(text)]):
        yield text[start:end].lstrip("\ufeff"), text.count("\n", 0, start) + 1


def _item(record: str, where: Location, used: set[str]) -> Found:
    kept, _, _ = record.partition("\nER  -")
    try:
        (fields,) = rispy.loads(f"{kept.rstrip()}\nER  - \n", skip_unknown_tags=True)
        values = _values(fields)
        values["id"] = _key(fields, values, used)
        return CslItem.model_validate(values), (), where
    except ValidationError as error:
        reason = "; ".join(
            f"{'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors(include_url=False)
        )
    except (ValueError, OSError) as error:  # what rispy raises for lines that are no fields
        reason = str(error)
    problem = diagnostic(
        CODE,
        f"a record is left out: {reason}",
        where,
        "complete the record: a citation of it prints its key",
    )
    return None, (problem,), where


def _values(fields: Mapping[str, Any]) -> dict[str, Any]:
    kind = _TYPES.get(fields.get("type_of_reference", ""), "document")
    values: dict[str, Any] = {"type": kind}
    for variable, tags in _TEXTS.items():
        if text := next((fields[tag] for tag in tags if fields.get(tag)), ""):
            values[variable] = text
    host = next((fields[tag] for tag in _HOSTS if fields.get(tag)), "")
    if host:
        values["container-title" if kind in _HOSTED else "collection-title"] = host
    if number := fields.get("number"):
        values["number" if kind in _NUMBERED else "issue"] = number
    if note := "\n".join([*fields.get("notes", ()), *filter(None, [fields.get("note")])]):
        values["note"] = note
    if fields.get("urls"):
        values["URL"] = fields["urls"][0]
    return values | _people(fields, kind) | _pages(fields, kind) | _dates(fields)


def _people(fields: Mapping[str, Any], kind: str) -> dict[str, Any]:
    roles = {
        "author": [*fields.get("authors", ()), *fields.get("first_authors", ())],
        "editor" if kind != "personal_communication" else "recipient": fields.get(
            "secondary_authors", ()
        ),
        "collection-editor": fields.get("tertiary_authors", ()),
        "translator": fields.get("subsidiary_authors", ()),
    }
    return {role: [_name(name) for name in names] for role, names in roles.items() if names}


def _name(text: str) -> dict[str, str]:
    """Return a name: family and given parted by a comma, or a Chinese one or that of a body."""
    family, comma, rest = (part.strip() for part in text.partition(","))
    if not comma:
        (name,) = csl_names(text) or [{"literal": text}]
        return name
    given, _, suffix = (part.strip() for part in rest.partition(","))
    return {"family": family, "given": given} | ({"suffix": suffix} if suffix else {})


def _pages(fields: Mapping[str, Any], kind: str) -> dict[str, str]:
    first, last = fields.get("start_page", ""), fields.get("end_page", "")
    pages = f"{first}-{last}" if first and last and first != last else first or last
    if not pages:
        return {}
    whole = kind in ("book", "report", "thesis") and not last
    return {"number-of-pages" if whole else "page": pages}


def _dates(fields: Mapping[str, Any]) -> dict[str, Any]:
    day = fields.get("date") or fields.get("year") or fields.get("publication_year")
    found = {"issued": _date(day)} if day else {}
    if accessed := fields.get("access_date"):
        found["accessed"] = _date(accessed)
    return found


def _date(text: str) -> dict[str, Any]:
    """Return a date of RIS, YYYY/MM/DD/words, of which any part may be left out."""
    match = _DAY.match(text.strip())
    if not match:
        return {"raw": text}
    parts = [int(part) for part in match.groups()[:3] if part]
    return {"date-parts": [parts]}


def _key(fields: Mapping[str, Any], values: Mapping[str, Any], used: set[str]) -> str:
    key = str(fields.get("id") or fields.get("label") or "").strip()
    if not key or re.search(r"[\s;,\[\]@]", key):
        names: Any = values.get("author") or values.get("editor") or ({},)
        family = names[0].get("family") or names[0].get("literal") or values.get("title", "")
        parts = values.get("issued", {}).get("date-parts", [[""]])
        key = re.sub(r"[^\w]", "", f"{family}{parts[0][0]}")
    wanted, number = key, 1
    while key in used:
        key = f"{wanted}{chr(ord('a') + number)}" if number < 26 else f"{wanted}-{number}"  # noqa: PLR2004
        number += 1
    used.add(key)
    return key
