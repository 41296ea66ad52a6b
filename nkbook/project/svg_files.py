"""Takes out of a drawing what no book may hold: programs, fetching, and what pages can't show.

An SVG from a stranger may run scripts and name files of the web (SVG 2 §2.3, "secure static
mode", is what is left), and the PDF shows no HTML in it. Words are kept.
"""

from __future__ import annotations

import io
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree
from PIL import Image, UnidentifiedImageError

from nkbook.look.drawings import XLINK
from nkbook.model.document import Element
from nkbook.model.elements import SVG

_HREFS = ("href", XLINK)
_FRAMES = ("script", "iframe", "object", "embed", "video", "audio", "canvas", "handler")
_RULES = re.compile(r"@font-face\s*\{[^}]*\}|@import[^;]*;?", re.IGNORECASE)
_FETCHED = re.compile(r"url\(\s*(['\"]?)(?!['\"]?\s*(?:#|data:))[^)]*\)", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d][\w.-]*")
_NOT_IN_NAMES = re.compile(r"[^\w.-]")
_URL = re.compile(r"url\(\s*(['\"]?)#([^)'\"]+)\1\s*\)")
_LOCAL = ("#", "data:image/", "data:font/")
_SLOPES = frozenset(("normal", "italic", "oblique", "inherit"))
_UNSEEN = {
    "textPath": "words on a path, which stand on a straight line in the PDF",
    "filter": "filter effects, which the PDF does not show",
}
_KINDS = {"PNG": "png", "JPEG": "jpeg", "GIF": "gif", "WEBP": "webp"}


@dataclass(slots=True)
class Cleaned:
    """What cleaning did: ``said`` names what is left out, ``changed`` also counts what is not."""

    said: list[str] = field(default_factory=list)
    changed: bool = False

    def say(self, message: str) -> None:
        """Note a loss, once."""
        self.changed = True
        if message not in self.said:
            self.said.append(message)


def clean(root: Element, sibling: Callable[[str], bytes | None]) -> Cleaned:
    """Change a drawing so that it needs nothing but itself; return what was done.

    ``sibling`` returns the content of a file beside the drawing, None for what is not in the book.
    """
    done = Cleaned()
    _prologue(root, done)
    for element in list(root.iter(etree.Element)):
        name = etree.QName(element).localname
        if element is not root and not _is_inside(element, root):
            continue
        if name == "foreignObject":
            _set_as_text(element, done)
            continue
        if name in _FRAMES:
            _drop(element)
            done.say(f"<{name}> is left out")
            continue
        if name == "style":
            _style(element, done)
        elif name in _UNSEEN:
            # Nothing is changed: other formats show it.
            done.said += [message for message in (_UNSEEN[name],) if message not in done.said]
        _attributes(element, done, sibling)
    _names(root, done)
    return done


def _names(root: Element, done: Cleaned) -> None:
    """Give names that XML does not take others, and each to one element alone (XML 1.0 §3.3.1).

    Programs for drawing call layers what authors call them: ``版面 1: 圖層``.
    """
    renamed: dict[str, str] = {}
    named = [element for element in root.iter(etree.Element) if "id" in element.attrib]
    known = {element.get("id", "") for element in named}
    seen: set[str] = set()
    for element in named:
        name = element.get("id", "")
        if not _NAME.fullmatch(name) and name not in renamed:
            base = new = f"_{_NOT_IN_NAMES.sub('_', name)}"
            number = 1
            while new in known:
                number += 1
                new = f"{base}-{number}"
            renamed[name] = new
            known.add(new)
        name = renamed.get(name, name)
        if name in seen:
            del element.attrib["id"]
            done.changed = True
        elif name != element.get("id"):
            element.set("id", name)
            done.changed = True
        seen.add(name)
    if renamed:
        _refer(root, renamed)


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


