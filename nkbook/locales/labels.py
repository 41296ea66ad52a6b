"""The words that the house itself prints (第…章, 圖, 目次 …), by edition."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from nkbook.locales.registry import locale, locales


def label_keys() -> tuple[str, ...]:
    """Return the keys that labels have in every locale, as they are written: with hyphens."""
    return tuple(next(iter(locales().values())).labels)


def load_labels(language: str, own: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Return the labels of an edition, with a book's ``own`` words in place of the house's.

    Keys have underscores in place of hyphens, so that templates can name them as attributes.
    Raises ConfigError (NK106) for a language without a locale.
    """
    house = {key.replace("-", "_"): words for key, words in locale(language).labels.items()}
    return MappingProxyType(house | dict(own or {}))
