"""The levels of a chapter's headings: sections begin at level 2 and go down one at a time.

What a manuscript has instead - several headings of level 1, levels that skip, more than six - is
brought into that order, so that sections nest as the author means and the headings of a PDF go
down one level at a time (ISO 14289-1, 7.4.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from nkbook.diagnostics.problems import Diagnostic, diagnostic
from nkbook.manuscript.markdown.places import Places

_DEEPEST = 6
_CODE = "NK216"


@dataclass(slots=True)
class _Levels:
    """Levels printed so far; ``open`` has the level written and printed of each open section."""

    open: list[tuple[int, int]]
    first: list[Token] = field(default_factory=list)  # of the title's level or above it
    skipping: list[Token] = field(default_factory=list)
    deep: list[Token] = field(default_factory=list)

    def section(self, token: Token, written: int) -> int:
        """Return the level that a section's heading is printed at."""
        if written <= self.open[0][0]:
            self.first.append(token)
        while len(self.open) > 1 and self.open[-1][0] >= written:
            self.open.pop()
        outer, printed = self.open[-1]
        if written > outer + 1:
            self.skipping.append(token)
        if printed == _DEEPEST:
            self.deep.append(token)
        self.open.append((written, printed + 1))
        return min(printed + 1, _DEEPEST)

    def inner(self, written: int) -> int:
        """Return the level of a heading in a quotation, list or box, which opens no section."""
        printed = min(self.open[-1][1], _DEEPEST)
        return min(max(written, printed, 2), printed + 1, _DEEPEST)


def put_levels(tokens: Sequence[Token], places: Places, title: int = 1) -> list[Diagnostic]:
    """Set the levels of the headings among block tokens; return NK216 for what was changed.

    ``title`` is the level at which the chapter's title is written.
    """
    levels = _Levels([(title, 1)])
    for token, end in zip(tokens, tokens[2:], strict=False):
        if token.type == "heading_open":
            written = int(token.tag[1])
            inside = token.level > 0
            token.tag = f"h{levels.inner(written) if inside else levels.section(token, written)}"
            end.tag = token.tag
    found = []
    for changed, what, instead in (
        (levels.first, f"of the title's level, {title}", "level 2, what is below accordingly"),
        (levels.skipping, "skipping a level", "the level below the one before"),
        (levels.deep, "deeper than level 6", "level 6"),
    ):
        if changed:
            count = f"{len(changed)} headings" if len(changed) > 1 else "1 heading"
            found.append(
                diagnostic(
                    _CODE,
                    f"{count} {what}; printed at {instead}",
                    places.at(places.line(changed[0])),
                    "a chapter has one title; its sections begin at ## and go down by one",
                )
            )
    return found
