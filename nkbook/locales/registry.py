"""The locales that nkbook has: one for each file in ``data/``, found by tag or by nearness."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType

from pydantic import ValidationError

from nkbook.diagnostics.errors import ConfigError
from nkbook.diagnostics.problems import Location, diagnostic
from nkbook.locales.model import Locale
from nkbook.locales.tags import LanguageTag
from nkbook.typesetting.policy import Typesetting

_FOLDER = Path(__file__).parent / "data"


class LocaleError(ValueError):
    """A locale's file is wrong; the message names the file and what to correct."""


@cache
def locales() -> Mapping[str, Locale]:
    """Return all locales by tag."""
    return read(_FOLDER)


def languages() -> tuple[str, ...]:
    """Return the tags of the editions that nkbook can make, sorted."""
    return tuple(locales())


def locale(tag: str) -> Locale:
    """Return the locale of an edition; raises ConfigError (NK106) for a tag that has none."""
    found = locales().get(tag)
    if found is None:
        raise ConfigError(
            diagnostic(
                "NK106",
                f'edition language "{tag}" is not known',
                Location("chapters/book.toml"),
                f"one of {', '.join(languages())}",
            )
        )
    return found


@cache
def closest(tag: str | None) -> Locale | None:
    """Return the locale by whose rules a text is set, or None for a language that has none.

    ``tag`` is any BCP 47 tag: zh, zh-TW, yue-Hant-HK. Of the locales of its language, the same
    script counts most, then the region; the fallback wins where neither says more.
    """
    if not tag:
        return None
    named = LanguageTag.parse(tag)

    def nearness(one: Locale) -> tuple[bool, bool, bool]:
        return named.script == one.script, named.region in one.regions, one.fallback

    return max(
        (one for one in locales().values() if named.language in one.languages),
        key=nearness,
        default=None,
    )


def typesetting_for(tag: str) -> Typesetting:
    """Return the customary settings of composition for a book in a language (BCP 47).

    Those of the fallback locale for a language that has none: a passage may still be composed.
    """
    own = closest(tag) or next(one for one in locales().values() if one.fallback)
    return own.typesetting


def read(folder: Path) -> Mapping[str, Locale]:
    """Return the locales of a folder's ``<tag>.toml`` files by tag, sorted.

    Raises LocaleError for a file that does not fit the model, or whose labels are not those of the
    others.
    """
    found = [_read(path) for path in sorted(folder.glob("*.toml"))]
    _compare_labels(found)
    keys = [one.key for one in found]
    if twice := {key for key in keys if keys.count(key) > 1}:
        message = f"{folder}: several locales have the key {', '.join(sorted(twice))}"
        raise LocaleError(message)
    return MappingProxyType({one.tag: one for one in found})


def _read(path: Path) -> Locale:
    try:
        found = Locale.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        message = f"{path}: {error}"
        raise LocaleError(message) from error
    if path.stem != found.tag:
        message = f"{path}: its tag is {found.tag}, so the file must be {found.tag}.toml"
        raise LocaleError(message)
    return found


def _compare_labels(found: Iterable[Locale]) -> None:
    """Raise LocaleError where two locales differ in the keys of labels or in their fields {n}."""
    first, *others = found
    for other in others:
        if different := first.labels.keys() ^ other.labels.keys():
            message = (
                f"{first.tag} and {other.tag} must have the same labels, but only one of them "
                f"has: {', '.join(sorted(different))}"
            )
            raise LocaleError(message)
        for key, words in first.labels.items():
            if _fields(words) != _fields(other.labels[key]):
                message = f'label "{key}" of {other.tag} must have the fields of "{words}"'
                raise LocaleError(message)


def _fields(words: str) -> set[str]:
    """Return the names in braces that a label has places for."""
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}
