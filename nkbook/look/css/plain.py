"""Leaves of a stylesheet what every reader of CSS reads, so that an EPUB with it is valid.

Browsers and WeasyPrint pass over what they cannot read (CSS Syntax 3 §2.2); EPUBCheck refuses the
file (CSS-008), and its grammar is that of CSS 2.1 with later selectors: no rules in rules, no
blocks in values. Both are found here; what is open at the end of a sheet is closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import tinycss2

_GROUPS = ("media", "supports", "layer", "container", "scope", "document")
_OF_DECLARATIONS = ("page", "font-face", "counter-style", "property", "viewport")
_COMBINATORS = (">", "+", "~")
_SIGNS = ("*", "|", ".", ":", *_COMBINATORS)  # of selectors
_MATCHES = ("=", "~=", "|=", "^=", "$=", "*=")
_BLANK = ("whitespace", "comment")
_NAME = re.compile(r"--|-?[^\W\d]|-?_")  # how a property's name begins
_NO_VALUE = ("{} block", "error", "at-keyword")
_SAMPLE = 60  # characters of a rule that a message prints


@dataclass(frozen=True, slots=True)
class Lost:
    """A piece that is left out: its line, its beginning, and whether it is no CSS at all.

    What is not ``broken`` is CSS that some reading systems do not know.
    """

    line: int
    what: str  # "" for what nothing can be said of
    broken: bool

    def __str__(self) -> str:
        """Return what is left out, in words."""
        return f'"{self.what}"' if self.what else "a piece"


@dataclass(frozen=True, slots=True)
class Plain:
    """A sheet that all read, and what is left out of it."""

    css: str
    lost: tuple[Lost, ...] = ()


def plain(css: str) -> Plain:
    """Return a sheet without what some program cannot read; what it says else is the same."""
    nodes = tinycss2.parse_component_value_list(css)
    found = _Found()
    rules = found.rules(tinycss2.parse_stylesheet(nodes, True, True))
    if not found.lost and not found.has_margins:
        return Plain(_closed(nodes, css))
    return Plain("\n".join(rules), tuple(found.lost))


def _closed(nodes: Sequence[Any], css: str) -> str:
    """Return a sheet with all closed that is open at its end."""
    whole = str(tinycss2.serialize(nodes))
    return whole if len(whole) > len(css) else css


@dataclass(slots=True)
class _Found:
    lost: list[Lost] = field(default_factory=list)
    has_margins: bool = False

    def leave(self, node: Any, text: str = "", *, broken: bool = True) -> None:
        what = " ".join(text.split())[:_SAMPLE]
        self.lost.append(Lost(node.source_line, what, broken))

    def rules(self, rules: Iterable[Any], *, frames: bool = False) -> list[str]:
        """Return the rules that stay; ``frames`` are those of an animation."""
        return [text for rule in rules if (text := self._rule(rule, frames))]

    def _rule(self, rule: Any, frames: bool) -> str:
        if rule.type == "qualified-rule":
            return self._qualified(rule, frames)
        if rule.type == "at-rule":
            return self._at_rule(rule)
        if rule.type == "error":
            self.leave(rule)
        return ""

    def _qualified(self, rule: Any, frames: bool) -> str:
        selector = str(tinycss2.serialize(rule.prelude)).strip()
        problem = None if frames and _are_frames(rule.prelude) else _wrong(rule.prelude)
        if problem:
            self.leave(rule, selector, broken=problem == "broken")
            return ""
        return f"{selector} {{ {self._declarations(rule.content)} }}"

    def _at_rule(self, rule: Any) -> str:
        name = rule.lower_at_keyword
        head = f"@{rule.at_keyword} {str(tinycss2.serialize(rule.prelude)).strip()}".strip()
        kind = re.sub(r"\A-\w+-", "", name)
        has_block = kind in (*_GROUPS, *_OF_DECLARATIONS, "keyframes", "font-feature-values")
        if _has_error(rule.prelude) or (has_block and kind != "layer" and rule.content is None):
            self.leave(rule, head)
            return ""
        if rule.content is None:
            return f"{head};"
        if kind in _GROUPS:
            inner = self.rules(tinycss2.parse_rule_list(rule.content, True, True))
        elif kind == "keyframes":
            inner = self.rules(tinycss2.parse_rule_list(rule.content, True, True), frames=True)
        elif kind in _OF_DECLARATIONS:
            # Boxes in a page's margin are of paper alone: no reader of an EPUB misses them.
            inner = [self._declarations(rule.content, margins=kind == "page")]
        else:
            self.leave(rule, head, broken=False)
            return ""
        return "\n".join([f"{head} {{", *inner, "}"])

    def _declarations(self, content: Sequence[Any], *, margins: bool = False) -> str:
        kept = []
        for item in tinycss2.parse_blocks_contents(content, True, True):
            if item.type == "declaration":
                value = str(tinycss2.serialize(item.value))
                text = f"{item.name}:{value}{' !important' if item.important else ''}"
                if _has_error(item.value) or not _NAME.match(item.name):
                    self.leave(item, text)
                elif not value.strip() or any(one.type in _NO_VALUE for one in item.value):
                    self.leave(item, text, broken=not item.name.startswith("--"))
                else:
                    kept.append(f"{text};")
            elif item.type == "error":
                self.leave(item)
            elif margins and item.type == "at-rule":
                self.has_margins = True
            else:
                self.leave(item, str(tinycss2.serialize([item])), broken=False)
        return " ".join(kept)


def _has_error(tokens: Iterable[Any]) -> bool:
    return any(token.type == "error" or _has_error(_inner(token)) for token in tokens)


def _inner(token: Any) -> Iterable[Any]:
    if token.type == "function":
        return tuple(token.arguments)
    return tuple(token.content) if token.type.endswith("block") else ()


def _are_frames(prelude: Iterable[Any]) -> bool:
    """Return True for the places of an animation: from, 50 %, to."""
    return all(
        len(part) == 1
        and (part[0].type == "percentage" or getattr(part[0], "lower_value", "") in ("from", "to"))
        for part in _divided(prelude)
    )


def _divided(nodes: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield what is between commas, without blanks around it."""
    part: list[Any] = []
    for node in [*nodes, None]:
        if node is None or node == ",":
            while part and part[-1].type in _BLANK:
                part.pop()
            yield part
            part = []
        elif part or node.type not in _BLANK:
            part.append(node)


