r"""Rules for markdown-it: formulas in a line, displayed formulas, references, commands.

Tokens: ``math`` (content TeX; meta display, marks, pos), ``math_reference`` for ``\eqref{…}`` and
``\ref{…}`` (meta label, brackets, pos), and ``math_macros``, a block of definitions (content).
"""

from __future__ import annotations

import re
from bisect import bisect_left

from markdown_it import MarkdownIt
from markdown_it.parser_block import RuleFuncBlockType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from nkbook.manuscript.markdown.maths.delimiters import formula_at, has_prose, why_no_tex
from nkbook.manuscript.markdown.rules.attributes import attributes_at, give
from nkbook.maths import definitions

_OPENINGS = ("$$", "\\[", "\\begin{")
_REFERENCE = re.compile(r"\\(eqref|ref|autoref|cref)\{([^{}\s]+)\}")
_DEFINES = re.compile(r"\\(?:(?:new|renew|provide)command|DeclareMathOperator|g?def)(?![A-Za-z])")
_GAP = re.compile(r"[ \t]*+(?:\n[ \t]*+)?(?=\{)")
_REST = re.compile(r"[ \t]*+(?:\n[ \t]*+)?(?:\{[^{}\n]*\}[ \t]*+)?\Z")
_ATTRIBUTES = re.compile(r"[ \t]*\{[^{}\n]*\}[ \t]*")
_BLANK = re.compile(r"\n[ \t]*(?=\n)")
_MOST_LINES = 200  # of a displayed formula
_MOST_MACRO_LINES = 30  # of a definition
_AHEAD = 8_000  # letters, in which a formula that a paragraph begins is looked for at least
_MARKS = ("list", "blockquote")  # rules whose marks are signs in a formula too: + - >
_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_PARAGRAPH = "formulas of a paragraph"  # in a text's environment: the text, its place, and they
_ALTERNATIVES = ["paragraph", "reference", "blockquote", "list"]


def maths_plugin(md: MarkdownIt) -> None:
    """Read formulas and the commands that authors define for them."""
    md.inline.ruler.before("escape", "math", _formula)
    md.inline.ruler.before("escape", "math_reference", _reference)
    md.block.ruler.before("fence", "math_block", _block, {"alt": _ALTERNATIVES})
    md.block.ruler.before("fence", "math_macros", _macros, {"alt": ["paragraph", "reference"]})
    md.core.ruler.after("block", "math_continued", _continued)
    for rule in [one for one in md.block.ruler.__rules__ if one.name in _MARKS]:
        md.block.ruler.at(rule.name, _outside_formulas(rule.fn), {"alt": rule.alt})


