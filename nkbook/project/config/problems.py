"""What is wrong in book.toml beyond its schema, and how its problems are called."""

from __future__ import annotations

from collections.abc import Iterator

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.model.catalogue import subjects
from nkbook.reading.parsed import ParsedFile, ValuePath
from nkbook.reading.schema import Rules

RULES = Rules(
    unknown_key="NK101",
    wrong_type="NK102",
    missing_key="NK103",
    wrong_value="NK106",
    add="add {key} = …",
    elsewhere="it belongs in [{table}]",
    remedies={
        "string_type": 'put text in quotes: {key} = "…"',
        "date": "write a date without quotes: {key} = 2026-11-22",
        "list_type": "write a list in brackets: {key} = […]",
        "bool_type": "{key} = true, or {key} = false, without quotes",
        "int_type": "write a whole number without quotes: {key} = 1",
        "float_type": "write a number without quotes: {key} = 1.5",
        "model_type": "write its own keys under [{key}], or in braces",
        "too_short": "name one, or leave the key out if the book can do without",
        "string_too_short": "write something, or leave the key out if the book can do without",
    },
)


def repeated(file: ParsedFile) -> list[Diagnostic]:
    """Return NK106 for each chapter or page, and each part's id, that the spine has twice.

    ``file`` may be sound or not, so that this is reported together with everything else.
    """
    problems = []
    seen: set[tuple[str, str]] = set()
    for path, kind, name in spine_names(file):
        if (kind, name) in seen:
            message = f'spine names {kind}"{name}" twice'
            problems.append(diagnostic("NK106", message, file.at(*path), "name each once"))
        seen.add((kind, name))
    return problems


def subject_problems(file: ParsedFile) -> list[Diagnostic]:
    """Return NK108 for codes without their scheme's form, and qualifiers without a category."""
    given = list(_subject_codes(file))
    categorised = {
        scheme
        for _, scheme, code in given
        if not subjects.problem(scheme, code) and not subjects.is_qualifier(scheme, code)
    }
    found = []
    for path, scheme, code in given:
        wrong = subjects.problem(scheme, code)
        if subjects.is_qualifier(scheme, code) and scheme not in categorised:
            wrong = wrong or "a qualifier needs a category besides it, such as NHTB"
        if wrong:
            message = f'subject code "{code}": {wrong}'
            hint = "look it up in the scheme's tables"
            found.append(diagnostic("NK108", message, file.at(*path), hint))
    return found


def _subject_codes(file: ParsedFile) -> Iterator[tuple[ValuePath, str, str]]:
    """Yield the path, scheme and code of each subject code whose type is right."""
    book = file.value.get("book")
    codes = book.get("subject-codes") if isinstance(book, dict) else None
    for number, item in enumerate(codes if isinstance(codes, list) else ()):
        given: dict[str, object] = item if isinstance(item, dict) else {}
        scheme, code = given.get("scheme"), given.get("code")
        if not isinstance(scheme, str) or scheme not in subjects.SCHEMES:
            continue
        if isinstance(code, str) and code:
            yield ("book", "subject-codes", number, "code"), scheme, code


def spine_names(file: ParsedFile) -> Iterator[tuple[ValuePath, str, str]]:
    """Yield each name in the spine: its path, "" or what it is if not an entry, and the name."""
    spine = file.value.get("spine")
    if not isinstance(spine, dict):
        return
    for matter in ("front", "body", "back"):
        entries = spine.get(matter)
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            path: ValuePath = ("spine", matter, number)
            if isinstance(entry, str):
                yield path, "", entry
            elif isinstance(entry, dict):
                if isinstance(entry.get("id"), str):
                    yield (*path, "id"), "part id ", entry["id"]
                if isinstance(entry.get("text"), str):
                    yield (*path, "text"), "", entry["text"]
                chapters = entry.get("chapters")
                for place, chapter in enumerate(chapters if isinstance(chapters, list) else ()):
                    if isinstance(chapter, str):
                        yield (*path, "chapters", place), "", chapter
