"""Marks links whose words are an address: a line may end anywhere in those, and in no others."""

from __future__ import annotations

import re

from nkbook.model.document import Element
from nkbook.model.trees import has_class, text_of

ADDRESS = "web-address"
_SCHEME = re.compile(r"https?://|ftps?://|mailto:|www\.", re.IGNORECASE)


def mark_addresses(root: Element) -> None:
    """Give the class to addresses that are printed, in place.

    An address has no place where a line ends, so that a justified line before a long one has gaps;
    the words of other links would be torn.
    """
    for element in root.iter("a", "span"):
        if has_class(element, "url") and _is_address(element):
            element.set("class", f"{element.get('class')} {ADDRESS}")


def _is_address(element: Element) -> bool:
    words = text_of(element).strip()
    if not words or any(letter.isspace() for letter in words):
        return False
    plain = _SCHEME.sub("", str(element.get("href") or ""), count=1).rstrip("/")
    return _SCHEME.match(words) is not None or words.rstrip("/") == plain
