"""The text of a paragraph as an author typed it, with what has been read put out of sight.

What a rule has read (a link, code, an escaped mark) is one character here, so that a pattern of
unread mark-up matches only letters that are printed as they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from nkbook.manuscript.markdown.doubts import DOUBT, NO_CHARACTER, Doubt
from nkbook.reading.parsed import NOT_IN_XML

# No source holds these: CommonMark replaces U+0000, and XML forbids the others.
READ, CODE, INCLUDED, EMPHASIS = "\x00", "\x03", "\x02", "\x04"
MASKED = "masked"  # the key of an inline token's meta
_GIVEN = ("&#xfffd;", "&#65533;")
_BREAKS = ("softbreak", "hardbreak")


def masking_plugin(md: MarkdownIt) -> None:
    """Give each inline token its masked text, before escaped characters become plain ones."""
    md.core.ruler.before("text_join", "masking", _mask)


def _mask(state: StateCore) -> None:
    for token in state.tokens:
        token.info = NOT_IN_XML.sub("\ufffd", token.info)
        for one in token.children or ():
            _put_right(one)
        if token.type == "inline":
            token.meta[MASKED] = masked(token.children or ())
            nothing = next(filter(_is_nothing, token.children or ()), None)
            if nothing is not None:
                message = (
                    f"{nothing.markup} is a character that no book can hold; \ufffd is printed"
                )
                remedy = "write the character that is meant"
                token.meta[DOUBT] = Doubt(NO_CHARACTER, message, remedy)


def _put_right(token: Token) -> None:
    """Put U+FFFD for what references may name and XML cannot hold, such as a form feed."""
    if token.type == "text_special":
        token.content = NOT_IN_XML.sub("\ufffd", token.content)
    for name, value in token.attrs.items():
        if isinstance(value, str) and NOT_IN_XML.search(value):
            token.attrs[name] = NOT_IN_XML.sub("\ufffd", value)
    for child in token.children or ():
        _put_right(child)


def masked(children: Iterable[Token]) -> str:
    """Return a text with what has been read put out of sight."""
    return "".join(_pieces(children))


def _is_nothing(token: Token) -> bool:
    """Return True for a reference to a character that XML cannot hold, as CommonMark reads it."""
    is_entity = token.type == "text_special" and token.info == "entity"
    return is_entity and token.content == "\ufffd" and token.markup.casefold() not in _GIVEN


def _pieces(children: Iterable[Token]) -> Iterator[str]:
    address = False  # inside a link whose text is its address
    for token in children:
        if token.type == "text":
            yield READ if address else token.content
        elif token.type == "text_special" and token.content == token.markup:
            yield token.content  # a backslash before a letter escapes nothing
        elif token.type in _BREAKS:
            yield "\n"
        elif token.type == "code_inline":
            yield CODE
        else:
            if token.type in ("link_open", "link_close"):
                address = token.nesting > 0 and bool(token.markup)
            # docsify includes the file of a link with such a title
            title = str(token.attrs.get("title", ""))
            is_emphasis = token.type in ("em_open", "strong_open")
            yield (INCLUDED if title.startswith(":include") else EMPHASIS if is_emphasis else READ)
