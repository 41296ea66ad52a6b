"""Lists that only what is not printed parts are one list: comments, definitions of notes and links.

To Pandoc and CommonMark any comment ends a list, and authors end one so on purpose: with a comment
that says nothing, ``<!-- -->``, or ``<!-- end of list -->`` (Pandoc's manual, "Ending a list").
Those part lists here too, and so does a list that begins to count again.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from nkbook.model.raw_html import is_remark

_LISTS = ("bullet_list", "ordered_list", "dl")


def rejoined(tokens: Sequence[Token]) -> list[Token]:
    """Return block tokens with lists as one that only remarks part; the remarks are left out."""
    made: list[Token] = []
    open_lists: list[tuple[int, int]] = []  # where each began in ``made``, and its items
    ended: tuple[int, int] | None = None  # such a list, if its end is the last of ``made``
    remarks: list[Token] = []
    for token in tokens:
        if ended is not None and token.type == "html_block" and is_remark(token.content):
            remarks.append(token)
            continue
        goes_on = (
            ended is not None and _is_open(token) and _continues(made[ended[0]], ended[1], token)
        )
        if goes_on and ended is not None:
            made.pop()
            open_lists.append(ended)
            ended, remarks = None, []
            continue
        made += remarks
        ended, remarks = None, []
        made.append(token)
        if _is_open(token):
            open_lists.append((len(made) - 1, 0))
        elif token.type == "list_item_open" and open_lists:
            start, items = open_lists[-1]
            open_lists[-1] = start, items + 1
        elif token.nesting < 0 and token.type.removesuffix("_close") in _LISTS and open_lists:
            ended = open_lists.pop()
    return [*made, *remarks]


def _is_open(token: Token) -> bool:
    return token.nesting > 0 and token.type.removesuffix("_open") in _LISTS


def _continues(first: Token, items: int, second: Token) -> bool:
    """Return True if a list goes on with the items of a second one: by mark, and by number."""
    if first.type != second.type or first.markup != second.markup:
        return False
    if first.type != "ordered_list_open":
        return True
    start = int(first.attrs.get("start", 1))
    same = all(first.meta.get(key) == second.meta.get(key) for key in ("style", "delimiter"))
    return same and int(second.attrs.get("start", 1)) == start + items
