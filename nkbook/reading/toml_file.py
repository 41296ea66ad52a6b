"""Reads TOML: values from the standard library's parser, places from tree-sitter's."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.reading.parsed import ParsedFile, Place, ValuePath, unprintable
from nkbook.reading.text import read_text, seen

_WIDE_MARKS = re.compile("[“”‘’「」＂＇＝，［］｛｝]")


def read_toml(path: Path, shown: str, code: str = "NK104") -> ParsedFile:
    """Return a TOML file's value and places; raises as ``parse_toml`` and ``read_text``."""
    return parse_toml(read_text(path, shown), shown, code)


def parse_toml(text: str, shown: str, code: str = "NK104") -> ParsedFile:
    """Return the value of a TOML text and the place of every table, key and list item.

    Raises SourceError with ``code`` for what is not TOML.
    """
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceError(_syntax_problem(error, text, shown, code)) from error
    except RecursionError as error:
        where = Location(shown)
        hint = "write it with fewer levels"
        raise SourceError(diagnostic(code, "too many levels of lists", where, hint)) from error
    except ValueError as error:  # more digits than Python reads
        raise SourceError(_long_number(text, shown, code)) from error
    finder = _Finder(text)
    finder.document()
    file = ParsedFile(shown, text, value, finder.places.get)
    problems = [
        diagnostic(code, wrong, file.at(*path), "delete it: nobody would see it")
        for path, word in _words(value, ())
        if (wrong := unprintable(word))
    ]
    if problems:
        raise SourceError(problems)
    unseen: list[Diagnostic] = []
    return replace(file, value=_seen(value, (), file, unseen), unseen=tuple(unseen))


def _seen(value: Any, path: ValuePath, file: ParsedFile, unseen: list[Diagnostic]) -> Any:
    """Return a value without what changes how its texts are read; note NK237 in ``unseen``."""
    if isinstance(value, str):
        word, problem = seen(value, file.at(*path))
        unseen += [problem] if problem else []
        return word
    if isinstance(value, dict):
        return {key: _seen(inner, (*path, key), file, unseen) for key, inner in value.items()}
    if isinstance(value, list):
        return [_seen(inner, (*path, n), file, unseen) for n, inner in enumerate(value)]
    return value


def _words(value: Any, path: ValuePath) -> Iterator[tuple[ValuePath, str]]:
    """Yield the texts and keys inside a value, each with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), key
            yield from _words(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _words(inner, (*path, number))


def _syntax_tree(text: str) -> Node:
    return Parser(Language(tree_sitter_toml.language())).parse(text.encode()).root_node


@dataclass(slots=True)
class _Finder:
    """Walks the syntax tree of a sound TOML text and notes the place of each key and item."""

    text: str
    places: dict[ValuePath, Place] = field(default_factory=dict)
    _lines: list[bytes] = field(init=False)
    _last: dict[ValuePath, int] = field(default_factory=dict)  # number of a [[table]]'s last item

    def __post_init__(self) -> None:
        self._lines = self.text.encode().split(b"\n")

    def document(self) -> None:
        """Fill ``places``."""
        for node in _syntax_tree(self.text).named_children:
            if node.type == "pair":
                self._pair(node, ())
            elif node.type in ("table", "table_array_element"):
                self._table(node)

    def _table(self, node: Node) -> None:
        key, *rows = node.named_children
        *outer, name = (name for name, _ in _parts(key))
        path: ValuePath = ()
        for part in outer:
            path = self._item((*path, part))
            self.places.setdefault(path, self._place(node))
        path = (*path, name)
        self.places.setdefault(path, self._place(node))
        if node.type == "table_array_element":
            self._last[path] = self._last.get(path, -1) + 1
        path = self._item(path)
        self.places.setdefault(path, self._place(node))
        for row in rows:
            if row.type == "pair":
                self._pair(row, path)

    def _item(self, path: ValuePath) -> ValuePath:
        """Return the path of the last item if the table at ``path`` is one of several."""
        return (*path, self._last[path]) if path in self._last else path

    def _pair(self, node: Node, path: ValuePath) -> None:
        key, value = (child for child in node.named_children if child.type != "comment")
        for name, part in _parts(key):
            path = (*path, name)
            self.places.setdefault(path, self._place(part))
        self._value(value, path)

    def _value(self, node: Node, path: ValuePath) -> None:
        children = [child for child in node.named_children if child.type != "comment"]
        if node.type == "inline_table":
            for child in children:
                self._pair(child, path)
        elif node.type == "array":
            for number, child in enumerate(children):
                self.places[*path, number] = self._place(child)
                self._value(child, (*path, number))

    def _place(self, node: Node) -> Place:
        """Return a node's line and column, which tree-sitter counts in bytes."""
        row, column = node.start_point
        return row + 1, len(self._lines[row][:column].decode()) + 1


def _parts(key: Node) -> list[tuple[str, Node]]:
    """Return the names that a key is made of, with their nodes: one, or more of a dotted key."""
    if key.type == "dotted_key":
        return [part for child in key.named_children for part in _parts(child)]
    text = (key.text or b"").decode()
    return [(next(iter(tomllib.loads(f"{text} = 0"))), key)]


def _syntax_problem(error: tomllib.TOMLDecodeError, text: str, shown: str, code: str) -> Diagnostic:
    """Return the problem with its place, which tomllib gives only inside its message."""
    message = str(error)
    place = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if not place:
        where = Location(shown, text.rstrip("\n").count("\n") + 1)
        message = message.replace(" (at end of document)", " before the file ends")
        return diagnostic(code, message, where, _syntax_hint(""))
    line, column = int(place[1]), int(place[2])
    hint = _syntax_hint(text.split("\n")[line - 1][column - 1 :])
    return diagnostic(code, message[: place.start()], Location(shown, line, column), hint)


def _syntax_hint(rest: str) -> str:
    """Return a remedy for a line whose ``rest`` could not be read."""
    if mark := _WIDE_MARKS.search(rest[:1]):
        return f'{mark[0]} is a mark of Chinese text: TOML has = , [ ] {{ }} and straight "quotes"'
    return 'one key = value a line: text in straight "quotes", a date as 2026-11-22, lists in […]'


def _long_number(text: str, shown: str, code: str) -> Diagnostic:
    most = sys.get_int_max_str_digits()
    line = next(
        (
            node.start_point.row + 1
            for node in _all(_syntax_tree(text))
            if node.type == "integer" and node.end_byte - node.start_byte > most
        ),
        None,
    )
    message = f"a number of more than {most} digits"
    return diagnostic(code, message, Location(shown, line), "write it shorter, or in quotes")


def _all(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.named_children))
