"""The ids that Pandoc and GitHub give headings without one, as other names for nkbook's ids.

nkbook's own ids outlive a change of a title elsewhere; a link by the title still finds its section.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_PANDOC = re.compile(r"[^\w\s.-]")  # Pandoc's manual, auto_identifiers
_GITHUB = re.compile(r"[^\w\s-]")  # gfm_auto_identifiers
_BEFORE_A_LETTER = re.compile(r"\A[\W\d_]+")


def aliases(headings: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Return the automatic ids of a chapter's headings, each with the id of its section.

    ``headings`` are pairs of a title, as text, and an id. The second heading of a title has -1
    after it, the third -2.
    """
    found: dict[str, str] = {}
    counts: dict[str, int] = {}
    for title, id in headings:
        for name in dict.fromkeys((_pandoc(title), _github(title))):
            count = counts.get(name, 0)
            counts[name] = count + 1
            found.setdefault(f"{name}-{count}" if count else name, id)
    return found


def _pandoc(title: str) -> str:
    name = re.sub(r"\s+", "-", _PANDOC.sub("", title).strip()).lower()
    return _BEFORE_A_LETTER.sub("", name) or "section"


def _github(title: str) -> str:
    return re.sub(r"\s", "-", _GITHUB.sub("", title.strip())).lower()
