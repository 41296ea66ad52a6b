r"""Where a formula begins and ends in a line of text, and what only looks like one.

Pandoc's tex_math_dollars: no white space inside either ``$``, no digit after the closing one.
``\(…\)`` and ``\[…\]`` count where what is inside looks like TeX, for Pandoc's ``markdown`` reads
them as brackets; ``$`…`$`` is GitHub's. Prices, variables of a shell and columns of R stay text.
"""

from __future__ import annotations

import re
from html.entities import html5
from typing import NamedTuple

from nkbook.maths import ENVIRONMENTS, RefusedError, group_end
from nkbook.typesetting.characters import PAUSES, STOPS
from nkbook.typesetting.han import HAN

_ENVIRONMENT = re.compile(rf"\\begin\{{({'|'.join(ENVIRONMENTS)})(\*?)\}}")
_CODED = re.compile(r"\$(`+)(?!`)(.+?)(?<!`)\1\$", re.DOTALL)
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_LONGEST = 20_000  # characters
_LOOKED_BACK = 200  # characters: whether a formula begins its line
_LONGEST_INLINE = 3000
_GAP = re.compile(r"\s+")
_OTHER_BLOCK = re.compile(r"^[ \t]*(?:#|```|~~~|:::|\|)", re.MULTILINE)
_TEXT = re.compile(r"\\text\s*\{")
_COMMENT_OF_R = re.compile(r"\n[ \t]*#")
_UNENDED = re.compile(r"(?<!\\)[_^]\Z")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]+")
_TEX = re.compile(r"\\[A-Za-z]|(?<!\\)[\^_{}=<>+]|[A-Za-z0-9)\]]\s*[-*/|]\s*[A-Za-z0-9(\[]")
# What is no formula unless it has a command: links, emphasis, two words.
_MARKED = re.compile(
    r"\]\(|(?:^|\s)_|_(?:\s|$)|(?:^|\s)\*+\w[^*]*\*+(?:\s|$)"
    r"|(?<![A-Za-z])[A-Za-z]{3,}[,.;]?\s+[A-Za-z]{3,}"
)
_SYMBOL = re.compile(r"\s*[A-Za-z]'*\s*")
_HAN = re.compile(f"[{HAN}]")
_IN_LINE = "math"  # LaTeX's environment for a formula in a line
_NAMED = re.compile(r"\\(?:text|mathrm|mbox|operatorname)\w*\s*\{[^{}]*\}")
_ENTITY = re.compile(r"(?<!\\)&(#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")
_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_ROW = re.compile(r"\\\\|\\begin\{|\\end\{|\n")
_LONGEST_WORDS = 40  # Chinese characters in a row of a formula: what is longer is no formula


class Found(NamedTuple):
    """A formula in a text: its TeX, the place after it, whether it is displayed, and its marks."""

    tex: str
    end: int
    display: bool
    marks: str


def formula_at(text: str, start: int, stop: int, *, blank_lines: bool = False) -> Found | None:
    """Return the formula that begins at ``start`` and ends before ``stop``, or None.

    ``blank_lines`` may be in a displayed one that a block of its own holds.
    """
    # A copy of all that stands before would make long paragraphs slow.
    before = max(0, start - _LOOKED_BACK)
    found = _formula_at(
        text[before : min(stop, start + _LONGEST)], start - before, blank_lines=blank_lines
    )
    return found and found._replace(end=found.end + before)


def _formula_at(text: str, start: int, *, blank_lines: bool) -> Found | None:
    if text.startswith("$$", start):
        return _closed(text, start, "$$", blank_lines)
    if text.startswith("$", start):
        coded = _CODED.match(text, start)
        if coded and not _BLANK_LINE.search(coded[2]):
            return Found(coded[2].strip(), coded.end(), False, "$`")
        return _dollars(text, start)
    if text.startswith("\\[", start):
        found = _closed(text, start, "\\]", blank_lines)
        return found if found and _TEX.search(found.tex) and not _is_prose(found.tex) else None
    if text.startswith("\\(", start):
        return _round(text, start)
    return _environment(text, start, blank_lines)


def _closed(text: str, start: int, closing: str, blank_lines: bool) -> Found | None:
    place = start + 2
    while True:
        end = text.find(closing, place)
        if end < 0:
            return None
        if not _is_escaped(text, end):
            break
        place = end + 1
    tex = text[start + 2 : end]
    if not tex.strip() or not _holds(tex, blank_lines):
        return None
    return Found(tex.strip(), end + 2, True, text[start : start + 2])


def _holds(tex: str, blank_lines: bool) -> bool:
    """Return True if a displayed formula has no blank line, or may have, and is no prose."""
    if not _BLANK_LINE.search(tex):
        return True
    return blank_lines and not _OTHER_BLOCK.search(tex) and not has_prose(tex)


def has_prose(tex: str) -> bool:
    """Return True for Chinese outside the commands that hold words."""
    return _HAN.search(_NAMED.sub("", tex)) is not None


