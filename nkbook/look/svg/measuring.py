"""Counts what a drawing comes to once all that it repeats is drawn.

Ten elements that each use the one before ten times are 10¹⁰. Nothing is drawn for the count: each
element is looked at once, and what it refers to counts as often as it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

import cssselect2
import tinycss2
from lxml import etree

from nkbook.look.drawings import XLINK
from nkbook.look.svg.profile import PAINTED
from nkbook.model.document import Element

DEEPEST = 60  # levels of elements in one another, those that are used among them
_MOST_MATCHES = 20_000_000  # of rules with elements
_ENOUGH = 10**12  # beyond which it does not matter how many there are
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)")
_NAMED = re.compile(r"url\(\s*['\"]?#([^'\")]*)", re.IGNORECASE)
_POINTS = ("d", "points")


class ExcessError(ValueError):
    """A drawing that is larger than it may be; the text says what is."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How large a drawing may be, all that it repeats drawn."""

    elements: int = 100_000
    points: int = 2_000_000  # numbers in paths

    def hold(self, elements: int, points: int = 0) -> None:
        """Raise ExcessError for more than there may be."""
        if elements > self.elements:
            raise ExcessError(
                f"it draws {_many(elements)} elements, repeated ones counted;"
                f" {self.elements:,} are allowed"
            )
        if points > self.points:
            raise ExcessError(
                f"its paths have {_many(points)} numbers, repeated ones counted;"
                f" {self.points:,} are allowed"
            )


@dataclass(frozen=True, slots=True)
class Size:
    """What is drawn of an element: elements, numbers in paths, and levels."""

    elements: int = 1
    points: int = 0
    height: int = 1


@dataclass(frozen=True, slots=True)
class Cycle:
    """An element whose attribute leads back to it or to what it is in."""

    element: Element
    attribute: str


@dataclass(slots=True)
class _Node:
    element: Element
    own: int
    edges: list[tuple[Element, int, str]]
    at: int = 0


@dataclass(slots=True)
class Measured:
    """The size of a drawing, and the references that nothing can follow to their end."""

    size: Size
    cycles: list[Cycle] = field(default_factory=list)


def within_bounds(root: Element, bounds: Bounds, rules: int) -> list[Cycle]:
    """Return the references of a drawing that lead to themselves; raises ExcessError.

    ``rules`` is how many its stylesheets have: each is tried on each element.
    """
    if rules * sum(1 for _ in root.iter(etree.Element)) > _MOST_MATCHES:
        raise ExcessError(f"its stylesheet has {rules:,} rules for as many elements")
    found = measured(root)
    bounds.hold(found.size.elements, found.size.points)
    if found.size.height > DEEPEST:
        raise ExcessError(f"more than {DEEPEST} of its elements stand in one another")
    return found.cycles


def _many(number: int) -> str:
    return f"{number:,}" if number < 10**9 else "more than a thousand million"


def measured(root: Element) -> Measured:
    """Return what a drawing comes to."""
    ids = {str(item.get("id")): item for item in root.iter(etree.Element) if item.get("id")}
    styled = _styled(root)
    sizes: dict[Element, Size] = {}
    open_: set[Element] = set()
    found = Measured(Size())
    stack = [_node(root, ids, styled)]
    open_.add(root)
    while stack:
        node = stack[-1]
        if node.at < len(node.edges):
            target, _, attribute = node.edges[node.at]
            if target in open_:
                found.cycles.append(Cycle(node.element, attribute))
                del node.edges[node.at]
            elif target in sizes:
                node.at += 1
            else:
                open_.add(target)
                stack.append(_node(target, ids, styled))
            continue
        stack.pop()
        open_.discard(node.element)
        sizes[node.element] = _sum(node, sizes)
    found.size = sizes[root]
    return found


def _sum(node: _Node, sizes: Mapping[Element, Size]) -> Size:
    elements, points, height = 1, node.own, 0
    for target, times, _ in node.edges:
        size = sizes[target]
        elements = min(_ENOUGH, elements + times * size.elements)
        points = min(_ENOUGH, points + times * size.points)
        height = max(height, size.height)
    return Size(elements, points, height + 1)


def _node(
    element: Element, ids: Mapping[str, Element], styled: Mapping[Element, set[str]]
) -> _Node:
    own = sum(1 for key in _POINTS for _ in _NUMBER.finditer(element.get(key, "")))
    edges = [(child, 1, "") for child in element.iterchildren(etree.Element)]
    for attribute, name in (
        *_references(element),
        *(("style", n) for n in styled.get(element, ())),
    ):
        target = ids.get(name)
        if target is not None:
            # A marker may stand at each point of a line.
            times = own + 1 if str(etree.QName(target).localname) == "marker" else 1
            edges.append((target, times, attribute))
    return _Node(element, own, edges)


def _references(element: Element) -> Iterator[tuple[str, str]]:
    """Yield the names that an element refers to, each with its attribute; links are not drawn."""
    for key in ("href", XLINK):
        value = element.get(key, "").strip()
        if value.startswith("#") and etree.QName(element).localname != "a":
            yield key, value[1:]
    for key, value in element.attrib.items():
        if key in PAINTED or key == "style":
            for name in _NAMED.findall(str(value)):
                yield str(key), name.strip()


def _styled(root: Element) -> dict[Element, set[str]]:
    """Return the names that style elements make elements refer to."""
    matcher = cssselect2.Matcher()
    has_any = False
    for style in root.iter("{*}style"):
        css = "".join(map(str, style.itertext()))
        for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
            if rule.type != "qualified-rule":  # also one that breaks off, which has no content
                continue
            names = _NAMED.findall(tinycss2.serialize(rule.content))
            if not names:
                continue
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue
            for selector in selectors:
                matcher.add_selector(selector, set(names))
                has_any = True
    if not has_any:
        return {}
    # cssselect2 knows the standard library's trees, which have no comments.
    copy = ElementTree.fromstring(etree.tostring(root))  # noqa: S314 — it was read by lxml
    wrapped = cssselect2.ElementWrapper.from_xml_root(copy).iter_subtree()
    found: dict[Element, set[str]] = {}
    for element, wrapper in zip(root.iter(etree.Element), wrapped, strict=True):
        for *_, names in matcher.match(wrapper):
            found.setdefault(element, set()).update(names)
    return found
