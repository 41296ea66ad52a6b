"""Finds what in CSS grows without end when it is computed or laid out.

A stylesheet of some hundred bytes can ask for 10⁸ columns or repeat a variable 10⁹ times. The
bounds are far above what books need; docs/reference/limits.md lists them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

DEEPEST = 30  # blocks and brackets in one another
MOST_TRACKS = 1_000  # lines of a grid, repetitions in it, columns of text
MOST_COUNTED = 10_000  # what a counter may begin with or go on by; one may print as many signs
MOST_TAB = 64  # spaces
LONGEST_CONTENT = 2_000  # characters that one declaration prints
MOST_EXPANDED = 5_000  # parts of a value, once the variables in it stand for themselves
_TINY = 0.01  # of any unit: what is repeated in smaller steps is as if it were not repeated
_OPENING = ("function", "{} block", "[] block", "() block")
_COUNTERS = ("counter-reset", "counter-increment", "counter-set")
_PRINTED = ("content", "quotes", "string-set", "bookmark-label", "hyphenate-character")
_COUNTS = ("column-count", "columns")


@dataclass(frozen=True, slots=True)
class Excess:
    """Something beyond a bound: where it begins in the sheet, and what it is."""

    line: int
    what: str


def too_deep(nodes: Sequence[Any]) -> Excess | None:
    """Return the place at which component values are nested deeper than ``DEEPEST``, if any."""
    waiting = [(node, 1) for node in nodes]
    while waiting:
        node, depth = waiting.pop()
        if node.type in _OPENING:
            if depth > DEEPEST:
                return Excess(node.source_line, f"more than {DEEPEST} brackets in one another")
            waiting += [(item, depth + 1) for item in _inner(node)]
    return None


def excesses(nodes: Sequence[Any]) -> Iterator[Excess]:
    """Yield what is beyond a bound in the component values of a sheet that is not too deep."""
    declarations = list(_declarations(nodes))
    variables: dict[str, list[_Declaration]] = {}
    for one in declarations:
        if one.name.startswith("--"):
            variables.setdefault(one.name, []).append(one)
    sizes, excess = _sizes(variables)
    if excess is not None:
        yield excess
        return
    for one in declarations:
        yield from _of_declaration(one, sizes)


def declaration_excesses(nodes: Sequence[Any]) -> Iterator[Excess]:
    """Yield what is beyond a bound in the declarations of a ``style`` attribute."""
    for one in _in_block(nodes):
        yield from _of_declaration(one, {})


@dataclass(frozen=True, slots=True)
class _Declaration:
    name: str
    line: int
    value: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Size:
    """What a value is once its variables are put in: its parts, and the largest number in it."""

    parts: int = 0
    number: float = 0


def _inner(node: Any) -> Sequence[Any]:
    inner = node.arguments if node.type == "function" else getattr(node, "content", None)
    return list(inner or ())


def _declarations(nodes: Sequence[Any]) -> Iterator[_Declaration]:
    """Yield all that looks like a declaration, in blocks at any depth.

    That is more than CSS would accept; bounds hold for what is not accepted too.
    """
    for node in nodes:
        if node.type == "{} block":
            yield from _in_block(node.content)
            yield from _declarations(node.content)


def _in_block(nodes: Sequence[Any]) -> Iterator[_Declaration]:
    part: list[Any] = []
    for node in (*nodes, None):
        if node is not None and node != ";":
            part.append(node)
            # Rules in a block end with their own (CSS Nesting 1 §4).
            if node.type == "{} block":
                part = []
            continue
        rest = [item for item in part if item.type not in ("whitespace", "comment")]
        if len(rest) > 1 and rest[0].type == "ident" and rest[1] == ":":
            name = rest[0].value
            name = name if name.startswith("--") else name.lower()
            yield _Declaration(name, rest[0].source_line, tuple(rest[2:]))
        part = []


def _of_declaration(one: _Declaration, sizes: Mapping[str, _Size]) -> Iterator[Excess]:
    name, flat = one.name, list(_flat(one.value))
    size = _size(one.value, sizes)
    if size.parts > MOST_EXPANDED:
        yield Excess(one.line, f"{name} has more than {MOST_EXPANDED:,} parts, variables put in")
        return
    most = MOST_TRACKS if name in _COUNTS or name.startswith("grid") else None
    most = MOST_COUNTED if name in _COUNTERS else MOST_TAB if name == "tab-size" else most
    if most is not None and size.number > most:
        yield Excess(one.line, f"{name} counts to more than {most:,}")
    if name in _PRINTED:
        length = sum(len(item.value) for item in flat if item.type == "string")
        if length > LONGEST_CONTENT:
            yield Excess(one.line, f"{name} has more than {LONGEST_CONTENT:,} characters")
    for function in flat:
        if function.type == "function":
            yield from _of_function(function, sizes)


def _of_function(function: Any, sizes: Mapping[str, _Size]) -> Iterator[Excess]:
    name, line = function.lower_name, function.source_line
    if name == "repeat":
        count = list(takewhile(lambda item: item != ",", function.arguments))
        computed = any(item.type == "function" and item.lower_name != "var" for item in count)
        if computed or _size(count, sizes).number > MOST_TRACKS:
            yield Excess(line, f"repeat() repeats more than {MOST_TRACKS:,} times")
    elif name.startswith("repeating-"):
        stops = [item for item in function.arguments if item.type in ("dimension", "percentage")]
        if stops and 0 < max(abs(item.value) for item in stops) < _TINY:
            yield Excess(line, f"{name}() has steps that nobody sees")


def _flat(nodes: Sequence[Any]) -> Iterator[Any]:
    for node in nodes:
        yield node
        yield from _flat(_inner(node))


def _size(value: Sequence[Any], sizes: Mapping[str, _Size]) -> _Size:
    parts, number = 0, 0.0
    for item in _flat(value):
        parts += 1
        if item.type == "number":
            number = max(number, abs(item.value))
        elif item.type == "function" and item.lower_name == "var":
            name = next((one.value for one in item.arguments if one.type == "ident"), "")
            inner = sizes.get(name, _Size())
            parts, number = parts + inner.parts, max(number, inner.number)
    return _Size(min(parts, MOST_EXPANDED + 1), number)


def _sizes(
    variables: Mapping[str, Sequence[_Declaration]],
) -> tuple[Mapping[str, _Size], Excess | None]:
    """Return the largest value of each variable (CSS Variables 1 §3), or what is beyond a bound."""
    sizes: dict[str, _Size] = {}
    changed = set(variables)
    for _ in range(DEEPEST):
        new = {}
        for name in changed:
            found = [_size(one.value, sizes) for one in variables[name]]
            new[name] = _Size(max(one.parts for one in found), max(one.number for one in found))
        changed = {name for name, size in new.items() if sizes.get(name) != size}
        sizes.update(new)
        for name in changed:
            if sizes[name].parts > MOST_EXPANDED:
                what = f"{name} has more than {MOST_EXPANDED:,} parts, variables put in"
                return sizes, Excess(variables[name][0].line, what)
        if not changed:
            return sizes, None
        changed = {
            name
            for name, values in variables.items()
            if any(_names(one.value) & changed for one in values)
        }
    name = min(changed, default="")
    what = f"{name} stands in itself, or in more than {DEEPEST} variables in one another"
    return sizes, Excess(variables[name][0].line, what) if name else None


def _names(value: Sequence[Any]) -> set[str]:
    """Return the variables that a value names."""
    return {
        one.value
        for item in _flat(value)
        if item.type == "function" and item.lower_name == "var"
        for one in item.arguments
        if one.type == "ident"
    }
