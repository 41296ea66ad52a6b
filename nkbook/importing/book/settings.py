"""Writes book.toml for an imported book."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Sequence

from nkbook.importing.book.chapters import Spine
from nkbook.importing.book.pieces import Made

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})")


def book_toml(  # noqa: PLR0913 — the facts of a book
    *,
    slug: str,
    title: str,
    subtitle: str,
    language: str,
    authors: Sequence[tuple[str, str]],
    description: str,
    date: str,
    spine: Spine,
    has_sources: bool,
    has_index: bool,
    uncited: tuple[str, ...] = (),
) -> str:
    """Return the settings of a book with a spine; a date that the source lacks is today's."""
    creators = ", ".join(
        f"{{ name = {_string(name)} }}"
        if role == "aut"
        else f'{{ name = {_string(name)}, role = "{role}" }}'
        for name, role in authors
    )
    lines = [
        "[book]",
        f'slug = "{slug}"',
        f"title = {_string(title)}",
        *([f"subtitle = {_string(subtitle)}"] if subtitle else []),
        f'language = "{language}"',
        f"creators = [{creators}]",
        *([f"description = {_string(description)}"] if description else []),
        "",
        "[release]",
        'version = "1.0"',
        f"date = {_date(date)}",
        "",
        "[spine]",
        _list(
            "front", ['"cover"', '"title-page"', '"colophon"', '"contents"', *_files(spine.front)]
        ),
        _body(spine),
        _list(
            "back",
            [
                *_files(spine.back),
                *(['"bibliography"'] if has_sources else []),
                *(['"index"'] if has_index else []),
            ],
        ),
        "",
        *(
            ["[citations]", f"nocite = [{', '.join(map(_string, uncited))}]", ""]
            if has_sources and uncited
            else []
        ),
    ]
    return "\n".join(lines)


def _body(spine: Spine) -> str:
    entries: list[str] = []
    number = 0
    for title, made in spine.body:
        if not title:
            entries.extend(_files(made))
            continue
        number += 1
        files = "".join(f"        {one},\n" for one in _files(made))
        entries.append(
            f'{{ part = {_string(title)}, id = "part-{number}", chapters = [\n{files}    ] }}'
        )
    return _list("body", entries)


def _files(chapters: Sequence[Made]) -> list[str]:
    return [_string(f"{one.name}.md") for one in chapters]


def _list(name: str, entries: Sequence[str]) -> str:
    return f"{name} = [\n" + "".join(f"    {entry},\n" for entry in entries) + "]"


def _date(given: str) -> str:
    found = _DATE.search(given)
    try:
        if found:
            return datetime.date(*map(int, found.groups())).isoformat()
    except ValueError:
        pass  # no day of the calendar: as if the source said nothing
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date().isoformat()


def _string(text: str) -> str:
    """Return a basic string of TOML, whose escapes are those of JSON, and DEL besides."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
