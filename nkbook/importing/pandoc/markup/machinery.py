"""Takes out of a page of a site what leads through it: menus, bars beside the text, searches."""

from __future__ import annotations

import re

from lxml import etree, html

from nkbook.importing.model import Log
from nkbook.model.document import Element

_ROLES = frozenset(("navigation", "search", "banner", "contentinfo", "toolbar", "menubar"))
_TAGS = frozenset(("nav", "form", "button", "script", "style", "noscript", "template", "dialog"))
# Words of classes and names, as the programs for sites give them.
_NAMED = re.compile(
    r"(?:.*[-_])?(?:sidebar|sphinxsidebar|navbar|navigation|breadcrumbs?|pagination|prev-next-area|"
    r"book-summary|nav-chapters|menu-bar|skip-link|search(?:box|-?form|results)?|md-(?:header|footer|"
    r"tabs|sidebar|skip)|bd-(?:sidebar|toc|header|footer)|related|rst-footer-buttons|site-(?:header|"
    r"footer)|page-(?:nav|toc)|table-of-contents|toc-(?:sidebar|drawer)|edit-(?:this-)?page)(?:[-_].*)?"
)
_MOST = 0.4  # of the letters of a page is in its main part, or it has none


def without(page: str, log: Log) -> str:
    """Return a page's text alone; one that has no machinery is as it was."""
    if not re.search(r"<(?:nav|main|button|form)\b|role=|sidebar|navbar|related", page):
        return page
    try:
        root = html.document_fromstring(page)
    except (etree.ParserError, ValueError):
        return page
    for element in list(root.iter(etree.Element)):
        if element.getparent() is not None and _leads(element):
            words = " ".join("".join(element.itertext()).split())
            if words and element.tag not in ("script", "style"):
                log.dropped("what leads through the site", words[:60])
            element.drop_tree()
    whole = len("".join(root.itertext()))
    mains = [
        one for one in root.iter(etree.Element) if one.tag == "main" or one.get("role") == "main"
    ]
    inner = [one for one in mains if not any(other in mains for other in one.iterancestors())]
    body = root.find("body")
    if len(inner) == 1 and body is not None and len("".join(inner[0].itertext())) > _MOST * whole:
        for child in list(body):
            body.remove(child)
        body.text = None
        inner[0].tail = None
        body.append(inner[0])
    return html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>")


def _leads(element: Element) -> bool:
    if element.tag in ("html", "body", "main", "article", "head", "title"):
        return False
    if element.tag in _TAGS or element.get("role") in _ROLES or element.get("hidden") is not None:
        return True
    if element.tag in ("p", "a", "span", "h1", "h2", "h3", "li", "td", "code", "pre"):
        return False
    names = [*element.get("class", "").split(), element.get("id", "")]
    if not any(_NAMED.fullmatch(name) for name in names if name):
        return False
    # GitBook's text is in the results of a search that nobody has made.
    return next(element.iter("main", "article", "section"), None) is None
