"""Parses rendered markup, which proves it well-formed, and writes it as the bytes of a file."""

from __future__ import annotations

from lxml import etree

from nkbook.diagnostics.errors import InvalidOutputError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.formats.html.semantics import OPS, XHTML
from nkbook.model.document import Element

_DOCTYPE = "<!DOCTYPE html>"
# HTML Living Standard §13.1.2: void elements; any other must not be written as <x/>, which
# reading systems that parse as HTML take for an opening tag.
_VOID = frozenset(
    f"{{{XHTML}}}{name}"
    for name in ("br", "col", "hr", "img", "input", "link", "meta", "source", "wbr")
)


def parse(text: str, title: str) -> Element:
    """Return the root of rendered markup; raises InvalidOutputError (NK501) naming the page."""
    try:
        return etree.fromstring(text.strip().encode())
    except (etree.XMLSyntaxError, UnicodeEncodeError) as error:
        reason = error.msg if isinstance(error, etree.XMLSyntaxError) else error
        raise InvalidOutputError(
            diagnostic(
                "NK501",
                f'the page "{title}" is not well-formed XHTML: {reason}',
                Location(title),
                "a template in templates/epub/ leaves an element open or an attribute unquoted",
            )
        ) from error


def to_bytes(root: Element) -> bytes:
    """Return an XHTML document as UTF-8, its namespaces declared once at the root."""
    _close(root)
    etree.cleanup_namespaces(root, top_nsmap={None: XHTML, "epub": OPS}, keep_ns_prefixes=["epub"])
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, doctype=_DOCTYPE)


def to_html(root: Element) -> bytes:
    """Return an XHTML document as UTF-8 that browsers read as HTML, to the same tree."""
    _close(root)
    etree.cleanup_namespaces(root, top_nsmap={None: XHTML})
    return etree.tostring(root, encoding="utf-8", xml_declaration=False, doctype=_DOCTYPE)


def _close(root: Element) -> None:
    for element in root.iter(f"{{{XHTML}}}*"):
        if element.tag not in _VOID and len(element) == 0 and element.text is None:
            element.text = ""