def _wrong(prelude: Sequence[Any]) -> str:
    """Return how a rule's selectors are wrong: "broken", "new", or not at all."""
    if _has_error(prelude):
        return "broken"
    found = [_wrong_selector(part) for part in _divided(prelude)]
    return "broken" if "broken" in found else "new" if "new" in found else ""


def _wrong_selector(nodes: Sequence[Any]) -> str:
    """Selectors 4 §3, of which the shape alone is looked at."""
    if not nodes or nodes[0] in _COMBINATORS or nodes[-1] in (*_COMBINATORS, ".", ":", "|"):
        return "broken"
    following = [*nodes[1:], None]
    found = [_wrong_part(node, after) for node, after in zip(nodes, following, strict=True)]
    solid = [one for one in nodes if one.type not in _BLANK]
    if any(one in _COMBINATORS and other in _COMBINATORS for one, other in pairwise(solid)):
        return "broken"
    return next(filter(None, found), "")


def _wrong_part(node: Any, after: Any) -> str:
    """Return how a piece of a selector is wrong, before what comes after it."""
    kind = after.type if after is not None else ""
    if node.type == "[] block":
        return _wrong_attribute([one for one in node.content if one.type not in _BLANK])
    if node == "&":
        return "new"
    if node == ".":
        return "" if kind == "ident" else "broken"
    if node == ":":
        return "" if kind in ("ident", "function") or after == ":" else "broken"
    is_known = node.type in ("ident", "hash", "function", *_BLANK) or node in _SIGNS
    return "" if is_known else "broken"


def _wrong_attribute(tokens: Sequence[Any]) -> str:
    """Return how ``[name="value"]`` is wrong; i and s after the value are CSS 2.1's no longer."""
    named = [one for one in tokens if one != "|"]
    if not named or named[0].type not in ("ident", "literal"):
        return "broken"
    signs = [number for number, one in enumerate(tokens) if one in _MATCHES]
    if not signs:
        return "" if len(tokens) == 1 else "new"
    after = tokens[signs[0] + 1 :]
    if not after or after[0].type not in ("ident", "string"):
        return "broken"
    return "" if len(after) == 1 and signs[0] == 1 else "new"
