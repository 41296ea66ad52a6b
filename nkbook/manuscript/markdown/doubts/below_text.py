"""What begins right below a line of text, where Pandoc asks for a blank line and reads text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markdown_it.token import Token

# What may end with a paragraph, and with it.
_AROUND = frozenset(
    ("bullet_list", "ordered_list", "list_item", "dl", "dd", "blockquote", "paragraph", "dt")
)


def below_text(tokens: Iterable[Token]) -> Iterator[tuple[str, int]]:
    """Yield what begins there, in words, with its line from 0.

    Of lists, headings, quotations and code between lines of ``` Pandoc asks no blank line where an
    author lets it (docs/guide/dialect.md).
    """
    end = -1  # the line past the last paragraph, while nothing else was read
    for token in tokens:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if token.map and token.map[0] == end and (what := _named(token)):
            yield what, end
        if token.type == "paragraph_open":
            end = token.map[1] if token.map else -1
        elif not (token.nesting < 0 and kind in _AROUND) and token.type != "inline":
            end = -1


def _named(token: Token) -> str:
    match token.type:
        case "hr":
            return "a rule"
        case "fence" if token.markup.startswith("~"):
            return "a block of code between lines of ~"
        case "table_open" if token.markup == "|":
            return "a table"
        case "footnote_reference_open":
            return "the text of a note"
    return ""
