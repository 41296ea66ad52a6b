"""What the parser took from a source: the parts among its tokens, before anything is built."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from nkbook.checks.parts.kinds import LETTER, shortened
from nkbook.model.document import Kind, Part

_NAMES = ("bare_citation", "math_reference")
_ATTRIBUTES = re.compile(r"\{[^{}]*\}\s*\Z")  # of a heading, whose text they are until it is built
_WORDS = frozenset(("text", "code_inline", "bare_citation", "fence", "code_block"))


@dataclass(slots=True)
class _Cell:
    """An open cell: its row's line, and the words in it so far."""

    line: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Taking:
    """How tokens become parts.

    ``line`` is the source line of an inline token, or of an offset in it; the third argument is the
    line of what is around it. ``defined`` says whether a note's label has a note. In a note, calls
    are none: the notes' texts are printed in place (NK217).
    """

    line: Callable[[Token, int | None, int], int]
    defined: Callable[[str], bool]
    in_note: bool = False

    def blocks(self, tokens: Sequence[Token], line: int) -> Iterator[Part]:
        """Yield the parts in blocks; the first of them begins at ``line``."""
        row, before = line, ""
        cells: list[_Cell] = []
        opened: list[_Cell] = []
        for token in tokens:
            line = self.line(token, None, line)
            if token.type == "tr_open":
                row = line
            elif token.type in ("td_open", "th_open"):
                cells.append(_Cell(row))
                opened.append(cells[-1])
            elif token.type in ("td_close", "th_close"):
                cell = cells.pop()
                for around in cells:
                    around.words += cell.words
            elif token.type == "inline":
                yield from self.inline(token, token.children or (), line)
            if cells and not token.nesting:
                words = _words(token)
                cells[-1].words += _ATTRIBUTES.sub("", words) if before == "heading_open" else words
            before = token.type
        for cell in opened:
            yield Part(Kind.CELL, cell.line, shortened(cell.words.strip()), _is_text(cell))

    def inline(self, inline: Token, tokens: Sequence[Token], line: int) -> Iterator[Part]:
        """Yield the parts among the tokens of an inline token."""
        for token in tokens:
            match token.type:
                case "link_open":
                    words = shortened(str(token.attrs.get("href", "")))
                    yield Part(Kind.LINK, self._at(inline, token, line), words)
                case "math_reference":
                    yield Part(Kind.LINK, self._at(inline, token, line), shortened(token.content))
                case "image":
                    where = self._at(inline, token, line)
                    yield Part(Kind.PICTURE, where, shortened(str(token.attrs.get("src", ""))))
                    if link := token.meta.get("link"):
                        yield Part(Kind.LINK, where, shortened(str(link.attrs.get("href", ""))))
                    # A key or a reference in a picture's words may be no more than text.
                    shown = [one for one in token.children or () if one.type not in _NAMES]
                    yield from self.inline(token, shown, where)
                case "note_inline" if not self.in_note:
                    words = shortened(f"^[{token.content}]")
                    yield Part(Kind.CALL, self._at(inline, token, line), words)
                case "note_call" if not self.in_note and self.defined(token.meta["label"]):
                    words = f"[^{token.meta['label']}]"
                    yield Part(Kind.CALL, self._at(inline, token, line), words)
                case "citation" | "bare_citation":
                    yield from self._citation(inline, token, line)

    def _at(self, inline: Token, token: Token, line: int) -> int:
        return self.line(inline, token.meta.get("pos") if token.meta else None, line)

    def _citation(self, inline: Token, token: Token, line: int) -> Iterator[Part]:
        words = f"[{token.content}]" if token.type == "citation" else token.content
        yield Part(Kind.CITATION, self._at(inline, token, line), shortened(words))
        inside = Taking(self.line, self.defined, in_note=True)
        for item in token.meta["items"]:
            for tokens in (item.before, item.after):
                yield from inside.inline(inline, tokens, line)


def _is_text(cell: _Cell) -> bool:
    return bool(LETTER.search(cell.words)) and not cell.words.lstrip().startswith("{")


def _words(token: Token) -> str:
    if token.type == "inline":
        return "".join(map(_words, token.children or ()))
    return token.content if token.type in _WORDS else ""
