"""Computes a style once for all elements that have the same, which WeasyPrint does for few of them.

An element with an id has a style of its own in WeasyPrint, for the anchor of links is a property;
and so have all elements in it, for theirs inherit from it. In a book each paragraph has an id. Here
such a style is the anchor, and all else is looked up in a style that the elements share. Styles of
pseudo-elements, pages and margin boxes are shared too where they are declared alike.

WeasyPrint writes into styles that it has computed: into copies, or else what all elements of that
style get.
"""

from __future__ import annotations

from typing import Any

from weasyprint.css import ComputedStyle, StyleFor

from nkbook.weasy.ours import SHARED_STYLES, book_fonts

_upstream = StyleFor.set_computed_styles

_ANCHOR = "anchor"
_LANG = "lang"  # comes from an attribute too, as a value of each element's own
_KEYWORDS = ("inherit", "initial")


class AnchoredStyle(ComputedStyle):  # type: ignore[misc]
    """A style that differs from a shared one in its anchor alone."""

    def __init__(self, shared: Any, cascaded: Any) -> None:
        super().__init__(
            shared.parent_style,
            cascaded,
            shared.pseudo_type,
            shared.root_style,
            shared.base_url,
            shared.font_config,
            shared.initial_page_sizes,
        )
        self.shared = shared
        self.specified = shared.specified
        self[_ANCHOR] = cascaded[_ANCHOR][0]

    @property
    def anonymous_style(self) -> Any:
        """Return the style of anonymous boxes in such an element, which have no anchor."""
        return self.shared.anonymous_style

    def __missing__(self, key: str) -> Any:
        """Look a value up in the shared style."""
        value = self[key] = self.shared[key]
        return value


def set_computed_styles(  # noqa: PLR0913 — WeasyPrint's signature
    style_for: Any,
    element: Any,
    parent: Any,
    root: Any = None,
    pseudo_type: Any = None,
    base_url: Any = None,
    target_collector: Any = None,
) -> None:
    """Give an element or pseudo-element its style: a new one only if there is no such style yet."""
    cascaded = style_for.get_cascaded_styles().get((element, pseudo_type), {})
    anchor = cascaded[_ANCHOR][0] if _ANCHOR in cascaded else None
    if (
        book_fonts(style_for) is None
        or parent is None
        or not (anchor is None or isinstance(anchor, str))
        or anchor in _KEYWORDS
    ):
        _upstream(style_for, element, parent, root, pseudo_type, base_url, target_collector)
        return
    computed = style_for.get_computed_styles()
    above = computed[parent, None]
    above = above.shared if isinstance(above, AnchoredStyle) else above
    own = cascaded
    if anchor is not None:
        own = {name: value for name, value in cascaded.items() if name != _ANCHOR}
    style = _shared(style_for, above, own, pseudo_type, computed[root, None], base_url)
    if anchor is not None:
        style = AnchoredStyle(style, cascaded)
    computed[element, pseudo_type] = style
    if target_collector and style[_ANCHOR]:
        target_collector.collect_anchor(style[_ANCHOR])


def _shared(  # noqa: PLR0913
    style_for: Any, above: Any, cascaded: Any, pseudo_type: Any, root_style: Any, base_url: Any
) -> Any:
    """Return the style that inherits from ``above`` and is declared so.

    Objects are known by their ids, which stay theirs: the style that is found keeps them all.
    """
    known = SHARED_STYLES.get(style_for)
    if known is None:
        known = {}
        SHARED_STYLES.put(style_for, known)
    declared = tuple(
        (name, value if name == _LANG else id(value), importance, layer, *specificity)
        for name, (value, (importance, layer, specificity)) in cascaded.items()
    )
    sizes = style_for.initial_page_sizes  # of the first page; None before there is one
    known_sizes = tuple(tuple(size) for size in sizes.values() if size)
    key = id(above), pseudo_type, declared, id(root_style), base_url, known_sizes
    style = known.get(key)
    if style is None:
        style = known[key] = ComputedStyle(
            above, cascaded, pseudo_type, root_style, base_url, style_for.font_config, sizes
        )
    return style