def _prologue(root: Element, done: Cleaned) -> None:
    """Note what comes before the root, which goes when the drawing is written anew."""
    tree = root.getroottree()
    before = root.getprevious()
    while before is not None:
        if isinstance(before, etree._ProcessingInstruction):  # noqa: SLF001 — has no public name
            done.say("a stylesheet in another file is left out")
        before = before.getprevious()
    if tree.docinfo.system_url:
        done.changed = True  # EPUB 3.3 §3.9 allows no external entities


def _is_inside(element: Element, root: Element) -> bool:
    """Return True if an element was not dropped with one around it."""
    return any(ancestor is root for ancestor in element.iterancestors())


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        if element.tail and element.tail.strip():
            before = element.getprevious()
            if before is None:
                parent.text = (parent.text or "") + element.tail
            else:
                before.tail = (before.tail or "") + element.tail
        parent.remove(element)


def _set_as_text(element: Element, done: Cleaned) -> None:
    """Put plain words in the place of HTML in a drawing, unless the drawing has some itself."""
    parent = element.getparent()
    words = " ".join("".join(element.itertext()).split())
    if parent is None:
        return
    if words and etree.QName(parent).localname != "switch":
        text = etree.Element(f"{SVG}text")
        text.text = words
        x, y, width, height = (_number(element, key) for key in ("x", "y", "width", "height"))
        text.set("x", f"{x + width / 2:g}")
        text.set("y", f"{y + height / 2:g}")
        text.set("text-anchor", "middle")
        text.set("dominant-baseline", "central")
        for key in ("transform", "class", "id"):
            if element.get(key):
                text.set(key, element.get(key, ""))
        text.tail = element.tail
        parent.replace(element, text)
        done.say("HTML in it is set as plain words")
    else:
        _drop(element)
        done.changed = True


def _number(element: Element, key: str) -> float:
    found = re.match(r"-?[\d.]+", element.get(key, ""))
    return float(found[0]) if found else 0.0


def _style(element: Element, done: Cleaned) -> None:
    css = element.text or ""
    kept = _FETCHED.sub("none", _RULES.sub("", css))
    if kept != css:
        element.text = kept
        done.say("fonts and files that its style fetches are left out")


def _attributes(element: Element, done: Cleaned, sibling: Callable[[str], bytes | None]) -> None:
    for key, value in list(element.attrib.items()):
        if key == "font-style" and value.strip() not in _SLOPES:
            del element.attrib[key]  # as if it were not there (SVG 2 §6.6); the PDF cannot be so
            done.changed = True
        elif str(key).lower().startswith("on"):
            del element.attrib[key]
            done.say("programs in it are left out")
        elif key in _HREFS:
            _reference(element, str(key), done, sibling)
        elif _FETCHED.search(str(value)):
            element.set(key, _FETCHED.sub("none", str(value)))
            done.say("fonts and files that its style fetches are left out")


def _reference(
    element: Element,
    key: str,
    done: Cleaned,
    sibling: Callable[[str], bytes | None],
) -> None:
    """Keep references inside the drawing, and links; take pictures in; drop the rest."""
    value, name = element.get(key, "").strip(), etree.QName(element).localname
    if value.startswith(_LOCAL):
        return
    if name == "a":
        if not value.startswith(("http://", "https://", "mailto:")):
            del element.attrib[key]
            done.say(f'the link to "{value[:60]}" is left out')
        return
    data = sibling(value) if name == "image" else None
    kind = _kind(data) if data else None
    if data and kind:
        element.set(key, f"data:{kind};base64,{b64encode(data).decode()}")
        done.changed = True
    else:
        del element.attrib[key]
        done.say(f'"{value[:60]}", which it shows, is left out')


def _kind(data: bytes) -> str | None:
    """Return the media type of a picture that a drawing may hold."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            kind = _KINDS.get(image.format or "")
    except (UnidentifiedImageError, OSError):
        return None
    return f"image/{kind}" if kind else None
