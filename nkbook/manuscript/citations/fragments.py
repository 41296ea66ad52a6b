"""Puts the XHTML that a citation style prints into a tree."""

from __future__ import annotations

from lxml import etree
from markupsafe import Markup

from nkbook.model.document import Element
from nkbook.typesetting.han import is_wide


def put(parent: Element, fragment: Markup) -> None:
    """Append the text and the elements of an XHTML fragment to an element, in order."""
    root = etree.fromstring(f"<p>{fragment}</p>")
    _append_text(parent, root.text or "")
    for child in list(root):
        tail, child.tail = child.tail, None
        parent.append(child)
        _append_text(parent, tail or "")


def inside(element: Element | None) -> Markup:
    """Return what is in an element as XHTML; nothing for None."""
    if element is None:
        return Markup("")
    children = "".join(etree.tostring(child, encoding="unicode") for child in element)
    return Markup.escape(element.text or "") + Markup(children)  # noqa: S704 — our own tree


def unbraced(locator: Markup) -> Markup:
    """Return a locator without the braces that may hold it: ``{ii, 甲}, 又``; ``{}`` is none.

    They tell Pandoc where the locator ends and the words after it begin (its manual, Citations).
    """
    if not locator.startswith("{"):
        return locator
    depth = 0
    for position, mark in enumerate(locator):
        depth += (mark == "{") - (mark == "}")
        if depth == 0:
            inner, after = locator[1:position].strip(), locator[position + 1 :]
            return inner + after if inner else after.lstrip(",， ")
    return locator


def replace_by(placeholder: Element, fragment: Markup) -> None:
    """Put a fragment in the place of an element, whose tail stays."""
    parent = placeholder.getparent()
    if parent is None:
        return
    made = etree.Element("p")
    put(made, fragment)
    tail, placeholder.tail = placeholder.tail or "", None
    set_text_before(placeholder, text_before(placeholder) + (made.text or ""))
    for child in list(made):
        placeholder.addprevious(child)  # with its tail; a place by number would be counted anew
    last = placeholder.getprevious()
    parent.remove(placeholder)
    if last is not None:
        last.tail = (last.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def close_up(placeholder: Element, words: str) -> None:
    """Take out the blanks between Chinese text and the Chinese ``words`` that replace an element.

    Keys need blanks around them, but Chinese has none.
    """
    before, tail = text_before(placeholder), placeholder.tail or ""
    if is_wide(words[:1]) and is_wide(before.rstrip()[-1:]):
        set_text_before(placeholder, before.rstrip())
    if is_wide(words[-1:]) and is_wide(tail.lstrip()[:1]):
        placeholder.tail = tail.lstrip()


def text_before(element: Element) -> str:
    """Return the text right before an element, in the same parent."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        return before.tail or ""
    return (parent.text or "") if parent is not None else ""


def set_text_before(element: Element, text: str) -> None:
    """Change the text right before an element."""
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = text
    elif parent is not None:
        parent.text = text


def _append_text(parent: Element, text: str) -> None:
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
