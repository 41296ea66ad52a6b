"""The place of a token in its source file, and stable ids made from the source text."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.token import Token

from nkbook.diagnostics.problems import Location
from nkbook.model.book import Chapter

_MOST = 200  # lines of a block of which its id is made


@dataclass(slots=True)
class Places:
    """Maps the tokens of one chapter to source lines, and makes the ids of its blocks."""

    chapter: Chapter
    lines: Sequence[str] = field(init=False)
    _last: tuple[str, list[int], dict[int, int]] = field(default_factory=lambda: ("", [0], {}))
    _used: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Split the text once."""
        self.lines = self.chapter.text.split("\n")

    def line(self, token: Token, default: int = 0) -> int:
        """Return a block token's source line, from 1, or ``default`` if it has none."""
        return (
            self.chapter.first_line + (token.map[0] if token.map else 0) if token.map else default
        )

    def at(self, line: int, column: int | None = None) -> Location:
        """Return the location of a source line."""
        return Location(self.chapter.source, line, column)

    def inline(self, token: Token, line: int, position: int) -> Location:
        """Return the place of the character at offset ``position`` of an inline token's text.

        ``line`` is the source line of the enclosing block, for tokens without one.
        """
        starts, columns = self._starts_of(token.content)
        number = bisect_right(starts, position) - 1
        row = self.line(token, line) + number
        end = starts[number + 1] - 1 if number + 1 < len(starts) else len(token.content)
        written = token.content[starts[number] : end]
        source_index = row - self.chapter.first_line
        if not 0 <= source_index < len(self.lines):
            return self.at(row)
        if row not in columns:
            columns[row] = self.lines[source_index].find(written.strip())
        start = columns[row]
        if start < 0:
            return self.at(row)
        offset = position - starts[number] - (len(written) - len(written.lstrip()))
        return self.at(row, start + offset + 1)

    def _starts_of(self, text: str) -> tuple[list[int], dict[int, int]]:
        """Return where the lines of a text begin, and what is known of their columns, by row.

        One text is asked for again and again, as often as there are marks in it.
        """
        if self._last[0] != text:
            ends = [place + 1 for place, mark in enumerate(text) if mark == "\n"]
            self._last = text, [0, *ends], {}
        return self._last[1:]

    def block_id(self, token: Token) -> str:
        """Return an id for a block: the chapter's id and a digest of the block's source text.

        The id changes only with the block's own text, so that links into the book survive edits
        elsewhere in the chapter; equal blocks are distinguished by a count. Of a very long block
        only its beginning is read: each of the cells of such a table may have the table's lines.
        """
        start, end = token.map or (0, 0)
        return self.text_id("\n".join(self.lines[start : min(end, start + _MOST)]) or token.type)

    def identity(self, token: Token, line: int = 0) -> dict[str, str]:
        """Return the id and source line of a block as attributes."""
        return {
            "id": str(token.attrs.get("id") or self.block_id(token)),
            "data-line": str(self.line(token, line)),
        }

    def text_id(self, text: str, infix: str = "") -> str:
        """Return an id made from the chapter's id and a digest of ``text``."""
        digest = hashlib.blake2s(text.strip().encode(), digest_size=4).hexdigest()
        return self.unique(f"{self.chapter.id}-{infix}{digest}")

    def unique(self, id: str) -> str:
        """Return ``id``, with -2, -3 … if the chapter has used it already."""
        count = self._used.get(id, 0) + 1
        self._used[id] = count
        return id if count == 1 else f"{id}-{count}"
