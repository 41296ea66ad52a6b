"""Link definitions, ``[label]: address``, and the Chinese paragraphs that only look like one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.reference import reference
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from nkbook.manuscript.markdown.doubts import DOUBT, Doubt
from nkbook.manuscript.markdown.rules.attributes import attributes, give
from nkbook.reading.addresses import decoded
from nkbook.typesetting.han import EAST_ASIAN

_GIVEN = re.compile(r"(?:\A|(?<=\s))(\{[^{}]*\})\s*\Z")
# A note's label has no blanks; with one, no address is meant either, and its text is printed.
_NO_NOTE = re.compile(r"\[\^[^\[\]\n \t\u3000]*+[ \t\u3000][^\[\]\n]*+\]:")
_WORDS = re.compile(f"[{EAST_ASIAN}]")
_ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*:|[#/.]|[^，。；：！？]*\.[A-Za-z0-9]{2,5}(?:#|\Z)", re.IGNORECASE
)

_TITLES = Doubt(
    "NK217",
    "a link definition has a title already, so that of its attributes is not printed",
    "give it one title",
)


@dataclass(frozen=True, slots=True)
class _Given:
    """Attributes in the text: their line, and the places where they begin and end."""

    line: int
    begin: int
    end: int
    found: dict[str, str]


@wraps(reference, assigned=())
def definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule for link definitions.

    Chinese has no spaces, so for CommonMark the sentence in ``[編者按]: 此文未經修訂。`` is an
    address. It is text, as the author meant it, unless the label is used somewhere.
    """
    begin = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("[", begin) or _NO_NOTE.match(state.src, begin):
        return False
    count = len(state.env.get("references", {}))
    line = state.line
    source, given = state.src, _attributes(state, start, end)
    if given:
        blank = " " * (given.end - given.begin)
        state.src = source[: given.begin] + blank + source[given.end :]
    found = reference(state, start, end, silent)
    state.src = source
    if not found:
        return False
    if given and state.line <= given.line and not _is_alone(state, given):
        given = None  # of a line of text below the definition
    if given and state.line == given.line:
        state.line += 1  # they have a line of their own
    references = state.env.get("references", {})
    if silent or len(references) == count:
        return True
    label = next(reversed(references))
    references[label]["map"][1] = state.line
    if given:
        references[label]["attributes"] = given.found
    address = decoded(references[label]["href"])
    if not _WORDS.search(address) or _ADDRESS.match(address) or _is_used(state.src, label):
        return True
    del references[label]
    state.line = line
    return False


def _attributes(state: StateBlock, start: int, end: int) -> _Given | None:
    """Return the attributes that end a definition (Pandoc's manual, Links, link_attributes).

    Its title, and they themselves, may be on the next lines.
    """
    for number in range(start, min(start + 3, end)):
        begin = state.bMarks[number] + state.tShift[number]
        line = state.src[begin : state.eMarks[number]]
        if number > start and line[:1] not in ("'", '"', "(", "{"):
            break
        match = _GIVEN.search(line)
        found = attributes(match[1]) if match else None
        if match and found:
            return _Given(number, begin + match.start(1), begin + match.end(1), found)
    return None


def _is_alone(state: StateBlock, given: _Given) -> bool:
    """Return True for attributes on a line of their own, right below a definition."""
    begin = state.bMarks[given.line] + state.tShift[given.line]
    return state.line == given.line and begin == given.begin


def give_attributes(state: StateCore) -> None:
    """Core rule: give links and pictures the attributes of their definition, an id only once."""
    references = state.env.get("references", {})
    used: set[str] = state.env.setdefault("ids_of_references", set())
    for block in state.tokens:
        for token in _all(block.children or ()):
            label = token.meta.get("label", "")
            found = references.get(label, {}).get("attributes", {})
            if token.type in ("link_open", "image") and found:
                kept = {key: value for key, value in found.items() if not token.attrs.get(key)}
                if label in used:
                    kept.pop("id", None)
                if "class" in found:
                    kept["class"] = found["class"]
                title = found.get("title", "")
                if title and token.attrs.get("title", title) != title:
                    kept["given-title"] = title
                    token.meta[DOUBT] = _TITLES._replace(message=f"{_TITLES.message}: {title}")
                give(token, kept)
                used.add(label)


def _all(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or ())


def _is_used(text: str, label: str) -> bool:
    return bool(re.search(rf"\[\s*{re.escape(label)}\s*\](?!:)", text, re.IGNORECASE))


def unused(env: Mapping[str, Any], used: set[str]) -> Iterator[tuple[str, int, int]]:
    """Yield the label and lines, from 0, of each definition that prints nothing.

    The lines are its first and the one past its last.

    Those that are comments (``remarks``) are not among them.
    """
    for label, found in env.get("references", {}).items():
        if "map" not in found:
            continue  # a heading, which is no definition of the author's
        if label not in used and found["href"] != "#":
            yield label, *found["map"]
    for found in env.get("duplicate_refs", ()):
        if found["href"] != "#" and not _repeats(env, found):
            yield found["label"], *found["map"]


def remarks(env: Mapping[str, Any], used: set[str]) -> Iterator[tuple[int, int]]:
    """Yield the lines, from 0, of ``[//]: # (…)``: a definition of nothing, which is a comment.

    The label may be any that nothing uses: many write ``[comment]: # (…)``.
    """
    for label, found in env.get("references", {}).items():
        if "map" in found and label not in used and found["href"] == "#":
            yield found["map"][0], found["map"][1]
    for found in env.get("duplicate_refs", ()):
        if found["href"] == "#" and not _repeats(env, found):
            yield found["map"][0], found["map"][1]


def repeated(env: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """Yield the lines, from 0, of definitions that say once more what another has said."""
    for found in env.get("duplicate_refs", ()):
        if _repeats(env, found):
            yield found["map"][0], found["map"][1]


def _repeats(env: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    first = env["references"][found["label"]]
    return bool((found["href"], found["title"]) == (first["href"], first["title"]))
