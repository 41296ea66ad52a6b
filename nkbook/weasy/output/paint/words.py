"""What elements of the source say: their text, and what replaces their pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nkbook.model.elements import SVG


def is_decorative(element: Any) -> bool:
    """Return True if a picture says nothing: WAI-ARIA 1.2 §5.3.3, HTML §4.8.4.4."""
    return element is not None and (
        element.get("alt") == "" or element.get("role") in ("presentation", "none")
    )


def pictures(element: Any) -> Iterator[Any]:
    """Yield the pictures in an element that say something."""
    for descendant in element.iter():
        if descendant.tag in ("img", f"{SVG}svg") and not is_decorative(descendant):
            yield descendant


def alternative(element: Any) -> str:
    """Return what replaces a picture for who can't see it; ``""`` where nobody wrote anything."""
    title = element.find(f"{SVG}title")
    return element.get("alt") or element.get("aria-label") or getattr(title, "text", "") or ""


def words(element: Any) -> str:
    """Return the text of an element, alternatives of pictures with it and notes left out."""
    pieces = [alternative(element) if element.tag == "img" else element.text or ""]
    for child in element:
        if not child.get("data-call"):
            pieces.append(words(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def squeezed(text: str) -> str:
    """Return a text on one line, without what is invisible."""
    return " ".join(text.replace("\u2060", "").replace("\u200b", "").split())
