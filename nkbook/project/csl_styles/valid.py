"""Reads a style in CSL and finds what would keep a processor from using it.

The elements are those of CSL 1.0.2 (docs.citationstyles.org), and the few of CSL-M that the styles
of Zotero's Chinese users have besides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from lxml import etree

from nkbook.diagnostics.problems import Diagnostic, Location, diagnostic
from nkbook.model.csl.style import NOTES, CslStyle

_CSL = "{http://purl.org/net/xbiblio/csl}"
_CLASSES = (NOTES, "in-text")
_ELEMENTS = frozenset((
    "bibliography", "choose", "citation", "cs-date-part", "date", "date-part", "else", "else-if",
    "et-al", "group", "if", "info", "institution", "institution-part", "intext", "key", "label",
    "layout", "locale", "macro", "multiple", "name", "name-part", "names", "number", "single",
    "sort", "style", "style-options", "substitute", "term", "terms", "text", "alternative",
    "alternative-text", "condition", "conditions",
))  # fmt: skip
_NUMBER = "citation-number"
# Elements of what is printed of a work, each macro counted where it is called, as citeproc-js makes
# them: APA has 130,000, the Chicago Manual 1.4 million, Zotero's Chinese ones up to 60,000.
_MOST = 4_000_000


@dataclass(frozen=True, slots=True)
class Style:
    """A style's tree; ``parent`` is the address of the style that it is another name of."""

    root: etree._Element
    parent: str | None
    parent_line: int


def parse(text: str, shown: str, code: str) -> Style | Diagnostic:
    """Return a style, or what keeps it from being read: no XML, or no style in CSL 1.0."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        where = Location(shown, error.lineno or 1)
        return diagnostic(code, f"not well-formed XML: {error.msg}", where, "fetch the file again")
    wrong = ""
    if root.tag != f"{_CSL}style":
        wrong = "the file is no style in CSL: its root is not <style> in CSL's namespace"
    elif not (root.get("version") or "").startswith("1."):
        wrong = f"version {root.get('version') or 'unknown'} of CSL is not read, only 1.0"
    if wrong:
        return diagnostic(code, wrong, Location(shown, root.sourceline), "CSL 1.0.2 is read")
    for link in root.iterfind(f"{_CSL}info/{_CSL}link"):
        if link.get("rel") == "independent-parent":
            return Style(root, link.get("href", ""), link.sourceline or 1)
    return Style(root, None, 0)


def problems_of(style: Style, shown: str, code: str) -> list[Diagnostic]:
    """Return what is wrong with an independent style, each with its line."""
    return [
        diagnostic(code, message, Location(shown, line), "see docs.citationstyles.org")
        for line, message in _wrong(style.root)
    ]


def told(style: Style, shown: str) -> CslStyle:
    """Return a style that has no problems as what sets citations in it reads it."""
    root = style.root
    layouts = root.findall(f"{_CSL}citation/{_CSL}layout")
    return CslStyle(
        name=shown,
        text=etree.tostring(root, encoding="unicode"),
        in_text=root.get("class") != NOTES,
        numeric=any(_NUMBER in _variables(layout, root) for layout in layouts),
        lists=root.find(f"{_CSL}bibliography") is not None,
        language=root.get("default-locale", ""),
        by_language=any(layout.get("locale") for layout in root.iter(f"{_CSL}layout")),
    )


def _wrong(root: etree._Element) -> Iterator[tuple[int, str]]:
    line = root.sourceline or 1
    if root.get("class") not in _CLASSES:
        yield line, f'class is "{root.get("class", "")}", which must be one of note, in-text'
    for name in ("info", "citation"):
        if root.find(f"{_CSL}{name}") is None:
            yield line, f"the style has no <{name}>"
    for part in root.iter(f"{_CSL}citation", f"{_CSL}bibliography"):
        if not any(len(layout) for layout in part.iterfind(f"{_CSL}layout")):
            yield part.sourceline or 1, f"<{_name(part)}> has no <layout> that prints anything"
    macros = _macros(root)
    for element in root.iter(etree.Element):
        if str(element.tag).startswith(_CSL) and not _inside_info(element):
            yield from _wrong_element(element, macros)
    circular = [name for name, macro in macros.items() if name in _reached(macro, macros)]
    for name in circular:
        yield macros[name].sourceline or 1, f'macro "{name}" calls itself'
    if not circular:
        yield from _repeated(root, macros)


def _repeated(root: etree._Element, macros: dict[str, etree._Element]) -> Iterator[tuple[int, str]]:
    """Yield the layouts whose macros call others so often that no processor ends with them."""
    sizes: dict[str, int] = {}

    def size(part: etree._Element) -> int:
        count = 0
        for element in part.iter(etree.Element):
            name = element.get("macro")
            count += 1 + (sizes.get(name, 0) if name else 0)
        return count

    for name in _inner_first(macros):
        sizes[name] = size(macros[name])
    for part in root.iter(f"{_CSL}citation", f"{_CSL}bibliography"):
        if size(part) > _MOST:
            message = f"<{_name(part)}> has more than {_MOST:,} elements, those of macros counted"
            yield part.sourceline or 1, message


def _inner_first(macros: dict[str, etree._Element]) -> list[str]:
    """Return the names of macros, each after all that it calls; none calls itself."""
    done: dict[str, None] = {}
    for first in macros:
        waiting = [first]
        while waiting:
            name = waiting[-1]
            called = (one.get("macro") for one in macros[name].iter(etree.Element))
            missing = [one for one in called if one in macros and one not in done]
            if missing:
                waiting.extend(dict.fromkeys(missing))
            else:
                done.setdefault(waiting.pop())
    return list(done)


def _wrong_element(element: etree._Element, macros: Collection[str]) -> Iterator[tuple[int, str]]:
    name, line = _name(element), element.sourceline or 1
    if name not in _ELEMENTS:
        yield line, f"<{name}> is no element of CSL"
    called = element.get("macro") if name in ("text", "key") else None
    if called is not None and called not in macros:
        yield line, f'macro "{called}" is not defined'


def _macros(root: etree._Element) -> dict[str, etree._Element]:
    return {macro.get("name", ""): macro for macro in root.iterfind(f"{_CSL}macro")}


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _inside_info(element: etree._Element) -> bool:
    return any(parent.tag == f"{_CSL}info" for parent in element.iterancestors())


def _reached(macro: etree._Element, macros: dict[str, etree._Element]) -> set[str]:
    """Return the names of the macros that one calls, directly or not."""
    found: set[str] = set()
    waiting = [macro]
    while waiting:
        for text in waiting.pop().iter(f"{_CSL}text"):
            name = text.get("macro")
            if name in macros and name not in found:
                found.add(name)
                waiting.append(macros[name])
    return found


def _variables(layout: etree._Element, root: etree._Element) -> set[str]:
    """Return the variables that a layout prints, in its macros too."""
    macros = _macros(root)
    roots = [layout, *(macros[name] for name in _reached(layout, macros))]
    return {
        name
        for part in roots
        for element in part.iter(etree.Element)
        for name in (element.get("variable") or "").split()
        if _name(element) in ("text", "number")
    }
