r"""Pieces of LaTeX: what is literal, what braces hold, conditions."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

LITERAL = ("verbatim", "verbatim*", "Verbatim", "lstlisting", "minted", "comment", "filecontents")
_COMMENT = r"(?P<comment>(?<!\\)(?:\\\\)*%[^\n]*)"
_INLINE = r"\\(?:verb\*?|lstinline(?:\[[^\]\n]*\])?)(?P<mark>[^a-zA-Z\s{*\[])[^\n]*?(?P=mark)"
_CONDITION = re.compile(r"\\(newif\s*\\)?(if[a-zA-Z@]*|else|fi|or)(?![a-zA-Z@])[ \t]*")
_NO_CONDITION = ("iff", "ifthenelse", "iftoggle", "ifstrequal", "ifblank", "ifbool", "ifinlist")


def _literal(names: Collection[str]) -> re.Pattern[str]:
    environments = "|".join(map(re.escape, names))
    block = rf"\\begin\{{(?P<name>{environments})\}}.*?\\end\{{(?P=name)\}}"
    return re.compile(rf"{_COMMENT}|{block}|{_INLINE}", re.DOTALL)


def pieces(text: str, literal: Sequence[str] = LITERAL) -> Iterator[tuple[str, bool]]:
    """Yield a text in pieces, comments left out, with True for what LaTeX takes as it is."""
    done = 0
    for found in _literal(literal).finditer(text):
        start, end = found.span()
        if start < done:
            continue
        if found["comment"]:
            start = found.end() - len(found["comment"].lstrip("\\"))
            line = text.rfind("\n", 0, start) + 1
            if not text[line:start].strip():  # a line of its own goes with its end
                yield text[done : max(line, done)], False
                done = end + 1
            else:  # TeX joins what is before it to the next line
                yield text[done:start], False
                done = end + 1 if text[end + 1 : end + 2] not in ("\n", "") else end
                while text[done : done + 1] in (" ", "\t"):
                    done += 1
            continue
        yield text[done:start], False
        yield text[start:end], True
        done = end
    yield text[done:], False


def outside(text: str, rewrite: Callable[[str], str], literal: Sequence[str] = LITERAL) -> str:
    """Return a text without its comments, rewritten where it is not literal."""
    kept: list[str] = []
    parts: list[str] = []
    for piece, is_literal in pieces(text, literal):
        if is_literal:
            kept.append(piece)
            parts.append(f"\U0010ffe0{len(kept) - 1}\U0010ffe1")
        else:
            parts.append(piece)
    done = rewrite("".join(parts))
    return re.sub("\U0010ffe0(\\d+)\U0010ffe1", lambda found: kept[int(found[1])], done)


def group(text: str, start: int) -> int:
    """Return the end of the group in braces that begins at ``start``; -1 if it does not end."""
    depth = 0
    place = start
    while place < len(text):
        character = text[place]
        if character == "\\":
            place += 1
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if not depth:
                return place + 1
        place += 1
    return -1


def arguments(text: str, place: int, most: int) -> tuple[list[str], int]:
    """Return up to ``most`` groups in braces from a place on, and where they end."""
    found: list[str] = []
    while len(found) < most:
        start = place
        while text[start : start + 1].isspace():
            start += 1
        end = group(text, start) if text[start : start + 1] == "{" else -1
        if end < 0:
            break
        found.append(text[start + 1 : end - 1])
        place = end
    return found, place


def option(text: str, place: int) -> tuple[str | None, int]:
    """Return what stands in brackets at a place, None if nothing does, and where it ends."""
    if text[place : place + 1] != "[":
        return None, place
    depth = 0
    for end in range(place, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0) if text[end - 1] != "\\" else 0
        if text[end] == "]" and depth <= 0:
            return text[place + 1 : end], end + 1
    return None, place


def commands(
    text: str,
    names: Collection[str],
    most: int,
    replace: Callable[[list[str], str | None], str | None],
) -> str:
    r"""Return a text in which ``replace`` wrote commands with up to ``most`` arguments in braces.

    It is given the arguments and the words in brackets before them, and returns None for a command
    that stays.
    """
    wanted = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    command = re.compile(rf"\\(?:{wanted})(?![a-zA-Z@])\*?[ \t]*")
    parts: list[str] = []
    done = 0
    for found in command.finditer(text):
        if found.start() < done:
            continue
        given, place = option(text, found.end())
        values, end = arguments(text, place, most)
        new = replace(values, given) if values or not most else None
        if new is not None:
            parts += [text[done : found.start()], new]
            done = end
    return "".join([*parts, text[done:]])


def decided(text: str) -> str:
    r"""Return a text with the branches that its own conditions choose: ``\newif``, ``\iffalse``."""
    own = set(re.findall(r"\\newif\s*\\(if[a-zA-Z@]+)", text))
    values = dict.fromkeys(own, False)
    for name in own:
        for found in re.finditer(rf"\\{name[2:]}(true|false)(?![a-zA-Z])", text):
            values[name] = found[1] == "true"
    values |= {"iffalse": False, "iftrue": True}
    parts: list[str] = []
    stack: list[tuple[str, bool]] = []  # conditions that are open, and if their text stays
    done = 0
    for found in _CONDITION.finditer(text):
        kind = found[2]
        if found[1] or kind in _NO_CONDITION or (kind in ("else", "fi", "or") and not stack):
            continue
        stays = all(stay for _, stay in stack)
        known = kind in values or (kind in ("else", "fi") and stack[-1][0] in values)
        if stays:
            parts.append(text[done : found.start()] if known else text[done : found.end()])
        done = found.end()
        if kind == "fi":
            stack.pop()
        elif kind == "else" and stack[-1][0] in values:
            stack[-1] = (stack[-1][0], not stack[-1][1])
        elif kind.startswith("if"):
            stack.append((kind, values.get(kind, True)))
    return "".join([*parts, text[done:]]) if all(stay for _, stay in stack) else text
