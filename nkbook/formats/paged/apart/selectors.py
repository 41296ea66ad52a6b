"""Asks of a selector whether it could see more than one section of a book.

A section is a child of ``body``. In a document of its own it has one sibling, which stands for the
section before it with its classes and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cssselect2 import SelectorError
from cssselect2 import parser as css

_CHILD, _INSIDE, _NEXT, _LATER = ">", " ", "+", "~"
# They ask where an element is among its siblings (Selectors 4 §14).
_COUNTING = frozenset(
    ("first-child", "last-child", "only-child", "first-of-type", "last-of-type", "only-of-type")
)


@dataclass(frozen=True, slots=True)
class Root:
    """What selectors can see of a section: its element's name, id and classes."""

    tag: str
    id: str
    classes: tuple[str, ...]

    @classmethod
    def of(cls, element: Any) -> Root:
        """Return what selectors see of an element."""
        return cls(element.tag, element.get("id", ""), tuple(element.get("class", "").split()))


@dataclass(frozen=True, slots=True)
class Elements:
    """The sections of a book, and what is around them: body, then html."""

    sections: tuple[Root, ...]
    around: tuple[Root, Root]


def parsed(prelude: Sequence[Any]) -> list[Any]:
    """Return the selectors of a rule; none of one that is not valid, which holds for nothing."""
    try:
        return list(css.parse(prelude))
    except SelectorError:
        return []


def crosses(tree: Any, book: Elements) -> bool:
    """Return True if a selector could match otherwise where the other sections are not there."""
    for compound, left, combinator in _compounds(tree):
        at_root = could_be_root(compound, left, combinator, book)
        simples = compound.simple_selectors
        if at_root and any(_counts(simple) for simple in simples):
            return True
        if at_root and combinator == _LATER:
            return True
        if at_root and combinator == _NEXT and not _is_of_classes(left):
            return True
        for simple in simples:
            if isinstance(simple, css.RelationalSelector):
                if at_root or _could_be(compound, book.around):
                    return True
            elif any(
                crosses(inner, book)
                for inner in _inner(simple)
                # One without a combinator asks of this very element.
                if at_root or isinstance(inner, css.CombinedSelector)
            ):
                return True
    return False


def is_of_root(tree: Any, book: Elements) -> bool:
    """Return True if what a selector selects could be a section, or what is around sections."""
    compound, left, combinator = next(_compounds(tree))
    return could_be_root(compound, left, combinator, book) or _could_be(compound, book.around)


def could_be_root(compound: Any, left: Any, combinator: str, book: Elements) -> bool:
    """Return True if a compound selector with what stands left of it could match a section."""
    if not _could_be(compound, book.sections):
        return False
    if combinator == _CHILD:
        return _could_be(_last(left), book.around[:1])
    if combinator == _INSIDE:
        return _could_be(_last(left), book.around)
    if combinator in (_NEXT, _LATER):
        # Brothers are of one parent: tr > :first-child ~ * is no section either.
        return could_be_root(*next(_compounds(left)), book)
    return True


def _compounds(tree: Any) -> Iterator[tuple[Any, Any, str]]:
    """Yield the compound selectors from the right, each with what is left of it."""
    while isinstance(tree, css.CombinedSelector):
        yield tree.right, tree.left, tree.combinator
        tree = tree.left
    yield tree, None, ""


def _last(tree: Any) -> Any:
    return tree.right if isinstance(tree, css.CombinedSelector) else tree


def _could_be(compound: Any, roots: Sequence[Root]) -> bool:
    return any(all(_fits(one, root) for one in compound.simple_selectors) for root in roots)


def _fits(simple: Any, root: Root) -> bool:
    if isinstance(simple, css.LocalNameSelector):
        return bool(simple.lower_local_name == root.tag)
    if isinstance(simple, css.ClassSelector):
        return simple.class_name in root.classes
    if isinstance(simple, css.IDSelector):
        return bool(simple.ident == root.id)
    if isinstance(simple, css.PseudoClassSelector) and simple.name == "root":
        return root.tag == "html"
    if isinstance(simple, css.MatchesAnySelector | css.SpecificityAdjustmentSelector):
        return any(_could_be(_last(inner), (root,)) for inner in _inner(simple))
    return True  # an attribute, a state, a negation: it may be so


def _counts(simple: Any) -> bool:
    if isinstance(simple, css.PseudoClassSelector):
        return simple.name in _COUNTING
    return isinstance(simple, css.FunctionalPseudoClassSelector) and simple.name.startswith("nth-")


def _is_of_classes(tree: Any) -> bool:
    """Return True for one compound that asks for a name and classes alone, which the stub has."""
    return isinstance(tree, css.CompoundSelector) and all(
        isinstance(one, css.ClassSelector)
        or (isinstance(one, css.LocalNameSelector) and one.lower_local_name == "section")
        for one in tree.simple_selectors
    )


def _inner(simple: Any) -> Iterator[Any]:
    for selector in getattr(simple, "selector_list", ()):
        yield selector.parsed_tree
