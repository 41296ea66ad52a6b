"""Finds the regular expressions of a package, and texts that may keep one of them busy.

What takes long is a part that is repeated without end where something else may begin or stand as
well. So each text is one piece of what a pattern matches, again and again: what its repeated parts
match, what stands before them, and both.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from re import _constants as sre  # type: ignore[attr-defined]  # isort: skip
from re import _parser  # type: ignore[attr-defined]  # isort: skip

_CLASSES = {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}
_KINDS = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}
_KINDS |= {"CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_NOT_SPACE": r"\S", "CATEGORY_NOT_WORD": r"\W"}
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_OTHERS = "a 7\n。x-"
_ENDLESS = 100  # a part that may stand as often as this has no end here
_LETTERS = 3
_MOST = 40
_METHODS = "match|fullmatch|search|subn?|split|findall|finditer"


@dataclass(frozen=True)
class Found:
    """A pattern, and in which ways the package looks for it."""

    pattern: re.Pattern[str]
    uses: frozenset[str]

    @property
    def is_sought(self) -> bool:
        """Whether it is looked for anywhere in a text, not at one place alone."""
        return not self.uses or bool(self.uses - {"match", "fullmatch"})


def found_in(package: ModuleType) -> dict[str, Found]:
    """Return the patterns that the modules of a package hold or use in passing, by place."""
    modules = {module.__name__: module for module in _modules(package)}
    texts = {
        name: Path(module.__file__ or "").read_text(encoding="utf-8")
        for name, module in modules.items()
    }
    found: dict[str, Found] = {}
    for name, module in modules.items():
        for variable, value in vars(module).items():
            held = [one for one in _inside(value) if isinstance(one.pattern, str)]
            if not held or not re.search(rf"^{variable}\b[^=\n]*=", texts[name], re.MULTILINE):
                continue  # it is another module's
            uses = frozenset(_uses(name, variable, texts))
            for number, pattern in enumerate(dict.fromkeys(held), 1):
                place = f"{name}.{variable}" + (f" {number}" if number > 1 else "")
                found[place] = Found(pattern, uses)
        for method, text in _in_passing(texts[name]):
            pattern = re.compile(text)
            found[f"{name} {text}"] = Found(pattern, frozenset({method}))
    return found


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith("__main__"):  # which is a program
            yield importlib.import_module(found.name)


def _inside(value: Any, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            yield from _inside(one, depth - 1)
    elif depth and isinstance(value, Mapping):
        for one in value.values():
            yield from _inside(one, depth - 1)
    elif depth and is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _inside(getattr(value, field.name, None), depth - 1)


def _uses(module: str, name: str, texts: Mapping[str, str]) -> set[str]:
    """Return the methods by which a variable's pattern is looked for, as far as names tell."""
    use = re.compile(rf"\b{name}(?:\[[^\]\n]*\])?\.({_METHODS})\b")
    short = module.rpartition(".")[2]
    is_private = name.startswith("_")
    users = (
        text
        for other, text in texts.items()
        if other == module or (not is_private and name in text and short in text)
    )
    return {method for text in users for method in use.findall(text)}


def _in_passing(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands in ``re.sub("…")`` and the like."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="re"), attr=method),
                args=[ast.Constant(value=str(pattern)), *_],
            ) if method in _METHODS.replace("subn?", "sub|subn").split("|"):
                yield method, pattern


