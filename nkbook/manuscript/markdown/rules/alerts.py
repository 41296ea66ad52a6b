"""GitHub's alerts: a quotation that begins with ``[!NOTE]`` is a box with a title.

A box is the fenced div that Pandoc's alerts extension makes of it: the class is the kind, and the
first block a div of class ``title``. Its word is the edition's own, put in when the edition is
made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

KINDS = ("note", "tip", "important", "warning", "caution")


def alerts_plugin(md: MarkdownIt) -> None:
    """Read alerts, by markdown-it's own option; a title is a paragraph with meta ``label``."""
    md.options["alerts"] = True
    md.core.ruler.after("block", "alert_boxes", _alert_boxes)


def _alert_boxes(state: StateCore) -> None:
    state.tokens[:] = _boxes(_with_lazy_lines(state.tokens))


def _with_lazy_lines(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens with the lines right below a box of a title alone in it.

    They go on in the paragraph of the title, though no ``>`` is before them: CommonMark, to which
    titles are text, calls them lazy.
    """
    left = list(reversed(tokens))
    opening: Token | None = None
    before = ""
    while left:
        token = left.pop()
        if token.type == "alert_open":
            opening = token
        ends_empty = token.type == "alert_close" and before == "alert_title_close"
        if ends_empty and opening is not None and _goes_on(opening, left[-3:]):
            opening.map = [(opening.map or [0])[0], (left[-1].map or [0, 0])[1]]
            for _ in range(3):  # a paragraph: its begin, its text, its end
                yield left.pop().copy(hidden=False)  # not the text of an item any more
        before = token.type
        yield token


def _goes_on(box: Token, following: Sequence[Token]) -> bool:
    """Return True if the tokens, the next one last, are a paragraph right below a box."""
    first = following[-1] if following else box
    return (
        first.type == "paragraph_open"
        and first.level == box.level
        and first.map is not None
        and box.map is not None
        and first.map[0] == box.map[1]
    )


def _boxes(tokens: Iterable[Token]) -> Iterator[Token]:
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
