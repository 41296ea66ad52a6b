"""Lines that begin with marks of a list which Markdown does not know: •, 1、, （一）, ①, A.

They are one paragraph, whose lines are set one after another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

_NUMERALS = "〇一二三四五六七八九十百"
_ITEM = re.compile(
    r"\s*(?:"
    r"(?P<bullet>[•·‧・●○◦▪■□◆◇▲△★☆◎※➢►])"
    r"|(?P<digits>\d{1,3}[、．])|(?P<full>[０-９]{1,3}[、．.])"
    rf"|(?P<han>[{_NUMERALS}]{{1,3}}、)|(?P<within>[（(][{_NUMERALS}]{{1,3}}[）)])"
    r"|(?P<upper>[A-Z](?:[．、]|\.(?= ?\S)))|(?P<dash>[-+*](?=　))"
    r"|(?P<wide>（\d{1,3}）)|(?P<circle>[①-⑳❶-❿⑴-⒇])"
    r")[ \t　]*(?=\S)"
)


def typed_list(children: Sequence[Token]) -> tuple[str, int] | None:
    """Return the first mark of such lines, and their row in the paragraph; None for none of them.

    Two lines in sequence have to begin with marks of one kind; a hard line break parts them.
    """
    row = 0
    before: re.Match[str] | None = None
    begins, broken = True, False
    for token in children:
        if token.type in ("softbreak", "hardbreak"):
            begins, broken = True, token.type == "hardbreak"
            row += 1
        elif begins:
            found = _ITEM.match(token.content) if token.type == "text" else None
            alike = found and before and not broken and found.lastgroup == before.lastgroup
            if found and before and alike and (found["bullet"] == before["bullet"]):
                return before[0].strip(), row - 1
            before, begins = found, False
    return None