def texts(pattern: re.Pattern[str], size: int) -> Iterator[str]:
    """Yield texts of some size that may keep a pattern busy."""
    for begin, piece in _pumps(pattern):
        for end in ("", "\x01"):
            yield begin + piece * (size // len(piece)) + end
        if pattern.flags & re.MULTILINE and "\n" not in piece:  # it may begin in each line
            lines = f"{begin}{piece}\n"
            yield lines * (size // len(lines)) + "\x01"


def _pumps(pattern: re.Pattern[str]) -> tuple[tuple[str, str], ...]:
    """Return what to begin with and what to repeat."""
    tree = list(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    letters = "".join(dict.fromkeys((*_literals(tree), *_OTHERS)))
    found: dict[tuple[str, str], None] = {}
    for before, repeated, after in _repeated(tree, ""):
        inner = _matched(repeated, letters)
        for piece in inner:
            found.setdefault((before, piece))
        for piece in (inner[0], before, before + inner[0], inner[0] + after, before + after[:-1]):
            found.setdefault(("", piece))
    return tuple(pair for pair in found if pair[1])[:_MOST]


def _repeated(items: list[Any], before: str) -> Iterator[tuple[str, list[Any], str]]:
    """Yield each part that has no end, with samples of what stands before and after it."""
    samples = [_sample([item]) for item in items]
    for index, (operation, argument) in enumerate(items):
        prefix = before + "".join(samples[:index])
        if operation in _REPEATS and int(argument[1]) >= _ENDLESS:
            yield prefix, list(argument[2]), "".join(samples[index + 1 :])
        for inner in _children(operation, argument):
            yield from _repeated(list(inner), prefix)


def _matched(items: list[Any], letters: str) -> tuple[str, ...]:
    """Return some texts that a part matches: letters that the pattern names, or a sample."""
    operation: Any = items[0][0] if len(items) == 1 else None
    argument: Any = items[0][1] if len(items) == 1 else None
    if operation is sre.IN:
        one = re.compile(_class(argument))
    elif operation is sre.ANY:
        one = re.compile(".")
    elif operation is sre.NOT_LITERAL:
        one = re.compile(f"[^{re.escape(chr(argument))}]")
    else:
        return (_sample(items) or "a",)
    some = [letter for letter in letters if one.match(letter)][:_LETTERS]
    return (*some, *({" ", "a"} & {x for x in letters if one.match(x)} - set(some))) or (
        _sample(items) or "a",
    )


def _literals(items: list[Any]) -> Iterator[str]:
    for operation, argument in items:
        if operation in (sre.LITERAL, sre.NOT_LITERAL):
            yield chr(argument)
        elif operation is sre.IN:
            yield from (chr(one[1]) for one in argument if one[0] is sre.LITERAL)
        for inner in _children(operation, argument):
            yield from _literals(list(inner))


def _children(operation: Any, argument: Any) -> list[Any]:
    if operation in _REPEATS:
        return [argument[2]]
    if operation is sre.SUBPATTERN:
        return [argument[3]]
    if operation is sre.ATOMIC_GROUP:
        return [argument]
    if operation is sre.BRANCH:
        return list(argument[1])
    if operation in (sre.ASSERT, sre.ASSERT_NOT):
        return [argument[1]]
    return []


def _sample(items: Any) -> str:
    return "".join(_one(operation, argument) for operation, argument in items)


def _one(operation: Any, argument: Any) -> str:  # noqa: PLR0911 — a case each
    if operation is sre.LITERAL:
        return chr(argument)
    if operation is sre.NOT_LITERAL:
        return next(sign for sign in _OTHERS if ord(sign) != argument)
    if operation is sre.ANY:
        return "a"
    if operation is sre.IN:
        return _of_class(argument)
    if operation in _REPEATS:
        return _sample(argument[2]) * max(1, min(int(argument[0]), 9))
    if operation is sre.BRANCH:
        return _sample(argument[1][0])
    if operation in (sre.SUBPATTERN, sre.ATOMIC_GROUP):
        return "".join(_sample(inner) for inner in _children(operation, argument))
    return ""  # what stands for no letters, or repeats a group


def _of_class(parts: Any) -> str:
    if parts[0][0] is sre.NEGATE:
        inside = re.compile(_class(parts))
        return next((sign for sign in _OTHERS if inside.match(sign)), "")
    operation, argument = parts[0]
    if operation is sre.LITERAL:
        return chr(argument)
    if operation is sre.RANGE:
        return chr(argument[0])
    return _CLASSES.get(str(argument), "a")


def _class(parts: Any) -> str:
    return "[" + "".join(map(_spelt, parts)) + "]"


def _spelt(part: Any) -> str:
    operation, argument = part
    if operation is sre.NEGATE:
        return "^"
    if operation is sre.LITERAL:
        return re.escape(chr(argument))
    if operation is sre.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    return _KINDS[str(argument)]
