"""Reads YAML with the source line of every value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic

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
