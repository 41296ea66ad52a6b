"""The form in which two readings of a text are compared: nodes, with nothing that prints nothing.

White space is collapsed, a line end in Chinese is none (docs/guide/dialect.md), and marks that look
alike are written alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import unquote

from nkbook.model.document import Mode
from nkbook.reading.addresses import with_readable_hosts
from nkbook.typesetting.han import joins

LINE_END = "\x02"  # a line end of the source, until its neighbours say whether it is a space
_MARKS = re.compile(r"\W+|_")
_SPACES = re.compile(r"[ \t\n]+")
_JOINED = ("strong", "emphasis", "deleted")  # kinds of which two neighbours look like one
_BLANKS = " \u00a0\u2002\u2003\u3000"  # of which none prints anything at the ends of a block
_CALLS = frozenset(("note", "citation", "link"))
_RUNS_ON = frozenset(("note", "code", "math"))  # nodes whose text is none of the line around them

Child: TypeAlias = "Node | str"


@dataclass(frozen=True, slots=True)
class Node:
    """A block or an inline element: what it is, its attributes, and what is in it.

    ``line`` is that of the source, where the reader knows it; it is not compared.
    """

    kind: str
    children: tuple[Child, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    line: int = field(default=0, compare=False, repr=False)

    @property
    def text(self) -> str:
        """Return the letters in the node."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


def node(
    kind: str,
    children: Iterable[Child] = (),
    given: Mapping[str, str] | None = None,
    line: int = 0,
) -> Node:
    """Return a node; attributes without a value are left out."""
    attributes = {name: value for name, value in sorted((given or {}).items()) if value}
    return Node(kind, tuple(children), attributes, line)


def cited(key: str, words: str, mode: str = Mode.NORMAL) -> Node:
    """Return a citation of a key with the letters around it; ``mode`` is one of Pandoc's."""
    in_text = "yes" if mode == Mode.IN_TEXT else ""
    return node("citation", (letters(words),), {"key": key, "in-text": in_text})


def alert_title(kind: str) -> Node:
    """Return the title of an alert as Pandoc makes it: the name of the kind."""
    return node(
        "div", [node("paragraph", [kind.removeprefix("alert-").capitalize()])], {"classes": "title"}
    )


def link(children: Iterable[Child], href: str) -> Iterator[Child]:
    """Yield a link; one whose words are its address is these, for readers end it differently.

    Notes, citations and links in its words are between two links; one without other words than
    notes and citations has its address.
    """
    href = with_readable_hosts(href)
    runs = [*_around_calls([*children])]
    calls = [call for _, call in runs if call is not None]
    if calls and not any(inner for inner, _ in runs) and "link" not in kinds(calls):
        yield href
    for inner, call in runs:
        words = "".join(one if isinstance(one, str) else one.text for one in inner)
        if unquote(words) in (href, href.removeprefix("mailto:"), href.removeprefix("http://")):
            yield words
        elif inner or call is None:
            yield node("link", inner, {"href": href})
        if call is not None:
            yield call


def _around_calls(children: Sequence[Child]) -> Iterator[tuple[list[Child], Node | None]]:
    """Yield what stands before each note or citation, and that; at last the rest, unless empty."""
    run: list[Child] = []
    found = False
    for child in children:
        if isinstance(child, str):
            run.append(child)
        elif child.kind in _CALLS:
            found = True
            yield run, child
            run = []
        else:
            parts = [*_around_calls(child.children)]
            for inner, call in parts:
                if inner or len(parts) == 1:
                    run.append(Node(child.kind, tuple(inner), child.attributes, child.line))
                if call is not None:
                    found = True
                    yield run, call
                    run = []
    if run or not found:
        yield run, None


def paragraph(children: Iterable[Child]) -> tuple[Child, ...]:
    """Return the content of a block of text, with its white space as it is printed."""
    return _trimmed(_merged(_spaced(tuple(children))))


def words(children: Iterable[Child]) -> str:
    """Return the letters of inline content, in one line."""
    text = "".join(child if isinstance(child, str) else child.text for child in children)
    return _SPACES.sub(" ", text.replace(LINE_END, " ")).strip()


def letters(text: str) -> str:
    """Return the letters and digits of a text, without marks and spaces."""
    return _MARKS.sub("", text)


