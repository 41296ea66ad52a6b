"""What turning citations into notes asks of a style."""

from __future__ import annotations

from typing import Protocol

from markupsafe import Markup

from nkbook.model.document import Citation


class Printer(Protocol):
    """Prints the citations of one chapter, which it is asked for once each, in reading order."""

    @property
    def in_text(self) -> bool:
        """Return True if citations stand in the text, not in notes."""

    def cite(self, citation: Citation, number: int, call_id: str) -> Markup:
        """Return a citation; ``number`` is that of the note it is in or makes, 0 in the text."""

    def name(self, citation: Citation) -> Markup:
        """Return the name that the text has before the citation of ``@key``; asked before it."""

    def joined(self, name: Markup, cited: Markup) -> Markup:
        """Return a name in the text and its citation right after it."""

    def stopped(self, cited: Markup, citation: Citation) -> Markup:
        """Return a citation that is a whole note, with what ends it."""

    def interrupt(self) -> None:
        """Take note that a note of the author's own ends: what follows is not 同上."""
