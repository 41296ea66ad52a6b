"""Looks for the mark-up of other tools in a chapter's tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it.token import Token

from nkbook.manuscript.markdown.foreign.kinds import (
    DIRECTIVE,
    ENGINES,
    INCLUDES_IN_CODE,
    KINDS,
    YAML_IN_TEXT,
    Kind,
)
from nkbook.manuscript.markdown.foreign.masking import MASKED, READ, masked
from nkbook.manuscript.markdown.rules.attributes import trailing_attributes
from nkbook.manuscript.markdown.rules.tables import CAPTION

# The characters that tell which kinds a paragraph may hold.
_SIGNS = frozenset().union(*(sign for kind in KINDS for sign in kind.signs))

# What may end with attributes in braces, which are read when the tree is built.
_ATTRIBUTED = frozenset(("heading_open",))
_COMMAND = next(kind for kind in KINDS if kind.name.startswith("command of LaTeX"))
_DEFINED = re.compile(r"\\(?:(?:re)?new|provide|def)(?:command)?\*?[ \t]*\{?\\([A-Za-z]+)")
_KEY = re.compile(r"[A-Za-z][\w-]*:(?:[ \t]|\n|\Z)")


def marks(tokens: Sequence[Token]) -> Iterator[tuple[Kind, int]]:
    """Yield each mark-up that is not nkbook's, with its line within the tokens' text, from 0.

    What is escaped or in code is none. A block of code is one only where all of it is an include.
    """
    before = ""
    commands = _commands(tokens)
    after_rule = -1  # the line below a line of dashes, where a block of YAML begins
    for token in tokens:
        line = token.map[0] if token.map else 0
        if token.type == "inline":
            text = str(token.meta.get(MASKED, ""))
            if line == after_rule and _KEY.match(token.content):
                yield YAML_IN_TEXT, line
            if before in _ATTRIBUTED or CAPTION.match(text):
                found = trailing_attributes(text)
                text = found[0] if found else text
            pictures = [masked(one.children) for one in token.children or () if one.children]
            for words in (text, *pictures):
                yield from ((kind, line + row) for kind, row in _in_text(words))
                for used in commands.finditer(words) if commands else ():
                    yield _COMMAND, line + words.count("\n", 0, used.start())
        else:
            yield from ((kind, line) for kind in _of_block(token))
        if token.type == "hr" and token.map and token.markup.startswith("-"):
            after_rule = token.map[1]
        before = token.type


def _commands(tokens: Sequence[Token]) -> re.Pattern[str] | None:
    """Return a pattern of the commands that a text defines for its formulas, None for none."""
    defined = (one.content for one in tokens if one.type == "math_macros")
    names = {name for text in defined for name in _DEFINED.findall(text)}
    return re.compile(rf"\\(?:{'|'.join(sorted(names))})(?![A-Za-z{{])") if names else None


def _of_block(token: Token) -> Iterator[Kind]:
    """Yield what the first line of a block of code is to other tools."""
    if token.type in ("fence", "code_block"):
        yield from (kind for kind in INCLUDES_IN_CODE if kind.pattern.match(token.content))
        name = DIRECTIVE.pattern.match(token.info.strip())
        if name and name[0][1:-1] not in ENGINES:
            yield DIRECTIVE


def _in_text(masked: str) -> Iterator[tuple[Kind, int]]:
    """Yield each kind's matches with the line of the paragraph; no letter is in two of them."""
    for kind in _possible(_SIGNS.intersection(masked)):
        found = list(kind.pattern.finditer(masked))
        line = counted = 0
        for match in found:
            line += masked.count("\n", counted, match.start())
            counted = match.start()
            yield kind, line
        if found:
            masked = kind.pattern.sub(_hidden, masked)


@lru_cache(maxsize=1024)
def _possible(characters: frozenset[str]) -> tuple[Kind, ...]:
    """Return the kinds of which a text with these of the signs' characters may hold one."""
    return tuple(kind for kind in KINDS if kind.may_be(characters))


def _hidden(match: re.Match[str]) -> str:
    return "".join("\n" if letter == "\n" else READ for letter in match[0])
