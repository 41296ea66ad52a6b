"""The words that the house itself prints (第…章, 圖, 目次 …), by edition."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from nkbook.diagnostics.errors import ConfigError
from nkbook.diagnostics.problems import Location, diagnostic

_FOLDER = Path(__file__).parent / "data"


def languages() -> tuple[str, ...]:
    """Return the language tags of the editions that nkbook can make."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def label_keys() -> tuple[str, ...]:
    """Return the keys that labels have in every language, as they are written: with hyphens."""
    return tuple(tomllib.loads((_FOLDER / f"{languages()[0]}.toml").read_text(encoding="utf-8")))


def load_labels(language: str, own: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Return the labels of an edition, a book's own words laid over them.

    Keys have underscores in place of hyphens, so that templates can name them as attributes.
    Raises ConfigError for a language without labels.
    """
    path = _FOLDER / f"{language}.toml"
    if not path.is_file():
        raise ConfigError(
            diagnostic(
                "NK106",
                f'edition language "{language}" is not known',
                Location("chapters/book.toml"),
                f"one of {', '.join(languages())}",
            )
        )
    labels = {
        key.replace("-", "_"): str(value)
        for key, value in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }
    labels.update(own or {})
    return MappingProxyType(labels)


_DIGITS = "〇一二三四五六七八九"
_LAST_COUNTED = 99


def cjk_number(number: int) -> str:
    """Return a number in Chinese: to 99 in counting form (二十三), above digit by digit."""
    if not 0 < number <= _LAST_COUNTED:
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    tens, units = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[units] if units else "")
