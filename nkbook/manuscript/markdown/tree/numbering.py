"""How an ordered list is numbered: its start, and marks other than ``1.``."""

from __future__ import annotations

from markdown_it.token import Token

# Pandoc's names for numerals, and HTML's.
_TYPES = {"LowerAlpha": "a", "UpperAlpha": "A", "LowerRoman": "i", "UpperRoman": "I"}


def numbering(token: Token) -> dict[str, str]:
    """Return the attributes of an ordered list that has other marks than ``1.``."""
    found = {"start": str(token.attrs["start"])} if "start" in token.attrs else {}
    style = token.meta.get("style", "Decimal")
    delimiter = token.meta.get("delimiter", "OneParen" if token.markup == ")" else "Period")
    if style in _TYPES:
        found["type"] = _TYPES[style]
    if style != "Decimal":
        found["data-style"] = style
    if delimiter != "Period":
        found["data-delim"] = delimiter
    return found
