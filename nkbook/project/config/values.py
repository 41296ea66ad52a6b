"""The types of single values in book.toml whose form takes more than a type to check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from nkbook.diagnostics.hints import nearest
from nkbook.locales.labels import label_keys
from nkbook.locales.registry import languages
from nkbook.model.catalogue import isbn, roles
from nkbook.model.catalogue.roles import RELATORS, is_role_label
from nkbook.model.page_kinds import PageKind
from nkbook.model.rows import kebab
from nkbook.project.config.formats import FORMATS, format_labels, unknown
from nkbook.project.config.table import wrong
from nkbook.reading.addresses import usable

PAGES = tuple(kind.value for kind in PageKind if kind.is_generated)


def _language(name: str) -> str:
    if name not in languages():
        message = f'edition language "{name}" is not known'
        raise wrong("NK106", message, f"one of {', '.join(languages())}")
    return name


def _isbn(number: str) -> str:
    """Refuse a number that is not an ISBN: one wrong digit sends orders to another book."""
    if problem := isbn.problem(number):
        hint = "copy it again from the agency's letter, or leave it out"
        raise wrong("NK107", f'"{number}" is not an ISBN: {problem}', hint)
    return number


def _key_of(table: str, key: str, known: Iterable[str]) -> str:
    names = tuple(known)
    if key not in names:
        message = f'unknown key "{table}.{key}"'
        raise wrong("NK101", message, nearest(key, names, "known keys: {}"))
    return key


def _role(code: str) -> str:
    """Refuse a code that is not a MARC relator: it would be printed as something else."""
    if code not in RELATORS:
        near = roles.nearest(code)
        hint = (
            f'did you mean "{near.code}" ({near.term})?'
            if near
            else "aut, edt, trl, ill …: www.loc.gov/marc/relators lists them"
        )
        raise wrong("NK106", f'role "{code}" is not a MARC relator code', hint)
    return code


def _label(key: str) -> str:
    if is_role_label(key):
        return key
    return _key_of("labels", key, dict.fromkeys([*label_keys(), *map(kebab, format_labels())]))


def _format_with_isbn(name: str) -> str:
    return _key_of("imprint.isbn", name, FORMATS)


def _format(name: str) -> str:
    if name not in FORMATS:
        raise wrong("NK106", unknown(name), nearest(name, FORMATS))
    return name


def _address(address: str) -> str:
    """Refuse what is no address on the web: the colophon and the EPUB have it as a link."""
    found = usable(address)
    if found is None or not found.lower().startswith(("https://", "http://")):
        raise wrong(
            "NK106", f'"{address}" is no address on the web', "https://…, as browsers show it"
        )
    return found


def _entry(entry: str) -> str:
    """Refuse what is neither a page nor a file below chapters/, named by its shortest path."""
    if entry in PAGES:
        return entry
    if not entry.endswith(".md"):
        others = "a file name ending in .md, or one of {}"
        message = f'spine entry "{entry}" is no chapter file and no page'
        raise wrong("NK106", message, nearest(entry, PAGES, others))
    path = PurePosixPath(entry)
    is_shortest = str(path) == entry and not path.is_absolute() and ".." not in path.parts
    if not is_shortest or "\\" in entry or path.name == ".md":
        raise wrong(
            "NK106",
            f'spine entry "{entry}" is not the path of a file in chapters/',
            "name it as seen from there: one.md, or part/one.md",
        )
    return entry


def _one_of(names: Callable[[], Iterable[str]]) -> Callable[[dict[str, Any]], None]:
    """Return what adds to a JSON Schema the values that an editor offers, when it is asked for."""

    def add(schema: dict[str, Any]) -> None:
        schema["enum"] = list(names())

    return add


def _page_or_file(schema: dict[str, Any]) -> None:
    schema["anyOf"] = [{"enum": list(PAGES)}, {"pattern": r"[^/]\.md$"}]


WebAddress = Annotated[
    str, AfterValidator(_address), Field(json_schema_extra={"pattern": "^https?://"})
]
Language = Annotated[str, AfterValidator(_language), Field(json_schema_extra=_one_of(languages))]
Isbn = Annotated[str, AfterValidator(_isbn)]
Role = Annotated[str, AfterValidator(_role), Field(json_schema_extra=_one_of(lambda: RELATORS))]
LabelKey = Annotated[str, AfterValidator(_label)]
FormatName = Annotated[
    str, AfterValidator(_format), Field(json_schema_extra=_one_of(lambda: FORMATS))
]
Isbns = dict[
    Annotated[
        str,
        AfterValidator(_format_with_isbn),
        Field(json_schema_extra=_one_of(lambda: FORMATS)),
    ],
    Isbn,
]
SpineFile = Annotated[str, AfterValidator(_entry), Field(json_schema_extra=_page_or_file)]
