"""Task lists: ``- [ ]`` and ``- [x]`` at the start of an item (GFM §5.3, Pandoc's task_lists).

What follows a box is text: a mark that would begin another block there is printed.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

OPEN, DONE = "☐", "☒"  # as Pandoc has them; an edition prints marks of its own
_BOX = re.compile(r"\[([ xX])\][ \t]+")


def task_lists_plugin(md: MarkdownIt) -> None:
    """Put a mark into the text of each item with a box; ``list_item_open`` has meta ``checked``.

    Their list has the class ``contains-task-list``.
    """
    md.core.ruler.after("inline", "task_marks", _task_marks)


def _task_marks(state: StateCore) -> None:
    lists: list[Token] = []
    for position, token in enumerate(state.tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "list_item_open":
            paragraph, inline = state.tokens[position + 1 : position + 3]
            box = _box(inline) if paragraph.type == "paragraph_open" else None
            if box:
                first = (inline.children or [])[0]
                token.meta["checked"] = box[1] != " "
                mark = DONE if token.meta["checked"] else OPEN
                first.content = f"{mark} {first.content[box.end() :]}"
                lists[-1].attrs["class"] = "contains-task-list"


def _box(inline: Token) -> re.Match[str] | None:
    """Return the box that a paragraph begins with, unless it was read as something else."""
    children = inline.children or ()
    return _BOX.match(children[0].content) if children and children[0].type == "text" else None
