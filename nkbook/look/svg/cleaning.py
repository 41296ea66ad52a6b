"""Takes out of a drawing what no book may hold: programs, fetching, and what pages can't show.

An SVG from a stranger may run scripts and name files of the web (SVG 2 §2.3, "secure static
mode", is what is left), and the PDF shows no HTML in it. Words are kept. What is left is the same
for every format.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

import tinycss2
from lxml import etree

from nkbook.look.css.cleaning import cleaned, cleaned_declarations, keep_own
from nkbook.look.css.plain import plain
from nkbook.look.drawings import DATA_URL, SVG_TYPE, XLINK, drawing
from nkbook.look.svg.foreign import choose, drop, set_as_text, sweep
from nkbook.look.svg.measuring import Bounds, ExcessError, within_bounds
from nkbook.look.svg.names import with_names
from nkbook.look.svg.pictures import drawing_in, kind_of
from nkbook.look.svg.profile import ALLOWED, MOVING, PLAIN_VALUES, UNSEEN, UNSEEN_PROPERTIES
from nkbook.look.svg.tiny import is_view, without_tiny_steps
from nkbook.model.document import Element
from nkbook.model.elements import SVG, XHTML

_HREFS = ("href", XLINK)
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
# Other languages that programs act on: events, XInclude, XSLT, MathML …; RDF is data of editors.
_ACTED_ON = re.compile(
    r"\{http://(?:www\.w3\.org/(?!1999/02/22-rdf-syntax-ns|2000/svg|1999/xlink|XML/)|www\.mozilla\.org/)"
)
_SLOPES = frozenset(("normal", "italic", "oblique", "inherit"))
_FETCHING = re.compile(r"url|src|image|\\", re.IGNORECASE)  # or it can be no address in CSS
_MOST_INSIDE = 3  # drawings in one another

Sibling = Callable[[str], bytes | None]


@dataclass(slots=True)
class Cleaned:
    """What cleaning did: ``said`` names what is left out, ``changed`` also counts what is not.

    ``said`` are pairs of a line in the file, None where it is not known, and a message.
    """

    said: list[tuple[int | None, str]] = field(default_factory=list)
    changed: bool = False
    rules: int = 0  # of its own stylesheets

    def say(self, element: Element | None, message: str) -> None:
        """Note a loss, once."""
        self.changed = True
        self.warn(element, message)

    def warn(self, element: Element | None, message: str) -> None:
        """Note what a format shows otherwise."""
        if all(message != known for _, known in self.said):
            line = None if element is None else element.sourceline
            self.said.append((int(line) if line else None, message))


def clean(root: Element, sibling: Sibling, bounds: Bounds, inside: int = 0) -> Cleaned:
    """Change a drawing so that it needs nothing but itself; return what was done.

    ``sibling`` returns the content of a file beside the drawing, None for what is not in the book.
    ``inside`` counts the drawings around it. Raises ExcessError for one beyond its bounds.
    """
    done = Cleaned()
    _prologue(root, done)
    _into_namespace(root, done)
    elements = list(root.iter(etree.Element))
    bounds.hold(len(elements))
    done.changed = with_names(root) or done.changed
    for element in elements:
        if element is not root and not _is_inside(element, root):
            continue
        if not _stays(element, done):
            continue
        name = etree.QName(element).localname
        if name == "switch":
            done.changed = choose(element) or done.changed
        if name == "style":
            _style(element, done)
        if name in UNSEEN:
            done.warn(element, UNSEEN[name])  # nothing is changed: other formats show it
        _attributes(element, done, _Inside(sibling, bounds, inside))
    for item in list(root.iter(etree.ProcessingInstruction)):
        drop(item)
        done.changed = True
    if done.changed:
        sweep(root)
    _dangling(root, done)
    done.changed = without_tiny_steps(root) or done.changed
    for cycle in within_bounds(root, bounds, done.rules):
        cycle.element.attrib.pop(cycle.attribute, None)
        done.say(cycle.element, "what is drawn with itself is left out")
    return done


@dataclass(frozen=True, slots=True)
class _Inside:
    """What pictures in a drawing may be."""

    sibling: Sibling
    bounds: Bounds
    level: int


def _dangling(root: Element, done: Cleaned) -> None:
    """Take out references to what is not in the drawing, which EPUBs may not have (RSC-012)."""
    pointing = [
        (element, name, str(element.get(name)).strip()[1:])
        for element in root.iter(etree.Element)
        for name in _HREFS
        if str(element.get(name, "")).strip().startswith("#")
    ]
    ids = {element.get("id") for element in root.iter(etree.Element)} if pointing else set()
    for element, name, id in pointing:
        if id not in ids and unquote(id) not in ids:
            del element.attrib[name]
            done.changed = True


def _prologue(root: Element, done: Cleaned) -> None:
    """Note what comes before the root, which goes when the drawing is written anew."""
    before = root.getprevious()
    while before is not None:
        if isinstance(before, etree._ProcessingInstruction):  # noqa: SLF001 — has no public name
            done.say(before, "a stylesheet in another file is left out")
        before = before.getprevious()
    document = root.getroottree().docinfo
    if document.doctype:
        done.changed = True  # EPUB 3.3 §3.9 allows no external entities


def _into_namespace(root: Element, done: Cleaned) -> None:
    """Give a drawing the namespace without which it is none in an EPUB."""
    if etree.QName(root).namespace is None:
        for element in root.iter(etree.Element):
            if etree.QName(element).namespace is None:
                element.tag = SVG + str(element.tag)
        done.changed = True


def _is_inside(element: Element, root: Element) -> bool:
    """Return True if an element was not dropped with one around it."""
    return any(ancestor is root for ancestor in element.iterancestors())


def _stays(element: Element, done: Cleaned) -> bool:
    """Return True for an element that may stay; take out any other."""
    name = etree.QName(element).localname
    namespace = f"{{{etree.QName(element).namespace or ''}}}"
    if namespace not in (SVG, XHTML) and not _ACTED_ON.match(namespace):
        return True  # editors keep their own data in elements that nobody else reads
    if name == "foreignObject":
        if set_as_text(element):
            done.say(element, "HTML in it is set as plain words")
        done.changed = True
        return False
    if namespace == SVG and name in ALLOWED:
        return True
    drop(element)
    if name in MOVING:
        done.say(element, "animation is left out: the drawing stands still")
    else:
        done.say(element, f"<{name}> is left out")
    return False


def _style(element: Element, done: Cleaned) -> None:
    css = "".join(map(str, element.itertext()))
    clean_css = cleaned(css, keep_own)
    if clean_css.excess:
        raise ExcessError(f"its stylesheet: {clean_css.excess[0].what}")
    if clean_css.dropped:
        done.say(element, "fonts and files that its style fetches are left out")
    read = plain(clean_css.css)
    if read.css != css:
        del element[:]
        element.text = read.css
        done.changed = True
    for lost in read.lost:
        done.say(element, f"{lost} of its style, which not all programs can read, is left out")
    for rule in tinycss2.parse_stylesheet(read.css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            done.rules += 1
            _properties(element, rule.content, done)


def _properties(element: Element, content: object, done: Cleaned) -> None:
    for item in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if item.type == "declaration" and item.lower_name in UNSEEN_PROPERTIES:
            _unseen(element, item.lower_name, tinycss2.serialize(item.value), done)


def _unseen(element: Element, name: str, value: str, done: Cleaned) -> None:
    if name in UNSEEN_PROPERTIES and value.strip().lower() not in PLAIN_VALUES:
        done.warn(element, UNSEEN_PROPERTIES[name])


def _attributes(element: Element, done: Cleaned, inside: _Inside) -> None:
    for key, written in list(element.attrib.items()):
        value = str(written)
        if key == "font-style" and value.strip() not in _SLOPES:
            del element.attrib[key]  # as if it were not there (SVG 2 §6.6); the PDF cannot be so
            done.changed = True
        elif str(key).lower().startswith("on") or _ACTED_ON.match(str(key)):
            del element.attrib[key]
            done.say(element, "programs in it are left out")
        elif key == _BASE:
            del element.attrib[key]
            done.changed = True
        elif key == "viewBox" and not is_view(value):
            del element.attrib[key]
            done.say(element, f'its viewBox "{value[:60]}", which is no four numbers, is left out')
        elif key in _HREFS:
            _reference(element, str(key), done, inside)
        elif _FETCHING.search(value):
            _put(element, str(key), value, done)
        if key == "style" and any(name in value.lower() for name in UNSEEN_PROPERTIES):
            _properties(element, value, done)
        _unseen(element, str(key), value, done)


def _put(element: Element, key: str, value: str, done: Cleaned) -> None:
    """Take addresses out of an attribute that is CSS, or may be."""
    clean_css = cleaned_declarations(value, keep_own)
    if clean_css.excess:
        raise ExcessError(f"its style: {clean_css.excess[0].what}")
    if clean_css.dropped:
        element.set(key, clean_css.css)
        done.say(element, "fonts and files that its style fetches are left out")


def _reference(element: Element, key: str, done: Cleaned, inside: _Inside) -> None:
    """Keep references inside the drawing, and links; take pictures in; drop the rest."""
    value, name = element.get(key, "").strip(), etree.QName(element).localname
    if value.startswith("#"):
        return
    if name == "a":
        if not value.startswith(("http://", "https://", "mailto:")):
            del element.attrib[key]
            done.say(element, f'the link to "{value[:60]}" is left out')
        return
    shows = name in ("image", "feImage")
    if name == "image" and inside.level == 0 and DATA_URL.fullmatch(value):
        return  # who looks at all pictures looks at it too
    if shows and keep_own(value):
        return
    found = _shown(value, inside, done) if shows else None
    if found is not None:
        element.set(key, found)
        done.changed = True
    else:
        del element.attrib[key]
        done.say(element, f'"{value[:60]}", which it shows, is left out')


def _shown(value: str, inside: _Inside, done: Cleaned) -> str | None:
    """Return a picture as a data URL: a file beside the drawing, or a drawing in it."""
    data = drawing_in(value)
    if data is None and value[:5].lower() != "data:":
        data = inside.sibling(value)
    if not data:
        return None
    kind = kind_of(data)
    if kind is None:
        data, kind = _nested(data, inside, done), SVG_TYPE
    return f"data:{kind};base64,{b64encode(data).decode()}" if data else None


def _nested(data: bytes, inside: _Inside, done: Cleaned) -> bytes | None:
    """Return a drawing in a drawing, cleaned; None for what is none."""
    if inside.level >= _MOST_INSIDE:
        return None
    try:
        root = drawing(data)
    except etree.XMLSyntaxError:
        return None
    if etree.QName(root).localname != "svg":
        return None
    nested = clean(root, lambda _: None, inside.bounds, inside.level + 1)
    for _, message in nested.said:
        done.say(None, f"a drawing in it: {message}")
    return etree.tostring(root, encoding="utf-8")
