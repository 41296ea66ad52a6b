"""Task lists: ``- [ ]`` and ``- [x]`` at the start of an item (GFM §5.3, Pandoc's task_lists)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BOX = re.compile(r"\[[ xX]\]")
OPEN, DONE = "☐", "☒"  # as Pandoc has them; an edition prints marks of its own


def task_lists_plugin(md: MarkdownIt) -> None:
    """Read the boxes, by markdown-it's own option, and put a mark into each item's text."""
    md.options["tasklists"] = True
    md.core.ruler.after("inline", "task_marks", _task_marks)


def _task_marks(state: StateCore) -> None:
    done: list[Token] = []
    item: Token | None = None  # with a box, and no text yet
    lines = state.src.split("\n")
    begin = 0  # of what is in it
    for token in state.tokens:
        if token.type == "list_item_open":
            item, begin = token if "checked" in token.meta else None, len(done) + 1
        elif token.type == "inline" and item:
            mark = DONE if item.meta["checked"] else OPEN
            token.children = [Token("text", "", 0, content=f"{mark} "), *(token.children or [])]
            item = None
        elif token.type == "list_item_close" and item:
            done[begin:begin] = _typed(item, lines)
            item = None
        done.append(token)
    state.tokens = done


def _typed(item: Token, lines: Sequence[str]) -> list[Token]:
    """Return a box that nothing follows as it is typed: to GFM and Pandoc such is no task."""
    del item.meta["checked"]
    typed = _BOX.findall(lines[item.map[0]])[-1] if item.map else ""
    inline = Token("inline", "", 0, content=typed, level=item.level + 2, map=item.map)
    inline.children = [Token("text", "", 0, content=typed)]
    return [
        Token("paragraph_open", "p", 1, level=item.level + 1, map=item.map, hidden=True),
        inline,
        Token("paragraph_close", "p", -1, level=item.level + 1, hidden=True),
    ]
