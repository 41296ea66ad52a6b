"""Finds in what templates write what no book may hold: programs, forms, and what is fetched."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from nkbook.look.css.cleaning import Cleaned, cleaned, cleaned_declarations
from nkbook.model.document import Element

_TAGS = frozenset((
    *("script", "iframe", "object", "embed", "applet", "frame", "frameset", "portal", "handler"),
    *("form", "input", "button", "select", "textarea", "base", "audio", "video", "source", "track"),
    *("foreignobject", "animate", "animatemotion", "animatetransform", "set", "listener"),
))  # fmt: skip
_ADDRESSES = frozenset((
    *("href", "src", "srcset", "action", "formaction", "data", "poster", "background", "ping"),
    *("cite", "longdesc", "manifest", "profile", "codebase", "archive", "classid", "usemap"),
))  # fmt: skip
_FOLLOWED = frozenset(("a", "area"))  # by readers who want to
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_FOLLOWED_SCHEMES = ("http:", "https:", "mailto:", "tel:")
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp)[;,]", re.IGNORECASE)
_DRAWN = re.compile(r'"(data:image/svg\+xml[^"&]*)"')
_ENTITY = re.compile(r"<!ENTITY|<!DOCTYPE[^<>\[]*\[", re.IGNORECASE)
_SAID_OF_TEXT = ("content-type", "content-language")
_BEGINNING = 2_000  # characters in which a whole document has its root
_SHOWN = 60  # characters of an address that a message prints
_PICTURES = frozenset(("img", "image", "feimage"))
_NOT_SEEN = re.compile(r"[\x00-\x20]+")  # which readers of addresses pass over
_PROGRAMS_IN_CSS = re.compile(r"expression\s*\(|-moz-binding|behavior\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Active:
    """What was found: what it is, and words of the template that it may be seen by."""

    what: str
    seen_by: str


def find_active(text: str, *, sheets: bool = False, given: Iterable[str] = ()) -> Active | None:
    """Return the first thing in a page, or a part of one, that no book may hold.

    With ``sheets`` its stylesheets are not the template's. Addresses that the markup ``given`` to
    the template has are nkbook's own: the drawing of a formula. What is no XML is read as HTML.
    """
    if _ENTITY.search(text):
        return Active("an entity of its own", "<!entity")
    root = _xml(text if "<html" in text[:_BEGINNING] else f"<x>{text}</x>")
    if root is None:
        parser = etree.HTMLParser(no_network=True, huge_tree=True)
        root = etree.fromstring(f"<div>{text}</div>", parser)
    if next(root.iter(etree.PI), None) is not None:
        return Active("an instruction for other programs", "<?")
    known = frozenset(address for part in given for address in _DRAWN.findall(part))
    elements = root.iter("*")
    return next((found for one in elements for found in _in(one, sheets, known)), None)


def not_well_formed(fragment: str) -> str | None:
    """Return what is wrong with a piece of XHTML, None for nothing."""
    try:
        etree.fromstring(f"<p>{fragment}</p>")
    except etree.XMLSyntaxError as error:
        return error.msg
    except ValueError as error:  # characters that XML cannot have
        return str(error)
    return None


def _xml(text: str) -> Element | None:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(text.encode("utf-8", "surrogatepass").strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _in(element: Element, sheets: bool, known: Collection[str]) -> Iterator[Active]:
    """Yield what is active in an element itself; ``known`` are addresses that are not."""
    tag = _local(str(element.tag))
    if tag in _TAGS:
        yield Active(f"<{tag}>", f"<{tag}")
    if tag == "style" and not sheets:
        yield from _in_css("".join(map(str, element.itertext())), cleaned)
    for name, value in _attributes(element):
        if name.startswith("on"):
            yield Active(f"the handler {name}", name)
        elif name == "http-equiv" and value.strip().lower() not in _SAID_OF_TEXT:
            yield Active(f"<{tag} http-equiv>", "http-equiv")
        elif name in _ADDRESSES and value not in known and not _may_be(tag, value):
            yield Active(f"the address {value.strip()[:_SHOWN]}", value.strip()[:_SHOWN])
        elif name not in _ADDRESSES and (name == "style" or "(" in value):
            yield from _in_css(value)


def _attributes(element: etree._Element) -> Iterator[tuple[str, str]]:
    for name, value in element.attrib.items():
        yield _local(str(name)), str(value)


def _local(name: str) -> str:
    """Return a name without its namespace, and without the prefix that HTML takes for its part."""
    return name.rpartition("}")[2].rpartition(":")[2].lower()


def _may_be(tag: str, address: str) -> bool:
    """Return True for an address that an attribute of a book may hold."""
    plain = _NOT_SEEN.sub("", address).replace("\\", "/").lower()
    if tag in _FOLLOWED or tag in ("q", "blockquote", "ins", "del"):
        return not _SCHEME.match(plain) or plain.startswith(_FOLLOWED_SCHEMES)
    if plain.startswith("//"):
        return False
    return not _SCHEME.match(plain) or (tag in _PICTURES and bool(_PICTURE.match(plain)))


def _in_css(text: str, clean: Callable[[str], Cleaned] = cleaned_declarations) -> Iterator[Active]:
    """Yield what CSS would fetch, however it's spelled, and programs of old browsers."""
    safe = clean(text)
    found = [address for _, address in safe.dropped] + [one.what for one in safe.excess]
    for words in (*found, *_PROGRAMS_IN_CSS.findall(text)):
        yield Active(f"{words.strip()[:_SHOWN]} in a style", words.strip()[:_SHOWN])
