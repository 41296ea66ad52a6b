"""Reads YAML: the text is composed once, and values and places come from the same nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from nkbook.diagnostics.errors import SourceError
from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.reading.parsed import ParsedFile, Place, ValuePath, unprintable
from nkbook.reading.text import read_text, seen

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 100  # levels of lists and mappings in one another
_UNCHECKED = 5_000  # openings that PyYAML's composer, which calls itself for each, can bear
_MOST_VALUES = 1_000_000  # that a file may have, each alias counted with all that it repeats
# What the constructors of PyYAML raise for the content of a scalar, besides their own errors.
_BAD_CONTENT = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError)


class _Loader(_SafeLoader):  # type: ignore[misc]
    """A safe loader for which a value that does not fit its tag is an error with a place."""

    def __init__(self, text: str, shown: str = "", first_line: int = 1) -> None:
        """Load a text whose first line is that line of a file."""
        super().__init__(text)
        self.unseen: list[Diagnostic] = []
        self._shown, self._first_line = shown, first_line

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        """Return a node's value; raises ConstructorError for a day that no calendar has, say."""
        if isinstance(node, yaml.ScalarNode) and (wrong := unprintable(node.value)):
            raise yaml.constructor.ConstructorError(None, None, wrong, node.start_mark)
        if isinstance(node, yaml.ScalarNode):
            mark: Any = node.start_mark
            where = Location(self._shown, mark.line + self._first_line, mark.column + 1)
            node.value, problem = seen(node.value, where)
            self.unseen += [problem] if problem else []
        try:
            return super().construct_object(node, deep=deep)
        except _BAD_CONTENT as error:
            kind = node.tag.rpartition(":")[2]
            kind = "date" if kind == "timestamp" else kind
            shown = str(node.value)[:40] if isinstance(node, yaml.ScalarNode) else "it"
            raise yaml.constructor.ConstructorError(
                None, None, f"{shown} is not a valid {kind}: {error}", node.start_mark
            ) from error


class _TextLoader(_Loader):
    """A loader that keeps scalars as they are written: ``010`` and ``1.10`` stay what they are."""


for _tag in ("int", "float", "bool", "timestamp"):
    _TextLoader.add_constructor(f"tag:yaml.org,2002:{_tag}", _Loader.construct_yaml_str)


def read_yaml(path: Path, shown: str, *, as_text: bool = False) -> ParsedFile:
    """Return a YAML file's value and places; see ``parse_yaml``. Raises as ``read_text`` too."""
    return parse_yaml(read_text(path, shown), shown, as_text=as_text)


def parse_yaml(text: str, shown: str, first_line: int = 1, *, as_text: bool = False) -> ParsedFile:
    """Return the value of a YAML text whose first line is line ``first_line`` of its file.

    With ``as_text`` numbers, dates, true and false stay text as written, and the data's model says
    what they are. Raises SourceError NK204 for a syntax error, a repeated key, an alias inside its
    own value, and for more levels or values than a book's data can need.
    """
    loader = (_TextLoader if as_text else _Loader)(text, shown, first_line)
    try:
        _refuse_depth(text, shown, first_line)
        root = loader.get_single_node()
        if root is None:
            return ParsedFile(shown, text, None, _NodePlaces(None, first_line), first_line)
        _Census(shown, first_line).check(root)
        value = loader.construct_document(root)
    except yaml.YAMLError as error:
        raise SourceError(_yaml_problem(error, text, shown, first_line)) from error
    except RecursionError as error:
        raise SourceError(_too_deep(Location(shown, first_line))) from error
    finally:
        loader.dispose()
    places = _NodePlaces(root, first_line)
    return ParsedFile(shown, text, value, places, first_line, tuple(loader.unseen))


def _refuse_depth(text: str, shown: str, first_line: int) -> None:
    """Raise SourceError NK204 for so many levels that composing them would end the process."""
    if sum(map(text.count, ("[", "{", "- ", "? "))) < _UNCHECKED:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST + 1:
            mark: Any = event.start_mark
            where = Location(shown, mark.line + first_line, mark.column + 1)
            raise SourceError(_too_deep(where))


