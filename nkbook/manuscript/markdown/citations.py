"""The syntax of citations, as in Pandoc: ``[見 @a, 頁 3; @b]``, ``@a [頁 3]``, ``-@a``.

A key begins with a letter of any script, a digit or ``_``, and may have marks inside; in braces,
``@{…}``, it is any text without blanks. ``-`` before it leaves the author's name out. Around a key
is inline text of its own. Brackets of which a part has no key are text, and its keys cite in it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from nkbook.manuscript.markdown.doubts import DOUBT, OTHERWISE, Doubt
from nkbook.manuscript.markdown.rules.attributes import attributes_at
from nkbook.typesetting.han import is_wide

_KEY = r"(?:[^\W]|\*)(?:\w|[:.#$%&+?<>~/-](?=\w)|[:/](?=/))*"
_BRACED = r"\{(?:[^{}\s]|\{[^{}\s]*\})+\}"
CITED = re.compile(rf"(?P<hidden>-?)@(?:(?P<braced>{_BRACED})|(?P<key>{_KEY}))")
_ADDRESS = re.compile(  # of a link
    r"\((?:\s*+(?:<[^<>\n]{0,1000}+>|(?=[^)\s])[^()\s]*+(?:\([^()\s]*+\)[^()\s]*+)*+))?"
    r"(?:\s++[\"'(][^)]{0,1000}+\)?)?\s*+\)"
)
_LINKED = re.compile(r"\[(?!\^)")  # the label of a link; that of a note follows a citation too
_GAP = re.compile(r"[ \t]*(?:\n[ \t]*)?\[(?!\^)")
_BLANKS = re.compile(r"\s*")
_NEXT = Doubt(OTHERWISE, "brackets right after a citation: text to Pandoc", "put a blank between")
_COMMA = re.compile(r"[,，\s]*")
_BRACKETS = re.compile(r"[\[\]]")
_SEMICOLON = re.compile("([;；])")
_DEEPEST = 4  # brackets in one another


@dataclass(slots=True)
class Item:
    """A key of a group, and what is around it: ``before`` and ``after`` are inline tokens.

    The source reads ``lead before written after``: ``written`` has the key itself.
    """

    key: str
    hidden: bool
    pos: int
    lead: str = ""
    before: list[Token] = field(default_factory=list)
    written: str = ""
    after: list[Token] = field(default_factory=list)


@dataclass(slots=True)
class _Groups:
    """The groups that a text was asked for: each is read once, however often it is asked.

    ``depth`` counts the groups that are being read.
    """

    known: dict[tuple[str, bool, int], list[Item] | None] = field(default_factory=dict)
    depth: int = 0


def citations_plugin(md: MarkdownIt) -> None:
    """Read citations: tokens ``citation`` and ``bare_citation`` with their items in ``meta``."""
    md.inline.ruler.before("link", "citation", _citation)
    md.inline.ruler.after("escape", "bare_citation", _bare_citation)


def _citation(state: StateInline, silent: bool) -> bool:
    """Inline rule for a bracketed group of citations that is neither a link nor a span."""
    if state.src[state.pos] != "[":
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos)
    if end < 0 or not CITED.search(state.src, state.pos, end):
        return False
    if _is_link_or_span(state, end + 1):
        return False
    content = state.src[state.pos + 1 : end]
    items = _items(state, content)
    if items is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = content
        token.meta = {"pos": state.pos, "items": _placed(items, state.pos + 1)}
        if _LINKED.match(state.src, end + 1):
            token.meta[DOUBT] = _NEXT
    state.pos = end + 1
    return True


def _is_link_or_span(state: StateInline, position: int) -> bool:
    following = state.src[position : state.posMax]
    if following.startswith("{"):
        return attributes_at(following) is not None
    if _LINKED.match(following) is None:
        return _ADDRESS.match(following) is not None
    # What is a link or a span of its own is no label: [@a][words](address)
    end = state.md.helpers.parseLinkLabel(state, position)
    return end < 0 or not _is_link_or_span(state, end + 1)


def _bare_citation(state: StateInline, silent: bool) -> bool:
    """Inline rule for ``@key`` outside brackets, with its locator in brackets after it.

    Right after Latin letters and digits, as in addresses, it is text, and so it is inside a link.
    Right after Chinese it cites only if there is such a source (``glued``).
    """
    if state.src[state.pos] not in "@-" or state.linkLevel:
        return False
    found = CITED.match(state.src, state.pos, state.posMax)
    before = state.src[state.pos - 1 : state.pos]
    glued = before.isalnum() and is_wide(before)
    inside = before == "_" and state.src[: state.pos].rstrip("_")[-1:].isalnum()
    if not found or before == "@" or inside or (before.isalnum() and not glued):
        return False
    more, end = _brackets(state, found.end())
    if not silent:
        token = state.push("bare_citation", "", 0)
        token.content = found[0]
        own, *rest = more if more and not more[0].key else (Item("", False, 0), *more)
        first = replace(own, key=_key(found), hidden=bool(found["hidden"]), pos=state.pos)
        items = [first, *rest]
        token.meta = {"pos": state.pos, "items": items, "glued": glued, "closed": bool(more)}
        token.meta["brackets"] = state.src[found.end() : end]
    state.pos = end
    return True


def _brackets(state: StateInline, start: int) -> tuple[list[Item], int]:
    """Return the items in the brackets after a key in the text, and the position after them.

    The first has no key where the brackets begin with the locator of the key before them.
    """
    gap = _GAP.match(state.src, start, state.posMax)
    depth = _groups(state).depth
    end = state.md.helpers.parseLinkLabel(state, gap.end() - 1) if gap and not depth else -1
    if gap is None or end < 0 or _is_link_or_span(state, end + 1):
        return [], start
    content = state.src[gap.end() : end]
    items = _items(state, content) or _items(state, content, own=True)
    if items is None:
        return [], start
    placed = _placed(items, gap.end())
    opening = " [" if len(gap[0]) > 1 else "["
    if placed[0].key:
        placed[0].lead = opening + placed[0].lead
    else:
        placed[0].written = opening + placed[0].written
    return placed, end + 1


def _groups(state: StateInline) -> _Groups:
    groups: _Groups = state.env.setdefault("citations", _Groups())
    return groups


def _items(state: StateInline, content: str, own: bool = False) -> list[Item] | None:
    """Return the items of a group's text, or None if one of its parts has no key.

    With ``own`` the first part is the locator of a key before the brackets.
    """
    groups = _groups(state)
    asked = (content, own, groups.depth)
    if asked not in groups.known:
        if groups.depth == _DEEPEST or _is_deep(content):
            return None
        tokens: list[Token] = []
        groups.depth += 1
        state.md.inline.parse(content, state.md, state.env, tokens)
        groups.depth -= 1
        groups.known[asked] = _read(tokens, own)
    return groups.known[asked]


def _is_deep(content: str) -> bool:
    """Return True for more brackets in one another than any citation has.

    Each level would be read again for all around it.
    """
    depth = 0
    for bracket in _BRACKETS.findall(content):
        depth += 1 if bracket == "[" else -1
        if depth > _DEEPEST:
            return True
    return False


def _read(tokens: Sequence[Token], own: bool) -> list[Item] | None:
    items: list[Item] = []
    for number, (mark, part) in enumerate(_parts(tokens, own)):
        at = _key_at(part)
        if own and number == 0 and (at < 0 or part[:at]):
            item = Item("", False, 0)
            item.written, item.after = _stripped(part)
        elif at < 0:
            return None
        else:
            item = part[at].meta["items"][0]
            item.lead, item.before = _stripped(part[:at], blanks=_BLANKS)
            item.before, gap = _trimmed(item.before)
            comma, item.after = _stripped(part[at + 1 :])
            item.written = f"{gap}{part[at].content}{comma}"
        item.after, _ = _trimmed(item.after)
        item.lead = f"{mark} {item.lead.lstrip()}".replace("； ", "；") if mark else item.lead
        items.append(item)
    return items


def _key_at(part: Sequence[Token]) -> int:
    """Return the position of the first key that is in no mark-up, or -1."""
    level = 0
    for position, token in enumerate(part):
        level += token.nesting
        if level == 0 and token.type == "bare_citation":
            return position
    return -1


def _parts(tokens: Sequence[Token], own: bool) -> list[tuple[str, list[Token]]]:
    """Return the tokens between semicolons that are in no mark-up, each with that before it.

    A Chinese semicolon parts only what has a key on either side.
    """
    parts: list[tuple[str, list[Token]]] = [("", [])]
    level = 0
    for token in tokens:
        level += token.nesting
        if token.type != "text" or level:
            if token.type == "text_special":  # an escaped mark, which parts nothing
                token.type = "text"
            parts[-1][1].append(token)
            continue
        first, *others = _SEMICOLON.split(token.content)
        parts[-1][1].append(_text(first))
        for mark, other in zip(others[::2], others[1::2], strict=True):
            parts.append((mark, [_text(other)]))
    joined: list[tuple[str, list[Token]]] = []
    for mark, part in parts:
        keyed = joined and (own or _key_at(joined[-1][1]) >= 0) and _key_at(part) >= 0
        if mark == "；" and not keyed:
            joined[-1][1].extend([_text(mark), *part])
        else:
            joined.append((mark, part))
    return joined


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _stripped(tokens: Sequence[Token], blanks: re.Pattern[str] = _COMMA) -> tuple[str, list[Token]]:
    """Return what blanks, and commas, text begins with, and the tokens without it."""
    left, taken = [*tokens], ""
    while left and left[0].type in ("text", "softbreak"):
        content = left[0].content if left[0].type == "text" else "\n"
        end = match.end() if (match := blanks.match(content)) else 0
        taken += content[:end]
        if end < len(content):
            left[0] = _text(content[end:])
            break
        left.pop(0)
    return taken, left


def _trimmed(tokens: Sequence[Token]) -> tuple[list[Token], str]:
    """Return the tokens without the blanks that end them, and those blanks."""
    left, taken = [*tokens], ""
    while left and left[-1].type in ("text", "softbreak"):
        content = left[-1].content if left[-1].type == "text" else "\n"
        kept = content.rstrip()
        taken = content[len(kept) :] + taken
        if kept:
            left[-1] = _text(kept)
            break
        left.pop()
    return left, taken


def _key(found: re.Match[str]) -> str:
    return found["key"] or found["braced"][1:-1]


def _placed(items: Sequence[Item], offset: int) -> list[Item]:
    """Return copies of items whose places count from the text around their brackets."""
    return [_moved(item, offset) for item in copy.deepcopy(items)]


def _moved(item: Item, offset: int) -> Item:
    item.pos += offset
    for token in (*item.before, *item.after):
        if "pos" in token.meta:
            token.meta["pos"] += offset
        for inner in token.meta.get("items", ()):
            _moved(inner, offset)
    return item
