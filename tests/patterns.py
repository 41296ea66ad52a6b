"""Finds the patterns of a package, and texts that may keep one of them busy.

A text that does is mostly one piece again and again that the pattern half knows: the beginning of
what it looks for, or what may stand inside. So the pieces are made from the pattern itself.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from re import _constants as sre  # type: ignore[attr-defined]  # isort: skip
from re import _parser  # type: ignore[attr-defined]  # isort: skip

_CLASSES = {"CATEGORY_DIGIT": "7", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a"}
_OTHERS = "a 7\n。x-"
_MOST = 40


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """Yield all modules of a package but those that are programs."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def patterns(package: ModuleType) -> dict[str, re.Pattern[str]]:
    """Return the patterns that modules of a package hold, each once, by their places."""
    found: dict[tuple[str, int], tuple[str, re.Pattern[str]]] = {}
    for module in modules(package):
        for name, value in vars(module).items():
            for pattern in _inside(value):
                place = f"{module.__name__}.{name}"
                if isinstance(pattern.pattern, str):
                    found.setdefault((pattern.pattern, pattern.flags), (place, pattern))
    names: dict[str, re.Pattern[str]] = {}
    for place, pattern in found.values():
        same = sum(name.partition(" ")[0] == place for name in names)
        names[f"{place} {same + 1}" if same else place] = pattern
    return names


def _inside(value: Any, depth: int = 3) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, (tuple, list, set, frozenset)):
        for one in value:
            yield from _inside(one, depth - 1)
    elif depth and isinstance(value, Mapping):
        for one in value.values():
            yield from _inside(one, depth - 1)


def pieces(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Return texts of which repetitions may keep a pattern busy: parts of what it matches."""
    tree = list(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    found: dict[str, None] = {}
    for items in _sequences(tree):
        samples = [_sample([item]) for item in items]
        for begin in range(len(items)):
            for end in range(begin + 1, min(len(items), begin + 6) + 1):
                found.setdefault("".join(samples[begin:end]))
        found.setdefault("".join(samples))
        found.setdefault("\n" + "".join(samples[:-1]))
    return tuple(piece for piece in found if piece)[:_MOST]


def beginnings(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Return nothing, and what a pattern may begin with before its last part."""
    tree = list(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG))
    samples = [_sample([item]) for item in tree]
    return tuple(dict.fromkeys(("", samples[0] if samples else "", "".join(samples[:-1]))))


def _sequences(items: list[Any]) -> Iterator[list[Any]]:
    """Yield a pattern's parts, and the parts of its groups and choices."""
    yield items
    for operation, argument in items:
        for inner in _children(operation, argument):
            yield from _sequences(list(inner))


def _children(operation: Any, argument: Any) -> list[Any]:
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
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
    if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        return _sample(argument[2]) * max(1, min(argument[0], 9))
    if operation is sre.BRANCH:
        return _sample(argument[1][0])
    if operation in (sre.SUBPATTERN, sre.ATOMIC_GROUP):
        return "".join(_sample(inner) for inner in _children(operation, argument))
    return ""  # what stands for no letters, or repeats a group


def _of_class(parts: Any) -> str:
    if parts[0][0] is sre.NEGATE:
        inside = re.compile("[" + "".join(map(_spelt, parts[1:])) + "]")
        return next((sign for sign in _OTHERS if not inside.match(sign)), "")
    operation, argument = parts[0]
    if operation is sre.LITERAL:
        return chr(argument)
    if operation is sre.RANGE:
        return chr(argument[0])
    return _CLASSES.get(str(argument), "a")


def _spelt(part: Any) -> str:
    operation, argument = part
    if operation is sre.LITERAL:
        return re.escape(chr(argument))
    if operation is sre.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    kinds = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}
    kinds |= {"CATEGORY_NOT_DIGIT": r"\D", "CATEGORY_NOT_SPACE": r"\S", "CATEGORY_NOT_WORD": r"\W"}
    return kinds[str(argument)]


def searches(package: ModuleType) -> dict[str, bool]:
    """Return for each of ``patterns`` whether it is looked for anywhere, or at one place alone."""
    found: dict[str, bool] = {}
    texts = {
        module.__name__: Path(module.__file__ or "").read_text(encoding="utf-8")
        for module in modules(package)
    }
    for place in patterns(package):
        module, _, name = place.partition(" ")[0].rpartition(".")
        users = [
            text
            for other, text in texts.items()
            if other == module or (module in text and re.search(rf"\b{name}\b", text))
        ]
        use = rf"\b{name}(?:\[[^\]]*\])?\.(match|fullmatch|search|subn?|split|findall|finditer)\b"
        uses = {one for text in users for one in re.findall(use, text)}
        found[place] = not uses or bool(uses - {"match", "fullmatch"})
    return found
