"""Reads source text and YAML, so that every problem has its file and line."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nkbook.errors import Diagnostic, Location, SourceError, diagnostic

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc]
    """A safe loader for which a day that no calendar has is a mistake in the text, not a crash."""

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> Any:
        """Return a date or time; raises ConstructorError for one that cannot be."""
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError as error:
            problem = f"{node.value} is no date: {error}"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from error


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)


@dataclass(frozen=True, slots=True)
class YamlData:
    """The value of a YAML text, and the source line of each key and list item by its path."""

    value: Any
    lines: dict[tuple[str | int, ...], int]


def read_text(path: Path, shown: str) -> str:
    r"""Return a file's text, decoded as UTF-8, a byte-order mark left out, line ends as ``\n``.

    ``shown`` is the path that messages print. Raises SourceError: NK201 missing, NK202 not UTF-8
    (with the line and byte), NK215 unreadable.
    """
    try:
        data = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise SourceError(diagnostic("NK201", "file not found", Location(shown))) from error
    except OSError as error:
        raise SourceError(
            diagnostic("NK215", f"cannot be read: {error.strerror}", Location(shown))
        ) from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            diagnostic(
                "NK202",
                f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}",
                Location(shown, line),
                f"save the file as UTF-8 ({_encoding(data)})",
            )
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _encoding(data: bytes) -> str:
    """Return what the encoding of text may be that is not UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "it is UTF-16, which some editors call Unicode"
    return "it may be Big5 or GB18030"


def parse_yaml(text: str, shown: str, first_line: int = 1) -> YamlData:
    """Return the value of a YAML text whose first line is line ``first_line`` of its file.

    Raises SourceError NK204 for a syntax error or a key that stands twice.
    """
    lines: dict[tuple[str | int, ...], int] = {}
    problems: list[Diagnostic] = []
    try:
        root = yaml.compose(text, Loader=_Loader)
        if root is not None:
            for path, node, duplicate in _walk(root, ()):
                line = node.start_mark.line + first_line
                if duplicate:
                    problems.append(
                        diagnostic("NK204", f'key "{path[-1]}" stands twice', Location(shown, line))
                    )
                lines.setdefault(path, line)
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 — a safe loader
    except yaml.YAMLError as error:
        raise SourceError(_yaml_problem(error, shown, first_line)) from error
    if problems:
        raise SourceError(problems)
    return YamlData(value, lines)


def _walk(
    node: yaml.Node, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], yaml.Node, bool]]:
    """Yield each key and item below a node: path, node, and whether it repeats an earlier key."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            yield (*path, name), key, name in seen
            seen.add(name)
            yield from _walk(value, (*path, name))
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield (*path, number), item, False
            yield from _walk(item, (*path, number))


def _yaml_problem(error: yaml.YAMLError, shown: str, first_line: int) -> Diagnostic:
    mark = getattr(error, "problem_mark", None)
    message = getattr(error, "problem", None) or "not valid YAML"
    where = (
        Location(shown, mark.line + first_line, mark.column + 1)
        if mark
        else Location(shown, first_line)
    )
    quotes = 'put a value that holds ": " or begins with a mark such as [ or @ in quotes'
    is_syntax = not isinstance(error, yaml.constructor.ConstructorError)
    return diagnostic("NK204", f"broken YAML: {message}", where, quotes if is_syntax else None)
