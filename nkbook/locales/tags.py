"""Language tags, as far as nkbook needs them: language, script and region (BCP 47, RFC 5646)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_SCRIPT = re.compile(r"[A-Za-z]{4}")
_REGION = re.compile(r"[A-Za-z]{2}|[0-9]{3}")
# RFC 5646 §2.1, without the tags that were registered before it as wholes.
_WELL_FORMED = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[a-wyz0-9](?:-[a-z0-9]{2,8})+)*"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+",
    re.IGNORECASE | re.ASCII,
)
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


def is_well_formed(tag: str) -> bool:
    """Return True if a text is a language tag by its form (RFC 5646 §2.2.9)."""
    return bool(_WELL_FORMED.fullmatch(tag))
