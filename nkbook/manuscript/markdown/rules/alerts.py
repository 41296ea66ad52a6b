"""GitHub's alerts: a quotation that begins with ``[!NOTE]`` is a box with a title.

A box is the fenced div that Pandoc's alerts extension makes of it: the class is the kind, and the
first block a div of class ``title``. Its word is the edition's own, put in when the edition is
made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

KINDS = ("note", "tip", "important", "warning", "caution")


def alerts_plugin(md: MarkdownIt) -> None:
    """Read alerts, by markdown-it's own option; a title is a paragraph with meta ``label``."""
    md.options["alerts"] = True
    md.core.ruler.after("block", "alert_boxes", _alert_boxes)


def _alert_boxes(state: StateCore) -> None:
    state.tokens[:] = _boxes(state.tokens)


def _boxes(tokens: Sequence[Token]) -> Iterator[Token]:
    kind, lines = "", [0, 0]
    for token in tokens:
        if token.type == "alert_open":
            kind, first = token.info.lower(), (token.map or [0])[0]
            lines = [first, first + 1]
            yield _div(kind, token.map or lines)
        elif token.type == "alert_title_open":
            yield _div("title", lines)
            label = {"label": f"alert-{kind}"}
            yield Token("paragraph_open", "p", 1, map=lines, block=True, meta=label)
        elif token.type == "alert_title_close":
            yield Token("paragraph_close", "p", -1, block=True)
            yield Token("div_close", "div", -1, block=True)
        elif token.type == "alert_close":
            yield Token("div_close", "div", -1, block=True)
        else:
            yield token


def _div(name: str, lines: list[int]) -> Token:
    meta = {"closed": True}
    return Token("div_open", "div", 1, attrs={"class": name}, map=lines, block=True, meta=meta)
