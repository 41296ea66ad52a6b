"""What styles say of composition: custom properties of CSS, and languages."""

from __future__ import annotations

from typing import Any

from nkbook.locales.registry import closest
from nkbook.typesetting.characters import Forms

_JAPANESE = "ja"  # its marks are where those of the mainland are


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


def is_composed(style: Any) -> bool:
    """Return True for the style of a line that is composed: it runs to the right in a Chinese book.

    A passage in another language that stands in a book in Chinese is composed as the rest is: words
    are divided, and the marks of Chinese in it are set as they are everywhere.
    """
    if style["direction"] != "ltr":
        return False
    return any(closest(one["lang"]) is not None for one in (style, style.root_style or style))


def forms_of(language: str | None) -> Forms:
    """Return where pauses and stops stand in their square, in text of a language (BCP 47)."""
    own = closest(language)
    if own is not None:
        return own.composition.forms
    is_japanese = (language or "").lower().partition("-")[0] == _JAPANESE
    return Forms.CORNERED if is_japanese else Forms.CENTRED
