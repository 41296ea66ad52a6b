"""The header of a chapter's file, in the forms that authors and other tools write it.

nkbook's own is YAML between two lines of ---. Hugo's TOML between lines of +++ and Pandoc's
``% title`` lines are read too. Keys of other tools are passed over; what nkbook can make of a value
of its own is used, with a warning.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StrictBool, ValidationError

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.catalogue.chapter_kinds import CHAPTER_KINDS
from nkbook.model.rows import Row, wrong
from nkbook.project.metadata_blocks import WORKS, Works
from nkbook.reading.parsed import ParsedFile
from nkbook.reading.schema import data_rules, validate
from nkbook.reading.yaml_file import parse_yaml

_CODE = "NK211"
_YAML = re.compile(
    r"\A(?:[ \t]*\n)*---[ \t]*\n(?![ \t]*\n)(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_PANDOC = re.compile(r"\A%(.*\n(?:[ \t]+\S.*\n)*)((?:%.*\n(?:[ \t]+\S.*\n)*){0,2})")
# A value without quotes on the line of its key, and the marks in it that YAML takes for its own.
_BARE = re.compile(r"""([A-Za-z_][\w.-]*[ \t]*:[ \t]+)([^\s"'|>&\[{#](?:.*[^ \t\r\n])?)[ \t\r]*""")
_MISREAD = re.compile(r":(?=\s|\Z)|\A[@`%*\]},]|\A!(?!!)|\A[-?](?=\s)")
_KEY = re.compile(r"""^["']?[A-Za-z_][\w.-]*["']?[ \t]*:(?:\s|$)""", re.MULTILINE)
_ID = re.compile(r"[A-Za-z][\w-]*\Z", re.ASCII)
_YES_AND_NO = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_SWITCHES = ("numbered", "heading")
_NEAR = 0.75  # how alike a key is to one of nkbook's that it is taken for misspelt


def _id(value: str) -> str:
    if not _ID.match(value):
        raise wrong(f'"{value}" is not a letter followed by letters, digits, - or _')
    return value


def _kind(value: str) -> str:
    if value not in CHAPTER_KINDS:
        raise wrong(f'"{value}" is none of {", ".join(CHAPTER_KINDS)}')
    return value


class _Header(Row):
    """The keys between the two --- lines at the top of a chapter's file."""

    title: Annotated[str, Field(min_length=1)] | None = None
    id: Annotated[str, AfterValidator(_id)] | None = None
    short_title: str | None = None
    numbered: StrictBool | None = None
    kind: Annotated[str, AfterValidator(_kind)] | None = None
    number: str | None = None
    heading: StrictBool | None = None


_OWN = [info.alias or name for name, info in _Header.model_fields.items()]


@dataclass(frozen=True, slots=True)
class Header:
    """What a chapter's header says: sound ``values``, and the names of keys of ``others``.

    The chapter's text begins at the offset ``end`` of its file.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Diagnostic, ...] = ()
    others: tuple[tuple[str, Location], ...] = ()
    end: int = 0
    title_line: int = 1
    works: tuple[Works, ...] = ()  # that the chapter cites


def read_header(text: str, shown: str) -> Header:
    """Return the header at the beginning of a chapter's text; one without any has no values.

    Raises SourceError NK204 for a YAML header that is broken. Lines of --- that begin with an empty
    line, or have no key between them, are rules of the text (Pandoc, yaml_metadata_block).
    """
    if match := _YAML.match(text):
        return _yaml_header(match, shown)
    if match := _TOML.match(text):
        return _toml_header(match, shown)
    if match := _PANDOC.match(text):
        title = " ".join(match[1].split())
        names = [
            name for name, line in zip(("author", "date"), _pandoc(match[2]), strict=False) if line
        ]
        others = tuple((name, Location(shown, 2)) for name in names)
        return Header({"title": title} if title else {}, (), others, match.end())
    return Header()


def _pandoc(lines: str) -> Sequence[str]:
    """Return the authors and the date of Pandoc's title block."""
    return [" ".join(part.split()) for part in re.split(r"^%", lines, flags=re.MULTILINE)[1:]]


def _yaml_header(match: re.Match[str], shown: str) -> Header:
    first_line = match.string.count("\n", 0, match.start(1)) + 1
    try:
        file = parse_yaml(match[1], shown, first_line)
    except SourceError as error:
        if not _KEY.search(match[1]):
            return Header()
        meant = _with_quotes(match, shown, first_line) or _as_text(match, error, first_line)
        if meant is None:
            raise
        return meant
    if file.value is None:
        return Header(end=match.end())
    if not isinstance(file.value, dict):
        return Header()
    return _header(file, match)


def _with_quotes(match: re.Match[str], shown: str, first_line: int) -> Header | None:
    """Return a header with quotes around the values that YAML misreads; None if it stays broken.

    A title such as 論語: 學而 is what broken headers have mostly, and a line says where it ends.
    """
    found: list[Diagnostic] = []
    lines = match[1].split("\n")
    for number, line in enumerate(lines):
        value = _BARE.fullmatch(line)
        if value and _MISREAD.search(value[2]):
            quoted = value[2].replace("'", "''")
            lines[number] = f"{value[1]}'{quoted}'"
            message = "YAML needs quotes around this value; it is read to the end of its line"
            where = Location(shown, first_line + number, value.start(2) + 1)
            found.append(diagnostic(_CODE, message, where, f"write {lines[number].strip()}"))
    if not found:
        return None
    try:
        file = parse_yaml("\n".join(lines), shown, first_line)
    except SourceError:
        return None
    header = _header(file, match) if isinstance(file.value, dict) else Header()
    return replace(header, problems=(*found, *header.problems))


def _as_text(match: re.Match[str], error: SourceError, first_line: int) -> Header | None:
    """Return a header with a value that is none of its kind, the day 2020-13-45, as text."""
    found = error.diagnostics[0]
    where = found.location
    if where is None or "!!" in match[1]:  # who names the kind of a value means no text
        return None
    try:
        file = parse_yaml(match[1], str(where.path), first_line, as_text=True)
    except SourceError:
        return None
    header = _header(file, match) if isinstance(file.value, dict) else Header()
    problem = diagnostic(_CODE, f"{found.message}; it is read as text", where, "put it in quotes")
    return replace(header, problems=(problem, *header.problems))


def _toml_header(match: re.Match[str], shown: str) -> Header:
    try:
        value = tomllib.loads(match[1])
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return Header()
    return _header(ParsedFile(shown, match[1], value, lambda _: None, 2), match)


def _header(file: ParsedFile, match: re.Match[str]) -> Header:
    """Return a header's values as far as they can be used, and what is wrong with the others."""
    written = {str(key): value for key, value in file.value.items()}
    values: dict[str, Any] = {}
    problems = list(file.unseen)
    others: list[tuple[str, Location]] = []
    works: tuple[Works, ...] = ()
    for key, value in written.items():
        where = file.at(key)
        if key == WORKS and isinstance(value, list):
            works = (Works(file.text, file.shown, file.first_line),)
        elif key not in _OWN:
            near = get_close_matches(key.lower().replace("_", "-"), _OWN, n=1, cutoff=_NEAR)
            if near and near[0] not in written:
                hint = f'did you mean "{near[0]}"?'
                message = f'unknown key "{key}", which is not used'
                problems.append(diagnostic(_CODE, message, where, hint))
            else:
                others.append((key, where))
        elif value is None or value == "":
            continue
        elif _is_sound(key, value):
            values[key] = value
        elif (meant := _meant(key, value, file)) is not None:
            values[key] = meant
            shown = str(meant).lower() if isinstance(meant, bool) else f'"{meant}"'
            hint = f"write {key}: {shown}"
            message = (
                f'"{key}" is no {"yes or no" if key in _SWITCHES else "text"}; read as {shown}'
            )
            problems.append(diagnostic(_CODE, message, where, hint))
        else:
            problems += _unusable(key, file)
    line = file.at("title").line or 1
    return Header(values, tuple(problems), tuple(others), match.end(), line, works)


def _unusable(key: str, file: ParsedFile) -> Iterable[Diagnostic]:
    """Yield what is wrong with a key's value, which is not used."""
    only = ParsedFile(file.shown, file.text, {key: file.value[key]}, file.find, file.first_line)
    for item in validate(only, _Header, data_rules(_CODE))[1]:
        yield diagnostic(_CODE, f"{item.message}; it is not used", item.location, item.hint)


def _meant(key: str, value: Any, file: ParsedFile) -> Any:
    """Return what a value of the wrong type can be read as, or None."""
    if key in _SWITCHES:
        meant = _YES_AND_NO.get(str(value).lower())
        return bool(value) if meant is None and value in (0, 1) else meant
    if isinstance(value, list | dict):
        return None
    try:  # a number or a date as it is written: 010, 1.10
        text = parse_yaml(file.text, file.shown, as_text=True).value[key]
    except (SourceError, KeyError, TypeError):
        text = str(value)
    return text if _is_sound(key, text) else None


def _is_sound(key: str, value: Any) -> bool:
    """Return True if a header's key and value have no problem of their own."""
    try:
        _Header.model_validate({key: value})
    except ValidationError:
        return False
    return True


def others_problem(found: Sequence[tuple[str, Location]]) -> tuple[Diagnostic, ...]:
    """Return one NK231 for all header keys of other tools in a book, with how often each is."""
    if not found:
        return ()
    counts: dict[str, int] = {}
    for key, _ in found:
        counts[key] = counts.get(key, 0) + 1
    listed = ", ".join(f"{key} ({count})" if count > 1 else key for key, count in counts.items())
    message = f"header keys of other tools, of which nothing is printed: {listed}"
    own = ", ".join(_OWN)
    hint = f"a chapter's header takes {own}; book.toml has the rest"
    return (diagnostic("NK231", message, found[0][1], hint),)
