"""What the book has no place for: badges of a repository, the place of the list of sources."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nkbook.importing.model import Log, Page
from nkbook.importing.text.prose import outside_code

_ADDRESS = (
    r"https?://(?:(?:img\.)?shields\.io|badgen?\.[a-z]+|badge\.fury\.io|badges?\.[\w.-]+"
    r"|codecov\.io|coveralls\.io|(?:www\.)?travis-ci\.(?:org|com)|api\.star-history\.com"
    r"|(?:ci\.)?appveyor\.com|app\.netlify\.com|deepscan\.io|contrib\.rocks)/[^\s()<>]*"
    r"|https?://[^\s()<>]*/(?:badge|badges)(?:/[^\s()<>]*|\.svg[^\s()<>]*)"
)
_PICTURE = rf"!\[[^][\n]*\]\(<?(?:{_ADDRESS})>?(?:[ \t]+\"[^\"\n]*\")?\)(?:\{{[^{{}}\n]*\}})?"
_BADGE = re.compile(rf"\[[ \t]*{_PICTURE}[ \t]*\]\([^()\n]*\)|{_PICTURE}")


def badges(text: str, _page: Page, log: Log) -> str:
    """Leave out pictures that are no part of the text: they are drawn anew at each visit."""

    def one(found: re.Match[str]) -> str:
        log.dropped("a badge of a website", found[0])
        return ""

    if "://" not in text:
        return text
    return outside_code(text, lambda prose: _BADGE.sub(one, prose))


# Where Pandoc puts the list, and the sources in it that nothing cites.
_PLACE = re.compile(
    r"^[ \t]*(?::{3,}[ \t]*\{[ \t]*#refs\b[^{}\n]*\}[ \t]*\n\s*:{3,}[ \t]*$|"
    r"<div[ \t]+id=[\"']refs[\"'][^<>\n]*>\s*</div>)",
    re.MULTILINE,
)
_UNCITED = re.compile(r"^nocite:[ \t]*([^\n]*\n?(?:[ \t]+\S[^\n]*(?:\n|\Z))*)", re.MULTILINE)
_BLOCK = re.compile(
    r"^---[ \t]*\n(?=nocite:)(nocite:[^\n]*\n(?:[ \t][^\n]*+\n)*+)---[ \t]*(?:\n|\Z)", re.MULTILINE
)
_KEY = re.compile(r"@(\*|[\w][\w:.#$%&+?<>~/-]*)")


def source_lists(text: str, _page: Page, log: Log) -> str:
    """Leave out the place of the list of sources: in the book it is a page at the end."""
    if "refs" not in text and "nocite" not in text:
        return text

    def place(found: re.Match[str]) -> str:
        log.changed("the place of the list of sources: it is at the end", found[0].strip())
        return ""

    def rewrite(prose: str) -> str:
        return _PLACE.sub(place, _BLOCK.sub("", prose))

    return outside_code(text, rewrite, inline=False)


def uncited(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of sources that the list has although nothing cites them."""
    keys = [
        key.rstrip(".,;:")
        for text in texts
        for found in _UNCITED.findall(text)
        for key in _KEY.findall(found)
    ]
    return tuple(dict.fromkeys(keys))
