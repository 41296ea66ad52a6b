"""What Pandoc reads in the texts of its tools and nkbook does not: dashes, late ends of bold."""

from __future__ import annotations

import re

from nkbook.importing.model import Log, Page
from nkbook.importing.text.prose import outside_code
from nkbook.typesetting.han import HAN

_WORD = re.compile(r"\w")
_HAN = re.compile(f"[{HAN}]")
_LONG = re.compile(r"(?<![-|+])---(?![-|+>])[ \t]?")
_SHORT = re.compile(r"(?<=\w)--(?=\w)")
_MARKS = re.compile(r"(?<![*\\])\*\*(?!\*)")


def dashes(text: str, _page: Page, log: Log) -> str:
    """Write ``---`` as a dash and ``--`` between letters as a short one, as Pandoc's smart does.

    ``**words **`` is bold to Pandoc as well, and gets its marks where nkbook takes them.
    """

    def rewrite(prose: str) -> str:
        return "\n".join(map(line, prose.split("\n")))

    def line(one: str) -> str:
        if one.lstrip(" \t>").startswith(("|", "+")) or not _WORD.search(one):
            return one  # of a table
        made = _ended(_SHORT.sub("–", _LONG.sub(dash, one)))
        if made != one:
            log.changed("---, -- and **words **", one.strip()[:60])
        return made

    def dash(found: re.Match[str]) -> str:
        return "——" if _HAN.search(found.string) else "—"

    return outside_code(text, rewrite) if "--" in text or " **" in text else text


def _ended(line: str) -> str:
    """Return a line in which blanks before a closing ``**`` stand after it."""
    first, *parts = _MARKS.split(line)
    made, is_open = first, False
    for part in parts:
        words = made.rstrip(" \t") if is_open else made
        made = f"{words}**{made[len(words) :]}{part}"
        is_open = not is_open and bool(part) and not part[0].isspace()
    return made
