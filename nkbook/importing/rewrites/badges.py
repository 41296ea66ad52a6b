"""Badges of a repository's page, which say how a build or a star count is at the moment."""

from __future__ import annotations

import re

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
