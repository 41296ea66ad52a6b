r"""An author's own commands: ``\newcommand``, ``\def``, ``\DeclareMathOperator`` (latex_macros).

They are replaced before a formula is set, for the tools that set it know different parts of them.
What a stranger's manuscript can ask for is bounded: an expansion that grows without end is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

MOST_EXPANSIONS = 1000  # in one formula
LONGEST = 20_000  # characters of a formula, expanded
_MOST_BROKEN = 20  # definitions without an end, which each are looked for to the end of the text

_COMMAND = r"\\(?:[A-Za-z@]+|[^A-Za-z@\s])"
_NAME = re.compile(rf"\s*(?:\{{\s*({_COMMAND})\s*\}}|({_COMMAND}))")
_NEW = re.compile(r"\\((?:new|renew|provide)command|DeclareMathOperator|g?def|let)(?![A-Za-z@])\*?")
_COUNT = re.compile(r"\s*\[\s*([0-9])\s*\]")
_PARAMETERS = re.compile(r"\s*+((?:#[1-9])*+)\s*+(?=\{)")
_USE = re.compile(r"\\([A-Za-z@]+|[^A-Za-z@\s])")
_PLACE = re.compile(r"#([1-9])")
_ENDS_IN_COMMAND = re.compile(r"\\[A-Za-z@]+\Z")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_SPACE = re.compile(r"\s*")


class RefusedError(ValueError):
    """A formula cannot be set; the message says why."""


@dataclass(frozen=True, slots=True)
class Macro:
    """What a command stands for: a text with #1 … in it, and the value of an optional #1."""

    body: str
    arguments: int = 0
    optional: str | None = None


Macros: TypeAlias = Mapping[str, Macro]


def group_end(tex: str, start: int) -> int:
    """Return the place after the group in braces that begins at ``start``, or -1."""
    depth = 0
    for mark in _BRACE.finditer(tex, start):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth == 0:
            return mark.end()
    return -1


def definition_at(tex: str, start: int) -> tuple[str, Macro, int] | None:
    r"""Return the definition at ``start``: the name, what it stands for, and the place after it.

    ``\DeclareMathOperator{\name}{text}`` is ``\operatorname{text}``. None where there is none.
    """
    kind = _NEW.match(tex, start)
    name = _NAME.match(tex, kind.end()) if kind else None
    if kind is None or name is None or kind[1] == "let":
        return None
    place, arguments, optional = name.end(), 0, None
    if kind[1].endswith("command"):
        if count := _COUNT.match(tex, place):
            arguments, place = int(count[1]), count.end()
            if arguments and tex.startswith("[", place):
                close = tex.find("]", place)
                if close < 0:
                    return None
                optional, place = tex[place + 1 : close], close + 1
    elif kind[1].endswith("def"):
        parameters = _PARAMETERS.match(tex, place)
        if parameters is None:
            return None
        arguments, place = parameters[1].count("#"), parameters.end()
    place = _skipped(tex, place)
    end = group_end(tex, place) if tex.startswith("{", place) else -1
    if end < 0:
        return None
    body = tex[place + 1 : end - 1]
    if kind[1] == "DeclareMathOperator":
        body = rf"\operatorname{'*' if kind[0].endswith('*') else ''}{{{body}}}"
    return (name[1] or name[2]).removeprefix("\\"), Macro(body, arguments, optional), end


def definitions(tex: str) -> tuple[dict[str, Macro], str]:
    """Return the definitions in a text, and what is left of the text without them."""
    found: dict[str, Macro] = {}
    rest, place = [], 0
    tries = 0
    for start in (match.start() for match in _NEW.finditer(tex)):
        if start < place:
            continue
        defined = definition_at(tex, start)
        tries += defined is None
        if defined is not None:
            found[defined[0]] = defined[1]
            rest.append(tex[place:start])
            place = defined[2]
        elif tries > _MOST_BROKEN:
            break
    return found, "".join(rest) + tex[place:]


def expanded(tex: str, macros: Macros) -> str:
    """Return a formula with an author's commands replaced; raises RefusedError if that is endless.

    Arguments are groups, commands or single characters, as in TeX.
    """
    if not macros:
        return tex
    done: list[str] = []
    rest, count = tex, 0
    while use := _USE.search(rest):
        macro = macros.get(use[1])
        if macro is None:
            done.append(rest[: use.end()])
            rest = rest[use.end() :]
            continue
        count += 1
        if count > MOST_EXPANSIONS or len(rest) > LONGEST:
            message = f"the command \\{use[1]} expands without end"
            raise RefusedError(message)
        done.append(rest[: use.start()])
        values, after = _arguments(rest, use.end(), use[1], macro)
        text = _filled(macro.body, values)
        following = rest[after:]
        joined = _ENDS_IN_COMMAND.search(text) and following[:1].isalpha()
        rest = f"{text}{' ' if joined else ''}{following}"
    return "".join(done) + rest


def _arguments(tex: str, place: int, name: str, macro: Macro) -> tuple[list[str], int]:
    values: list[str] = []
    if macro.optional is not None:
        start = _skipped(tex, place)
        close = tex.find("]", start) if tex.startswith("[", start) else -1
        values.append(tex[start + 1 : close] if close >= 0 else macro.optional)
        place = close + 1 if close >= 0 else place
    while len(values) < macro.arguments:
        place = _skipped(tex, place)
        command = _USE.match(tex, place)
        end = (
            group_end(tex, place)
            if tex.startswith("{", place)
            else (command.end() if command else place + 1)
        )
        if end < 0 or place >= len(tex):
            message = f"the command \\{name} lacks an argument"
            raise RefusedError(message)
        text = tex[place:end]
        values.append(text[1:-1] if text.startswith("{") else text)
        place = end
    return values, place


def _filled(body: str, values: list[str]) -> str:
    """Return a command's text with its arguments in the places of #1 to #9."""

    def value(place: re.Match[str]) -> str:
        index = int(place[1]) - 1
        if index >= len(values):
            message = f"a command's text has {place[0]}, which it takes no argument for"
            raise RefusedError(message)
        return values[index]

    return _PLACE.sub(value, body)


def _skipped(tex: str, place: int) -> int:
    match = _SPACE.match(tex, place)
    return match.end() if match else place


def from_settings(bodies: Mapping[str, str]) -> dict[str, Macro]:
    """Return the commands of ``[maths] macros``, named with or without the backslash.

    A body with #1 … takes as many arguments as the highest of them.
    """
    return {
        name.removeprefix("\\"): Macro(body, max(map(int, _PLACE.findall(body)), default=0))
        for name, body in bodies.items()
    }


def merged(groups: Iterable[Macros]) -> dict[str, Macro]:
    """Return several groups of commands in one, the later in place of the earlier."""
    return {name: macro for group in groups for name, macro in group.items()}
