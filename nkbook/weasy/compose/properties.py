"""Custom properties of CSS, as WeasyPrint keeps them."""

from __future__ import annotations

from typing import Any


def custom_property(style: Any, name: str) -> str:
    """Return the text of a custom property, "" when it isn't set."""
    try:
        value = style[f"__{name}"]
    except KeyError:
        return ""
    if isinstance(value, list | tuple):
        return "".join(str(getattr(token, "value", "")) for token in value).strip()
    return str(value).strip()


def is_code(style: Any) -> bool:
    """Return True if ``--code`` is "on": nothing between characters is added or left out."""
    return custom_property(style, "code") == "on"


def is_ruby(style: Any) -> bool:
    """Return True for the style of an inline-block that holds a base and its ruby."""
    return custom_property(style, "ruby") in ("above", "right")