def refuse_prose(tex: str) -> None:
    """Raise RefusedError, with the reason, if what a formula's marks enclose is text and no TeX."""
    if reason := why_no_tex(tex):
        raise RefusedError(reason)


def why_no_tex(tex: str) -> str:
    """Return the reason why what a formula's marks enclose is text and no TeX, or "".

    That is what holds an HTML entity, of which TeX would lose the ``&``, Chinese in a line with
    the mark of a quotation, or a Chinese sentence longer than any line: most often between two
    ``$$`` that belong to two formulas.
    """
    reason = ""
    longest = max(len(_HAN.findall(row)) for row in _ROW.split(_NAMED.sub("", tex)))
    if longest > _LONGEST_WORDS:
        reason = f"it holds a Chinese text of {longest} characters"
    if any(has_prose(line[0]) for line in _QUOTED.finditer(tex)):
        reason = "a line of it has the mark of a quotation and Chinese words"
    for entity in _ENTITY.finditer(tex):
        if entity[1].startswith("#") or entity[1] in html5:
            reason = f"{entity[0]} is HTML"
    return reason


def _is_escaped(text: str, place: int) -> bool:
    count = 0
    while place > count and text[place - count - 1] == "\\":
        count += 1
    return count % 2 == 1


def _dollars(text: str, start: int) -> Found | None:
    """Return a formula between single dollar signs, by Pandoc's rule."""
    text = text[: start + _LONGEST_INLINE]
    place = start + 1
    if place >= len(text) or text[place].isspace() or text[place] == "$":
        return None
    while place < len(text):
        character = text[place]
        if character == "$":
            break
        if character == "\\":
            words = _TEXT.match(text, place)
            place = group_end(text, words.end() - 1) if words else place + 2
            if place < 0:
                return None
        elif gap := _GAP.match(text, place):
            if _BLANK_LINE.search(gap[0]) or text.startswith("$", gap.end()):
                return None
            place = gap.end()
        else:
            place += 1
    if place >= len(text) or text[place + 1 : place + 2].isdigit():
        return None
    tex = text[start + 1 : place]
    if _is_other(tex, text[max(0, start - 1) : start], text[place + 1 : place + 2]):
        return None
    return Found(tex, place + 1, False, "$")


def _is_other(tex: str, before: str, after: str) -> bool:
    """Return True for prices, shell variables and columns of R between two dollar signs."""
    is_joined = before.isascii() and (before.isalnum() or before in tuple("_)]"))
    goes_on = after.isascii() and (after.isalpha() or after in tuple("_{"))
    name = _NAME.match(tex)
    return bool(
        _COMMENT_OF_R.search(f"\n{tex}")
        or (is_joined and goes_on)
        or _UNENDED.search(tex)  # $GOOS_$GOARCH
        or (goes_on and name and not _TEX.search(tex[: name.end() + 1]))
        or (_is_price(tex, before) and not _TEX.search(tex))
    )


def _is_price(tex: str, before: str) -> bool:
    """Return True for ``$20 或 HK$``: an amount, and words before the next sign."""
    is_amount = bool(re.match(r"[\d.,]", tex)) or (before.isascii() and before.isalpha())
    return is_amount and bool(_HAN.search(tex) or re.search(r"\s[A-Za-z]{2,}", tex))


def _round(text: str, start: int) -> Found | None:
    text = text[: start + _LONGEST_INLINE]
    end = start + 2
    while True:
        end = text.find("\\)", end)
        if end < 0:
            return None
        if not _is_escaped(text, end):
            break
        end += 1
    tex = text[start + 2 : end]
    # At the start of a line \(a\) is the number of something, escaped so as not to begin a list.
    opens_line = not text[text.rfind("\n", 0, start) + 1 : start].strip()
    is_symbol = _SYMBOL.fullmatch(tex) is not None and not opens_line
    if _BLANK_LINE.search(tex) or _is_prose(tex) or not (_TEX.search(tex) or is_symbol):
        return None
    return Found(tex.strip(), end + 2, False, "\\(")


def _is_prose(tex: str) -> bool:
    """Return True for words in escaped brackets: marked, or Chinese outside commands for words.

    A formula may hold such words too, but no marks of a sentence and no dollar sign.
    """
    if "\\" not in tex and _MARKED.search(tex):
        return True
    rest = _NAMED.sub("", tex)
    is_sentence = "\\" not in tex or PAUSES & {*rest} or STOPS & {*rest}
    return "$" in rest or bool(_HAN.search(rest) and is_sentence)


def _environment(text: str, start: int, blank_lines: bool) -> Found | None:
    opening = _ENVIRONMENT.match(text, start)
    if opening is None:
        return None
    name = opening[1] + opening[2]
    begin, closing, place, depth = f"\\begin{{{name}}}", f"\\end{{{name}}}", opening.end(), 1
    while depth:
        end = text.find(closing, place)
        if end < 0:
            return None
        depth += text.count(begin, place, end) - 1
        place = end + len(closing)
    tex = text[start:place]
    if not _holds(tex, blank_lines):
        return None
    return Found(tex, place, name != _IN_LINE, "\\begin")
