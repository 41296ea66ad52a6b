"""Language tags, as far as nkbook needs them: language, script and region (BCP 47, RFC 5646)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_SCRIPT = re.compile(r"[A-Za-z]{4}")
_REGION = re.compile(r"[A-Za-z]{2}|[0-9]{3}")
_EXTENSION = 1  # length of the subtag that begins an extension or private use


@dataclass(frozen=True, slots=True)
class LanguageTag:
    """The subtags of a tag in their usual case; None for one that it does not have."""

    language: str
    script: str | None = None
    region: str | None = None

    @staticmethod
    @cache
    def parse(tag: str) -> LanguageTag:
        """Return the subtags of a tag; variants and extensions are ignored."""
        language, *rest = tag.split("-")
        script = region = None
        for subtag in rest:
            if len(subtag) == _EXTENSION:
                break
            if script is None and region is None and _SCRIPT.fullmatch(subtag):
                script = subtag.title()
            elif region is None and _REGION.fullmatch(subtag):
                region = subtag.upper()
        return LanguageTag(language.lower(), script, region)
