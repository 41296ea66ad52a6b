"""Gives names that XML does not take others, and each to one element alone (XML 1.0 §3.3.1).

Programs for drawing call layers what authors call them: ``版面 1: 圖層``.
"""

from __future__ import annotations

import re

from lxml import etree

from nkbook.look.drawings import XLINK
from nkbook.model.document import Element

_HREFS = ("href", XLINK)
_NAME = re.compile(r"[^\W\d][\w.-]*")
_NOT_IN_NAMES = re.compile(r"[^\w.-]")
_URL = re.compile(r"url\(\s*(['\"]?)#([^)'\"]+)\1\s*\)")


def with_names(root: Element) -> bool:
    """Give the elements of a drawing names of XML, and references to them; return if any changed.

    An element with the name of one before it loses it.
    """
    renamed: dict[str, str] = {}
    named = [element for element in root.iter(etree.Element) if "id" in element.attrib]
    known = {element.get("id", "") for element in named}
    seen: set[str] = set()
    changed = False
    for element in named:
        name = element.get("id", "")
        if not _NAME.fullmatch(name) and name not in renamed:
            renamed[name] = _new(name, known)
            known.add(renamed[name])
        name = renamed.get(name, name)
        if name in seen:
            del element.attrib["id"]
            changed = True
        elif name != element.get("id"):
            element.set("id", name)
            changed = True
        seen.add(name)
    if renamed:
        _refer(root, renamed)
    return changed


def _new(name: str, known: set[str]) -> str:
    base = new = f"_{_NOT_IN_NAMES.sub('_', name)}"
    number = 1
    while new in known:
        number += 1
        new = f"{base}-{number}"
    return new


def _refer(root: Element, renamed: dict[str, str]) -> None:
    """Lead references in a drawing to the names that its elements have now."""

    def one(found: re.Match[str]) -> str:
        return f"url(#{renamed.get(found[2], found[2])})"

    for element in root.iter(etree.Element):
        for key, value in list(element.attrib.items()):
            if key in _HREFS and (new := renamed.get(str(value).removeprefix("#"))):
                element.set(key, f"#{new}")
            elif "url(" in value:
                element.set(key, _URL.sub(one, str(value)))
        if etree.QName(element).localname == "style" and element.text:
            element.text = _URL.sub(one, element.text)
