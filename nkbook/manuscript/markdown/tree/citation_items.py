"""The items of a citation group: prefix, key and locator."""

from __future__ import annotations

from nkbook.diagnostics.problems import Location
from nkbook.manuscript.markdown.syntax import CITED
from nkbook.model.document import CitationItem


def citation_item(part: str, place: Location) -> CitationItem | None:
    """Return the item that a part of a group is, or None if it has no single key."""
    cited = CITED.findall(part)
    match = CITED.search(part)
    if match is None or len(cited) != 1 or match[1]:
        return None
    return CitationItem(
        key=match[2] or match[3],
        prefix=part[: match.start()].strip(),
        locator=part[match.end() :].strip().lstrip(",，").strip(),
        location=place,
    )