def kinds(nodes: Iterable[Child]) -> Counter[str]:
    """Count the kinds of nodes, at any depth."""
    found: Counter[str] = Counter()
    for one in nodes:
        if isinstance(one, Node):
            found[one.kind] += 1
            found += kinds(one.children)
    return found


def _spaced(children: tuple[Child, ...]) -> tuple[Child, ...]:
    """Write each line end as a space, or as nothing in Chinese."""
    flow = "".join(_flow(children))
    if LINE_END not in flow:
        return children
    ends = iter(
        "" if joins(flow, at) else " " for at, letter in enumerate(flow) if letter == LINE_END
    )
    return _with_ends(children, ends)


def _flow(children: Sequence[Child]) -> Iterator[str]:
    for child in children:
        if isinstance(child, str):
            yield child
        elif child.attributes.get("in-text"):
            yield "@"  # a name, where the others are calls
        elif child.kind not in _RUNS_ON:
            yield from _flow(child.children)


def _with_ends(children: Sequence[Child], ends: Iterator[str]) -> tuple[Child, ...]:
    made: list[Child] = []
    for child in children:
        if isinstance(child, str):
            head, *rest = child.split(LINE_END)
            made.append(head + "".join(next(ends) + part for part in rest))
        elif child.kind in _RUNS_ON:
            made.append(child)
        else:
            inner = _with_ends(child.children, ends)
            made.append(Node(child.kind, inner, child.attributes, child.line))
    return tuple(made)


def _merged(children: Sequence[Child]) -> list[Child]:
    """Join neighbouring texts and collapse the white space in them, at any depth."""
    made: list[Child] = []
    for child in children:
        if not isinstance(child, str):
            last = made[-1] if made else ""
            one = child if child.kind in _RUNS_ON else _looking_alike(child)
            if isinstance(last, Node) and last.kind == one.kind in _JOINED:
                both = Node(one.kind, last.children + one.children, last.attributes, last.line)
                made[-1] = _looking_alike(both)
            else:
                if _is_break(one) and isinstance(last, str):
                    made[-1:] = [last.rstrip(" ")] if last.rstrip(" ") else []
                if not (_is_break(one) and made and _is_break(made[-1])):  # two look like one
                    made.append(one)
        elif made and isinstance(made[-1], str):
            made[-1] = _SPACES.sub(" ", made[-1] + child)
        elif child:
            made.append(_SPACES.sub(" ", child))
    return made


def _looking_alike(one: Node) -> Node:
    """Return a node with merged content; of strong emphasis, strong is the outer one."""
    inner = tuple(_merged(one.children))
    only = inner[0] if len(inner) == 1 else ""
    if one.kind == "emphasis" and isinstance(only, Node) and only.kind == "strong":
        within = Node("emphasis", only.children, one.attributes, one.line)
        return Node("strong", (within,), only.attributes, only.line)
    if one.kind == "link":
        last = len(inner) - 1
        ends = (_without_ends(child, at == 0, at == last) for at, child in enumerate(inner))
        inner = tuple(child for child in ends if child != "")
    return Node(one.kind, inner, one.attributes, one.line)


def _trimmed(children: Sequence[Child]) -> tuple[Child, ...]:
    """Drop the white space at the ends of a block, line breaks included, and next to these."""
    kept = [at for at, child in enumerate(children) if child != " " and not _is_break(child)]
    children = children[kept[0] : kept[-1] + 1] if kept else ()
    last = len(children) - 1
    while last >= 0 and _is_break(children[last]):  # two blanks at the end of an item
        last -= 1
    children = children[: last + 1]
    made = (
        _without_ends(
            child, at == 0 or _is_break(children[at - 1]), at == last or _is_break(children[at + 1])
        )
        for at, child in enumerate(children)
    )
    return tuple(child for child in made if child != "")


def _without_ends(child: Child, at_start: bool, at_end: bool) -> Child:
    if isinstance(child, str):
        child = child.lstrip(_BLANKS) if at_start else child
        child = child.rstrip(_BLANKS) if at_end else child
    return child


def _is_break(child: Child) -> bool:
    return isinstance(child, Node) and child.kind == "line break"
