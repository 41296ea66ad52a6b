"""A style in CSL, fitted to an edition: its locale, and words for works in other languages."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from lxml import etree

from nkbook.model.csl.style import CslStyle

_CSL = "{http://purl.org/net/xbiblio/csl}"
_WESTERN = "en"
_CHINESE = "zh"


@dataclass(frozen=True, slots=True)
class Adapted:
    """A style's text for one edition, its locale, and the languages that it has layouts for."""

    text: str
    language: str
    layouts: frozenset[str]


def csl_locale(language: str) -> str:
    """Return CSL's locale for an edition: zh-TW in Taiwan and Hong Kong, zh-CN on the mainland."""
    if not language.startswith(_CHINESE):
        return "en-US"
    return "zh-CN" if "Hans" in language else "zh-TW"


def adapted(style: CslStyle, edition: str, *, numbered: bool) -> Adapted:
    """Return a style for the readers of an edition.

    A style that asks for no locale, or for a Chinese one, gets the edition's; one that asks for
    another keeps it. In a Chinese locale, a style with one layout for all languages gets a copy of
    it for Western works, so that these have English words (CSL-M, as Zotero's Chinese styles).
    Not ``numbered``, notes count anew on each page, and the number of an earlier one says nothing.
    """
    root = etree.fromstring(style.text.encode())
    wanted = style.language
    language = csl_locale(edition) if not wanted or wanted.startswith(_CHINESE) else wanted
    if language.startswith(_CHINESE) and not style.by_language:
        for part in root.iterfind(f"{_CSL}citation"):
            _doubled(part)
        for part in root.iterfind(f"{_CSL}bibliography"):
            _doubled(part)
    if not numbered:
        for shown in list(root.iter(f"{_CSL}text", f"{_CSL}number")):
            parent = shown.getparent()
            if shown.get("variable") == "first-reference-note-number" and parent is not None:
                parent.remove(shown)
    layouts = {
        tag.partition("-")[0]
        for layout in root.iter(f"{_CSL}layout")
        for tag in (layout.get("locale") or "").split()
    }
    text = etree.tostring(root, encoding="unicode")
    return Adapted(text, language, frozenset(layouts or {_WESTERN}))


def _doubled(part: etree._Element) -> None:
    layout = part.find(f"{_CSL}layout")
    if layout is not None:
        western = copy.deepcopy(layout)
        western.set("locale", _WESTERN)
        layout.addprevious(western)
