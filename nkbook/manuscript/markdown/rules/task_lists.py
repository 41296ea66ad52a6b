"""Task lists: ``- [ ]`` and ``- [x]`` at the start of an item (GFM §5.3, Pandoc's task_lists)."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

OPEN, DONE = "☐", "☒"  # as Pandoc has them; an edition prints marks of its own


def task_lists_plugin(md: MarkdownIt) -> None:
    """Read the boxes, by markdown-it's own option, and put a mark into each item's text."""
    md.options["tasklists"] = True
    md.core.ruler.after("inline", "task_marks", _task_marks)


def _task_marks(state: StateCore) -> None:
    mark = ""
    for token in state.tokens:
        if token.type == "list_item_open":
            checked = token.meta.get("checked")
            mark = "" if checked is None else f"{DONE if checked else OPEN} "
        elif token.type == "inline" and mark:
            token.children = [Token("text", "", 0, content=mark), *(token.children or [])]
            mark = ""