@dataclass(frozen=True, slots=True)
class _NodePlaces:
    """Finds places by walking down the nodes, so that aliases cost nothing."""

    root: yaml.Node | None
    first_line: int
    # By the id of a mapping's node: its pairs by the names of their keys, the first of each.
    pairs: dict[int, dict[str, tuple[yaml.Node, yaml.Node]]] = field(default_factory=dict)

    def __call__(self, path: ValuePath) -> Place | None:
        """Return the place of the key or item at a path."""
        node, mark = self.root, None
        for part in path:
            if isinstance(node, yaml.MappingNode):
                pair = self._pairs(node).get(str(part))
                if pair is None:
                    return None
                mark, node = pair[0].start_mark, pair[1]
            elif isinstance(node, yaml.SequenceNode):
                if not isinstance(part, int) or not 0 <= part < len(node.value):
                    return None
                node = node.value[part]
                mark = node.start_mark
            else:
                return None
        return (mark.line + self.first_line, mark.column + 1) if mark else None

    def _pairs(self, node: yaml.MappingNode) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        if id(node) not in self.pairs:
            self.pairs[id(node)] = {_name(key): (key, value) for key, value in node.value[::-1]}
        return self.pairs[id(node)]


@dataclass(slots=True)
class _Census:
    """Looks at every node once: for repeated keys, for aliases that never end, and for size."""

    shown: str
    first_line: int
    sizes: dict[int, int] = field(default_factory=dict)  # by id: values of a node with its aliases
    open: set[int] = field(default_factory=set)
    repeated: list[Diagnostic] = field(default_factory=list)

    def check(self, root: yaml.Node) -> None:
        """Raise SourceError NK204 if the nodes below ``root`` cannot be a book's data."""
        if self._size(root, 0) > _MOST_VALUES:
            message = "its aliases repeat each other to more values than memory holds"
            raise SourceError(diagnostic("NK204", message, Location(self.shown, self.first_line)))
        if self.repeated:
            raise SourceError(self.repeated)

    def _size(self, node: yaml.Node, depth: int) -> int:
        if id(node) in self.sizes:
            return self.sizes[id(node)]
        if id(node) in self.open:
            message = "an alias is inside the value that it repeats"
            raise SourceError(diagnostic("NK204", message, self._at(node)))
        if depth > _DEEPEST:
            raise SourceError(_too_deep(self._at(node)))
        self.open.add(id(node))
        if isinstance(node, yaml.MappingNode):
            self._find_repeated(node)
        size = 1 + sum(self._size(child, depth + 1) for child in _children(node))
        self.open.remove(id(node))
        self.sizes[id(node)] = size
        return size

    def _find_repeated(self, node: yaml.MappingNode) -> None:
        seen: set[str] = set()
        for key, _ in node.value:
            name = _name(key)
            if name in seen:
                self.repeated.append(
                    diagnostic("NK204", f'key "{name}" is given twice', self._at(key))
                )
            seen.add(name)

    def _at(self, node: yaml.Node) -> Location:
        mark = node.start_mark
        return Location(self.shown, mark.line + self.first_line, mark.column + 1)


def _children(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield value
    elif isinstance(node, yaml.SequenceNode):
        yield from node.value


def _name(key: yaml.Node) -> str:
    """Return a key as it is written; one that is no scalar is known by its place."""
    return key.value if isinstance(key, yaml.ScalarNode) else str(key.start_mark)


def _too_deep(where: Location) -> Diagnostic:
    return diagnostic("NK204", f"more than {_DEEPEST} levels of lists and mappings", where)


def _code(character: str | int) -> int:
    return character if isinstance(character, int) else ord(character)


def _yaml_problem(error: yaml.YAMLError, text: str, shown: str, first_line: int) -> Diagnostic:
    if isinstance(error, yaml.reader.ReaderError):
        line = text.encode().count(b"\n", 0, error.position) + first_line
        message = f"the character U+{_code(error.character):04X} is not allowed"
        return diagnostic("NK204", f"broken YAML: {message}", Location(shown, line))
    mark = getattr(error, "problem_mark", None)
    message = getattr(error, "problem", None) or str(error).partition("\n")[0] or "not valid YAML"
    where = Location(shown, first_line)
    if mark:
        lines = text.rstrip("\n").count("\n")  # a text that breaks off has its end as its place
        end = mark.line > lines
        line = min(mark.line, lines) + first_line
        where = Location(shown, line, None if end else mark.column + 1)
    quotes = 'put a value that holds ": " or begins with a mark such as [ or @ in quotes'
    is_syntax = not isinstance(error, yaml.constructor.ConstructorError)
    return diagnostic("NK204", f"broken YAML: {message}", where, quotes if is_syntax else None)