def _formula(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "$\\":
        return False
    found = formula_at(state.src, state.pos, state.posMax)
    if found is None:
        return False
    end = found.end
    given = None
    if found.display and (gap := _GAP.match(state.src, end, state.posMax)):
        given = attributes_at(state.src[: state.posMax], gap.end())
        end = given[1] if given else end
    if not silent:
        token = state.push("math", "math", 0)
        token.content, token.markup = found.tex, found.marks
        token.meta = {"pos": state.pos, "display": found.display}
        if given:
            give(token, given[0])
    state.pos = end
    return True


def _reference(state: StateInline, silent: bool) -> bool:
    match = _REFERENCE.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("math_reference", "a", 0)
        token.content = match[0]
        token.meta = {"pos": state.pos, "label": match[2], "brackets": match[1] == "eqref"}
    state.pos = match.end()
    return True


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule for a displayed formula that has whole lines, whatever its lines begin with."""
    if state.is_code_block(start):
        return False
    first = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    # A line without ">" below a quotation may close a formula of the quotation.
    is_lazy = silent and state.parentType == "blockquote"
    if not first.startswith(_OPENINGS) or (is_lazy and _in_displayed(state, start)):
        return False
    lines = state.getLines(start, min(end, start + _MOST_LINES), state.blkIndent, False)
    text = lines.lstrip(" \t")
    found = formula_at(text, 0, len(text), blank_lines=_is_alone(first))
    if found is None:
        return False
    rest = text[found.end :].partition("\n")[0]
    last = start + text[: found.end].count("\n")
    below = text[found.end :].split("\n")[1:2]
    if not rest.strip() and below and _ATTRIBUTES.fullmatch(below[0]):
        rest, last = f"\n{below[0]}", last + 1
    # Where the paragraph goes on after it, the rule for lines reads both.
    if not _REST.match(rest) or not _is_inside(state, range(start + 1, last + 1)):
        return False
    if silent:
        return True
    opening = state.push("paragraph_open", "p", 1)
    opening.map, opening.meta = [start, last + 1], {"math_block": True}
    inline = state.push("inline", "", 0)
    inline.content = _BLANK.sub("", text[: found.end]) + rest
    inline.map, inline.children = [start, last + 1], []
    state.push("paragraph_close", "p", -1)
    state.line = last + 1
    return True


def _is_inside(state: StateBlock, lines: range) -> bool:
    """Return True if lines belong to the item of a list, or quotation, that the first is in."""
    return all(state.sCount[n] >= state.blkIndent or state.isEmpty(n) for n in lines)


def _outside_formulas(rule: RuleFuncBlockType) -> RuleFuncBlockType:
    """Return a block rule that ends no paragraph inside a formula in a line of text."""

    def outside(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return not (silent and _in_formula(state, start)) and rule(state, start, end, silent)

    return outside


def _in_formula(state: StateBlock, number: int) -> bool:
    """Return True if a line is inside a formula that began above it in the same paragraph."""
    found = _formula_around(state, number)
    return found is not None and not has_prose(found)


def _in_displayed(state: StateBlock, number: int) -> bool:
    """Return True if a line is inside a displayed formula, which may have a Chinese word in it."""
    found = _formula_around(state, number, displayed=True)
    return found is not None and not why_no_tex(found)


def _formula_around(state: StateBlock, number: int, *, displayed: bool = False) -> str | None:
    """Return the TeX of the formula that a line is inside of, None if there is none."""
    begin, place = state.bMarks[state.line], state.bMarks[number]
    paragraph: _Paragraph | None = state.env.get(_PARAGRAPH)
    if paragraph is None or not paragraph.reaches(state.src, begin, place):
        # Each line asks: what is found once for all keeps a paragraph of many lines quick, and
        # what is read ahead stays in proportion where many paragraphs have no blank line between.
        paragraph = _Paragraph(state.src, begin, begin + max(_AHEAD, 2 * (place - begin)))
        state.env[_PARAGRAPH] = paragraph
    found = paragraph.before(place)
    if found is None or found[1] <= place:
        return None
    return None if displayed and not state.src.startswith("$$", found[0]) else found[2]


class _Paragraph:
    """The formulas of the paragraph at ``begin``, looked for as far as is asked."""

    def __init__(self, src: str, begin: int, end: int) -> None:
        self._src, self._begin, self._end = src, begin, end
        stop = src.find("\n\n", begin, end)
        text = src[begin : stop if stop >= 0 else end]
        self._text = _CODE.sub(lambda code: " " * len(code[0]), text) if "`" in text else text
        self._at = self._text.find("$")
        self._found: list[tuple[int, int, str]] = []

    def reaches(self, src: str, begin: int, place: int) -> bool:
        """Return True for the same paragraph, if enough below a place is looked at."""
        return self._src is src and self._begin == begin and place + _AHEAD // 2 <= self._end

    def before(self, place: int) -> tuple[int, int, str] | None:
        """Return where the last formula that begins before a place begins and ends, its TeX."""
        while 0 <= self._at < place - self._begin:
            found = formula_at(self._text, self._at, len(self._text))
            if found is not None:
                begin = self._begin
                self._found.append((begin + self._at, begin + found.end, found.tex))
            self._at = self._text.find("$", found.end if found else self._at + 1)
        at = bisect_left(self._found, (place,))
        return self._found[at - 1] if at else None


def _continued(state: StateCore) -> None:
    """Mark the paragraphs that go on straight after a displayed formula."""
    for before, token in zip(state.tokens, state.tokens[3:], strict=False):
        if before.meta.get("math_block") and token.type == "paragraph_open":
            token.meta["continued"] = bool(
                before.map and token.map and before.map[1] == token.map[0]
            )


def _is_alone(line: str) -> bool:
    """Return True if a formula's marks stand alone on their line, as a block's do."""
    return line.strip() in ("$$", "\\[") or line.startswith("\\begin{")


def _macros(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule for lines that define commands and hold nothing else."""
    if state.is_code_block(start):
        return False
    last = start
    while (after := _definition_end(state, last, end)) > last:
        last = after
    if last == start:
        return False
    if silent:
        return True
    token = state.push("math_macros", "", 0)
    token.content, token.map = state.getLines(start, last, state.blkIndent, False), [start, last]
    state.line = last
    return True


def _definition_end(state: StateBlock, start: int, end: int) -> int:
    """Return the line after the definitions that begin with a line, or that line if none does."""
    text = ""
    for number in range(start, min(end, start + _MOST_MACRO_LINES)):
        if state.isEmpty(number):
            break
        text += state.getLines(number, number + 1, state.blkIndent, False) + "\n"
        if not _DEFINES.match(text.lstrip()):
            break
        found, rest = definitions(text)
        if found and not rest.strip():
            return number + 1
    return start
