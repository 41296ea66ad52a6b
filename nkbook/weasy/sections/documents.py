"""The document of a section for WeasyPrint: its body is read at once, its head once for all."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import cssselect2
import tinyhtml5
import weasyprint

from nkbook.weasy.reading.handing import handed
from nkbook.weasy.reading.resources import BASE, File, fetcher

_MARK = "nkbook-sections"
_BODY, _END = "<body", "</body>"
_MOST = 8  # heads that are kept: those of some formats


@dataclass(slots=True)
class Heads:
    """Documents without what is in their bodies, by their HTML."""

    _known: dict[str, Element] = field(default_factory=dict)

    def read(self, html: str) -> Element:
        """Return a document that may be changed."""
        if html not in self._known:
            if len(self._known) >= _MOST:
                del self._known[next(iter(self._known))]
            self._known[html] = tinyhtml5.parse(html, namespace_html_elements=False)
        return copy.deepcopy(self._known[html])


class SectionHTML(weasyprint.HTML):  # type: ignore[misc]
    """A weasyprint.HTML of what nkbook has written."""

    def __init__(self, html: str, files: Mapping[str, File], heads: Heads) -> None:
        """Read a document; the paths in it are those of ``files``."""
        root = _read(html, heads)
        if root is None:
            super().__init__(string=html, base_url=BASE, url_fetcher=fetcher(files))
            return
        self.base_url, self.url_fetcher, self.media_type = BASE, fetcher(files), "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element


def _read(html: str, heads: Heads) -> Any:
    """Return the root of a document, None if it must be read by all rules of HTML."""
    begin = html.find(">", html.find(_BODY)) + 1
    end = html.rfind(_END)
    inside = handed(html[begin:end]) if _BODY in html and 0 < begin <= end else None
    if inside is None:
        return None
    root = heads.read(f"{html[:begin]}<{_MARK}></{_MARK}>{html[end:]}")
    body = root.find("body")
    # A template of the book's own may say anything: where another base is, or what a head begins.
    if body is None or root.find(".//base") is not None:
        return None
    places = [number for number, child in enumerate(body) if child.tag == _MARK]
    if len(places) != 1:
        return None
    _put(body, places[0], inside)
    return root


def _put(body: Element, place: int, inside: Element) -> None:
    """Put what is in an element in the place of the mark."""
    mark = body[place]
    body.remove(mark)
    if inside.text:
        if place:
            body[place - 1].tail = (body[place - 1].tail or "") + inside.text
        else:
            body.text = (body.text or "") + inside.text
    children = list(inside)
    for number, child in enumerate(children):
        body.insert(place + number, child)
    if mark.tail:
        if children:
            children[-1].tail = (children[-1].tail or "") + mark.tail
        elif place:
            body[place - 1].tail = (body[place - 1].tail or "") + mark.tail
        else:
            body.text = (body.text or "") + mark.tail
